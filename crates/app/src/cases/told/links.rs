//! What speaks for one case having infected another: what was stated, lists of contacts, places shared.

use crate::Refusal;
use crate::caller::Request;
use crate::cases::holds;
use crate::cases::kept::{Reached, evidence_open};
use crate::cases::line::{is_known, line_of};
use fangxian_core::cases::{ContactVerdict, Episode, Known, LINE_DAYS_MAX};
use fangxian_core::contacts::Setting;
use fangxian_core::ids::{CaseId, PersonId};
use fangxian_core::transmission::{Choice, Chosen, Evidence, Link, LinkGround};
use fangxian_store::StoreError;
use fangxian_store::cases::StoredContact;
use fangxian_store::transmission::StoredChoice;
use std::collections::{BTreeMap, HashMap};

fn place_of(reached: &[Reached], id: CaseId) -> Option<usize> {
    reached.iter().position(|one| one.case.id == id)
}

/// What investigations stated.
pub(super) fn stated(reached: &[Reached]) -> Vec<Link> {
    let link = |(to, one): (usize, &Reached)| {
        let from = place_of(reached, one.standing.about.infected_by?)?;
        let evidence = Evidence {
            ground: LinkGround::Stated,
            setting: Setting::Passing,
            known: Known::Told,
            met: None,
        };
        (from != to).then(|| Link { from, to, evidence: vec![evidence] })
    };
    reached.iter().enumerate().filter_map(link).collect()
}

/// Who was on whose list of contacts.
pub(super) fn listed(
    req: &Request,
    reached: &[Reached],
    contacts: &[StoredContact],
) -> Result<Vec<Link>, StoreError> {
    let by_person: HashMap<PersonId, usize> =
        reached.iter().enumerate().map(|(at, one)| (one.case.person, at)).collect();
    let mut links = Vec::new();
    for own in contacts.chunk_by(|a, b| a.person == b.person && a.case == b.case) {
        let Some(first) = own.first() else { continue };
        let ends = place_of(reached, first.case).zip(by_person.get(&first.person).copied());
        let Some((from, to)) = ends.filter(|(from, to)| from != to) else { continue };
        let counts = holds::standing_of(own)
            .is_some_and(|one| matches!(one.verdict, ContactVerdict::Close | ContactVerdict::Ask));
        if !counts {
            continue;
        }
        let mut evidence = Vec::new();
        for fact in own {
            let rows = evidence_open(&req.city, fact)?;
            evidence.extend(rows.iter().filter(|row| row.through.is_none()).map(|row| Evidence {
                ground: LinkGround::Contact,
                setting: row.setting,
                known: row.known,
                met: Some((row.from.city_day(), row.to.city_day())),
            }));
        }
        if !evidence.is_empty() {
            links.push(Link { from, to, evidence });
        }
    }
    Ok(links)
}

/// Who was at one place at one time, by the lines of time: what was told is in them, and no list.
pub(super) async fn shared(req: &Request, reached: &[Reached]) -> Result<Vec<Link>, Refusal> {
    let span = (req.now.plus_ms(-LINE_DAYS_MAX * 86_400_000), req.now);
    let mut at_place: BTreeMap<u32, Vec<(usize, Episode)>> = BTreeMap::new();
    for (at, one) in reached.iter().enumerate() {
        let line = line_of(req, one, span).await?;
        for episode in line.into_iter().filter(is_known).map(|one| one.episode) {
            if let Some(venue) = episode.venue {
                at_place.entry(venue).or_default().push((at, episode));
            }
        }
    }
    let mut found: BTreeMap<(usize, usize), Vec<Evidence>> = BTreeMap::new();
    for (venue, mut all) in at_place {
        let setting = req.city.tracing.place(venue).map_or(Setting::Passing, |one| one.setting);
        all.sort_by_key(|(at, one)| (one.from, one.to, *at));
        for (place, (one_at, one)) in all.iter().enumerate() {
            let later = all.iter().skip(place + 1);
            // Who comes after he has left met him not.
            for (other_at, other) in later.take_while(|(_, other)| other.from <= one.to) {
                if one_at == other_at {
                    continue;
                }
                let day = other.from.city_day();
                let known = one.known.min(other.known);
                let met = Some((day, day));
                let evidence = Evidence { ground: LinkGround::Shared, setting, known, met };
                // Either may have infected the other: the days decide.
                for pair in [(*one_at, *other_at), (*other_at, *one_at)] {
                    found.entry(pair).or_default().push(evidence);
                }
            }
        }
    }
    let links = found.into_iter();
    Ok(links.map(|((from, to), evidence)| Link { from, to, evidence }).collect())
}

/// The choices that stand, among these cases.
pub(super) fn chosen_of(ids: &[CaseId], choices: &[StoredChoice]) -> Vec<Choice> {
    let place = |id: CaseId| ids.iter().position(|known| *known == id);
    let last = choices.chunk_by(|a, b| a.case == b.case).filter_map(<[StoredChoice]>::last);
    last.filter_map(|choice| {
        let of = place(choice.case)?;
        match choice.chosen {
            Chosen::Infector(id) => Some(Choice { of, infector: Some(place(id)?) }),
            Chosen::Nobody => Some(Choice { of, infector: None }),
            Chosen::Open => None,
        }
    })
    .collect()
}
