//! Whether a format of numbers shows a day of the calendar.

/// What a number with this format is to the one who looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// A number.
    Number,
    /// A day: 2022年8月30日, or 8月30日 of a year that is kept but not shown.
    Day,
    /// A month without its day: 1987年3月.
    Month,
}

/// The formats that have a number and no text, as Excel and WPS show them in Chinese (ECMA-376
/// part 1, 18.8.30).
pub(crate) fn shown_by_builtin(id: u32) -> Shown {
    match id {
        14..=16 | 22 | 28..=31 | 51 | 53 | 54 | 58 => Shown::Day,
        17 | 27 | 36 | 50 | 52 | 57 => Shown::Month,
        _ => Shown::Number,
    }
}

/// Reads a format such as `yyyy"年"m"月"d"日";@`.
pub(crate) fn shown_by(format: &str) -> Shown {
    let letters = date_letters(format);
    let has = |letter: char| letters.contains(letter);
    // E begins the exponent of 0.00E+00; as a date it is a year, and then no digits stand there.
    let year = has('y') || (has('e') && !has('0'));
    match (has('d'), year && has('m')) {
        (true, _) => Shown::Day,
        (false, true) => Shown::Month,
        (false, false) => Shown::Number,
    }
}

/// The letters of the first section that are not quoted, in lower case; digits as `0`.
fn date_letters(format: &str) -> String {
    let mut letters = String::new();
    let format = format.to_lowercase().replace("general", "");
    let mut rest = format.chars();
    while let Some(letter) = rest.next() {
        match letter {
            '"' => while rest.next().is_some_and(|quoted| quoted != '"') {},
            '[' => while rest.next().is_some_and(|noted| noted != ']') {},
            '\\' | '_' | '*' => {
                rest.next();
            }
            ';' => break,
            '0' | '#' | '?' => letters.push('0'),
            'a'..='z' => letters.push(letter),
            _ => {}
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_shows_a_day_a_month_or_a_number() {
        let check = |format: &str, shown: Shown| assert_eq!(shown_by(format), shown, "{format}");
        check(r#"yyyy"年"m"月"d"日";@"#, Shown::Day);
        check(r#"yyyy"年"m"月";@"#, Shown::Month);
        check("yyyy/m/d", Shown::Day);
        check("yyyy\\-mm\\-dd", Shown::Day);
        check(r#"m"月"d"日""#, Shown::Day);
        check("[$-F800]dddd, mmmm dd, yyyy", Shown::Day);
        check("[$-404]e/m/d", Shown::Day);
        check("yyyy/m/d h:mm", Shown::Day);
        check("mmm-yy", Shown::Month);
        check("h:mm:ss", Shown::Number);
        check("[h]:mm", Shown::Number);
        check("mm:ss.0", Shown::Number);
        check("General", Shown::Number);
        check(r#"0"day""#, Shown::Number);
        check("0.00E+00", Shown::Number);
        check("##0.0E+0", Shown::Number);
        check("#,##0.00_);[Red](#,##0.00)", Shown::Number);
        check(r#"_ * #,##0.00_ "#, Shown::Number);
        check("@", Shown::Number);
        check("", Shown::Number);
        assert_eq!(shown_by_builtin(14), Shown::Day);
        assert_eq!(shown_by_builtin(31), Shown::Day);
        assert_eq!(shown_by_builtin(20), Shown::Number);
        assert_eq!(shown_by_builtin(57), Shown::Month);
    }
}
