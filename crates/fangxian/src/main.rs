//! The one binary. It alone reads the clock, files and the command line.

mod accounts;
mod audit;
mod bench;
mod city;
mod clock;
mod divisions;
mod failure;
mod files;
mod keys;
mod notice;
mod peers;
mod places;
mod program;
mod read_sheet;
mod report_verify;
mod rules;
mod serve;
mod sms;
mod store_commands;
mod trace;
mod witness;
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
    /// 行政区划
    #[command(subcommand)]
    Places(places::PlacesCommand),
    /// 账号
    #[command(subcommand)]
    Accounts(accounts::AccountsCommand),
    /// 造一座城
    #[command(subcommand)]
    City(city::CityCommand),
    Serve(serve::ServeCommand),
    Migrate(store_commands::MigrateCommand),
    Backup(store_commands::BackupCommand),
    Restore(store_commands::RestoreCommand),
    Distribute(store_commands::DistributeCommand),
    /// 审计记录
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    ReportVerify(report_verify::ReportVerifyCommand),
    Trace(trace::TraceCommand),
    Bench(bench::BenchCommand),
    /// 由服务自己启动，读一个上传的表格
    #[command(hide = true)]
    ReadSheet,
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
        What::Places(command) => waiting(places::run(command)),
        What::Accounts(command) => waiting(accounts::run(command)),
        What::City(command) => waiting(city::run(command)),
        What::Serve(command) => waiting(serve::run(command)),
        What::Migrate(command) => waiting(store_commands::run_migrate(command)),
        What::Backup(command) => waiting(store_commands::run_backup(command)),
        What::Restore(command) => waiting(store_commands::run_restore(command)),
        What::Distribute(command) => waiting(store_commands::run_distribute(command)),
        What::ReportVerify(command) => report_verify::run(command),
        What::Trace(command) => trace::run(command),
        What::Bench(command) => waiting(bench::run(command)),
        What::ReadSheet => read_sheet::run(),
        What::Audit(command) => waiting(audit::run(command)),
    }
}

/// Runs a command that waits for a store.
fn waiting(command: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(command)
}
