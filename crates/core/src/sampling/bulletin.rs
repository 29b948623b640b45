//! The closing figures of a round, in the city's own form of words.

use crate::Moment;

/// The figures of a round.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct RoundFigures {
    /// Who are to be sampled.
    pub people: usize,
    /// Who were, each once.
    pub sampled: usize,
    /// Samples, those included that somebody gave twice and those of people in no register.
    pub samples: usize,
    /// Tubes.
    pub tubes: usize,
    /// Tubes with a result.
    pub tubes_known: usize,
    /// Places where samples were taken.
    pub sites: usize,
    /// Phones that took them down: one to a table.
    pub tables: usize,
    /// Who took them down.
    pub samplers: usize,
    /// Laboratories that signed results.
    pub laboratories: usize,
    /// Tubes of several people that are positive or unclear.
    pub pools_positive: usize,
    /// People of whom a test of their own is positive or unclear.
    pub people_positive: usize,
    /// People who still wait for a test of their own.
    pub people_held: usize,
}

/// `618.9239万` from ten thousand on, to the person; smaller numbers as they are.
fn in_ten_thousands(n: usize) -> String {
    if n < 10_000 {
        return n.to_string();
    }
    let whole = format!("{}.{:04}", n / 10_000, n % 10_000);
    format!("{}万", whole.trim_end_matches('0').trim_end_matches('.'))
}

/// The bulletin of a round: what was done, by how many, and what was found. It says 均为阴性 only
/// where every tube has a result and none holds anybody.
pub fn bulletin(
    area: &str,
    round: &str,
    (from, to): (Moment, Moment),
    figures: &RoundFigures,
) -> String {
    let (first, last) = (from.city_day(), to.city_day());
    let when = match first == last {
        true => first.written(),
        false => format!("{}至{}", first.written(), last.written()),
    };
    let f = figures;
    let mut text = format!(
        "{when}，{area}开展“{round}”。共设置{}个采样点、{}个采样台，投入采样人员{}人次，协调{}所\
         检测实验室参与，应采{}人，已采{}人，共采样{}人份、{}管。",
        f.sites,
        f.tables,
        f.samplers,
        f.laboratories,
        f.people,
        f.sampled,
        in_ten_thousands(f.samples),
        f.tubes,
    );
    let waiting = f.tubes.saturating_sub(f.tubes_known);
    if f.pools_positive + f.people_positive == 0 {
        text.push_str(&match waiting {
            0 => "检测结果均为阴性。".to_owned(),
            n => format!("已出结果{}管，均为阴性；还有{n}管待出结果。", f.tubes_known),
        });
        return text;
    }
    if f.pools_positive > 0 {
        text.push_str(&format!("检出混管阳性{}管；", f.pools_positive));
    }
    text.push_str(&match f.people_positive {
        0 => "尚无单采阳性；".to_owned(),
        n => format!("单采阳性{n}人；"),
    });
    text.push_str(&match (waiting, f.people_held) {
        (0, 0) => "其余结果均为阴性。".to_owned(),
        (0, held) => format!("其余管均为阴性，{held}人正在等候单管复采结果。"),
        (n, held) => format!("还有{n}管待出结果，{held}人正在等候单管复采结果。"),
    });
    text
}
