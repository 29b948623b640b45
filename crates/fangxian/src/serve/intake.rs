//! The intake log of this server: where it lies, and what it is called.

use super::copy;
use crate::clock;
use crate::keys::beside;
use crate::store_commands::StoreArg;
use anyhow::{Context, Result};
use fangxian_app::passes::passes_load;
use fangxian_app::scans::{FolderKeys, scans_open};
use fangxian_app::{City, Refusal, mint};
use fangxian_intake::{DayKeyFolder, IntakeError, Options};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder that was given; else beside the store, or the key of one that is a server, with
/// `.scans` behind its name.
pub(crate) fn folder(given: Option<&Path>, store: &StoreArg, key_file: &Path) -> PathBuf {
    let beside_store = || beside(store.file().unwrap_or(key_file), ".scans");
    given.map_or_else(beside_store, Path::to_owned)
}

/// Opens the log, and reads everybody into memory: from the copy that was kept, where it is of use, and
/// else from the store. Whether it was the copy.
pub(crate) async fn open(city: &Arc<City>, folder: &Path, options: Options) -> Result<bool> {
    let log = folder.join("log");
    std::fs::create_dir_all(&log).with_context(|| format!("建不了文件夹{}", log.display()))?;
    let name = name_of(folder)?;
    city.begin_record_keys(DayKeyFolder::open(&folder.join("cases"))?);
    let keys = Arc::new(FolderKeys(DayKeyFolder::open(&folder.join("days"))?));
    let opened = scans_open(city, (&log, &name), options, keys).await;
    let recovered = match opened {
        Ok(recovered) => recovered,
        // No room, most likely: everything else of the city works, and gates are told to come back.
        Err(Refusal::Intake(error @ IntakeError::Io { .. })) => {
            tracing::error!(error = %error, "takes no scans until it is started again: {error}");
            return people(city, folder).await;
        }
        Err(error) => return Err(error.into()),
    };
    if recovered.n_missing > 0 {
        tracing::error!(
            scan.n = recovered.n_missing,
            "{} scans that were taken are neither in the store nor in the log: one of them was put \
             back to an earlier state",
            recovered.n_missing
        );
    }
    let is_copied = people(city, folder).await?;
    tracing::info!(
        person.n = city.passes.len(),
        scan.n = recovered.next - recovered.first,
        "{} people can be scanned; {} scans are to be drained",
        city.passes.len(),
        recovered.next - recovered.first
    );
    Ok(is_copied)
}

async fn people(city: &Arc<City>, folder: &Path) -> Result<bool> {
    let is_copied = copy::put(city, folder).await?;
    if !is_copied {
        passes_load(city, clock::wall()).await?;
    }
    Ok(is_copied)
}

/// By what the store knows this log: made once, and kept with it.
fn name_of(folder: &Path) -> Result<String> {
    let path = folder.join("name");
    if let Ok(name) = std::fs::read_to_string(&path)
        && !name.trim().is_empty()
    {
        return Ok(name.trim().to_owned());
    }
    let name = hex::encode(mint::random::<8>()?);
    std::fs::write(&path, &name).with_context(|| format!("写不了{}", path.display()))?;
    Ok(name)
}
