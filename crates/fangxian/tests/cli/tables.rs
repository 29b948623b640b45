//! Tables that send while the program is killed, and while the disk is full (R3, R4, R14): whatever was
//! answered as kept is there once, and what was not is offered again and then is, too.

use crate::path;
use crate::running::Running;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fangxian_core::places::PlaceCode;
use fangxian_core::sampling::TubeCode;
use fangxian_store::{Db, StoreError};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use uuid::Uuid;

pub(crate) const COMMUNITY: &str = "140110003001";
/// Tubes of a batch, and people of a tube.
const TUBES: u32 = 5;
const PEOPLE: usize = 3;
/// A time of the drill's day.
pub(crate) const TAKEN_AT: i64 = 1_669_255_200_000;

pub(crate) fn id(kind: u128, n: u32) -> Uuid {
    Uuid::from_u128(kind << 96 | 0x4000_8000_0000_0000_0000 | u128::from(n))
}

/// A request that is over when its answer is there; none where the server is gone.
fn asked(address: &str, head: &str, body: &[u8]) -> Option<(u16, Value)> {
    asked_within(Duration::from_secs(30), address, head, body)
}

/// The same; none, too, where nothing is heard for so long.
pub(crate) fn asked_within(
    wait: Duration,
    address: &str,
    head: &str,
    body: &[u8],
) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect_timeout(&address.parse().unwrap(), wait).ok()?;
    stream.set_read_timeout(Some(wait)).ok()?;
    stream.set_write_timeout(Some(wait)).ok()?;
    let head = format!(
        "{head}\r\nhost: x\r\nx-fangxian: 1\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let json = match body.is_empty() {
        true => Value::Null,
        // An answer that was cut off by a kill is none.
        false => serde_json::from_str(body).ok()?,
    };
    Some((status, json))
}

/// Posts what must be taken.
pub(crate) fn posted(server: &Running, path: &str, (cookie, purpose): (&str, &str), body: &Value) {
    let head = format!("POST /api/v1{path} HTTP/1.1\r\ncookie: {cookie}\r\npurpose: {purpose}");
    let body = body.to_string();
    let (status, told) = asked(&server.address, &head, body.as_bytes()).unwrap();
    assert!((200..300).contains(&status), "{status} {told}");
}

/// Opens the round of the community.
pub(crate) fn round_opened(server: &Running, shequ: &str) {
    let body = json!({ "round_id": id(1, 1), "place": COMMUNITY, "kind": "sampling",
        "name": "第一轮" });
    posted(server, "/rounds", (shequ, "order_work"), &body);
}

/// Enrolls the phone of this number, and returns its key.
pub(crate) fn enrolled(server: &Running, cookie: &str, n: u8) -> SigningKey {
    let key = SigningKey::from_slice(&[n; 32]).unwrap();
    let point = STANDARD.encode(key.verifying_key().to_sec1_point(false).as_bytes());
    let body = json!({ "device_id": id(2, n.into()), "label": format!("采样台手机{n}"),
        "public_key": point });
    posted(server, "/sampling/devices", (cookie, "sampling"), &body);
    key
}

/// A phone, with everything that it took down and what it was told of each.
struct Table {
    cookie: String,
    key: SigningKey,
    n_made: u32,
    /// What is not kept yet, by part.
    waiting: BTreeMap<Uuid, Value>,
    kept: Vec<Uuid>,
}

impl Table {
    /// A round is opened, a phone is enrolled.
    fn begin(server: &Running) -> Table {
        round_opened(server, &server.sign_in("shequ"));
        let cookie = server.sign_in("caiyang1");
        let key = enrolled(server, &cookie, 1);
        Table { cookie, key, n_made: 0, waiting: BTreeMap::new(), kept: Vec::new() }
    }

    /// Takes people down who are in no register.
    fn take_down(&mut self) {
        let county = PlaceCode::parse("140110").unwrap();
        for _ in 0..TUBES {
            self.n_made += 1;
            let n = self.n_made;
            let member = |_| {
                json!({ "taken_at": TAKEN_AT, "stranger": { "document_kind": "none_yet",
                    "document": "", "name": "某甲", "phone": "", "card": "" } })
            };
            let members: Vec<Value> = (0..PEOPLE).map(member).collect();
            let part = json!({
                "part_id": id(3, n), "tube": TubeCode::of(&county, n).unwrap().to_string(),
                "use_id": id(4, n), "round_id": id(1, 1), "place": COMMUNITY, "pool": "ten",
                "opened_at": TAKEN_AT, "first_position": 0, "members": members,
                "sealed": { "at": TAKEN_AT, "stated": PEOPLE },
            });
            self.waiting.insert(id(3, n), part);
        }
    }

    /// Sends what waits, the oldest first. The status; none where nobody answered.
    fn send(&mut self, address: &str) -> Option<u16> {
        let parts: Vec<&Value> = self.waiting.values().take(100).collect();
        let body = json!({ "made_at": TAKEN_AT, "parts": parts, "n_unsent": 0 }).to_string();
        let signature: Signature = self.key.sign(body.as_bytes());
        let head = format!(
            "POST /api/v1/sampling/batches HTTP/1.1\r\ncookie: {}\r\npurpose: sampling\r\n\
             x-device: {}\r\nx-signature: {}",
            self.cookie,
            id(2, 1),
            STANDARD.encode(signature.to_bytes())
        );
        let (status, told) = asked(address, &head, body.as_bytes())?;
        for answer in told["answers"].as_array().into_iter().flatten() {
            assert_eq!(answer["fate"], "kept", "{answer}");
            let id = Uuid::parse_str(answer["part_id"].as_str().unwrap()).unwrap();
            self.waiting.remove(&id);
            self.kept.push(id);
        }
        Some(status)
    }

    fn harm(&self, store: &str) -> (usize, usize) {
        let kept = self.kept.iter().map(|id| (*id, PEOPLE)).collect();
        harm(store, &kept)
    }
}

/// What the store has of what was told to be kept, with how many people: what is lost, and what is
/// there by half or more than once.
pub(crate) fn harm(store: &str, kept: &BTreeMap<Uuid, usize>) -> (usize, usize) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let rows: Result<Vec<(String, i64, i64)>, StoreError> = runtime.block_on(async {
        let db = Db::open(store).await.unwrap();
        db.read(|tx| async move {
            let rows = tx
                .query(
                    "select p.part_id, p.n_members,
                            (select count(*) from stranger s
                             where s.county = p.county and s.part_id = p.part_id) as n_strangers
                     from tube_part p join tube t
                         on t.county = p.county and t.tube_code = p.tube_code",
                    &[],
                )
                .await?;
            let of = |row: &fangxian_store::Row| {
                let n = (row.int("n_members")?, row.int("n_strangers")?);
                Ok((row.text("part_id")?.to_owned(), n.0, n.1))
            };
            rows.iter().map(of).collect()
        })
        .await
    });
    let mut found: BTreeMap<Uuid, usize> = BTreeMap::new();
    let mut n_wrong = 0;
    for (part, n_members, n_strangers) in rows.unwrap() {
        let part = Uuid::parse_str(&part).unwrap();
        *found.entry(part).or_default() += 1;
        // One that nobody was told of must be whole as well.
        let due = kept.get(&part).map_or(n_members, |n| i64::try_from(*n).unwrap());
        n_wrong += usize::from((n_members, n_strangers) != (due, due));
    }
    n_wrong += found.values().filter(|n| **n != 1).count();
    (kept.keys().filter(|id| !found.contains_key(id)).count(), n_wrong)
}

pub(crate) fn any_below(bound: u64) -> u64 {
    RandomState::new().hash_one(bound) % bound
}

#[test]
fn a_table_whose_server_is_killed_again_and_again_loses_nobody() {
    const KILLS: usize = 12;
    let folder = tempfile::tempdir().unwrap();
    let store = path(folder.path(), "demo.sqlite");
    let start = || Running::start(&["--demo", "--store", &store, "--today", "2022-11-24"]);
    let mut server = start();
    let mut table = Table::begin(&server);
    let mut n_unanswered = 0;
    for _ in 0..KILLS {
        let address = server.address.clone();
        std::thread::scope(|threads| {
            let killing = threads.spawn(|| {
                std::thread::sleep(Duration::from_millis(20 + any_below(180)));
                server.child.kill().unwrap();
                server.child.wait().unwrap();
            });
            // Until nobody answers any more: what was on its way then is offered again.
            loop {
                table.take_down();
                if table.send(&address) != Some(200) {
                    break;
                }
            }
            killing.join().unwrap();
        });
        n_unanswered += table.waiting.len();
        assert_eq!(table.harm(&store), (0, 0), "lost, and by half or twice");
        server = start();
    }
    while !table.waiting.is_empty() {
        assert_eq!(table.send(&server.address), Some(200));
    }
    assert_eq!(server.stop(), 0);
    assert_eq!(table.harm(&store), (0, 0));
    assert_eq!(table.kept.len(), table.n_made as usize, "each was told once that it is kept");
    assert!(table.kept.len() > KILLS * TUBES as usize, "the kills met hardly any work");
    eprintln!("{KILLS} kills: {} parts kept, {n_unanswered} offered again", table.kept.len());
    // The control: a part that was told to be kept and is gone is noticed.
    delete_one(&store);
    assert_eq!(table.harm(&store).0, 1, "the harness cannot see a loss");
}

pub(crate) fn delete_one(store: &str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let done: Result<u64, StoreError> = runtime.block_on(async {
        let db = Db::open(store).await.unwrap();
        let sql = "delete from tube_part where part_id = (select min(part_id) from tube_part)";
        db.write(move |tx| async move { tx.exec(sql, &[]).await }).await
    });
    assert_eq!(done.unwrap(), 1);
}

/// A volume of memory that is unmounted when this value goes.
struct Small(tempfile::TempDir);

impl Small {
    fn of(size_mib: u64) -> Option<Small> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={size_mib}m");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path());
        let is_mounted = mount.output().is_ok_and(|ran| ran.status.success());
        is_mounted.then_some(Small(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).output();
    }
}

#[test]
fn a_table_is_told_of_a_full_disk_and_loses_nobody() {
    let Some(small) = Small::of(64) else {
        eprintln!("SKIPPED a full disk while tables send: this machine mounts no volumes");
        return;
    };
    let store = path(small.path(), "demo.sqlite");
    let mut server = Running::start(&["--demo", "--store", &store, "--today", "2022-11-24"]);
    let mut table = Table::begin(&server);
    table.take_down();
    assert_eq!(table.send(&server.address), Some(200));
    // Everything but a few blocks is taken up.
    let ballast = small.path().join("ballast");
    let mut file = std::fs::File::create(&ballast).unwrap();
    while file.write_all(&[1; 4096]).is_ok() {}
    file.set_len(file.metadata().unwrap().len() - (256 << 10)).unwrap();
    let mut n_sent = 0;
    let refused = loop {
        table.take_down();
        let status = table.send(&server.address).expect("the server is there");
        if status != 200 {
            break status;
        }
        n_sent += 1;
        assert!(n_sent < 10_000, "the volume never ran full");
    };
    assert_eq!(refused, 507, "a full disk is said as such");
    let n_waiting = table.waiting.len();
    assert!(n_waiting >= TUBES as usize, "what was refused is still on the phone");
    drop(file);
    std::fs::remove_file(&ballast).unwrap();
    let since = Instant::now();
    while !table.waiting.is_empty() {
        table.send(&server.address);
        assert!(since.elapsed() < Duration::from_secs(60), "work does not go on");
    }
    eprintln!("{n_sent} batches, then full; {n_waiting} parts on again in {:?}", since.elapsed());
    assert_eq!(server.stop(), 0);
    assert_eq!(table.harm(&store), (0, 0), "lost, and by half or twice");
    assert_eq!(table.kept.len(), table.n_made as usize);
}
