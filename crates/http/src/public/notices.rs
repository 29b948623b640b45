//! The notices that hold, and the text of one.

use super::frame::{Frame, PAGE_BYTES, pages};
use fangxian_app::Refusal;
use fangxian_app::public::{PublicNotice, public_notice, public_notices};
use maud::{Markup, html};

/// What a line of the list weighs besides its words.
const LINE_BYTES: usize = 240;
/// The longest piece of a paragraph, in characters: one page holds it.
const PIECE_CHARS_MAX: usize = PAGE_BYTES / 3;

/// The list, newest first.
pub(super) async fn list(frame: &Frame<'_>) -> Result<Markup, Refusal> {
    let words = frame.words();
    let notices = public_notices(frame.city).await?;
    let pages = pages(notices, |notice| LINE_BYTES + notice.title.len());
    let page = frame.page().clamp(1, pages.len().max(1));
    let body = html! {
        h1 { (words.notices) }
        @match pages.get(page - 1) {
            Some(notices) => ul.plain {
                @for notice in notices {
                    li { a.zone href=(frame.to(&format!("/notices/{}", notice.id))) {
                        strong lang="zh-CN" { (notice.title) }
                        span { (number_and_day(frame, notice)) }
                    } }
                }
            },
            None => p.do { (words.no_notices) },
        }
        (frame.turning(page, pages.len()))
    };
    Ok(frame.page_of(words.notices, &body))
}

/// The text of one.
pub(super) async fn notice(frame: &Frame<'_>, id: &str) -> Result<Markup, Refusal> {
    let notice = public_notice(frame.city, id).await?;
    let pieces = notice.paragraphs.iter().flat_map(|text| pieces(text)).collect();
    let pages = pages(pieces, |piece: &String| piece.len() + 8);
    let page = frame.page().clamp(1, pages.len().max(1));
    let body = html! {
        h1 lang="zh-CN" { (notice.title) }
        p { (number_and_day(frame, &notice)) }
        div lang="zh-CN" {
            @for piece in pages.get(page - 1).into_iter().flatten() { p { (piece) } }
        }
        (frame.turning(page, pages.len()))
        p { a.to href=(frame.to("/notices")) { "← " (frame.words().notices) } }
    };
    Ok(frame.page_of(&notice.title, &body))
}

fn number_and_day(frame: &Frame<'_>, notice: &PublicNotice) -> String {
    let day = notice.dated.map(|day| frame.language.long_day(day));
    let day = day.unwrap_or_else(|| frame.words().undated.to_owned());
    match &notice.number {
        Some(number) => format!("{number} · {day}"),
        None => day,
    }
}

/// A paragraph that no page would hold, cut where it takes breath.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut n_chars = 0;
    for sign in text.chars() {
        let takes_breath =
            matches!(sign, '。' | '；' | '、' | '，') && n_chars > PIECE_CHARS_MAX / 2;
        if let Some(piece) = pieces.last_mut() {
            piece.push(sign);
        }
        n_chars += 1;
        if takes_breath || n_chars >= PIECE_CHARS_MAX {
            pieces.push(String::new());
            n_chars = 0;
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_paragraph_is_cut_without_losing_a_word() {
        for text in ["短句。".to_owned(), "甲小区、".repeat(2_000), "甲".repeat(9_000)] {
            let cut = pieces(&text);
            assert_eq!(cut.concat(), text);
            assert!(cut.iter().all(|piece| piece.len() <= PAGE_BYTES), "{}", cut.len());
        }
    }
}
