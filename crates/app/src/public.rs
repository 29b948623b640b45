//! What anybody may see without signing in: the zones as they stand, and the notices that hold.
//!
//! These types name no account and repeat no note of the staff, so that a page cannot show one.

use crate::index::{CityOnDay, ZoneOnDay};
use crate::{City, Refusal};
use fangxian_core::ids::{DraftId, NoticeId, ZoneId};
use fangxian_core::notices::area_key;
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::RuleBook;
use fangxian_core::zones::{Listing, ZoneClock, ZoneEvent, withdrawn_facts};
use fangxian_core::{CityDay, Level, Moment};
use fangxian_store::notices::{
    NoticeState, StoredDraft, StoredNotice, draft_by_id, drafts_latest, notice_by_id, notices_page,
};
use fangxian_store::zones::{GroundKind, StoredZoneFact};
use fangxian_store::{StoreError, Tx};
use std::sync::Arc;

/// How many notices and how many drafts are listed; older ones are still found by their address.
pub const NOTICES_LISTED_MAX: usize = 100;
/// How many notices are read from the store at once.
const NOTICES_BATCH: i64 = 50;
/// The most batches that a list is looked for in: what was merely put in lies between.
const NOTICE_BATCHES_MAX: usize = 6;
/// A name shorter than this is too short to compare.
const NAME_CHARS_MIN: usize = 2;

/// Every zone on a day, as anybody may see it.
pub struct PublicZones {
    city: Arc<CityOnDay>,
}

/// The zones on `day`, by all that is known now. Answered from memory.
pub fn public_zones(city: &City, day: CityDay) -> PublicZones {
    PublicZones { city: city.zones.on_day(day, Moment(i64::MAX)) }
}

/// One zone that stands, or once stood, on the list.
pub fn public_zone(zones: &PublicZones, id: ZoneId) -> Result<PublicZone<'_>, Refusal> {
    zones.all().find(|zone| zone.id() == id).ok_or(Refusal::NotFound)
}

impl PublicZones {
    /// Those that were ever under a level, up to the day.
    pub fn all(&self) -> impl Iterator<Item = PublicZone<'_>> {
        let day = self.city.day;
        let zones = self.city.zones.iter().map(move |on_day| PublicZone { on_day, day });
        zones.filter(|zone| zone.listing().is_some() || zone.was_rated())
    }

    /// Those that are under a level.
    pub fn listed(&self) -> impl Iterator<Item = PublicZone<'_>> {
        self.all().filter(|zone| zone.listing().is_some())
    }

    /// Those whose name is like these words: the same, a part of them, or of the same compound.
    /// Whoever asks for 白云小区3号楼 must learn of 白云小区 and of 白云小区5号楼.
    pub fn named_like(&self, words: &str) -> Vec<PublicZone<'_>> {
        let asked = area_key(words, None);
        if asked.chars().count() < NAME_CHARS_MIN {
            return Vec::new();
        }
        self.all().filter(|zone| zone.is_like(&asked)).collect()
    }
}

/// A zone on a day, as anybody may see it.
#[derive(Clone, Copy)]
pub struct PublicZone<'a> {
    on_day: &'a ZoneOnDay,
    day: CityDay,
}

/// A day on which a zone came under a level or left the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PublicStep {
    /// The day.
    pub on: CityDay,
    /// The level from then on; none where it left the list.
    pub to: Option<Level>,
}

/// What the standing of a zone rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PublicGround<'a> {
    /// A notice, and its words.
    Notice {
        /// Which notice.
        id: Option<NoticeId>,
        /// Its words for this zone.
        words: &'a str,
    },
    /// The national list of risk areas.
    NationalList,
    /// A clause of the edition, and its words.
    Clause(&'a str),
    /// An edition that came into force, in words.
    EditionChange(&'a str),
    /// The word of the staff. Their note is not public.
    Staff,
}

impl<'a> PublicZone<'a> {
    /// Which zone.
    pub fn id(&self) -> ZoneId {
        self.on_day.entry.zone.id
    }

    /// The county.
    pub fn county(&self) -> &'a PlaceCode {
        &self.on_day.entry.zone.county
    }

    /// The area as the notice writes it, less what is left out of it.
    pub fn area(&self) -> &'a str {
        &self.on_day.entry.zone.area
    }

    /// What is left out of it.
    pub fn except(&self) -> Option<&'a str> {
        self.on_day.entry.zone.except.as_deref()
    }

    /// Where it stands; none where it is off the list.
    pub fn listing(&self) -> Option<&'a Listing> {
        self.on_day.listing.as_ref()
    }

    /// Its clock; none where it is off the list.
    pub fn clock<'r>(&self, rules: &'r RuleBook) -> Option<ZoneClock<'r>> {
        self.on_day.clock(rules, self.day)
    }

    /// The days on which it changed its standing, earliest first.
    pub fn steps(&self) -> Vec<PublicStep> {
        let facts = self.on_day.entry.facts();
        let mut days: Vec<CityDay> =
            facts.iter().map(|fact| fact.on).filter(|on| *on <= self.day).collect();
        days.sort_unstable();
        days.dedup();
        let mut steps: Vec<PublicStep> = Vec::new();
        for on in days {
            let to = self.on_day.entry.listing(on, Moment(i64::MAX)).map(|listing| listing.level);
            if steps.last().map_or(to.is_some(), |before| before.to != to) {
                steps.push(PublicStep { on, to });
            }
        }
        steps
    }

    /// What its standing rests on: the record of the last step.
    pub fn ground(&self) -> Option<PublicGround<'a>> {
        let step = self.steps().pop()?;
        let withdrawn = withdrawn_facts(self.on_day.entry.facts(), Moment(i64::MAX));
        let is_of_step = |record: &&StoredZoneFact| {
            let says = match &record.fact.event {
                ZoneEvent::Rated { level, .. } => step.to == Some(*level),
                ZoneEvent::Released => step.to.is_none(),
                ZoneEvent::CaseFound
                | ZoneEvent::AreaTested { .. }
                | ZoneEvent::ContactsCleared
                | ZoneEvent::Withdrawn { .. } => false,
            };
            says && record.fact.on == step.on && !withdrawn.contains(&record.fact.id)
        };
        self.on_day.entry.records.iter().rev().find(is_of_step).map(ground_of)
    }

    fn was_rated(&self) -> bool {
        self.on_day.entry.facts().iter().any(|fact| match fact.event {
            ZoneEvent::Rated { .. } => fact.on <= self.day,
            ZoneEvent::Released
            | ZoneEvent::CaseFound
            | ZoneEvent::AreaTested { .. }
            | ZoneEvent::ContactsCleared
            | ZoneEvent::Withdrawn { .. } => false,
        })
    }

    fn is_like(&self, asked: &str) -> bool {
        let own = &self.on_day.entry.zone.area_key;
        if own.contains(asked) {
            return true;
        }
        let (own, asked) = (compound_of(own), compound_of(asked));
        let is_long_enough = |name: &str| name.chars().count() >= NAME_CHARS_MIN;
        is_long_enough(own) && is_long_enough(asked) && (own.contains(asked) || asked.contains(own))
    }
}

/// The name without what follows of buildings and units: all before the first digit.
fn compound_of(key: &str) -> &str {
    let end = key.find(|sign: char| sign.is_ascii_digit() || sign == '∖' || sign == '(');
    key.get(..end.unwrap_or(key.len())).unwrap_or(key)
}

fn ground_of(record: &StoredZoneFact) -> PublicGround<'_> {
    let id = record.ground.id.as_deref();
    match record.ground.kind {
        GroundKind::Notice => {
            PublicGround::Notice { id: id.and_then(NoticeId::parse), words: &record.as_written }
        }
        GroundKind::Snapshot => PublicGround::NationalList,
        GroundKind::Rule => PublicGround::Clause(&record.as_written),
        GroundKind::EditionChange => PublicGround::EditionChange(&record.as_written),
        GroundKind::Person => PublicGround::Staff,
    }
}

/// A notice that holds: confirmed here, or drafted here from what was signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicNotice {
    /// The id of the notice, or of the draft.
    pub id: String,
    /// The number as written: 2022年第180号.
    pub number: Option<String>,
    /// The day that it is signed.
    pub dated: Option<CityDay>,
    /// Its title: 关于我市调整高风险区的通告.
    pub title: String,
    /// Its paragraphs, from its head to its date. What a newspaper printed around it is left out.
    pub paragraphs: Vec<String>,
}

/// The notices that hold, newest first, at most [`NOTICES_LISTED_MAX`]. What was merely put in,
/// or set aside, is not public.
pub async fn public_notices(city: &City) -> Result<Vec<PublicNotice>, Refusal> {
    let key = city.key();
    let (confirmed, drafts) = city
        .db
        .read(move |tx| async move {
            let confirmed = confirmed_notices(&tx, &key).await?;
            let limit = i64::try_from(NOTICES_LISTED_MAX).unwrap_or(i64::MAX);
            Ok::<_, StoreError>((confirmed, drafts_latest(&tx, &key, limit).await?))
        })
        .await?;
    let mut notices: Vec<PublicNotice> = confirmed.iter().map(of_notice).collect();
    for draft in drafts.iter().map(of_draft) {
        // A draft that came back as the notice itself is that notice.
        if !notices.iter().any(|notice| notice.number == draft.number) {
            notices.push(draft);
        }
    }
    let place = |notice: &PublicNotice| (notice.dated, n_of(notice.number.as_deref()));
    notices.sort_by_key(|notice| std::cmp::Reverse(place(notice)));
    notices.truncate(NOTICES_LISTED_MAX);
    Ok(notices)
}

/// One notice that holds.
pub async fn public_notice(city: &City, id: &str) -> Result<PublicNotice, Refusal> {
    let (as_notice, as_draft) = (NoticeId::parse(id), DraftId::parse(id));
    let key = city.key();
    let (notice, draft) = city
        .db
        .read(move |tx| async move {
            let notice = match as_notice {
                Some(id) => notice_by_id(&tx, &key, id).await?,
                None => None,
            };
            let draft = match as_draft {
                Some(id) => draft_by_id(&tx, &key, id).await?,
                None => None,
            };
            Ok::<_, StoreError>((notice, draft))
        })
        .await?;
    match (notice.filter(|notice| notice.state == NoticeState::Confirmed), draft) {
        (Some(notice), _) => Ok(of_notice(&notice)),
        (None, Some(draft)) => Ok(of_draft(&draft)),
        (None, None) => Err(Refusal::NotFound),
    }
}

async fn confirmed_notices(tx: &Tx, key: &str) -> Result<Vec<StoredNotice>, StoreError> {
    let mut confirmed = Vec::new();
    let mut before = None;
    for _ in 0..NOTICE_BATCHES_MAX {
        let batch = notices_page(tx, key, before, NOTICES_BATCH).await?;
        let Some(last) = batch.last().map(|notice| (notice.put_in_at, notice.id)) else { break };
        before = Some(last);
        confirmed.extend(batch.into_iter().filter(|notice| notice.state == NoticeState::Confirmed));
        if confirmed.len() >= NOTICES_LISTED_MAX {
            break;
        }
    }
    Ok(confirmed)
}

fn of_notice(notice: &StoredNotice) -> PublicNotice {
    let lines = own_lines(&notice.body, notice.number.as_deref(), notice.dated);
    PublicNotice {
        id: notice.id.to_string(),
        number: notice.number.clone(),
        dated: notice.dated,
        title: title_of(&lines),
        paragraphs: paragraphs(&lines),
    }
}

fn of_draft(draft: &StoredDraft) -> PublicNotice {
    let lines = plain_lines(&draft.body);
    PublicNotice {
        id: draft.id.to_string(),
        number: Some(format!("{}年第{}号", draft.year, draft.n)),
        dated: Some(draft.dated),
        title: title_of(&lines),
        paragraphs: paragraphs(&lines),
    }
}

/// 180 of 2022年第180号.
fn n_of(number: Option<&str>) -> Option<u32> {
    let digits: String = number?.split_once('第')?.1.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The lines that hold something, without the marks that Markdown puts around them.
fn plain_lines(body: &str) -> Vec<String> {
    let bare = |line: &str| {
        let line = line.trim().trim_start_matches(['#', '>', '*', '_', ' ', '\u{3000}']);
        line.trim_end_matches(['*', '_', ' ', '\u{3000}']).replace("**", "")
    };
    body.lines().map(bare).filter(|line| !line.is_empty()).collect()
}

/// The lines of the notice itself: a newspaper prints other things above and below it, which
/// nobody confirmed. Where its head or its date is not found, the text is given as it was put in.
fn own_lines(body: &str, number: Option<&str>, dated: Option<CityDay>) -> Vec<String> {
    let mut lines = plain_lines(body);
    let squeezed =
        |text: &str| text.chars().filter(|sign| !sign.is_whitespace()).collect::<String>();
    let number = number.map(squeezed);
    let head = lines.iter().position(|line| {
        number.as_ref().is_some_and(|number| squeezed(line).contains(number.as_str()))
    });
    let first = match head {
        Some(at) if at > 0 && lines.get(at - 1).is_some_and(|line| line.contains("通告")) => {
            at - 1
        }
        Some(at) => at,
        None => 0,
    };
    let date = dated.map(CityDay::written);
    let last = date.and_then(|date| {
        let mut after = lines.iter().enumerate().skip(first);
        after.find(|(_, line)| squeezed(line).ends_with(&date) && line.chars().count() < 40)
    });
    if let Some((last, _)) = last {
        lines.truncate(last + 1);
    }
    lines.split_off(first)
}

fn title_of(lines: &[String]) -> String {
    let head = || lines.iter().take(6);
    let about = head().find(|line| line.starts_with("关于") && line.chars().count() < 80);
    let title = about.or_else(|| head().find(|line| line.contains("通告")));
    title.or_else(|| lines.first()).cloned().unwrap_or_default()
}

/// Puts together what a newspaper column broke: a line that ends in the middle of a sentence goes
/// on in the next.
fn paragraphs(lines: &[String]) -> Vec<String> {
    let mut whole: Vec<String> = Vec::new();
    for line in lines {
        match whole.last_mut().filter(|before| goes_on(before, line)) {
            Some(before) => before.push_str(line),
            None => whole.push(line.clone()),
        }
    }
    whole
}

fn goes_on(before: &str, line: &str) -> bool {
    let count = |sign: char| before.chars().filter(|other| *other == sign).count();
    if count('“') > count('”') {
        return true;
    }
    let begins_anew = line.ends_with('日') || line.contains("办公室") || {
        let mut signs = line.chars();
        let numeral = signs.next().is_some_and(|sign| "一二三四五六七八九十".contains(sign));
        numeral && signs.find(|sign| !"一二三四五六七八九十".contains(*sign)) == Some('、')
    };
    let ends = before.ends_with(['。', '：', ':', '；', ';', '！', '？', '”', ')', '）'])
        || before.ends_with("通告")
        || before.ends_with("办公室");
    !begins_anew && !ends && before.chars().count() >= 20
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: &str, dated: &str, body: &str, expected: &str) {
        let dated = CityDay::parse(dated).ok();
        let lines = own_lines(body, Some(number), dated);
        let read = format!("{} | {}", title_of(&lines), paragraphs(&lines).join(" / "));
        assert_eq!(read, expected);
    }

    #[test]
    fn a_notice_is_told_from_what_is_printed_around_it() {
        check(
            "2022年第9号",
            "2022-10-07",
            "球讯\n\n某某办公室通告\n\n(2022年第9号)\n\n关于调整的通告\n\n一、高风险区\n甲区:乙小区。\n\
             实行“足不出户、上门\n\n服务”措施。\n某某办公室\n2022年10月7日\n\n王某某的生日",
            "关于调整的通告 | 某某办公室通告 / (2022年第9号) / 关于调整的通告 / 一、高风险区 / \
             甲区:乙小区。 / 实行“足不出户、上门服务”措施。 / 某某办公室 / 2022年10月7日",
        );
        check(
            "2022年第9号",
            "2022-10-07",
            "## 关于调整的通告\n\n(2022年第 9 号)\n\n甲区：乙小区。\n\n某某办公室  \n2022年10月7日",
            "关于调整的通告 | 关于调整的通告 / (2022年第 9 号) / 甲区：乙小区。 / 某某办公室 / \
             2022年10月7日",
        );
    }

    #[test]
    fn a_sentence_that_a_column_broke_is_put_together() {
        check(
            "2022年第9号",
            "2022-10-07",
            "2022年第9号通告\n按照分时有序的方式安排一人至指定区域购买或者领取网购物品，至指定区\n\
             域购买。\n二、其他\n2022年10月7日",
            "2022年第9号通告 | 2022年第9号通告 / \
             按照分时有序的方式安排一人至指定区域购买或者领取网购物品，至指定区域购买。 / \
             二、其他 / 2022年10月7日",
        );
    }

    #[test]
    fn numbers_are_compared_as_numbers() {
        assert!(n_of(Some("2022年第108号")) > n_of(Some("2022年第65号")));
        assert_eq!(n_of(Some("无号")), None);
    }

    #[test]
    fn a_building_is_found_by_its_compound() {
        assert_eq!(compound_of(&area_key("白云小区5号楼", None)), "白云小区");
        assert_eq!(compound_of(&area_key("白云小区（不含5号楼）", None)), "白云小区");
        assert_eq!(compound_of(&area_key("牛家口村", None)), "牛家口村");
    }
}
