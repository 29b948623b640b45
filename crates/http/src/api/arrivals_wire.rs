//! What arrivals look like on the wire.

use super::code::{
    ArrivalMeansCode, ArrivalStateCode, ArrivalWayCode, Code, CodeShownCode, DocumentKindCode,
    JourneyStepCode, MarkColorCode, ResidenceCode, StayKindCode, StayedInCode,
};
use super::people::place;
use crate::error::{ApiError, bad_input};
use fangxian_app::Request;
use fangxian_app::arrivals::{
    ArrivalAsk, ArrivalCompanion, ArrivalPerson, ArrivalSeen, ArrivalTold, ArrivalWho,
    receipt_number,
};
use fangxian_app::filings::whither;
use fangxian_core::Moment;
use fangxian_core::arrivals::{Check, Coming, LandingSample, Station, StayAt, StayKind};
use fangxian_core::national::country;
use fangxian_core::places::PlaceCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Where somebody comes into the city.
#[derive(Serialize, ToSchema)]
pub(crate) struct StationView {
    code: String,
    name: String,
    means: ArrivalMeansCode,
}

impl From<Station> for StationView {
    fn from(one: Station) -> StationView {
        StationView { code: one.code, name: one.name, means: Code(one.means) }
    }
}

/// That somebody comes, without who it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ComingBody {
    /// A county elsewhere: its code, or its name where there is but one.
    from: String,
    #[serde(default)]
    via: Vec<String>,
    means: ArrivalMeansCode,
    /// The code of the station.
    station: String,
    arrives_at: i64,
    stay: StayKindCode,
    /// The door, compound or community where he stays.
    #[serde(default)]
    place: Option<String>,
    /// Whither he goes on, where he passes through.
    #[serde(default)]
    onward_to: Option<String>,
    /// When the last negative test was taken.
    #[serde(default)]
    tested_at: Option<i64>,
    code: CodeShownCode,
    stayed: StayedInCode,
    residence: ResidenceCode,
}

fn elsewhere(typed: &str) -> Result<PlaceCode, ApiError> {
    whither(typed).ok_or_else(|| bad_input("没有查到这个市、县，或同名的有几处，请写全。"))
}

impl ComingBody {
    pub(super) fn read(self) -> Result<Coming, ApiError> {
        let at = || {
            let named = self.place.as_deref().filter(|code| !code.is_empty());
            place(named.ok_or_else(|| bad_input("请选择住在哪个社区（村）或地址。"))?)
        };
        let stay = match self.stay.0 {
            StayKind::Home => StayAt::Home(at()?),
            StayKind::Lodging => StayAt::Lodging(at()?),
            StayKind::Through => {
                StayAt::Through(elsewhere(self.onward_to.as_deref().unwrap_or_default())?)
            }
            StayKind::Unsaid => StayAt::Unsaid,
        };
        Ok(Coming {
            from: elsewhere(&self.from)?,
            via: self.via.iter().map(|one| elsewhere(one)).collect::<Result<_, _>>()?,
            means: self.means.0,
            station: self.station,
            arrives_at: Moment(self.arrives_at),
            stay,
            n_companions: 0,
            tested_at: self.tested_at.map(Moment),
            code: self.code.0,
            stayed: self.stayed.0,
            residence: self.residence.0,
        })
    }
}

/// Somebody who comes along.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompanionBody {
    name: String,
    document_kind: DocumentKindCode,
    #[serde(default)]
    document: String,
}

/// Who comes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArrivalWhoBody {
    name: String,
    document_kind: DocumentKindCode,
    document: String,
    phone: String,
    /// The number of the train, of the flight, or the plate.
    #[serde(default)]
    number: String,
    /// The door in words, or the name of the lodging.
    #[serde(default)]
    address: String,
    #[serde(default)]
    companions: Vec<CompanionBody>,
}

impl ArrivalWhoBody {
    pub(super) fn read(self) -> ArrivalWho {
        let companion = |one: CompanionBody| ArrivalCompanion {
            name: one.name,
            document_kind: one.document_kind.0,
            document: one.document,
        };
        ArrivalWho {
            name: self.name,
            document_kind: self.document_kind.0,
            document: self.document,
            phone: self.phone,
            number: self.number,
            address: self.address,
            companions: self.companions.into_iter().map(companion).collect(),
        }
    }
}

/// What was seen at the station.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckBody {
    pub(super) fact_id: Uuid,
    /// How many facts were seen.
    pub(super) facts: i64,
    /// In tenths of a degree.
    #[serde(default)]
    temperature_tenths: Option<u16>,
    code: CodeShownCode,
    /// Whether the trip that was shown is the one reported; null where none was shown.
    #[serde(default)]
    trip_as_said: Option<bool>,
    /// When the sample of the certificate was taken; null where none was shown.
    #[serde(default)]
    certificate_taken_at: Option<i64>,
    mask: bool,
}

impl CheckBody {
    pub(super) fn read(self) -> Check {
        Check {
            temperature_tenths: self.temperature_tenths,
            code: self.code.0,
            is_trip_as_said: self.trip_as_said,
            certificate_taken_at: self.certificate_taken_at.map(Moment),
            has_mask: self.mask,
        }
    }
}

/// The authority's words.
#[derive(Serialize, ToSchema)]
pub(crate) struct ArrivalWordsView {
    as_written: String,
    source: String,
}

fn words((as_written, source): (String, String)) -> ArrivalWordsView {
    ArrivalWordsView { as_written, source }
}

/// One thing that is asked.
#[derive(Serialize, ToSchema)]
pub(crate) struct ArrivalAskView {
    step: JourneyStepCode,
    says: String,
    words: ArrivalWordsView,
}

/// What the rules of its day say of an arrival.
#[derive(Serialize, ToSchema)]
pub(crate) struct ArrivalToldView {
    /// Null where no mark is given: no rule speaks of him, or nothing is asked any more.
    color: Option<MarkColorCode>,
    mark_says: String,
    mark_words: Option<ArrivalWordsView>,
    verdict: String,
    asks: Vec<ArrivalAskView>,
    unknown: Vec<String>,
    /// By whose words he is sampled on the first landing place; null where that is not asked.
    landing_test: Option<ArrivalWordsView>,
    days_kept: u16,
}

pub(super) fn told_view(told: ArrivalTold) -> ArrivalToldView {
    let ask = |one: ArrivalAsk| ArrivalAskView {
        step: Code(one.step),
        says: one.says,
        words: words(one.words),
    };
    ArrivalToldView {
        color: told.color.map(Code),
        mark_says: told.mark_says,
        mark_words: told.mark_words.map(words),
        verdict: told.verdict.to_owned(),
        asks: told.asks.into_iter().map(ask).collect(),
        unknown: told.unknown,
        landing_test: told.landing_test.map(words),
        days_kept: told.days_kept,
    }
}

/// Somebody of a report.
#[derive(Serialize, ToSchema)]
pub(crate) struct ArrivalPersonView {
    name: String,
    document_kind: DocumentKindCode,
    /// Its beginning starred.
    document: String,
}

/// What the station saw.
#[derive(Serialize, ToSchema)]
pub(crate) struct CheckView {
    at: i64,
    temperature_tenths: Option<u16>,
    fever: bool,
    code: CodeShownCode,
    trip_as_said: Option<bool>,
    certificate_taken_at: Option<i64>,
    mask: bool,
}

/// Something that was said of an arrival.
#[derive(Serialize, ToSchema)]
pub(crate) struct ArrivalPastView {
    kind: String,
    at: i64,
    /// The name of who said it; null where people did by themselves.
    by: Option<String>,
    reason: String,
}

/// A sample that was taken on the first landing place.
#[derive(Serialize, ToSchema)]
pub(crate) struct LandingSampleView {
    at: i64,
    /// Into which tube, where its code was typed.
    tube: Option<String>,
    /// Whose, by their places among the people, from 0; empty where it is of everybody.
    people: Vec<usize>,
}

/// An arrival.
#[derive(Serialize, ToSchema)]
pub(crate) struct ArrivalView {
    arrival_id: Uuid,
    /// The number of the receipt, which is said aloud at the station.
    receipt: String,
    state: ArrivalStateCode,
    way: ArrivalWayCode,
    from: String,
    from_name: String,
    means: ArrivalMeansCode,
    number: String,
    station: String,
    station_name: String,
    arrives_at: i64,
    stay: StayKindCode,
    /// Where he is to be; null where nobody knows.
    place: Option<String>,
    place_name: String,
    address: String,
    people: Vec<ArrivalPersonView>,
    /// Its beginning starred.
    phone: String,
    shown_code: CodeShownCode,
    tested_at: Option<i64>,
    check: Option<CheckView>,
    /// The samples that were taken after he came.
    sampled: Vec<LandingSampleView>,
    declined_at: Option<i64>,
    handed_at: Option<i64>,
    received_at: Option<i64>,
    absent_at: Option<i64>,
    /// By when the community says that it has him.
    due_at: Option<i64>,
    late: bool,
    /// The last day on which something is asked of him; null where nothing is.
    kept_until: Option<String>,
    told: ArrivalToldView,
    /// How many facts there are of it.
    facts: i64,
    past: Vec<ArrivalPastView>,
}

fn sample_view((at, sample): &(Moment, LandingSample)) -> LandingSampleView {
    LandingSampleView {
        at: at.0,
        tube: sample.tube.map(|tube| tube.to_string()),
        people: sample.of.clone(),
    }
}

fn person_view(one: ArrivalPerson) -> ArrivalPersonView {
    let document_kind = Code(one.document_kind);
    ArrivalPersonView { name: one.name, document_kind, document: one.document }
}

fn check_view((check, at): (Check, Moment)) -> CheckView {
    CheckView {
        at: at.0,
        temperature_tenths: check.temperature_tenths,
        fever: check.has_fever(),
        code: Code(check.code),
        trip_as_said: check.is_trip_as_said,
        certificate_taken_at: check.certificate_taken_at.map(|at| at.0),
        mask: check.has_mask,
    }
}

pub(super) fn arrival_view(req: &Request, one: ArrivalSeen) -> ArrivalView {
    let standing = one.standing;
    let ms = |at: Option<Moment>| at.map(|at| at.0);
    let past = |past: &fangxian_app::arrivals::ArrivalPast| ArrivalPastView {
        kind: past.kind.clone(),
        at: past.at.0,
        by: past.by.as_ref().map(|login| req.city.people.by_login(login)),
        reason: past.reason.clone(),
    };
    let coming = &standing.coming;
    let onward = match &coming.stay {
        StayAt::Through(to) => Some(country().title(to, &req.city.code)),
        StayAt::Home(_) | StayAt::Lodging(_) | StayAt::Unsaid => None,
    };
    let at = standing.place().map(|place| req.city.place_name(place));
    ArrivalView {
        arrival_id: one.id.uuid(),
        receipt: receipt_number(one.id),
        kept_until: standing.kept_until(one.told.days_kept).map(|day| day.to_string()),
        state: Code(one.state),
        way: Code(standing.way),
        from: coming.from.to_string(),
        from_name: country().title(&coming.from, &req.city.code),
        means: Code(coming.means),
        number: one.number,
        station: coming.station.clone(),
        station_name: one.station_name,
        arrives_at: coming.arrives_at.0,
        stay: Code(coming.stay.kind()),
        place: standing.place().map(PlaceCode::to_string),
        place_name: at.or(onward).unwrap_or_default(),
        address: one.address,
        people: one.people.into_iter().map(person_view).collect(),
        phone: one.phone,
        shown_code: Code(coming.code),
        tested_at: ms(coming.tested_at),
        sampled: standing.samples.iter().map(sample_view).collect(),
        declined_at: ms(standing.declined_at),
        handed_at: standing.handed.as_ref().map(|(_, at)| at.0),
        received_at: ms(standing.received_at),
        absent_at: ms(standing.absent_at),
        check: standing.checked.map(check_view),
        due_at: ms(one.due_at),
        late: one.is_late,
        told: told_view(one.told),
        facts: i64::try_from(one.past.len()).unwrap_or(i64::MAX),
        past: one.past.iter().map(past).collect(),
    }
}
