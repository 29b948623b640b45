//! The witness file: every signed checkpoint of the audit trail as a line of JSON, for somebody
//! outside to keep.

use crate::failure::bad_input;
use crate::files::{MIB, read_bytes, text};
use anyhow::{Context, Result};
use fangxian_core::Moment;
use fangxian_core::audit::{Checkpoint, Fingerprint};
use fangxian_store::audit::SignedCheckpoint;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::Path;

/// A checkpoint a minute is less than 200 MiB in a year.
const BYTES_MAX: u64 = 1024 * MIB;

/// A line of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    county: String,
    seq: i64,
    entry_hash: String,
    signed_at: Moment,
    signature: String,
}

/// Adds a checkpoint, and returns when it is on the disk.
pub(crate) fn append(path: &Path, signed: &SignedCheckpoint) -> Result<()> {
    let Checkpoint { county, seq, hash, signed_at } = &signed.checkpoint;
    let line = Line {
        county: county.clone(),
        seq: *seq,
        entry_hash: hash.to_string(),
        signed_at: *signed_at,
        signature: signed.signature.clone(),
    };
    let line = format!("{}\n", serde_json::to_string(&line)?);
    let mut options = std::fs::File::options();
    options.append(true).create(true);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(line.as_bytes())?;
        file.sync_data()
    });
    written.with_context(|| format!("写不了见证文件{}", path.display()))
}

/// The checkpoints of a file, in its order, each with its line. A last line that was cut off by a
/// power cut is left out; anything else that is no checkpoint is refused.
pub(crate) fn read(path: &Path) -> Result<Vec<(usize, SignedCheckpoint)>> {
    let shown = path.display();
    let whole = text(&read_bytes(path, BYTES_MAX)?, path)?;
    let mut signed = Vec::new();
    for (at, line) in whole.split_inclusive('\n').enumerate() {
        if !line.ends_with('\n') || line.trim().is_empty() {
            continue;
        }
        let number = at + 1;
        let one =
            parsed(line).ok_or_else(|| bad_input(format!("{shown}第{number}行不是检查点。")))?;
        signed.push((number, one));
    }
    Ok(signed)
}

fn parsed(line: &str) -> Option<SignedCheckpoint> {
    let Line { county, seq, entry_hash, signed_at, signature } = serde_json::from_str(line).ok()?;
    let hash = Fingerprint::parse(&entry_hash)?;
    Some(SignedCheckpoint { checkpoint: Checkpoint { county, seq, hash, signed_at }, signature })
}
