//! A link between the tables and the centre that can be cut, be slow, and be worse than cut.

use crate::tables::any_below;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// What becomes of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It gets through, slowly.
    Slow,
    /// It is cut while the request is on its way.
    CutUp,
    /// The request arrives; it is cut while the answer is on its way.
    CutDown,
    /// Half open: it takes what it is given, passes nothing on, and is reset at last.
    Silent,
    /// Half open the other way: the request arrives, the answer never does.
    Deaf,
}

const FATES: [Fate; 5] = [Fate::Slow, Fate::CutUp, Fate::CutDown, Fate::Silent, Fate::Deaf];

/// How it passes bytes on: so many at once, after a pause. 16 KiB in 40 ms are 400 KB/s at most.
const CHUNK_BYTES: usize = 16 << 10;
const PAUSE: Duration = Duration::from_millis(40);

pub(crate) enum Link {
    /// Connections go through this program.
    Proxy { address: String, line: Arc<Line> },
    /// The interface itself goes down, in a network of our own.
    Interface { address: String },
}

pub(crate) struct Line {
    server: String,
    is_down: AtomicBool,
    is_over: AtomicBool,
    /// How long a half-open connection is held.
    hold: Duration,
    n_met: [AtomicUsize; 5],
}

impl Link {
    pub(crate) fn proxy(server: &str, hold: Duration) -> Link {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let line = Arc::new(Line {
            server: server.to_owned(),
            is_down: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
            hold,
            n_met: Default::default(),
        });
        let own = Arc::clone(&line);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                if own.is_over.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(client) = client else { continue };
                let line = Arc::clone(&own);
                std::thread::spawn(move || line.carry(client));
            }
        });
        Link::Proxy { address, line }
    }

    pub(crate) fn address(&self) -> &str {
        match self {
            Link::Proxy { address, .. } | Link::Interface { address } => address,
        }
    }

    pub(crate) fn set_down(&self, is_down: bool) {
        match self {
            Link::Proxy { line, .. } => line.is_down.store(is_down, Ordering::SeqCst),
            Link::Interface { .. } => {
                let way = if is_down { "down" } else { "up" };
                let set = Command::new("ip").args(["link", "set", "lo", way]).status().unwrap();
                assert!(set.success());
            }
        }
    }

    /// How many connections met which fate.
    pub(crate) fn met(&self) -> String {
        match self {
            Link::Proxy { line, .. } => {
                let n = |at: usize| line.n_met[at].load(Ordering::SeqCst);
                format!(
                    "{} connections through, {} cut on the way up, {} on the way down, {} silent, \
                     {} deaf",
                    n(0),
                    n(1),
                    n(2),
                    n(3),
                    n(4)
                )
            }
            Link::Interface { .. } => "the interface went down and came back".to_owned(),
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        if let Link::Proxy { address, line } = self {
            line.is_over.store(true, Ordering::SeqCst);
            // So that the listener wakes and sees it.
            let _ = TcpStream::connect(address.as_str());
        }
    }
}

impl Line {
    fn is_down(&self) -> bool {
        self.is_down.load(Ordering::SeqCst)
    }

    /// Seven of ten get through.
    fn fate(&self) -> Fate {
        match any_below(20) {
            _ if self.is_down() => Fate::Silent,
            0..14 => Fate::Slow,
            14..16 => Fate::CutUp,
            16..18 => Fate::CutDown,
            18 => Fate::Silent,
            _ => Fate::Deaf,
        }
    }

    fn carry(&self, mut client: TcpStream) {
        let fate = self.fate();
        if !self.is_down() {
            let at = FATES.iter().position(|one| *one == fate).unwrap();
            self.n_met[at].fetch_add(1, Ordering::SeqCst);
        }
        if fate == Fate::Silent {
            // Closed over bytes that nobody read, it is reset.
            return std::thread::sleep(self.hold);
        }
        let Ok(mut server) = TcpStream::connect(&self.server) else { return };
        let ends = (client.try_clone().unwrap(), server.try_clone().unwrap());
        std::thread::scope(|threads| {
            threads.spawn(|| self.up(&mut client, &mut server, fate));
            let (mut client, mut server) = ends;
            self.down(&mut server, &mut client, fate);
            let _ = client.shutdown(Shutdown::Both);
            let _ = server.shutdown(Shutdown::Both);
        });
    }

    fn up(&self, client: &mut TcpStream, server: &mut TcpStream, fate: Fate) {
        let (mut chunk, mut n_passed, mut end) = (vec![0; CHUNK_BYTES], 0, usize::MAX);
        while let Ok(n @ 1..) = client.read(&mut chunk) {
            if n_passed == 0 && fate == Fate::CutUp {
                let share = usize::try_from(any_below(100)).unwrap();
                end = length_of(&chunk[..n]) * share / 100;
            }
            std::thread::sleep(PAUSE);
            let n = n.min(end - n_passed);
            if self.is_down() || server.write_all(&chunk[..n]).is_err() {
                break;
            }
            n_passed += n;
            if n_passed == end {
                break;
            }
        }
        if self.is_down() {
            std::thread::sleep(self.hold);
        }
        let _ = server.shutdown(Shutdown::Both);
        let _ = client.shutdown(Shutdown::Both);
    }

    fn down(&self, server: &mut TcpStream, client: &mut TcpStream, fate: Fate) {
        if fate == Fate::Deaf {
            return std::thread::sleep(self.hold);
        }
        // The head of an answer alone is longer than that.
        let mut left = match fate {
            Fate::CutDown => usize::try_from(any_below(300)).unwrap(),
            Fate::Slow | Fate::CutUp | Fate::Silent | Fate::Deaf => usize::MAX,
        };
        let mut chunk = vec![0; CHUNK_BYTES];
        while let Ok(n @ 1..) = server.read(&mut chunk) {
            std::thread::sleep(PAUSE);
            let n = n.min(left);
            if self.is_down() {
                return std::thread::sleep(self.hold);
            }
            if client.write_all(&chunk[..n]).is_err() {
                return;
            }
            left -= n;
            if left == 0 {
                return;
            }
        }
    }
}

/// How long a request is, by what stands in its head.
fn length_of(start: &[u8]) -> usize {
    let start = String::from_utf8_lossy(start);
    let n_head = start.find("\r\n\r\n").unwrap_or_default() + 4;
    let n_body = start.split_once("content-length: ").and_then(|(_, rest)| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().ok()
    });
    n_head + n_body.unwrap_or_default()
}
