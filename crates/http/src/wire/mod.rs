//! Connections. Scans and fresh passes are read off the wire and answered here, without what a server
//! for every kind of request must do for each of them. The first request of another kind hands its
//! connection over to hyper, which has it from then on, and gives the same answers.

mod answer;
mod read;

use crate::front::Front;
use crate::gate::scan_decided;
use crate::pass::pass_answer;
use answer::Answer;
use axum::body::Body;
use fangxian_app::Refusal;
use futures_util::FutureExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
pub(crate) use read::Ours;
use read::{Found, READ_BYTES_MAX, found};
use std::io;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{self, Handle};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use tower::Service;

/// A request that began to come has come by then, or its connection is cut.
const REQUEST_TIME_MAX: Duration = Duration::from_secs(30);
/// Where no connection can be taken, most likely because too many are open, it is tried again then.
const TRY_AGAIN: Duration = Duration::from_secs(1);
/// What is still being answered when the server is to stop is asked for so often.
const STILL_ANSWERING: Duration = Duration::from_millis(10);

/// What connections have in common.
struct Shared {
    front: Front,
    is_stopping: AtomicBool,
    /// Told to those that hyper has.
    stop: watch::Sender<bool>,
    /// Where hyper serves.
    hyper: Handle,
}

/// Answers whoever connects, until it is told to stop; then what was asked is still answered. However
/// long that takes: whoever calls bounds it.
///
/// # Errors
/// The machine gives no thread.
pub async fn serve(
    listener: TcpListener,
    front: Front,
    told_to_stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let (is_stopping, stop) = (AtomicBool::new(false), watch::Sender::new(false));
    let shared = Arc::new(Shared { front, is_stopping, stop, hyper: Handle::current() });
    let lines = lines(&shared)?;
    let mut next = lines.iter().cycle();
    let mut told_to_stop = std::pin::pin!(told_to_stop);
    loop {
        tokio::select! {
            taken = listener.accept() => match taken.and_then(|(stream, _)| stream.into_std()) {
                // A thread ends with its sender, and this is the sender.
                Ok(stream) => next.next().and_then(|line| line.send(stream).ok()).unwrap_or_default(),
                // One that went away before it was taken comes back by itself.
                Err(error) if is_of_one(&error) => {}
                Err(error) => {
                    tracing::error!(error = %error, "no connection can be taken: {error}");
                    tokio::time::sleep(TRY_AGAIN).await;
                }
            },
            () = &mut told_to_stop => break,
        }
    }
    drop(listener);
    shared.is_stopping.store(true, Ordering::Release);
    shared.stop.send_replace(true);
    while !shared.front.is_idle() {
        tokio::time::sleep(STILL_ANSWERING).await;
    }
    shared.stop.closed().await;
    Ok(())
}

/// A thread for each core, which answers on the connections that it is sent. Each waits for its own:
/// threads that share them wake each other, and wait for each other's waking.
fn lines(shared: &Arc<Shared>) -> io::Result<Vec<UnboundedSender<std::net::TcpStream>>> {
    let n = std::thread::available_parallelism()?.get();
    let line = |_| {
        let (line, mut connections) = unbounded_channel();
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let shared = Arc::clone(shared);
        let answer = async move {
            while let Some(stream) = connections.recv().await {
                tokio::spawn(connection(stream, Arc::clone(&shared)));
            }
        };
        std::thread::Builder::new()
            .name("wire".to_owned())
            .spawn(move || runtime.block_on(answer))?;
        Ok(line)
    };
    (0..n).map(line).collect()
}

/// Whether an error is of one connection, and not of the listener.
fn is_of_one(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Answers on one connection until it ends.
async fn connection(stream: std::net::TcpStream, shared: Arc<Shared>) {
    // Whoever went away hears nothing more.
    let _ = answered(stream, shared).await;
}

async fn answered(stream: std::net::TcpStream, shared: Arc<Shared>) -> io::Result<()> {
    // An answer is written at once, and nothing waits for another to go with it.
    stream.set_nodelay(true)?;
    let mut stream = TcpStream::from_std(stream)?;
    let mut came = Vec::with_capacity(READ_BYTES_MAX / 4);
    if let Ended::Other = ours(&mut stream, &mut came, &shared).await? {
        let stream = stream.into_std()?;
        let hyper = shared.hyper.clone();
        hyper.spawn(async move { handed_over(stream, came, &shared).await });
    }
    Ok(())
}

/// How it ended that only requests of ours came.
enum Ended {
    /// Nothing more comes, or nothing more is answered.
    Closed,
    /// What came is of another kind.
    Other,
}

/// Answers requests of ours, as long as no others come. What was read and not answered is in `came`.
async fn ours(stream: &mut TcpStream, came: &mut Vec<u8>, shared: &Shared) -> io::Result<Ended> {
    let front = &shared.front;
    let mut answer = Answer::default();
    loop {
        let n_bytes = match found(came) {
            Found::Other => return Ok(Ended::Other),
            Found::Nothing if shared.is_stopping.load(Ordering::Acquire) => {
                return Ok(Ended::Closed);
            }
            Found::Nothing => match stream.read_buf(came).await? {
                0 => return Ok(Ended::Closed),
                _ => continue,
            },
            Found::Part => {
                let more = tokio::time::timeout(REQUEST_TIME_MAX, stream.read_buf(came)).await;
                match more.unwrap_or(Ok(0))? {
                    0 => return Ok(Ended::Closed),
                    _ => continue,
                }
            }
            Found::Ours(asked, n_bytes) => {
                // Inside until it is written: a server that stops waits for it.
                let inside = front.enter(&asked).await;
                let answered = match &inside {
                    Some(_) => caught(answer_to(asked, front, &mut answer)).await,
                    None => Err(Refusal::Busy),
                };
                if let Err(refusal) = answered {
                    answer.refuse(refusal).await;
                }
                stream.write_all(answer.bytes()).await?;
                n_bytes
            }
        };
        came.drain(..n_bytes);
    }
}

async fn answer_to(asked: Ours<'_>, front: &Front, answer: &mut Answer) -> Result<(), Refusal> {
    let state = &front.state;
    match asked {
        Ours::Scan { secret, body } => {
            let told = scan_decided(state, secret, body).await?;
            answer.accept(&told, state.wall());
        }
        Ours::Pass { ticket } => {
            let told = pass_answer(state, ticket).await?;
            answer.accept_once(&told, state.wall());
        }
    }
    Ok(())
}

/// What panics is a refusal for whoever asked, and ends no connection of others.
async fn caught(answered: impl Future<Output = Result<(), Refusal>>) -> Result<(), Refusal> {
    let caught = AssertUnwindSafe(answered).catch_unwind().await;
    caught.unwrap_or(Err(Refusal::Busy))
}

/// Gives a connection to hyper, with what came on it already.
async fn handed_over(stream: std::net::TcpStream, came: Vec<u8>, shared: &Shared) {
    let mut stopped = shared.stop.subscribe();
    // It was one of tokio's a moment ago.
    let Ok(stream) = TcpStream::from_std(stream) else { return };
    let (reads, writes) = stream.into_split();
    let both = tokio::io::join(io::Cursor::new(came).chain(reads), writes);
    let front = shared.front.clone();
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        front.clone().call(request.map(Body::new))
    });
    let served =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(both), service);
    let mut served = std::pin::pin!(served);
    tokio::select! {
        // Whoever went away hears nothing more.
        _ = &mut served => return,
        _ = stopped.wait_for(|is_told| *is_told) => served.as_mut().graceful_shutdown(),
    }
    let _ = served.await;
}
