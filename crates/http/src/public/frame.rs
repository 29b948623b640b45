//! What every public page has around it, and the address that it stands at.

use super::results_page::when;
use super::style::STYLE;
use super::words::{Language, Words};
use fangxian_app::City;
use fangxian_app::city::Clockwork;
use fangxian_core::codes::Outage;
use fangxian_core::venues::VenueCode;
use fangxian_core::{CityDay, Level, Moment};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Deserialize;
use std::fmt::Write as _;

/// How many bytes of names and cards, or of a notice's text, one page carries. The rest follows on
/// the next, so that no page is heavier than a weak connection bears.
pub(super) const PAGE_BYTES: usize = 8_000;

/// What stands behind the question mark.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    pub(super) lang: Option<String>,
    pub(super) q: Option<String>,
    pub(super) county: Option<String>,
    pub(super) page: Option<String>,
    /// The place to which the page of a code leads back.
    pub(super) venue: Option<String>,
    /// What a form of the page itself says: its address holds it in either language.
    #[serde(skip)]
    pub(super) kept: Vec<(&'static str, String)>,
}

/// The page that is made: for which city, day and language, and where it stands.
pub(super) struct Frame<'a> {
    pub(super) city: &'a City,
    pub(super) day: CityDay,
    pub(super) language: Language,
    /// That codes are down now.
    pub(super) outage: Option<Outage>,
    path: &'a str,
    asked: &'a Asked,
}

impl<'a> Frame<'a> {
    pub(super) fn new(city: &'a City, now: Moment, path: &'a str, asked: &'a Asked) -> Frame<'a> {
        let (day, outage) = (now.city_day(), city.outage(now));
        Frame { city, day, language: Language::of(asked.lang.as_deref()), outage, path, asked }
    }

    pub(super) fn words(&self) -> &'static Words {
        self.language.words()
    }

    /// Which page of several was asked for, 1 for the first.
    pub(super) fn page(&self) -> usize {
        self.asked.page.as_deref().and_then(|page| page.parse().ok()).unwrap_or(1)
    }

    /// The place whose poster led here, where one did.
    pub(super) fn venue(&self) -> Option<VenueCode> {
        VenueCode::parse(self.asked.venue.as_deref()?)
    }

    /// An address of another page in the same language, which leads back to the place too.
    pub(super) fn to_with_venue(&self, path: &str) -> String {
        let venue = self.venue().map(|code| code.to_string());
        address(path, &[("venue", venue.as_deref()), ("lang", lang_code(self.language))])
    }

    /// An address of another page in the same language.
    pub(super) fn to(&self, path: &str) -> String {
        address(path, &[("lang", lang_code(self.language))])
    }

    /// The address of a county's list.
    pub(super) fn to_county(&self, county: &str) -> String {
        self.to_county_of("/", county)
    }

    /// The address of a county's part of a list.
    pub(super) fn to_county_of(&self, path: &str, county: &str) -> String {
        address(path, &[("county", Some(county)), ("lang", lang_code(self.language))])
    }

    /// This very page, in a language and at a number.
    fn here(&self, language: Language, page: usize) -> String {
        let page = (page > 1).then(|| page.to_string());
        let mut asked = vec![
            ("q", self.asked.q.as_deref()),
            ("county", self.asked.county.as_deref()),
            ("page", page.as_deref()),
            ("venue", self.asked.venue.as_deref()),
        ];
        asked.extend(self.asked.kept.iter().map(|(name, value)| (*name, Some(value.as_str()))));
        asked.push(("lang", lang_code(language)));
        address(self.path, &asked)
    }

    /// The whole page.
    pub(super) fn page_of(&self, title: &str, body: &Markup) -> Markup {
        let content = html! { (self.header()) main { (body) } };
        self.page_with(title, &content)
    }

    /// A page that is held before somebody: what he looks at stands first, and the ways elsewhere below.
    pub(super) fn page_to_show(&self, title: &str, body: &Markup) -> Markup {
        let content = html! { main { (body) } (self.header()) };
        self.page_with(title, &content)
    }

    /// A page that opens from a phone without the centre: nothing on it leads elsewhere.
    pub(super) fn page_alone(&self, title: &str, body: &Markup) -> Markup {
        let content = html! { main { (body) (self.drill()) } };
        self.page_with(title, &content)
    }

    fn drill(&self) -> Markup {
        match self.city.clockwork {
            Clockwork::Drill => html! { p.warn { strong { (self.words().drill) } } },
            Clockwork::Real => html! {},
        }
    }

    /// That codes are down, where somebody is about to show one.
    fn down(&self) -> Markup {
        let is_of_codes = self.path == "/"
            || ["/code", "/v/", "/journey"].iter().any(|part| self.path.starts_with(part));
        match self.outage.as_ref().filter(|_| is_of_codes) {
            Some(outage) => down_note(outage),
            None => html! {},
        }
    }

    fn page_with(&self, title: &str, content: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang=(self.language.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width,initial-scale=1";
                    title { (title) " · " (self.city.name) }
                    style { (PreEscaped(STYLE.as_str())) }
                }
                body { (content) (self.footer()) }
            }
        }
    }

    fn header(&self) -> Markup {
        let words = self.words();
        let current = |path: &str| (self.path == path).then_some("page");
        html! {
            header {
                nav {
                    a.to href=(self.to("/")) aria-current=[current("/")] { (words.start) }
                    a.to href=(self.to("/notices")) aria-current=[current("/notices")] {
                        (words.notices)
                    }
                    a.to href=(self.to("/results")) aria-current=[current("/results")] {
                        (words.results)
                    }
                    a.to href=(self.to("/code")) aria-current=[current("/code")] { (words.code) }
                    a.to href=(self.to("/antigen")) aria-current=[current("/antigen")] {
                        (words.antigen)
                    }
                    a.to href=(self.to("/sites")) aria-current=[current("/sites")] { (words.sites) }
                    a.to href=(self.to("/journey")) aria-current=[current("/journey")] {
                        (words.journey)
                    }
                    a.to href=(self.to("/risk")) aria-current=[current("/risk")] { (words.risk) }
                    a.to href=(self.here(self.language.other(), self.page()))
                        lang=(self.language.other().tag()) { (words.switch) }
                }
                (self.drill())
                (self.down())
            }
        }
    }

    fn footer(&self) -> Markup {
        let words = self.words();
        html! {
            footer {
                h2 { (words.whom_to_ask) }
                p { (words.ask_here) }
                p { a.to.call href="tel:12345" { "☎ " (words.call) } }
                p { (words.ambulance) }
                @if !words.original.is_empty() { p { (words.original) } }
            }
        }
    }

    /// A level in a sign and in words: color alone says nothing.
    pub(super) fn badge(&self, level: Option<Level>) -> Markup {
        let (class, sign, title) = match level {
            Some(level) => match level.gravity() {
                3 => ("g3", "▲", self.language.level(level)),
                2 => ("g2", "◆", self.language.level(level)),
                _ => ("g1", "●", self.language.level(level)),
            },
            None => ("g0", "○", self.words().not_listed),
        };
        html! { span class={ "level " (class) } { (sign) " " (title) } }
    }

    /// The way to the pages before and after this one; nothing where there is but one.
    pub(super) fn turning(&self, page: usize, n_pages: usize) -> Markup {
        let words = self.words();
        html! {
            @if n_pages > 1 {
                p { (self.language.page_of(page, n_pages)) }
                nav {
                    @if page > 1 {
                        a.to href=(self.here(self.language, page - 1)) { "← " (words.previous) }
                    }
                    @if page < n_pages {
                        a.to href=(self.here(self.language, page + 1)) { (words.next) " →" }
                    }
                }
            }
        }
    }

    /// The page that says that there is none.
    pub(super) fn missing(&self) -> Markup {
        let words = self.words();
        self.sorry(words.page_missing, words.page_missing_hint)
    }

    /// The page that says that something failed on our side.
    pub(super) fn failed(&self) -> Markup {
        let words = self.words();
        self.sorry(words.failed, words.failed_hint)
    }

    fn sorry(&self, title: &str, hint: &str) -> Markup {
        let body = html! {
            h1 { (title) }
            p { (hint) }
            p { a.to href=(self.to("/")) { (self.words().to_start) } }
        };
        self.page_of(title, &body)
    }
}

/// What is done instead, why, and until when.
pub(super) fn down_note(outage: &Outage) -> Markup {
    html! {
        div.warn role="status" {
            p { strong { "健康码暂时停用，到" (when(outage.ends_at())) "为止。" } }
            p {
                "这段时间进门看身份证件、登记纸质名单，没有码不会拦您。请随身"
                "带身份证件；能亮出码的，照常亮码。到时自动恢复。"
            }
            p { "原因：" (outage.reason) "（市疫情防控指挥部）" }
            p lang="en" {
                "Codes are down until " (when(outage.ends_at())) ". Bring your document: at the door \
                 you are written down on paper, and nobody is kept out for having no code."
            }
        }
    }
}

/// Cuts a list into pages, none heavier than [`PAGE_BYTES`] unless one entry alone is.
pub(super) fn pages<T>(entries: Vec<T>, weight: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut pages: Vec<Vec<T>> = Vec::new();
    let mut filled = 0;
    for entry in entries {
        let more = weight(&entry);
        match pages.last_mut().filter(|_| filled + more <= PAGE_BYTES) {
            Some(page) => {
                filled += more;
                page.push(entry);
            }
            None => {
                filled = more;
                pages.push(vec![entry]);
            }
        }
    }
    pages
}

fn lang_code(language: Language) -> Option<&'static str> {
    match language {
        Language::Chinese => None,
        Language::English => Some("en"),
    }
}

fn address(path: &str, asked: &[(&str, Option<&str>)]) -> String {
    let mut address = path.to_owned();
    let mut joint = '?';
    for (name, value) in asked {
        if let Some(value) = value {
            let _ = write!(address, "{joint}{name}={}", escaped(value));
            joint = '&';
        }
    }
    address
}

/// A value as it may stand in an address.
pub(super) fn escaped(value: &str) -> String {
    let mut escaped = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_never_heavier_than_agreed() {
        let weights = vec![PAGE_BYTES - 1, 1, 1, PAGE_BYTES + 5, 7];
        let cut = pages(weights, |weight| *weight);
        assert_eq!(cut, [vec![PAGE_BYTES - 1, 1], vec![1], vec![PAGE_BYTES + 5], vec![7]]);
    }

    #[test]
    fn an_address_holds_what_was_typed() {
        let asked = [("q", Some("a&b=白?")), ("page", None), ("lang", Some("en"))];
        assert_eq!(address("/", &asked), "/?q=a%26b%3D%E7%99%BD%3F&lang=en");
    }
}
