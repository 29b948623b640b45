//! `fangxian migrate`, `backup`, `restore` and `distribute`: a store made, kept, brought back and
//! spread over machines.

use crate::clock;
use crate::failure::{Found, bad_input, print};
use anyhow::{Context, Result, anyhow};
use clap::Args;
use fangxian_store::backup::{BackupError, Manifest, backup};
use fangxian_store::db::Engine;
use fangxian_store::distribute::distribute_statements;
use fangxian_store::migrate::{MIGRATIONS, MigrateError, check, migrate};
use fangxian_store::restore::{RestoreError, restore};
use fangxian_store::schema::{Schema, reference_tables};
use fangxian_store::{Db, StoreError};
use std::path::{Path, PathBuf};

/// Which store.
#[derive(Args, Clone)]
pub(crate) struct StoreArg {
    /// SQLite 文件的路径，或 postgres://… 地址；也可用环境变量 FANGXIAN_DATABASE_URL 给出
    #[arg(long, value_name = "存储", env = "FANGXIAN_DATABASE_URL", hide_env = true)]
    store: String,
}

impl StoreArg {
    /// Opens the store. `Makes` says whether a file may be made where there is none.
    pub(crate) async fn open(&self, absent: Absent) -> Result<Db> {
        let path = self.file();
        if absent == Absent::Refused && path.is_some_and(|path| !path.exists()) {
            return Err(bad_input(format!("没有这个存储：{}", self.shown())));
        }
        Db::open(&self.store).await.map_err(|error| self.unopened(error))
    }

    /// The store at a path or an address.
    pub(crate) fn given(store: &str) -> StoreArg {
        StoreArg { store: store.to_owned() }
    }

    /// The store in this file.
    pub(crate) fn at(file: PathBuf) -> Result<StoreArg> {
        let store = file.into_os_string().into_string();
        store.map(|store| StoreArg { store }).map_err(|_| bad_input("存储的路径应为 UTF-8。"))
    }

    /// A path, or the address of a server.
    pub(crate) fn address(&self) -> &str {
        self.file().and_then(Path::to_str).unwrap_or(&self.store)
    }

    /// The file of an embedded store; none where it is a server.
    pub(crate) fn file(&self) -> Option<&Path> {
        let is_server = ["postgres://", "postgresql://"];
        if is_server.iter().any(|scheme| self.store.starts_with(scheme)) {
            return None;
        }
        let path = self.store.strip_prefix("sqlite:").unwrap_or(&self.store);
        Some(Path::new(path.strip_prefix("//").unwrap_or(path)))
    }

    /// The store without the password that an address may hold.
    pub(crate) fn shown(&self) -> String {
        match (self.store.split_once("://"), self.store.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
            _ => self.store.clone(),
        }
    }

    fn unopened(&self, error: StoreError) -> anyhow::Error {
        let why = store_sentence(&error);
        anyhow::Error::new(error).context(format!("打不开存储{}：{why}", self.shown()))
    }
}

/// What to do where the file of a store is absent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absent {
    Made,
    Refused,
}

/// What went wrong with a store, in a sentence for whoever runs it.
pub(crate) fn store_sentence(error: &StoreError) -> String {
    match error {
        StoreError::DamagedFile => "文件已损坏，或不是数据库。".to_owned(),
        StoreError::Busy => "存储正忙，请稍后再试。".to_owned(),
        StoreError::Full => "磁盘已满。".to_owned(),
        StoreError::Unreachable(_) => "连不上数据库。".to_owned(),
        StoreError::NotDurable { setting, value } => {
            format!("数据库的 {setting} = {value} 会丢失已确认的写入，拒绝启动。")
        }
        StoreError::Damaged { table, column } => format!("{table}.{column} 里的内容已损坏。"),
        StoreError::Conflict { .. }
        | StoreError::Refused { .. }
        | StoreError::Stale { .. }
        | StoreError::Aborted
        | StoreError::Ended
        | StoreError::Waited
        | StoreError::Panicked
        | StoreError::Engine { .. } => "数据库拒绝了操作。".to_owned(),
    }
}

/// What went wrong with a schema, in a sentence.
pub(crate) fn migrate_sentence(error: &MigrateError) -> String {
    match error {
        MigrateError::Changed { name } => format!("结构文件 {name} 在应用之后被改过。"),
        MigrateError::TooNew { name } => {
            format!("存储比程序新：它有 {name}，本程序不认识。请换新版程序。")
        }
        MigrateError::OutOfOrder { name } => format!("结构文件 {name} 的次序不对。"),
        MigrateError::Behind { name } => {
            format!("存储比程序旧：缺 {name}。请先运行 fangxian migrate。")
        }
        MigrateError::Failed { name, source } => {
            format!("应用 {name} 失败，没有留下任何改动：{}", store_sentence(source))
        }
        MigrateError::Store(source) => store_sentence(source),
    }
}

fn migrate_failed(error: MigrateError) -> anyhow::Error {
    let sentence = migrate_sentence(&error);
    anyhow::Error::new(error).context(sentence)
}

/// Brings a store to this program's schema.
pub(crate) async fn to_schema(db: &Db) -> Result<Vec<&'static str>> {
    migrate(db, clock::wall()).await.map_err(migrate_failed)
}

/// Refuses a store that is not at this program's schema.
pub(crate) async fn at_schema(db: &Db) -> Result<()> {
    check(db).await.map_err(migrate_failed)
}

/// 建立或升级存储的结构
#[derive(Args)]
pub(crate) struct MigrateCommand {
    #[command(flatten)]
    store: StoreArg,
}

pub(crate) async fn run_migrate(command: MigrateCommand) -> Result<()> {
    let db = command.store.open(Absent::Made).await?;
    let done = to_schema(&db).await?;
    let shown = command.store.shown();
    if done.is_empty() {
        return print(&format!("{shown}的结构已是最新。\n"));
    }
    print(&format!("{shown}已应用：{}。\n", done.join("、")))
}

/// 备份：把全部内容写进一个新文件
#[derive(Args)]
pub(crate) struct BackupCommand {
    #[command(flatten)]
    store: StoreArg,
    /// 备份文件；已有同名文件时拒绝
    #[arg(long, value_name = "文件")]
    to: PathBuf,
}

pub(crate) async fn run_backup(command: BackupCommand) -> Result<()> {
    let db = command.store.open(Absent::Refused).await?;
    at_schema(&db).await?;
    let to = command.to.display().to_string();
    let manifest = backup(&db, &command.to, clock::wall()).await.map_err(|error| match error {
        BackupError::Exists(_) => bad_input(format!("{to}已经存在；备份从不覆盖文件。")),
        BackupError::File(source) => {
            anyhow::Error::new(source).context(format!("写不了备份文件{to}"))
        }
        BackupError::Store(source) => {
            let why = store_sentence(&source);
            anyhow::Error::new(source).context(format!("读不了存储：{why}"))
        }
    })?;
    print(&format!("已备份到{to}：{}", tally(&manifest)))
}

fn tally(manifest: &Manifest) -> String {
    let mut told = format!(
        "{}张表、{}行，SHA-256 {}\n",
        manifest.tables.len(),
        manifest.n_rows(),
        manifest.sha256
    );
    for table in manifest.tables.iter().filter(|table| table.n_rows > 0) {
        told.push_str(&format!("  {}：{}行\n", table.name, table.n_rows));
    }
    told
}

/// 恢复：把备份读进一个空的存储；SQLite 的备份可以恢复到 PostgreSQL
#[derive(Args)]
pub(crate) struct RestoreCommand {
    /// 备份文件
    #[arg(long, value_name = "文件")]
    from: PathBuf,
    #[command(flatten)]
    store: StoreArg,
}

pub(crate) async fn run_restore(command: RestoreCommand) -> Result<()> {
    let from = command.from.display().to_string();
    if !command.from.is_file() {
        return Err(bad_input(format!("没有这个备份文件：{from}")));
    }
    let db = command.store.open(Absent::Made).await?;
    let manifest = restore(&command.from, &db, clock::wall())
        .await
        .map_err(|error| restore_failed(error, &from))?;
    print(&format!("已从{from}恢复：{}", tally(&manifest)))
}

fn restore_failed(error: RestoreError, from: &str) -> anyhow::Error {
    match error {
        RestoreError::File(source) => anyhow!(source).context(format!("读不了备份文件{from}")),
        RestoreError::NoBackup => bad_input(format!("{from}不是防线的备份。")),
        RestoreError::LaterFormat(format) => {
            bad_input(format!("{from}是第{format}版格式的备份，本程序不认识，请换新版程序。"))
        }
        RestoreError::Damaged { line, why } => {
            bad_input(format!("{from}第{line}行起已损坏或被截断（{why}），没有写入任何内容。"))
        }
        RestoreError::OtherMigrations { name } => {
            bad_input(format!("{from}含有本程序没有的结构 {name}。"))
        }
        RestoreError::NotEmpty { table } => {
            bad_input(format!("存储不是空的：{table}已有内容。请恢复到新的存储。"))
        }
        RestoreError::OtherSchema { .. } => bad_input("存储的结构与备份不同。请恢复到新的存储。"),
        RestoreError::CameOutDifferently { table } => {
            Found(format!("{table}写入后与备份不一致，已全部撤销。")).into()
        }
        RestoreError::Migrate(source) => migrate_failed(source),
        RestoreError::Store(source) => {
            let why = store_sentence(&source);
            anyhow::Error::new(source).context(format!("写不了存储，已全部撤销：{why}"))
        }
    }
}

/// 分布：让装有 Citus 的 PostgreSQL 按县区分布会增长的表
#[derive(Args)]
pub(crate) struct DistributeCommand {
    #[command(flatten)]
    store: StoreArg,
    /// 执行；不给就只打印语句
    #[arg(long)]
    apply: bool,
}

pub(crate) async fn run_distribute(command: DistributeCommand) -> Result<()> {
    let db = command.store.open(Absent::Refused).await?;
    if db.engine() != Engine::Postgres {
        return Err(bad_input("只有 PostgreSQL 才能分布；请用 postgres://… 地址。"));
    }
    at_schema(&db).await?;
    let schema = db.read(|tx| async move { Schema::read(&tx).await }).await;
    let schema = schema.map_err(|error: StoreError| {
        let why = store_sentence(&error);
        anyhow::Error::new(error).context(format!("读不了存储的结构：{why}"))
    })?;
    let statements = distribute_statements(&schema, &reference_tables(MIGRATIONS));
    for statement in &statements {
        print(&format!("{statement};\n"))?;
    }
    if !command.apply {
        return Ok(());
    }
    for statement in statements {
        let told = statement.clone();
        // One transaction each: Citus moves the rows of a table before it takes the next.
        let done: Result<(), StoreError> = db
            .write(move |tx| async move {
                if statement.starts_with("select ") {
                    tx.query(&statement, &[]).await.map(drop)
                } else {
                    tx.exec(&statement, &[]).await.map(drop)
                }
            })
            .await;
        done.with_context(|| format!("执行失败，后面的语句没有执行：{told}"))?;
    }
    print("已全部执行。\n")
}
