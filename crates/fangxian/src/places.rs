//! `fangxian places import`: the code lists of divisions, taken over.

use crate::clock;
use crate::divisions::{self, BadRow};
use crate::failure::{Found, bad_input, print};
use crate::files::{MIB, read_bytes, text};
use crate::store_commands::{Absent, StoreArg, store_sentence, to_schema};
use anyhow::{Result, ensure};
use clap::Subcommand;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_store::feed::{self, Change};
use fangxian_store::places::{Division, divisions_all, divisions_upsert};
use fangxian_store::{Db, StoreError};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::PathBuf;

/// The villages of the whole country are some 30 MiB.
const FILE_BYTES_MAX: u64 = 64 * MIB;

#[derive(Subcommand)]
pub(crate) enum PlacesCommand {
    /// 导入行政区划代码表（CSV）；重复导入不改变任何东西
    Import {
        /// CSV 文件，标题行至少有 code 和 name；代码的位数决定是市、县区、街道还是社区
        #[arg(value_name = "文件", required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        store: StoreArg,
        /// 全部导入，不限于本市（1401 开头）
        #[arg(long)]
        all: bool,
    },
}

pub(crate) async fn run(command: PlacesCommand) -> Result<()> {
    let PlacesCommand::Import { files, store, all } = command;
    let within = if all { None } else { Some(PlaceCode::parse(CITY)?) };
    let lists = read(&files)?;
    let db = store.open(Absent::Made).await?;
    to_schema(&db).await?;
    let mut n_rejected = 0;
    for list in lists {
        let taken = take(&db, list, within.as_ref()).await?;
        n_rejected += taken.rejected.len();
        print(&taken.report())?;
    }
    ensure!(n_rejected == 0, Found(format!("有{n_rejected}行没有导入，原因见上。")));
    Ok(())
}

/// The city that this installation is for.
const CITY: &str = "1401";

/// A file as it was read.
struct CsvFile {
    name: String,
    divisions: Vec<(u64, Division)>,
    rejected: Vec<BadRow>,
}

/// Every file is read before anything is written, so that a file that is none stops it all. The
/// lists come as cities, counties, streets, communities: whoever names them in another order
/// still has the parents written first.
fn read(files: &[PathBuf]) -> Result<Vec<CsvFile>> {
    let mut lists = Vec::new();
    for path in files {
        let name = path.display().to_string();
        let words = text(&read_bytes(path, FILE_BYTES_MAX)?, path)?;
        let list = divisions::read(&words).map_err(|why| bad_input(format!("{name}：{why}")))?;
        lists.push(CsvFile { name, divisions: list.divisions, rejected: list.rejected });
    }
    let shortest =
        |list: &CsvFile| list.divisions.iter().map(|(_, one)| one.code.as_str().len()).min();
    lists.sort_by_key(shortest);
    Ok(lists)
}

/// What became of the rows of a file: each is in one of the counts.
struct Taken {
    name: String,
    n_new: usize,
    n_renamed: usize,
    n_same: usize,
    n_elsewhere: usize,
    rejected: Vec<BadRow>,
}

async fn take(db: &Db, list: CsvFile, within: Option<&PlaceCode>) -> Result<Taken> {
    let known = db.read(|tx| async move { divisions_all(&tx).await }).await;
    let known: HashMap<PlaceCode, Division> =
        known.map_err(refused)?.into_iter().map(|one| (one.code.clone(), one)).collect();
    let CsvFile { name, divisions, rejected } = list;
    let mut taken = Taken { name, n_new: 0, n_renamed: 0, n_same: 0, n_elsewhere: 0, rejected };
    // By code, so that a parent comes before its children.
    let mut wanted: BTreeMap<PlaceCode, Division> = BTreeMap::new();
    for (line, division) in divisions {
        if within.is_some_and(|within| !division.code.lies_within(within)) {
            taken.n_elsewhere += 1;
        } else if wanted.contains_key(&division.code) {
            let why = format!("代码{}在本文件里出现了两次。", division.code);
            taken.rejected.push(BadRow { line, why });
        } else if let Some(why) = orphan(&division, &known, &wanted) {
            taken.rejected.push(BadRow { line, why });
        } else {
            let code = division.code.clone();
            match known.get(&code) {
                Some(known) if *known == division => taken.n_same += 1,
                Some(_) => {
                    taken.n_renamed += 1;
                    wanted.insert(code, division);
                }
                None => {
                    taken.n_new += 1;
                    wanted.insert(code, division);
                }
            }
        }
    }
    taken.rejected.sort_by_key(|bad| bad.line);
    let wanted: Vec<Division> = wanted.into_values().collect();
    if !wanted.is_empty() {
        // A server that runs on this store follows its feed and reads the tree anew.
        let cities: BTreeSet<String> =
            wanted.iter().filter_map(|one| one.code.as_str().get(..4)).map(str::to_owned).collect();
        let written: Result<u64, StoreError> = db
            .write(move |tx| async move {
                for city in cities {
                    let key = format!("{city}00");
                    let at = clock::wall();
                    let topic = feed::PLACES.to_owned();
                    feed::append(&tx, Change { county: key, at, topic, subject: city })?;
                }
                divisions_upsert(&tx, &wanted).await
            })
            .await;
        written.map_err(refused)?;
    }
    Ok(taken)
}

/// Why a division hangs in the air; none where its parent is known.
fn orphan(
    division: &Division,
    known: &HashMap<PlaceCode, Division>,
    wanted: &BTreeMap<PlaceCode, Division>,
) -> Option<String> {
    if division.code.kind() == PlaceKind::County {
        // Lists of counties come without their city, which the program ships.
        return None;
    }
    let parent = division.code.parent()?;
    let is_there = known.contains_key(&parent) || wanted.contains_key(&parent);
    (!is_there).then(|| format!("上级{parent}不在册，请先导入上级（或写在前面）。"))
}

fn refused(error: StoreError) -> anyhow::Error {
    let why = store_sentence(&error);
    anyhow::Error::new(error).context(format!("没有导入：{why}"))
}

impl Taken {
    fn report(&self) -> String {
        let Taken { name, n_new, n_renamed, n_same, n_elsewhere, rejected } = self;
        let n_rows = n_new + n_renamed + n_same + n_elsewhere + rejected.len();
        let mut told = format!(
            "{name}：{n_rows}行 = 新增{n_new} + 更名{n_renamed} + 已有{n_same} + 外市{n_elsewhere} + 拒绝{}\n",
            rejected.len()
        );
        for BadRow { line, why } in rejected {
            let _ = writeln!(told, "  第{line}行：{why}");
        }
        told
    }
}
