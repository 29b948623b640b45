//! What goes on beside the requests: the index follows the store, messages land, orders follow the
//! day, and the audit trail is witnessed.

use crate::{clock, witness};
use fangxian_app::arrivals::handovers_watch;
use fangxian_app::audit::checkpoint_sign;
use fangxian_app::cases::cases_unclosed_watch;
use fangxian_app::codes::{Told, codes_tell};
use fangxian_app::custody::tubes_watch;
use fangxian_app::filings::gatherings_watch;
use fangxian_app::follow_ups::follow_ups_watch;
use fangxian_app::frequency::frequency_follow;
use fangxian_app::messages::messages_relay;
use fangxian_app::orders::orders_follow_day;
use fangxian_app::passes::{
    Followed, Recomputing, codes_recompute, passes_follow, reasons_altered, recomputed_tell,
};
use fangxian_app::results::{SmsGateway, sms_relay, tries_tidy};
use fangxian_app::rounds::rounds_warm;
use fangxian_app::scans::{drain_scans, scans_retire};
use fangxian_app::verifications::{PeerPost, letters_relay, verifications_watch};
use fangxian_app::{City, Refusal, records_retire};
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

/// How often the index looks for what other servers wrote, and the day for its turn.
const CATCH_UP_EVERY: Duration = Duration::from_secs(1);
/// Every so many of these a checkpoint is signed.
const TICKS_PER_MINUTE: u64 = 60;
/// How often the tubes on their way are looked after: somebody hears within five minutes.
const TUBES_WATCH_EVERY: Duration = Duration::from_secs(4 * 60);
/// A hand-over is late after two hours: whoever answers hears of it within another minute.
const ANSWERS_WATCH_EVERY: Duration = Duration::from_secs(60);
/// How often letters to other installations are looked for.
const LETTERS_EVERY: Duration = Duration::from_secs(5);
/// The longest rest after the colors of codes were brought up to date.
const FOLLOW_REST_MAX: Duration = Duration::from_secs(60);
/// How often it is looked whom nobody told of his code: within a minute somebody does.
const TELL_EVERY: Duration = Duration::from_secs(10);
/// The longest rest after that.
const TELL_REST_MAX: Duration = Duration::from_secs(30);
/// How often the codes of whoever has a reason of his own are computed anew; those of everybody by night.
const RECOMPUTE_EVERY: Duration = Duration::from_secs(4 * 60);
/// Who still differs after this was not a change of the minute: memory follows within one.
const DIFFERS_STILL: Duration = Duration::from_secs(75);
/// The hour of the night in which everybody is computed anew.
const RECOMPUTE_HOUR: i64 = 3;
/// How often scans are drained: a block is written for each county and turn.
const DRAIN_EVERY: Duration = Duration::from_secs(2);
/// Every so many of these it is looked for scans whose time is over.
const DRAINS_PER_RETIRING: u64 = 30;
/// Every so many of these it is looked for records whose time is over: once an hour is soon enough, and
/// each hour's take is small.
const DRAINS_PER_RECORDS: u64 = 1_800;
/// How often it is looked whether somebody is late for a test, or due on the next day.
const TESTS_FOLLOW_EVERY: Duration = Duration::from_secs(5);

/// Ends when the sender says stop, or is gone.
pub(super) async fn until(mut stopped: watch::Receiver<bool>) {
    // The sender is gone: that is a stop, too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// A future that ends when the operating system or a person at the terminal asks the program to
/// stop. It listens from the call on, not only once it is waited for.
#[cfg(unix)]
pub(super) fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    })
}

/// A future that ends when a person at the terminal asks the program to stop.
#[cfg(not(unix))]
pub(super) fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Where it cannot be listened for, the program runs until it is ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// Runs until the stop. A failure is told and tried again at the next turn: the store may be away
/// for a moment, and nothing here is lost by waiting.
pub(super) async fn keep_current(
    city: Arc<City>,
    witness: Option<PathBuf>,
    stopped: watch::Receiver<bool>,
) {
    let mut turns = Turns::every(CATCH_UP_EVERY, stopped);
    let warming = tokio::spawn(warm(Arc::clone(&city)));
    // The orders of the day of the start were raised before anybody was let in.
    let mut followed = city.now(clock::wall()).city_day();
    let mut n_ticks = 0_u64;
    while turns.next().await {
        if let Err(error) = city.catch_up().await {
            tracing::error!(error = %chain(&error), "could not bring the index up to the store");
        }
        if let Err(error) = messages_relay(&city, clock::wall()).await {
            tracing::error!(error = %chain(&error), "could not land the messages that are due");
        }
        // Within a day the orders follow each fact in its own transaction.
        let today = city.now(clock::wall()).city_day();
        if today != followed && follow_day(&city).await {
            followed = today;
        }
        let is_minute = n_ticks.is_multiple_of(TICKS_PER_MINUTE);
        if is_minute {
            sign(&city, witness.as_deref()).await;
            if let Err(error) = tries_tidy(&city, clock::wall()).await {
                tracing::error!(error = %chain(&error), "could not clear away old tries");
            }
        }
        n_ticks += 1;
    }
    warming.abort();
    // What was done since the last minute is witnessed, too.
    sign(&city, witness.as_deref()).await;
}

/// The turns of work that is done again and again, apart from the rest, until the stop: it may take
/// longer than from one turn to the next.
pub(super) struct Turns {
    ticks: tokio::time::Interval,
    stopped: watch::Receiver<bool>,
}

impl Turns {
    pub(super) fn every(period: Duration, stopped: watch::Receiver<bool>) -> Turns {
        let mut ticks = tokio::time::interval(period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Turns { ticks, stopped }
    }

    /// Waits for the next turn. False at the stop.
    pub(super) async fn next(&mut self) -> bool {
        tokio::select! {
            _ = self.ticks.tick() => true,
            () = until(self.stopped.clone()) => false,
        }
    }
}

/// Hands short messages over: a gateway may be slow.
pub(super) async fn send_sms(
    city: Arc<City>,
    gateway: Arc<dyn SmsGateway>,
    stopped: watch::Receiver<bool>,
) {
    let mut turns = Turns::every(CATCH_UP_EVERY, stopped);
    while turns.next().await {
        if let Err(error) = sms_relay(&city, &gateway, clock::wall()).await {
            tracing::error!(error = %chain(&error), "could not hand over the short messages");
        }
    }
}

/// Carries letters to other installations: a line may be slow.
pub(super) async fn send_letters(
    city: Arc<City>,
    post: Arc<dyn PeerPost>,
    stopped: watch::Receiver<bool>,
) {
    let mut turns = Turns::every(LETTERS_EVERY, stopped);
    while turns.next().await {
        if let Err(error) = letters_relay(&city, &post, clock::wall()).await {
            tracing::error!(error = %chain(&error), "could not send letters to other installations");
        }
    }
}

/// Looks after the tubes on their way: those of a whole city are half a million.
pub(super) async fn watch_tubes(city: Arc<City>, stopped: watch::Receiver<bool>) {
    let mut turns = Turns::every(TUBES_WATCH_EVERY, stopped);
    while turns.next().await {
        if let Err(error) = tubes_watch(&city, clock::wall()).await {
            tracing::error!(error = %chain(&error), "could not look after the tubes");
        }
    }
}

/// Looks after what communities owe an answer: people who were handed over, gatherings that were filed.
pub(super) async fn watch_answers(city: Arc<City>, stopped: watch::Receiver<bool>) {
    let mut turns = Turns::every(ANSWERS_WATCH_EVERY, stopped);
    while turns.next().await {
        if let Err(error) = handovers_watch(&city, clock::wall()).await {
            tracing::error!(error = %chain(&error), "could not look after the hand-overs");
        }
        if let Err(error) = verifications_watch(&city, clock::wall()).await {
            tracing::error!(error = %chain(&error), "could not look after those who are asked about");
        }
        if let Err(error) = follow_ups_watch(&city, clock::wall()).await {
            tracing::error!(error = %chain(&error), "could not look after those who are kept");
        }
        if let Err(error) = gatherings_watch(&city, clock::wall()).await {
            tracing::error!(error = %chain(&error), "could not look after the gatherings");
        }
    }
}

/// Raises and calls off the orders for who is late for a test, and reminds who is due: a whole city is
/// counted at the turn of the day and in the evening.
pub(super) async fn follow_tests(city: Arc<City>, stopped: watch::Receiver<bool>) {
    let mut turns = Turns::every(TESTS_FOLLOW_EVERY, stopped);
    while turns.next().await {
        match frequency_follow(&city, clock::wall()).await {
            Ok((0, 0)) => {}
            Ok((n_raised, n_reminded)) => {
                tracing::info!(
                    order.n = n_raised,
                    reminder.n = n_reminded,
                    "raised {n_raised} orders for late tests, reminded {n_reminded} people"
                );
            }
            Err(error) => {
                tracing::error!(error = %chain(&error), "could not follow who is due for a test");
            }
        }
    }
}

/// Brings what colors whom up to what was committed, by this server or another.
pub(super) async fn follow_codes(city: Arc<City>, stopped: watch::Receiver<bool>) {
    let mut turns = Turns::every(CATCH_UP_EVERY, stopped);
    let mut followed = Followed::default();
    while turns.next().await {
        let began = Instant::now();
        if let Err(error) = passes_follow(&city, &mut followed, clock::wall()).await {
            tracing::error!(error = %chain(&error), "could not bring the colors of codes up to date");
        }
        // While a whole city is sampled something changes each second, and who is held is asked for set
        // by set: it rests nine times as long as it took, so that it never takes more than a tenth.
        tokio::time::sleep((began.elapsed() * 9).min(FOLLOW_REST_MAX)).await;
    }
}

/// Tells people of the reasons that began to color their codes, and of those that ended. It rests three
/// times as long as it took: whoever looks through a whole city under a mass test takes no more than a
/// quarter of a core.
pub(super) async fn tell_codes(city: Arc<City>, stopped: watch::Receiver<bool>) {
    let mut turns = Turns::every(TELL_EVERY, stopped);
    let mut told = Told::default();
    while turns.next().await {
        let began = Instant::now();
        match codes_tell(&city, &mut told, clock::wall()).await {
            Ok(0) => {}
            Ok(n) => tracing::info!(person.n = n, "told {n} people that their codes changed"),
            Err(error) => {
                tracing::error!(error = %chain(&error), "could not tell people of their codes");
            }
        }
        tokio::time::sleep((began.elapsed() * 3).min(TELL_REST_MAX)).await;
    }
}

/// Computes codes anew and tells the auditor where they are others than gates are told: what was edited past
/// the program is found within ten minutes.
pub(super) async fn recompute_codes(city: Arc<City>, stopped: watch::Receiver<bool>) {
    let mut turns = Turns::every(RECOMPUTE_EVERY, stopped);
    let mut whole = None;
    while turns.next().await {
        let now = city.now(clock::wall());
        let today = Some(now.city_day());
        let is_night = now.ms_of_day() / 3_600_000 == RECOMPUTE_HOUR && whole != today;
        let of = if is_night { Recomputing::Everybody } else { Recomputing::Colored };
        match recompute(&city, of).await {
            Ok(()) if is_night => whole = today,
            Ok(()) => {}
            Err(error) => tracing::error!(error = %chain(&error), "could not compute codes anew"),
        }
    }
}

async fn recompute(city: &Arc<City>, of: Recomputing) -> Result<(), Refusal> {
    let began = Instant::now();
    let n_altered = reasons_altered(city, clock::wall()).await?;
    let mut found = codes_recompute(city, of, clock::wall()).await?;
    if of == Recomputing::Everybody {
        let (n, ms) = (found.n_people, began.elapsed().as_millis());
        tracing::info!(person.n = n, "computed the codes of {n} people anew in {ms} ms");
    }
    if !found.differing.is_empty() {
        tokio::time::sleep(DIFFERS_STILL).await;
        let again = codes_recompute(city, of, clock::wall()).await?;
        found.differing.retain(|one| again.differing.contains(one));
    }
    let n_differing = found.differing.len();
    if n_differing + n_altered > 0 {
        tracing::error!("{n_differing} codes differ from memory, {n_altered} reasons were altered");
        recomputed_tell(city, (n_differing, n_altered), clock::wall()).await?;
    }
    Ok(())
}

/// Destroys the records whose time is over, turn by turn until there are none.
async fn retire_records(city: &Arc<City>) {
    loop {
        match records_retire(city, clock::wall()).await {
            Ok(0) => return,
            Ok(n) => tracing::info!(record.n = n, "destroyed {n} records whose time was over"),
            Err(error) => {
                tracing::error!(error = %chain(&error), "could not destroy old records");
                return;
            }
        }
    }
}

/// Drains the scans that came in, and destroys those whose time is over.
pub(super) async fn drain(city: Arc<City>, stopped: watch::Receiver<bool>) {
    let mut turns = Turns::every(DRAIN_EVERY, stopped);
    let mut n_turns = 0_u64;
    while turns.next().await {
        let today = city.now(clock::wall()).city_day();
        if let Err(error) = drain_scans(&city, today).await {
            tracing::error!(error = %chain(&error), "could not drain the scans into the store");
        }
        if n_turns.is_multiple_of(DRAINS_PER_RECORDS) {
            if let Err(error) = cases_unclosed_watch(&city, clock::wall()).await {
                tracing::error!(error = %chain(&error), "could not look after open cases");
            }
            retire_records(&city).await;
        }
        if n_turns.is_multiple_of(DRAINS_PER_RETIRING) {
            match scans_retire(&city, clock::wall()).await {
                Ok(0) => {}
                Ok(n) => tracing::info!(day.n = n, "destroyed the scans of {n} days of counties"),
                Err(error) => {
                    tracing::error!(error = %chain(&error), "could not destroy old scans");
                }
            }
        }
        n_turns += 1;
    }
}

/// Counts the rounds that are open, so that the first who asks need not wait.
async fn warm(city: Arc<City>) {
    if let Err(error) = rounds_warm(&city).await {
        tracing::error!(error = %chain(&error), "could not count the open rounds");
    }
}

/// Raises what the day calls for. Whether that went well: else it is tried again at the next turn.
async fn follow_day(city: &Arc<City>) -> bool {
    match orders_follow_day(city, clock::wall()).await {
        Ok(n_raised) => {
            tracing::info!(order.n = n_raised, "raised {n_raised} orders");
            true
        }
        Err(error) => {
            tracing::error!(error = %chain(&error), "could not raise the orders of the day");
            false
        }
    }
}

async fn sign(city: &City, witness: Option<&std::path::Path>) {
    let signed = match checkpoint_sign(city, clock::wall()).await {
        Ok(Some(signed)) => signed,
        Ok(None) => return,
        Err(error) => {
            tracing::error!(error = %chain(&error), "could not sign a checkpoint");
            return;
        }
    };
    let seq = signed.checkpoint.seq;
    if let Some(path) = witness
        && let Err(error) = witness::append(path, &signed)
    {
        tracing::error!(
            audit.seq = seq,
            "could not write the witness of checkpoint {seq}: {error:#}"
        );
    }
}

/// An error and what lies behind it, in one line.
pub(super) fn chain(error: &dyn Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}
