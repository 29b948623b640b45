//! Files that people send in are opened elsewhere: by the reader that the city was started with,
//! a few at a time.

use crate::Refusal;
use fangxian_sheets::{SheetReader, Unreadable};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;

/// How many files are open at once. Each may take 256 MiB.
const OPEN_MAX: usize = 2;
/// How many more may wait for their turn; each of them stands in memory.
const WAITING_MAX: usize = 6;

/// The reader of a city, and who has his turn with it.
pub struct Sheets {
    reader: Arc<dyn SheetReader>,
    turns: Arc<Semaphore>,
    n_asked: Arc<AtomicUsize>,
}

impl Sheets {
    pub(crate) fn new(reader: Arc<dyn SheetReader>) -> Sheets {
        let turns = Arc::new(Semaphore::new(OPEN_MAX));
        Sheets { reader, turns, n_asked: Arc::default() }
    }

    /// Does `work` with the reader, in its turn and on a thread of its own. Where too many wait
    /// already it is refused at once, and nothing was done.
    pub(crate) async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn SheetReader) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let _asked = Asked::among(&self.n_asked)?;
        self.with_patience(work).await
    }

    /// The same for what goes on in the background: it waits as long as it takes.
    pub(crate) async fn with_patience<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn SheetReader) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|_| Refusal::Busy)?;
        let reader = Arc::clone(&self.reader);
        let done = tokio::task::spawn_blocking(move || {
            // Held until the reader is done, even where nobody waits for its answer any more.
            let _turn = turn;
            work(&*reader)
        });
        done.await.map_err(|_| Refusal::SheetUnreadable(Unreadable::ReaderFailed))
    }
}

/// One who asked, until he has his answer or goes away.
struct Asked(Arc<AtomicUsize>);

impl Asked {
    fn among(n_asked: &Arc<AtomicUsize>) -> Result<Asked, Refusal> {
        let asked = Asked(Arc::clone(n_asked));
        match n_asked.fetch_add(1, Ordering::AcqRel) < OPEN_MAX + WAITING_MAX {
            true => Ok(asked),
            false => Err(Refusal::Busy),
        }
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// A reader within this process: for tests and measurements of what is done with rows.
pub fn reader_within() -> Arc<dyn SheetReader> {
    Arc::new(fangxian_sheets::ReaderWithin)
}
