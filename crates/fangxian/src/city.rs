//! `fangxian city make`: a city of invented people to work with.

pub(crate) mod fill;
mod people;

pub(crate) use people::person_id;

use crate::failure::{bad_input, print};
use crate::read_sheet::OwnReader;
use crate::serve::first_start;
use crate::store_commands::{Absent, StoreArg, to_schema};
use crate::{clock, divisions, keys, rules};
use anyhow::{Context, Result, ensure};
use clap::{Args, Subcommand};
use fangxian_app::City;
use fangxian_app::city::{CityParts, Clockwork};
use fangxian_app::demo::demo_people;
use fangxian_app::secrets::Keys;
use fangxian_core::CityDay;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_invent::CommunityHead;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The largest city there is has some twenty-five million people.
const PEOPLE_MAX: u64 = 30_000_000;

#[derive(Subcommand)]
pub(crate) enum CityCommand {
    Make(MakeCommand),
}

/// 造一座城：真实的区划，虚构的人，供演练、测试和测速
///
/// 人数和种子相同，造出的城也相同。证件号以99开头、电话以100开头，都不会是真人的；
/// 每个人都标明“虚构”。造出的存储只能用于演示，不能正式使用。
#[derive(Args)]
pub(crate) struct MakeCommand {
    #[command(flatten)]
    store: StoreArg,
    /// 多少人，如 387、50000、5300000
    #[arg(long, value_name = "人数", value_parser = clap::value_parser!(u64).range(1..=PEOPLE_MAX))]
    people: u64,
    /// 种子：任意整数
    #[arg(long, value_name = "整数", default_value_t = 1)]
    seed: u64,
    /// 年龄、预产期等以哪一天为准，如 2022-11-24；演练也从这一天开始
    #[arg(long, value_name = "日期", value_parser = CityDay::parse, default_value = "2022-11-24")]
    today: CityDay,
    /// 密钥文件；不给就用存储旁边的 .key，没有就新建
    #[arg(long, value_name = "文件")]
    key_file: Option<PathBuf>,
    /// 城市的四位行政区划代码，默认 1401
    #[arg(long, value_name = "代码", default_value = "1401", hide_default_value = true)]
    city: String,
}

pub(crate) async fn run(command: CityCommand) -> Result<()> {
    let CityCommand::Make(command) = command;
    let code = PlaceCode::parse(&command.city).ok().filter(|code| code.kind() == PlaceKind::City);
    let code = code.ok_or_else(|| bad_input("--city 应为四位行政区划代码，如 1401。"))?;
    let plan = Arc::new(plan(&code, command.people, command.seed, command.today)?);
    let key_file = keys::key_path(command.key_file, &command.store)?;
    let making = Making::begin(&command.store)?;
    let keys = Arc::new(prepared(&making.store, &code, &key_file, command.today).await?);

    let start = Instant::now();
    let mut last_told = start;
    let made = fill::fill(making.store.address(), &keys, &plan, |so_far| {
        if last_told.elapsed() >= Duration::from_secs(2) {
            last_told = Instant::now();
            // Whoever does not look misses nothing.
            let _ = print(&format!("  {} 人…\n", so_far.people));
        }
    })
    .await?;
    let took = start.elapsed();
    making.put_in_place()?;
    opened(&command.store, &key_file, code).await?;
    print(&format!(
        "造好了：{} 人，{} 户，{} 个社区（村），都是虚构的。用时 {:.1} 秒，每秒 {:.0} 人。\n\
         启动：fangxian serve --demo --store {}\n",
        made.people,
        made.households,
        plan.n_communities(),
        took.as_secs_f64(),
        made.people as f64 / took.as_secs_f64(),
        command.store.shown(),
    ))
}

/// A made city, opened, with the accounts of the demonstration.
pub(crate) async fn opened(
    store: &StoreArg,
    key_file: &Path,
    code: PlaceCode,
) -> Result<Arc<City>> {
    let parts = CityParts {
        rules: rules::book(None)?,
        code,
        keys: keys::read(key_file)?,
        typesetter: None,
        sheets: Arc::new(OwnReader::find()?),
        clockwork: Clockwork::Drill,
    };
    let db = store.open(Absent::Refused).await?;
    let city = Arc::new(City::open(db, parts, clock::wall()).await?);
    demo_people(&city, clock::wall()).await?;
    Ok(city)
}

/// The plan of the city on its real divisions.
pub(crate) fn plan(
    code: &PlaceCode,
    people: u64,
    seed: u64,
    today: CityDay,
) -> Result<fangxian_invent::City> {
    let heads: Vec<CommunityHead> = divisions::built_in()?
        .into_iter()
        .filter(|one| one.code.kind() == PlaceKind::Community && one.code.lies_within(code))
        .map(|one| CommunityHead { code: one.code, name: one.name })
        .collect();
    ensure!(!heads.is_empty(), bad_input(format!("没有{code}的社区：随程序只带太原市的区划。")));
    let day = jiff::civil::Date::new(today.year(), today.month(), today.day_of_month())?;
    Ok(fangxian_invent::City::plan(&heads, people, seed)?.as_of(day))
}

/// A store with its schema, its divisions, its key and the mark that nobody in it is real.
pub(crate) async fn prepared(
    store: &StoreArg,
    code: &PlaceCode,
    key_file: &Path,
    today: CityDay,
) -> Result<Keys> {
    let db = store.open(Absent::Made).await?;
    to_schema(&db).await?;
    first_start::load_divisions(&db, code).await?;
    first_start::refuse_mixed(&db, true).await?;
    first_start::mark_demo(&db).await?;
    first_start::drill_day(&db, true, Some(today)).await?;
    first_start::keys(&db, key_file).await
}

/// A file is made beside its place and put there when it is whole; a server does that by itself.
struct Making {
    store: StoreArg,
    files: Option<(PathBuf, PathBuf)>,
}

impl Making {
    fn begin(wanted: &StoreArg) -> Result<Making> {
        first_start::make_folder(wanted)?;
        let Some(file) = wanted.file() else {
            return Ok(Making { store: wanted.clone(), files: None });
        };
        ensure!(
            !file.exists(),
            bad_input(format!("{}已经有了，不会覆盖：请另用新的存储。", file.display()))
        );
        let making = keys::beside(file, ".making");
        for ending in ["", "-wal", "-shm"] {
            let left = keys::beside(&making, ending);
            if left.exists() {
                std::fs::remove_file(&left)
                    .with_context(|| format!("删不了上次没造完的{}", left.display()))?;
            }
        }
        let store = StoreArg::at(making.clone())?;
        Ok(Making { store, files: Some((making, file.to_owned())) })
    }

    fn put_in_place(self) -> Result<()> {
        match self.files {
            None => Ok(()),
            Some((making, file)) => {
                std::fs::rename(&making, &file).with_context(|| format!("放不到{}", file.display()))
            }
        }
    }
}
