//! The one binary. It alone reads the clock, files and the command line.

mod divisions;
mod failure;
mod files;
mod notice;
mod rules;
mod words;
mod zones;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// 防线：城市疫情应急处置平台
#[derive(Parser)]
#[command(name = "fangxian", version, help_template = words::TEMPLATE)]
#[command(subcommand_help_heading = "命令", subcommand_value_name = "命令")]
struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// 核对防控方案：逐条打印成可签字的句子；互相矛盾的条文一并引出
    #[command(subcommand)]
    Rules(rules::RulesCommand),
    /// 读通告
    #[command(subcommand)]
    Notice(notice::NoticeCommand),
    /// 风险区名单
    #[command(subcommand)]
    Zones(zones::ZonesCommand),
}

fn main() -> ExitCode {
    let command = match words::parse::<Command>() {
        Ok(command) => command,
        Err(code) => return code,
    };
    match run(command.what) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::tell(&error),
    }
}

fn run(what: What) -> anyhow::Result<()> {
    match what {
        What::Rules(command) => rules::run(command),
        What::Notice(command) => notice::run(command),
        What::Zones(command) => zones::run(command),
    }
}
