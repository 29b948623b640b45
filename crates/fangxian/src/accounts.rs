//! `fangxian accounts vouch`: the second person, where a city has only one administrator so far.

use crate::clock;
use crate::failure::{bad_input, print};
use crate::store_commands::{Absent, StoreArg, at_schema};
use anyhow::Result;
use clap::Subcommand;
use fangxian_app::Refusal;
use fangxian_app::accounts::account_vouch_at_console;
use fangxian_core::places::{PlaceCode, PlaceKind};

#[derive(Subcommand)]
pub(crate) enum AccountsCommand {
    /// 在本机核实一个账号：核对本人报出的核实码；审计记录会写明是在控制台核实的
    Vouch {
        #[command(flatten)]
        store: StoreArg,
        /// 用户名
        #[arg(value_name = "用户名")]
        login: String,
        /// 本人登录并修改初始密码后看到的八位数字
        #[arg(value_name = "核实码")]
        code: String,
        /// 城市的四位行政区划代码，默认 1401
        #[arg(long, value_name = "代码", default_value = "1401", hide_default_value = true)]
        city: String,
    },
}

pub(crate) async fn run(command: AccountsCommand) -> Result<()> {
    let AccountsCommand::Vouch { store, login, code, city } = command;
    let city = PlaceCode::parse(&city).ok().filter(|code| code.kind() == PlaceKind::City);
    let city = city.ok_or_else(|| bad_input("--city 应为四位行政区划代码，如 1401。"))?;
    let db = store.open(Absent::Refused).await?;
    at_schema(&db).await?;
    match account_vouch_at_console(&db, &city.county(), &login, &code, clock::wall()).await {
        Ok(()) => print(&format!("{login}已核实。\n")),
        Err(Refusal::NotFound) => Err(bad_input(format!("没有这个账号：{login}"))),
        Err(refusal @ Refusal::VouchCodeWrong) => Err(bad_input(refusal.to_string())),
        Err(other) => Err(other.into()),
    }
}
