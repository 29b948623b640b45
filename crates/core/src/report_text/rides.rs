//! By what somebody went: 乘坐G8087次列车（3车厢12F座）, 打车, 步行.

use super::letters::Letters;
use super::{Ride, RideMeans, Words};
use crate::contacts::Seat;
use crate::notices::Span;

/// A way that was found within a stretch.
pub(super) struct Found {
    pub(super) ride: Ride,
    /// Where its words begin, 由 or 乘坐 among them.
    pub(super) start: usize,
    /// Where they end.
    pub(super) end: usize,
}

const BOARDS: &[&str] = &["乘坐", "搭乘", "转乘", "换乘", "乘", "坐", "驾驶", "骑"];

/// What people go by, the longer words first.
const VEHICLES: &[(&str, RideMeans)] = &[
    ("高铁", RideMeans::Train),
    ("动车", RideMeans::Train),
    ("列车", RideMeans::Train),
    ("火车", RideMeans::Train),
    ("航班", RideMeans::Flight),
    ("飞机", RideMeans::Flight),
    ("公交车", RideMeans::Bus),
    ("公交", RideMeans::Bus),
    ("地铁", RideMeans::Metro),
    ("轻轨", RideMeans::Metro),
    ("出租车", RideMeans::Taxi),
    ("网约车", RideMeans::Taxi),
    ("滴滴", RideMeans::Taxi),
    ("打车", RideMeans::Taxi),
    ("打的", RideMeans::Taxi),
    ("大巴", RideMeans::Coach),
    ("客车", RideMeans::Coach),
    ("班车", RideMeans::Coach),
    ("私家车", RideMeans::Car),
    ("自驾", RideMeans::Car),
    ("驾车", RideMeans::Car),
    ("开车", RideMeans::Car),
    ("驾驶", RideMeans::Car),
    ("轿车", RideMeans::Car),
    ("顺风车", RideMeans::Car),
    ("电动车", RideMeans::Bicycle),
    ("自行车", RideMeans::Bicycle),
    ("单车", RideMeans::Bicycle),
    ("骑车", RideMeans::Bicycle),
    ("骑行", RideMeans::Bicycle),
    ("步行", RideMeans::Foot),
    ("轮渡", RideMeans::Ship),
    ("轮船", RideMeans::Ship),
    ("客船", RideMeans::Ship),
];

/// The first way within a stretch.
pub(super) fn find(letters: &Letters, from: usize, to: usize) -> Option<Found> {
    let number = (from..to).find_map(|at| numbered(letters, at, to));
    let word = (from..to).find_map(|at| {
        let (word, means) = VEHICLES.iter().find(|(word, _)| letters.has(at, word))?;
        let end = at + word.chars().count();
        // 火车站, 步行街: a place that is called so.
        let is_place = "站票场街厅库店厂行展".contains(letters.at(end));
        (end <= to && !is_place).then_some((*means, at, end))
    });
    let (means, number, begins, ends) = match (number, word) {
        (Some(number), Some(word)) if number.start <= word.1 + 6 => {
            let end = if word.1 >= number.start && word.1 <= number.end + 3 {
                word.2
            } else {
                number.end
            };
            (number.means, Some(number.text), number.start.min(word.1), end.max(number.end))
        }
        (Some(number), Some(_) | None) => {
            (number.means, Some(number.text), number.start, number.end)
        }
        (None, Some((means, at, end))) => (means, None, at, end),
        (None, None) => return None,
    };
    let board = (from..begins).rev().take(8).find_map(|at| {
        let (_, end) = letters.one_of(at, BOARDS)?;
        (end <= begins).then_some(at)
    });
    let mut start = board.unwrap_or(begins);
    // 坐 is found before 乘 in 乘坐.
    if letters.before(start) == '乘' && start > from {
        start -= 1;
    }
    let mut seen = Seen::default();
    let mut end = ends;
    for _ in 0..3 {
        let next = letters.skip_blanks(end);
        if let Some(close) = letters.bracket(next, to) {
            seen.look(letters, next + 1, close - 1);
            end = close;
        } else if let Some(after) = seen.one(letters, next).filter(|after| *after <= to) {
            end = after;
        } else {
            break;
        }
    }
    // 出租车（晋A12345）: the bracket that the number stood in.
    if end == ends && letters.at(end) == ')' && end < to {
        end += 1;
    }
    let (source, source_at) = source(letters, from, start);
    let (target, end) = target(letters, end, to);
    let ride = Ride {
        means,
        number,
        carriage: seen.carriage,
        seat: seen.seat,
        from: source.or(seen.from),
        to: target.or(seen.to),
        span: Span { start, end: ends },
    };
    Some(Found { ride, start: source_at.unwrap_or(start), end })
}

/// The seat that the words of a place name: G8087次列车3车厢12F. A proposal: a person looks at it. None where
/// they name neither a carriage nor a seat.
pub fn seat_said(words: &str) -> Option<Seat> {
    let letters = Letters::new(words);
    let ride = find(&letters, 0, letters.len())?.ride;
    if ride.carriage.is_none() && ride.seat.is_none() {
        return None;
    }
    let (row, place) = row_and_place(ride.seat.as_deref().unwrap_or_default());
    Some(Seat::Vehicle { carriage: ride.carriage.unwrap_or_default(), row, place })
}

/// 12F and 12排6号 have a row; of 45号 nobody knows in which it is.
fn row_and_place(seat: &str) -> (Option<u16>, String) {
    let cut = seat.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(seat.len());
    let (digits, rest) = seat.split_at(cut);
    let place = rest.strip_prefix('排').unwrap_or(rest);
    match place.starts_with('号') || place.starts_with('座') || place.is_empty() {
        true => (None, seat.to_owned()),
        false => (digits.parse().ok(), place.to_owned()),
    }
}

struct Numbered {
    means: RideMeans,
    text: String,
    start: usize,
    end: usize,
}

/// A number of a train, a flight, a line or a plate.
fn numbered(letters: &Letters, at: usize, to: usize) -> Option<Numbered> {
    let found = |means, end: usize, number_end: usize| {
        let text = letters.written(at, number_end);
        (end <= to).then_some(Numbered { means, text, start: at, end })
    };
    let before = letters.before(at);
    if before.is_ascii_alphanumeric() {
        return None;
    }
    let first = letters.at(at);
    if first.is_ascii_alphabetic() {
        // G8087, D5362, K603, Z196.
        if "GDCZTKYLSgdcztkyls".contains(first)
            && let Some((_, end)) = letters.digits(at + 1, 4)
        {
            let named = letters.one_of(end, &["次列车", "次高铁", "次动车", "次火车", "次"]);
            let is_train = named.is_some() || "GDCZTKgdcztk".contains(first) && end - at >= 4;
            if is_train && !letters.at(end).is_ascii_alphanumeric() {
                return found(RideMeans::Train, named.map_or(end, |(_, end)| end), end);
            }
        }
        // MU2405, 3U8888.
        return flight(letters, at, at + 2).and_then(|end| found(RideMeans::Flight, end, end));
    }
    if first.is_ascii_digit() && letters.at(at + 1).is_ascii_alphabetic() {
        return flight(letters, at, at + 2).and_then(|end| found(RideMeans::Flight, end, end));
    }
    if let Some((_, end)) = letters.digits(at, 4) {
        if letters.at(end) == '路' && letters.has(end + 1, "公交") {
            return found(RideMeans::Bus, end + 1, end + 1);
        }
        let is_train = letters.has(end, "次列车") || letters.has(end, "次火车");
        return is_train.then(|| found(RideMeans::Train, end + 3, end)).flatten();
    }
    if let Some((_, start)) = letters.one_of(at, &["地铁", "轻轨"]) {
        let (_, end) = letters.number(start)?;
        let end = letters.has(end, "号线").then_some(end + 2)?;
        return found(RideMeans::Metro, end, end);
    }
    plate(letters, at).and_then(|end| found(RideMeans::Taxi, end, end)).map(|mut plate| {
        let is_hailed = letters.find(at.saturating_sub(12), at, &["出租", "网约", "滴滴", "打车"]);
        plate.means = if is_hailed.is_some() { RideMeans::Taxi } else { RideMeans::Car };
        plate
    })
}

fn flight(letters: &Letters, at: usize, digits_at: usize) -> Option<usize> {
    let is_upper =
        |at: usize| letters.at(at).is_ascii_uppercase() || letters.at(at).is_ascii_digit();
    if !is_upper(at) || !is_upper(at + 1) {
        return None;
    }
    let (_, end) = letters.digits(digits_at, 4)?;
    (end - digits_at >= 3 && !letters.at(end).is_ascii_alphanumeric()).then_some(end)
}

/// 晋A12345, 晋AD12345, 晋A·12345.
fn plate(letters: &Letters, at: usize) -> Option<usize> {
    const PROVINCES: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云渝藏陕甘青宁新";
    if !PROVINCES.contains(letters.at(at)) || !letters.at(at + 1).is_ascii_uppercase() {
        return None;
    }
    let start = at + 2 + usize::from("·.-• ".contains(letters.at(at + 2)));
    let is_sign = |at: usize| {
        letters.at(at).is_ascii_uppercase()
            || letters.at(at).is_ascii_digit()
            || letters.at(at) == '*'
    };
    let n_signs = (start..start + 8).take_while(|at| is_sign(*at)).count();
    (5..=6).contains(&n_signs).then_some(start + n_signs)
}

#[derive(Default)]
struct Seen {
    carriage: Option<String>,
    seat: Option<String>,
    from: Option<Words>,
    to: Option<Words>,
}

impl Seen {
    /// What a bracket says: carriage, seat, from where to where.
    fn look(&mut self, letters: &Letters, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            at = self.one(letters, at).filter(|end| *end <= to).unwrap_or(at + 1);
        }
        let Some((cut, next)) = letters.find(from, to, &["至", "到", "-"]) else { return };
        let stop = (next..to).find(|at| ",; ".contains(letters.at(*at))).unwrap_or(to);
        let ends = [letters.trimmed(from, cut), letters.trimmed(next, stop)];
        let is_place = |(from, to): (usize, usize)| {
            (2..=12).contains(&to.saturating_sub(from))
                && (from..to).all(|at| !letters.at(at).is_ascii_digit() && letters.at(at) != ',')
        };
        if ends.into_iter().all(is_place) {
            self.from = Some(letters.words(ends[0].0, ends[0].1));
            self.to = Some(letters.words(ends[1].0, ends[1].1));
        }
    }

    /// One carriage or seat that stands here.
    fn one(&mut self, letters: &Letters, at: usize) -> Option<usize> {
        if letters.before(at).is_ascii_digit() {
            return None;
        }
        let (_, after) = letters.number(at)?;
        if let Some((_, end)) = letters.one_of(after, &["号车厢", "车厢", "节车厢", "车"])
        {
            self.carriage = Some(letters.written(at, after));
            return Some(end);
        }
        let letter = letters.at(after);
        if ('A'..='F').contains(&letter.to_ascii_uppercase())
            && !letters.at(after + 1).is_ascii_alphanumeric()
        {
            self.seat = Some(letters.written(at, after + 1));
            let named = letters.one_of(after + 1, &["座位", "号座", "座", "号"]);
            return Some(named.map_or(after + 1, |(_, end)| end));
        }
        if letters.at(after) == '排'
            && let Some((_, end)) = letters.number(after + 1)
            && let Some((_, close)) = letters.one_of(end, &["号座", "座", "号"])
        {
            self.seat = Some(letters.written(at, close));
            return Some(close);
        }
        let (_, end) = letters.one_of(after, &["号座位", "号座", "座"])?;
        self.seat = Some(letters.written(at, after));
        Some(end)
    }
}

/// 由太原南站（出发）乘坐: where from, and where its words begin.
fn source(letters: &Letters, from: usize, start: usize) -> (Option<Words>, Option<usize>) {
    let found = (from..start).find_map(|at| {
        let (_, end) = letters.one_of(at, &["由", "从", "自"])?;
        let is_word = letters.has(at, "自驾") || letters.has(at, "自行") || letters.has(at, "自述");
        (!is_word && end < start).then_some((at, end))
    });
    let Some((at, begins)) = found else { return (None, None) };
    let cut = letters.find(begins, start, &["出发", "上车", "登机", "乘"]);
    let (begins, ends) = letters.trimmed(begins, cut.map_or(start, |(at, _)| at));
    let is_place = (1..=24).contains(&ends.saturating_sub(begins));
    if is_place { (Some(letters.words(begins, ends)), Some(at)) } else { (None, None) }
}

const TOWARDS: &[&str] = &[
    "前往", "返回", "抵达", "到达", "回到", "飞往", "开往", "返", "至", "到", "去", "回", "抵",
    "赴",
];

/// 至大同: where to, and where its words end.
fn target(letters: &Letters, from: usize, to: usize) -> (Option<Words>, usize) {
    let mut at = letters.skip_blanks(from);
    if let Some((_, end)) = letters.one_of(at, &["由", "从", "自"]) {
        // 乘坐G8087由太原南至大同: read where the way was, the start of it is left to its reader.
        if let Some((_, cut)) = letters.find_open(end, to.min(end + 24), TOWARDS) {
            at = cut;
            return upto(letters, at, to);
        }
    }
    match letters.one_of(at, TOWARDS) {
        Some((_, end)) => upto(letters, end, to),
        None => (None, from),
    }
}

fn upto(letters: &Letters, from: usize, to: usize) -> (Option<Words>, usize) {
    let stop = letters.find_open(from, to, super::places::STOPS).map_or(to, |(at, _)| at);
    let (begins, ends) = letters.trimmed(from, stop.min(from + 40));
    if begins < ends { (Some(letters.words(begins, ends)), ends) } else { (None, from) }
}

/// Where from, where it stands after the vehicle: 乘坐G8087次列车由太原南至大同.
pub(super) fn source_after(letters: &Letters, found: &mut Found, to: usize) {
    if found.ride.from.is_some() {
        return;
    }
    let after = found.ride.span.end;
    let limit = to.min(after + 40);
    let Some((_, begins)) = letters.find_open(after, limit, &["由", "从", "自"]) else { return };
    let Some((cut, _)) = letters.find_open(begins, limit, TOWARDS) else { return };
    let (begins, ends) = letters.trimmed(begins, cut);
    if begins < ends {
        found.ride.from = Some(letters.words(begins, ends));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of a place, and the seat that they name: carriage/row/place.
    fn check(words: &str, expected: &str) {
        let told = seat_said(words).map_or("none".to_owned(), |seat| match seat {
            Seat::Vehicle { carriage, row, place } => {
                format!("{carriage}/{}/{place}", row.map_or(String::new(), |row| row.to_string()))
            }
            Seat::Table { .. } => "table".to_owned(),
        });
        assert_eq!(told, expected, "{words}");
    }

    #[test]
    fn the_seat_that_words_name_is_proposed() {
        check("G8087次列车3车厢", "3//");
        check("G8087次列车3车厢12F", "3/12/F");
        check("G8087次列车（3车厢12F座）", "3/12/F");
        check("G8087 3车厢 12F座 太原南站→大同", "3/12/F");
        check("MU2405航班（12排6号）", "/12/6号");
        check("G8087次列车", "none");
        check("某某超市", "none");
    }
}
