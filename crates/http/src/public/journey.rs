//! "What must I do?": one form that names nobody, and its answer with the clauses folded.

use super::frame::{Asked, Frame, escaped};
use super::journey_words::{JourneyWords, journey_words};
use super::to_file::to_file;
use super::words::Language;
use fangxian_app::City;
use fangxian_app::journeys::{journey_facts, journey_way};
use fangxian_core::journeys::{
    Answer, Ask, AskStanding, CodeShown, Proof, Question, Residence, StayedIn, Step, TravelMeans,
    VerdictKind, asked, stay_days,
};
use fangxian_core::national::{Named, country};
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::Clause;
use fangxian_core::{CityDay, Coded};
use maud::{Markup, html};
use serde::Deserialize;

/// The longest name of a place that is looked for, in signs.
const NAME_CHARS_MAX: usize = 30;
/// The most places among which somebody chooses.
const CHOICES_MAX: usize = 40;

/// By so many signs a clause is known that was quoted above.
const BEGIN_CHARS: usize = 22;

/// What the form says. Whatever is left out or written wrongly counts as not said.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    pub(super) lang: Option<String>,
    from: Option<String>,
    via: Option<String>,
    to: Option<String>,
    day: Option<String>,
    means: Option<String>,
    onward: Option<String>,
    proof: Option<String>,
    code: Option<String>,
    stayed: Option<String>,
    home: Option<String>,
}

impl Typed {
    /// Each field that says something, for an address that leads back here.
    fn fields(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("from", &self.from),
            ("via", &self.via),
            ("to", &self.to),
            ("day", &self.day),
            ("means", &self.means),
            ("onward", &self.onward),
            ("proof", &self.proof),
            ("code", &self.code),
            ("stayed", &self.stayed),
            ("home", &self.home),
        ];
        all.into_iter()
            .filter_map(|(name, value)| {
                Some((name, value.clone().filter(|text| !text.is_empty())?))
            })
            .collect()
    }

    /// The form as the frame of the page keeps it.
    pub(super) fn asked(&self) -> Asked {
        Asked { lang: self.lang.clone(), kept: self.fields(), ..Asked::default() }
    }
}

fn code_of<T: Coded>(typed: Option<&str>) -> Option<T> {
    T::ALL.iter().copied().find(|one| Some(one.code()) == typed)
}

/// What is not clear of a place that was typed.
pub(super) enum Unclear {
    /// Nothing was typed.
    Empty,
    /// Nothing of that name is known.
    Unknown,
    /// Several places bear it.
    Choices(Vec<PlaceCode>),
}

/// A field of the form, and what is unclear in it.
pub(super) type Lack = (&'static str, Unclear);

/// A place as it was typed, or its code. Of whoever sets out, the county must be known.
fn place_of(city: &City, typed: Option<&str>, whole_city: bool) -> Result<PlaceCode, Unclear> {
    let typed = typed.map(str::trim).filter(|text| !text.is_empty()).ok_or(Unclear::Empty)?;
    let short: String = typed.chars().take(NAME_CHARS_MAX).collect();
    let by_code = PlaceCode::parse(&short).ok().filter(|code| country().knows(code));
    let named = match by_code {
        Some(code) if code.as_str().len() == 4 => Named::City(code),
        Some(code) => Named::County(code),
        None => country().find(&short),
    };
    match named {
        Named::County(code) => Ok(code),
        Named::City(code) if whole_city || code == city.code => Ok(code),
        Named::City(code) => {
            let counties = country().counties_of(&code);
            // A city that has no counties is one itself.
            if counties.is_empty() { Ok(code) } else { Err(Unclear::Choices(counties)) }
        }
        Named::Several(mut codes) => {
            codes.truncate(CHOICES_MAX);
            Err(Unclear::Choices(codes))
        }
        Named::Unknown => Err(Unclear::Unknown),
    }
}

/// The question that was typed, or what is not clear of it.
pub(super) fn question(city: &City, typed: &Typed, today: CityDay) -> Result<Question, Lack> {
    let from = place_of(city, typed.from.as_deref(), false).map_err(|why| ("from", why))?;
    let via = match place_of(city, typed.via.as_deref(), false) {
        Ok(place) => vec![place],
        Err(Unclear::Empty) => Vec::new(),
        Err(why) => return Err(("via", why)),
    };
    let to = match place_of(city, typed.to.as_deref(), true) {
        Err(Unclear::Empty) => city.code.clone(),
        found => found.map_err(|why| ("to", why))?,
    };
    let day = typed.day.as_deref().and_then(|day| CityDay::parse(day).ok()).unwrap_or(today);
    let onward = code_of(typed.onward.as_deref());
    Ok(Question {
        from,
        via,
        to,
        day,
        means: code_of(typed.means.as_deref()).unwrap_or(TravelMeans::Train),
        onward,
        proof: code_of(typed.proof.as_deref()).unwrap_or(Proof::Unsaid),
        code: code_of(typed.code.as_deref()).unwrap_or(CodeShown::Unsaid),
        stayed: code_of(typed.stayed.as_deref()).unwrap_or(StayedIn::Unsaid),
        residence: code_of(typed.home.as_deref()).unwrap_or(Residence::Unsaid),
    })
}

/// The page: the form, and the answer above it where something was asked.
pub(super) async fn page(
    frame: &Frame<'_>,
    typed: &Typed,
) -> Result<Markup, fangxian_app::Refusal> {
    let words = journey_words(frame.language);
    let asked_for = typed.from.as_ref().map(|_| question(frame.city, typed, frame.day));
    let body = match asked_for {
        None => html! {
            h1 { (words.title) }
            p { (words.lead) }
            (form(frame, words, typed))
            (to_file(frame))
        },
        Some(Err((field, why))) => html! {
            h1 { (words.title) }
            (unclear(frame, words, typed, field, &why))
            (form(frame, words, typed))
        },
        Some(Ok(q)) => {
            let facts = journey_facts(frame.city, &q).await?;
            let answer = asked(&q, &frame.city.code, &frame.city.rules, &facts);
            html! {
                h1 { (words.title) }
                (told(frame, words, (typed, &q), &answer))
                (to_file(frame))
                h2 { (words.again) }
                (form(frame, words, typed))
            }
        }
    };
    Ok(frame.page_of(words.title, &body))
}

fn told(
    frame: &Frame<'_>,
    words: &JourneyWords,
    (typed, q): (&Typed, &Question),
    answer: &Answer<'_>,
) -> Markup {
    let class = match answer.verdict.kind {
        VerdictKind::NothingAsked | VerdictKind::Passes => "level g0",
        VerdictKind::PassesIf | VerdictKind::DoThese => "level g1",
        VerdictKind::TestedFirst | VerdictKind::Unknown => "level g2",
        VerdictKind::Kept => "level g3",
    };
    let sheet = sheet_address(typed);
    html! {
        p { strong lang="zh-CN" { (journey_way(frame.city, q)) } br; (frame.language.long_day(q.day)) }
        p.do { span class=(class) { (words.says(answer)) } }
        @if answer.steps.is_empty() {
            @for clause in &answer.verdict.clauses { (quoted(words, clause)) }
        } @else if !answer.verdict.clauses.is_empty() {
            details {
                summary { (words.why) }
                @for clause in &answer.verdict.clauses { (quoted(words, clause)) }
            }
        }
        @for (n, step) in answer.steps.iter().enumerate() {
            (step_of(words, step, &quoted_before(answer, n)))
        }
        @if !answer.unknown.is_empty() {
            h2 { (words.unknown) }
            ul lang="zh-CN" {
                @for one in &answer.unknown { li { (one.says(&frame.city.code)) } }
            }
        }
        p.warn { (words.changes) }
        p { a.to href=(sheet) { (words.sheet) } }
        details {
            summary { (words.grounds) }
            ul lang="zh-CN" {
                @for one in &answer.grounds { li { (one.says(&frame.city.code)) } }
            }
        }
    }
}

/// The address of the same question on paper.
fn sheet_address(typed: &Typed) -> String {
    let mut address = "/journey/sheet.pdf".to_owned();
    for (n, (name, value)) in typed.fields().into_iter().enumerate() {
        let joint = if n == 0 { '?' } else { '&' };
        address.push_str(&format!("{joint}{name}={}", escaped(&value)));
    }
    address
}

/// What was quoted before a step: a clause is quoted in full once.
fn quoted_before<'a>(answer: &Answer<'a>, n: usize) -> Vec<&'a Clause> {
    let asks = answer.steps.iter().take(n).flat_map(|step| &step.asks);
    answer.verdict.clauses.iter().copied().chain(asks.map(|ask| ask.clause)).collect()
}

fn step_of(words: &JourneyWords, step: &Step<'_>, before: &[&Clause]) -> Markup {
    let mut clauses: Vec<&Clause> = Vec::new();
    for ask in &step.asks {
        if !clauses.contains(&ask.clause) {
            clauses.push(ask.clause);
        }
    }
    html! {
        h2 { (words.step(step.at)) }
        ul.asks { @for ask in &step.asks { li { (demand(words, ask)) } } }
        details {
            summary { (words.by_rule) }
            @for clause in clauses {
                @if before.contains(&clause) { (quoted_again(words, clause)) }
                @else { (quoted(words, clause)) }
            }
        }
    }
}

/// The beginning of what was quoted in full above.
fn quoted_again(words: &JourneyWords, clause: &Clause) -> Markup {
    let begin: String = clause.as_written.chars().take(BEGIN_CHARS).collect();
    html! { blockquote lang="zh-CN" { "“" (begin) "…”" (words.above) } }
}

fn demand(words: &JourneyWords, ask: &Ask<'_>) -> Markup {
    let standing = match ask.standing {
        AskStanding::Met => Some(("level g0", words.met)),
        AskStanding::Missing => Some(("level g2", words.missing)),
        AskStanding::Due => None,
    };
    html! {
        (words.demand(ask))
        @if let Some((class, says)) = standing { " " span class=(class) { (says) } }
    }
}

fn quoted(words: &JourneyWords, clause: &Clause) -> Markup {
    html! {
        blockquote lang="zh-CN" {
            "“" (clause.as_written) "”"
            cite {
                (words.source) (clause.source) "（" (clause.confidence.title()) "）"
                @if let Some(note) = &clause.note { br; "说明：" (note) }
            }
        }
    }
}

/// What is not clear, with places to choose from where there are some.
fn unclear(
    frame: &Frame<'_>,
    words: &JourneyWords,
    typed: &Typed,
    field: &'static str,
    why: &Unclear,
) -> Markup {
    let label = words.field(field);
    match why {
        Unclear::Empty => html! { p.warn { (words.empty) } },
        Unclear::Unknown => html! {
            p.warn { strong { (label) } br; (words.no_place) }
        },
        Unclear::Choices(codes) => html! {
            form.wide action=(frame.to("/journey")) method="get" {
                fieldset {
                    legend { (label) "：" (words.choose) }
                    @for code in codes {
                        label.pick {
                            input type="radio" name=(field) value=(code.as_str()) required;
                            span lang="zh-CN" { (country().title(code, &frame.city.code)) }
                        }
                    }
                }
                @for (name, value) in typed.fields() {
                    @if name != field { input type="hidden" name=(name) value=(value); }
                }
                (language_field(frame))
                button type="submit" { (words.go_on) }
            }
            h2 { (words.again) }
        },
    }
}

fn language_field(frame: &Frame<'_>) -> Markup {
    html! {
        @if frame.language == Language::English { input type="hidden" name="lang" value="en"; }
    }
}

/// A name as it was typed, or that of the code that was chosen.
fn shown(frame: &Frame<'_>, typed: Option<&str>) -> String {
    let typed = typed.unwrap_or_default().trim();
    match PlaceCode::parse(typed).ok().filter(|code| country().knows(code)) {
        Some(code) => country().title(&code, &frame.city.code),
        None => typed.chars().take(NAME_CHARS_MAX).collect(),
    }
}

fn options(name: &str, all: Vec<(&'static str, String)>, chosen: &str) -> Markup {
    html! {
        select id=(name) name=(name) {
            @for (code, title) in all {
                option value=(code) selected[code == chosen] { (title) }
            }
        }
    }
}

fn form(frame: &Frame<'_>, words: &JourneyWords, typed: &Typed) -> Markup {
    let place = |name: &'static str, value: Option<&str>, hint: &str| {
        html! {
            label for=(name) { (words.field(name)) }
            input id=(name) name=(name) value=(shown(frame, value)) maxlength=(NAME_CHARS_MAX)
                placeholder=(hint) autocomplete="off" required[name == "from"];
        }
    };
    let day = typed.day.as_deref().and_then(|day| CityDay::parse(day).ok()).unwrap_or(frame.day);
    let means = typed.means.as_deref().unwrap_or(TravelMeans::Train.code());
    let stay_days = stay_days(&frame.city.rules, day);
    let pick = |name: &'static str, all: Vec<(&'static str, String)>, chosen: &str| {
        html! {
            label for=(name) { (words.field(name)) }
            (options(name, all, chosen))
        }
    };
    let ways = |first: Option<&str>| -> Vec<(&'static str, String)> {
        let none = first.map(|title| ("", title.to_owned()));
        let all = TravelMeans::ALL.iter().map(|one| (one.code(), words.means(*one).to_owned()));
        none.into_iter().chain(all).collect()
    };
    let typed_or_none = |value: &Option<String>| value.clone().unwrap_or_default();
    html! {
        form.wide action="/journey" method="get" {
            (place("from", typed.from.as_deref(), words.from_hint))
            (place("to", typed.to.as_deref(), words.to_hint))
            (place("via", typed.via.as_deref(), words.via_hint))
            label for="day" { (words.field("day")) }
            input #day name="day" type="date" value=(day);
            (pick("means", ways(None), means))
            (pick("onward", ways(Some(words.no_onward)), &typed_or_none(&typed.onward)))
            (pick("proof", words.proofs(), &typed_or_none(&typed.proof)))
            (pick("code", words.codes(), &typed_or_none(&typed.code)))
            label for="stayed" { (words.stayed(stay_days)) }
            (options("stayed", words.stays(), &typed_or_none(&typed.stayed)))
            (pick("home", words.homes(), &typed_or_none(&typed.home)))
            (language_field(frame))
            button type="submit" { (words.ask) }
        }
        p { (words.nobody) }
    }
}

/// The places among which somebody chooses, for a program.
pub(super) fn choices(city: &City, why: &Unclear) -> serde_json::Value {
    let view = |code: &PlaceCode| serde_json::json!({ "code": code.as_str(), "title": country().title(code, &city.code) });
    match why {
        Unclear::Empty | Unclear::Unknown => serde_json::json!([]),
        Unclear::Choices(codes) => codes.iter().map(view).collect(),
    }
}
