//! Connections: scans and passes are read off the wire, everything else goes to hyper, and whoever asks
//! cannot tell which of them answered.

use crate::results::foreigner;
use crate::scans::{scan_request, shown, with_gate, with_pass};
use fangxian_core::scans::Why;
use fangxian_http::serve;
use fangxian_testkit::TestCity;
use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

struct Served {
    city: TestCity,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
    person: String,
    _folder: tempfile::TempDir,
}

async fn served() -> Served {
    let city = TestCity::on("2022-11-24").await;
    let folder = tempfile::tempdir().unwrap();
    let person = foreigner(&city, "Scanned One", "S1000001", 500, "").await;
    with_gate(&city, folder.path()).await;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let until = async move {
        let _ = stopped.await;
    };
    let serving = tokio::spawn(serve(listener, city.router(), until));
    Served { city, address, stop, serving, person, _folder: folder }
}

impl Served {
    async fn connect(&self) -> Line {
        Line { stream: TcpStream::connect(self.address).await.unwrap(), came: Vec::new() }
    }

    fn scan(&self, n: u128) -> Vec<u8> {
        self.scan_with("4f3c2b1a", n)
    }

    fn scan_with(&self, secret: &str, n: u128) -> Vec<u8> {
        let body = with_pass(n, &shown(&self.city, &self.person, 0)).to_string();
        let length = body.len();
        let head = format!(
            "POST /gate/scans HTTP/1.1\r\nhost: city\r\nauthorization: Gate {secret}\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        );
        [head.as_bytes(), body.as_bytes()].concat()
    }
}

struct Heard {
    status: String,
    head: String,
    body: String,
}

impl Heard {
    fn why(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap();
        body["why"].as_str().unwrap_or_default().to_owned()
    }
}

struct Line {
    stream: TcpStream,
    came: Vec<u8>,
}

impl Line {
    async fn say(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// One answer, as long as it says that it is.
    async fn hear(&mut self) -> Heard {
        loop {
            let text = String::from_utf8_lossy(&self.came).into_owned();
            if let Some((head, _)) = text.split_once("\r\n\r\n") {
                let head = head.to_ascii_lowercase();
                let length = head.split("content-length: ").nth(1).unwrap();
                let length: usize = length.lines().next().unwrap().trim().parse().unwrap();
                let begins = head.len() + 4;
                if self.came.len() >= begins + length {
                    let body = self.came[begins..begins + length].to_vec();
                    self.came.drain(..begins + length);
                    let status = head.split(' ').nth(1).unwrap().to_owned();
                    return Heard { status, head, body: String::from_utf8(body).unwrap() };
                }
            }
            assert_ne!(
                self.stream.read_buf(&mut self.came).await.unwrap(),
                0,
                "it was cut: {text}"
            );
        }
    }

    async fn ask(&mut self, bytes: &[u8]) -> Heard {
        self.say(bytes).await;
        self.hear().await
    }

    async fn is_cut(&mut self) -> bool {
        let mut more = [0; 64];
        let read = tokio::time::timeout(Duration::from_secs(5), self.stream.read(&mut more));
        matches!(read.await.unwrap(), Ok(0) | Err(_))
    }
}

const HEALTH: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: city\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn scans_are_answered_however_they_come_and_so_is_everything_else() {
    let served = served().await;
    let mut line = served.connect().await;
    let heard = line.ask(&served.scan(1)).await;
    assert_eq!((heard.status.as_str(), heard.why().as_str()), ("200", "fine"));
    assert!(heard.head.contains("content-type: application/json"), "{}", heard.head);
    assert!(heard.head.contains("date: thu, 24 nov 2022 "), "{}", heard.head);

    // In two pieces, cut anywhere.
    let scan = served.scan(2);
    for cut in [1, 20, 60, scan.len() - 200, scan.len() - 1] {
        line.say(&scan[..cut]).await;
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert_eq!(line.ask(&scan[cut..]).await.why(), "fine", "{cut}");
    }
    // Three at once are answered one after another.
    let wrong = served.scan_with("guessed", 4);
    line.say(&[served.scan(3), wrong, served.scan(5)].concat()).await;
    let three = [line.hear().await, line.hear().await, line.hear().await];
    assert_eq!(three.map(|heard| heard.status), ["200", "401", "200"]);

    // Of another kind, and from then on whatever comes.
    let both = [HEALTH.to_vec(), served.scan(6)].concat();
    assert_eq!(line.ask(&both).await.body, "ok\n");
    assert_eq!(line.hear().await.why(), "fine", "what came behind it is not lost");
    assert_eq!(line.ask(&served.scan(7)).await.why(), "fine");
    let chunked =
        "POST /gate/scans HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";
    let mut other = served.connect().await;
    assert_eq!(other.ask(chunked.as_bytes()).await.status, "401");
    let mut last = served.connect().await;
    let closing = String::from_utf8(served.scan(8)).unwrap();
    let closing = closing.replace("host: city", "host: city\r\nconnection: close");
    assert_eq!(last.ask(closing.as_bytes()).await.why(), "fine");
    assert!(last.is_cut().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_ways_say_the_same() {
    let served = served().await;
    let scan = with_pass(1, &shown(&served.city, &served.person, 0));
    let no_scan = scan.to_string().replace("pass", "paas");
    let pass = |ticket: &str| {
        format!("GET /code/now HTTP/1.1\r\nhost: a\r\nauthorization: Show {ticket}\r\n\r\n")
    };
    let sent = |secret: &str, body: &str| {
        let length = body.len();
        format!(
            "POST /gate/scans HTTP/1.1\r\nhost: a\r\nauthorization: Gate {secret}\r\n\
             content-length: {length}\r\n\r\n{body}"
        )
    };
    let requests = [
        sent("4f3c2b1a", &scan.to_string()),
        sent("4f3c2b1a", &no_scan),
        sent("4f3c2b1a", ""),
        sent("guessed", &scan.to_string()),
        sent("4f3c2b1a", &"9".repeat(5_000)),
        pass("00"),
        pass(""),
    ];
    for request in requests {
        let here = served.connect().await.ask(request.as_bytes()).await;
        let mut by_hyper = served.connect().await;
        by_hyper.ask(HEALTH).await;
        let there = by_hyper.ask(request.as_bytes()).await;
        assert_eq!((&here.status, &here.body), (&there.status, &there.body), "{request}");
        let kind = "content-type: application/json";
        assert!(here.head.contains(kind) && there.head.contains(kind), "{request}");
    }
    let answer = scan_request(&served.city, "4f3c2b1a", scan).await;
    assert_eq!(answer.json["says"], Why::Fine.says());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_lets_nobody_in_and_waits_for_no_idle_line() {
    let served = served().await;
    let (mut idle, mut by_hyper) = (served.connect().await, served.connect().await);
    assert_eq!(idle.ask(&served.scan(1)).await.why(), "fine");
    assert_eq!(by_hyper.ask(HEALTH).await.status, "200");
    served.stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(5), served.serving).await.unwrap().unwrap().unwrap();
    assert!(by_hyper.is_cut().await);
    assert!(TcpStream::connect(served.address).await.is_err());
}
