//! Lines that a company sent, as they are understood: who of the community is meant, by document or
//! by name, and in which trade he works. Nothing is kept.

use crate::Refusal;
use crate::caller::Request;
use crate::register::{Resident, Roster, community, log_people, record, roster};
use fangxian_core::coded;
use fangxian_core::frequency::Trade;
use fangxian_core::ids::PersonId;
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::people::{Document, DocumentKind};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use std::sync::Arc;

/// The most lines that are read at once: as many as may be entered at once.
const LINES_MAX: usize = 200;
/// A number of a document has at least so many signs.
const DOCUMENT_SIGNS_MIN: usize = 6;

coded! {
    /// Why a line names nobody.
    TradeLineFlaw {
        /// The heading of a table: nothing is lost with it.
        Heading = "heading",
        /// Nobody of the community has this document or this name.
        Unknown = "unknown",
        /// Several have this name: the document says who.
        Ambiguous = "ambiguous",
    }
}

/// A line, and whom it means.
#[derive(Clone, Debug)]
pub struct TradeLine {
    /// Which line, from 1.
    pub number: usize,
    /// Who, with the masked name and the door.
    pub person: Option<(PersonId, String, String)>,
    /// In which trade, where the line says so.
    pub trade: Option<Trade>,
    /// Where: what is left of the line.
    pub workplace: String,
    /// Why nobody is meant.
    pub flaw: Option<TradeLineFlaw>,
}

/// Reads lines as people paste them: name or document, trade and workplace.
pub async fn trade_lines_read(
    req: &Request,
    of: PlaceCode,
    text: &str,
) -> Result<Vec<TradeLine>, Refusal> {
    let scope = req.authorize(Act::FrequencyKeep)?;
    let own = community(&of).filter(|own| *own == of && scope.covers(own));
    let own = own.ok_or(Refusal::NotFound)?;
    let roster = roster(&req.city, &own).await?;
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let lines: Vec<(&str, usize)> = lines.take(LINES_MAX + 1).collect();
    if lines.len() > LINES_MAX {
        return Err(Refusal::BadInput(format!("一次最多{LINES_MAX}行，请分几次粘贴。")));
    }
    let read = |(line, number): (&str, usize)| read_line(req, &roster, number, line);
    let read: Vec<TradeLine> = lines.into_iter().map(read).collect();
    let people: Vec<PersonId> =
        read.iter().filter_map(|one| one.person.as_ref()).map(|one| one.0).collect();
    req.city.seen.spend(req, &scope, people.iter().copied())?;
    log_people(req, &scope, &own, &subject_of(LookKind::TestClass, &own), people).await?;
    Ok(read)
}

fn read_line(req: &Request, roster: &Roster, number: usize, line: &str) -> TradeLine {
    let is_gap =
        |sign: char| sign.is_whitespace() || matches!(sign, ',' | '，' | '、' | ';' | '；');
    let words: Vec<&str> = line.split(is_gap).filter(|word| !word.is_empty()).collect();
    let mut read =
        TradeLine { number, person: None, trade: None, workplace: String::new(), flaw: None };
    if line.contains("姓名") && !line.chars().any(|sign| sign.is_ascii_digit()) {
        read.flaw = Some(TradeLineFlaw::Heading);
        return read;
    }
    let by_document = words.iter().position(|word| is_document(word));
    let index = by_document.and_then(|at| words.get(at)).and_then(|word| index_of(req, word));
    let by_index = |one: &&Arc<Resident>| index.is_some() && one.document_index == index;
    let named: Vec<(usize, &Arc<Resident>)> = words
        .iter()
        .enumerate()
        .flat_map(|(at, word)| {
            let fits = roster.people.iter().filter(move |one| one.name.as_str() == *word);
            fits.map(move |one| (at, one))
        })
        .collect();
    let found = roster.people.iter().find(by_index);
    let person = match (found, by_document, named.as_slice()) {
        (Some(one), ..) => Some(one),
        // A document that nobody here has is another person of the same name.
        (None, Some(_), _) => None,
        (None, None, [(_, one)]) => Some(*one),
        (None, None, _) => None,
    };
    read.flaw = match (person, by_document, named.len()) {
        (Some(_), ..) => None,
        (None, None, n) if n > 1 => Some(TradeLineFlaw::Ambiguous),
        (None, ..) => Some(TradeLineFlaw::Unknown),
    };
    let name_at = named.first().map(|(at, _)| *at).or((by_document != Some(0)).then_some(0));
    let rest = words
        .iter()
        .enumerate()
        .filter(|(at, word)| Some(*at) != by_document && Some(*at) != name_at && !is_digits(word));
    let rest: Vec<&str> = rest.map(|(_, word)| *word).collect();
    read.workplace = rest.join(" ").chars().take(80).collect();
    read.trade = Trade::from_words(&read.workplace);
    read.person = person.map(|one| {
        let door = roster.door_of(one).map(|door| door.whole()).unwrap_or_default();
        (one.id, one.name.masked(), door)
    });
    read
}

fn is_digits(word: &str) -> bool {
    word.chars().all(|sign| sign.is_ascii_digit())
}

/// A phone has eleven digits and says nothing of who it is.
fn is_document(word: &str) -> bool {
    let is_phone = word.len() == 11 && is_digits(word);
    let n_digits = word.chars().filter(char::is_ascii_digit).count();
    word.is_ascii() && n_digits >= DOCUMENT_SIGNS_MIN && !is_phone
}

fn index_of(req: &Request, number: &str) -> Option<Vec<u8>> {
    let kinds = DocumentKind::ALL.iter();
    let mut read = kinds.filter_map(|kind| Document::parse(*kind, number, req.today()).ok());
    let document = read.find(|document| !document.number().is_empty())?;
    record::document_index(&req.city.keys.seals, &document)
}
