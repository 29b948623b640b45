//! What is said of the measurements of a day of mass testing.

use super::report::Figure;
use super::sampling::{Measured, N_DEVICES, Sent};

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn minutes(sent: &Sent) -> f64 {
    rounded(sent.took.as_secs_f64() / 60.0)
}

fn per_s(sent: &Sent) -> f64 {
    (sent.samples as f64 / sent.took.as_secs_f64()).round()
}

/// What is said of each engine, one below the other.
fn told(engines: &[&Measured], of: impl Fn(&Measured) -> String, end: &str) -> String {
    let lines: Vec<String> =
        engines.iter().map(|one| format!("- {}: {}", one.engine, of(one))).collect();
    let people = engines.first().map_or(0, |one| one.people);
    format!("{people} invented people.\n\n{}\n\n{end}\n", lines.join("\n"))
}

fn said_of(one: &Sent) -> String {
    format!(
        "{} samples in {} tubes, {} batches, {} told to come back later: {:.1} s, {} samples/s",
        one.samples,
        one.tubes,
        one.batches,
        one.again,
        one.took.as_secs_f64(),
        per_s(one),
    )
}

/// The figures; those of PostgreSQL where it was measured.
pub(super) fn figures(sqlite: &Measured, postgres: Option<&Measured>) -> Vec<Figure> {
    let main = postgres.unwrap_or(sqlite);
    let engines: Vec<&Measured> = postgres.into_iter().chain([sqlite]).collect();
    vec![day(&engines, main), ratio(&engines, main), drain(&engines, main), pools(&engines, main)]
}

fn day(engines: &[&Measured], main: &Measured) -> Figure {
    let end = "Through the router in the same process, with the load generator on the same two cores: \
               each batch is written as JSON and signed with P-256 by its phone, verified, and durable \
               before it is answered; counted afterwards, exactly once.";
    Figure {
        name: "test_day_min",
        value: minutes(&main.day),
        unit: "min",
        peer: None,
        told: told(engines, |one| said_of(&one.day), end),
    }
}

fn ratio(engines: &[&Measured], main: &Measured) -> Figure {
    let say = |one: &Measured| {
        format!(
            "ours {} samples/s; one INSERT per sample, one sample a request, durable, a primary key \
             and two indexes, {} samples: {} samples/s; {} times",
            per_s(&one.day),
            one.n_peer,
            one.peer_per_s.round(),
            rounded(per_s(&one.day) / one.peer_per_s),
        )
    };
    let end = "The peer runs through its own router in the same process, as many requests at once, on \
               the same store in the same run; it checks nobody and verifies no signature.";
    Figure {
        name: "test_day_vs_insert_ratio",
        value: rounded(per_s(&main.day) / main.peer_per_s),
        unit: "times",
        peer: None,
        told: told(engines, say, end),
    }
}

fn drain(engines: &[&Measured], main: &Measured) -> Figure {
    let say = |one: &Measured| {
        format!(
            "{}; the new round of the whole city was counted after {:.1} s, in the background; the \
             board and the round's counts meanwhile: {}, worst {} ms",
            said_of(&one.drain),
            one.counted.as_secs_f64(),
            one.boards.told(),
            one.boards.ms(100),
        )
    };
    Figure {
        name: "reconnect_drain_min",
        value: minutes(&main.drain),
        unit: "min",
        peer: None,
        told: told(
            engines,
            say,
            &format!("{N_DEVICES} phones are enrolled; each sends what it held back."),
        ),
    }
}

fn pools(engines: &[&Measured], main: &Measured) -> Figure {
    let end = "From the signature of a positive pool of ten, with both rounds of the city loaded, until \
               everybody in it stands on the chain with an order for his door.";
    Figure {
        name: "positive_pool_to_orders_ms",
        value: main.pools.ms(99),
        unit: "ms",
        peer: None,
        told: told(engines, |one| one.pools.told(), end),
    }
}
