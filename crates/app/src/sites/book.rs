//! The sites of the city in memory: read from the store when somebody asks after one was changed.

use crate::kept::Kept;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::SiteId;
use fangxian_core::sites::{
    OpenNow, QUEUE_SHOWN_MS, QueueSaid, Site, SiteFact, Wait, queue_shown, standing,
};
use fangxian_store::feed::FeedRow;
use fangxian_store::sites::{StoredSiteFact, site_facts_all, site_queues_since};
use std::collections::HashMap;
use std::sync::Arc;

/// A site with what was decided of it.
#[derive(Clone, Debug)]
pub(crate) struct KnownSite {
    pub(crate) id: SiteId,
    /// Six digits: under which its facts are kept.
    pub(crate) county: String,
    pub(crate) facts: Vec<StoredSiteFact>,
}

impl KnownSite {
    /// The site as it stands; none before it was chosen.
    pub(crate) fn standing(&self, at: Moment) -> Option<Site> {
        let facts: Vec<SiteFact> = self.facts.iter().map(|one| one.fact.clone()).collect();
        standing(self.id, &facts, at)
    }

    /// What whoever changes it must have seen.
    pub(crate) fn n_facts(&self) -> i64 {
        i64::try_from(self.facts.len()).unwrap_or(i64::MAX)
    }
}

type Queues = HashMap<SiteId, QueueSaid>;

/// The sites of the city, and their queues.
#[derive(Default)]
pub struct SiteBook {
    sites: Kept<Vec<KnownSite>>,
    queues: Kept<Queues>,
}

impl SiteBook {
    /// Forgets what changed: it is read anew when somebody asks.
    pub(crate) fn forget_changed(&self, rows: &[FeedRow]) {
        if rows.iter().any(|row| row.change.topic == "site") {
            self.sites.forget();
        }
        if rows.iter().any(|row| row.change.topic == "site_queue") {
            self.queues.forget();
        }
    }

    pub(crate) async fn sites(&self, city: &City) -> Result<Arc<Vec<KnownSite>>, Refusal> {
        let (turn, known) = self.sites.get();
        if let Some(known) = known {
            return Ok(known);
        }
        let facts = city.db.read(|tx| async move { site_facts_all(&tx).await }).await?;
        let sites = Arc::new(by_site(facts));
        self.sites.keep(turn, Arc::clone(&sites));
        Ok(sites)
    }

    async fn queues(&self, city: &City, now: Moment) -> Result<Arc<Queues>, Refusal> {
        let (turn, known) = self.queues.get();
        if let Some(known) = known {
            return Ok(known);
        }
        let since = now.plus_ms(-QUEUE_SHOWN_MS);
        let queues = city.db.read(move |tx| async move { site_queues_since(&tx, since).await });
        let queues = Arc::new(queues.await?);
        self.queues.keep(turn, Arc::clone(&queues));
        Ok(queues)
    }
}

pub(super) fn by_site(facts: Vec<StoredSiteFact>) -> Vec<KnownSite> {
    let mut sites: Vec<KnownSite> = Vec::new();
    for fact in facts {
        match sites.last_mut().filter(|last| last.id == fact.site && last.county == fact.county) {
            Some(own) => own.facts.push(fact),
            None => sites.push(KnownSite {
                id: fact.site,
                county: fact.county.clone(),
                facts: vec![fact],
            }),
        }
    }
    sites
}

/// A site as it stands now.
#[derive(Clone, Debug)]
pub struct SiteSeen {
    /// The site.
    pub site: Site,
    /// Whether it is open, and until or from when; none where it is not in use.
    pub open: Option<OpenNow>,
    /// How long the queue is, and how many minutes ago that was said; none where nobody said.
    pub queue: Option<(Wait, i64)>,
    /// What whoever changes it must have seen.
    pub n_facts: i64,
}

/// Every site of the city as it stands, those that are in use first, each by its name.
pub async fn sites_standing(city: &City, now: Moment) -> Result<Vec<SiteSeen>, Refusal> {
    let known = city.sites.sites(city).await?;
    let queues = city.sites.queues(city, now).await?;
    let mut seen: Vec<SiteSeen> = known.iter().filter_map(|one| seen(one, &queues, now)).collect();
    seen.sort_by(|one, other| {
        (rank(one), &one.site.name, one.site.id).cmp(&(
            rank(other),
            &other.site.name,
            other.site.id,
        ))
    });
    Ok(seen)
}

fn rank(one: &SiteSeen) -> u8 {
    use fangxian_core::sites::SiteState;
    match one.site.state {
        SiteState::Open => 0,
        SiteState::Built => 1,
        SiteState::Chosen => 2,
        SiteState::Closed => 3,
    }
}

fn seen(one: &KnownSite, queues: &Queues, now: Moment) -> Option<SiteSeen> {
    let site = one.standing(now)?;
    let open = site.open_now(now);
    let queue = match open {
        Some(_) => queue_shown(queues.get(&one.id).copied(), now),
        None => None,
    };
    Some(SiteSeen { open, queue, n_facts: one.n_facts(), site })
}
