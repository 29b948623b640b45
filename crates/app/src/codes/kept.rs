//! 留在手机上的码: what a phone shows while the centre cannot be reached. It is the pass of a sheet of paper,
//! good for a day together with the document, and it is given where somebody asked for it on his page.

use super::live::code_of;
use super::page::{of_pass, pass_opened, proven_of_pass};
use super::paper::{made_at, pass_of_a_day};
use crate::register::opened;
use crate::results::note_looks;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::looks::PageLook;
use fangxian_core::passes::PAPER_SECONDS;
use std::sync::Arc;

/// A pass that a phone keeps. Nothing else is told to it.
#[derive(Clone, Debug)]
pub struct CodeKept {
    /// What the square holds.
    pub text: String,
    /// Until when a gate believes it.
    pub ends_at: Moment,
    /// For how many milliseconds still: the clock of a phone may be wrong.
    pub good_ms: i64,
}

/// The pass of a day of somebody of whom a page was shown, by the pass that the page carries: himself, or
/// one for whom he may look. Each giving stands in the log of whom it is for, as a printing does.
///
/// # Errors
/// The page's pass ran out, or the family is none any more: not found. His document has no number that
/// can be compared: the words say so.
pub async fn code_kept(
    city: &Arc<City>,
    pass: &str,
    who: usize,
    wall: Moment,
) -> Result<CodeKept, Refusal> {
    let pass = pass_opened(city, pass, wall)?;
    let (stored, _) = of_pass(city, &pass, who, wall).await?;
    let person = opened(&city.keys.seals, &stored)?;
    let color = code_of(city, &[person.id], wall).await?.color;
    let no_mark =
        || Refusal::BadInput("登记的证件号码无法核对，不能留码，请到社区窗口补登。".to_owned());
    let given = pass_of_a_day(city, &person, color, wall).ok_or_else(no_mark)?;
    let own = proven_of_pass(city, &pass).await?;
    let by = (who > 0).then_some(&own);
    note_looks(city, &[(person, by)], PageLook::Kept, wall).await?;
    let ends_at = made_at(city, wall).plus_ms(PAPER_SECONDS * 1_000);
    Ok(CodeKept { text: given.code, ends_at, good_ms: ends_at.0 - city.now(wall).0 })
}
