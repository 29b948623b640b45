//! How long it takes to take a sheet of 100,000 people in.

use super::Folder;
use super::client::{Client, number};
use super::report::Figure;
use crate::store_commands::StoreArg;
use crate::{city, clock};
use anyhow::{Context, Result, bail, ensure};
use axum::body::Bytes;
use fangxian_app::mint;
use fangxian_core::CityDay;
use fangxian_core::places::PlaceCode;
use fangxian_invent::{CommunityHead, InventedCommunity};
use fangxian_sheets::{OutCell, OutSheet, write_xlsx};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const N_ROWS: u64 = 100_000;
const COMMUNITY: &str = "140110003001";
const DAY: &str = "2022-11-24";
const TITLES: [&str; 15] = [
    "序号",
    "姓名",
    "性别",
    "出生日期",
    "证件类型",
    "证件号码",
    "联系电话",
    "小区",
    "楼号",
    "单元",
    "房号",
    "与户主关系",
    "居住类型",
    "工作单位",
    "备注",
];

/// How it went on one engine.
struct Taken {
    engine: &'static str,
    put_in: Duration,
    applied: Duration,
    again: Duration,
}

/// Sends the sheet in, looks it through, takes it in; and once more, which must change nothing.
pub(super) async fn measure(postgres: Option<&str>) -> Result<Figure> {
    let file = Bytes::from(sheet()?);
    let folder = Folder::make()?;
    let path = folder.0.join("import.sqlite");
    let mut taken = vec![take("SQLite", path.to_str().context("路径")?, &file).await?];
    if let Some(url) = postgres {
        taken.push(take("PostgreSQL", url, &file).await?);
    }
    let whole = |one: &Taken| (one.put_in + one.applied).as_secs_f64();
    let lines: Vec<String> = taken
        .iter()
        .map(|one| {
            format!(
                "- {}: {:.1} s: looked through with a preview {:.1} s, taken in {:.1} s; the same sheet \
                 once more, which changes nothing, {:.1} s",
                one.engine,
                whole(one),
                one.put_in.as_secs_f64(),
                one.applied.as_secs_f64(),
                one.again.as_secs_f64(),
            )
        })
        .collect();
    let slowest = taken.iter().map(whole).fold(0.0, f64::max);
    Ok(Figure {
        name: "import_100k_rows_s",
        value: (slowest * 10.0).round() / 10.0,
        unit: "s",
        peer: None,
        told: format!(
            "An .xlsx of {N_ROWS} people, {} columns, {:.1} MB, into one community that has nobody, \
             through the router.\n\n{}\n\nThe figure is the slower engine's whole.\n",
            TITLES.len(),
            file.len() as f64 / 1e6,
            lines.join("\n")
        ),
    })
}

fn sheet() -> Result<Vec<u8>> {
    let code = PlaceCode::parse(COMMUNITY)?;
    let heads = [CommunityHead { code, name: "测速社区居委会".to_owned() }];
    let plan = fangxian_invent::City::plan(&heads, N_ROWS, 7)?;
    let community = plan.community(0).context("没有造出社区")?;
    let rows = (1..)
        .zip(community.people())
        .map(|(n, (household, person))| row(n, &community, household, person));
    let sheet = OutSheet {
        name: "居民".to_owned(),
        titles: TITLES.map(str::to_owned).to_vec(),
        rows: rows.collect::<Result<_>>()?,
    };
    Ok(write_xlsx(&[sheet])?)
}

fn row(
    n: i32,
    community: &InventedCommunity,
    household: &fangxian_invent::Household,
    person: &fangxian_invent::Person,
) -> Result<Vec<OutCell>> {
    let text = |text: &str| OutCell::text(text);
    let [compound, building, unit, door] = community.address(household).context("没有门牌")?;
    let kind = match person.document {
        fangxian_invent::Document::ResidentId(_) => "居民身份证",
        fangxian_invent::Document::Passport(_) => "护照",
        fangxian_invent::Document::HongKongMacaoPermit(_) => "港澳居民来往内地通行证",
        fangxian_invent::Document::TaiwanPermit(_) => "台湾居民来往大陆通行证",
        fangxian_invent::Document::NoneYet => "无",
    };
    let needs: Vec<String> = person.needs.iter().map(|need| need.written()).collect();
    Ok(vec![
        text(&n.to_string()),
        text(&person.name),
        text(person.sex.written()),
        text(&person.born.to_string()),
        text(kind),
        text(person.document.number().unwrap_or_default()),
        text(person.phone.as_deref().unwrap_or_default()),
        text(compound),
        text(building),
        text(unit),
        text(door),
        text(person.relation.written(person.sex)),
        text(person.stay.written()),
        text(""),
        text(&needs.join("，")),
    ])
}

async fn take(engine: &'static str, store: &str, file: &Bytes) -> Result<Taken> {
    crate::failure::print(&format!("  {engine}: importing …\n"))?;
    let folder = Folder::make()?;
    let (code, day) = (PlaceCode::parse("1401")?, CityDay::parse(DAY)?);
    let key_file = folder.0.join("key");
    let arg = StoreArg::given(store);
    city::prepared(&arg, &code, &key_file, day).await?;
    let city = city::opened(&arg, &key_file, code).await?;
    let client = Client::sign_in(&city, "shequ", clock::wall).await?;
    let start = Instant::now();
    let (path, seen) = put_in(&client, file).await?;
    let put_in_took = start.elapsed();
    ensure!(number(&seen, "/counts/added")? >= N_ROWS * 99 / 100, "只认出{}", seen["counts"]);
    let start = Instant::now();
    let body = json!({ "version": seen["version"] });
    client.post(&format!("{path}/apply"), "register", &body).await?;
    let seen = settled(&client, &path).await?;
    let applied = start.elapsed();
    ensure!(seen["state"] == "applied", "没有导入完：{}", seen["state"]);
    let start = Instant::now();
    let (_, seen) = put_in(&client, file).await?;
    let again = start.elapsed();
    ensure!(number(&seen, "/counts/added")? == 0, "同一份表又加了人：{}", seen["counts"]);
    Ok(Taken { engine, put_in: put_in_took, applied, again })
}

async fn put_in(client: &Client, file: &Bytes) -> Result<(String, Value)> {
    let id = mint::uuid(clock::wall())?;
    let path = format!("/imports/{id}");
    let to = format!("{path}?community={COMMUNITY}");
    client.post_file(&to, "register", file.clone()).await?;
    let seen = settled(client, &path).await?;
    Ok((path, seen))
}

async fn settled(client: &Client, path: &str) -> Result<Value> {
    for _ in 0..12_000 {
        let seen = client.get(path, "register").await?.json()?;
        if seen["running"] == false {
            return Ok(seen);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("导入没有结束")
}
