//! The figures of a round of sampling, as they stand, and the bulletin that is made of them.

use crate::caller::Request;
use crate::pools::{Tubes, people_in_tubes, tests_of_people};
use crate::register::counties;
use crate::rounds::{counts, round_within};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::{LaboratoryId, PersonId, RoundId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::pools::{
    PersonSample, TubeOutcome, TubeStanding, person_standing, tube_standing,
};
use fangxian_core::sampling::{RoundFigures, TubeCode, TubeFlag, bulletin};
use fangxian_paper::{Letterhead, NoticePaper, Paragraph};
use fangxian_store::Tx;
use fangxian_store::sampling::{StoredTube, tubes_of_round};
use std::collections::{BTreeMap, BTreeSet};

/// How far a round of sampling is.
#[derive(Clone, Debug)]
pub struct SampledCounts {
    /// Which of the place's rounds it is, from 1.
    pub ordinal: usize,
    /// The figures.
    pub figures: RoundFigures,
    /// Tubes that are not sealed, as far as we know.
    pub tubes_open: usize,
    /// Tubes that a person must look at, by what it is.
    pub flagged: Vec<(TubeFlag, usize)>,
    /// When the last sample was taken.
    pub last_at: Option<Moment>,
    /// When the round will be through, at the pace of the last hour; none where that cannot be told.
    pub forecast: Option<Moment>,
    /// The bulletin.
    pub bulletin: String,
}

/// The figures of a round within the caller's jurisdiction.
pub async fn sampling_bulletin(req: &Request, id: RoundId) -> Result<SampledCounts, Refusal> {
    let scope = req.authorize(Act::SamplingSee)?;
    let round = round_within(req, &scope, id).await?;
    let people = counts(&req.city, &scope, &round).await?;
    let (city, wall) = (req.city.clone(), req.wall);
    let within = scope.covered_of(&round.place);
    let read: Result<Counted, Refusal> = req
        .city
        .db
        .read(move |tx| async move { Counted::read(&tx, &city, id, &within, wall).await })
        .await;
    let counted = read?;
    let mut figures = counted.figures;
    figures.people = people.people;
    figures.sampled = people.done;
    let until = round.closed.as_ref().map_or(req.now, |(at, _)| *at);
    let area = req.city.place_name(&round.place);
    Ok(SampledCounts {
        ordinal: super::pack::ordinal(req, &round).await?,
        bulletin: bulletin(&area, &round.name, (round.opened_at, until), &figures),
        forecast: forecast(req.now, &counted.taken_at, people.missing),
        figures,
        tubes_open: counted.tubes_open,
        flagged: counted.flagged.into_iter().collect(),
        last_at: counted.taken_at.last().copied(),
    })
}

/// The bulletin of a round on paper, with its figures one by one. It says as of when it is.
pub async fn sampling_bulletin_pdf(req: &Request, id: RoundId) -> Result<Vec<u8>, Refusal> {
    let scope = req.authorize(Act::SamplingSee)?;
    let round = round_within(req, &scope, id).await?;
    let counts = sampling_bulletin(req, id).await?;
    let f = &counts.figures;
    let lines = [
        format!(
            "应采{}人，已采{}人，未采{}人。",
            f.people,
            f.sampled,
            f.people - f.sampled.min(f.people)
        ),
        format!("采样{}人份，{}管，其中{}管已出结果。", f.samples, f.tubes, f.tubes_known),
        format!(
            "采样点{}个，采样台{}个，采样人员{}人次，检测实验室{}所。",
            f.sites, f.tables, f.samplers, f.laboratories
        ),
        format!(
            "混管阳性{}管，单采阳性{}人，正在等候单管复采结果{}人。",
            f.pools_positive, f.people_positive, f.people_held
        ),
    ];
    let mut body = vec![
        Paragraph::Text(counts.bulletin.clone()),
        Paragraph::Heading("一、各项数据".to_owned()),
    ];
    body.extend(lines.into_iter().map(Paragraph::Text));
    let until = match &round.closed {
        Some((at, _)) => format!("本轮已于{}结束。", at.city_day().written()),
        None => format!("本轮尚未结束，以上为{}打印时的数据。", req.today().written()),
    };
    body.push(Paragraph::Text(until));
    let area = req.city.place_name(&round.place);
    let paper = NoticePaper {
        letterhead: Letterhead::Plain,
        authority: area.clone(),
        number: format!("第{}轮", counts.ordinal),
        title: format!("“{}”情况通报", round.name),
        body,
        signature: area,
        date: req.today(),
    };
    let city = req.city.clone();
    let set = tokio::task::spawn_blocking(move || {
        let typesetter = city.typesetter.as_ref().ok_or(Refusal::NoFont)?;
        typesetter.notice_pdf(&paper).map_err(Refusal::Paper)
    });
    set.await.map_err(|_| Refusal::NoFont)?
}

/// When those who are missing will be through, at the pace of the hour before `now`.
fn forecast(now: Moment, taken_at: &[Moment], missing: usize) -> Option<Moment> {
    const HOUR_MS: i64 = 3_600_000;
    let from = now.plus_ms(-HOUR_MS);
    let in_hour = taken_at.iter().filter(|at| **at > from && **at <= now).count();
    if missing == 0 || in_hour == 0 {
        return None;
    }
    let missing = i64::try_from(missing).ok()?;
    Some(now.plus_ms(missing * HOUR_MS / i64::try_from(in_hour).ok()?))
}

#[derive(Default)]
struct Counted {
    figures: RoundFigures,
    tubes_open: usize,
    flagged: BTreeMap<TubeFlag, usize>,
    taken_at: Vec<Moment>,
}

impl Counted {
    async fn read(
        tx: &Tx,
        city: &City,
        id: RoundId,
        within: &[PlaceCode],
        wall: Moment,
    ) -> Result<Counted, Refusal> {
        let mut tubes: Vec<StoredTube> = Vec::new();
        for county in counties(city) {
            for place in within {
                tubes.extend(tubes_of_round(tx, &county, id, Some(place)).await?);
            }
        }
        let codes: Vec<TubeCode> = tubes.iter().map(|tube| tube.code).collect();
        let known = Tubes::read(tx, codes.iter().copied()).await?;
        let mut counted = Counted::default();
        let mut grave = Vec::new();
        let mut laboratories: BTreeSet<LaboratoryId> = BTreeSet::new();
        for tube in &tubes {
            counted.tubes_open += usize::from(tube.sealed.is_none());
            for flag in &tube.flags {
                *counted.flagged.entry(*flag).or_default() += 1;
            }
            laboratories.extend(known.laboratories(tube.code));
            let n_inside = known.n_inside(tube.code);
            counted.figures.samples += n_inside;
            match tube_standing(&known.results(tube.code)) {
                TubeStanding::Waiting | TubeStanding::Known(TubeOutcome::Invalid, _) => {}
                TubeStanding::Known(outcome, _) => {
                    counted.figures.tubes_known += 1;
                    if outcome.holds() {
                        grave.push(tube.code);
                        counted.figures.pools_positive += usize::from(n_inside > 1);
                    }
                }
            }
        }
        let distinct = |of: fn(&StoredTube) -> String| {
            tubes.iter().map(of).collect::<BTreeSet<String>>().len()
        };
        counted.figures.tubes = tubes.len();
        counted.figures.sites = distinct(|tube| {
            tube.site.map_or_else(|| tube.place.to_string(), |site| site.to_string())
        });
        counted.figures.tables = distinct(|tube| tube.device.to_string());
        counted.figures.samplers = distinct(|tube| tube.by.clone());
        counted.figures.laboratories = laboratories.len();
        for tube in &tubes {
            let at = tube.sealed.map(|(at, _)| at);
            counted.taken_at.extend(at.into_iter().cycle().take(match at {
                Some(_) => known.n_inside(tube.code),
                None => 0,
            }));
        }
        counted.taken_at.sort_unstable();
        counted.count_people(tx, city, &grave, wall).await?;
        Ok(counted)
    }

    async fn count_people(
        &mut self,
        tx: &Tx,
        city: &City,
        grave: &[TubeCode],
        wall: Moment,
    ) -> Result<(), Refusal> {
        let inside = people_in_tubes(tx, city, grave).await?;
        let people: BTreeSet<PersonId> =
            inside.into_values().flat_map(BTreeMap::into_keys).collect();
        let people: Vec<PersonId> = people.into_iter().collect();
        for tests in tests_of_people(tx, city, &people, wall).await?.values() {
            let samples: Vec<PersonSample> = tests.iter().map(|test| test.sample).collect();
            let stands = person_standing(&samples);
            match stands.positive {
                Some(_) => self.figures.people_positive += 1,
                None => self.figures.people_held += usize::from(stands.held().is_some()),
            }
        }
        Ok(())
    }
}
