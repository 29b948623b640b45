//! What a tracer sees of the contacts of a case, and decides of them.

use super::found::SearchTold;
use super::holds::{kept_until, standing_of};
use super::kept::{case_change, case_within, evidence_open, fingerprint};
use super::orders::contact_orders;
use super::search::{case_trace, search_told};
use super::seats::{MetSeen, Seats, seats_of};
use super::see::logged;
use crate::caller::Request;
use crate::orders::Within;
use crate::register::{community, counties, opened, reason_of};
use crate::venues::venues_asked_for;
use crate::{City, Refusal};
use fangxian_core::CityDay;
use fangxian_core::Moment;
use fangxian_core::cases::{
    ContactFact, ContactFactKind, ContactStanding, ContactVerdict, keeping,
};
use fangxian_core::codes::{AppealOutcome, ReasonSource};
use fangxian_core::contacts::Ring;
use fangxian_core::ids::{CaseId, PersonId, VenueId};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::rules::Clause;
use fangxian_store::cases::{
    StoredCase, StoredContact, contact_insert, contacts_of_case, contacts_of_people,
};
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use fangxian_store::{StoreError, Tx, feed};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many contacts are shown at once: each is named in the log.
pub const CONTACTS_PAGE: usize = 50;

/// A contact of a case, as he is shown. The name is masked.
#[derive(Clone, Debug)]
pub struct ContactSeen {
    /// Who.
    pub person: PersonId,
    /// The name, masked.
    pub name: String,
    /// The community in which he lives.
    pub community: Option<PlaceCode>,
    /// How near he is.
    pub ring: Ring,
    /// How he stands.
    pub standing: ContactStanding,
    /// The clause by which he is one; none of a secondary contact, or where none says.
    pub clause: Option<Clause>,
    /// When he is free; none where nobody keeps him, or only a release ends it.
    pub until: Option<Moment>,
    /// On which days he is tested.
    pub test_days: Vec<CityDay>,
    /// Where and when they met, and where both sat.
    pub evidence: Vec<MetSeen>,
    /// How many facts there are of him: what whoever decides must have seen.
    pub n_facts: i64,
}

/// The contacts of a case: in numbers first, then a page.
#[derive(Clone, Debug)]
pub struct ContactsSeen {
    /// How many stand how.
    pub counts: BTreeMap<ContactVerdict, usize>,
    /// How many were let go.
    pub n_released: usize,
    /// When they were last sought, and what that came to; none before the first search.
    pub searched: Option<(Moment, SearchTold)>,
    /// The gravest first.
    pub rows: Vec<ContactSeen>,
}

/// The contacts of an open case, from the `offset`-th on, those of one verdict where it is given.
pub async fn case_contacts(
    req: &Request,
    id: CaseId,
    (verdict, offset): (Option<ContactVerdict>, usize),
) -> Result<ContactsSeen, Refusal> {
    let reached = case_within(req, Act::CaseSee, id).await?;
    let (county, of_city) = (reached.case.county.clone(), req.city.clone());
    let read = req.city.db.read(move |tx| async move {
        let contacts = contacts_of_case(&tx, &county, id).await?;
        let seats = seats_of(&tx, &of_city, (&county, id)).await?;
        Ok::<_, StoreError>((contacts, search_told(&tx, &of_city, &county, id).await?, seats))
    });
    let (contacts, searched, seats) = read.await?;
    let mut all: Vec<(ContactStanding, &[StoredContact])> = contacts
        .chunk_by(|one, next| one.person == next.person)
        .filter_map(|own| Some((standing_of(own)?, own)))
        .collect();
    let mut seen =
        ContactsSeen { counts: BTreeMap::new(), n_released: 0, searched, rows: Vec::new() };
    for (standing, _) in &all {
        match standing.released_at {
            Some(_) => seen.n_released += 1,
            None => *seen.counts.entry(standing.verdict).or_default() += 1,
        }
    }
    all.retain(|(standing, _)| verdict.is_none_or(|wanted| standing.verdict == wanted));
    all.sort_by_key(|(one, own)| {
        let is_free = one.released_at.is_some();
        let person = own.first().map(|one| one.person);
        (is_free, Reverse((one.verdict, one.says.known, one.says.last_at)), person)
    });
    let page: Vec<_> = all.into_iter().skip(offset).take(CONTACTS_PAGE).collect();
    let ids: Vec<PersonId> =
        page.iter().filter_map(|(_, own)| own.first()).map(|one| one.person).collect();
    let (within, asked) = (counties(&req.city), ids.clone());
    let read =
        req.city.db.read(move |tx| async move { people_in_by_ids(&tx, &within, &asked).await });
    let stored: HashMap<PersonId, StoredPerson> =
        read.await?.into_iter().map(|one| (one.id, one)).collect();
    for (standing, own) in page {
        let known = own.first().and_then(|one| stored.get(&one.person));
        let Some(known) = known else { continue };
        seen.rows.push(contact_seen(req, known, (standing, own), &seats)?);
    }
    // Every way to the scans of a place says that it was asked for.
    let venues: BTreeSet<VenueId> = seen
        .rows
        .iter()
        .flat_map(|row| &row.evidence)
        .filter_map(|met| Some(req.city.tracing.place(met.row.venue?)?.venue))
        .collect();
    venues_asked_for(req, Act::CaseSee, venues).await?;
    let subject = subject_of(LookKind::CaseContacts, id);
    logged(req, &reached.scope, &reached.stored.door, &subject, &ids).await?;
    Ok(seen)
}

fn contact_seen(
    req: &Request,
    known: &StoredPerson,
    (standing, own): (ContactStanding, &[StoredContact]),
    seats: &Seats,
) -> Result<ContactSeen, Refusal> {
    let city = &req.city;
    let mut evidence = Vec::new();
    for fact in own {
        evidence.extend(evidence_open(city, fact)?);
    }
    evidence.sort_by_key(|row| (row.from, row.to));
    evidence.dedup();
    let ring = standing.verdict.ring().unwrap_or(Ring::Close);
    let kept = keeping(&city.rules, standing.since.city_day(), ring, standing.says.last_at);
    let is_kept = standing.ring().is_some();
    let test_days = kept.filter(|_| is_kept).map(|kept| kept.test_days).unwrap_or_default();
    Ok(ContactSeen {
        person: known.id,
        name: opened(&city.keys.seals, known)?.name.masked(),
        community: community(&known.door),
        ring,
        clause: clause_of(city, &standing),
        until: kept_until(city, &standing).flatten(),
        test_days,
        standing,
        evidence: evidence.into_iter().map(|row| seats.of_row(known.id, row)).collect(),
        n_facts: i64::try_from(own.len()).unwrap_or(i64::MAX),
    })
}

/// The words of the kind by which somebody is, or may be, a contact.
fn clause_of(city: &City, standing: &ContactStanding) -> Option<Clause> {
    let edition = city.rules.edition(&standing.says.edition)?;
    let number = standing.says.number?;
    let rule = edition.contact_kinds.iter().find(|rule| rule.number == number)?;
    Some(rule.clause.clone())
}

/// What a tracer decides of a contact.
#[derive(Clone, Debug)]
pub struct ContactDeciding {
    /// Whom.
    pub person: PersonId,
    /// How many facts of him were seen.
    pub seen: i64,
    /// What he is; none to let him go.
    pub verdict: Option<ContactVerdict>,
    /// Why.
    pub reason: String,
}

/// Decides what somebody is who was listed, or lets him go. What is graver takes a second tracer who says
/// the same.
pub async fn contact_decide(
    req: &Request,
    id: CaseId,
    deciding: ContactDeciding,
) -> Result<(), Refusal> {
    let act = Act::CaseDecide;
    let reached = case_within(req, act, id).await?;
    let reason = reason_of(&deciding.reason)?;
    let asked = req.clone();
    let case = reached.case;
    let write = req.city.db.write(move |tx| async move {
        let all = contacts_of_case(&tx, &case.county, id).await?;
        let own: Vec<&StoredContact> =
            all.iter().filter(|one| one.person == deciding.person).collect();
        let last = own.last().ok_or(Refusal::NotFound)?;
        let ordinal = i64::try_from(own.len()).unwrap_or(i64::MAX);
        let (kind, verdict) = match deciding.verdict {
            Some(verdict) => (ContactFactKind::Decided, verdict),
            None => (ContactFactKind::Released, ContactVerdict::None),
        };
        let by = Some(asked.caller.login.clone());
        if deciding.seen != ordinal {
            // The answer was lost on its way: the same word of the same person again is the same.
            let is_same = deciding.seen + 1 == ordinal
                && (last.fact.kind, last.fact.verdict) == (kind, verdict)
                && last.fact.by == by;
            return if is_same { Ok(()) } else { Err(Refusal::Stale) };
        }
        let ring = verdict.ring().unwrap_or(last.ring);
        let says = fangxian_core::cases::ContactSays { reason, ..last.fact.says.clone() };
        let what = format!("decide\n{id}\n{}\n{ordinal}\n{}", deciding.person, verdict.code());
        let row = StoredContact {
            county: case.county.clone(),
            case: id,
            person: deciding.person,
            ordinal,
            ring,
            fact: ContactFact { kind, verdict, says, at: asked.now, by },
            evidence: Vec::new(),
            body_mac: fingerprint(&asked, &what),
        };
        contact_insert(&tx, &row).await.map_err(|error| {
            match error.conflicts_with("case_contact") {
                true => Refusal::Stale,
                false => Refusal::from(error),
            }
        })?;
        let detail = format!("{} {}", row.fact.kind.code(), row.fact.verdict.code());
        asked.deed(&tx, act, &id.to_string(), &detail)?;
        contact_orders(&tx, Within::of(&asked), id).await?;
        feed::append(&tx, case_change(&asked.city, asked.now, &row.county, id))?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

/// Seeks the contacts of a case once more, with what was learned since.
pub async fn case_trace_again(req: &Request, id: CaseId) -> Result<(), Refusal> {
    let act = Act::CaseKeep;
    case_within(req, act, id).await?;
    let asked = req.clone();
    let noted = req.city.db.write(move |tx| async move {
        asked.deed(&tx, act, &id.to_string(), "contacts sought again")
    });
    noted.await?;
    case_trace(&req.city, id, req.wall).await.map(drop)
}

/// Lets a contact go whose appeal was granted by the office that answers it: he is followed up no more, and the
/// tracing desk reads why. Part of the transaction that answers.
pub(crate) async fn contact_let_go(
    tx: &Tx,
    req: &Request,
    (outcome, source): (AppealOutcome, ReasonSource),
    person: PersonId,
) -> Result<(), Refusal> {
    let (AppealOutcome::Voided, ReasonSource::Contact(case)) = (outcome, source) else {
        return Ok(());
    };
    let lists = contacts_of_people(tx, &[person]).await?;
    let own: Vec<StoredContact> = lists.into_iter().filter(|one| one.case == case).collect();
    let (Some(last), Some(standing)) = (own.last(), standing_of(&own)) else { return Ok(()) };
    if standing.released_at.is_some() {
        return Ok(());
    }
    let ordinal = i64::try_from(own.len()).unwrap_or(i64::MAX);
    let what = format!("appealed\n{case}\n{person}\n{ordinal}");
    let reason = "申诉成立，由申诉答复单位解除".to_owned();
    let says = fangxian_core::cases::ContactSays { reason, ..last.fact.says.clone() };
    let row = StoredContact {
        ordinal,
        fact: ContactFact {
            kind: ContactFactKind::Released,
            verdict: ContactVerdict::None,
            says,
            at: req.now,
            by: Some(req.caller.login.clone()),
        },
        evidence: Vec::new(),
        body_mac: fingerprint(req, &what),
        ..last.clone()
    };
    contact_insert(tx, &row).await?;
    feed::append(tx, case_change(&req.city, req.now, &row.county, case))?;
    Ok(())
}

/// Lets every contact of a case go: there was no case. Part of the transaction that says so.
pub(super) async fn contacts_free(
    tx: &Tx,
    city: &City,
    case: &StoredCase,
    now: Moment,
) -> Result<(), Refusal> {
    let all = contacts_of_case(tx, &case.county, case.id).await?;
    for own in all.chunk_by(|one, next| one.person == next.person) {
        let Some(last) = own.last() else { continue };
        let ordinal = i64::try_from(own.len()).unwrap_or(i64::MAX);
        let what = format!("freed\n{}\n{}\n{ordinal}", case.id, last.person);
        let reason = "病例的检测结果已更正".to_owned();
        let says = fangxian_core::cases::ContactSays { reason, ..last.fact.says.clone() };
        let row = StoredContact {
            ordinal,
            fact: ContactFact {
                kind: ContactFactKind::Released,
                verdict: ContactVerdict::None,
                says,
                at: now,
                by: None,
            },
            evidence: Vec::new(),
            body_mac: city.keys.seals.fingerprint(what.as_bytes()),
            ..last.clone()
        };
        contact_insert(tx, &row).await?;
    }
    Ok(())
}
