//! Ledgers read: who is on them, what is due, one entry with its history, whom the rules offer.

use super::code::{
    CareCategoryCode, Code, EntryOriginCode, EntryStateCode, LedgerFactKindCode, LedgerKindCode,
};
use super::people::place;
use crate::caller::{Asked, Asking, At};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use fangxian_app::Request;
use fangxian_app::ledgers::{
    EntryPast, EntrySeen, LedgerCounts, LedgerView, LedgerWanted, Offer, entry_see, ledger_list,
    offers_list, own_ledgers_list,
};
use fangxian_core::ids::{LedgerEntryId, OwnLedgerId};
use fangxian_core::ledgers::{CareCategory, LedgerKind, Matter};
use fangxian_core::people::Name;
use fangxian_core::policy::Purpose;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerQuery {
    /// The code of a community, or of a place or a grid in it.
    within: String,
    /// Only of this ledger: special_care, latent_risk, own.
    ledger: Option<String>,
    /// Only of this category of special care.
    category: Option<String>,
    /// Only of this ledger of the community's own.
    own: Option<Uuid>,
    /// standing (also where it is left out), overdue, due, over.
    view: Option<String>,
}

/// Somebody on a ledger. The name is whole for whoever visits (`order_work`), and masked for
/// whoever keeps the ledger (`register`): he opens the entry, which is logged one by one.
#[derive(Serialize, ToSchema)]
pub(crate) struct LedgerRow {
    entry_id: Uuid,
    person_id: Uuid,
    name: String,
    age: Option<i16>,
    phone_tail: Option<String>,
    /// The place of the household.
    door: String,
    /// 迎泽小区 5号楼2单元302
    door_name: String,
    ledger: LedgerKindCode,
    category: Option<CareCategoryCode>,
    own_ledger: Option<Uuid>,
    /// 透析
    title: String,
    /// What he is visited for.
    need: String,
    /// 每周一、三、五
    rhythm: String,
    /// As a form has it; null where it is by the rules.
    every_days: Option<u8>,
    times_a_day: Option<u8>,
    /// 预产期
    due_on: Option<String>,
    /// 透析日, 1 for Monday.
    weekdays: Vec<u8>,
    /// 下次化疗
    next_on: Option<String>,
    /// 隔离至
    until: Option<String>,
    doctor: Option<String>,
    informant: Option<String>,
    origin: EntryOriginCode,
    state: EntryStateCode,
    review_on: String,
    /// Visits that today still asks for.
    visits_left: u8,
    /// Visits made today.
    visits_today: u8,
    /// Whether the entry must be looked at again by today.
    review_due: bool,
    /// The day of the last visit before today.
    last_visit: Option<String>,
    entered_at: i64,
    version: i64,
}

fn shown(req: &Request, name: &Name, is_whole: bool) -> String {
    if is_whole || req.purpose == Purpose::OrderWork {
        name.as_str().to_owned()
    } else {
        name.masked()
    }
}

impl LedgerRow {
    fn new(req: &Request, one: &EntrySeen, is_whole: bool) -> LedgerRow {
        let matter = &one.content.matter;
        let (every_days, times_a_day) =
            one.content.own_rhythm.map(|rhythm| rhythm.said()).unwrap_or_default();
        let mut row = LedgerRow {
            entry_id: one.entry.id.uuid(),
            person_id: one.entry.person.uuid(),
            name: shown(req, &one.name, is_whole),
            age: one.age,
            phone_tail: one.phone_tail.clone(),
            door: one.door.to_string(),
            door_name: one.door_name.clone(),
            ledger: Code(matter.kind()),
            category: matter.category().map(Code),
            own_ledger: matter.own_ledger().map(OwnLedgerId::uuid),
            title: matter.title().to_owned(),
            need: one.content.need.clone(),
            rhythm: one.content.rhythm_on(req.today()).title(),
            every_days,
            times_a_day,
            due_on: None,
            weekdays: Vec::new(),
            next_on: None,
            until: None,
            doctor: None,
            informant: None,
            origin: Code(one.entry.origin),
            state: Code(one.state),
            review_on: one.content.review_on.to_string(),
            visits_left: one.due.n_visits_left,
            visits_today: one.visited.n_today,
            review_due: one.due.is_review,
            last_visit: one.visited.last_before.map(|day| day.to_string()),
            entered_at: one.entry.entered_at.0,
            version: one.entry.version,
        };
        row.fill(matter);
        row
    }

    fn fill(&mut self, matter: &Matter) {
        match matter {
            Matter::Pregnant { due_on } => self.due_on = Some(due_on.to_string()),
            Matter::Dialysis { on } => self.weekdays = on.days(),
            Matter::Chemotherapy { next_on } => {
                self.next_on = next_on.map(|day| day.to_string());
            }
            Matter::HomeIsolation { until, pair } => {
                self.until = Some(until.to_string());
                self.doctor = Some(pair.doctor.as_str().to_owned());
                self.informant = Some(pair.informant.as_str().to_owned());
            }
            Matter::LivingAlone
            | Matter::Over80
            | Matter::Bedridden
            | Matter::Infant
            | Matter::Disability
            | Matter::OnlinePupil
            | Matter::Own { .. } => {}
        }
    }
}

/// How many stand on a ledger.
#[derive(Serialize, ToSchema)]
pub(crate) struct LedgerKindCount {
    ledger: LedgerKindCode,
    n: usize,
}

/// How many stand there for one category.
#[derive(Serialize, ToSchema)]
pub(crate) struct CareCategoryCount {
    category: CareCategoryCode,
    n: usize,
}

/// How many there are, whatever is listed of them.
#[derive(Serialize, ToSchema)]
pub(crate) struct LedgerCountsView {
    ledgers: Vec<LedgerKindCount>,
    categories: Vec<CareCategoryCount>,
    overdue: usize,
    /// For which anything is due today and not done.
    due: usize,
    /// For which anything is, or was, due today.
    of_today: usize,
}

impl LedgerCountsView {
    fn new(counts: &LedgerCounts) -> LedgerCountsView {
        let of = |kind: &LedgerKind| counts.by_kind.get(kind).copied().unwrap_or_default();
        let for_ = |one: &CareCategory| counts.by_category.get(one).copied().unwrap_or_default();
        LedgerCountsView {
            ledgers: LedgerKind::ALL
                .iter()
                .map(|kind| LedgerKindCount { ledger: Code(*kind), n: of(kind) })
                .collect(),
            categories: CareCategory::ALL
                .iter()
                .map(|one| CareCategoryCount { category: Code(*one), n: for_(one) })
                .collect(),
            overdue: counts.n_overdue,
            due: counts.n_due,
            of_today: counts.n_of_today,
        }
    }
}

/// A ledger as a list: what is late first, then what is due today, then door by door.
#[derive(Serialize, ToSchema)]
pub(crate) struct LedgerPageView {
    rows: Vec<LedgerRow>,
    counts: LedgerCountsView,
    /// The city's day.
    today: String,
}

/// The entries of a community, or of the caller's grid in it.
#[utoipa::path(get, path = "/api/v1/ledgers", tag = "ledgers", params(LedgerQuery),
    responses((status = 200, body = LedgerPageView), (status = 404, body = ErrorBody)))]
pub(crate) async fn ledger_all(
    Asked(req): Asked,
    Asking(query): Asking<LedgerQuery>,
) -> Result<Json<LedgerPageView>, ApiError> {
    let page = ledger_list(&req, wanted(&query)?).await?;
    Ok(Json(LedgerPageView {
        rows: page.rows.iter().map(|one| LedgerRow::new(&req, one, false)).collect(),
        counts: LedgerCountsView::new(&page.counts),
        today: req.today().to_string(),
    }))
}

fn wanted(query: &LedgerQuery) -> Result<LedgerWanted, ApiError> {
    let none = || crate::error::bad_input("没有这种台账或类别。");
    let view = match query.view.as_deref().unwrap_or("standing") {
        "standing" => LedgerView::Standing,
        "overdue" => LedgerView::Overdue,
        "due" => LedgerView::Due,
        "over" => LedgerView::Over,
        _ => return Err(none()),
    };
    let kind = query.ledger.as_deref().map(|code| LedgerKind::from_code(code).ok_or_else(none));
    let category = query.category.as_deref();
    let category = category.map(|code| CareCategory::from_code(code).ok_or_else(none));
    Ok(LedgerWanted {
        within: place(&query.within)?,
        kind: kind.transpose()?,
        category: category.transpose()?,
        own: query.own.map(OwnLedgerId::from_uuid),
        view,
    })
}

/// What was done to an entry.
#[derive(Serialize, ToSchema)]
pub(crate) struct LedgerFactRow {
    kind: LedgerFactKindCode,
    at: i64,
    by_name: String,
    /// Null for whoever only visits: a diagnosis may stand there.
    reason: Option<String>,
    review_on: String,
    /// The fields that are different from before.
    fields: Vec<&'static str>,
}

/// One entry with its history, oldest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct LedgerEntryView {
    #[serde(flatten)]
    row: LedgerRow,
    facts: Vec<LedgerFactRow>,
}

/// One entry. That it was read is logged.
#[utoipa::path(get, path = "/api/v1/ledgers/entries/{entry_id}", tag = "ledgers",
    params(("entry_id" = Uuid, Path)),
    responses((status = 200, body = LedgerEntryView), (status = 404, body = ErrorBody)))]
pub(crate) async fn ledger_entry_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<LedgerEntryView>, ApiError> {
    let whole = entry_see(&req, LedgerEntryId::from_uuid(id)).await?;
    let fact = |one: EntryPast| LedgerFactRow {
        kind: Code(one.kind),
        at: one.at.0,
        by_name: req.city.people.by_login(&one.by),
        reason: one.reason,
        review_on: one.review_on.to_string(),
        fields: one.fields,
    };
    Ok(Json(LedgerEntryView {
        row: LedgerRow::new(&req, &whole.seen, true),
        facts: whole.past.into_iter().map(fact).collect(),
    }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerWithinQuery {
    /// The code of a community.
    within: String,
}

/// Somebody whom the register offers.
#[derive(Serialize, ToSchema)]
pub(crate) struct LedgerOfferRow {
    person_id: Uuid,
    /// Masked.
    name: String,
    age: Option<i16>,
    door: String,
    door_name: String,
    category: CareCategoryCode,
    /// Why, in a sentence.
    because: String,
}

/// Whom the register offers: to be confirmed or passed over, one by one.
#[utoipa::path(get, path = "/api/v1/ledgers/offers", tag = "ledgers", params(LedgerWithinQuery),
    responses((status = 200, body = Vec<LedgerOfferRow>), (status = 404, body = ErrorBody)))]
pub(crate) async fn ledger_offers(
    Asked(req): Asked,
    Asking(query): Asking<LedgerWithinQuery>,
) -> Result<Json<Vec<LedgerOfferRow>>, ApiError> {
    let offers = offers_list(&req, place(&query.within)?).await?;
    let row = |one: Offer| LedgerOfferRow {
        person_id: one.resident.id.uuid(),
        name: one.resident.name.masked(),
        age: one.resident.age_on(req.today()),
        door: one.door.code.to_string(),
        door_name: one.door.whole(),
        category: Code(one.candidate.category),
        because: one.candidate.because,
    };
    Ok(Json(offers.into_iter().map(row).collect()))
}

/// A ledger of a community's own.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnLedgerRow {
    ledger_id: Uuid,
    name: String,
    closed: bool,
    version: i64,
}

/// The own ledgers of a community, the closed ones too.
#[utoipa::path(get, path = "/api/v1/ledgers/own", tag = "ledgers", params(LedgerWithinQuery),
    responses((status = 200, body = Vec<OwnLedgerRow>), (status = 404, body = ErrorBody)))]
pub(crate) async fn ledger_own_all(
    Asked(req): Asked,
    Asking(query): Asking<LedgerWithinQuery>,
) -> Result<Json<Vec<OwnLedgerRow>>, ApiError> {
    let own = own_ledgers_list(&req, place(&query.within)?).await?;
    let row = |one: fangxian_app::records::OwnLedger| OwnLedgerRow {
        ledger_id: one.id.uuid(),
        name: one.name,
        closed: one.closed_at.is_some(),
        version: one.version,
    };
    Ok(Json(own.into_iter().map(row).collect()))
}
