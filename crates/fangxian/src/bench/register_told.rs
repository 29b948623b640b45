//! What is said of the register's measurements.

use super::register::Measured;
use super::report::Figure;
use std::time::Duration;

/// The figures of one or both engines.
pub(super) fn figures(sqlite: &Measured, postgres: Option<&Measured>) -> Vec<Figure> {
    let engines: Vec<&Measured> = std::iter::once(sqlite).chain(postgres).collect();
    let mut all = vec![loaded(&engines), list(&engines), counted(&engines), searched(&engines)];
    all.extend(postgres.map(beside_sql));
    all
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn per_s(n: u64, took: Duration) -> f64 {
    (n as f64 / took.as_secs_f64()).round()
}

fn told(engines: &[&Measured], of: impl Fn(&Measured) -> String, end: &str) -> String {
    let lines: Vec<String> =
        engines.iter().map(|one| format!("- {}: {}", one.engine, of(one))).collect();
    let people = engines.first().map_or(0, |one| one.people);
    format!("{people} invented people.\n\n{}\n\n{end}\n", lines.join("\n"))
}

fn slowest(engines: &[&Measured], of: impl Fn(&Measured) -> f64) -> f64 {
    engines.iter().map(|one| of(one)).fold(0.0, f64::max)
}

fn loaded(engines: &[&Measured]) -> Figure {
    let say = |one: &Measured| {
        format!(
            "{:.1} s, {} people/s, each with a sealed record, the first entry of a history, a door \
             and every index; then {} ticks in {:.1} s, {} ticks/s",
            one.load.as_secs_f64(),
            per_s(one.people, one.load),
            one.ticks,
            one.tick_load.as_secs_f64(),
            per_s(one.ticks, one.tick_load),
        )
    };
    let speeds = engines.iter().map(|one| per_s(one.people, one.load));
    Figure {
        name: "city_load_rows_per_s",
        value: speeds.fold(f64::MAX, f64::min),
        unit: "people/s",
        peer: None,
        told: told(engines, say, "The figure is the slower engine's."),
    }
}

fn list(engines: &[&Measured]) -> Figure {
    let say = |one: &Measured| {
        format!(
            "the list of {} people, right after a tick of one of them: {}; again, unchanged: {}; \
             only who is missing ({}): {}; the same list by the engine's own SQL, still sealed: {}",
            one.list_people,
            one.list_after_tick.told(),
            one.list_again.told(),
            one.missing_people,
            one.missing_list.told(),
            one.list_by_sql.told(),
        )
    };
    let end = "Through the router in the same process, the reading logged durably before the answer. \
               The figure is the slower engine's p99 right after a tick.";
    Figure {
        name: "list_4000_p99_ms",
        value: slowest(engines, |one| one.list_after_tick.ms(99)),
        unit: "ms",
        peer: None,
        told: told(engines, say, end),
    }
}

fn counted(engines: &[&Measured]) -> Figure {
    let say = |one: &Measured| {
        format!(
            "how many of each of {} communities stand how, right after a tick: {}; the first time \
             after a start, read from the store: {:.1} s; by the engine's own SQL: {}; this process \
             held {} MiB by then",
            one.n_communities,
            one.all_after_tick.told(),
            one.all_first.as_secs_f64(),
            one.all_by_sql.told(),
            one.memory_mib,
        )
    };
    Figure {
        name: "missing_all_s",
        value: slowest(engines, |one| one.all_after_tick.ms(99)) / 1e3,
        unit: "s",
        peer: None,
        told: told(engines, say, "The figure is the slower engine's p99."),
    }
}

fn searched(engines: &[&Measured]) -> Figure {
    let say = |one: &Measured| {
        format!(
            "a grid worker: {}; somebody who may see the whole city: {}; the first search of the \
             whole city after a start: {:.1} s",
            one.search_grid.told(),
            one.search_city.told(),
            one.search_city_first.as_secs_f64(),
        )
    };
    let end = "Ten kinds of words in turn: names, sounds, initials, ends of numbers, doors; some find \
               fifty, some nobody. The figure is the slower engine's p99 of the grid worker.";
    Figure {
        name: "search_p99_ms",
        value: slowest(engines, |one| one.search_grid.ms(99)),
        unit: "ms",
        peer: None,
        told: told(engines, say, end),
    }
}

fn beside_sql(one: &Measured) -> Figure {
    let (list, missing, all) =
        (one.list_by_sql.ms(50), one.missing_by_sql.ms(50), one.all_by_sql.ms(50));
    let against = |ours: f64, sql: f64| {
        format!("SQL {sql} ms, ours {ours} ms, ratio {}", rounded(sql / ours))
    };
    let told = format!(
        "PostgreSQL, {} people, p50 each, its own SQL against ours through the router, opened and as \
         JSON.\n\n\
         - the list of a community of {}, unchanged since the last time: {}\n\
         - the same right after a tick: {}\n\
         - only who is missing: {}\n\
         - all communities counted: {}\n\n\
         The figure is the first ratio. The SQL's rows stay sealed.\n",
        one.people,
        one.list_people,
        against(one.list_again.ms(50), list),
        against(one.list_after_tick.ms(50), list),
        against(one.missing_list.ms(50), missing),
        against(one.all_after_tick.ms(50), all),
    );
    Figure {
        name: "list_vs_postgres_ratio",
        value: rounded(list / one.list_again.ms(50)),
        unit: "times",
        peer: None,
        told,
    }
}
