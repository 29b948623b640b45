//! 亮码: what somebody holds before a gate. Made anew each time, because a picture of it is worth as much
//! as itself for a minute and a half.

use super::live::code_of;
use super::page::{family_until, of_pass, pass_opened};
use crate::register::opened;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::codes::HealthColor;
use fangxian_core::passes::{Alias, Pass, PassKind, document_mark};
use fangxian_paper::qr_svg;
use std::sync::Arc;

/// A code as it is shown.
#[derive(Clone, Debug)]
pub struct CodeShown {
    /// His name, masked: the guard compares it with the document.
    pub name: String,
    /// `**************1234`
    pub document: String,
    /// The color.
    pub color: HealthColor,
    /// Until when a gate believes it.
    pub ends_at: Moment,
    /// For how many milliseconds still.
    pub good_ms: i64,
    /// The square, drawn.
    pub square: String,
    /// With which a page gets the next ones for half a day.
    pub ticket: String,
    /// Whether one may stay on the phone: his document has a number that can be compared.
    pub can_stay: bool,
}

/// Who stands behind a pass that a page carries: himself, or one for whom he may look. A pass that ran
/// out is not found.
pub async fn code_alias(
    city: &Arc<City>,
    pass: &str,
    who: usize,
    wall: Moment,
) -> Result<Alias, Refusal> {
    let pass = pass_opened(city, pass, wall)?;
    let (stored, _) = of_pass(city, &pass, who, wall).await?;
    Ok(city.keys.passes.alias(stored.id))
}

/// The code of somebody of whom a page was shown, by the pass that it carries: himself, or one for whom
/// he may look. A pass that ran out is not found.
pub async fn code_shown(
    city: &Arc<City>,
    pass: &str,
    who: usize,
    wall: Moment,
) -> Result<CodeShown, Refusal> {
    let pass = pass_opened(city, pass, wall)?;
    let (stored, _) = of_pass(city, &pass, who, wall).await?;
    // Whoever looks for another does so until the last day of that; the days are those of the wall.
    let bond_over = family_until(city, &pass, who, wall).await?;
    let ends_at_most = bond_over.map(|over| city.now(wall).plus_ms(over.0 - wall.0));
    let person = opened(&city.keys.seals, &stored)?;
    let code = code_of(city, &[person.id], wall).await?;
    let now = city.now(wall);
    let alias = city.keys.passes.alias(person.id);
    let pass = Pass {
        kind: PassKind::Screen,
        alias,
        color: code.color,
        made_at: Moment(now.0 - now.0.rem_euclid(1_000)),
        mark: None,
    };
    let ends_at = pass.ends_at();
    let signed = city.keys.passes.sign(pass, city.code.as_str());
    Ok(CodeShown {
        name: person.name.masked(),
        document: person.document.masked(),
        color: code.color,
        ends_at,
        good_ms: ends_at.0 - now.0,
        square: qr_svg(&signed.text(city.code.as_str())),
        ticket: city.keys.passes.ticket(alias, now, ends_at_most),
        can_stay: document_mark(person.name.as_str(), person.document.number()).is_some(),
    })
}
