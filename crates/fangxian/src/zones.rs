//! `fangxian zones replay`: the register that the national list's snapshots amount to, and how far
//! its recorded step-downs agree with the rules.

use crate::failure::{bad_input, print};
use crate::files::{MIB, read_unpacked, text};
use crate::rules;
use anyhow::{Result, ensure};
use clap::Subcommand;
use fangxian_core::national::{
    Agreement, BadSnapshot, HeldSnapshot, Replay, Snapshot, SnapshotTime, Verdict, ZoneVerdict,
    agreement, intervals, parse, replay,
};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Unpacked, a file of snapshots may be so large.
const BYTES_MAX: u64 = 64 * MIB;
/// So many areas of a held snapshot are named in the report.
const NAMED_MAX: usize = 8;

#[derive(Subcommand)]
pub(crate) enum ZonesCommand {
    /// 用国家风险区名单的历次快照还原登记册，逐区对照记录的降级与方案的规定
    Replay {
        /// 快照文件：每行一份 JSON（.jsonl 或 .jsonl.gz，解压后最大 64 MiB）
        #[arg(value_name = "文件")]
        file: PathBuf,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
        /// 规则文件所在的文件夹；不给就用随程序提供的
        #[arg(long, value_name = "文件夹")]
        rules: Option<PathBuf>,
    },
}

pub(crate) fn run(command: ZonesCommand) -> Result<()> {
    let ZonesCommand::Replay { file, json, rules } = command;
    let book = rules::book(rules.as_deref())?;
    let snapshots = read(&file)?;
    let register = Replayed {
        agreement: agreement(&book, &intervals(&snapshots)),
        replay: replay(&book, &snapshots),
        snapshots,
    };
    if json {
        return print(&format!("{}\n", serde_json::to_string_pretty(&register.json())?));
    }
    print(&register.report())
}

/// The snapshots of a file, in the order of their hours; of one hour, in the order of the file.
fn read(path: &Path) -> Result<Vec<Snapshot>> {
    let shown = path.display();
    let words = text(&read_unpacked(path, BYTES_MAX)?, path)?;
    let mut snapshots = Vec::new();
    for (at, line) in words.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let snapshot = parse(line)
            .map_err(|error| bad_input(format!("{shown}第{}行：{}", at + 1, sentence(&error))))?;
        snapshots.push(snapshot);
    }
    ensure!(!snapshots.is_empty(), bad_input(format!("{shown}里没有快照。")));
    snapshots.sort_by_key(|snapshot| snapshot.time);
    Ok(snapshots)
}

fn sentence(error: &BadSnapshot) -> String {
    match error {
        BadSnapshot::Shape(why) => format!("不是国家风险区名单的快照（{why}）。"),
        BadSnapshot::Time(time) => format!("更新时间“{time}”无法识别。"),
        BadSnapshot::Count { level, stated, found } => {
            format!("名单写明{level}有{stated}个，实有{found}个，可能被截断。")
        }
    }
}

struct Replayed {
    snapshots: Vec<Snapshot>,
    agreement: Agreement,
    replay: Replay,
}

impl Replayed {
    fn report(&self) -> String {
        let mut told = String::new();
        let hour = |snapshot: Option<&Snapshot>| {
            snapshot.map(|snapshot| snapshot.time.to_string()).unwrap_or_default()
        };
        let (first, last) = (hour(self.snapshots.first()), hour(self.snapshots.last()));
        let n = self.snapshots.len();
        let _ = writeln!(told, "快照{n}份：{first} 至 {last}");
        let _ = writeln!(told, "\n县区\t区域\t等级\t首次出现\t最后出现\t首次消失\t结论");
        for zone in &self.agreement.zones {
            let _ = writeln!(told, "{}", row(zone));
        }
        let (agreed, predicted) = (self.agreement.n_as_ruled(), self.agreement.n_predicted());
        let _ = writeln!(
            told,
            "\n共{}段。方案能算出解除日的{predicted}段，其中{agreed}段与方案一致，{}段不一致：",
            self.agreement.zones.len(),
            predicted - agreed
        );
        for zone in self.agreement.disagreements() {
            let _ = writeln!(told, "  {}", row(zone));
        }
        self.tell_held(&mut told);
        told
    }

    fn tell_held(&self, told: &mut String) {
        let Replay { n_applied, n_unchanged, held } = &self.replay;
        let _ = writeln!(
            told,
            "\n逐份入库：{n_applied}份有变动，{n_unchanged}份无变动，{}份因无故消失的区域过多而搁置。",
            held.len()
        );
        for HeldSnapshot { time, unexplained } in held {
            let names: Vec<String> = unexplained
                .iter()
                .take(NAMED_MAX)
                .map(|area| format!("{}{}（{}）", area.county, area.area, area.level.title()))
                .collect();
            let more = if unexplained.len() > NAMED_MAX { "等" } else { "" };
            let _ = writeln!(
                told,
                "  {time} 搁置：{}个区域未到期而消失：{}{more}",
                unexplained.len(),
                names.join("、")
            );
        }
    }

    fn json(&self) -> Value {
        let zones: Vec<Value> = self.agreement.zones.iter().map(zone_json).collect();
        let held: Vec<Value> = self
            .replay
            .held
            .iter()
            .map(|held| {
                let unexplained: Vec<Value> = held
                    .unexplained
                    .iter()
                    .map(|area| {
                        let level = area.level.code();
                        json!({ "county": area.county, "area": area.area, "level": level })
                    })
                    .collect();
                json!({ "time": held.time.to_string(), "unexplained": unexplained })
            })
            .collect();
        let hour = |snapshot: Option<&Snapshot>| snapshot.map(|one| one.time.to_string());
        json!({
            "snapshots": {
                "n": self.snapshots.len(),
                "first": hour(self.snapshots.first()),
                "last": hour(self.snapshots.last()),
                "applied": self.replay.n_applied,
                "unchanged": self.replay.n_unchanged,
                "held": held,
            },
            "agreement": {
                "predicted": self.agreement.n_predicted(),
                "as_ruled": self.agreement.n_as_ruled(),
                "disagreements": self.agreement.disagreements().map(zone_json).collect::<Vec<_>>(),
            },
            "zones": zones,
        })
    }
}

fn row(zone: &ZoneVerdict) -> String {
    let interval = &zone.interval;
    let absent = interval.first_absent.map_or("—".to_owned(), |time| time.to_string());
    format!(
        "{}\t{}\t{}\t{}\t{}\t{absent}\t{}",
        interval.area.county,
        interval.area.area,
        interval.area.level.title(),
        interval.first_seen,
        interval.last_seen,
        reason(zone)
    )
}

/// The verdict in a sentence.
fn reason(zone: &ZoneVerdict) -> String {
    let ended = zone.interval.first_absent.map(SnapshotTime::shows_day);
    let ended = ended.map(|day| day.to_string()).unwrap_or_default();
    let earliest = zone.earliest.map(|day| day.to_string()).unwrap_or_default();
    match &zone.verdict {
        Verdict::AsRuled { edition } => format!("按{edition}到期，{ended}解除"),
        Verdict::Later { days } => {
            format!(
                "不一致：按方案最早{earliest}，实际{ended}，至少晚{days}天（其间有无新增病例，名单没有写）"
            )
        }
        Verdict::Earlier { days } => {
            format!(
                "不一致：按方案最早{earliest}，实际{ended}，至少早{days}天（或从列入之前的病例起算）"
            )
        }
        Verdict::EditionEnded { edition } => {
            format!("{edition}没有这一等级，{ended}随方案结束")
        }
        Verdict::EditionShortened { edition } => {
            format!("施行{edition}后天数缩短，{ended}解除时已满")
        }
        Verdict::Raised => format!("{ended}升级"),
        Verdict::Rewritten { into } => format!("{ended}改写为“{into}”，没有结束"),
        Verdict::RestOfCounty => "县区其他地区，随本县其他风险区增减，不计天数".to_owned(),
        Verdict::NoRule => "方案没有给这一等级定天数".to_owned(),
        Verdict::StillListed => "最后一份快照仍列入".to_owned(),
    }
}

fn zone_json(zone: &ZoneVerdict) -> Value {
    let interval = &zone.interval;
    let (code, days) = match &zone.verdict {
        Verdict::AsRuled { .. } => ("as_ruled", Some(0)),
        Verdict::Later { days } => ("later", Some(*days)),
        Verdict::Earlier { days } => ("earlier", Some(-*days)),
        Verdict::EditionEnded { .. } => ("edition_ended", None),
        Verdict::EditionShortened { .. } => ("edition_shortened", None),
        Verdict::Raised => ("raised", None),
        Verdict::Rewritten { .. } => ("rewritten", None),
        Verdict::RestOfCounty => ("rest_of_county", None),
        Verdict::NoRule => ("no_rule", None),
        Verdict::StillListed => ("still_listed", None),
    };
    json!({
        "county": interval.area.county,
        "area": interval.area.area,
        "level": interval.area.level.code(),
        "after": zone.after.map(|level| level.code()),
        "first_seen": interval.first_seen.to_string(),
        "last_seen": interval.last_seen.to_string(),
        "first_absent": interval.first_absent.map(|time| time.to_string()),
        "earliest": zone.earliest,
        "verdict": code,
        "days_off": days,
        "reason": reason(zone),
    })
}
