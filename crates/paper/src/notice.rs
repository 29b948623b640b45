//! The official notice 通告 on paper.

use fangxian_core::CityDay;
use serde::Serialize;

/// A notice as it is printed, in the form of GB/T 9704.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticePaper {
    /// How the first page begins.
    pub letterhead: Letterhead,
    /// The line above the number: 太原市新冠肺炎疫情防控工作领导小组办公室通告.
    pub authority: String,
    /// 2022年第108号, without brackets.
    pub number: String,
    /// 关于我市新增高、中风险区域的通告.
    pub title: String,
    /// The text, in its order.
    pub body: Vec<Paragraph>,
    /// Who signs, at the end: 太原市疫情防控领导小组办公室.
    pub signature: String,
    /// The day it is signed.
    pub date: CityDay,
}

/// How the first page of a notice begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Letterhead {
    /// The authority in black, as newspapers and web pages print it.
    Plain,
    /// 红头: the authority in red over a red rule.
    Red,
}

/// A paragraph of a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "text", rename_all = "snake_case")]
pub enum Paragraph {
    /// 一、高风险区
    Heading(String),
    /// Anything else.
    Text(String),
}

impl Paragraph {
    /// Splits a text into paragraphs, one for each line that is not empty. A short line that
    /// begins with a Chinese numeral and 、 and ends without a full stop is a heading.
    pub fn split(text: &str) -> Vec<Paragraph> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines
            .map(|line| match is_heading(line) {
                true => Paragraph::Heading(line.to_owned()),
                false => Paragraph::Text(line.to_owned()),
            })
            .collect()
    }

    /// The words of the paragraph.
    pub fn text(&self) -> &str {
        match self {
            Paragraph::Heading(text) | Paragraph::Text(text) => text,
        }
    }
}

/// The text does not have the lines of a notice.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the text is no whole notice: it begins with authority, number in brackets and title, each on \
     a line, and ends with signature and date"
)]
pub struct NotANotice;

impl NoticePaper {
    /// Takes a drafted text apart: a line each for authority, （number） and title, then the
    /// paragraphs, then a line each for signature and date. Empty lines do not count.
    pub fn from_text(text: &str, letterhead: Letterhead) -> Result<NoticePaper, NotANotice> {
        let lines: Vec<&str> =
            text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let [authority, number, title, body @ .., signature, date] = lines.as_slice() else {
            return Err(NotANotice);
        };
        Ok(NoticePaper {
            letterhead,
            authority: (*authority).to_owned(),
            number: in_brackets(number).ok_or(NotANotice)?.to_owned(),
            title: (*title).to_owned(),
            body: Paragraph::split(&body.join("\n")),
            signature: (*signature).to_owned(),
            date: written_day(date).ok_or(NotANotice)?,
        })
    }

    pub(crate) fn for_each_text(&self, mut visit: impl FnMut(&str)) {
        let lines = [&self.authority, &self.number, &self.title, &self.signature];
        lines.into_iter().for_each(|text| visit(text));
        self.body.iter().for_each(|paragraph| visit(paragraph.text()));
    }

    pub(crate) fn values(&self) -> impl Serialize {
        serde_json::json!({
            "letterhead": self.letterhead,
            "authority": self.authority,
            "number": self.number,
            "title": self.title,
            "body": self.body,
            "signature": self.signature,
            "date": self.date.written(),
        })
    }
}

fn in_brackets(line: &str) -> Option<&str> {
    line.strip_prefix(['（', '('])?.strip_suffix(['）', ')'])
}

/// Reads 2022年10月7日.
fn written_day(text: &str) -> Option<CityDay> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let day = rest.strip_suffix('日')?;
    CityDay::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn is_heading(line: &str) -> bool {
    let numeral = line.chars().take_while(|&c| "一二三四五六七八九十".contains(c)).count();
    (1..=3).contains(&numeral)
        && line.chars().nth(numeral) == Some('、')
        && line.chars().count() <= 30
        && !line.ends_with(['。', '；', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &str) {
        let found: Vec<&str> = Paragraph::split(line)
            .iter()
            .map(|paragraph| match paragraph {
                Paragraph::Heading(_) => "heading",
                Paragraph::Text(_) => "text",
            })
            .collect();
        assert_eq!(found.join(", "), expected, "{line}");
    }

    #[test]
    fn headings_are_told_from_text() {
        check("一、高风险区", "heading");
        check("十二、其他", "heading");
        check("一、请市民非必要不离市。", "text");
        check("一户一人", "text");
        check("、高风险区", "text");
        check("小店区：白云小区5号楼。", "text");
        check("一、高风险区\n\n  小店区：白云小区5号楼。\n", "heading, text");
        check("\n\n", "");
    }

    #[test]
    fn a_drafted_text_is_taken_apart_and_half_of_one_is_refused() {
        let whole = "某市办公室通告\n\n（2022年第901号）\n\n关于调整的通告\n\n具体如下：\n\n\
                     一、高风险区\n\n某区：某小区。\n\n某市办公室\n2022年10月7日\n";
        let notice = NoticePaper::from_text(whole, Letterhead::Plain).unwrap();
        assert_eq!(notice.number, "2022年第901号");
        assert_eq!(notice.date.to_string(), "2022-10-07");
        assert_eq!(notice.signature, "某市办公室");
        assert_eq!(notice.body.len(), 3);
        assert_eq!(notice.body[1], Paragraph::Heading("一、高风险区".to_owned()));

        let refused = |text: &str| {
            assert_eq!(NoticePaper::from_text(text, Letterhead::Plain), Err(NotANotice), "{text}");
        };
        refused("");
        refused("某市办公室通告\n（2022年第901号）\n关于调整的通告");
        refused(&whole.replace("10月7日", "2月30日"));
        refused(&whole.replace(['（', '）'], ""));
    }
}
