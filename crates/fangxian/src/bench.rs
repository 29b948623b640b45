//! `fangxian bench`: how fast it is on this machine, beside a fair peer.

mod areas;
mod board;
mod cases;
mod client;
mod cold;
mod colors;
mod import;
mod load;
mod notice;
mod overload;
mod pages;
mod phones;
mod register;
mod register_told;
mod report;
mod sampling;
mod sampling_peer;
mod sampling_told;
mod scans;
mod scans_codes;
mod scans_peer;
mod scans_places;
mod scans_told;
mod timing;
mod trace;
mod trace_duckdb;
mod trace_peer;
mod trace_visits;

use crate::clock;
use crate::failure::{bad_input, print};
use anyhow::{Context, Result};
use clap::Args;
use fangxian_app::mint;
use std::path::PathBuf;

/// 测速，写出 report.md 和 report.json
#[derive(Args)]
pub(crate) struct BenchCommand {
    /// 只测这一组：notice、board、pages、import、register、sampling、scans、trace 或 cases
    #[arg(long, value_name = "名称")]
    only: Option<String>,
    /// 登记和清楼用多少虚构的人来测
    #[arg(long, value_name = "人数", default_value_t = 5_300_000)]
    people: u64,
    /// 同时在这个 PostgreSQL 服务器上测，如 postgres://fangxian@127.0.0.1:5432；其中要有空的库 fangxian_import、fangxian_register、fangxian_sampling、fangxian_scans 和 fangxian_trace
    #[arg(long, value_name = "地址", env = "FANGXIAN_BENCH_POSTGRES", hide_env = true)]
    postgres: Option<String>,
    /// 查同处同时用 DuckDB 的这个命令行程序来测
    #[arg(long, value_name = "程序", env = "FANGXIAN_BENCH_DUCKDB", hide_env = true)]
    duckdb: Option<PathBuf>,
    /// 查同处用多少次到访来测
    #[arg(long, value_name = "次数", default_value_t = 50_000_000)]
    visits: u64,
    /// 另测一座城两周的 7.42 亿次到访，要 13 GB 空闲内存和几分钟
    #[arg(long)]
    city: bool,
    /// 写到哪个文件夹，默认 bench；其中别的项目保留
    #[arg(long, value_name = "文件夹", default_value = "bench", hide_default_value = true)]
    to: PathBuf,
}

const GROUPS: [&str; 10] = [
    "notice", "board", "pages", "import", "register", "sampling", "scans", "trace", "cases",
    "colors",
];

pub(crate) async fn run(command: BenchCommand) -> Result<()> {
    let BenchCommand { only, people, postgres, duckdb, visits, city, to } = command;
    if let Some(only) = &only
        && !GROUPS.contains(&only.as_str())
    {
        return Err(bad_input(format!("没有“{only}”这一组：有{}。", GROUPS.join("、"))));
    }
    for group in GROUPS.into_iter().filter(|group| only.as_deref().is_none_or(|o| o == *group)) {
        print(&format!("{group} …\n"))?;
        let database = |name: &str| postgres.as_ref().map(|server| format!("{server}/{name}"));
        let figures = match group {
            "notice" => vec![notice::measure()?],
            "board" => vec![board::measure(clock::wall()).await?],
            "pages" => vec![pages::measure()?],
            "import" => vec![import::measure(database("fangxian_import").as_deref()).await?],
            "register" => {
                register::measure(people, database("fangxian_register").as_deref()).await?
            }
            "scans" => scans::measure(people, database("fangxian_scans").as_deref()).await?,
            "colors" => colors::measure(people).await?,
            "cases" => cases::measure(people, visits).await?,
            "trace" => {
                let peers = (database("fangxian_trace"), duckdb.clone());
                trace::measure(visits, city, peers).await?
            }
            _ => sampling::measure(people, database("fangxian_sampling").as_deref()).await?,
        };
        for figure in figures {
            print(&format!("{}\n", figure.line()))?;
            report::keep(&to, &figure, clock::wall().city_day())?;
        }
    }
    print(&format!("{}\n", to.join("report.md").display()))
}

/// A folder that goes when the measuring is over.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Result<Folder> {
        let unique = hex::encode(mint::random::<8>()?);
        let path = std::env::temp_dir().join(format!("fangxian-bench-{unique}"));
        std::fs::create_dir(&path).with_context(|| format!("建不了文件夹{}", path.display()))?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left behind lies in the folder for what may go.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
