//! A file that harms its reader harms nobody else (must-hold R8, R10). What a file would have to
//! do is asked of the reader by name; the program that is released knows none of these words.

use crate::running::Running;
use crate::{fangxian, path};
use fangxian_sheets::wire::{Frame, read_frame, write_question};
use fangxian_sheets::{Part, Question, Unreadable};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

const MISBEHAVIORS: [&str; 4] = ["panic", "abort", "allocate", "flood"];
/// A neighbor waits less than this (R8).
const NEIGHBOR_MAX: Duration = Duration::from_secs(1);

/// A reader as the server starts it, asked for all rows of this.
fn reader(bytes: &[u8]) -> (Child, ChildStdout) {
    let mut command = fangxian();
    command.arg("read-sheet").env_clear().current_dir("/");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    write_question(&mut child.stdin.take().unwrap(), &Question::Rows { sheet: 0 }, bytes).unwrap();
    let stdout = child.stdout.take().unwrap();
    (child, stdout)
}

#[test]
fn a_reader_answers_and_ends() {
    let (mut child, mut stdout) = reader("姓名,电话\n张三,10000000001\n".as_bytes());
    let mut n_rows = 0;
    while let Frame::Part(part) = read_frame(&mut stdout).unwrap() {
        n_rows += u32::from(matches!(part, Part::Row(_)));
    }
    assert_eq!(n_rows, 2);
    assert!(child.wait().unwrap().success());
    let (mut child, mut stdout) = reader(b"PK\x03\x04");
    assert_eq!(read_frame(&mut stdout).unwrap(), Frame::Refused(Unreadable::Cut));
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_has_no_files_and_no_variables() {
    // 41 is what the reader ends with where all of it was refused, 42 where any was not.
    let (mut child, _stdout) = reader(b"fangxian-test-reader:open");
    assert_eq!(child.wait().unwrap().code(), Some(41));
}

#[cfg(target_os = "linux")]
#[test]
fn a_reader_that_takes_all_it_can_get_stays_below_its_bound() {
    let (mut child, _stdout) = reader(b"fangxian-test-reader:fill");
    let most_kib = |child: &Child| {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap().to_owned();
        let asleep = status.contains("State:\tS");
        (line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap(), asleep)
    };
    let asked = Instant::now();
    let kib = loop {
        let (kib, asleep) = most_kib(&child);
        // It sleeps once there is no more to be had.
        if asleep && kib > 150 << 10 {
            break kib;
        }
        assert!(asked.elapsed() < Duration::from_secs(60), "{kib} KiB");
        std::thread::sleep(Duration::from_millis(20));
    };
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    println!("a reader that takes all it can get: {} MiB", kib >> 10);
    assert!(kib <= 256 << 10, "{kib} KiB");
    let has = |name: &str, limit: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        assert!(line.split_whitespace().any(|word| word == limit), "{line}");
    };
    has("Max cpu time", "15");
    has("Max core file size", "0");
    has("Max file size", "0");
    has("Max open files", "3");
    has("Max processes", "0");
}

/// The answer to a request of the one who is signed in.
fn ask(address: &str, cookie: &str, head: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "{head} HTTP/1.1\r\nhost: x\r\nx-fangxian: 1\r\nconnection: close\r\ncookie: {cookie}\r\npurpose: register\r\n\
         content-type: application/octet-stream\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// The processes that the server has started and that are not gone.
#[cfg(target_os = "linux")]
fn children(pid: u32) -> Vec<String> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let lists = tasks
        .filter_map(|task| std::fs::read_to_string(task.unwrap().path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn import(n: u32) -> String {
    let id = format!("01900000-0000-7000-8000-{n:012}");
    format!("POST /api/v1/imports/{id}?community=140110003001")
}

#[test]
fn a_file_that_ends_its_reader_is_refused_and_the_neighbors_are_served() {
    let folder = tempfile::tempdir().unwrap();
    let store = path(folder.path(), "demo.sqlite");
    let mut server = Running::start(&["--demo", "--store", &store, "--today", "2022-11-24"]);
    let cookie = server.sign_in("shequ");
    for (n, what) in (0..).zip(MISBEHAVIORS) {
        let bytes = format!("fangxian-test-reader:{what}");
        let answer = ask(&server.address, &cookie, &import(n), bytes.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 400"), "{what}: {answer}");
        assert!(answer.contains(r#""code":"sheet_reader_failed""#), "{what}: {answer}");
        assert!(answer.contains("其他工作不受影响"), "{what}: {answer}");
    }
    #[cfg(target_os = "linux")]
    assert_eq!(children(server.child.id()), Vec::<String>::new());

    // While one reader turns in circles, another stands still: the neighbors are served.
    let (address, held) = (server.address.clone(), cookie.clone());
    let waiting: Vec<_> = [(10, "loop"), (11, "sleep")]
        .map(|(n, what): (u32, &'static str)| {
            let (address, cookie) = (address.clone(), held.clone());
            std::thread::spawn(move || {
                let bytes = format!("fangxian-test-reader:{what}");
                ask(&address, &cookie, &import(n), bytes.as_bytes())
            })
        })
        .into_iter()
        .collect();
    #[cfg(target_os = "linux")]
    {
        let asked = Instant::now();
        while children(server.child.id()).len() < 2 {
            assert!(asked.elapsed() < Duration::from_secs(10), "the readers are not there");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
    let mut slowest = Duration::ZERO;
    for _ in 0..10 {
        let asked = Instant::now();
        let people = "GET /api/v1/people?within=140110003001";
        let answer = ask(&server.address, &cookie, people, b"");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        slowest = slowest.max(asked.elapsed());
    }
    println!("the slowest neighbor waited {slowest:?}");
    assert!(slowest < NEIGHBOR_MAX, "{slowest:?}");
    // They end by themselves: the one when its time is up, the other when ours is.
    for answer in waiting {
        let answer = answer.join().unwrap();
        assert!(answer.contains(r#""code":"sheet_too_slow""#), "{answer}");
    }
    // Nothing is lost: the next file is read as if nothing had been.
    let list = "姓名,小区,楼号,房号\n张甲,演示小区,1,101\n".as_bytes();
    let answer = ask(&server.address, &cookie, &import(20), list);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(server.stop(), 0);
}
