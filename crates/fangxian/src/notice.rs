//! `fangxian notice read`: what an official notice says, before anybody confirms it.

use crate::failure::{bad_input, print};
use crate::files::{MIB, read_bytes, text};
use crate::{divisions, rules};
use anyhow::Result;
use clap::Subcommand;
use fangxian_core::Level;
use fangxian_core::notices::{AreaChange, AreaCounts, ChangeAction, Flag, ReadNotice, Unreadable};
use std::fmt::Write as _;
use std::path::PathBuf;

/// No notice is larger.
const FILE_BYTES_MAX: u64 = 5 * MIB;

#[derive(Subcommand)]
pub(crate) enum NoticeCommand {
    /// 读一份通告的文字，列出它改变了哪些区域，以及要人看的疑点；不写入任何东西
    Read {
        /// 文本文件（UTF-8 或 GB18030，最大 5 MiB）；- 表示标准输入
        #[arg(value_name = "文件")]
        file: PathBuf,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
        /// 城市的行政区划代码，默认 140100
        #[arg(long, value_name = "代码", default_value = "140100", hide_default_value = true)]
        city: String,
        /// 规则文件所在的文件夹；不给就用随程序提供的
        #[arg(long, value_name = "文件夹")]
        rules: Option<PathBuf>,
    },
}

pub(crate) fn run(command: NoticeCommand) -> Result<()> {
    let NoticeCommand::Read { file, json, city, rules } = command;
    let words = text(&read_bytes(&file, FILE_BYTES_MAX)?, &file)?;
    let (city_name, counties) = divisions::built_in_city(&city)?
        .ok_or_else(|| bad_input(format!("随程序提供的行政区划里没有“{city}”这个城市。")))?;
    let book = rules::book(rules.as_deref())?;
    let notice = fangxian_core::notices::read(&words, &counties, &city_name, &book)
        .map_err(|why| bad_input(unreadable(&why)))?;
    if json {
        return print(&format!("{}\n", serde_json::to_string_pretty(&notice)?));
    }
    print(&report(&notice))
}

fn unreadable(why: &Unreadable) -> String {
    match why {
        Unreadable::Empty => "没有文字。".to_owned(),
        Unreadable::NotText { strange } => {
            format!("这不是文字：有{strange}个无法识别的字符。请给纯文本。")
        }
        Unreadable::TooLong => "文字太长，不像一份通告。请只给一份通告的全文。".to_owned(),
    }
}

/// The notice for a person to read.
fn report(notice: &ReadNotice) -> String {
    let or_missing = |text: Option<&str>| text.unwrap_or("（没有读到）").to_owned();
    let date = notice.date.map(|day| day.written());
    let mut told = format!(
        "发布单位：{}\n文　　号：{}\n日　　期：{}\n适用方案：{}\n",
        or_missing(notice.authority.as_deref()),
        or_missing(notice.number.as_deref()),
        or_missing(date.as_deref()),
        or_missing(notice.edition.as_ref().map(|edition| edition.0.as_str())),
    );
    let _ = writeln!(told, "\n变动（{}处）：", notice.changes.len());
    for (at, change) in notice.changes.iter().enumerate() {
        tell_change(&mut told, at + 1, change);
    }
    let _ = writeln!(told, "\n数目：");
    tell_counts(&mut told, "  原文写明", &notice.stated);
    tell_counts(&mut told, "  实际读到", &notice.found);
    let n_flags =
        notice.flags.len() + notice.changes.iter().map(|one| one.flags.len()).sum::<usize>();
    if notice.flags.is_empty() {
        let _ = writeln!(told, "\n疑点：全文没有；各区域共{n_flags}处。");
    } else {
        let _ = writeln!(told, "\n疑点（全文{}处，连同各区域共{n_flags}处）：", notice.flags.len());
        notice.flags.iter().for_each(|flag| tell_flag(&mut told, "  ", flag));
    }
    told.push_str("\n以上只是读出来的内容，没有写入任何东西；须由人核对确认。\n");
    told
}

fn tell_change(told: &mut String, n: usize, change: &AreaChange) {
    let level = |level: Option<Level>, none: &'static str| level.map_or(none, Level::title);
    let what = match change.action {
        ChangeAction::Added => "新增",
        ChangeAction::Raised => "升级",
        ChangeAction::Lowered => "降级",
        ChangeAction::Released => "解除",
    };
    let from = match change.action {
        ChangeAction::Added => level(change.from, "未列入"),
        ChangeAction::Raised | ChangeAction::Lowered | ChangeAction::Released => {
            level(change.from, "原等级未写明")
        }
    };
    let _ = write!(
        told,
        "{n:>4}. {what}　{from} → {}　{}{}",
        level(change.to, "移出名单"),
        change.county.as_deref().unwrap_or("（县区不明）"),
        change.area
    );
    if let Some(except) = &change.except {
        let _ = write!(told, "（不含{except}）");
    }
    told.push('\n');
    if !change.parts.is_empty() {
        let _ = writeln!(told, "      具体：{}", change.parts.join("、"));
    }
    change.flags.iter().for_each(|flag| tell_flag(told, "      ", flag));
}

fn tell_flag(told: &mut String, indent: &str, flag: &Flag) {
    let _ = write!(told, "{indent}▲ {}", flag.message);
    if !flag.as_written.is_empty() {
        let _ = write!(told, "　原文：“{}”", flag.as_written);
    }
    told.push('\n');
}

fn tell_counts(told: &mut String, head: &str, counts: &AreaCounts) {
    let title = |code: &str| Level::from_code(code).map_or("移出名单", Level::title);
    let mut parts: Vec<String> =
        counts.levels.iter().map(|(code, n)| format!("{}{n}个", title(code))).collect();
    for (code, counties) in &counts.by_county {
        let each: Vec<String> = counties.iter().map(|(county, n)| format!("{county}{n}")).collect();
        parts.push(format!("{}：{}", title(code), each.join("、")));
    }
    let parts = if parts.is_empty() { "没有".to_owned() } else { parts.join("；") };
    let _ = writeln!(told, "{head}：{parts}");
}
