//! Where samples are taken: by county, by name, and one site with all that whoever goes must know.

use super::frame::{Frame, PAGE_BYTES, pages};
use super::site_words::{SiteWords, site_words};
use super::words::Language;
use fangxian_app::Refusal;
use fangxian_app::sites::{SiteSeen, sites_standing};
use fangxian_core::Moment;
use fangxian_core::places::PlaceCode;
use fangxian_core::sites::{Move, OpenNow, SiteState};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// What a site's card weighs besides its words.
const CARD_BYTES: usize = 520;
/// The longest name that is looked for, in characters.
const NAME_CHARS_MAX: usize = 40;
/// A move is told for so many days after it. Our own bound.
const MOVE_TOLD_DAYS: i64 = 60;
/// A site that was closed is named for so many days, so that whoever went there learns of it.
const CLOSED_TOLD_DAYS: i64 = 30;

/// What is asked of the list.
pub(super) enum Wanted<'a> {
    Everything,
    County(&'a str),
    Named(&'a str),
}

/// The list of sites.
pub(super) async fn list(
    frame: &Frame<'_>,
    now: Moment,
    wanted: Wanted<'_>,
) -> Result<Markup, Refusal> {
    let words = site_words(frame.language);
    let mut sites = sites_standing(frame.city, now).await?;
    sites.retain(|one| is_told(one, now));
    let (title, typed, body) = match wanted {
        Wanted::Everything => (words.title.to_owned(), "", everything(frame, words, sites)),
        Wanted::County(code) => {
            let tree = frame.city.tree();
            let county = tree.counties.iter().find(|known| known.code.as_str() == code);
            let county = county.ok_or(Refusal::NotFound)?;
            sites.retain(|one| one.site.spots().any(|spot| spot.place.lies_within(&county.code)));
            let body = found(frame, words, sites, words.none);
            (frame.language.sites_of(&county.name), "", body)
        }
        Wanted::Named(typed) => {
            let short: String = typed.trim().chars().take(NAME_CHARS_MAX).collect();
            sites.retain(|one| is_named(frame, one, &short));
            let body = found(frame, words, sites, words.none_found);
            (frame.language.found(&short), typed, body)
        }
    };
    let body = html! {
        h1 { (title) }
        p { strong { (frame.language.long_day(frame.day)) } }
        (search_form(frame, words, typed))
        (body)
        @if title != words.title { p { a.to href=(frame.to("/sites")) { (words.all) } } }
    };
    Ok(frame.page_of(&title, &body))
}

/// What residents are told of: what is in use, and for a while what was.
fn is_told(one: &SiteSeen, now: Moment) -> bool {
    match one.site.state {
        SiteState::Open => true,
        SiteState::Closed => {
            now.city_day().days_since(one.site.since.city_day()) <= CLOSED_TOLD_DAYS
        }
        SiteState::Chosen | SiteState::Built => false,
    }
}

fn is_named(frame: &Frame<'_>, one: &SiteSeen, typed: &str) -> bool {
    let bare =
        |text: &str| -> String { text.chars().filter(|sign| !sign.is_whitespace()).collect() };
    let typed = bare(typed);
    // 某某社区 is found under 某某社区居委会, at the old place of a site as at the new one.
    let is_in = |text: &str| bare(text).contains(&typed);
    !typed.is_empty()
        && (is_in(&one.site.name)
            || one.site.spots().any(|spot| {
                let street = PlaceCode::parse(spot.place.as_str().get(..9).unwrap_or_default());
                is_in(&spot.address)
                    || is_in(&frame.city.place_name(&spot.place))
                    || street.is_ok_and(|street| is_in(&frame.city.place_name(&street)))
            }))
}

fn search_form(frame: &Frame<'_>, words: &SiteWords, typed: &str) -> Markup {
    html! {
        form action="/sites" method="get" role="search" {
            label for="q" { (words.look_up) }
            input #q name="q" type="search" value=(typed) maxlength=(NAME_CHARS_MAX)
                aria-describedby="hint" autocomplete="off";
            @if frame.language == Language::English { input type="hidden" name="lang" value="en"; }
            button type="submit" { (frame.words().search) }
        }
        p #hint { (words.look_up_hint) }
    }
}

/// All of them where one page holds them; the counties with their counts otherwise.
fn everything(frame: &Frame<'_>, words: &SiteWords, sites: Vec<SiteSeen>) -> Markup {
    let is_light = sites.iter().map(weight).sum::<usize>() <= PAGE_BYTES;
    let mut counties: BTreeMap<String, Vec<SiteSeen>> = BTreeMap::new();
    for one in sites {
        counties.entry(one.site.spot.place.county()).or_default().push(one);
    }
    html! {
        @if counties.is_empty() { p.do { (words.none) } } @else { h2 { (words.by_county) } }
        @for (code, sites) in counties {
            @let name = PlaceCode::parse(&code).map(|code| frame.city.county_name(&code));
            @let name = name.unwrap_or_default();
            @if is_light {
                h3 { (name) " " (frame.language.n_sites(sites.len())) }
                (cards(frame, words, &sites))
            } @else {
                p { a.to href=(frame.to_county_of("/sites", &code)) {
                    (name) " " (frame.language.n_sites(sites.len())) " →"
                } }
            }
        }
    }
}

fn found(frame: &Frame<'_>, words: &SiteWords, sites: Vec<SiteSeen>, none: &str) -> Markup {
    if sites.is_empty() {
        return html! { p.warn { (none) } };
    }
    let pages = pages(sites, weight);
    let page = frame.page().clamp(1, pages.len().max(1));
    html! {
        @if let Some(sites) = pages.get(page - 1) { (cards(frame, words, sites)) }
        (frame.turning(page, pages.len()))
    }
}

fn weight(one: &SiteSeen) -> usize {
    let moves: usize = one.site.spots().map(|spot| spot.address.len()).sum();
    CARD_BYTES + one.site.name.len() + moves
}

fn cards(frame: &Frame<'_>, words: &SiteWords, sites: &[SiteSeen]) -> Markup {
    html! {
        ul.plain {
            @for one in sites {
                li { a.zone href=(frame.to(&format!("/sites/{}", one.site.id))) {
                    strong lang="zh-CN" { (one.site.name) }
                    span { (open_badge(frame, one)) }
                    @if let Some(hours) = &one.site.hours {
                        span { (words.today) (frame.language.colon())
                            (frame.language.hours_of_day(&hours.on(frame.day))) }
                    }
                    span lang="zh-CN" { (one.site.spot.address) }
                    @if let Some(queue) = one.queue { span { (frame.language.queue(queue)) } }
                    @for one in told_moves(frame, one) {
                        span { strong { (words.moving) } " " (moved(frame, one)) }
                    }
                } }
            }
        }
    }
}

fn open_badge(frame: &Frame<'_>, one: &SiteSeen) -> Markup {
    let (class, sign) = match one.open {
        Some(OpenNow::Until(_)) => ("g0", "●"),
        Some(OpenNow::From(_) | OpenNow::Unknown) => ("g2", "○"),
        None => ("g3", "×"),
    };
    let says = match (one.site.state, one.open) {
        (SiteState::Open, None) => site_words(frame.language).no_hours.to_owned(),
        (_, open) => frame.language.open_now(open, frame.day),
    };
    html! { span class={ "level " (class) } { (sign) " " (says) } }
}

fn told_moves<'a>(frame: &Frame<'_>, one: &'a SiteSeen) -> Vec<&'a Move> {
    let is_told = |one: &&Move| frame.day.days_since(one.on) <= MOVE_TOLD_DAYS;
    one.site.moves.iter().filter(is_told).collect()
}

fn moved(frame: &Frame<'_>, one: &Move) -> String {
    frame.language.moved(one, &frame.city.place_name(&one.to.place))
}

/// One site.
pub(super) async fn site(frame: &Frame<'_>, now: Moment, id: &str) -> Result<Markup, Refusal> {
    let sites = sites_standing(frame.city, now).await?;
    let is_it = |one: &&SiteSeen| one.site.id.to_string() == id;
    let one = sites.iter().find(is_it).filter(|one| match one.site.state {
        SiteState::Open | SiteState::Closed => true,
        SiteState::Chosen | SiteState::Built => false,
    });
    let one = one.ok_or(Refusal::NotFound)?;
    let words = site_words(frame.language);
    let site = &one.site;
    let county = frame.to_county_of("/sites", &site.spot.place.county());
    let body = html! {
        h1 lang="zh-CN" { (site.name) }
        p { (frame.language.site_kind(site.kind)) }
        p { (open_badge(frame, one)) }
        @for one in told_moves(frame, one) {
            p.warn { strong { (words.moving) } br; (moved(frame, one)) }
        }
        @if site.state == SiteState::Closed {
            p.warn { (words.closed) }
        } @else {
            p.do { @match one.queue {
                Some(queue) => (frame.language.queue(queue)),
                None => (words.no_queue),
            } }
            h2 { (words.place) }
            p.do lang="zh-CN" { (site.spot.address) }
            p lang="zh-CN" { (frame.city.place_name(&site.spot.place)) }
            h2 { (words.hours) }
            (hours(frame, words, one))
            (offers(frame, words, one))
        }
        p { a.to href=(county) { (words.others) } }
    };
    Ok(frame.page_of(&site.name, &body))
}

fn hours(frame: &Frame<'_>, words: &SiteWords, one: &SiteSeen) -> Markup {
    let Some(hours) = &one.site.hours else { return html! { p { (words.no_hours) } } };
    let language = frame.language;
    let holidays = language.holidays(hours, frame.day);
    html! {
        p.do { (words.today) (language.colon())
            (language.hours_of_day(&hours.on(frame.day))) }
        ul { @for line in language.week(&hours.usual) { li { (line) } } }
        @if let (Some(summer), Some(title)) = (&hours.summer, language.summer(hours)) {
            p { strong { (title) } }
            ul { @for line in language.week(&summer.week) { li { (line) } } }
        }
        @if !holidays.is_empty() {
            p { strong { (words.holidays) } }
            ul { @for line in holidays { li { (line) } } }
        }
        @if !hours.note.is_empty() { p lang="zh-CN" { (hours.note) "。" } }
    }
}

fn offers(frame: &Frame<'_>, words: &SiteWords, one: &SiteSeen) -> Markup {
    let (offers, language) = (&one.site.offers, frame.language);
    html! {
        h2 { (words.for_whom) }
        @if offers.for_whom.is_empty() {
            p { (words.everybody) }
        } @else {
            p lang="zh-CN" { (offers.for_whom) }
        }
        @if !offers.pool_words.is_empty() { p lang="zh-CN" { (offers.pool_words) } }
        h2 { (words.bring) }
        p { (language.bring(&one.site)) }
        h2 { (words.helps) }
        @if offers.helps.is_empty() {
            p { (words.ask_relay) }
        } @else {
            ul { @for help in &offers.helps { li { (language.offer(*help)) } } }
        }
        @if let Some(reports) = &offers.reports {
            h2 { (words.reports) }
            p lang="zh-CN" { (reports.written()) "。" }
        }
    }
}
