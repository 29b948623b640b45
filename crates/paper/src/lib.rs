//! What Fangxian prints: typst templates turned into PDF, with Chinese fonts embedded.
//!
//! Texts reach a template as values (a JSON file that exists only while the sheet is set), never
//! as template source, so that `#`, `$`, `*` or `\` in a name print as they stand.

mod cards;
mod codes;
mod fonts;
mod hold_letter;
mod journey;
mod looks;
mod notice;
mod order_list;
mod passes;
mod report;
mod round_list;
mod sfnt;
mod sheet;
mod templates;
mod tube_labels;
mod typesetter;
mod venue;

pub use cards::{CardLine, CardsPaper};
pub use codes::qr_svg;
pub use fonts::{FontsError, debian_font_dirs};
pub use hold_letter::{HoldLetterPaper, HoldLetterPart};
pub use journey::{JourneyAsk, JourneyClause, JourneyPaper, JourneyPart};
pub use looks::{LookLine, LooksPaper};
pub use notice::{Letterhead, NotANotice, NoticePaper, Paragraph};
pub use order_list::{OrderGroup, OrderLine, OrderListPaper};
pub use passes::{PassLine, PassesPaper, PrintedPass};
pub use report::ReportPaper;
pub use round_list::{RoundListPaper, RoundListPerson, RoundListUnit};
pub use templates::{Templates, TemplatesError};
pub use tube_labels::{TUBE_LABELS_MAX, TubeLabelsPaper};
pub use typesetter::{PaperError, Typesetter};
pub use venue::{VenuePaper, VenuePoster};
