//! "What must I do?" over a whole city, on both engines: what another county reported is entered and
//! withdrawn, the public page, its JSON and the counter's answer follow it, the national list weighs
//! in, and who may.

use crate::attacks::on_both;
use crate::policy::outcome;
use axum::body::Body;
use axum::http::Request;
use fangxian_testkit::{Answer, Engine, TestCity};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const YING_COUNTY: &str = "140622";
/// 应县
const TYPED: &str = "%E5%BA%94%E5%8E%BF";
/// 广州
const ONWARD: &str = "%E5%B9%BF%E5%B7%9E";

/// A case of Ying County, entered by the command room; its id.
pub(crate) async fn reported(city: &TestCity, last_on: &str) -> String {
    let id = city.fresh_id();
    let answer = report(city, "zhihui", &id, YING_COUNTY, last_on).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    id
}

/// One for the table of rights.
pub(crate) async fn entered(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    named.insert("elsewhere_id", reported(city, "2022-11-14").await);
}

async fn report(city: &TestCity, who: &str, id: &str, place: &str, last_on: &str) -> Answer {
    let body = json!({ "case_id": id, "place": place, "last_on": last_on,
        "source": "朔州市通报", "note": "" });
    city.post(who, "/elsewhere-cases", "command", body).await
}

async fn withdraw(city: &TestCity, id: &str, fact: &str, reason: &str) -> Answer {
    let body = json!({ "fact_id": fact, "reason": reason });
    city.post("zhihui", &format!("/elsewhere-cases/{id}/withdrawal"), "command", body).await
}

async fn raw(city: &TestCity, path: &str) -> Answer {
    city.raw(Request::get(path).body(Body::empty()).unwrap()).await
}

async fn told(city: &TestCity, day: &str) -> Value {
    let path = format!(
        "/journey.json?from={TYPED}&to={ONWARD}&day={day}&means=train&onward=air&stayed=nowhere"
    );
    raw(city, &path).await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hotline_s_answer_follows_from_what_ying_county_reported() {
    for (engine, city) in on_both("the hotline's answer").await {
        let day = "2022-04-29";
        assert_eq!(told(&city, day).await["verdict"], "passes_if");
        assert!(
            !told(&city, day).await["steps"].to_string().contains("48小时"),
            "no case is known"
        );

        let id = reported(&city, "2022-04-19").await;
        let answer = told(&city, day).await;
        assert_eq!(
            answer["way"], "朔州市应县 → 太原市（火车） → 广东省广州市（飞机）",
            "{engine:?}"
        );
        assert_eq!(answer["says"], "下面的都符合，就直接放行");
        let steps = answer["steps"].as_array().unwrap();
        assert_eq!(steps[0]["asks"][0]["text"], "带48小时内核酸检测阴性证明");
        let clause = steps[0]["asks"][0]["clause"]["as_written"].as_str().unwrap();
        assert!(
            clause.starts_with("从应县乘坐火车到太原需携带48小时内核酸检测阴性证明"),
            "{clause}"
        );
        assert!(answer["grounds"].to_string().contains("最后一例病例2022年4月19日报告"));

        // The page without a script says the same, in words that stand in the rules.
        let path = format!("/journey?from={TYPED}&to={ONWARD}&day={day}&means=train&onward=air");
        for more in ["", "&home=here&lang=en", "&proof=none&home=here"] {
            let page = raw(&city, &format!("{path}{more}")).await;
            assert!(page.text.len() < 15_000, "{more}: {} bytes", page.text.len());
        }
        let page = raw(&city, &path).await;
        assert!(page.status.is_success());
        assert!(page.text.len() < 15_000, "{} bytes", page.text.len());
        for words in [
            "下面的都符合，就直接放行",
            "带48小时内核酸检测阴性证明",
            "全程戴口罩",
            "在第一落点做核酸采样",
            "收到赋码短信的",
            "规定原文",
            "请拨当地12345",
            "打印带走",
        ] {
            assert!(page.text.contains(words), "{words}");
        }
        // At the counter: the same answer by codes.
        let path = format!("/journeys?from={YING_COUNTY}&to=4401&day={day}&means=train&proof=none");
        let counter = city.get("wangge", &path, "order_work").await.ok();
        assert_eq!(counter["verdict"], "tested_first");

        let fact = city.fresh_id();
        assert_eq!(outcome(&withdraw(&city, &id, &fact, "").await), "400 bad_input");
        assert_eq!(outcome(&withdraw(&city, &id, &fact, "日期写错了").await), "204");
        assert_eq!(
            outcome(&withdraw(&city, &id, &fact, "日期写错了").await),
            "204",
            "the same act"
        );
        let other = withdraw(&city, &id, &city.fresh_id(), "再撤一次").await;
        assert_eq!(outcome(&other), "409 stale");
        let unknown = withdraw(&city, &city.fresh_id(), &fact, "没有").await;
        assert_eq!(outcome(&unknown), "404 not_found");
        assert!(
            !told(&city, day).await["steps"].to_string().contains("48小时"),
            "it was withdrawn"
        );
        let all = city.get("shequ", "/elsewhere-cases", "register").await.ok();
        assert_eq!(all[0]["place_name"], "朔州市应县");
        assert_eq!(all[0]["withdrawn"]["reason"], "日期写错了");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_case_elsewhere_is_refused() {
    for (_, city) in on_both("cases elsewhere").await {
        let id = city.fresh_id();
        for (place, on, expected) in [
            ("140105", "2022-11-20", "400 bad_input"),
            ("1406", "2022-11-20", "400 bad_input"),
            ("140699", "2022-11-20", "400 bad_input"),
            ("山西", "2022-11-20", "400 place_unknown"),
            (YING_COUNTY, "2022-11-25", "400 day_out_of_range"),
            (YING_COUNTY, "2020-01-20", "400 day_out_of_range"),
        ] {
            let answer = report(&city, "zhihui", &id, place, on).await;
            assert_eq!(outcome(&answer), expected, "{place} {on}");
        }
        for who in ["shequ", "nigao", "wangge", "guanli"] {
            let answer = report(&city, who, &id, YING_COUNTY, "2022-11-20").await;
            assert_eq!(outcome(&answer), "404 not_found", "{who}");
        }
        let entered = report(&city, "zhihui", &id, YING_COUNTY, "2022-11-20").await;
        assert_eq!(outcome(&entered), "204");
        let again = report(&city, "zhihui", &id, YING_COUNTY, "2022-11-20").await;
        assert_eq!(outcome(&again), "204", "the same act");
        let other = report(&city, "zhihui", &id, YING_COUNTY, "2022-11-21").await;
        assert_eq!(outcome(&other), "409 id_reused");
        let all = city.get("nigao", "/elsewhere-cases", "zone_decision").await.ok();
        assert_eq!(all.as_array().unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_national_list_weighs_in() {
    let city = TestCity::on_engine(Engine::Sqlite, "2022-08-30").await.unwrap();
    // 上海市浦东新区
    let path = "/journey.json?from=310115&means=train&stayed=nowhere&day=2022-08-30";
    let before = raw(&city, path).await.ok();
    assert!(before["steps"].to_string().contains("贴绿标"), "{before}");
    assert!(before["unknown"].to_string().contains("没有这天或以前的全国风险区名单"));
    let own = city.get("nigao", "/national-list", "zone_decision").await.ok();
    let mut list = own.clone();
    let area = json!({ "type": "2", "province": "上海市", "city": "上海市", "county": "浦东新区",
        "area_name": "上海市 上海市 浦东新区", "communitys": ["某小区"] });
    list["data"]["lowlist"].as_array_mut().unwrap().push(area);
    list["data"]["lcount"] = json!(list["data"]["lowlist"].as_array().unwrap().len());
    list["data"]["end_update_time"] = json!("2022-08-30 8时");
    let put = city.post("nigao", "/snapshots", "zone_decision", list).await;
    assert!(put.status.is_success(), "{}", put.text);
    let after = raw(&city, path).await.ok();
    assert!(after["steps"].to_string().contains("贴蓝标（低风险区、有外溢风险"), "{after}");
    assert!(
        after["grounds"]
            .to_string()
            .contains("2022年8月30日8时全国风险区名单：上海市浦东新区有低风险区")
    );
    // Another day before the list knows nothing of it.
    let earlier = raw(&city, &path.replace("08-30", "08-28")).await.ok();
    assert!(earlier["steps"].to_string().contains("贴绿标"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_is_not_clear_is_asked_again() {
    let city = TestCity::on_engine(Engine::Sqlite, "2022-11-24").await.unwrap();
    // 朝阳 is a city and several districts; 朔州 has several counties; nothing is 某某县.
    let asked = raw(&city, "/journey?from=%E6%9C%9D%E9%98%B3&means=car&day=2022-08-30").await;
    assert!(asked.text.contains("请选是哪一个") && asked.text.contains("北京市朝阳区"));
    assert!(asked.text.contains(r#"type="hidden" name="means" value="car""#), "{}", asked.text);
    let asked = raw(&city, "/journey?from=%E6%9C%94%E5%B7%9E").await;
    assert!(asked.text.contains("朔州市应县"));
    let none = raw(&city, "/journey?from=%E6%9F%90%E6%9F%90%E5%8E%BF&lang=en").await;
    assert!(none.text.contains("There is no such place"));
    let told = raw(&city, "/journey.json?from=%E6%9C%94%E5%B7%9E").await;
    assert_eq!(told.status.as_u16(), 400);
    assert!(told.text.contains("\"unclear\":\"from\"") && told.text.contains("140622"));
    // What is written wrongly in the address is as if it were not said.
    let odd =
        raw(&city, &format!("/journey?from={TYPED}&day=yesterday&means=horse&proof=999")).await;
    assert!(odd.status.is_success() && odd.text.contains("（火车）"));
    // The other language keeps the question.
    assert!(
        odd.text.contains("/journey?from=%E5%BA%94%E5%8E%BF&amp;day=yesterday"),
        "{}",
        odd.text
    );
    // A form of a script is words and no mark.
    let marks = raw(&city, "/journey?from=%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    assert!(!marks.text.contains("<script"), "{}", marks.text);
    // Paper needs a font, which this city has not; a place that is not clear asks for the place.
    let sheet = raw(&city, &format!("/journey/sheet.pdf?from={TYPED}")).await;
    assert_eq!(sheet.status.as_u16(), 503);
    let sheet = raw(&city, "/journey/sheet.pdf?from=%E6%9C%94%E5%B7%9E").await;
    assert!(sheet.text.contains("请选是哪一个"));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_ten_measures_nothing_is_asked() {
    let city = TestCity::on_engine(Engine::Sqlite, "2022-12-08").await.unwrap();
    reported(&city, "2022-12-01").await;
    let page = raw(&city, &format!("/journey?from={TYPED}&to={ONWARD}&proof=none")).await;
    assert!(page.text.contains("不查核酸证明，不查健康码，不做落地检"));
    assert!(page.text.contains("不再对跨地区流动人员查验核酸检测阴性证明和健康码，不再开展落地检"));
    assert!(!page.text.contains("出发以前"), "{}", page.text);
}
