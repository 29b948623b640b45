//! Reading what is durable, in its order.

use crate::error::IntakeError;
use crate::group::{self, HEADER_BYTES};
use crate::log::{IntakeLog, locked};
use crate::segment::{HEAD_BYTES, Segment};
use std::sync::Arc;

/// Reads the log from a number on. Its calls block: they read files.
#[derive(Debug)]
pub struct Drain {
    log: IntakeLog,
    next: u64,
    /// Where the group with the next record stands, once it was looked for.
    at: Option<(Arc<Segment>, u64)>,
}

/// Records that stand together.
#[derive(Debug, Default)]
pub struct Batch {
    /// The number of the first.
    pub first: u64,
    records: Vec<Vec<u8>>,
}

impl Batch {
    /// The records, in their order.
    pub fn records(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.records.iter().map(Vec::as_slice)
    }

    /// The number after the last.
    pub fn next(&self) -> u64 {
        self.first + self.records.len() as u64
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

impl Drain {
    pub(crate) fn new(log: IntakeLog, from: u64) -> Drain {
        Drain { log, next: from, at: None }
    }

    /// The next records that are durable, about `n_records` of them; an empty batch where there are
    /// none. What is read again from the same number is the same.
    ///
    /// # Errors
    /// A file cannot be read, or is damaged.
    pub fn next(&mut self, n_records: usize) -> Result<Batch, IntakeError> {
        let mut batch = Batch { first: self.next, records: Vec::new() };
        while batch.records.len() < n_records && self.next < self.log.durable() {
            let (segment, offset) = match self.at.take() {
                Some(at) => at,
                None => match self.find() {
                    Some(segment) => (segment, HEAD_BYTES),
                    None => return Ok(batch),
                },
            };
            let Some((header, body)) = segment.group_at(offset)? else {
                // The file ends here, and the next record stands in the one after it.
                let after = self.after(&segment, offset)?;
                self.at = Some((after, HEAD_BYTES));
                continue;
            };
            let known = self.next.saturating_sub(header.first);
            let known = usize::try_from(known).unwrap_or(usize::MAX);
            let records = group::records(&body).skip(known).map(<[u8]>::to_vec);
            batch.records.extend(records);
            self.next = self.next.max(header.first + u64::from(header.count));
            self.at = Some((segment, offset + (HEADER_BYTES + body.len()) as u64));
        }
        Ok(batch)
    }

    /// The file with the next record.
    fn find(&self) -> Option<Arc<Segment>> {
        let files = locked(&self.log.shared().files);
        let found = files.iter().rev().find(|(first, _)| *first <= self.next);
        found.map(|(_, segment)| Arc::clone(segment))
    }

    fn after(&self, segment: &Segment, offset: u64) -> Result<Arc<Segment>, IntakeError> {
        let files = locked(&self.log.shared().files);
        let after = files
            .iter()
            .find(|(first, other)| other.number > segment.number && *first == self.next);
        after.map(|(_, other)| Arc::clone(other)).ok_or_else(|| segment.damaged(offset, self.next))
    }
}
