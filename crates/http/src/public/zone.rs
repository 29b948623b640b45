//! One area: what applies, which day it is, until when, and why.

use super::frame::Frame;
use super::home::{full_name, level_measures};
use fangxian_app::Refusal;
use fangxian_app::public::{PublicGround, PublicZone, public_zone, public_zones};
use fangxian_core::ids::ZoneId;
use fangxian_core::rules::Clause;
use fangxian_core::zones::{Listing, ZoneClock};
use maud::{Markup, html};

/// The most boxes that are drawn in a row of days. The longest rule counts fourteen.
const BOXES_MAX: i64 = 22;

/// The page of one area.
pub(super) fn zone(frame: &Frame<'_>, id: &str) -> Result<Markup, Refusal> {
    let id = ZoneId::parse(id).ok_or(Refusal::NotFound)?;
    let zones = public_zones(frame.city, frame.day);
    let zone = public_zone(&zones, id)?;
    let title = full_name(&zone);
    let body = html! {
        h1 lang="zh-CN" { (title) }
        p { (frame.city.county_name(zone.county())) " · " (frame.language.long_day(frame.day)) }
        p.do { (frame.badge(zone.listing().map(|listing| listing.level))) }
        @match (zone.listing(), zone.clock(&frame.city.rules)) {
            (Some(listing), Some(clock)) => {
                (applies(frame, listing))
                (which_day(frame, listing, &clock))
                (until_when(frame, &clock))
            },
            (_, _) => (ended(frame, &zone)),
        }
        h2 { (frame.words().why) }
        (ground(frame, &zone))
        (history(frame, &zone))
    };
    Ok(frame.page_of(&title, &body))
}

fn applies(frame: &Frame<'_>, listing: &Listing) -> Markup {
    // The area keeps to the edition that it was rated under until somebody signs for another.
    let edition = frame.city.rules.edition(&listing.edition);
    let rule = edition.and_then(|edition| edition.level_rule(listing.level));
    html! {
        h2 { (frame.words().what_applies) }
        @match rule {
            Some(rule) => {
                (level_measures(frame, rule))
                (clause(frame, &rule.measure_clause))
            },
            None => p { (frame.words().no_edition) },
        }
    }
}

fn which_day(frame: &Frame<'_>, listing: &Listing, clock: &ZoneClock<'_>) -> Markup {
    html! {
        h2 { (frame.words().which_day) }
        @if let Some(days) = clock.of_m { (row_of_days(frame, clock, i64::from(days))) }
        p { (frame.language.clock(listing, clock, frame.day)) }
    }
}

/// A box for each day, from day 0 to the earliest end. What a box means stands in it in words.
fn row_of_days(frame: &Frame<'_>, clock: &ZoneClock<'_>, of_m: i64) -> Markup {
    let words = frame.words();
    let boxes = (0..=of_m.min(BOXES_MAX)).map(|n| {
        let day = clock.day_zero.day().plus(n);
        let (class, says) = match n.cmp(&clock.day_n) {
            std::cmp::Ordering::Less => ("past", Some(format!("✓ {}", words.done_day))),
            std::cmp::Ordering::Equal => ("today", Some(words.this_day.to_owned())),
            std::cmp::Ordering::Greater if n == of_m => {
                ("last", Some(words.earliest_day.to_owned()))
            }
            std::cmp::Ordering::Greater => ("later", None),
        };
        (n, day, class, says)
    });
    html! {
        ol.days {
            @for (n, day, class, says) in boxes {
                li class=(class) aria-current=[(class == "today").then_some("date")] {
                    strong { (frame.language.day_n(n)) }
                    span { (day.month()) "/" (day.day_of_month()) }
                    @if let Some(says) = says { span { (says) } }
                }
            }
        }
    }
}

fn until_when(frame: &Frame<'_>, clock: &ZoneClock<'_>) -> Markup {
    let words = frame.words();
    html! {
        h2 { (words.until_when) }
        p { strong { (frame.language.until(clock, frame.day)) } }
        @if clock.missing.is_empty() {
            @if clock.rule.is_some() { p { (words.nothing_missing) } }
        } @else {
            p { (words.still_missing) (frame.language.colon()) }
            ul {
                @for also in &clock.missing {
                    li { (frame.language.condition(also, clock, frame.day)) (frame.language.stop()) }
                }
            }
        }
        @for also in &clock.unsure {
            p { (words.unsure) (frame.language.colon()) (frame.language.condition(also, clock, frame.day)) (frame.language.stop()) }
        }
        @if let Some(rule) = clock.rule { (clause(frame, &rule.clause)) }
    }
}

fn ended(frame: &Frame<'_>, zone: &PublicZone<'_>) -> Markup {
    html! {
        @if let Some(step) = zone.steps().last() {
            p { strong { (frame.language.ended(step.on)) } }
        }
        p { a.to href={ (frame.to("/")) "#measures" } { (frame.words().all_measures) } }
    }
}

fn ground(frame: &Frame<'_>, zone: &PublicZone<'_>) -> Markup {
    let words = frame.words();
    html! {
        @match zone.ground() {
            Some(PublicGround::Notice { id, words: written }) => {
                (quote(frame, words.by_notice, written))
                @if let Some(id) = id {
                    p { a.to href=(frame.to(&format!("/notices/{id}"))) { (words.read_notice) } }
                }
            },
            Some(PublicGround::NationalList) => p { (words.by_national_list) },
            Some(PublicGround::Clause(written)) => (quote(frame, words.by_rule, written)),
            Some(PublicGround::EditionChange(written)) => (quote(frame, words.by_rule, written)),
            Some(PublicGround::Staff) => p { (words.by_staff) },
            None => {},
        }
    }
}

fn history(frame: &Frame<'_>, zone: &PublicZone<'_>) -> Markup {
    html! {
        h2 { (frame.words().history) }
        ul {
            @for step in zone.steps() {
                li {
                    (frame.language.day(step.on)) (frame.language.colon())
                    @match step.to {
                        Some(level) => (frame.language.level(level)),
                        None => (frame.words().left_list),
                    }
                }
            }
        }
    }
}

fn clause(frame: &Frame<'_>, clause: &Clause) -> Markup {
    html! {
        blockquote {
            span lang="zh-CN" { "“" (clause.as_written) "”" }
            cite {
                (frame.words().source) (frame.language.colon()) span lang="zh-CN" { (clause.source) }
                @if !clause.is_enforced() { "（" (clause.confidence.title()) "）" }
            }
        }
    }
}

fn quote(frame: &Frame<'_>, title: &str, written: &str) -> Markup {
    html! {
        blockquote { (title) (frame.language.colon()) span lang="zh-CN" { "“" (written) "”" } }
    }
}
