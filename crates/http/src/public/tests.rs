//! The public pages over a whole city: what they say, weigh, link to and never hold.

use super::{not_found_page, public_router};
use crate::{Cookies, HttpState};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use fangxian_app::City;
use fangxian_app::city::{CityParts, Clockwork};
use fangxian_app::demo::demo_fill;
use fangxian_app::secrets::Keys;
use fangxian_core::ids::{DraftId, NoticeId, ZoneFactId, ZoneId};
use fangxian_core::notices::area_key;
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::{EditionId, RuleBook};
use fangxian_core::zones::{ZoneEvent, ZoneFact};
use fangxian_core::{CityDay, Level, Moment};
use fangxian_store::notices::{
    NoticeState, StoredDraft, StoredNotice, draft_insert, notice_close, notice_insert,
};
use fangxian_store::places::{Division, divisions_upsert};
use fangxian_store::zones::{
    Ground, GroundKind, StoredZone, StoredZoneFact, zone_fact_insert, zone_insert,
};
use fangxian_store::{Db, StoreError, migrate};
use http_body_util::BodyExt;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use tower::ServiceExt;

/// No page is heavier, in bytes of HTML and CSS.
const PAGE_BYTES_MAX: usize = 15_000;
/// A form in which somebody chooses among all communities of his county.
const CHOICE_BYTES_MAX: usize = 40_000;
/// The name of the account that signed everything: it must stand on no page.
const SIGNER: &str = "qianpi-zhang";
const DRAFTER: &str = "nigao-li";
/// A note of the staff, which must stand on no page.
const STAFF_NOTE: &str = "住户李某某电话告知";

struct Door {
    router: Router,
    city: Arc<City>,
    _folder: tempfile::TempDir,
}

struct Page {
    status: StatusCode,
    headers: HeaderMap,
    html: String,
}

fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

fn code(text: &str) -> PlaceCode {
    PlaceCode::parse(text).unwrap()
}

fn id(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

async fn store() -> (Db, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("city.db");
    let db = Db::open(file.to_str().unwrap()).await.unwrap();
    migrate::migrate(&db, Moment(0)).await.unwrap();
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/divisions/140100.csv");
    let list = std::fs::read_to_string(list).unwrap();
    let divisions: Vec<Division> = list
        .lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.split(',');
            let (code, _, name) = (cells.next(), cells.next(), cells.next());
            Division {
                code: PlaceCode::parse(code.unwrap()).unwrap(),
                name: name.unwrap().to_owned(),
                in_national_list: true,
            }
        })
        .collect();
    db.write(move |tx| async move { divisions_upsert(&tx, &divisions).await }).await.unwrap();
    (db, folder)
}

async fn open(db: Db, folder: tempfile::TempDir, today: CityDay, clockwork: Clockwork) -> Door {
    let parts = CityParts {
        rules: RuleBook::built_in().unwrap(),
        code: code("1401"),
        keys: Keys::from_seed(&[7; 32]),
        typesetter: None,
        sheets: fangxian_app::sheets::reader_within(),
        clockwork,
    };
    let wall = today.starts_at().plus_ms(18 * 3_600_000);
    let city = Arc::new(City::open(db, parts, wall).await.unwrap());
    let wall = Arc::new(move || wall);
    let state = HttpState { city: city.clone(), wall, cookies: Cookies::Plain };
    let router = public_router().fallback(not_found_page).with_state(state);
    Door { router, city, _folder: folder }
}

/// The demonstration's zones on a day, and `more` written after them.
async fn door<F, Fut>(today: &str, more: F) -> Door
where
    F: FnOnce(Db) -> Fut,
    Fut: Future<Output = ()>,
{
    let (db, folder) = store().await;
    let rules = RuleBook::built_in().unwrap();
    let wall = day(today).starts_at();
    demo_fill(&db, &rules, day(today), wall).await.unwrap();
    more(db.clone()).await;
    open(db, folder, day(today), Clockwork::Real).await
}

async fn nothing(_: Db) {}

/// A high zone since a day, with the ground that it rests on.
async fn rate(db: &Db, n: u128, county: &str, area: &str, on: &str, ground: Ground) {
    let zone = StoredZone {
        id: ZoneId::from_uuid(id(n)),
        county: code(county),
        area_key: area_key(area, None),
        area: area.to_owned(),
        except: None,
        parts: Vec::new(),
        place: None,
        version: 1,
    };
    let as_written = match ground.kind {
        GroundKind::Person => STAFF_NOTE.to_owned(),
        GroundKind::Notice
        | GroundKind::Snapshot
        | GroundKind::Rule
        | GroundKind::EditionChange => format!("通告所列：{area}"),
    };
    let fact = StoredZoneFact {
        zone: zone.id,
        county: zone.county.clone(),
        fact: ZoneFact {
            id: ZoneFactId::from_uuid(id(n + 500_000)),
            on: day(on),
            recorded_at: day(on).starts_at(),
            event: ZoneEvent::Rated { level: Level::High, edition: EditionId("P20".to_owned()) },
        },
        proposed_by: Some(DRAFTER.to_owned()),
        signed_by: SIGNER.to_owned(),
        ground,
        as_written,
    };
    db.write(move |tx| async move {
        zone_insert(&tx, &zone, Moment(0)).await?;
        zone_fact_insert(&tx, &fact).await
    })
    .await
    .unwrap();
}

fn by_person() -> Ground {
    Ground { kind: GroundKind::Person, id: Some("a note".to_owned()) }
}

async fn put_notice(db: &Db, n: u128, state: NoticeState, number: &str, body: &str) {
    let notice = StoredNotice {
        id: NoticeId::from_uuid(id(n)),
        county: "140100".to_owned(),
        state: NoticeState::Read,
        number: Some(number.to_owned()),
        dated: Some(day("2022-11-24")),
        text_sha256: format!("{n}"),
        body: body.to_owned(),
        outcome: "{}".to_owned(),
        put_in_by: DRAFTER.to_owned(),
        put_in_at: Moment(i64::try_from(n).unwrap()),
        closed_by: None,
        closed_at: None,
        version: 1,
    };
    db.write(move |tx| async move {
        notice_insert(&tx, &notice).await?;
        if state != NoticeState::Read {
            notice_close(&tx, &notice, state, "{}", SIGNER, Moment(9)).await?;
        }
        Ok::<_, StoreError>(())
    })
    .await
    .unwrap();
}

const NOTICE: &str = "足球快讯：某某队获胜\n\n太原市疫情防控领导小组办公室通告\n\n(2022年第180号)\n\n\
    关于我市调整高风险区的通告\n\n一、高风险区\n\n晋源区(1个):甲小区。\n\n\
    太原市疫情防控领导小组办公室\n2022年11月24日\n\n王某某过生日";

async fn put_notices(db: Db) {
    put_notice(&db, 1, NoticeState::Confirmed, "2022年第180号", NOTICE).await;
    put_notice(&db, 2, NoticeState::Read, "2022年第181号", "只是录入的文字").await;
    put_notice(&db, 3, NoticeState::SetAside, "2022年第182号", "被搁置的文字").await;
    for (n, number) in [(4, 183), (5, 180)] {
        let draft = StoredDraft {
            id: DraftId::from_uuid(id(n)),
            county: "140100".to_owned(),
            year: 2022,
            n: number,
            dated: day("2022-11-24"),
            edition: "P20".to_owned(),
            body: format!(
                "某办公室通告\n\n（2022年第{number}号）\n\n关于拟稿{number}的通告\n\n正文。"
            ),
            changes: "[]".to_owned(),
            drafted_by: SIGNER.to_owned(),
            drafted_at: Moment(5),
        };
        db.write(move |tx| async move { draft_insert(&tx, &draft, &[]).await }).await.unwrap();
    }
}

impl Door {
    async fn ask(&self, method: Method, path: &str, known: Option<&str>) -> Page {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(known) = known {
            request = request.header("if-none-match", known);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let html = String::from_utf8(bytes.to_vec()).unwrap();
        Page { status: head.status, headers: head.headers, html }
    }

    async fn get(&self, path: &str) -> Page {
        self.ask(Method::GET, path, None).await
    }

    /// Every page that can be reached from the first by links, each checked as a page.
    async fn walk(&self) -> Vec<(String, usize)> {
        let (mut seen, mut waiting) = (BTreeSet::new(), vec!["/".to_owned()]);
        let mut sizes = Vec::new();
        while let Some(path) = waiting.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            let page = self.get(&path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            check(&path, &page);
            sizes.push((path, page.html.len()));
            // A number to call, and a key, are no pages.
            let is_page =
                |link: &String| !link.starts_with("tel:") && !link.starts_with("/.well-known/");
            waiting.extend(page.links().into_iter().filter(is_page));
        }
        sizes
    }
}

impl Page {
    /// The addresses of its links, without what follows `#`.
    fn links(&self) -> Vec<String> {
        let hrefs = self.html.split("href=\"").skip(1);
        hrefs
            .map(|rest| {
                let link = rest.split('"').next().unwrap().replace("&amp;", "&");
                link.split('#').next().unwrap().to_owned()
            })
            .collect()
    }

    /// The words, without the marks.
    fn words(&self) -> String {
        let body = self.html.split("<body>").nth(1).unwrap_or_default();
        body.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// The one script of a public page: it compares what stands on it with what a reader writes down.
const OF_RISK: &str = "<script src=\"/risk/risk.js\" type=\"module\"></script>";

/// What holds of every page.
fn check(path: &str, page: &Page) {
    let is_risk = path.split('?').next() == Some("/risk");
    let html = if is_risk { &page.html.replacen(OF_RISK, "", 1) } else { &page.html };
    let chooses = html.contains("<select id=\"place\"");
    let most = if chooses { CHOICE_BYTES_MAX } else { PAGE_BYTES_MAX };
    assert!(html.len() < most, "{path}: {} bytes", html.len());
    assert!(!html.contains("<script") && !html.contains("javascript:"), "{path}");
    assert!(!html.contains(" on") || !html.contains("onclick"), "{path}");
    assert!(!html.contains(" style=\""), "{path}: the policy forbids it");
    assert!(
        !html.contains(SIGNER) && !html.contains(DRAFTER) && !html.contains("演示·"),
        "{path}: an account"
    );
    assert!(!html.contains(STAFF_NOTE), "{path}: a note of the staff");
    let language = if path.contains("lang=en") { "en" } else { "zh-CN" };
    assert!(html.starts_with(&format!("<!DOCTYPE html><html lang=\"{language}\">")), "{path}");
    let headings: Vec<u32> = html
        .match_indices("<h")
        .filter_map(|(at, _)| html[at + 2..].chars().next()?.to_digit(10))
        .collect();
    assert_eq!(headings.iter().filter(|level| **level == 1).count(), 1, "{path}");
    assert_eq!(headings.first(), Some(&1), "{path}");
    for pair in headings.windows(2) {
        assert!(pair[1] <= pair[0] + 1, "{path}: a heading is left out: {headings:?}");
    }
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{path}: {policy}");
    assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
}

fn zone_path(door: &Door, area: &str) -> String {
    let city = door.city.zones.on_day(day("2022-11-24"), Moment(i64::MAX));
    let found = city.zones.iter().find(|zone| zone.entry.zone.area == area);
    format!("/zones/{}", found.unwrap().entry.zone.id)
}

#[tokio::test]
async fn every_page_of_the_demonstration_is_light_and_every_link_leads_somewhere() {
    let door = door("2022-11-24", put_notices).await;
    let sizes = door.walk().await;
    let has = |start: &str| sizes.iter().any(|(path, _)| path.starts_with(start));
    assert!(has("/zones/") && has("/notices/") && has("/?lang=en") && has("/notices?lang=en"));
    let (path, heaviest) = sizes.iter().max_by_key(|(_, size)| size).unwrap();
    println!("{} pages, the heaviest {path}: {heaviest} bytes", sizes.len());
    for (path, size) in &sizes {
        println!("{size:>6} {path}");
    }
}

#[tokio::test]
async fn the_first_page_says_how_the_city_stands() {
    let door = door("2022-11-24", nothing).await;
    let page = door.get("/").await;
    let words = page.words();
    for said in [
        "2022年11月24日 星期四",
        "▲ 高风险区 16个",
        "（二十条），2022年11月11日起施行",
        "牛家口村",
        "11月15日起已满足条件，等待公布降为低风险区",
        "11月20日起最早11月25日可降为低风险区",
        "足不出户、上门服务",
        "跨市流动须持前3天内3次核酸检测阴性证明",
        "12345",
    ] {
        assert!(words.contains(said), "{said} is missing in {words}");
    }
    assert!(!words.contains("白云小区"), "what has ended is not on the list of today");
    assert!(!words.contains("演练"));
    assert!(page.html.contains("<form action=\"/\" method=\"get\""));
}

#[tokio::test]
async fn a_day_without_zones_says_so() {
    let door = door("2022-09-01", nothing).await;
    let words = door.get("/").await.words();
    assert!(words.contains("今天没有风险区。"), "{words}");
    assert!(words.contains("第九版"), "{words}");
    let county = door.get("/?county=140110").await;
    assert!(county.words().contains("今天没有风险区。"));
    check("/?county=140110", &county);
}

#[tokio::test]
async fn a_medium_zone_has_its_quota_and_its_row_of_days() {
    let door = door("2022-10-10", nothing).await;
    let page = door.get(&zone_path(&door, "融创长风壹号小区")).await;
    let words = page.words();
    for said in ["◆ 中风险区", "人不出区、错峰取物", "每天每户可安排1人", "今天是第3天，共7天"]
    {
        assert!(words.contains(said), "{said} is missing in {words}");
    }
    assert_eq!(page.html.matches("<li class=\"past\"").count(), 3);
    assert_eq!(page.html.matches("<li class=\"today\" aria-current=\"date\"").count(), 1);
    assert_eq!(page.html.matches("<li class=\"later\"").count(), 3);
    assert_eq!(page.html.matches("<li class=\"last\"").count(), 1);
    assert!(words.contains("最早2022年10月14日（还有4天）可降为低风险区"), "{words}");
}

#[tokio::test]
async fn a_zone_that_has_ended_says_so_and_is_found_by_name() {
    let door = door("2022-11-24", nothing).await;
    let words = door.get(&zone_path(&door, "白云小区5号楼")).await.words();
    assert!(
        words.contains("现在不是风险区") && words.contains("已于2022年10月17日解除"),
        "{words}"
    );
    assert!(words.contains("10月7日：高风险区10月14日：中风险区10月17日：解除"), "{words}");
}

#[tokio::test]
async fn a_search_finds_the_compound_that_a_building_belongs_to() {
    let door = door("2022-10-10", nothing).await;
    for (typed, found, absent) in [
        ("白云小区3号楼", "白云小区（不含5号楼）", "华清苑"),
        ("白云", "白云小区5号楼", "华清苑"),
        ("华清苑", "华清苑-东区", "白云小区"),
        ("融创长风壹号", "融创长风壹号小区", "白云小区"),
    ] {
        let path = format!("/?q={}", super::frame::escaped(typed));
        let page = door.get(&path).await;
        check(&path, &page);
        let words = page.words();
        assert!(words.contains(found), "{typed}: {words}");
        assert!(!words.contains(absent), "{typed}: {words}");
    }
    let words = door.get("/?q=nowhere").await.words();
    assert!(words.contains("名单上没有查到这个名字"), "{words}");
    assert_eq!(door.get("/?q=%FF%zz&page=x").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_the_staff_noted_is_not_shown() {
    let door = door("2022-11-24", |db| async move {
        rate(&db, 9, "140110", "乙小区", "2022-11-22", by_person()).await;
    })
    .await;
    let page = door.get(&zone_path(&door, "乙小区")).await;
    check("/zones/乙小区", &page);
    assert!(page.words().contains("依据：工作人员登记。"));
}

#[tokio::test]
async fn a_zone_leads_to_the_notice_that_it_comes_from() {
    let door = door("2022-11-24", |db| async move {
        put_notices(db.clone()).await;
        let ground = Ground { kind: GroundKind::Notice, id: Some(id(1).to_string()) };
        rate(&db, 9, "140110", "甲小区", "2022-11-24", ground).await;
    })
    .await;
    let page = door.get(&zone_path(&door, "甲小区")).await;
    assert!(page.words().contains("“通告所列：甲小区”"), "{}", page.words());
    assert!(page.links().contains(&format!("/notices/{}", id(1))));
}

#[tokio::test]
async fn marks_in_a_name_are_words() {
    let mark = "<script>alert(1)</script>\"'&x";
    let door = door("2022-11-24", move |db| async move {
        rate(&db, 9, "140110", mark, "2022-11-22", by_person()).await;
        let body = format!("{mark}\n\n关于{mark}的通告（2022年第190号）\n\n{mark}");
        put_notice(&db, 8, NoticeState::Confirmed, mark, &body).await;
    })
    .await;
    for path in ["/", &zone_path(&door, mark), "/notices", &format!("/notices/{}", id(8))] {
        let page = door.get(path).await;
        check(path, &page);
        assert!(page.html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{path}");
        assert!(!page.html.contains("</script>"), "{path}");
    }
    let typed = super::frame::escaped(mark);
    for path in [format!("/?q={typed}"), format!("/zones/{typed}"), format!("/nowhere/{typed}")] {
        let page = door.get(&path).await;
        check(&path, &page);
        assert!(!page.html.contains("</script>"), "{path}");
    }
}

#[tokio::test]
async fn only_notices_that_hold_are_public() {
    let door = door("2022-11-24", put_notices).await;
    let words = door.get("/notices").await.words();
    assert!(words.contains("关于我市调整高风险区的通告2022年第180号"), "{words}");
    assert!(words.contains("关于拟稿183的通告"), "{words}");
    assert!(!words.contains("拟稿180"), "the notice itself came back: {words}");
    for (n, expected) in [
        (1, StatusCode::OK),
        (2, StatusCode::NOT_FOUND),
        (3, StatusCode::NOT_FOUND),
        (4, StatusCode::OK),
        (77, StatusCode::NOT_FOUND),
    ] {
        assert_eq!(door.get(&format!("/notices/{}", id(n))).await.status, expected, "{n}");
    }
    let text = door.get(&format!("/notices/{}", id(1))).await.words();
    assert!(text.contains("晋源区(1个):甲小区。"), "{text}");
    assert!(!text.contains("足球") && !text.contains("生日"), "{text}");
}

#[tokio::test]
async fn a_great_many_zones_and_a_long_notice_make_more_pages_and_no_heavier_ones() {
    let door = door("2022-11-24", |db| async move {
        for n in 0..150_u128 {
            let area = format!("第{n}号很长名字的小区及其周边商铺、仓库、停车场{}号楼", n % 40);
            rate(&db, 10_000 + n, "140107", &area, "2022-11-22", by_person()).await;
        }
        let body =
            format!("关于长文的通告\n（2022年第200号）\n{}", "甲小区、乙小区。".repeat(1_500));
        put_notice(&db, 1, NoticeState::Confirmed, "2022年第200号", &body).await;
    })
    .await;
    let sizes = door.walk().await;
    let n_zones = sizes.iter().filter(|(path, _)| path.starts_with("/zones/")).count();
    assert_eq!(n_zones, 2 * 166, "every zone is reached, in both languages");
    let heaviest = sizes.iter().map(|(_, size)| size).max().unwrap();
    println!("{} pages, the heaviest {heaviest} bytes", sizes.len());
}

#[tokio::test]
async fn the_first_page_is_light_on_either_side_of_the_point_where_counties_take_over() {
    for today in ["2022-04-10", "2022-10-10", "2022-11-24", "2022-12-08"] {
        let (mut listed, mut by_county) = (0, 0);
        for n_more in [0, 3, 12, 16, 20, 24] {
            let door = door(today, |db| async move {
                for n in 0..n_more {
                    let area = format!("第{n}号很长名字的小区{n}号楼");
                    rate(&db, 10_000 + n, "140107", &area, today, by_person()).await;
                }
            })
            .await;
            let page = door.get("/").await;
            check(today, &page);
            match page.html.contains("/?county=") {
                true => by_county += 1,
                false => listed += 1,
            }
        }
        assert!(listed > 0 && by_county > 0, "{today}: {listed} and {by_county}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_page_too() {
    let door = door("2022-11-24", nothing).await;
    let unknown = format!("/zones/{}", id(42));
    for path in [&unknown, "/zones/x", "/notices/x", "/?county=110101", "/nowhere", "/a/b"] {
        let page = door.ask(Method::GET, path, Some("*")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        check(path, &page);
        assert!(page.words().contains("没有这个页面"), "{path}");
    }
    let english = door.get("/nowhere?lang=en").await;
    assert!(english.words().contains("There is no such page"));
}

#[tokio::test]
async fn a_page_is_kept_until_something_changes() {
    let door = door("2022-11-24", nothing).await;
    let zone = zone_path(&door, "牛家口村");
    for path in ["/", &zone, "/notices"] {
        let page = door.get(path).await;
        let tag = page.header("etag").to_owned();
        assert_eq!(page.header("cache-control"), "public, max-age=30");
        for known in [tag.clone(), tag.trim_start_matches("W/").to_owned(), format!("\"x\", {tag}")]
        {
            let again = door.ask(Method::GET, path, Some(&known)).await;
            assert_eq!((again.status, again.html.len()), (StatusCode::NOT_MODIFIED, 0), "{known}");
            assert_eq!(again.header("etag"), tag);
        }
        assert_eq!(door.ask(Method::GET, path, Some("\"other\"")).await.status, StatusCode::OK);
        let head = door.ask(Method::HEAD, path, None).await;
        assert_eq!((head.status, head.html.len()), (StatusCode::OK, 0), "{path}");
        assert_eq!(head.header("etag"), tag);
    }
}

#[tokio::test]
async fn another_day_is_another_page() {
    let (one, other) = (door("2022-11-24", nothing).await, door("2022-11-25", nothing).await);
    let tags = [one.get("/").await, other.get("/").await];
    assert_ne!(tags[0].header("etag"), tags[1].header("etag"));
    let words = other.get(&zone_path(&other, "牛家口村")).await.words();
    assert!(words.contains("可以降为低风险区，等待签批和公布"), "{words}");
}

#[tokio::test]
async fn a_drill_says_that_it_is_one() {
    let (db, folder) = store().await;
    let door = open(db, folder, day("2022-11-24"), Clockwork::Drill).await;
    for path in ["/", "/notices", "/nowhere"] {
        assert!(door.get(path).await.words().contains("这是演练，不是真实疫情"), "{path}");
    }
}

#[tokio::test]
async fn a_store_that_fails_is_an_excuse_and_no_blank_page() {
    let door = door("2022-11-24", nothing).await;
    let broken = door
        .city
        .db
        .write(|tx| async move { tx.exec("alter table notice rename to notice_lost", &[]).await });
    broken.await.unwrap();
    let page = door.get("/notices").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.header("retry-after"), "10");
    check("/notices", &page);
    let words = page.words();
    assert!(words.contains("页面暂时打不开") && !words.contains("notice_lost"), "{words}");
    assert_eq!(door.get("/").await.status, StatusCode::OK, "zones are answered from memory");
}

/// Writes pages as files, to be looked at: `FANGXIAN_PAGES=folder cargo test -- saves_pages`.
#[tokio::test]
async fn saves_pages() {
    let Some(folder) = std::env::var_os("FANGXIAN_PAGES") else {
        eprintln!("saves_pages: skipped, FANGXIAN_PAGES names no folder");
        return;
    };
    let folder = Path::new(&folder);
    let now = door("2022-11-24", |db| async move {
        put_notices(db.clone()).await;
        let ground = Ground { kind: GroundKind::Notice, id: Some(id(1).to_string()) };
        rate(&db, 9, "140110", "兰亭御湖城东区7号楼", "2022-11-22", ground).await;
    })
    .await;
    let earlier = door("2022-10-10", nothing).await;
    for (name, door, path) in [
        ("home", &now, "/".to_owned()),
        ("home-en", &now, "/?lang=en".to_owned()),
        ("zone", &now, zone_path(&now, "兰亭御湖城东区7号楼")),
        ("zone-en", &now, format!("{}?lang=en", zone_path(&now, "绿地世纪城2期7号楼"))),
        ("zone-ended", &now, zone_path(&now, "白云小区5号楼")),
        ("found", &earlier, "/?q=%E7%99%BD%E4%BA%91".to_owned()),
        ("zone-medium", &earlier, zone_path(&earlier, "华清苑-东区")),
        ("notices", &now, "/notices".to_owned()),
        ("notice", &now, format!("/notices/{}", id(1))),
        ("missing", &now, "/nowhere".to_owned()),
    ] {
        let page = door.get(&path).await;
        std::fs::write(folder.join(format!("{name}.html")), page.html).unwrap();
    }
}
