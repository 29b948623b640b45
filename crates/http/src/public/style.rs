//! How the public pages look: one short sheet inside each page, so that a page is one request and
//! can be saved or printed as it is.

use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// Colors by their use. Every rule that sets one sets its ground too, and a test reads the
/// contrast of the two out of the sheet.
const COLORS: [(&str, &str); 11] = [
    ("$ink", "#1a1a1a"),
    ("$paper", "#ffffff"),
    ("$link", "#0b3d91"),
    ("$grave", "#a31515"),
    ("$middle", "#ffd54f"),
    ("$light", "#1b5e85"),
    ("$past", "#dfe5ec"),
    ("$note", "#f3f5f8"),
    ("$warn", "#fff3c4"),
    ("$line", "#6b7684"),
    ("$calm", "#1f6b3a"),
];

/// Sizes are in rem of 18 px, so that whoever sets larger letters in the browser gets them. What
/// is tapped is at least 60 px high.
const SHEET: &str = "\
html{font-size:112.5%}\
body{margin:0;background:$paper;color:$ink;font:1.12rem/1.6 'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif;overflow-wrap:anywhere}\
header,main,footer{max-width:44rem;margin:auto;padding:0 .9rem}\
h1{font-size:1.6rem;line-height:1.3;margin:1rem 0 .4rem}\
h2{font-size:1.35rem;margin:2rem 0 .5rem;border-bottom:3px solid $link}\
h3{font-size:1.15rem;margin:1.2rem 0 .4rem}\
p{margin:.5rem 0}\
ul,ol{margin:.5rem 0;padding-left:1.4rem}\
a{color:$link;background:transparent}\
a:focus,summary:focus,button:focus,input:focus,select:focus,textarea:focus{outline:4px solid $ink;outline-offset:2px}\
nav{display:flex;flex-wrap:wrap;gap:.4rem;padding:.5rem 0}\
.to{display:inline-flex;align-items:center;column-gap:.4rem;box-sizing:border-box;min-height:60px;padding:.3rem .9rem;border:2px solid $link;border-radius:8px;text-decoration:none;font-weight:700}\
.to[aria-current]{background:$link;color:$paper}\
.call{background:$link;color:$paper;font-size:1.25rem}\
.plain{list-style:none;padding:0}\
.zone{display:block;min-height:60px;margin:.5rem 0;padding:.5rem .7rem;border:2px solid $line;border-radius:8px;text-decoration:none}\
.zone>span{display:block}\
.zone strong{font-size:1.2rem}\
.digits{margin:.2rem 0;font-size:3rem;line-height:1.2;font-weight:700;letter-spacing:.1em}\
.big{font-size:2rem;padding:.2rem 1rem}\
.level{display:inline-block;padding:0 .5rem;border-radius:5px;font-weight:700}\
.g3{background:$grave;color:$paper}\
.g2{background:$middle;color:$ink}\
.g1{background:$light;color:$paper}\
.g0{background:$calm;color:$paper}\
.do{font-size:1.35rem;font-weight:700;margin:.4rem 0}\
.warn{background:$warn;color:$ink;border:2px solid $ink;padding:.5rem .7rem}\
blockquote{background:$note;color:$ink;margin:.5rem 0;padding:.4rem .7rem;border-left:6px solid $line}\
cite{display:block;font-style:normal}\
form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:stretch}\
label{width:100%;font-weight:700}\
select,textarea,input{flex:1 1 11rem;min-width:0;min-height:60px;box-sizing:border-box;padding:0 .6rem;border:2px solid $ink;border-radius:8px;font:inherit;background:$paper;color:$ink}\
textarea{width:100%;padding:.5rem .6rem;overflow-wrap:anywhere}\
button{min-height:60px;padding:0 1.4rem;border:0;border-radius:8px;font:inherit;font-weight:700;background:$link;color:$paper}\
.plain-button{background:$paper;color:$link;border:2px solid $link;margin-top:.6rem}\
.wide button{flex:1 1 100%}\
fieldset{width:100%;min-width:0;box-sizing:border-box;margin:0;padding:0;border:0;display:grid;gap:.5rem}\
legend{padding:0;margin-bottom:.4rem;font-weight:700}\
.pick{display:flex;align-items:center;gap:.8rem;box-sizing:border-box;min-height:60px;padding:.5rem .7rem;border:2px solid $ink;border-radius:8px;font-weight:400}\
.pick:has(:checked){background:$warn;color:$ink}\
.wide>label,.wide>fieldset{margin-top:.6rem}\
.pick input{flex:0 0 2rem;min-height:0;height:2rem;margin:0}\
.pick svg{flex:0 0 2.6rem;height:5.2rem}\
.pick strong{font-size:1.2rem}\
[type=file]{padding:.5rem .6rem}\
::file-selector-button{min-height:44px;padding:0 1rem;margin-right:.6rem;border:2px solid $link;border-radius:8px;font:inherit;font-weight:700;background:$paper;color:$link}\
[lang=en]{font-weight:400}\
.test{margin:.7rem 0;padding:.6rem .8rem;border:2px solid $line;border-radius:8px}\
.test .level{font-size:1.2rem}\
.square{max-width:22rem;margin:.6rem auto;background:$paper;color:$ink}\
.square svg{display:block;width:100%;height:auto}\
.square.over{opacity:.08}\
[hidden]{display:none!important}\
.test form{margin-top:.5rem}\
.do .level{font-size:1.6rem;padding:.2rem .7rem}\
summary{box-sizing:border-box;min-height:60px;margin-top:.6rem;padding:.8rem .7rem;border:2px solid $link;border-radius:8px;background:$paper;color:$link;font-weight:700;cursor:pointer}\
.days{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.35rem}\
.days li{box-sizing:border-box;min-width:4.6rem;padding:.2rem .3rem;border:2px dashed $line;border-radius:6px;text-align:center;line-height:1.35}\
.days .past{background:$past;color:$ink;border-style:solid}\
.days .today{background:$link;color:$paper;border:2px solid $ink;font-weight:700}\
.days span{display:block}\
details{margin:.6rem 0}\
.asks li{margin:.5rem 0;font-size:1.2rem}\
footer{padding-bottom:2rem}\
@media (min-width:60rem){.digits{font-size:8rem}}\
@media print{nav,form{display:none}.zone,.days li,blockquote{break-inside:avoid}.level,.days .today{background:$paper;color:$ink;border:2px solid $ink}a{text-decoration:none}}";

/// The sheet as it stands in the page.
pub(super) static STYLE: LazyLock<String> = LazyLock::new(|| {
    COLORS.iter().fold(SHEET.to_owned(), |sheet, (name, color)| sheet.replace(name, color))
});

/// What a browser may load for a page: this sheet and nothing else, from nowhere.
pub(super) static CONTENT_POLICY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
        base64(&Sha256::digest(STYLE.as_bytes()))
    )
});

/// Eight digits that change with the sheet and with the program, for the tag of a page.
pub(super) static EDITION: LazyLock<String> = LazyLock::new(|| {
    let mut ink = Sha256::new();
    ink.update(env!("CARGO_PKG_VERSION"));
    ink.update(STYLE.as_bytes());
    ink.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect()
});

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let letter = LETTERS.get((bits >> (18 - 6 * at) & 63) as usize);
            let is_filled = at <= chunk.len();
            text.push(letter.filter(|_| is_filled).map_or('=', |letter| char::from(*letter)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (plain, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), expected, "{plain}");
        }
    }

    fn luminance(color: &str) -> f64 {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&color[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    /// WCAG 2.1, 1.4.3.
    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn said<'s>(declarations: &'s str, name: &str) -> Option<&'s str> {
        let mut all = declarations.split(';').filter_map(|one| one.split_once(':'));
        all.find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    #[test]
    fn letters_stand_out_from_their_ground() {
        assert!((contrast("#ffffff", "#000000") - 21.0).abs() < 0.01);
        assert!(contrast("#777777", "#ffffff") < 4.5, "the measure must be able to fail");
        let mut n_pairs = 0;
        for rule in STYLE.split('}') {
            let Some((selector, declarations)) = rule.rsplit_once('{') else { continue };
            let (color, ground) = (said(declarations, "color"), said(declarations, "background"));
            let (Some(color), Some(ground)) = (color, ground) else {
                assert_eq!((color, ground), (None, None), "{selector} sets one without the other");
                continue;
            };
            // A link stands on the paper; no box that holds links has a ground of its own but
            // those of a note and a warning.
            let grounds: &[&str] = match ground {
                "transparent" => &["#ffffff", "#f3f5f8", "#fff3c4"],
                _ => &[ground],
            };
            for ground in grounds {
                assert!(contrast(color, ground) >= 4.5, "{selector}: {color} on {ground}");
                n_pairs += 1;
            }
        }
        assert!(n_pairs >= 12, "{n_pairs} pairs");
        assert!(!STYLE.contains('$'), "a color has no value");
    }

    #[test]
    fn nothing_is_small() {
        let sizes = STYLE
            .split("font-size:")
            .skip(1)
            .map(|rest| rest.split([';', '}']).next().unwrap().trim_end_matches("rem").to_owned());
        for size in sizes {
            assert!(size == "112.5%" || size.parse::<f64>().unwrap() >= 1.0, "{size}");
        }
        for target in [".to{", ".zone{", "button{", "input{", "summary{"] {
            let rule = STYLE.split(target).nth(1).unwrap().split('}').next().unwrap();
            assert!(rule.contains("min-height:60px"), "{target}");
        }
    }
}
