//! Where kiosks could stand: from places with their coordinates, which nobody keeps.

use crate::Refusal;
use crate::caller::Request;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::Act;
use fangxian_core::siting::points::{LineFlaw, Point, PointKind, read_line};
use fangxian_core::siting::{CandidateKind, Gap, KIOSK_PEOPLE, Siting, kiosks_for, place};

/// The longest text: each place a line.
const TEXT_BYTES_MAX: usize = 200_000;

/// What is asked.
#[derive(Clone, Debug)]
pub struct ProposalAsked {
    /// The county.
    pub county: PlaceCode,
    /// The lines.
    pub text: String,
    /// How many kiosks; as many as the people need where it is left out.
    pub n_kiosks: Option<usize>,
    /// The most people of one; none where that does not matter.
    pub capacity: Option<u64>,
}

/// A line that was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PointFlaw {
    /// Which line, 1 for the first.
    pub line: usize,
    /// Why.
    pub why: PointWhy,
}

/// Why a line cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PointWhy {
    /// It cannot be read.
    #[error(transparent)]
    Line(LineFlaw),
    /// It does not say how many people, and no community of the county bears its name.
    #[error("没有写人数，登记里也没有这个名称的社区")]
    PeopleUnknown,
}

/// A kiosk that is proposed.
#[derive(Clone, Debug)]
pub struct KioskSeen {
    /// Where it would stand.
    pub name: String,
    /// At what.
    pub kind: CandidateKind,
    /// East, in degrees.
    pub longitude: f64,
    /// North, in degrees.
    pub latitude: f64,
    /// How many people come to it.
    pub people: u64,
    /// From where, and how many of each.
    pub from: Vec<(String, u64)>,
    /// How far they walk on average, in metres.
    pub mean_m: u64,
    /// How far at most.
    pub max_m: u32,
}

/// What is proposed.
#[derive(Clone, Debug)]
pub struct KioskProposal {
    /// The kiosks, in the order of the lines.
    pub kiosks: Vec<KioskSeen>,
    /// How many people.
    pub people: u64,
    /// How far they walk on average, in metres.
    pub mean_m: u64,
    /// How far at most.
    pub max_m: u32,
    /// What the choice costs and what is proven, in people × metres, what is preferred being nearer.
    pub gap: Gap,
    /// Lines that were not used.
    pub flaws: Vec<PointFlaw>,
    /// The people of a kiosk, at least and at most, as they are meant to be.
    pub meant: (u64, u64),
}

/// Proposes where kiosks could stand. Nothing is kept.
pub async fn sites_propose(req: &Request, asked: ProposalAsked) -> Result<KioskProposal, Refusal> {
    let scope = req.authorize(Act::SiteKeep)?;
    if asked.county.kind() < PlaceKind::County || !scope.touches(&asked.county) {
        return Err(Refusal::NotFound);
    }
    if asked.text.len() > TEXT_BYTES_MAX {
        return Err(Refusal::BadInput("内容太长，请分县（市、区）或分街道提交。".to_owned()));
    }
    let census = req.city.rosters.census(&req.city.db).await?;
    let within =
        census.iter().filter(|(code, _)| code.lies_within(&asked.county) && scope.covers(code));
    let counted: Vec<(String, u64)> = within
        .map(|(code, n)| (req.city.place_name(code), u64::try_from(*n).unwrap_or(u64::MAX)))
        .collect();
    // The search takes a second or two: it must not hold up who else asks.
    let worked = tokio::task::spawn_blocking(move || propose(&asked, &counted)).await;
    worked.unwrap_or_else(|_| Err(Refusal::BadInput("没有算出结果，请减少候选点再试。".to_owned())))
}

fn propose(asked: &ProposalAsked, counted: &[(String, u64)]) -> Result<KioskProposal, Refusal> {
    let (homes, candidates, flaws) = points(&asked.text, counted);
    let people: Vec<u64> = homes.iter().map(|home| home.people.unwrap_or(0)).collect();
    let n_people: u64 = people.iter().sum();
    let counts_as = |home: &Point, (at, kind): &(Point, CandidateKind)| {
        home.at.metres_to(at.at).saturating_sub(kind.nearer_m())
    };
    let far = homes.iter().map(|home| candidates.iter().map(|c| counts_as(home, c)).collect());
    let siting = Siting {
        people,
        far: far.collect(),
        n_sites: asked.n_kiosks.unwrap_or(kiosks_for(n_people)),
        capacity: asked.capacity,
    };
    let placed = place(&siting).map_err(|why| Refusal::BadInput(sentence(&why, &flaws)))?;
    let mut kiosks = Vec::with_capacity(placed.chosen.len());
    let (mut walked, mut max_m) = (0, 0);
    for at in &placed.chosen {
        let Some((point, kind)) = candidates.get(*at) else { continue };
        let (mut own_walked, mut own_people, mut own_max, mut from) = (0, 0, 0, Vec::new());
        for goes in placed.goes.iter().filter(|goes| goes.to == *at) {
            let Some(home) = homes.get(goes.place) else { continue };
            let metres = home.at.metres_to(point.at);
            own_walked += u64::from(metres) * goes.people;
            own_people += goes.people;
            own_max = metres.max(own_max);
            from.push((home.name.clone(), goes.people));
        }
        walked += own_walked;
        max_m = own_max.max(max_m);
        kiosks.push(KioskSeen {
            name: point.name.clone(),
            kind: *kind,
            longitude: point.at.longitude,
            latitude: point.at.latitude,
            people: own_people,
            from,
            mean_m: own_walked.checked_div(own_people).unwrap_or(0),
            max_m: own_max,
        });
    }
    Ok(KioskProposal {
        kiosks,
        people: n_people,
        mean_m: walked.checked_div(n_people).unwrap_or(0),
        max_m,
        gap: placed.gap,
        flaws,
        meant: KIOSK_PEOPLE,
    })
}

fn sentence(why: &dyn std::fmt::Display, flaws: &[PointFlaw]) -> String {
    match flaws.first() {
        Some(first) => format!("{why}。第{}行没有读懂：{}。", first.line, first.why),
        None => format!("{why}。"),
    }
}

type Read = (Vec<Point>, Vec<(Point, CandidateKind)>, Vec<PointFlaw>);

fn points(text: &str, counted: &[(String, u64)]) -> Read {
    let (mut homes, mut candidates, mut flaws) = (Vec::new(), Vec::new(), Vec::new());
    for (at, line) in text.lines().enumerate() {
        match read_line(at + 1, line) {
            None => {}
            Some(Err(flaw)) => flaws.push(PointFlaw { line: at + 1, why: PointWhy::Line(flaw) }),
            Some(Ok(point)) => match point.kind {
                PointKind::Candidate(kind) => candidates.push((point, kind)),
                PointKind::People => match point.people.or_else(|| known(counted, &point.name)) {
                    Some(people) => homes.push(Point { people: Some(people), ..point }),
                    None => {
                        flaws.push(PointFlaw { line: at + 1, why: PointWhy::PeopleUnknown });
                    }
                },
            },
        }
    }
    (homes, candidates, flaws)
}

/// How many people the register has in the community of that name: 迎泽社区 is 迎泽社区居委会.
fn known(counted: &[(String, u64)], name: &str) -> Option<u64> {
    let bare = |name: &str| {
        let name = name.trim_end_matches("居委会").trim_end_matches("村委会");
        name.trim_end_matches("居民委员会").trim_end_matches("村民委员会").to_owned()
    };
    let mut same = counted.iter().filter(|(known, _)| bare(known) == bare(name));
    let found = same.next()?;
    // Two of one name: nobody knows which is meant.
    same.next().is_none().then_some(found.1)
}
