//! Text that a spreadsheet would run instead of show.

const QUOTE: char = '\'';

/// Whether a program that opens the text as a cell may take it for a formula (ASVS 1.2.10, and
/// the wide forms that some locales read as the narrow ones). Spaces before it do not help.
pub(crate) fn would_run(text: &str) -> bool {
    if text.starts_with(['\t', '\r', '\n', '\0']) {
        return true;
    }
    let first = text.chars().find(|letter| !is_passed_over(*letter));
    matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '−'))
}

/// The text as it is safe to write where no cell has a type.
pub(crate) fn quoted(text: &str) -> Option<String> {
    let is_like_quoted =
        text.strip_prefix(QUOTE).is_some_and(|rest| rest.starts_with(QUOTE) || would_run(rest));
    (would_run(text) || is_like_quoted).then(|| format!("{QUOTE}{text}"))
}

/// Undoes [`quoted`]. A quote before other text is that text's own.
pub(crate) fn unquoted(text: &str) -> &str {
    match text.strip_prefix(QUOTE) {
        Some(rest) if rest.starts_with(QUOTE) || would_run(rest) => rest,
        _ => text,
    }
}

/// What no cell should hold: control characters but tab and line ends, and what XML cannot hold.
pub(crate) fn is_control(letter: char) -> bool {
    match letter {
        '\t' | '\n' | '\r' => false,
        '\u{FFFE}' | '\u{FFFF}' => true,
        _ => letter < ' ' || letter == '\u{7F}',
    }
}

fn is_passed_over(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_goes_on_and_comes_off() {
        let check = |text: &str, written: &str| {
            assert_eq!(quoted(text).unwrap_or_else(|| text.to_owned()), written);
            assert_eq!(unquoted(written), text);
        };
        check("=1+1", "'=1+1");
        check(" =1+1", "' =1+1");
        check("＝1", "'＝1");
        check("-", "'-");
        check("\tx", "'\tx");
        check("'=1", "''=1");
        check("''", "'''");
        check("'s", "'s");
        check("a=1", "a=1");
        check("", "");
    }
}
