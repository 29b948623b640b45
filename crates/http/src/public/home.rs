//! Today's risk areas and what applies in each kind of them.

use super::frame::{Frame, PAGE_BYTES, pages};
use super::to_file::to_file;
use super::words::Language;
use fangxian_app::public::{PublicZone, public_zones};
use fangxian_core::Level;
use fangxian_core::rules::{Clause, Edition, LevelRule};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// What a zone's card weighs besides its name.
const CARD_BYTES: usize = 360;
/// The longest name that is looked for, in characters.
const NAME_CHARS_MAX: usize = 40;

/// The first page: how many areas there are, where, and what applies.
pub(super) fn today(frame: &Frame<'_>) -> Markup {
    let words = frame.words();
    let zones = public_zones(frame.city, frame.day);
    let listed: Vec<PublicZone<'_>> = zones.listed().collect();
    let edition = frame.city.rules.edition_on(frame.day);
    let body = html! {
        h1 { (words.today) }
        p { strong { (frame.language.long_day(frame.day)) } }
        (counts(frame, &listed, edition))
        (search_form(frame, ""))
        @if !listed.is_empty() {
            h2 { (words.by_county) }
            (by_county(frame, listed))
        }
        (to_file(frame))
        h2 id="measures" { (words.level_measures) }
        @match edition {
            Some(edition) => (measures(frame, edition)),
            None => p { (words.no_edition) },
        }
    };
    frame.page_of(words.today, &body)
}

/// The areas of one county; none where the city has no such county.
pub(super) fn of_county(frame: &Frame<'_>, county: &str) -> Option<Markup> {
    let tree = frame.city.tree();
    let county = tree.counties.iter().find(|known| known.code.as_str() == county)?;
    let zones = public_zones(frame.city, frame.day);
    let listed: Vec<PublicZone<'_>> =
        zones.listed().filter(|zone| *zone.county() == county.code).collect();
    let title = frame.language.zones_of(&county.name);
    let body = html! {
        h1 { (title) }
        p { strong { (frame.language.long_day(frame.day)) } }
        @if listed.is_empty() { p.do { (frame.words().no_zones) } }
        (list(frame, listed))
        p { a.to href={ (frame.to("/")) "#measures" } { (frame.words().all_measures) } }
    };
    Some(frame.page_of(&title, &body))
}

/// The areas whose name is like the words that were typed, ended ones included.
pub(super) fn found(frame: &Frame<'_>, typed: &str) -> Markup {
    let typed: String = typed.trim().chars().take(NAME_CHARS_MAX).collect();
    let words = frame.words();
    let zones = public_zones(frame.city, frame.day);
    let found = zones.named_like(&typed);
    let title = frame.language.found(&typed);
    let body = html! {
        h1 { (title) }
        p { strong { (frame.language.long_day(frame.day)) } }
        @if found.is_empty() {
            p.warn { (words.not_found_by_name) }
        } @else {
            p { (words.found_hint) }
        }
        (list(frame, found))
        (search_form(frame, &typed))
        p { a.to href={ (frame.to("/")) "#measures" } { (words.all_measures) } }
    };
    frame.page_of(&title, &body)
}

fn counts(frame: &Frame<'_>, listed: &[PublicZone<'_>], edition: Option<&Edition>) -> Markup {
    let mut by_level: BTreeMap<(u8, Level), usize> = BTreeMap::new();
    for listing in listed.iter().filter_map(PublicZone::listing) {
        *by_level.entry((listing.level.gravity(), listing.level)).or_default() += 1;
    }
    html! {
        @if by_level.is_empty() {
            p.do { (frame.words().no_zones) }
        } @else {
            ul.plain {
                @for ((_, level), n) in by_level.iter().rev() {
                    li.do { (frame.badge(Some(*level))) " " (frame.language.n_areas(*n)) }
                }
            }
        }
        @if let Some(edition) = edition {
            p { (frame.language.edition(&edition.title, &edition.short, edition.in_force_from)) }
        }
    }
}

fn search_form(frame: &Frame<'_>, typed: &str) -> Markup {
    let words = frame.words();
    html! {
        form action="/" method="get" role="search" {
            label for="q" { (words.look_up) }
            input #q name="q" type="search" value=(typed) maxlength=(NAME_CHARS_MAX)
                aria-describedby="hint" autocomplete="off";
            @if frame.language == Language::English { input type="hidden" name="lang" value="en"; }
            button type="submit" { (words.search) }
        }
        p #hint { (words.look_up_hint) }
    }
}

/// Grouped by county where one page holds them all; the counties with their counts otherwise.
fn by_county(frame: &Frame<'_>, listed: Vec<PublicZone<'_>>) -> Markup {
    let is_light = listed.iter().map(weight).sum::<usize>() <= PAGE_BYTES;
    let mut counties: BTreeMap<&str, Vec<PublicZone<'_>>> = BTreeMap::new();
    for zone in listed {
        counties.entry(zone.county().as_str()).or_default().push(zone);
    }
    html! {
        @for (code, zones) in counties {
            @let name = zones.first().map(|zone| frame.city.county_name(zone.county()));
            @let n = frame.language.n_areas(zones.len());
            @if is_light {
                h3 { (name.unwrap_or_default()) " " (n) }
                (cards(frame, &gravest_first(zones)))
            } @else {
                p { a.to href=(frame.to_county(code)) { (name.unwrap_or_default()) " " (n) " →" } }
            }
        }
    }
}

fn list(frame: &Frame<'_>, zones: Vec<PublicZone<'_>>) -> Markup {
    let pages = pages(gravest_first(zones), weight);
    let page = frame.page().clamp(1, pages.len().max(1));
    html! {
        @if let Some(zones) = pages.get(page - 1) { (cards(frame, zones)) }
        (frame.turning(page, pages.len()))
    }
}

fn weight(zone: &PublicZone<'_>) -> usize {
    CARD_BYTES + zone.area().len() + zone.except().map_or(0, str::len)
}

fn gravest_first(mut zones: Vec<PublicZone<'_>>) -> Vec<PublicZone<'_>> {
    let place = |zone: &PublicZone<'_>| {
        zone.listing().map(|listing| (listing.level.gravity(), listing.since))
    };
    zones.sort_by(|one, other| {
        place(other).cmp(&place(one)).then_with(|| one.area().cmp(other.area()))
    });
    zones
}

fn cards(frame: &Frame<'_>, zones: &[PublicZone<'_>]) -> Markup {
    html! {
        ul.plain {
            @for zone in zones {
                li { a.zone href=(frame.to(&format!("/zones/{}", zone.id()))) {
                    strong lang="zh-CN" { (full_name(zone)) }
                    span {
                        (frame.badge(zone.listing().map(|listing| listing.level))) " "
                        @if let Some(listing) = zone.listing() {
                            (frame.language.since(listing.since))
                        }
                    }
                    @if let Some(ends) = ends(frame, zone) { span { (ends) } }
                } }
            }
        }
    }
}

/// When it may end at the earliest, or when it ended.
fn ends(frame: &Frame<'_>, zone: &PublicZone<'_>) -> Option<String> {
    match zone.clock(&frame.city.rules) {
        Some(clock) => frame.language.ends(&clock),
        None => zone.steps().last().map(|step| frame.language.ended(step.on)),
    }
}

/// The area as the notice writes it: 白云小区（不含5号楼）.
pub(super) fn full_name(zone: &PublicZone<'_>) -> String {
    match zone.except() {
        Some(except) => format!("{}（不含{except}）", zone.area()),
        None => zone.area().to_owned(),
    }
}

fn measures(frame: &Frame<'_>, edition: &Edition) -> Markup {
    let mut levels: Vec<&LevelRule> = edition.levels.iter().collect();
    levels.sort_by_key(|rule| std::cmp::Reverse(rule.level.gravity()));
    html! {
        @for rule in levels {
            h3 { (frame.badge(Some(rule.level))) }
            (level_measures(frame, rule))
        }
    }
}

/// What applies at a level, in the authority's words.
pub(super) fn level_measures(frame: &Frame<'_>, rule: &LevelRule) -> Markup {
    let words = frame.words();
    let leaving = frame.city.rules.leave_city_on(frame.day, rule.level);
    html! {
        p.do lang="zh-CN" { (rule.measure) }
        ul {
            @if let Some(tests) = &rule.closing_tests {
                li { (words.tests_on_closing) (frame.language.colon()) (quoted(&tests.clause)) }
            }
            @if let Some(quota) = &rule.quota {
                li { (words.outing) (frame.language.colon()) (quoted(&quota.clause)) }
            }
            @if let Some(leaving) = leaving {
                li { (words.leaving_city) (frame.language.colon()) (quoted(&leaving.clause)) }
            }
        }
    }
}

fn quoted(clause: &Clause) -> Markup {
    html! {
        span lang="zh-CN" {
            (clause.as_written) "。"
            @if !clause.is_enforced() { "（" (clause.confidence.title()) "）" }
        }
    }
}
