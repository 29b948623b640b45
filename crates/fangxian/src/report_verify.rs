//! `fangxian report-verify`: whether a report holds, with nothing but the published key.

use crate::failure::bad_input;
use anyhow::Result;
use clap::Args;
use fangxian_app::results::report_verify;
use fangxian_core::Moment;
use std::io::{Read, Write};

/// 核验检测报告上的方码，不用联网
#[derive(Args)]
pub(crate) struct ReportVerifyCommand {
    /// 公布的公钥：64位十六进制数字
    #[arg(long, value_name = "公钥")]
    key: String,
    /// 方码扫出的文字；不给就从标准输入读
    #[arg(value_name = "文字")]
    text: Option<String>,
}

pub(crate) fn run(command: ReportVerifyCommand) -> Result<()> {
    let mut key = [0; 32];
    hex::decode_to_slice(command.key.trim(), &mut key)
        .map_err(|_| bad_input("--key 应为64位十六进制数字。"))?;
    let text = match command.text {
        Some(text) => text,
        None => {
            let mut text = String::new();
            std::io::stdin().take(16 * 1024).read_to_string(&mut text)?;
            text
        }
    };
    let statement = report_verify(&text, &key)
        .map_err(|refused| bad_input(format!("核验不通过：{refused}。")))?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "核验通过：签名有效，没有改动")?;
    writeln!(out, "姓名：{}　证件末四位：{}", statement.masked_name, statement.document_tail)?;
    writeln!(out, "结果：{}", statement.outcome.title())?;
    writeln!(out, "采样：{}", when(statement.sampled_at))?;
    writeln!(out, "报告：{}", when(statement.reported_at))?;
    writeln!(out, "出具：{}", when(statement.issued_at))?;
    Ok(())
}

fn when(moment: Moment) -> String {
    let minutes = moment.ms_of_day() / 60_000;
    format!("{} {:02}:{:02}", moment.city_day().written(), minutes / 60, minutes % 60)
}
