//! Squares and bars, drawn.

use barcoders::sym::code128::Code128;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// Nothing, as a drawing.
const EMPTY: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>";
/// The bars stand so high, in the width of the narrowest.
const BARS_HIGH: usize = 34;
/// The clear space at either side that ISO/IEC 15417 asks for, in the width of the narrowest bar.
const QUIET: usize = 10;

/// A QR code as a drawing. Empty where the text is too long for one, which no code of ours is.
pub fn qr_svg(text: &str) -> String {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else {
        return EMPTY.to_owned();
    };
    let width = code.width();
    let mut path = String::new();
    for (row, colors) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        for run in colors.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                // Writing to a String cannot fail.
                let _ = write!(path, "M{column} {row}h{0}v1h-{0}z", run.len());
            }
            column += run.len();
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-2 -2 {0} {0}\" \
         shape-rendering=\"crispEdges\"><path d=\"{path}\"/></svg>",
        width + 4
    )
}

/// A bar code of Code 128 as a drawing, its clear space included. Pairs of digits at the beginning
/// are one sign each. Empty where the text holds signs that Code 128 has not.
pub(crate) fn code128_svg(text: &str) -> String {
    let modules = modules(text);
    if modules.is_empty() {
        return EMPTY.to_owned();
    }
    let mut path = String::new();
    let mut at = QUIET;
    for run in modules.chunk_by(|one, next| one == next) {
        if run.first() == Some(&1) {
            let _ = write!(path, "M{at} 0h{0}v{BARS_HIGH}h-{0}z", run.len());
        }
        at += run.len();
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {BARS_HIGH}\" \
         preserveAspectRatio=\"none\" shape-rendering=\"crispEdges\"><path d=\"{path}\"/></svg>",
        at + QUIET
    )
}

/// Bars are 1, gaps 0, each as wide as the narrowest.
fn modules(text: &str) -> Vec<u8> {
    let n_digits = text.bytes().take_while(u8::is_ascii_digit).count() / 2 * 2;
    // The encoder is told the sets: C for pairs of digits, B for the rest.
    let (pairs, rest) = text.split_at(if n_digits >= 4 { n_digits } else { 0 });
    let mut data = String::new();
    if !pairs.is_empty() {
        data.push('\u{0106}');
        data.push_str(pairs);
    }
    if !rest.is_empty() {
        data.push('\u{0181}');
        data.push_str(rest);
    }
    Code128::new(&data).map(|code| code.encode()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(text: &str) -> String {
        let modules = modules(text);
        modules.chunk_by(|one, next| one == next).map(|run| run.len().to_string()).collect()
    }

    #[test]
    fn the_bars_are_those_of_the_standard() {
        // Start B, P, J, J, 1, 2, 3, C, check 55, stop: the worked example that is printed in most
        // descriptions of ISO/IEC 15417, with the three digits in set B.
        let signs = [
            "211214", "313121", "112133", "112133", "123221", "223211", "221132", "131321",
            "311321", "2331112",
        ];
        let value = |sign: u32| sign;
        let sum = value(104) + 48 + 2 * 42 + 3 * 42 + 4 * 17 + 5 * 18 + 6 * 19 + 7 * 35;
        assert_eq!(sum % 103, 55);
        let bars = widths("PJJ123C");
        assert_eq!(bars.len(), signs.concat().len());
        assert!(bars.starts_with(&signs[..9].concat()), "{bars}");
        assert!(bars.ends_with("2331112"), "{bars}");
        // Start C, 12, 34, 56, check 44, stop: (105 + 12 + 2*34 + 3*56) mod 103 = 44.
        assert_eq!(widths("123456"), "211232112232131123331121132131".to_owned() + "2331112");
    }

    #[test]
    fn a_tube_is_short_enough_for_its_label() {
        // Start, six pairs, the change of set, two signs, check: eleven each; stop: thirteen.
        assert_eq!(modules("14011000000013").len(), 11 * 9 + 13);
        assert_eq!(modules("1401100000001K").len(), 11 * 11 + 13);
        assert_eq!(modules("中").len(), 0);
    }
}
