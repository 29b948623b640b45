//! What may be published of the stretches, and what is held back, with a sentence why.

use super::words::leak_of;
use super::{Around, PublicWindow, PublicationRules, Stretch};
use crate::{CityDay, Moment, coded};
use std::collections::{BTreeMap, BTreeSet};

coded! {
    /// Why a stretch is held back.
    Held {
        /// 住处
        Home = "home",
        /// 只有一个病例，在这里上班或上学
        Workplace = "workplace",
        /// 一个病例连着几天都在
        Routine = "routine",
        /// 住宅、办公等，不公开的一类场所
        NeverKind = "never_kind",
        /// 人太少
        TooFew = "too_few",
        /// 不知道有多少人
        Uncounted = "uncounted",
        /// 都是一两家人
        OneFamily = "one_family",
        /// 连起来是一个人的行踪
        OnePath = "one_path",
        /// 场所名称里有个人信息
        NameSays = "name_says",
        /// 时间太久
        TooOld = "too_old",
        /// 还没有结束
        NotOver = "not_over",
    }
}

impl Held {
    /// Why, in a sentence without its end. It says nothing of whom.
    pub fn says(self, rules: &PublicationRules) -> String {
        let numbers = rules.numbers;
        match self {
            Held::Home => "这里是住处，公开就是公开住址".to_owned(),
            Held::Workplace => "这一时段只有在这里上班或上学的病例，公开就是公开单位".to_owned(),
            Held::Routine => format!(
                "同一病例在{}天以上都来过，看得出是单位或常去的地方",
                numbers.routine_days_max
            ),
            Held::NeverKind => "住宅、办公、养老一类场所不公开，请逐人通知".to_owned(),
            Held::TooFew => format!(
                "这一时段到过的其他人不足{}人，容易看出是谁，请逐人通知",
                numbers.people_min
            ),
            Held::Uncounted => {
                "不知道这一时段有多少人到过，不能断定看不出是谁；请写明人数和来源".to_owned()
            }
            Held::OneFamily => {
                format!("到过的其他人不足{}户，可能是一家人的聚会", numbers.homes_min)
            }
            Held::OnePath => format!(
                "同一家的病例单独出现的地点，连同以前公布的至多{}处、同一天至多{}处；再多，连起来就是一个人的行踪",
                numbers.alone_max, numbers.alone_of_day_max
            ),
            Held::NameSays => "场所名称里有门牌、电话、姓名或病例字样，请改写".to_owned(),
            Held::TooOld => format!("已过{}天，公开已无必要", numbers.days_back_max),
            Held::NotOver => "时段还没有结束，公开会指向正在那里的人".to_owned(),
        }
    }
}

/// A stretch with what was decided of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The stretch.
    pub stretch: Stretch,
    /// Who else was there.
    pub around: Around,
    /// Why it is held back; empty where it may be published.
    pub held: Vec<Held>,
}

/// What earlier lists published of the cases of one home alone: the same place and time twice counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The home, by the number that this list gives it.
    pub home: usize,
    /// What.
    pub window: PublicWindow,
}

/// Judges stretches, each with who else was there. `secrets` are words that no name of a place may hold:
/// names of the cases, for one. What is left may be published, all of it or any part.
pub fn judge(
    stretches: Vec<(Stretch, Around)>,
    earlier: &[Earlier],
    secrets: &[String],
    now: Moment,
    rules: &PublicationRules,
) -> Vec<Judged> {
    let routine = routine(&stretches, rules);
    let mut judged: Vec<Judged> = stretches
        .into_iter()
        .map(|(stretch, around)| {
            let held = held(&stretch, around, secrets, now, rules, &routine);
            Judged { stretch, around, held }
        })
        .collect();
    paths(&mut judged, earlier, rules);
    judged.sort_by(|a, b| a.stretch.window.cmp(&b.stretch.window));
    judged
}

/// Until when a stretch is shown to the public.
pub fn shown_until(window: &PublicWindow, rules: &PublicationRules) -> CityDay {
    window.to.city_day().plus(i64::from(rules.numbers.days_back_max))
}

type Routine = BTreeSet<(usize, super::PublicPlace)>;

/// Who was at which place on more days than anybody is who passes by.
fn routine(stretches: &[(Stretch, Around)], rules: &PublicationRules) -> Routine {
    let mut days: BTreeMap<(usize, &super::PublicPlace), BTreeSet<CityDay>> = BTreeMap::new();
    for (stretch, _) in stretches {
        for case in &stretch.cases {
            let of = days.entry((*case, &stretch.window.place)).or_default();
            let (mut day, last) = (stretch.window.from.city_day(), stretch.window.to.city_day());
            while day <= last && of.len() < 40 {
                of.insert(day);
                day = day.plus(1);
            }
        }
    }
    let max = rules.numbers.routine_days_max;
    let is_often = |days: &BTreeSet<CityDay>| u32::try_from(days.len()).is_ok_and(|n| n > max);
    days.into_iter()
        .filter(|(_, days)| is_often(days))
        .map(|((case, place), _)| (case, place.clone()))
        .collect()
}

fn held(
    stretch: &Stretch,
    around: Around,
    secrets: &[String],
    now: Moment,
    rules: &PublicationRules,
    routine: &Routine,
) -> Vec<Held> {
    let numbers = rules.numbers;
    let window = &stretch.window;
    let place = &window.place;
    let is_known_for = |case: &usize| routine.contains(&(*case, place.clone()));
    let mut held = Vec::new();
    let mut add = |why: Held, is: bool| held.extend(is.then_some(why));
    add(Held::Home, stretch.is_home);
    add(Held::NeverKind, place.kind.is_some_and(|kind| rules.is_never(kind)));
    let all_work = !stretch.working.is_empty() && stretch.cases == stretch.working;
    add(Held::Workplace, all_work);
    add(Held::Routine, !all_work && stretch.cases.iter().all(is_known_for));
    match around.n_people {
        None => add(Held::Uncounted, true),
        Some(n) if n < numbers.people_min => add(Held::TooFew, true),
        Some(_) => {
            add(Held::OneFamily, around.n_homes.is_some_and(|homes| homes < numbers.homes_min));
        }
    }
    add(Held::NameSays, leak_of(&place.name, secrets).is_some());
    add(Held::TooOld, shown_until(window, rules) < now.city_day());
    add(Held::NotOver, window.to > now);
    held
}

/// Holds back what would draw one home's path: the places where only its cases were, over all lists. Those
/// with the most other people are left, since fewer of them can be told one by one.
fn paths(judged: &mut [Judged], earlier: &[Earlier], rules: &PublicationRules) {
    let mut free: Vec<usize> = (0..judged.len())
        .filter(|at| judged.get(*at).is_some_and(|one| one.held.is_empty()))
        .collect();
    free.sort_by_key(|at| {
        let one = judged.get(*at);
        let n_people = one.and_then(|one| one.around.n_people).unwrap_or(0);
        (std::cmp::Reverse(n_people), one.map(|one| one.stretch.window.clone()))
    });
    let mut alone: BTreeMap<usize, BTreeSet<PublicWindow>> = BTreeMap::new();
    for one in earlier {
        alone.entry(one.home).or_default().insert(one.window.clone());
    }
    let limit = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    for at in free {
        let Some(one) = judged.get_mut(at) else { continue };
        let mut homes = one.stretch.homes.iter();
        let (Some(home), None) = (homes.next(), homes.next()) else { continue };
        let of = alone.entry(*home).or_default();
        let window = &one.stretch.window;
        if of.contains(window) {
            continue;
        }
        let day = window.from.city_day();
        let n_of_day = of.iter().filter(|other| other.from.city_day() == day).count();
        if of.len() >= limit(rules.numbers.alone_max)
            || n_of_day >= limit(rules.numbers.alone_of_day_max)
        {
            one.held.push(Held::OnePath);
        } else {
            of.insert(window.clone());
        }
    }
}
