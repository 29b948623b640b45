//! The reader itself: it gives up what it does not need before it reads the first byte.

use anyhow::Result;
use fangxian_sheets::answer;
use fangxian_sheets::wire::{Frame, read_question, write_frame};
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;

/// Answers one question about one file, from standard input to standard output.
pub(crate) fn run() -> Result<()> {
    #[cfg(unix)]
    confine()?;
    let (question, bytes) = read_question(&mut std::io::stdin().lock())?;
    #[cfg(debug_assertions)]
    misbehave(&bytes);
    let mut out = BufWriter::with_capacity(64 << 10, std::io::stdout().lock());
    let mut written = Ok(());
    let answered = answer(bytes, &question, &mut |part| {
        written = write_frame(&mut out, &Frame::Part(part));
        match written.is_ok() {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    });
    written?;
    let last = answered.map_or_else(Frame::Refused, |()| Frame::Done);
    write_frame(&mut out, &last)?;
    Ok(out.flush()?)
}

/// Memory above what the program takes before it reads, in bytes. With it less than 256 MiB.
#[cfg(unix)]
const ROOM_BYTES: u64 = 216 << 20;
/// The largest table that is allowed takes a fifth of it.
#[cfg(unix)]
const CPU_SECONDS: u64 = 15;

/// From here on: no file is opened, written or dumped, no process started, and time and memory
/// have an end. Where the machine is short of memory this process is the first to go, and its
/// neighbors come before it.
#[cfg(unix)]
fn confine() -> Result<()> {
    use rustix::process::{Resource, Rlimit, nice, setrlimit};
    let taken = taken_bytes();
    // Both are courtesies to the neighbors: a system that does not know them is as well served.
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
    let _ = nice(10);
    let room = taken + ROOM_BYTES;
    let limits = [
        (Resource::As, room, room),
        // At the first it is told which limit it was, at the second it is killed.
        (Resource::Cpu, CPU_SECONDS, CPU_SECONDS + 1),
        (Resource::Core, 0, 0),
        (Resource::Fsize, 0, 0),
        (Resource::Nofile, 3, 3),
        (Resource::Nproc, 0, 0),
    ];
    for (resource, current, maximum) in limits {
        setrlimit(resource, Rlimit { current: Some(current), maximum: Some(maximum) })?;
    }
    Ok(())
}

/// The address space that the program takes by itself.
#[cfg(unix)]
fn taken_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmSize:")).unwrap_or_default();
    let kib = line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok());
    kib.map_or(256 << 20, |kib| kib << 10)
}

/// What no file should be able to make a reader do, for the tests of those who wait for it. Not in
/// the program that is released.
#[cfg(debug_assertions)]
#[expect(clippy::panic, reason = "a test asks for it")]
fn misbehave(bytes: &[u8]) {
    let wanted = bytes.strip_prefix(b"fangxian-test-reader:").unwrap_or_default();
    match wanted {
        b"panic" => panic!("asked for by a test"),
        b"abort" => std::process::abort(),
        b"allocate" => drop(std::hint::black_box(vec![1_u8; 4 << 30])),
        b"fill" => {
            let mut taken: Vec<Vec<u8>> = Vec::new();
            let mut more = Vec::new();
            while more.try_reserve_exact(1 << 20).is_ok() {
                more.resize(1 << 20, 1);
                // Room for the list itself comes first, so that it never fails in between.
                if taken.try_reserve(1).is_err() {
                    break;
                }
                taken.push(std::mem::take(&mut more));
            }
            std::thread::sleep(std::time::Duration::from_secs(3600));
        }
        b"loop" => loop {
            std::hint::spin_loop();
        },
        b"sleep" => std::thread::sleep(std::time::Duration::from_secs(3600)),
        b"flood" => loop {
            let _ = std::io::stdout().write_all(&[0; 4096]);
        },
        b"open" => {
            let refused = std::fs::File::open("/etc/hostname").is_err()
                && std::env::vars_os().next().is_none()
                && std::env::current_dir().is_ok_and(|folder| folder == std::path::Path::new("/"));
            std::process::exit(if refused { 41 } else { 42 });
        }
        _ => {}
    }
}
