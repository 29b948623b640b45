//! Whom a line asks about: who of the register, or at least of which community.

use crate::register::{community_code, counties, opened};
use crate::{City, Refusal};
use fangxian_core::CityDay;
use fangxian_core::people::{Name, Stay};
use fangxian_core::places::PlaceCode;
use fangxian_core::verifications::{AskedAbout, AskedFlaw, LineKeys, PlacedBy, place_by_words};
use fangxian_store::StoreError;
use fangxian_store::people::{StoredPerson, people_by_documents, people_by_phones};
use std::collections::{BTreeSet, HashMap};

/// A line on its way to a case.
pub(super) struct Line {
    pub(super) number: i64,
    pub(super) who: AskedAbout,
    pub(super) flaws: Vec<AskedFlaw>,
    pub(super) keys: LineKeys,
    /// The community that the register has or the line says, and by which of them.
    pub(super) place: Option<(PlaceCode, PlacedBy)>,
}

/// What a line is compared by. The same phone under the same name is one contact.
pub(super) fn keys_of(city: &City, who: &AskedAbout, today: CityDay) -> LineKeys {
    let seals = &city.keys.seals;
    let contact = who.phone().filter(|_| Name::parse(&who.name).is_ok());
    LineKeys {
        document: who.document(today).map(|one| seals.index("document", one.number())),
        contact: contact.map(|phone| {
            seals.index("name and phone", &format!("{}\n{}", who.name, phone.as_str()))
        }),
        person: None,
    }
}

/// Who of the register each line asks about: by his document; or by name and phone together, where the
/// line has no right document and one person alone has both.
pub(super) async fn find_in_register(city: &City, lines: &mut [Line]) -> Result<(), Refusal> {
    let seals = &city.keys.seals;
    let documents: BTreeSet<Vec<u8>> =
        lines.iter().filter_map(|line| line.keys.document.clone()).collect();
    let phone_of = |line: &Line| {
        let phone = line.who.phone().filter(|_| line.keys.document.is_none())?;
        Some(seals.index("phone", phone.as_str()))
    };
    let phones: BTreeSet<Vec<u8>> = lines.iter().filter_map(phone_of).collect();
    let all = counties(city);
    let read = city.db.read(move |tx| async move {
        let documents: Vec<Vec<u8>> = documents.into_iter().collect();
        let phones: Vec<Vec<u8>> = phones.into_iter().collect();
        let by_document = people_by_documents(&tx, &all, &documents).await?;
        Ok::<_, StoreError>((by_document, people_by_phones(&tx, &all, &phones).await?))
    });
    let (by_document, by_phone) = read.await?;
    let mut held: HashMap<Vec<u8>, StoredPerson> = HashMap::new();
    for one in by_document {
        let Some(index) = one.document.as_ref().map(|document| document.index.clone()) else {
            continue;
        };
        // Whoever is counted twice is asked where he lives for good, else where he came last.
        let key = |one: &StoredPerson| (one.stay == Stay::Permanent, one.created_at, one.id);
        let is_better = held.get(&index).is_none_or(|known| key(known) < key(&one));
        if is_better {
            held.insert(index, one);
        }
    }
    let mut named: HashMap<Vec<u8>, Vec<(String, StoredPerson)>> = HashMap::new();
    for one in by_phone {
        let Some(index) = one.phone.as_ref().map(|phone| phone.index.clone()) else { continue };
        let name = opened(seals, &one)?.name.as_str().to_owned();
        named.entry(index).or_default().push((name, one));
    }
    for line in lines {
        let by_document = line.keys.document.as_ref().and_then(|index| held.get(index));
        let by_contact = || {
            let own = named.get(&phone_of(line)?)?;
            let mut same = own.iter().filter(|(name, _)| *name == line.who.name);
            match (same.next(), same.next()) {
                (Some((_, only)), None) => Some(only),
                (_, _) => None,
            }
        };
        if let Some(person) = by_document.or_else(by_contact) {
            line.place = Some((community_code(&person.door)?, PlacedBy::Register));
            line.keys.person = Some(person.id);
        }
    }
    Ok(())
}

/// Where whoever is in no register is thought to be, by the names of communities and compounds.
pub(super) fn find_by_address(city: &City, lines: &mut [Line]) {
    let tree = city.tree();
    let named = tree.named_in_addresses();
    let mut known: HashMap<String, Option<PlaceCode>> = HashMap::new();
    for line in lines.iter_mut().filter(|line| line.place.is_none()) {
        let address = &line.who.address;
        let found = known
            .entry(address.clone())
            .or_insert_with(|| place_by_words(address, named.iter().cloned()));
        line.place = found.clone().map(|place| (place, PlacedBy::Address));
    }
}
