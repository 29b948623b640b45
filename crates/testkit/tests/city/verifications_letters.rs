//! Two installations write to each other: a list goes from one desk to the other, its people are called
//! there, and the answers come back by themselves; what is forged, kept and sent again, or for somebody
//! else changes nothing.

use crate::attempt::{Attempt, column};
use crate::policy::{COMMUNITY, PERSON, TODAY, outcome};
use crate::verifications::{put_in, say, sender, take, work};
use axum::body::Body;
use axum::http::Request;
use fangxian_app::verifications::{LETTER_LATE_MS, PeerFailure, PeerPost, letters_relay};
use fangxian_http::Front;
use fangxian_testkit::{Answer, TestCity};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

/// Carries letters into the other installation's router, and keeps a copy as somebody on the way would.
struct Carrier {
    to: Front,
    is_cut: AtomicBool,
    kept: Mutex<Vec<String>>,
}

impl Carrier {
    fn to(city: &TestCity) -> Arc<Carrier> {
        let (is_cut, kept) = (AtomicBool::new(false), Mutex::default());
        Arc::new(Carrier { to: city.router(), is_cut, kept })
    }

    fn kept(&self) -> Vec<String> {
        self.kept.lock().unwrap().clone()
    }
}

impl PeerPost for Carrier {
    fn post(&self, _address: &str, letter: &str) -> Result<(), PeerFailure> {
        if self.is_cut.load(Ordering::SeqCst) {
            return Err(PeerFailure("cut".to_owned()));
        }
        self.kept.lock().unwrap().push(letter.to_owned());
        let request = Request::post("/peer/letters").body(Body::from(letter.to_owned())).unwrap();
        let answered = tokio::runtime::Handle::current().block_on(self.to.clone().oneshot(request));
        match answered.unwrap().status().is_success() {
            true => Ok(()),
            false => Err(PeerFailure("refused".to_owned())),
        }
    }
}

async fn relay(city: &TestCity, carrier: &Arc<Carrier>) -> usize {
    let post: Arc<dyn PeerPost> = Arc::clone(carrier) as Arc<dyn PeerPost>;
    letters_relay(&city.city, &post, city.wall()).await.unwrap()
}

async fn post(city: &TestCity, letter: &str) -> Answer {
    Attempt::at("POST", "/peer/letters").bytes("application/json", letter.into()).send(city).await
}

async fn own_key(city: &TestCity) -> String {
    let seen = city.get("zhihui", "/verifications/senders", "command").await.ok();
    seen["own_key"].as_str().unwrap().to_owned()
}

async fn knows(city: &TestCity, other: &TestCity, name: &str) -> String {
    let more = json!({ "key": own_key(other).await,
        "address": "https://example.invalid/peer/letters" });
    sender(city, name, "other_city", more).await
}

async fn list(city: &TestCity, id: &str) -> Value {
    city.get("zhihui", &format!("/verifications/lists/{id}"), "command").await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_to_another_installation_and_its_answers_come_back() {
    let here = TestCity::on(TODAY).await;
    let there = TestCity::of_another_seed(TODAY).await;
    assert_ne!(own_key(&here).await, own_key(&there).await);
    let body = json!({ "person_id": there.fresh_id(), "fact_id": there.fresh_id(),
        "community": COMMUNITY, "found": false,
        "person": serde_json::from_str::<Value>(PERSON).unwrap() });
    assert_eq!(outcome(&there.post("shequ", "/people", "register", body).await), "204");
    let to = knows(&here, &there, "外地甲市专班").await;
    knows(&there, &here, "外地乙市专班").await;
    let (out, back) = (Carrier::to(&there), Carrier::to(&here));

    let text = "编号,姓名,身份证号,备注\nA-1,测试,11010519491231002X,车次G1\nA-2,演练甲,,\n";
    let draft = put_in(&here, &to, "out", text.as_bytes()).await.ok();
    let id = draft["list_id"].as_str().unwrap().to_owned();
    let letter = format!("/verifications/lists/{id}/letter");
    let early = here.post("zhihui", &letter, "command", Value::Null).await;
    assert!(early.status.is_client_error(), "{}", early.text);
    take(&here, &draft, json!({ "due_hours": 12 })).await.ok();
    let sent = here.send("zhihui", "POST", &letter, "command", None).await;
    assert_eq!(outcome(&sent), "204", "{}", sent.text);
    // The line is cut: it is tried again, and nothing is lost.
    out.is_cut.store(true, Ordering::SeqCst);
    assert_eq!(relay(&here, &out).await, 0);
    out.is_cut.store(false, Ordering::SeqCst);
    assert_eq!(relay(&here, &out).await, 0, "not at once");
    for city in [&here, &there] {
        city.pass_ms(61_000);
    }
    assert_eq!(relay(&here, &out).await, 1);
    assert_eq!(relay(&here, &out).await, 0);

    // There it is a list as any other: taken, given to the community, called.
    let taken = list(&there, &id).await;
    assert_eq!((&taken["state"], &taken["way"]), (&json!("taken"), &json!("letter")), "{taken}");
    let row = work(&there).await["rows"][0].clone();
    assert_eq!(row["senders"], json!(["外地乙市专班"]));
    let answer = json!({ "does": "answer", "answer": "isolated", "place": "某集中隔离点" });
    assert_eq!(outcome(&say(&there, &row, answer).await), "204");
    assert_eq!(relay(&there, &back).await, 1);
    assert_eq!(relay(&there, &back).await, 0);
    assert_eq!(list(&there, &id).await["to_tell"], 0, "it is known to have arrived");
    assert_eq!(list(&here, &id).await["answered"], 1);
    let body = json!({ "reply_id": here.fresh_id(), "format": "csv" });
    let path = format!("/verifications/lists/{id}/replies");
    let csv = here.post("zhihui", &path, "command", body).await.text;
    assert!(csv.contains("已落实隔离管控，某集中隔离点"), "{csv}");

    // What is put right there is heard here, too.
    let row = work(&there).await["rows"][0].clone();
    let right = json!({ "does": "correct", "answer": "here", "remark": "已解除" });
    assert_eq!(outcome(&say(&there, &row, right).await), "204");
    assert_eq!(relay(&there, &back).await, 1);
    let body = json!({ "reply_id": here.fresh_id(), "format": "csv" });
    let csv = here.post("zhihui", &path, "command", body).await.text;
    assert!(csv.contains("在本地；已解除") && !csv.contains("某集中隔离点"), "{csv}");
    attacked(&here, &there, (&out, &back)).await;
}

/// Somebody on the way has kept every letter, and changes them.
async fn attacked(here: &TestCity, there: &TestCity, (out, back): (&Carrier, &Carrier)) {
    let state = async |city: &TestCity| {
        let mut all = Vec::new();
        for table in ["list", "row", "line", "fact", "heard"] {
            let sql = format!("select county as x from verification_{table}");
            all.push(column(city, &sql).await.len());
        }
        all
    };
    let before = (state(here).await, state(there).await);
    let (list, answers) = (out.kept()[0].clone(), back.kept()[0].clone());
    // Sent again at once it is the same letter; for whom it is not it is none.
    let again = post(there, &list).await.ok();
    assert_eq!(again["new"], false);
    assert_eq!(post(here, &answers).await.ok()["new"], false);
    for (city, letter) in [(here, &list), (there, &answers)] {
        assert_eq!(outcome(&post(city, letter).await), "404 not_found", "for somebody else");
    }
    for (from, to) in [("测试", "测验"), ("A-1", "A-9"), ("12", "72")] {
        let bent = list.replacen(from, to, 1);
        assert_ne!(bent, list);
        assert!(post(there, &bent).await.status.is_client_error(), "{from}");
    }
    let mut foreign: Value = serde_json::from_str(&list).unwrap();
    foreign["signature"] = json!("0".repeat(128));
    assert_eq!(outcome(&post(there, &foreign.to_string()).await), "404 not_found");
    assert_eq!(outcome(&post(there, "{}").await), "400 letter_unreadable");
    assert_eq!(outcome(&post(there, "\u{0}").await), "400 letter_unreadable");
    // Kept for a while it is refused, and so is one from a clock that runs ahead.
    there.pass_ms(LETTER_LATE_MS + 1);
    assert_eq!(outcome(&post(there, &list).await), "400 letter_old");
    // A sender who was ended is nobody.
    let seen = there.get("zhihui", "/verifications/senders", "command").await.ok();
    let one = &seen["rows"][0];
    let body = json!({ "fact_id": there.fresh_id(), "facts": one["facts"], "name": one["name"],
        "kind": one["kind"], "key": one["key"], "address": one["address"], "ended": true,
        "place": one["place"] });
    let path = format!("/verifications/senders/{}", one["sender_id"].as_str().unwrap());
    assert_eq!(outcome(&there.post("zhihui", &path, "command", body).await), "204");
    assert_eq!(outcome(&post(there, &list).await), "404 not_found");
    assert_eq!((state(here).await, state(there).await), before);
}
