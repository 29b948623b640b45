//! Takes batches in, one after the other: while one is being written, the next is decided and
//! sealed.

use super::run::{Work, elsewhere};
use super::writing::Writing;
use crate::Refusal;
use crate::caller::Request;
use crate::register::sheet::ReadRow;
use fangxian_core::people::RowRead;
use fangxian_store::people::RosterImport;
use tokio::task::JoinHandle;

/// How often a batch is tried again where somebody else changed the same people meanwhile.
const TRIES_MAX: usize = 5;

/// An import that is taken in.
pub(super) struct Taking<'a> {
    req: &'a Request,
    work: Work,
    /// As the import will stand when what is being written is kept.
    one: RosterImport,
    written: Option<Written>,
}

/// A batch that is being written.
struct Written {
    rows: Vec<ReadRow>,
    /// As the import stood before it.
    before: RosterImport,
    write: JoinHandle<Result<RosterImport, Refusal>>,
}

/// Somebody else changed the same people: nothing of the batch was kept, and the register is to be
/// read anew.
fn is_overtaken(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Stale | Refusal::PersonKnown | Refusal::PlaceTaken)
}

impl<'a> Taking<'a> {
    pub(super) fn new(req: &'a Request, work: Work, one: RosterImport) -> Taking<'a> {
        Taking { req, work, one, written: None }
    }

    /// Notes rows that were taken before, so that none of them is taken for the first of its kind.
    pub(super) fn pass_over(&mut self, rows: &[ReadRow]) {
        for read in rows.iter().filter_map(|row| row.read.as_ref().ok()) {
            self.work.known.is_first(&self.req.city.keys.seals, read);
        }
    }

    /// Takes a batch in. It may still be on its way to the store when this returns.
    pub(super) async fn take(&mut self, rows: Vec<ReadRow>) -> Result<(), Refusal> {
        let prepared = self.prepare(&rows).await;
        // A row may build on one of the batch before, which was not written yet.
        let prepared = match prepared {
            Err(refusal) if !is_overtaken(&refusal) => return Err(refusal),
            prepared => prepared.ok(),
        };
        match (self.landed().await?, prepared) {
            (None, Some(writing)) => {
                self.write(rows, writing);
                Ok(())
            }
            (None, None) => {
                self.begin_anew(&[&rows]).await?;
                self.take_alone(&rows).await
            }
            (Some(overtaken), _) => {
                self.begin_anew(&[&overtaken, &rows]).await?;
                self.take_alone(&overtaken).await?;
                self.take_alone(&rows).await
            }
        }
    }

    /// Waits for the last batch, and says how the import stands then.
    pub(super) async fn end(mut self) -> Result<RosterImport, Refusal> {
        if let Some(overtaken) = self.landed().await? {
            self.begin_anew(&[&overtaken]).await?;
            self.take_alone(&overtaken).await?;
        }
        Ok(self.one)
    }

    async fn prepare(&mut self, rows: &[ReadRow]) -> Result<Writing, Refusal> {
        let elsewhere = elsewhere(self.req, &self.one.community, rows).await?;
        let decisions = self.work.decide(self.req, rows, &elsewhere);
        Writing::of(self.req, &mut self.work, &self.one, rows, decisions).await
    }

    fn write(&mut self, rows: Vec<ReadRow>, writing: Writing) {
        let then = writing.then();
        let before = std::mem::replace(&mut self.one, then);
        let req = self.req.clone();
        let write = tokio::spawn(async move { writing.write(&req).await });
        self.written = Some(Written { rows, before, write });
    }

    /// Waits for the batch that is being written. Gives its rows back where it was overtaken.
    async fn landed(&mut self) -> Result<Option<Vec<ReadRow>>, Refusal> {
        let Some(Written { rows, before, write }) = self.written.take() else { return Ok(None) };
        match write.await.map_err(|_| Refusal::Busy)? {
            Ok(_) => Ok(None),
            Err(refusal) if is_overtaken(&refusal) => {
                self.one = before;
                Ok(Some(rows))
            }
            Err(refusal) => Err(refusal),
        }
    }

    /// Reads the register anew; of the sheet all is known but these rows.
    async fn begin_anew(&mut self, undecided: &[&[ReadRow]]) -> Result<(), Refusal> {
        let community = &self.one.community;
        self.req.city.rosters.forget(community);
        let rows = undecided.iter().flat_map(|rows| rows.iter());
        let rows: Vec<&RowRead> = rows.filter_map(|row| row.read.as_ref().ok()).collect();
        let seen = std::mem::take(&mut self.work.known);
        let seen = seen.without(&self.req.city.keys.seals, &rows);
        self.work = Work::begin(self.req, community, Some(seen)).await?;
        Ok(())
    }

    /// Takes a batch in and waits for it, again where it is overtaken.
    async fn take_alone(&mut self, rows: &[ReadRow]) -> Result<(), Refusal> {
        for _ in 0..TRIES_MAX {
            let written = match self.prepare(rows).await {
                Ok(writing) => writing.write(self.req).await,
                Err(refusal) => Err(refusal),
            };
            match written {
                Ok(next) => {
                    self.one = next;
                    return Ok(());
                }
                Err(refusal) if is_overtaken(&refusal) => {
                    self.begin_anew(&[rows]).await?;
                }
                Err(refusal) => return Err(refusal),
            }
        }
        Err(Refusal::Stale)
    }
}
