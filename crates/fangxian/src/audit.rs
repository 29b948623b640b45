//! `fangxian audit verify`: whether anybody has touched the audit trail.

use crate::failure::{Found, bad_input, print};
use crate::keys::{beside, key_path, read};
use crate::store_commands::{Absent, StoreArg, at_schema, store_sentence};
use crate::witness;
use anyhow::Result;
use clap::Subcommand;
use fangxian_app::audit::verify_chain;
use fangxian_app::secrets::Keys;
use fangxian_core::audit::{Checkpoint, Flaw, Verdict};
use fangxian_store::StoreError;
use fangxian_store::audit::chains;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[derive(Subcommand)]
pub(crate) enum AuditCommand {
    /// 逐条核对审计记录的哈希链、检查点的签名和外部见证；有人动过就指出第一处
    Verify {
        #[command(flatten)]
        store: StoreArg,
        /// 密钥文件；不给就用存储旁边的 .key
        #[arg(long, value_name = "文件")]
        key_file: Option<PathBuf>,
        /// 外部保存的检查点；不给就用存储旁边的 .checkpoints.jsonl（如果有）
        #[arg(long, value_name = "文件")]
        checkpoints: Option<PathBuf>,
    },
}

pub(crate) async fn run(command: AuditCommand) -> Result<()> {
    let AuditCommand::Verify { store, key_file, checkpoints } = command;
    let keys = read(&key_path(key_file, &store)?)?;
    let witnessed = witnessed(&keys, &store, checkpoints)?;
    let db = store.open(Absent::Refused).await?;
    at_schema(&db).await?;
    let known = db.read(|tx| async move { chains(&tx).await }).await.map_err(unread)?;
    // A chain that was taken out whole is still in the witness file.
    let mut counties: BTreeSet<String> = known.into_iter().collect();
    counties.extend(witnessed.iter().map(|point| point.county.clone()));
    if counties.is_empty() {
        return print("还没有审计记录。\n");
    }
    for county in counties {
        let verified = verify_chain(&db, &keys, &county, witnessed.clone()).await?;
        if let Some(seq) = verified.bad_signature {
            return Err(found(format!("{county}：第{seq}条处的检查点，签名不是本系统的。")));
        }
        match verified.verdict {
            Verdict::Intact { last_seq, witnessed_seq } => print(&format!(
                "{county}：{last_seq}条记录完好；{}个检查点签名有效，见证到第{witnessed_seq}条。\n",
                verified.n_checkpoints
            ))?,
            Verdict::Broken { seq, why } => {
                return Err(found(format!("{county}：第{seq}条起不可信：{}", flaw_sentence(why))));
            }
        }
    }
    Ok(())
}

fn found(sentence: String) -> anyhow::Error {
    Found(sentence).into()
}

fn unread(error: StoreError) -> anyhow::Error {
    let why = store_sentence(&error);
    anyhow::Error::new(error).context(format!("读不了审计记录：{why}"))
}

/// The checkpoints that were kept outside, once their signatures are checked.
fn witnessed(keys: &Keys, store: &StoreArg, given: Option<PathBuf>) -> Result<Vec<Checkpoint>> {
    let path = match given {
        Some(path) => path,
        None => match store.file().map(witness_path).filter(|path| path.exists()) {
            Some(path) => path,
            None => return Ok(Vec::new()),
        },
    };
    let shown = path.display();
    let mut points = Vec::new();
    for (line, signed) in witness::read(&path)? {
        if !keys.verifies(&signed.checkpoint.message(), &signed.signature) {
            return Err(found(format!("{shown}第{line}行的签名不是本系统的。")));
        }
        points.push(signed.checkpoint);
    }
    if points.is_empty() {
        return Err(bad_input(format!("{shown}里没有检查点。")));
    }
    print(&format!("{shown}：{}个检查点，签名有效。\n", points.len()))?;
    Ok(points)
}

/// Where the checkpoints of an embedded store are witnessed.
pub(crate) fn witness_path(store: &Path) -> PathBuf {
    beside(store, ".checkpoints.jsonl")
}

fn flaw_sentence(why: Flaw) -> &'static str {
    match why {
        Flaw::OutOfOrder => "序号不连续，有记录被取走、插入或调换。",
        Flaw::OtherChain => "这条记录属于另一条链。",
        Flaw::DoesNotFollow => "与前一条接不上，前一条被改过或被替换。",
        Flaw::Changed => "内容被改过。",
        Flaw::ContradictsCheckpoint => "与检查点不符，整条链被重写过。",
        Flaw::CutOff => "检查点见证过的记录不见了，末尾被截掉。",
    }
}
