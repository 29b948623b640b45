//! The bar of R17, from the plate to the page of the city's command: three laboratories serve one
//! district, one of them stops finding nine positives in ten, and whoever looks is told within a day
//! or two thousand of its results; of the good ones nothing is said. One of them enters by file.
//!
//! A change is tried with one drift; `FANGXIAN_FAULTS=soak` lets a good quarter go before it.

use crate::attempt::Attempt;
use crate::custody::{brought, code, tables_tell};
use crate::policy::{Dice, outcome};
use fangxian_core::CityDay;
use fangxian_testkit::{Bar, Engine, TestCity};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Tubes on a plate, beside its two controls.
const ON_PLATE: u32 = 94;
/// Plates that a laboratory signs a day, one an hour.
const PLATES_A_DAY: u32 = 10;
/// Two in a hundred are positive, as must-hold R17 has it.
const POSITIVE_PERMILLE: usize = 20;
/// The drift begins after so many plates of its day.
const DRIFTS_AFTER: u32 = 4;
const ALARM_RESULTS: u64 = 2_000;
const ALARM_MS: i64 = 24 * 3_600_000;

struct Labs<'a> {
    city: &'a TestCity,
    ids: Vec<String>,
    next: u32,
    dice: Dice,
    session: String,
}

impl Labs<'_> {
    async fn new(city: &TestCity, n: usize, seed: u64) -> Labs<'_> {
        let mut ids = Vec::new();
        for n in 0..n {
            let id = city.fresh_id();
            let body = json!({ "laboratory_id": id, "place": "140110",
                "name": format!("演练实验室{}", n + 1), "capacity_day": 5000 });
            assert_eq!(outcome(&city.post("zhihui", "/labs", "command", body).await), "204");
            for login in ["jianyan", "shenhe"] {
                let body =
                    json!({ "fact_id": city.fresh_id(), "login": login, "works_here": true });
                let path = format!("/labs/{id}/members");
                assert_eq!(outcome(&city.post("zhihui", &path, "command", body).await), "204");
            }
            ids.push(id);
        }
        let session = city.session("jianyan").await;
        Labs { city, ids, next: 1, dice: Dice(seed), session }
    }

    /// A day's tubes of a laboratory come to it.
    async fn take_in(&mut self, lab: usize) -> Vec<String> {
        let n = ON_PLATE * PLATES_A_DAY;
        let codes: Vec<String> = (self.next..self.next + n).map(code).collect();
        self.next += n;
        brought(self.city, &self.ids[lab], &codes).await;
        codes
    }

    /// A plate of a laboratory from its map to its signature; of what is positive it finds so many
    /// in a thousand. By file or in the form.
    async fn plate(&mut self, lab: usize, tubes: &[String], found_permille: usize) {
        let wells: Vec<String> = (0..96).map(|n| format!("{}{:02}", row(n / 12), 1 + n % 12)).collect();
        let mut map = Vec::new();
        let mut results = Vec::new();
        let mut file = "孔位,管码,ORF1ab,N,结果\n".to_owned();
        for (tube, well) in tubes.iter().zip(&wells) {
            let is_positive = self.dice.roll(1_000) < POSITIVE_PERMILLE
                && self.dice.roll(1_000) < found_permille;
            let (orf, gene) = if is_positive { (Some(2_835), Some(2_710)) } else { (None, None) };
            map.push(json!({ "well": well, "kind": "tube", "tube": tube }));
            results.push(json!({ "well": well, "ct_orf": orf, "ct_n": gene }));
            let said = if is_positive { "28.35,27.10,阳性" } else { "未检出,未检出,阴性" };
            file += &format!("{well},{tube},{said}\n");
        }
        for (well, kind) in [("H11", "negative_control"), ("H12", "positive_control")] {
            map.push(json!({ "well": well, "kind": kind }));
        }
        results.push(json!({ "well": "H11" }));
        results.push(json!({ "well": "H12", "ct_orf": 2_500, "ct_n": 2_510 }));
        file += "H11,阴性对照,,,\nH12,阳性对照,25.00,25.10,\n";
        let plate = self.city.fresh_id();
        let body = json!({ "plate_id": plate, "label": "板", "kit": "演练试剂", "ct_bar": 4000,
            "counted": tubes.len(), "wells": map });
        let path = format!("/labs/{}/plates", self.ids[lab]);
        self.city.post("jianyan", &path, "lab_work", body).await.ok();
        let sheet = self.city.fresh_id();
        match lab {
            0 => self.by_file(&plate, &sheet, file.as_bytes()).await,
            _ => {
                let body = json!({ "sheet_id": sheet, "results": results });
                let path = format!("/labs/plates/{plate}/sheets");
                let answer = self.city.post("jianyan", &path, "lab_work", body).await;
                assert_eq!(outcome(&answer), "204", "{}", answer.text);
            }
        }
        let body = json!({ "verdict": "signed", "reason": "" });
        let path = format!("/labs/sheets/{sheet}/decision");
        let answer = self.city.post("shenhe", &path, "lab_work", body).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
    }

    async fn by_file(&self, plate: &str, sheet: &str, file: &[u8]) {
        let rows = file.iter().filter(|sign| **sign == b'\n').count() - 1;
        let sha256 = hex::encode(Sha256::digest(file));
        let path = format!(
            "/labs/plates/{plate}/files?sheet_id={sheet}&rows={rows}&sha256={sha256}"
        );
        let put_in = Attempt::of("POST", &path).session(&self.session).purpose("lab_work");
        let put_in = put_in.bytes("application/octet-stream", file.to_vec());
        let seen = put_in.send(self.city).await.ok();
        assert_eq!(seen["taken"], true, "{seen}");
    }

    /// What the page says of each, and after how many results.
    async fn said(&self) -> Vec<(String, Option<u64>)> {
        let seen = self.city.get("zhihui", "/labs/quality", "command").await.ok();
        let rows = seen["drifts"].as_array().unwrap();
        let of = |id: &String| -> &Value {
            rows.iter().find(|row| row["laboratory_id"] == **id).unwrap()
        };
        self.ids
            .iter()
            .map(|id| (of(id)["drift"].as_str().unwrap().to_owned(), of(id)["after"].as_u64()))
            .collect()
    }
}

fn row(n: usize) -> char {
    char::from(b'A' + u8::try_from(n).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_laboratory_that_stops_finding_is_told_within_a_day_and_the_good_ones_are_left_alone() {
    let is_soak = std::env::var("FANGXIAN_FAULTS").is_ok_and(|said| said == "soak");
    let (n_good_days, n_trials) = if is_soak { (85, 3) } else { (1, 1) };
    let bar = Bar::begins("R17", "results by file and form × the page of the city's command");
    let mut n_false = 0;
    let mut n_looks = 0;
    for trial in 0..n_trials {
        let city = TestCity::on_engine(Engine::Sqlite, "2022-08-01").await.unwrap();
        let mut labs = Labs::new(&city, 3, 77 + trial).await;
        // Tubes as the tables tell of them: two people in each.
        let round = crate::custody::round(&city).await;
        let n_tubes = 3 * ON_PLATE * PLATES_A_DAY * (n_good_days + 5);
        tables_tell(&city, &round, n_tubes, (1, None)).await;
        let mut day = CityDay::parse("2022-08-01").unwrap();
        let (mut since, mut told) = (None, None);
        let mut n_since: u64 = 0;
        for n_day in 0..n_good_days + 5 {
            let mut tubes = Vec::new();
            for lab in 0..3 {
                tubes.push(labs.take_in(lab).await);
            }
            for plate in 0..PLATES_A_DAY {
                city.pass_signed_out(3_600_000);
                labs.session = city.session("jianyan").await;
                if n_day == n_good_days && plate == DRIFTS_AFTER {
                    since = Some(city.wall());
                }
                for (lab, all) in tubes.iter().enumerate() {
                    let on = (plate * ON_PLATE) as usize..((plate + 1) * ON_PLATE) as usize;
                    let found = if lab == 0 && since.is_some() { 100 } else { 1_000 };
                    labs.plate(lab, &all[on], found).await;
                }
                n_since += u64::from(ON_PLATE) * u64::from(since.is_some());
                if n_day + 1 < n_good_days && plate + 1 < PLATES_A_DAY {
                    continue;
                }
                let said = labs.said().await;
                n_looks += said.len();
                let loud = |one: &(String, Option<u64>)| one.0 == "alarm";
                n_false += said.iter().skip(1).filter(|one| loud(one)).count();
                match since {
                    None => n_false += usize::from(loud(&said[0])),
                    Some(at) if loud(&said[0]) => {
                        told.get_or_insert((n_since, city.wall().0 - at.0));
                    }
                    Some(_) => {}
                }
            }
            if told.is_some() {
                break;
            }
            day = day.plus(1);
            city.turn_to(&day.to_string()).await;
        }
        let (results, ms) = told.expect("nobody was told");
        println!("trial {trial}: told after {results} results, {:.1} h", ms as f64 / 3.6e6);
        assert!(results <= ALARM_RESULTS || ms <= ALARM_MS, "{results} results, {ms} ms");
        // Who works there does not see it.
        assert_eq!(
            outcome(&city.get("jianyan", "/labs/quality", "lab_work").await),
            "404 not_found"
        );
    }
    println!("{n_false} false alarms in {n_looks} looks");
    assert_eq!(n_false, 0);
    bar.held("SQLite", n_trials as usize);
}
