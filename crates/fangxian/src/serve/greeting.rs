//! What the server prints once it answers: where, and who can sign in.

use crate::clock;
use crate::failure::print;
use anyhow::Result;
use fangxian_app::City;
use fangxian_app::city::Clockwork;
use fangxian_app::demo::{PASSWORD, PEOPLE};
use std::fmt::Write as _;
use std::net::SocketAddr;

/// Prints it.
pub(super) fn tell(
    city: &City,
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    is_demo: bool,
    first_administrator: Option<(String, String)>,
) -> Result<()> {
    let today = city.now(clock::wall()).city_day();
    let drill = match city.clockwork {
        Clockwork::Real => "",
        Clockwork::Drill => "（演练）",
    };
    let mut told = format!("\n防线 · {} · {}{drill}\n\n", city.name, today.written());
    let door = |path: &str| format!("http://{address}{path}");
    let _ = writeln!(told, "  指挥桌面  {}", door("/desk/"));
    let _ = writeln!(told, "  现场手机  {}", door("/field/"));
    let _ = writeln!(told, "  居民查看  {}", door("/"));
    if let Some(metrics) = metrics {
        let _ = writeln!(told, "  运行指标  http://{metrics}/metrics");
    }
    if is_demo {
        let rows = PEOPLE.iter().map(|one| [one.login, one.name, PASSWORD]);
        let _ = write!(told, "\n{}", table(["登录名", "姓名", "口令"], rows));
        told.push_str("\n  演示数据，人员虚构，口令公开：不要接到外网，不要录入真实信息。\n");
    }
    if let Some((login, password)) = first_administrator {
        let _ =
            write!(told, "\n{}", table(["登录名", "首次口令", ""], [[&*login, &*password, ""]]));
        told.push_str("\n  首次口令只显示这一次，登录后必须修改。\n");
        told.push_str("  新开的账号须由第二人核实才能办理业务；还没有第二人时，在本机运行：\n");
        told.push_str("  fangxian accounts vouch --store 存储 用户名 核实码\n");
    }
    told.push('\n');
    print(&told)
}

/// Rows under a heading, in columns: a Chinese character is two wide.
fn table<'a>(heading: [&'a str; 3], rows: impl IntoIterator<Item = [&'a str; 3]>) -> String {
    let rows: Vec<[&str; 3]> = std::iter::once(heading).chain(rows).collect();
    let width =
        |text: &str| text.chars().map(|c| if c < '\u{1100}' { 1 } else { 2 }).sum::<usize>();
    let widths = [0, 1].map(|at| rows.iter().map(|row| width(row[at])).max().unwrap_or_default());
    let mut told = String::new();
    for row in &rows {
        let gap = |at: usize| " ".repeat(widths[at] - width(row[at]) + 2);
        let line = format!("  {}{}{}{}{}", row[0], gap(0), row[1], gap(1), row[2]);
        let _ = writeln!(told, "{}", line.trim_end());
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_one_another() {
        assert_eq!(
            table(["登录名", "姓名", "口令"], [["zhihui", "演示·市指挥部", "x"], ["a", "甲", "y"]]),
            "  登录名  姓名           口令\n  zhihui  演示·市指挥部  x\n  a       甲             y\n"
        );
    }
}
