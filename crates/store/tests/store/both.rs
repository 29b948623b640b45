//! Runs one test body on each engine.

use fangxian_core::Moment;
use fangxian_store::db::Engine;
use fangxian_store::{Db, migrate};

#[path = "../../../testkit/src/postgres.rs"]
#[expect(unreachable_pub, reason = "the file is public in testkit")]
mod postgres;

/// 2022-10-07 00:00 in the city.
pub(crate) const NOW: Moment = Moment(1_665_072_000_000);

/// Runs `body` on a fresh database of each engine, with the schema in place.
pub(crate) fn on_both(body: impl AsyncFn(Db)) {
    on_both_empty(async |db| {
        migrate::migrate(&db, NOW).await.unwrap();
        body(db).await;
    });
}

/// Runs `body` on a fresh database of each engine, without tables.
pub(crate) fn on_both_empty(body: impl AsyncFn(Db)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        on(engine, &body);
    }
}

/// Runs `body` on a fresh database without tables, or says that it was skipped.
pub(crate) fn on(engine: Engine, body: impl AsyncFn(Db)) {
    let Some(fresh) = Fresh::new(engine) else { return };
    wait(async {
        let db = fresh.open().await;
        eprintln!("{}: on {engine:?}", name_of_test());
        body(db).await;
    });
}

/// A fresh database that goes away with this value.
pub(crate) struct Fresh {
    url: String,
    _file: Option<tempfile::TempDir>,
    _database: Option<postgres::TestDatabase>,
}

impl Fresh {
    /// Makes one, or says that there is no such engine here.
    pub(crate) fn new(engine: Engine) -> Option<Fresh> {
        match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let url = folder.path().join("city.db").to_str().unwrap().to_owned();
                Some(Fresh { url, _file: Some(folder), _database: None })
            }
            Engine::Postgres => match postgres::database().unwrap() {
                Some(database) => {
                    Some(Fresh { url: database.url(), _file: None, _database: Some(database) })
                }
                None => {
                    eprintln!(
                        "SKIPPED {} on PostgreSQL: its programs are not installed and \
                         FANGXIAN_TEST_PG is not set",
                        name_of_test()
                    );
                    None
                }
            },
        }
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        self.url.clone()
    }

    pub(crate) async fn open(&self) -> Db {
        Db::open(&self.url).await.unwrap()
    }
}

/// Runs a future on two threads.
pub(crate) fn wait<T>(running: impl Future<Output = T>) -> T {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(running)
}

fn name_of_test() -> String {
    std::thread::current().name().unwrap_or("a test").to_owned()
}
