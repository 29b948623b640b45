//! The server: started, asked, stopped; and its audit trail, verified from outside.

use crate::{fangxian, path, refused, run};
use fangxian_store::{Db, StoreError};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A server that was started for a test, and what it printed.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) address: String,
    printed: String,
}

impl Running {
    pub(crate) fn start(arguments: &[&str]) -> Running {
        let mut command = fangxian();
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (mut printed, mut address) = (String::new(), None);
        // The last door is printed before the tables; whatever is asked for stands in one of them.
        for line in lines.by_ref() {
            let line = line.unwrap();
            if let Some((_, rest)) = line.split_once("http://") {
                address = rest.split('/').next().map(str::to_owned);
            }
            printed.push_str(&line);
            printed.push('\n');
            let is_end = line.is_empty() && address.is_some();
            if is_end && (printed.contains("演示数据") || !arguments.contains(&"--demo")) {
                break;
            }
        }
        let address = address.unwrap_or_else(|| panic!("{printed}: {:?}", child.wait()));
        // The rest of what it prints, so that it never waits for a reader.
        let rest = std::thread::spawn(move || lines.map_while(Result::ok).collect::<Vec<_>>());
        let mut running = Running { child, address, printed };
        if !arguments.contains(&"--demo") {
            // The table of the first administrator follows at once.
            std::thread::sleep(std::time::Duration::from_millis(300));
            running.stop();
            running.printed.push_str(&rest.join().unwrap().join("\n"));
        }
        running
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Signs one of the demonstration's people in, and returns the cookie.
    pub(crate) fn sign_in(&self, login: &str) -> String {
        let body = format!(r#"{{"login":"{login}","password":"yanlian-demo-2022"}}"#);
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let request = format!(
            "POST /api/v1/session HTTP/1.1\r\nhost: x\r\nx-fangxian: 1\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (_, cookie) = answer.split_once("fangxian=").unwrap_or_else(|| panic!("{answer}"));
        format!("fangxian={}", &cookie[..64])
    }

    /// Asks it to stop, and returns its exit code.
    pub(crate) fn stop(&mut self) -> i32 {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(asked.success());
        self.child.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Only where the test failed before it stopped the server itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn sql(store: &str, statement: &'static str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let done: Result<u64, StoreError> = runtime.block_on(async {
        let db = Db::open(store).await.unwrap();
        db.write(move |tx| async move { tx.exec(statement, &[]).await }).await
    });
    assert!(done.unwrap() > 0, "{statement}");
}

#[test]
fn the_demonstration_starts_answers_stops_and_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let store = path(folder.path(), "new/demo.sqlite");
    let demo = ["--demo", "--store", &store, "--today", "2022-11-24"];
    let mut server = Running::start(&demo);
    for login in ["zhihui", "nigao", "qianpi", "shequ", "wangge", "shenji", "guanli"] {
        assert!(server.printed.contains(login), "{login}: {}", server.printed);
    }
    assert!(server.printed.contains("2022年11月24日（演练）"), "{}", server.printed);
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    assert!(server.get("/readyz").ends_with("ready\n"));
    assert!(server.get("/api/v1/board").starts_with("HTTP/1.1 401"));
    assert_eq!(server.stop(), 0);

    // The clock of a drill does not go back.
    let mut server = Running::start(&["--demo", "--store", &store, "--today", "2022-11-20"]);
    assert!(server.printed.contains("2022年11月24日"), "{}", server.printed);
    assert_eq!(server.stop(), 0);

    // Known passwords stay in the demonstration.
    refused_serve(&["--store", &store], "演示用的存储");
}

fn refused_serve(arguments: &[&str], words: &str) {
    let mut whole = vec!["serve", "--listen", "127.0.0.1:0"];
    whole.extend(arguments);
    let ran = run(&whole);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(ran.err.lines().last().unwrap_or_default().contains(words), "{ran:?}");
}

/// Opens a stream of changes, which is read until it ends.
fn open_stream(server: &Running) -> std::thread::JoinHandle<String> {
    let cookie = server.sign_in("zhihui");
    let mut stream = TcpStream::connect(&server.address).unwrap();
    let request = format!(
        "GET /api/v1/events?purpose=command HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 200");
    std::thread::spawn(move || {
        let mut heard = String::new();
        let _ = stream.read_to_string(&mut heard);
        heard
    })
}

#[test]
fn an_import_beside_a_running_server_is_seen_and_an_open_stream_does_not_hold_the_stop_up() {
    let folder = tempfile::tempdir().unwrap();
    let store = path(folder.path(), "demo.sqlite");
    let mut server = Running::start(&["--demo", "--store", &store, "--today", "2022-11-24"]);
    let heard = open_stream(&server);
    let county = |server: &Running| server.get("/?county=140198").starts_with("HTTP/1.1 200");
    assert!(!county(&server));
    let list = path(folder.path(), "counties.csv");
    std::fs::write(&list, "code,name\n140198,新设区\n").unwrap();
    let ran = run(&["places", "import", &list, "--store", &store]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let asked = std::time::Instant::now();
    while !county(&server) {
        assert!(asked.elapsed().as_secs() < 10, "the import is not seen");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let told = std::time::Instant::now();
    assert_eq!(server.stop(), 0);
    assert!(told.elapsed().as_secs() < 5, "the stop took {:?}", told.elapsed());
    assert!(heard.join().unwrap().contains("places"), "the stream did not tell of the import");
}

#[test]
fn a_first_start_makes_the_administrator_and_the_key_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = path(folder.path(), "city.sqlite");
    let first = Running::start(&["--store", &store]);
    assert!(first.printed.contains("首次口令只显示这一次"), "{}", first.printed);
    let key = path(folder.path(), "city.sqlite.key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&key).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = Running::start(&["--store", &store]);
    assert!(!again.printed.contains("首次口令"), "{}", again.printed);
    refused_serve(&["--demo", "--store", &store], "正式账号");
    refused_serve(&["--store", &store, "--today", "2022-11-24"], "--today 只用于演练");
    refused_serve(&["--store", &store, "--city", "1101"], "没有1101的行政区划");
    std::fs::remove_file(&key).unwrap();
    refused_serve(&["--store", &store], "不见了");
}

#[test]
fn whoever_touches_the_audit_trail_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = path(folder.path(), "city.sqlite");
    let mut server = Running::start(&["--demo", "--store", &store, "--today", "2022-11-24"]);
    assert_eq!(server.stop(), 0);
    let witness = path(folder.path(), "city.sqlite.checkpoints.jsonl");
    assert!(Path::new(&witness).exists());
    let verify = ["audit", "verify", "--store", &store];
    let ran = run(&verify);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("140100：22条记录完好"), "{}", ran.out);

    // An entry is changed; the chain says which.
    sql(&store, "update audit_entry set act = act || 'x' where seq = 3");
    let ran = run(&verify);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("第3条起不可信：内容被改过"), "{}", ran.err);
    sql(&store, "update audit_entry set act = substr(act, 1, length(act) - 1) where seq = 3");
    assert_eq!(run(&verify).code, 0);

    // A hash that is none.
    sql(&store, "update audit_entry set previous_hash = 'x' where seq = 5");
    let ran = run(&verify);
    assert!(ran.code == 1 && ran.err.contains("第5条起不可信"), "{ran:?}");

    // The end is cut off, with the store's own checkpoint: the witness outside remembers.
    sql(&store, "delete from audit_checkpoint");
    sql(&store, "delete from audit_entry where seq >= 5");
    let ran = run(&verify);
    assert!(
        ran.code == 1 && ran.err.contains("第5条起不可信：检查点见证过的记录不见了"),
        "{ran:?}"
    );

    // A witness that somebody wrote himself.
    let text = std::fs::read_to_string(&witness).unwrap();
    std::fs::write(&witness, text.replace("\"seq\":22", "\"seq\":4")).unwrap();
    let ran = run(&verify);
    assert!(ran.code == 1 && ran.err.contains("第1行的签名不是本系统的"), "{ran:?}");
    refused(
        &["audit", "verify", "--store", &store, "--key-file", "/no/key"],
        b"",
        "读不了密钥文件",
    );
}
