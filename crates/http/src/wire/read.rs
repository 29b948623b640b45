//! What came on a connection, read as far as it is of ours.

use crate::gate::{SCAN_BYTES_MAX, SCAN_PATH, SECRET_SCHEME};
use crate::pass::{PASS_PATH, TICKET_SCHEME};
use httparse::{EMPTY_HEADER, Header, Request, Status};

/// The head of a request of ours, at most.
const HEAD_BYTES_MAX: usize = 4 * 1024;
/// So much is read before a request is another's business.
pub(super) const READ_BYTES_MAX: usize = HEAD_BYTES_MAX + SCAN_BYTES_MAX;
/// A browser sends some fifteen.
const HEADERS_MAX: usize = 32;

/// A request that is answered here.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ours<'a> {
    /// One scan.
    Scan {
        /// The secret of the gate; empty where it sent none.
        secret: &'a str,
        /// What it sent.
        body: &'a [u8],
    },
    /// A fresh pass.
    Pass {
        /// The ticket; empty where there is none.
        ticket: &'a str,
    },
}

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found<'a> {
    /// Nothing yet.
    Nothing,
    /// A part of a request.
    Part,
    /// A request, and of how many bytes.
    Ours(Ours<'a>, usize),
    /// A request of another kind, or none at all: whoever knows every kind answers it.
    Other,
}

/// Reads what came. It takes only what it knows to its last byte: whatever else a request may say is
/// read by hyper.
pub(super) fn found(came: &[u8]) -> Found<'_> {
    if came.is_empty() {
        return Found::Nothing;
    }
    let mut headers = [EMPTY_HEADER; HEADERS_MAX];
    let mut request = Request::new(&mut headers);
    let head = match request.parse(came) {
        Ok(Status::Complete(head)) => head,
        Ok(Status::Partial) if came.len() < HEAD_BYTES_MAX => return Found::Part,
        Ok(Status::Partial) | Err(_) => return Found::Other,
    };
    let Some(said) = Said::of(request.headers) else { return Found::Other };
    match (request.version, request.method, request.path) {
        (Some(1), Some("GET"), Some(PASS_PATH)) if said.length.unwrap_or(0) == 0 => {
            let ticket = said.signed_as(TICKET_SCHEME);
            Found::Ours(Ours::Pass { ticket }, head)
        }
        (Some(1), Some("POST"), Some(SCAN_PATH)) => {
            let Some(length) = said.length.filter(|length| *length <= SCAN_BYTES_MAX) else {
                return Found::Other;
            };
            match came.get(head..head + length) {
                Some(body) => {
                    let secret = said.signed_as(SECRET_SCHEME);
                    Found::Ours(Ours::Scan { secret, body }, head + length)
                }
                None => Found::Part,
            }
        }
        _ => Found::Other,
    }
}

/// What the headers say, as far as it matters.
#[derive(Default)]
struct Said<'a> {
    /// Of the body, in bytes.
    length: Option<usize>,
    authorization: Option<&'a [u8]>,
}

impl<'a> Said<'a> {
    /// None where one of them asks for more than is done here.
    fn of(headers: &[Header<'a>]) -> Option<Said<'a>> {
        let mut said = Said::default();
        for header in headers {
            let is = |name: &str| header.name.eq_ignore_ascii_case(name);
            if is("content-length") {
                let digits = std::str::from_utf8(header.value).ok()?;
                let is_number = digits.bytes().all(|digit| digit.is_ascii_digit());
                let length = is_number.then(|| digits.parse().ok()).flatten()?;
                if said.length.replace(length).is_some() {
                    return None;
                }
            } else if is("authorization") {
                if said.authorization.replace(header.value).is_some() {
                    return None;
                }
            } else if is("connection") {
                header.value.eq_ignore_ascii_case(b"keep-alive").then_some(())?;
            } else if is("transfer-encoding") || is("expect") || is("upgrade") {
                return None;
            }
        }
        Some(said)
    }

    /// What was sent by a scheme; empty where nothing was.
    fn signed_as(&self, scheme: &str) -> &'a str {
        let value = self.authorization.and_then(|value| std::str::from_utf8(value).ok());
        value.and_then(|value| value.strip_prefix(scheme)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCAN: &str = "POST /gate/scans HTTP/1.1\r\nHost: a\r\nAuthorization: Gate 4f\r\n\
         Content-Length: 2\r\n\r\n{}";
    const PASS: &str = "GET /code/now HTTP/1.1\r\nhost: a\r\nauthorization: Show 7a\r\n\r\n";

    fn scan() -> Ours<'static> {
        Ours::Scan { secret: "4f", body: b"{}" }
    }

    #[test]
    fn ours_are_read_to_their_last_byte() {
        assert_eq!(found(SCAN.as_bytes()), Found::Ours(scan(), SCAN.len()));
        assert_eq!(found(PASS.as_bytes()), Found::Ours(Ours::Pass { ticket: "7a" }, PASS.len()));
        let two = format!("{SCAN}{PASS}");
        assert_eq!(found(two.as_bytes()), Found::Ours(scan(), SCAN.len()), "the next stays");
        let kept = PASS.replace("host: a", "host: a\r\nConnection: Keep-Alive");
        assert!(matches!(found(kept.as_bytes()), Found::Ours(..)));
        let unsigned = PASS.replace("Show 7a", "Gate 7a");
        assert!(matches!(found(unsigned.as_bytes()), Found::Ours(Ours::Pass { ticket: "" }, _)));
    }

    #[test]
    fn a_part_is_a_part_at_every_byte() {
        assert_eq!(found(b""), Found::Nothing);
        for request in [SCAN, PASS] {
            for end in 1..request.len() {
                assert_eq!(found(&request.as_bytes()[..end]), Found::Part, "{end} of {request}");
            }
        }
    }

    #[test]
    fn everything_else_is_of_another() {
        let others = [
            SCAN.replace("POST", "PUT"),
            SCAN.replace("/gate/scans", "/gate/scans?a=1"),
            SCAN.replace("/gate/scans", "/gate/scans/later"),
            SCAN.replace("HTTP/1.1", "HTTP/1.0"),
            SCAN.replace("Content-Length: 2", "Content-Length: +2"),
            SCAN.replace("Content-Length: 2", "Content-Length: 2\r\nContent-Length: 2"),
            SCAN.replace("Content-Length: 2", "Content-Length: 99999"),
            SCAN.replace("Content-Length: 2", "Content-Length: 99999999999999999999999"),
            SCAN.replace("Content-Length: 2", "Transfer-Encoding: chunked"),
            SCAN.replace("Content-Length: 2", "Content-Length: 2\r\nExpect: 100-continue"),
            SCAN.replace("Content-Length: 2", "Content-Length: 2\r\nConnection: close"),
            SCAN.replace("Content-Length: 2", "Content-Length: 2\r\nUpgrade: h2c"),
            SCAN.replace("Content-Length: 2\r\n", ""),
            PASS.replace("host: a", "host: a\r\ncontent-length: 1"),
            PASS.replace("/code/now", "/code"),
            "\u{1}\r\n\r\n".to_owned(),
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
            format!("GET /{} HTTP/1.1\r\n", "a".repeat(HEAD_BYTES_MAX)),
        ];
        for other in others {
            assert_eq!(found(other.as_bytes()), Found::Other, "{other}");
        }
    }
}
