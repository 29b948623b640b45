//! The same city each time, in whatever order it is asked for.

use crate::{city, heads};
use fangxian_core::places::PlaceCode;
use fangxian_invent::{City, CommunityHead, InventedCommunity, NotACity, messy_roster};
use jiff::civil::date;

/// FNV-1a of everything that can be seen of a community.
fn hash(community: &InventedCommunity) -> u64 {
    format!("{community:?}").bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[test]
fn a_small_city_is_the_same_on_every_machine() {
    let city = City::plan(&heads(4), 9_000, 1).unwrap();
    let hashes: Vec<u64> = city.communities().map(|community| hash(&community)).collect();
    // Whoever changes what is invented changes these, and says so in the changelog.
    assert_eq!(
        hashes,
        [
            0x8925_2E42_9D12_71B4,
            0x5482_92DA_9865_742E,
            0xCF64_2D75_3E28_0F71,
            0xC698_9CCD_72AD_4676
        ]
    );
}

#[test]
fn order_changes_nothing_and_the_seed_everything() {
    let city = city();
    let in_order: Vec<InventedCommunity> = city.communities().collect();
    for index in (0..16).rev() {
        assert_eq!(city.community(index).as_ref(), in_order.get(index));
    }
    assert_eq!(city.community(16), None);
    let mut turned = heads(16);
    turned.reverse();
    let turned = City::plan(&turned, 50_000, 2022).unwrap();
    assert_eq!(turned.community(15).as_ref(), in_order.first());
    assert_eq!(messy_roster(&in_order[2], 4), messy_roster(&in_order[2], 4));
    let other = City::plan(&heads(16), 50_000, 2023).unwrap();
    assert_ne!(other.community(0).as_ref(), in_order.first());
}

#[test]
fn the_sum_is_exact() {
    for people in [0, 1, 17, 3_333, 50_000, 50_001] {
        let city = City::plan(&heads(16), people, 2022).unwrap();
        let found: usize = city.communities().map(|community| community.n_people()).sum();
        assert_eq!(found as u64, people);
        let planned: u64 = (0..16).filter_map(|index| city.n_people_of(index)).sum();
        assert_eq!(planned, people);
    }
    assert_eq!(city().communities().len(), 16);
}

#[test]
fn another_reference_day_makes_people_of_the_same_ages() {
    let day = date(2020, 2, 29);
    let earlier = city().as_of(day).community(0).unwrap();
    let later = city().community(0).unwrap();
    let ages = |community: &InventedCommunity| -> Vec<i16> {
        let day = community.reference_day;
        community.people().map(|(_, person)| person.age_on(day)).collect()
    };
    assert_eq!(ages(&earlier), ages(&later));
    assert!(earlier.people().all(|(_, person)| person.born <= day));
}

#[test]
fn what_is_no_city_is_refused() {
    let head = |code: &str| CommunityHead {
        code: PlaceCode::parse(code).unwrap(),
        name: "某社区".to_owned(),
    };
    let refused = |heads: &[CommunityHead], people| City::plan(heads, people, 1).unwrap_err();
    let street = head("140105001");
    let community = head("140105001001");
    assert_eq!(refused(&[], 1), NotACity::NoCommunity);
    assert_eq!(
        refused(std::slice::from_ref(&street), 1),
        NotACity::NotACommunity(street.code.clone())
    );
    let twice = [community.clone(), community.clone()];
    assert_eq!(refused(&twice, 1), NotACity::Twice(community.code.clone()));
    assert_eq!(refused(&[community], 100_000_001), NotACity::TooMany(100_000_001));
    assert!(City::plan(&[], 0, 1).is_ok());
}
