//! What a store needs before a city can be opened on it.

use crate::failure::bad_input;
use crate::store_commands::{StoreArg, store_sentence};
use crate::{audit, divisions, keys};
use anyhow::{Context, Result, ensure};
use fangxian_app::demo::demo_fill;
use fangxian_app::secrets::Keys;
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::RuleBook;
use fangxian_core::{CityDay, Moment};
use fangxian_store::places::{Division, division_by_code, divisions_upsert};
use fangxian_store::settings::{setting_get, setting_put};
use fangxian_store::{Db, StoreError, accounts, audit as trail};
use std::path::{Path, PathBuf};

/// The setting that marks a store as a demonstration, whose passwords are known.
const DEMO: &str = "demo";
/// The setting that holds the day of a drill.
const DRILL_DAY: &str = "drill_day";

fn failed(error: StoreError) -> anyhow::Error {
    let why = store_sentence(&error);
    anyhow::Error::new(error).context(format!("存储不可用：{why}"))
}

/// Makes the folder of an embedded store.
pub(crate) fn make_folder(store: &StoreArg) -> Result<()> {
    let folder = store.file().and_then(Path::parent).filter(|path| !path.as_os_str().is_empty());
    match folder {
        Some(folder) => std::fs::create_dir_all(folder)
            .with_context(|| format!("建不了文件夹{}", folder.display())),
        None => Ok(()),
    }
}

/// Where the checkpoints are witnessed; none where the store is a server, whose administrator
/// takes them from its own tables.
pub(crate) fn witness(store: &StoreArg) -> Option<PathBuf> {
    store.file().map(audit::witness_path)
}

/// Loads the divisions that the program ships, where the store does not have the city.
pub(crate) async fn load_divisions(db: &Db, code: &PlaceCode) -> Result<()> {
    let city = code.clone();
    let known = db.read(move |tx| async move { division_by_code(&tx, &city).await }).await;
    if known.map_err(failed)?.is_some() {
        return Ok(());
    }
    let own: Vec<Division> =
        divisions::built_in()?.into_iter().filter(|one| one.code.lies_within(code)).collect();
    ensure!(
        !own.is_empty(),
        bad_input(format!("没有{code}的行政区划：请先用 fangxian places import 导入。"))
    );
    let n = own.len();
    let loaded: Result<u64, StoreError> =
        db.write(move |tx| async move { divisions_upsert(&tx, &own).await }).await;
    loaded.map_err(failed)?;
    tracing::info!(division.n = n, "loaded {n} divisions");
    Ok(())
}

/// The keys of the installation, made at the first start. Where checkpoints were signed already
/// the key must be there: with a new one nobody could verify them any more.
pub(crate) async fn keys(db: &Db, path: &Path) -> Result<Keys> {
    if !path.exists() {
        let signed = db
            .read(|tx| async move {
                for county in trail::chains(&tx).await? {
                    if !trail::checkpoints(&tx, &county).await?.is_empty() {
                        return Ok(true);
                    }
                }
                Ok::<_, StoreError>(false)
            })
            .await;
        ensure!(
            !signed.map_err(failed)?,
            bad_input(format!(
                "密钥文件{}不见了，而存储里已有用它签名的检查点。请找回密钥文件，或用 --key-file 指定。",
                path.display()
            ))
        );
        keys::make(path)?;
        tracing::info!("made the key file");
    }
    keys::read(path)
}

/// A demonstration's passwords are known to everybody: it never becomes a real store, nor does a
/// real one become a demonstration.
pub(crate) async fn refuse_mixed(db: &Db, is_demo: bool) -> Result<()> {
    let read = db.read(|tx| async move {
        let marked = setting_get(&tx, DEMO).await?.is_some();
        Ok::<_, StoreError>((marked, accounts::n_accounts(&tx).await?))
    });
    let (marked, n_accounts) = read.await.map_err(failed)?;
    ensure!(
        is_demo || !marked,
        bad_input("这是演示用的存储，口令公开，不能正式使用：请加 --demo，或另用新的存储。")
    );
    ensure!(
        !is_demo || marked || n_accounts == 0,
        bad_input("这个存储已有正式账号，不能用来演示：请另用新的存储。")
    );
    Ok(())
}

/// The day of the drill, once `today` is taken over. A drill that has gone on further stays there:
/// what happened stays happened.
pub(crate) async fn drill_day(
    db: &Db,
    is_drill: bool,
    today: Option<CityDay>,
) -> Result<Option<CityDay>> {
    if !is_drill {
        return Ok(None);
    }
    let known = db.read(|tx| async move { setting_get(&tx, DRILL_DAY).await }).await;
    let known = known.map_err(failed)?.and_then(|day| CityDay::parse(&day).ok());
    let day = match (known, today) {
        (Some(known), Some(today)) if today <= known => {
            if today < known {
                tracing::warn!("the drill has come to {known} already and stays there");
            }
            return Ok(Some(known));
        }
        (known, None) => return Ok(known),
        (_, Some(today)) => today,
    };
    let put: Result<(), StoreError> = db
        .write(move |tx| async move { setting_put(&tx, DRILL_DAY, &day.to_string()).await })
        .await;
    put.map_err(failed)?;
    Ok(Some(day))
}

/// Marks a store as one whose passwords are known and in which nobody is real.
pub(crate) async fn mark_demo(db: &Db) -> Result<()> {
    let marked: Result<(), StoreError> =
        db.write(|tx| async move { setting_put(&tx, DEMO, "1").await }).await;
    marked.map_err(failed)
}

/// Fills the demonstration and marks the store as one, the mark first.
pub(crate) async fn fill(db: &Db, rules: &RuleBook, today: CityDay, wall: Moment) -> Result<()> {
    mark_demo(db).await?;
    demo_fill(db, rules, today, wall).await?;
    Ok(())
}
