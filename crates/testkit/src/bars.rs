//! What the tests at a bar came to. With `FANGXIAN_BARS=FILE` each of them adds a line to that
//! file, of which `make bars` makes `bench/bars.md`; without it they only say so.

use std::fmt::Display;
use std::io::Write;
use std::time::Instant;

/// How often something is tried: `quick` with every change, `at_bar` in `make bars` and in a long run.
pub fn n_tries(quick: usize, at_bar: usize) -> usize {
    let is_soak = std::env::var("FANGXIAN_FAULTS").is_ok_and(|said| said == "soak");
    if is_soak || std::env::var_os("FANGXIAN_BARS").is_some() { at_bar } else { quick }
}

/// A bar that is being tried.
pub struct Bar {
    id: &'static str,
    what: String,
    began: Instant,
}

impl Bar {
    /// Begins to count the seconds. `id` is the bar's, as in `R1`; `what` says what is tried.
    pub fn begins(id: &'static str, what: impl Display) -> Bar {
        Bar { id, what: what.to_string(), began: Instant::now() }
    }

    /// Adds what was measured to what is said.
    pub fn found(&mut self, measured: impl Display) {
        self.what = format!("{}; {measured}", self.what);
    }

    /// Says how often it was tried on an engine (`-` where none is part of it) and how often it
    /// did not hold, which the caller has asserted to be never.
    pub fn held(&self, engine: impl Display, n_tries: usize) {
        self.line(engine, n_tries, 0, "0");
    }

    /// The same of a control, which has to fail.
    pub fn control(&self, engine: impl Display, n_tries: usize, n_losses: usize) {
        self.line(engine, n_tries, n_losses, "more");
    }

    #[expect(clippy::print_stdout, reason = "what a test that passed has to say")]
    fn line(&self, engine: impl Display, n_tries: usize, n_losses: usize, due: &str) {
        let Bar { id, what, began } = self;
        let seconds = began.elapsed().as_secs_f64();
        println!("{id} {engine}: {what}: {n_losses} of {n_tries} in {seconds:.1} s");
        let Some(path) = std::env::var_os("FANGXIAN_BARS") else { return };
        let line = format!("{id}\t{what}\t{engine}\t{n_tries}\t{n_losses}\t{due}\t{seconds:.1}\n");
        let file = std::fs::File::options().append(true).create(true).open(path);
        file.and_then(|mut file| file.write_all(line.as_bytes())).expect("the line is kept");
    }
}
