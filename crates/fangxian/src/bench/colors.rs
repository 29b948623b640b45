//! The codes of a whole city computed anew from the store, and fifty thousand people told at once why theirs
//! have changed (must-hold P1 and P8).

use super::Folder;
use super::report::Figure;
use crate::city::{self, fill};
use crate::clock;
use crate::store_commands::StoreArg;
use anyhow::{Context, Result, ensure};
use fangxian_app::codes::{Told, codes_tell};
use fangxian_app::passes::{
    Followed, Recomputed, Recomputing, codes_recompute, passes_follow, passes_load,
};
use fangxian_app::{City, mint};
use fangxian_core::CityDay;
use fangxian_core::codes::{EvidenceKind, Proposed, RuleRef};
use fangxian_core::ids::{CodeFactId, CodeReasonId, PersonId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Role;
use fangxian_core::rules::CodeCause;
use fangxian_store::StoreError;
use fangxian_store::codes::{
    CodeFactKind, StoredCodeFact, StoredCodeReason, StoredTold, ToldWay, code_fact_insert,
    code_reason_insert, told_last,
};
use fangxian_store::feed::{Change, append};
use fangxian_store::people::{people_counts, people_ids_of_community};
use std::sync::Arc;
use std::time::{Duration, Instant};

const DAY: &str = "2022-11-24";
const SEED: u64 = 1;
/// So many people get a reason at once.
const N_TOLD: usize = 50_000;
/// The most that one list may name.
const OF_LIST: usize = 2_000;

/// Measures it with so many people.
pub(super) async fn measure(people: u64) -> Result<Vec<Figure>> {
    let say = |what: &str| crate::failure::print(&format!("  {what} …\n"));
    let folder = Folder::make()?;
    let day = CityDay::parse(DAY)?;
    let code = PlaceCode::parse("1401")?;
    let store = folder.0.join("city.sqlite");
    let store = store.to_str().context("路径")?;
    let key_file = folder.0.join("key");
    let arg = StoreArg::given(store);
    let plan = Arc::new(city::plan(&code, people, SEED, day)?);
    let keys = Arc::new(city::prepared(&arg, &code, &key_file, day).await?);
    say("filling")?;
    fill::fill(store, &keys, &plan, |_| {}).await?;
    let city = city::opened(&arg, &key_file, code).await?;
    passes_load(&city, clock::wall()).await?;

    say("everybody anew")?;
    let (whole, took) = anew(&city, Recomputing::Everybody).await?;
    ensure!(whole.n_people as u64 == people, "算了{}人", whole.n_people);
    say("an edit past the program")?;
    let n_told = edit(&city).await?;
    let (found, found_after) = anew(&city, Recomputing::Colored).await?;
    ensure!(found.differing.len() == n_told, "改了{n_told}人，发现{}人", found.differing.len());
    city.catch_up().await?;
    passes_follow(&city, &mut Followed::default(), clock::wall()).await?;
    let (again, again_took) = anew(&city, Recomputing::Everybody).await?;

    say("everybody told")?;
    city.begin_sms();
    let began = Instant::now();
    let n = codes_tell(&city, &mut Told::default(), clock::wall()).await?;
    let told_took = began.elapsed();
    ensure!(n == n_told, "应告知{n_told}人，告知{n}人");
    let (n_sms, n_doors) = ways(&city, n_told).await?;
    let anew_told = format!(
        "{people} invented people in the register, SQLite: the color of each computed from the store, \
         against what gates are told from memory. {} computed in {took:.2?}, {} differ; with {n_told} \
         of them red, in {again_took:.2?}, {} differ. Control: {n_told} reasons written past the program \
         were found in {found_after:.2?}, all of them, by the turn that comes each four minutes.",
        whole.n_people,
        whole.differing.len(),
        again.differing.len()
    );
    let told = format!(
        "{n_told} people in a register of {people} get a reason each at the same moment; timed until \
         each has a message in the outbox, in the transaction that notes it ({n_sms}), or, without a \
         phone, an order to his door ({n_doors}); nobody twice. Handing messages to a network comes \
         after it, 200 a second."
    );
    Ok(vec![
        Figure {
            name: "colors_recompute_s",
            value: seconds(took),
            unit: "s",
            peer: None,
            told: anew_told,
        },
        Figure { name: "told_50000_s", value: seconds(told_took), unit: "s", peer: None, told },
    ])
}

fn seconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 100.0).round() / 100.0
}

async fn anew(city: &Arc<City>, of: Recomputing) -> Result<(Recomputed, Duration)> {
    let began = Instant::now();
    let found = codes_recompute(city, of, clock::wall()).await?;
    Ok((found, began.elapsed()))
}

/// Gives people of one county after another a reason, as rows that no program announces.
async fn edit(city: &Arc<City>) -> Result<usize> {
    let read = city.db.read(|tx| async move { people_counts(&tx).await });
    let counts: Result<Vec<(PlaceCode, usize)>, StoreError> = read.await;
    let (mut n, mut waiting, mut county) = (0, Vec::new(), String::new());
    for (community, _) in counts? {
        if county != community.county() {
            lists(city, &county, std::mem::take(&mut waiting)).await?;
            county = community.county();
        }
        let read =
            city.db.read(move |tx| async move { people_ids_of_community(&tx, &community).await });
        let ids: Result<Vec<PersonId>, StoreError> = read.await;
        let some: Vec<PersonId> = ids?.into_iter().take(N_TOLD - n).collect();
        n += some.len();
        waiting.extend(some);
        if n == N_TOLD {
            break;
        }
    }
    lists(city, &county, waiting).await?;
    Ok(n)
}

async fn lists(city: &Arc<City>, county: &str, people: Vec<PersonId>) -> Result<()> {
    for some in people.chunks(OF_LIST) {
        let (reason, facts) = list(city, county, some)?;
        let now = city.now(clock::wall());
        let topic = "codes".to_owned();
        let change = Change { county: city.key(), at: now, topic, subject: String::new() };
        let written: Result<(), StoreError> = city
            .db
            .write(move |tx| async move {
                code_reason_insert(&tx, &reason).await?;
                for fact in &facts {
                    code_fact_insert(&tx, fact).await?;
                }
                append(&tx, change)
            })
            .await;
        written?;
    }
    Ok(())
}

fn list(
    city: &City,
    county: &str,
    people: &[PersonId],
) -> Result<(StoredCodeReason, Vec<StoredCodeFact>)> {
    let (now, id) = (city.now(clock::wall()), CodeReasonId::from_uuid(mint::uuid(clock::wall())?));
    let today = now.city_day();
    let reason = StoredCodeReason {
        county: county.to_owned(),
        id,
        proposed: Proposed {
            cause: CodeCause::CloseContact,
            evidence: EvidenceKind::Investigation,
            evidence_ref: "测速".to_owned(),
            said: "测速".to_owned(),
            counted_from: today,
            last_day: today.plus(5),
            people: people.iter().map(|one| (*one, format!("测速{one}"))).collect(),
        },
        rule: RuleRef { text: "shanxi-codes".to_owned(), number: 1 },
        days_max: 7,
        n_people: people.len(),
        at: now,
        by: "jikong".to_owned(),
        body_mac: vec![0],
    };
    let fact = StoredCodeFact {
        county: county.to_owned(),
        id: CodeFactId::from_uuid(mint::uuid(clock::wall())?),
        reason: id,
        ordinal: 1,
        kind: CodeFactKind::Approved,
        proposed_by: "jikong".to_owned(),
        by: "weijian".to_owned(),
        role: Role::CodeApprover,
        why: String::new(),
        at: now,
        body_mac: vec![0],
    };
    let second = StoredCodeFact {
        id: CodeFactId::from_uuid(mint::uuid(clock::wall())?),
        ordinal: 2,
        by: "weijian2".to_owned(),
        ..fact.clone()
    };
    Ok((reason, vec![fact, second]))
}

/// How many were told by a message and how many by somebody at the door; each of them once.
async fn ways(city: &Arc<City>, n_told: usize) -> Result<(usize, usize)> {
    let counties: Vec<String> =
        city.tree().counties.iter().map(|county| county.code.county()).collect();
    let since = city.now(clock::wall()).plus_ms(-86_400_000);
    let read = city.db.read(move |tx| async move { told_last(&tx, &counties, since).await });
    let told: Result<Vec<StoredTold>, StoreError> = read.await;
    let told = told?;
    let is_first = told.iter().all(|one| one.ordinal == 1);
    ensure!(is_first && told.len() == n_told, "{}行告知", told.len());
    let n_sms = told.iter().filter(|one| one.way == ToldWay::Sms).count();
    Ok((n_sms, told.len() - n_sms))
}
