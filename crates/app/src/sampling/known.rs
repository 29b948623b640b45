//! Whoever was on no list of the table: taken down, and known where document and name agree.

use super::StrangerSent;
use super::batch::Taking;
use super::judge::Judged;
use crate::city::change;
use crate::register::{community, counties, record};
use crate::{Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::ids::PersonId;
use fangxian_core::places::PlaceCode;
use fangxian_store::feed;
use fangxian_store::people::people_by_documents;
use fangxian_store::sampling::{StoredMatch, StoredStranger, Taken, strangers_match};

impl Taking<'_> {
    pub(super) fn strangers(
        &self,
        one: &Judged<'_>,
        own: Option<&PlaceCode>,
    ) -> Vec<StoredStranger> {
        let Some(community) = own else { return Vec::new() };
        let row = |(position, stranger, at): (usize, &StrangerSent, Moment)| StoredStranger {
            part: one.part.id,
            position: i64::try_from(position).unwrap_or_default(),
            tube: one.tube,
            community: community.clone(),
            document_index: stranger.document_index(&self.req.city, self.req.today()),
            round: one.part.round,
            taken_at: at.plus_ms(-self.skew_ms),
            received_at: self.req.wall,
            is_matched: false,
        };
        one.part.strangers().map(row).collect()
    }

    /// Whoever holds the very document under the very name is who he says; of everybody else a
    /// person decides, so that no result goes to the wrong one.
    pub(super) async fn know_strangers(
        &self,
        fresh: &[Judged<'_>],
        strangers: &mut [StoredStranger],
    ) -> Result<(), Refusal> {
        let indexes: Vec<Vec<u8>> =
            strangers.iter().filter_map(|one| one.document_index.clone()).collect();
        let holders = people_by_documents(self.tx, &counties(&self.req.city), &indexes).await?;
        let seals = &self.req.city.keys.seals;
        let mut matches = Vec::new();
        let sent = fresh.iter().flat_map(|one| {
            one.part.strangers().map(|(position, stranger, _)| (one.part.id, position, stranger))
        });
        for (part, position, stranger) in sent {
            let row = strangers.iter_mut().find(|row| {
                row.part == part && usize::try_from(row.position).is_ok_and(|n| n == position)
            });
            let Some(row) = row else { continue };
            let index = row.document_index.as_ref();
            let mut named = Vec::new();
            for holder in &holders {
                if holder.document.as_ref().map(|own| &own.index) == index {
                    let person = record::open(seals, holder)?;
                    named.extend(stranger.is_named(&person.name).then_some(holder));
                }
            }
            let [holder] = named.as_slice() else { continue };
            let Some(home) = community(&holder.door) else { continue };
            row.is_matched = true;
            matches.push(StoredMatch {
                id: mint::uuid(self.req.wall)?,
                community: home,
                taken: taken_of(row, holder.id),
                by: self.req.caller.login.clone(),
                reason: "证件号码和姓名都一致".to_owned(),
            });
        }
        for one in &matches {
            let subject = format!("{}/{}", one.taken.round, one.community);
            let key = self.req.city.key();
            feed::append(self.tx, change(&key, self.req.now, "tick", &subject))?;
        }
        strangers_match(self.tx, &matches).await?;
        Ok(())
    }
}

/// A stranger's sample as that of somebody of the register.
pub(super) fn taken_of(stranger: &StoredStranger, person: PersonId) -> Taken {
    Taken {
        part: stranger.part,
        position: stranger.position,
        tube: stranger.tube,
        round: stranger.round,
        person,
        taken_at: stranger.taken_at,
        received_at: stranger.received_at,
    }
}
