//! The templates: built in, and each replaceable by a file of the city's own.

use std::io;
use std::path::{Path, PathBuf};

/// The sources of the sheets.
#[derive(Clone, Debug)]
pub struct Templates {
    pub(crate) notice: String,
    pub(crate) order_list: String,
    pub(crate) round_list: String,
    pub(crate) looks: String,
    pub(crate) report: String,
    pub(crate) cards: String,
    pub(crate) tube_labels: String,
    pub(crate) journey: String,
    pub(crate) passes: String,
    pub(crate) venue_poster: String,
    pub(crate) venue_register: String,
    pub(crate) hold_letter: String,
}

/// A template of the city's own cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("could not read the template {path}", path = path.display())]
pub struct TemplatesError {
    /// Which one.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub source: io::Error,
}

impl Templates {
    /// The templates that the program brings along.
    pub fn built_in() -> Templates {
        Templates {
            notice: include_str!("../../../paper/notice.typ").to_owned(),
            order_list: include_str!("../../../paper/order-list.typ").to_owned(),
            round_list: include_str!("../../../paper/round-list.typ").to_owned(),
            looks: include_str!("../../../paper/looks.typ").to_owned(),
            report: include_str!("../../../paper/report.typ").to_owned(),
            cards: include_str!("../../../paper/cards.typ").to_owned(),
            tube_labels: include_str!("../../../paper/tube-labels.typ").to_owned(),
            journey: include_str!("../../../paper/journey.typ").to_owned(),
            passes: include_str!("../../../paper/passes.typ").to_owned(),
            venue_poster: include_str!("../../../paper/venue-poster.typ").to_owned(),
            venue_register: include_str!("../../../paper/venue-register.typ").to_owned(),
            hold_letter: include_str!("../../../paper/hold-letter.typ").to_owned(),
        }
    }

    /// The built-in templates, each replaced by the file of its name (`notice.typ`,
    /// `order-list.typ`, `round-list.typ`, `looks.typ`, `report.typ`, `cards.typ`,
    /// `tube-labels.typ`, `journey.typ`, `passes.typ`, `venue-poster.typ`,
    /// `venue-register.typ`, `hold-letter.typ`) where `dir` holds one.
    pub fn from_dir(dir: &Path) -> Result<Templates, TemplatesError> {
        let built_in = Templates::built_in();
        Ok(Templates {
            notice: own(dir.join("notice.typ"))?.unwrap_or(built_in.notice),
            order_list: own(dir.join("order-list.typ"))?.unwrap_or(built_in.order_list),
            round_list: own(dir.join("round-list.typ"))?.unwrap_or(built_in.round_list),
            looks: own(dir.join("looks.typ"))?.unwrap_or(built_in.looks),
            report: own(dir.join("report.typ"))?.unwrap_or(built_in.report),
            cards: own(dir.join("cards.typ"))?.unwrap_or(built_in.cards),
            tube_labels: own(dir.join("tube-labels.typ"))?.unwrap_or(built_in.tube_labels),
            journey: own(dir.join("journey.typ"))?.unwrap_or(built_in.journey),
            passes: own(dir.join("passes.typ"))?.unwrap_or(built_in.passes),
            venue_poster: own(dir.join("venue-poster.typ"))?.unwrap_or(built_in.venue_poster),
            venue_register: own(dir.join("venue-register.typ"))?.unwrap_or(built_in.venue_register),
            hold_letter: own(dir.join("hold-letter.typ"))?.unwrap_or(built_in.hold_letter),
        })
    }
}

fn own(path: PathBuf) -> Result<Option<String>, TemplatesError> {
    match std::fs::read_to_string(&path) {
        Ok(source) => Ok(Some(source)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(TemplatesError { path, source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_replaces_the_templates_that_it_holds() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("notice.typ"), "ours").unwrap();
        let templates = Templates::from_dir(dir.path()).unwrap();
        assert_eq!(templates.notice, "ours");
        assert_eq!(templates.order_list, Templates::built_in().order_list);
    }

    #[test]
    fn a_template_that_is_not_text_is_an_error_that_names_it() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("notice.typ"), [0xff, 0xfe]).unwrap();
        let error = Templates::from_dir(dir.path()).unwrap_err();
        assert!(error.to_string().contains("notice.typ"), "{error}");
    }
}
