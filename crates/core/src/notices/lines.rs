//! The printed text as a stream of characters that can be matched, each remembering where it
//! stood. Marks, invisible characters, page furniture and blanks are left out; half and full
//! width are one.

use super::Span;
use std::ops::Range;

/// One character that was kept.
#[derive(Clone, Copy)]
struct Glyph {
    /// The character in the form that is matched: `(` for `（`.
    plain: char,
    /// The character as it stands, entities resolved.
    shown: char,
    start: usize,
    end: usize,
    /// First of its line.
    opens_line: bool,
    /// A blank stood before it in its line.
    after_blank: bool,
}

/// A text made ready for matching.
pub(super) struct Print {
    original: Vec<char>,
    glyphs: Vec<Glyph>,
    /// The plain characters once more, so that a stretch of them is a slice.
    pub(super) plain: Vec<char>,
}

impl Print {
    pub(super) fn new(text: &str) -> Print {
        let original: Vec<char> = text.chars().collect();
        let mut glyphs = Vec::with_capacity(original.len());
        let mut line_from = 0;
        let mut opens_line = true;
        let mut after_blank = false;
        let mut at = 0;
        while let Some(&first) = original.get(at) {
            let (kept, next) = one_character(&original, at, opens_line, first);
            match kept {
                Kept::Nothing => {}
                Kept::Blank => after_blank = true,
                Kept::Break => {
                    drop_furniture(&mut glyphs, line_from);
                    line_from = glyphs.len();
                    opens_line = true;
                }
                Kept::Char(shown) => {
                    glyphs.push(Glyph {
                        plain: plain(shown),
                        shown,
                        start: at,
                        end: next,
                        opens_line,
                        after_blank: after_blank && !opens_line,
                    });
                    opens_line = false;
                    after_blank = false;
                }
            }
            at = next;
        }
        drop_furniture(&mut glyphs, line_from);
        let plain = glyphs.iter().map(|glyph| glyph.plain).collect();
        Print { original, glyphs, plain }
    }

    pub(super) fn len(&self) -> usize {
        self.glyphs.len()
    }

    /// The plain character at `at`; a line break past the end, which nothing matches.
    pub(super) fn at(&self, at: usize) -> char {
        self.plain.get(at).copied().unwrap_or('\n')
    }

    pub(super) fn opens_line(&self, at: usize) -> bool {
        self.glyphs.get(at).is_none_or(|glyph| glyph.opens_line)
    }

    /// The plain characters of a stretch; nothing where it lies outside.
    pub(super) fn slice(&self, range: Range<usize>) -> &[char] {
        self.plain.get(range).unwrap_or_default()
    }

    pub(super) fn plain_text(&self, range: Range<usize>) -> String {
        self.slice(range).iter().collect()
    }

    /// Whether `words` stand at `at`.
    pub(super) fn has(&self, at: usize, words: &str) -> bool {
        self.plain.get(at..).is_some_and(|rest| begins(rest, words))
    }

    /// The name as it stands: marks and breaks gone, blanks within a line single.
    pub(super) fn shown(&self, range: Range<usize>) -> String {
        let mut name = String::new();
        for glyph in self.glyphs.get(range).unwrap_or_default() {
            if glyph.after_blank && !name.is_empty() {
                name.push(' ');
            }
            name.push(glyph.shown);
        }
        name
    }

    /// Where a stretch stood in the text that was put in.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        match self.glyphs.get(range) {
            Some([first, .., last]) => Span { start: first.start, end: last.end },
            Some([only]) => Span { start: only.start, end: only.end },
            Some([]) | None => Span::default(),
        }
    }

    /// The words that were put in, damage included; only breaks go and runs of blanks shrink.
    pub(super) fn as_written(&self, range: Range<usize>) -> String {
        let span = self.span(range);
        let mut words = String::new();
        let mut blank = false;
        for &letter in self.original.get(span.start..span.end).unwrap_or_default() {
            match letter {
                '\n' | '\r' => blank = false,
                letter if letter.is_whitespace() => blank = true,
                letter => {
                    if blank && !words.is_empty() {
                        words.push(' ');
                    }
                    blank = false;
                    words.push(letter);
                }
            }
        }
        words
    }

    /// The ends of the lines from `from` on, at most `lines` of them, none past `limit`.
    pub(super) fn line_ends(&self, from: usize, lines: usize, limit: usize) -> Vec<usize> {
        let limit = limit.min(self.len());
        let mut ends: Vec<usize> =
            (from + 1..limit).filter(|&at| self.opens_line(at)).take(lines).collect();
        if ends.len() < lines && limit > from {
            ends.push(limit);
        }
        ends
    }

    /// Where the line of `at` begins, not before `floor`.
    pub(super) fn line_start(&self, at: usize, floor: usize) -> usize {
        let mut start = at;
        while start > floor && !self.opens_line(start) {
            start -= 1;
        }
        start
    }
}

/// Whether `text` begins with `words`.
pub(super) fn begins(text: &[char], words: &str) -> bool {
    let mut text = text.iter();
    words.chars().all(|wanted| text.next() == Some(&wanted))
}

/// Where `words` first stand in `text`.
pub(super) fn find(text: &[char], words: &str) -> Option<usize> {
    (0..text.len()).find(|&at| text.get(at..).is_some_and(|rest| begins(rest, words)))
}

/// Reads digits, or a Chinese number up to 999, from the beginning of `text`: the number and how
/// many characters it takes.
pub(super) fn number(text: &[char]) -> Option<(u32, usize)> {
    let digits = text.iter().take_while(|letter| letter.is_ascii_digit()).count();
    if digits > 0 {
        let value = text.iter().take(digits).collect::<String>().parse().ok()?;
        return Some((value, digits));
    }
    let (mut total, mut digit, mut used) = (0, None, 0);
    for letter in text.iter().take(7) {
        match letter {
            '百' => total += digit.take().unwrap_or(1) * 100,
            '十' => total += digit.take().unwrap_or(1) * 10,
            letter => match "〇一二三四五六七八九".chars().position(|one| one == *letter)
            {
                Some(value) if digit.is_none_or(|digit| digit == 0) => {
                    digit = u32::try_from(value).ok();
                }
                Some(_) | None => break,
            },
        }
        used += 1;
    }
    (used > 0).then_some((total + digit.unwrap_or(0), used))
}

enum Kept {
    Nothing,
    Blank,
    Break,
    Char(char),
}

/// What stands at `at`, and where the next character begins.
fn one_character(text: &[char], at: usize, opens_line: bool, first: char) -> (Kept, usize) {
    let next = text.get(at + 1).copied().unwrap_or('\n');
    match first {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
            (Kept::Break, at + 1)
        }
        '#' | '>' if opens_line => (Kept::Nothing, at + 1),
        '-' | '+' | '•' if opens_line && next == ' ' && is_bullet(text, at) => {
            (Kept::Nothing, at + 1)
        }
        '*'
        | '`'
        | '\u{200b}'..='\u{200f}'
        | '\u{2060}'
        | '\u{feff}'
        | '\u{ad}'
        | '\u{202a}'..='\u{202e}'
        | '\u{fe0f}' => (Kept::Nothing, at + 1),
        '_' if next == '_' => (Kept::Nothing, at + 2),
        '\\' if next.is_ascii_punctuation() => (Kept::Nothing, at + 1),
        '&' => entity(text, at).unwrap_or((Kept::Char('&'), at + 1)),
        '<' => tag(text, at).unwrap_or((Kept::Char('<'), at + 1)),
        blank if blank.is_whitespace() => (Kept::Blank, at + 1),
        control if control.is_control() => (Kept::Nothing, at + 1),
        letter => (Kept::Char(letter), at + 1),
    }
}

/// Whether a mark at the head of a line has an entry behind it; alone it may belong to a name.
fn is_bullet(text: &[char], at: usize) -> bool {
    text.get(at + 2).is_some_and(|letter| !letter.is_whitespace())
}

/// `&nbsp;`, `&#40;`, `&#x28;` and the few names that pages use.
fn entity(text: &[char], at: usize) -> Option<(Kept, usize)> {
    let length = text.get(at + 1..)?.iter().take(9).position(|&letter| letter == ';')?;
    let name: String = text.get(at + 1..at + 1 + length)?.iter().collect();
    let letter = match name.as_str() {
        "nbsp" | "ensp" | "emsp" => ' ',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "ldquo" => '“',
        "rdquo" => '”',
        "mdash" => '—',
        "middot" => '·',
        coded => {
            let digits = coded.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    let kept = match letter {
        letter if letter.is_whitespace() => Kept::Blank,
        letter if letter.is_control() => Kept::Nothing,
        letter => Kept::Char(letter),
    };
    Some((kept, at + length + 2))
}

/// A tag of a web page. Those that end a line end it here.
fn tag(text: &[char], at: usize) -> Option<(Kept, usize)> {
    let length = text.get(at + 1..)?.iter().take(120).position(|&letter| letter == '>')?;
    let inside: String = text.get(at + 1..at + 1 + length)?.iter().collect();
    let name = inside.trim_start_matches('/').to_ascii_lowercase();
    let name = name.split([' ', '/']).next().unwrap_or_default();
    let kept = match name {
        "br" | "p" | "div" | "li" | "tr" | "h1" | "h2" | "h3" | "h4" => Kept::Break,
        "b" | "strong" | "em" | "i" | "span" | "font" | "td" | "ul" | "ol" | "a" => Kept::Nothing,
        _ => return None,
    };
    Some((kept, at + length + 2))
}

/// One form for what print varies: half and full width, and the many dashes.
pub(super) fn plain(letter: char) -> char {
    let half = match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        other => other,
    };
    match half {
        '｡' => '。',
        '､' => '、',
        '﹙' => '(',
        '﹚' => ')',
        '∶' | '︰' | '﹕' => ':',
        '﹐' => ',',
        '﹔' => ';',
        '—' | '–' | '―' | '─' | '‐' | '‑' | '−' | '~' | '〜' => '-',
        '○' | '零' => '〇',
        other => other,
    }
}

/// Takes the line that begins at `from` away again where it is furniture of the page.
fn drop_furniture(glyphs: &mut Vec<Glyph>, from: usize) {
    let line: String =
        glyphs.get(from..).unwrap_or_default().iter().take(41).map(|glyph| glyph.plain).collect();
    if is_furniture(&line) {
        glyphs.truncate(from);
    }
}

/// Rules, page numbers, mastheads and by-lines: what a page prints between two columns of text.
fn is_furniture(line: &str) -> bool {
    let length = line.chars().count();
    if length == 0 || length > 40 {
        return false;
    }
    // A digit or a dash alone stays: it may belong to a name between two breaks.
    let bare = line.trim_matches(['-', '·', '=', '_', '.', '|', '/', '•', '(', ')']);
    let digits = !bare.is_empty() && bare.chars().all(|letter| letter.is_ascii_digit());
    if bare.is_empty() && length > 1 && !line.contains(['(', ')'])
        || digits && bare.len() <= 4 && line.starts_with(['-', '·']) && line.ends_with(['-', '·'])
    {
        return true;
    }
    let page = bare.strip_prefix('第').unwrap_or(bare).strip_suffix(['版', '页']);
    let is_page = page
        .is_some_and(|page| page.chars().all(|letter| letter.is_ascii_digit()) && page.len() <= 3);
    let leads_on = bare.starts_with("下转第") || bare.starts_with("上接第");
    let by_line =
        ["责编", "责任编辑", "本版编辑", "校对", "版式", "美编", "值班主任", "本报记者", "记者"]
            .iter()
            .any(|words| line.starts_with(words))
            && length <= 24
            && !line.contains('。');
    let masthead =
        line.contains("星期") && line.contains('月') && !line.contains(['。', ',', '、'])
            || ["日报", "晚报", "晨报"].iter().any(|name| line.ends_with(name)) && length <= 6;
    is_page || leads_on || by_line || masthead
}
