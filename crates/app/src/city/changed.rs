//! What changed, as the feed tells it.

use crate::index::{ZoneEntry, ZoneIndex};
use crate::passes::communities_of;
use crate::people::People;
use crate::tree::Tree;
use fangxian_core::ids::{AccountId, DeviceId, OrderId, RoundId, VenueId, ZoneId};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_store::feed::FeedRow;
use fangxian_store::orders::{OrderStanding, orders_standing_of};
use fangxian_store::{StoreError, Tx, feed};
use std::collections::{BTreeMap, BTreeSet};

/// The records of which rows of the feed tell.
#[derive(Default)]
pub(super) struct Changed {
    pub(super) zones: BTreeSet<(PlaceCode, ZoneId)>,
    pub(super) orders: BTreeMap<PlaceCode, BTreeSet<OrderId>>,
    pub(super) accounts: BTreeSet<AccountId>,
    pub(super) communities: BTreeSet<PlaceCode>,
    pub(super) merged: BTreeSet<PlaceCode>,
    pub(super) ticked: BTreeSet<(RoundId, PlaceCode)>,
    pub(super) devices: BTreeSet<DeviceId>,
    pub(super) rolls: bool,
    /// Places of which something was said.
    pub(super) venues: BTreeSet<VenueId>,
    /// Something was said of trades that are closed.
    pub(super) closings: bool,
    /// Gates came or went.
    pub(super) gates: bool,
    /// Passes were ended before their time.
    pub(super) ended: bool,
    /// Somebody must be let pass at once.
    pub(super) cares: bool,
    /// Codes are down, or no more.
    pub(super) outages: bool,
    /// Communities of whose people it was said how often they are tested.
    pub(super) frequency: BTreeSet<PlaceCode>,
    /// Decisions on it changed.
    pub(super) decisions: bool,
    pub(super) tree: TreeChange,
}

/// What of the tree of places is to be read again.
#[derive(Default)]
pub(super) struct TreeChange {
    /// Divisions came or went.
    pub(super) whole: bool,
    /// Places below the community did.
    pub(super) communities: BTreeSet<PlaceCode>,
}

/// What stands now of what changed.
pub(super) struct Now {
    pub(super) zones: Vec<ZoneEntry>,
    pub(super) orders: Vec<OrderStanding>,
    pub(super) people: Vec<(AccountId, String, String)>,
    pub(super) tree: Option<Tree>,
}

impl Changed {
    pub(super) fn of(rows: &[FeedRow]) -> Changed {
        let communities = communities_of(rows);
        let mut changed = Changed { communities, ..Changed::default() };
        for FeedRow { change, .. } in rows {
            if change.topic == "account" {
                changed.accounts.extend(AccountId::parse(&change.subject));
            }
            if change.topic == feed::PLACES {
                let place = PlaceCode::parse(&change.subject).ok();
                match place.filter(|place| place.kind() == PlaceKind::Community) {
                    Some(community) => drop(changed.tree.communities.insert(community)),
                    None => changed.tree.whole = true,
                }
            }
            if change.topic == "device" {
                changed.devices.extend(DeviceId::parse(&change.subject));
            }
            changed.rolls |= change.topic == "roll";
            changed.cares |= change.topic == crate::codes::CARE;
            changed.outages |= change.topic == crate::codes::OUTAGE;
            changed.gates |= change.topic == crate::scans::GATE;
            changed.ended |= change.topic == crate::passes::ENDED;
            changed.closings |= change.topic == crate::venues::CLOSINGS;
            if change.topic == crate::venues::TOPIC {
                changed.venues.extend(VenueId::parse(&change.subject));
            }
            if change.topic == crate::frequency::TOPIC {
                changed.decisions |= change.subject == crate::frequency::DECISIONS;
                changed.frequency.extend(PlaceCode::parse(&change.subject));
            }
            if change.topic == "merge" {
                changed.merged.extend(PlaceCode::parse(&change.subject));
            }
            let Some((county, id)) = change.subject.split_once('/') else { continue };
            if change.topic == "tick" {
                let ticked = RoundId::parse(county).zip(PlaceCode::parse(id).ok());
                changed.ticked.extend(ticked);
            }
            let Ok(county) = PlaceCode::parse(county) else { continue };
            match change.topic.as_str() {
                "zone" => changed.zones.extend(ZoneId::parse(id).map(|id| (county, id))),
                "order" => changed.orders.entry(county).or_default().extend(OrderId::parse(id)),
                _ => {}
            }
        }
        changed
    }

    pub(super) async fn read(
        self,
        tx: &Tx,
        city: &PlaceCode,
        tree: &Tree,
    ) -> Result<Now, StoreError> {
        let zones: Vec<(PlaceCode, ZoneId)> = self.zones.into_iter().collect();
        let zones = ZoneIndex::read(tx, &zones).await?;
        let mut orders = Vec::new();
        for (county, ids) in self.orders {
            let ids: Vec<OrderId> = ids.into_iter().collect();
            orders.extend(orders_standing_of(tx, &county, &ids).await?);
        }
        let accounts: Vec<AccountId> = self.accounts.into_iter().collect();
        let people = People::read(tx, &accounts).await?;
        let tree = match (self.tree.whole, self.tree.communities) {
            (true, _) => Some(Tree::read(tx, city).await?),
            (false, changed) if changed.is_empty() => None,
            (false, changed) => Some(Tree::clone(tree).renewed(tx, &changed).await?),
        };
        Ok(Now { zones, orders, people, tree })
    }
}
