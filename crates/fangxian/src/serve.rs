//! `fangxian serve`: the city, running.

mod background;
mod copy;
pub(crate) mod first_start;
mod greeting;
pub(crate) mod intake;
mod tracing_turns;

use crate::failure::bad_input;
use crate::peers::PeersArg;
use crate::read_sheet::OwnReader;
use crate::sms::SmsArg;
use crate::store_commands::{Absent, StoreArg, to_schema};
use crate::{clock, keys, rules};
use anyhow::{Context, Result, ensure};
use clap::Args;
use fangxian_app::City;
use fangxian_app::city::{CityParts, Clockwork};
use fangxian_app::demo::demo_people;
use fangxian_core::CityDay;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_http::{Cookies, HttpState, metrics_router, router};
use fangxian_intake::Options;
use fangxian_paper::{Templates, Typesetter, debian_font_dirs};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long open requests have to finish once the server is told to stop.
const FINISH_MAX: Duration = Duration::from_secs(10);

/// 启动服务
#[derive(Args)]
pub(crate) struct ServeCommand {
    #[command(flatten)]
    pub(crate) store: StoreArg,
    /// 监听的地址和端口，如 127.0.0.1:8080
    #[arg(long, value_name = "地址", default_value = "127.0.0.1:8080", hide_default_value = true)]
    listen: SocketAddr,
    /// 运行指标另用的地址和端口；不给就不提供
    #[arg(long, value_name = "地址")]
    metrics: Option<SocketAddr>,
    /// 演示：填入演示数据和演示账号（口令公开），并按演练运行
    #[arg(long)]
    demo: bool,
    /// 演练：城市的日期可以往后调
    #[arg(long)]
    drill: bool,
    /// 演练开始的日期，如 2022-11-24；只能往后
    #[arg(long, value_name = "日期", value_parser = CityDay::parse)]
    today: Option<CityDay>,
    /// 密钥文件；不给就用存储旁边的 .key，没有就新建
    #[arg(long, value_name = "文件")]
    key_file: Option<PathBuf>,
    /// 存放扫码记录的文件夹；不给就用存储旁边的 .scans
    #[arg(long, value_name = "文件夹")]
    scans: Option<PathBuf>,
    #[command(flatten)]
    sms: SmsArg,
    #[command(flatten)]
    peers: PeersArg,
    /// 登录凭据只经 HTTPS 发送；服务放在 HTTPS 后面时必须加上
    #[arg(long)]
    secure_cookies: bool,
    /// 规则文件所在的文件夹；不给就用随程序提供的
    #[arg(long, value_name = "文件夹")]
    rules: Option<PathBuf>,
    /// 城市的四位行政区划代码，默认 1401
    #[arg(long, value_name = "代码", default_value = "1401", hide_default_value = true)]
    city: String,
}

pub(crate) async fn run(command: ServeCommand) -> Result<()> {
    log_to_stderr();
    let listener = bind(command.listen).await?;
    let metrics = match command.metrics {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    let (city, first_password) = open(&command).await?;
    let key_file = keys::key_path(command.key_file.clone(), &command.store)?;
    let scans = intake::folder(command.scans.as_deref(), &command.store, &key_file);
    let is_copied = intake::open(&city, &scans, Options::default()).await?;
    let told_to_stop = background::told_to_stop()?;
    let (stop, stopped) = watch::channel(false);
    let mut work = Vec::new();
    if let Some(metrics) = metrics {
        let stopped = background::until(stopped.clone());
        let server = axum::serve(metrics, metrics_router()).with_graceful_shutdown(stopped);
        work.push(tokio::spawn(async move { server.await.unwrap_or_default() }));
    }
    let witness = first_start::witness(&command.store);
    let keeping = background::keep_current(Arc::clone(&city), witness, stopped.clone());
    let keeping = tokio::spawn(keeping);
    let following = background::follow_tests(Arc::clone(&city), stopped.clone());
    work.push(tokio::spawn(following));
    work.push(tokio::spawn(background::watch_tubes(Arc::clone(&city), stopped.clone())));
    work.push(tokio::spawn(background::watch_answers(Arc::clone(&city), stopped.clone())));
    work.push(tokio::spawn(background::follow_codes(Arc::clone(&city), stopped.clone())));
    work.push(tokio::spawn(background::tell_codes(Arc::clone(&city), stopped.clone())));
    work.push(tokio::spawn(background::recompute_codes(Arc::clone(&city), stopped.clone())));
    let behind = copy::behind(Arc::clone(&city), scans.clone(), is_copied, stopped.clone());
    work.push(tokio::spawn(behind));
    work.push(tokio::spawn(tracing_turns::feed_tracing(Arc::clone(&city), stopped.clone())));
    work.push(tokio::spawn(background::drain(Arc::clone(&city), stopped.clone())));
    if let Some(gateway) = command.sms.gateway() {
        city.begin_sms();
        let sending = background::send_sms(Arc::clone(&city), gateway, stopped.clone());
        work.push(tokio::spawn(sending));
    }
    if let Some(post) = command.peers.post() {
        let sending = background::send_letters(Arc::clone(&city), post, stopped.clone());
        work.push(tokio::spawn(sending));
    }
    greeting::tell(&city, listener.local_addr()?, command.metrics, command.demo, first_password)?;

    let cookies = if command.secure_cookies { Cookies::Secure } else { Cookies::Plain };
    let streams = Arc::clone(&city);
    let state = HttpState { city, wall: Arc::new(clock::wall), cookies };
    let until = background::until(stopped.clone());
    let mut serving = tokio::spawn(fangxian_http::serve(listener, router(state), until));
    tokio::select! {
        ended = &mut serving => ended.context("服务中断")?.context("服务中断")?,
        () = told_to_stop => {
            tracing::info!("stopping: open requests have {} s to finish", FINISH_MAX.as_secs());
            stop.send_replace(true);
            streams.stop_following();
            if tokio::time::timeout(FINISH_MAX, &mut serving).await.is_err() {
                tracing::warn!("some connections were still open and are cut");
                serving.abort();
            }
        }
    }
    stop.send_replace(true);
    keeping.await.context("后台任务中断")?;
    for task in work {
        task.abort();
    }
    copy::keep(&streams, &scans).await;
    tracing::info!("stopped");
    Ok(())
}

async fn bind(address: SocketAddr) -> Result<TcpListener> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| bad_input(format!("不能监听{address}：{error}")))
}

/// The city, its store brought to this program's schema and filled with what a first start needs.
/// With it the first administrator's sign-in name and password, where he was made just now.
async fn open(command: &ServeCommand) -> Result<(Arc<City>, Option<(String, String)>)> {
    let is_drill = command.demo || command.drill;
    ensure!(
        is_drill || command.today.is_none(),
        bad_input("--today 只用于演练：请同时给 --drill 或 --demo。")
    );
    let code = PlaceCode::parse(&command.city).ok().filter(|code| code.kind() == PlaceKind::City);
    let code = code.ok_or_else(|| bad_input("--city 应为四位行政区划代码，如 1401。"))?;
    let book = rules::book(command.rules.as_deref())?;
    let wall = clock::wall();

    first_start::make_folder(&command.store)?;
    let db = command.store.open(Absent::Made).await?;
    for name in to_schema(&db).await? {
        tracing::info!(migration = name, "applied migration {name}");
    }
    first_start::load_divisions(&db, &code).await?;
    let key_file = keys::key_path(command.key_file.clone(), &command.store)?;
    let keys = first_start::keys(&db, &key_file).await?;
    first_start::refuse_mixed(&db, command.demo).await?;
    let day = first_start::drill_day(&db, is_drill, command.today).await?;
    if command.demo {
        first_start::fill(&db, &book, day.unwrap_or(wall.city_day()), wall).await?;
    }
    let parts = CityParts {
        rules: book,
        code,
        keys,
        typesetter: typesetter(),
        sheets: Arc::new(OwnReader::find()?),
        clockwork: if is_drill { Clockwork::Drill } else { Clockwork::Real },
    };
    let city = Arc::new(City::open(db, parts, wall).await?);
    let first_password = if command.demo {
        demo_people(&city, wall).await?;
        None
    } else {
        fangxian_app::accounts::first_administrator(&city, wall).await?
    };
    let n_raised = fangxian_app::orders::orders_follow_day(&city, wall).await?;
    tracing::info!(order.n = n_raised, "raised {n_raised} orders at start");
    Ok((city, first_password))
}

/// Sets paper; none where the machine has no Chinese font, which is told and stops nothing else.
fn typesetter() -> Option<Typesetter> {
    match Typesetter::new(&debian_font_dirs(), Templates::built_in()) {
        Ok(typesetter) => Some(typesetter),
        Err(error) => {
            tracing::warn!(error = %error, "no PDF: {error}");
            None
        }
    }
}

/// One line for each event, as far as `RUST_LOG` asks.
fn log_to_stderr() {
    use tracing_subscriber::EnvFilter;
    use tracing_subscriber::fmt::layer;
    use tracing_subscriber::layer::SubscriberExt;
    use tracing_subscriber::util::SubscriberInitExt;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let lines = layer().with_writer(std::io::stderr).with_ansi(is_terminal);
    // Set already only where a test runs the command in its own process.
    let _ = tracing_subscriber::registry().with(filter).with(lines).try_init();
}
