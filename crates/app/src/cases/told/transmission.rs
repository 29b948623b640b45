//! Who infected whom among the open cases within reach, as days, lists and places say, and as people chose.

use super::links::{chosen_of, listed, shared, stated};
use crate::Refusal;
use crate::caller::Request;
use crate::cases::kept::{Reached, case_change, fingerprint};
use crate::cases::open::open_cases;
use crate::cases::see::logged;
use crate::register::{counties, reason_of};
use fangxian_core::cases::CaseKind;
use fangxian_core::ids::{CaseId, ChainChoiceId, PersonId};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_core::transmission::{
    ChainCase, ChainFlaw, ChainFormat, ChainRules, Choice, Chosen, ExportCase, Link, Tree, Waiting,
    Waits, fhir, godata_cases, godata_links, graphml, links_table, sormas, tree,
};
use fangxian_sheets::{OutCell, OutSheet, write_csv};
use fangxian_store::cases::contacts_of_people;
use fangxian_store::transmission::{StoredChoice, choice_insert, choices_of};
use fangxian_store::{StoreError, feed};

/// So many cases are put into one tree.
const CASES_MAX: usize = 300;

/// What a tree is asked for with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TransmissionAsking {
    /// The word of a stated distribution of days; none takes the first.
    pub waiting: Option<String>,
    /// Another mean and standard deviation, in days, that somebody wants to see.
    pub days: Option<(f64, f64)>,
}

/// A case of the tree. The name is masked.
#[derive(Clone, Debug)]
pub struct TransmissionCase {
    /// Which.
    pub id: CaseId,
    /// Of whom, masked.
    pub name: String,
    /// Where he lives.
    pub door: PlaceCode,
    /// What kind.
    pub kind: CaseKind,
    /// His days.
    pub days: ChainCase,
    /// How many choices there are of him: what whoever chooses must have seen.
    pub n_choices: i64,
    /// The last choice, where one stands.
    pub choice: Option<StoredChoice>,
}

/// A tree with what it rests on.
#[derive(Clone, Debug)]
pub struct TransmissionSeen {
    /// The cases, by day.
    pub cases: Vec<TransmissionCase>,
    /// Who infected whom; cases by their place in the list.
    pub tree: Tree,
    /// The distribution of days that was used.
    pub waiting: Waiting,
    /// All stated distributions.
    pub waitings: Vec<Waiting>,
    /// The same, as it was used.
    pub waits: Waits,
    /// How many closed cases within reach are left out: nobody sees them any more.
    pub n_closed: usize,
}

struct Made {
    seen: TransmissionSeen,
    scope: Scope,
    links: Vec<Link>,
    rules: ChainRules,
}

/// The most plausible tree of the open cases within reach.
pub async fn transmission_see(
    req: &Request,
    asking: &TransmissionAsking,
) -> Result<TransmissionSeen, Refusal> {
    Ok(made(req, Act::TransmissionSee, asking).await?.seen)
}

async fn made(req: &Request, act: Act, asking: &TransmissionAsking) -> Result<Made, Refusal> {
    let scope = req.authorize(act)?;
    // What is shipped was read by a test.
    let rules = ChainRules::built_in().map_err(|_| Refusal::Busy)?;
    let (waiting, waits) = waits_of(&rules, asking)?;
    let open = open_cases(req, &scope).await?.at_most(CASES_MAX)?;
    let mut reached = open.cases;
    reached.sort_by_key(|one| (days_of(one).day(), one.case.at, one.case.id));
    let people: Vec<PersonId> = reached.iter().map(|one| one.case.person).collect();
    let at = scope.jurisdictions().first().cloned().unwrap_or_else(|| req.city.code.clone());
    logged(req, &scope, &at, &subject_of(LookKind::Cases, &at), &people).await?;
    let ids: Vec<CaseId> = reached.iter().map(|one| one.case.id).collect();
    let (all, asked, of) = (counties(&req.city), ids.clone(), people.clone());
    let read = req.city.db.read(move |tx| async move {
        let choices = choices_of(&tx, &all, &asked).await?;
        Ok::<_, StoreError>((choices, contacts_of_people(&tx, &of).await?))
    });
    let (choices, contacts) = read.await?;
    let mut links = stated(&reached);
    links.extend(listed(req, &reached, &contacts)?);
    links.extend(shared(req, &reached).await?);
    let cases: Vec<ChainCase> = reached.iter().map(days_of).collect();
    let chosen = chosen_of(&ids, &choices);
    // What stood when it was chosen may make a circle with what was chosen in another county since.
    let tree = tree(&cases, &links, &chosen, &waits, &rules)
        .or_else(|_| tree(&cases, &links, &[], &waits, &rules))
        .map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    let mut rows = Vec::new();
    for one in &reached {
        let own = choices.iter().filter(|choice| choice.case == one.case.id);
        let last = own.clone().max_by_key(|choice| choice.ordinal).cloned();
        rows.push(TransmissionCase {
            id: one.case.id,
            name: one.person(&req.city)?.name.masked(),
            door: one.stored.door.clone(),
            kind: one.standing.about.kind,
            days: days_of(one),
            n_choices: i64::try_from(own.count()).unwrap_or(i64::MAX),
            choice: last.filter(|choice| choice.chosen != Chosen::Open),
        });
    }
    let waitings = rules.waitings.clone();
    let n_closed = open.n_closed;
    let seen = TransmissionSeen { cases: rows, tree, waiting, waitings, waits, n_closed };
    Ok(Made { seen, scope, links, rules })
}

fn waits_of(rules: &ChainRules, asking: &TransmissionAsking) -> Result<(Waiting, Waits), Refusal> {
    let named = match &asking.waiting {
        Some(id) => rules.waiting(id),
        None => rules.waitings.first(),
    };
    let mut waiting = named.cloned().ok_or(Refusal::NotFound)?;
    if let Some((mean, sd)) = asking.days {
        (waiting.mean_days, waiting.sd_days) = (mean, sd);
    }
    let waits = Waits::gamma(waiting.mean_days, waiting.sd_days);
    let say = "代际间隔的均数和标准差应在0.1至30天之间。";
    let waits = waits.ok_or_else(|| Refusal::BadInput(say.to_owned()))?;
    Ok((waiting, waits))
}

fn days_of(one: &Reached) -> ChainCase {
    let about = &one.standing.about;
    ChainCase {
        onset: about.onset,
        sampled: about.sampled_at.map(|at| at.city_day()),
        is_imported: about.kind == CaseKind::Imported,
    }
}

/// What somebody chooses.
#[derive(Clone, Debug)]
pub struct TransmissionChoosing {
    /// Made by the client: the same again is the same act.
    pub id: ChainChoiceId,
    /// Of which case.
    pub case: CaseId,
    /// How many choices of him the page showed.
    pub seen: i64,
    /// What.
    pub chosen: Chosen,
    /// Why.
    pub reason: String,
}

/// Chooses who infected a case. The others stay to be read, and so does every choice before.
pub async fn transmission_choose(
    req: &Request,
    choosing: TransmissionChoosing,
) -> Result<(), Refusal> {
    let act = Act::TransmissionChoose;
    req.authorize(act)?;
    let reason = reason_of(&choosing.reason)?;
    let made = made(req, act, &TransmissionAsking::default()).await?;
    let ids: Vec<CaseId> = made.seen.cases.iter().map(|one| one.id).collect();
    let place = |id: CaseId| ids.iter().position(|known| *known == id).ok_or(Refusal::NotFound);
    let of = place(choosing.case)?;
    let body_mac = fingerprint(
        req,
        &format!("chose\n{}\n{}\n{:?}\n{reason}", choosing.id, choosing.case, choosing.chosen),
    );
    // Another of his choices would make a circle with those that stand.
    let infector = match choosing.chosen {
        Chosen::Infector(id) => Some(place(id)?),
        Chosen::Nobody | Chosen::Open => None,
    };
    if infector == Some(of) {
        return Err(Refusal::BadInput("不能选本人。".to_owned()));
    }
    let cases: Vec<ChainCase> = made.seen.cases.iter().map(|one| one.days).collect();
    let standing: Vec<StoredChoice> =
        made.seen.cases.iter().filter_map(|one| one.choice.clone()).collect();
    let mut all: Vec<Choice> = chosen_of(&ids, &standing);
    all.retain(|one| one.of != of);
    if choosing.chosen != Chosen::Open {
        all.push(Choice { of, infector });
    }
    tree(&cases, &made.links, &all, &made.seen.waits, &made.rules).map_err(|flaw| match flaw {
        ChainFlaw::Circle => Refusal::BadInput(format!("{flaw}。")),
        ChainFlaw::Unknown => Refusal::NotFound,
    })?;
    let (case, seen, id) = (choosing.case, choosing.seen, choosing.id);
    let county = case_county(req, &made.scope, case).await?;
    let row = StoredChoice {
        county,
        id,
        case,
        ordinal: seen,
        chosen: choosing.chosen,
        reason,
        at: req.now,
        by: req.caller.login.clone(),
        body_mac,
    };
    choice_keep(req, act, row).await
}

async fn choice_keep(req: &Request, act: Act, row: StoredChoice) -> Result<(), Refusal> {
    let (case, seen) = (row.case, row.ordinal);
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let county = [row.county.clone()];
        let known = choices_of(&tx, &county, &[case]).await?;
        if let Some(same) = known.iter().find(|one| one.id == row.id) {
            return if same.body_mac == row.body_mac { Ok(()) } else { Err(Refusal::IdReused) };
        }
        if i64::try_from(known.len()) != Ok(seen) {
            return Err(Refusal::Stale);
        }
        choice_insert(&tx, &row).await.map_err(|error| {
            match error.conflicts_with("transmission_choice") {
                true => Refusal::Stale,
                false => Refusal::from(error),
            }
        })?;
        asked.deed(&tx, act, &case.to_string(), row.chosen.code())?;
        feed::append(&tx, case_change(&asked.city, asked.now, &row.county, case))?;
        Ok(())
    });
    write.await?;
    req.city.catch_up().await
}

async fn case_county(req: &Request, scope: &Scope, id: CaseId) -> Result<String, Refusal> {
    let open = open_cases(req, scope).await?.at_most(CASES_MAX)?;
    let found = open.cases.into_iter().find(|one| one.case.id == id);
    found.map(|one| one.case.county).ok_or(Refusal::NotFound)
}

/// A chain as a file.
#[derive(Clone, Debug)]
pub struct ChainFile {
    /// Its name.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The tree for another program: cases by number, without a name, a door or an id. That it was taken out is
/// an act.
pub async fn transmission_export(
    req: &Request,
    asking: &TransmissionAsking,
    format: ChainFormat,
) -> Result<ChainFile, Refusal> {
    let act = Act::TransmissionSee;
    let seen = made(req, act, asking).await?.seen;
    let cases = seen.cases.iter().enumerate().map(|(at, one)| ExportCase {
        number: format!("BL-{:04}", at + 1),
        kind: one.kind,
        onset: one.days.onset,
        sampled: one.days.sampled,
        county: one.door.county(),
    });
    let cases: Vec<ExportCase> = cases.collect();
    let (asked, key) = (req.clone(), req.city.key());
    let write = req.city.db.write(move |tx| async move {
        asked.deed(&tx, act, &key, format.code())?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    let csv = "text/csv; charset=utf-8";
    let (name, media_type, bytes) = match format {
        ChainFormat::Csv => ("chains.csv", csv, table(links_table(&seen.tree, &cases))),
        ChainFormat::Sormas => ("sormas.csv", csv, table(sormas(&seen.tree, &cases))),
        ChainFormat::GodataCases => ("godata-cases.csv", csv, table(godata_cases(&cases))),
        ChainFormat::GodataLinks => {
            ("godata-relationships.csv", csv, table(godata_links(&seen.tree, &cases)))
        }
        ChainFormat::Graphml => {
            let xml = graphml(&seen.tree, &cases).into_bytes();
            ("chains.graphml", "application/graphml+xml; charset=utf-8", xml)
        }
        ChainFormat::Fhir => {
            let bundle = fhir(&seen.tree, &cases).to_string().into_bytes();
            ("chains.fhir.json", "application/fhir+json; charset=utf-8", bundle)
        }
    };
    Ok(ChainFile { name, media_type, bytes })
}

fn table(rows: Vec<Vec<String>>) -> Vec<u8> {
    let mut rows = rows.into_iter();
    let titles = rows.next().unwrap_or_default();
    let rows = rows.map(|row| row.into_iter().map(OutCell::text).collect()).collect();
    write_csv(&OutSheet { name: "chains".to_owned(), titles, rows })
}
