//! Scans while the server is killed again and again: what a gate was told stands, once.

use crate::path;
use crate::running::Running;
use crate::tables::{COMMUNITY, any_below, asked_within, id, posted};
use fangxian_core::CityDay;
use fangxian_core::codes::HealthColor;
use fangxian_core::passes::Alias;
use fangxian_core::scans::{Check, GateRecord, Scan, ScanId, Why};
use fangxian_store::scans::scan_blocks;
use fangxian_store::{Db, StoreError};
use fangxian_testkit::bars::Bar;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use uuid::Uuid;

const DAY: &str = "2022-11-24";
const GATES: usize = 8;
/// A gate that had no network sends so many at once.
const LATER: u64 = 20;
const WAIT: Duration = Duration::from_secs(10);

fn n_kills() -> usize {
    match std::env::var("FANGXIAN_FAULTS").as_deref() {
        Ok("soak") => 200,
        Ok(_) | Err(_) => 12,
    }
}

/// A place of the community with a gate, and the gate's secret.
fn gate(server: &Running) -> String {
    let (shequ, zhihui) = (server.sign_in("shequ"), server.sign_in("zhihui"));
    let venue = id(7, 1);
    let about = json!({ "venue_id": venue, "fact_id": id(7, 2), "kind": "mall", "name": "演练商场",
        "place": COMMUNITY, "address": "演练街1号", "entrances": [], "capacity": null,
        "answers_name": "演练负责人", "answers_phone": "10000000021" });
    posted(server, "/venues", (&shequ, "order_work"), &about);
    let decision = json!({ "fact_id": id(7, 3), "facts": 1, "approve": true, "reason": "" });
    posted(server, &format!("/venues/{venue}/decision"), (&zhihui, "command"), &decision);
    let head = format!(
        "POST /api/v1/venues/{venue}/gates HTTP/1.1\r\ncookie: {shequ}\r\npurpose: order_work"
    );
    let body = json!({ "gate_id": id(7, 4), "label": "南门" }).to_string();
    let (status, told) = asked_within(WAIT, &server.address, &head, body.as_bytes()).unwrap();
    assert_eq!(status, 200, "{told}");
    told["secret"].as_str().unwrap().to_owned()
}

/// What the gates sent, and what they were told of it.
#[derive(Default)]
struct Gates {
    next: AtomicU64,
    kept: Mutex<Vec<u128>>,
}

impl Gates {
    /// All gates send, one scan after the other, until somebody says that it is enough.
    fn send(&self, address: &str, secret: &str, is_over: &AtomicBool) {
        std::thread::scope(|scope| {
            for gate in 0..GATES {
                scope.spawn(move || {
                    while !is_over.load(Ordering::SeqCst) {
                        match gate % 4 {
                            0 => self.send_later(address, secret),
                            _ => self.send_one(address, secret),
                        }
                    }
                });
            }
        });
    }

    fn numbers(&self, n: u64) -> Vec<u128> {
        let first = self.next.fetch_add(n, Ordering::SeqCst);
        (first..first + n).map(|n| u128::from(n) | 1 << 96).collect()
    }

    fn send_one(&self, address: &str, secret: &str) {
        let numbers = self.numbers(1);
        let body = json!({ "id": Uuid::from_u128(numbers[0]), "temperature": 365 }).to_string();
        let head = format!("POST /gate/scans HTTP/1.1\r\nauthorization: Gate {secret}");
        let told = asked_within(WAIT, address, &head, body.as_bytes());
        if told.is_some_and(|(status, told)| status == 200 && told["why"] == "no_pass") {
            self.kept.lock().unwrap().extend(numbers);
        }
    }

    fn send_later(&self, address: &str, secret: &str) {
        let numbers = self.numbers(LATER);
        let at = CityDay::parse(DAY).unwrap().starts_at();
        let record = |n: &u128| GateRecord {
            id: ScanId(n.to_be_bytes()),
            alias: Alias(7),
            at,
            why: Why::Fine,
            color: Some(HealthColor::Green),
            checks: vec![Check::Code],
            temperature: None,
        };
        let bytes: Vec<u8> = numbers.iter().flat_map(|n| record(n).to_bytes()).collect();
        let head = format!("POST /gate/scans/later HTTP/1.1\r\nauthorization: Gate {secret}");
        let told = asked_within(WAIT, address, &head, &bytes);
        let n_kept = |told: &Value| told["n_kept"].as_u64();
        if told.is_some_and(|(status, told)| status == 200 && n_kept(&told) == Some(LATER)) {
            self.kept.lock().unwrap().extend(numbers);
        }
    }

    /// How many of those that were told to be kept are lost, and how many scans are there twice.
    fn harm(&self, store: &str) -> (usize, usize) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let blocks: Result<Vec<_>, StoreError> = runtime.block_on(async {
            let db = Db::open(store).await.unwrap();
            let day = CityDay::parse(DAY).unwrap();
            db.read(move |tx| async move { scan_blocks(&tx, &COMMUNITY[..6], day).await }).await
        });
        let mut found: BTreeMap<u128, usize> = BTreeMap::new();
        for block in blocks.unwrap() {
            for record in block.body.chunks_exact(Scan::BYTES) {
                let scan = Scan::from_bytes(record).unwrap();
                *found.entry(u128::from_be_bytes(scan.id.0)).or_default() += 1;
            }
        }
        let kept = self.kept.lock().unwrap();
        let lost = kept.iter().filter(|n| !found.contains_key(n)).count();
        (lost, found.values().filter(|n| **n > 1).count())
    }
}

/// Kills the server so often while gates send, and then lets it drain what its log holds; `before` is
/// done to the folder of the log before that last start.
fn killed(n_kills: usize, before: impl FnOnce(&Path)) -> (Gates, (usize, usize)) {
    let folder = tempfile::tempdir().unwrap();
    let (store, scans) = (path(folder.path(), "demo.sqlite"), path(folder.path(), "scans"));
    let demo = ["--demo", "--store", &store, "--today", DAY, "--scans", &scans];
    let mut server = Running::start(&demo);
    let secret = gate(&server);
    let gates = Gates::default();
    for _ in 0..n_kills {
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| gates.send(&server.address, &secret, &is_over));
            std::thread::sleep(Duration::from_millis(200 + any_below(2_500)));
            server.child.kill().unwrap();
            server.child.wait().unwrap();
            is_over.store(true, Ordering::SeqCst);
        });
        if gates.kept.lock().unwrap().is_empty() || n_kills > 1 {
            server = Running::start(&demo);
        }
    }
    drop(server);
    before(Path::new(&scans));
    let mut server = Running::start(&demo);
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(server.stop(), 0);
    let harm = gates.harm(&store);
    (gates, harm)
}

#[test]
fn gates_whose_server_is_killed_again_and_again_lose_no_scan_that_was_answered() {
    let bar = Bar::begins("R1", "kill -9 of the server while gates send scans");
    let (gates, harm) = killed(n_kills(), |_| {});
    let n_kept = gates.kept.lock().unwrap().len();
    eprintln!("scans that were answered: {n_kept}, of {:?} sent", gates.next);
    assert_eq!(harm, (0, 0), "lost, and there twice");
    assert!(n_kept > n_kills() * 100, "the kills met hardly any work");
    bar.held("scans on SQLite", n_kills());
}

#[test]
fn control_a_server_that_forgets_its_log_loses_scans() {
    let bar = Bar::begins("R1", "kill -9 of the server while gates send scans");
    let (_, harm) = killed(1, |scans| std::fs::remove_dir_all(scans.join("log")).unwrap());
    bar.control("scans on SQLite (control: its log is taken away)", 1, harm.0);
    assert!(harm.0 > 0, "the harness cannot see a loss");
}
