//! The copy of everybody's index, beside the intake log: with it a server that is started again answers
//! at once, and reads everybody from the store behind its first answers.

use super::background::{Turns, chain};
use crate::clock;
use anyhow::{Context, Result};
use fangxian_app::City;
use fangxian_app::passes::{passes_copy, passes_load, passes_put_copy};
use fangxian_app::venues::venues_load;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// A copy of fifty million people is half as large; what is larger is none.
const COPY_BYTES_MAX: u64 = 1 << 30;
/// So often it is written again.
const COPY_EVERY: Duration = Duration::from_secs(3_600);
/// What could not be read is read again after so long.
const AGAIN: Duration = Duration::from_secs(10);

fn path(folder: &Path) -> PathBuf {
    folder.join("people.copy")
}

/// Puts everybody of the copy into memory; false where there is none, or it is of no use.
pub(super) async fn put(city: &Arc<City>, folder: &Path) -> Result<bool> {
    let path = path(folder);
    let is_there = std::fs::metadata(&path).is_ok_and(|file| file.len() <= COPY_BYTES_MAX);
    let copy = if is_there { std::fs::read(&path).ok() } else { None };
    let Some(copy) = copy else { return Ok(false) };
    let is_put = passes_put_copy(city, &copy, clock::wall()).await?;
    if !is_put {
        tracing::info!("the copy of everybody is of no use any more: everybody is read");
    }
    Ok(is_put)
}

/// Writes the copy.
pub(super) async fn keep(city: &Arc<City>, folder: &Path) {
    let kept = async {
        let Some(copy) = passes_copy(city).await? else { return Ok(()) };
        let path = path(folder);
        tokio::task::spawn_blocking(move || write(&path, &copy)).await?
    };
    let kept: Result<()> = kept.await;
    if let Err(error) = kept {
        // Without it a start takes longer, and nothing is lost.
        tracing::warn!(error = %chain(error.as_ref()), "could not write the copy of everybody");
    }
}

fn write(path: &Path, copy: &[u8]) -> Result<()> {
    let fresh = path.with_extension("fresh");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&fresh).with_context(|| format!("写不了{}", fresh.display()))?;
    file.write_all(copy)?;
    file.sync_all()?;
    std::fs::rename(&fresh, path)?;
    Ok(())
}

/// Reads every place behind the first answers, and everybody where a copy served so far; then writes
/// the copy again from time to time.
pub(super) async fn behind(
    city: Arc<City>,
    folder: PathBuf,
    is_copied: bool,
    stopped: watch::Receiver<bool>,
) {
    while let Err(error) = venues_load(&city).await {
        tracing::error!(error = %chain(&error), "could not read the places");
        tokio::time::sleep(AGAIN).await;
    }
    if is_copied {
        tokio::time::sleep(AGAIN).await;
        while let Err(error) = passes_load(&city, clock::wall()).await {
            tracing::error!(error = %chain(&error), "could not read everybody again");
            tokio::time::sleep(AGAIN).await;
        }
    }
    let mut kept_seq = None;
    let mut turns = Turns::every(COPY_EVERY, stopped);
    while turns.next().await {
        let seq = city.seen_seq();
        if kept_seq != Some(seq) {
            keep(&city, &folder).await;
            kept_seq = Some(seq);
        }
    }
}
