//! Small instances against every choice there is; what must hold of any.

use super::*;
use proptest::prelude::*;

fn every_choice(n: usize, p: usize) -> Vec<Vec<usize>> {
    (0..1_u32 << n)
        .filter(|bits| bits.count_ones() as usize == p)
        .map(|bits| (0..n).filter(|at| bits >> at & 1 == 1).collect())
        .collect()
}

fn best_of_all(siting: &Siting) -> u64 {
    let n = siting.n_candidates();
    let all = every_choice(n, siting.n_sites);
    all.iter().map(|chosen| carry::cost(siting, &carry::carry(siting, chosen))).min().unwrap()
}

/// Two villages and a road between: by hand.
#[test]
fn two_kiosks_go_where_the_people_are() {
    let at = [0_u32, 100, 200, 5_000, 5_100];
    let siting = Siting {
        people: vec![10, 1_000, 10, 500, 600],
        far: at.iter().map(|here| at.iter().map(|there| here.abs_diff(*there)).collect()).collect(),
        n_sites: 2,
        capacity: None,
    };
    let placed = place(&siting).unwrap();
    assert_eq!(placed.chosen, [1, 4]);
    assert_eq!(placed.gap, Gap { found: 10 * 100 + 10 * 100 + 500 * 100, bound: 52_000 });

    // A kiosk takes 1,100: of the larger village 20 must be taken elsewhere, to the far one.
    let full = Siting { capacity: Some(1_000), n_sites: 3, ..siting.clone() };
    let placed = place(&full).unwrap();
    assert_eq!(placed.gap.found, best_of_all(&full));
    assert_eq!(placed.gap.bound, placed.gap.found);

    let small = Siting { capacity: Some(1_000), n_sites: 2, ..siting };
    let why = place(&small).unwrap_err();
    assert_eq!(why, NoSiting::TooSmall { sites: 2, takes: 2_000, people: 2_120 });
    assert_eq!(why.to_string(), "2个采样亭最多服务2000人，少于2120人，请增加个数");
}

#[test]
fn a_kiosk_for_every_five_thousand() {
    assert_eq!((kiosks_for(1), kiosks_for(5_000), kiosks_for(5_001)), (1, 1, 2));
    assert_eq!(kiosks_for(300_000), 60);
}

#[test]
fn what_cannot_be_decided_is_said() {
    let siting = Siting { people: vec![], far: vec![], n_sites: 1, capacity: None };
    assert_eq!(place(&siting), Err(NoSiting::Empty));
    let siting = Siting { people: vec![1], far: vec![vec![1]], n_sites: 2, capacity: None };
    assert_eq!(place(&siting), Err(NoSiting::SitesOutOfRange));
    let siting =
        Siting { people: vec![1, 1], far: vec![vec![1, 2], vec![1]], n_sites: 1, capacity: None };
    assert_eq!(place(&siting), Err(NoSiting::Ragged));
}

fn small() -> impl Strategy<Value = Siting> {
    (2_usize..8, 2_usize..8).prop_flat_map(|(n, m)| {
        let people = prop::collection::vec(1_u64..60, n);
        let far = prop::collection::vec(prop::collection::vec(0_u32..500, m), n);
        (people, far, 1..=m, prop::option::of(0_u64..40)).prop_map(|(people, far, p, room)| {
            let least = people.iter().sum::<u64>().div_ceil(p as u64);
            let capacity = room.map(|room| least + room);
            Siting { people, far, n_sites: p, capacity }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    /// No choice costs less than the bound, and none less than what was found where they meet;
    /// everybody goes somewhere, and no site has more than it takes.
    #[test]
    fn no_other_choice_is_better(siting in small()) {
        let placed = place(&siting).unwrap();
        let best = best_of_all(&siting);
        prop_assert!(placed.gap.bound <= best, "bound {} over {best}", placed.gap.bound);
        prop_assert_eq!(placed.gap.found, best);
        prop_assert_eq!(placed.gap.bound, best);
        prop_assert_eq!(placed.chosen.len(), siting.n_sites);
        for (place, people) in siting.people.iter().enumerate() {
            let goes: u64 = placed.goes.iter().filter(|g| g.place == place).map(|g| g.people).sum();
            prop_assert_eq!(goes, *people);
        }
        for site in &placed.chosen {
            let load: u64 = placed.goes.iter().filter(|g| g.to == *site).map(|g| g.people).sum();
            prop_assert!(siting.capacity.is_none_or(|most| load <= most));
        }
        prop_assert!(placed.goes.iter().all(|one| placed.chosen.contains(&one.to)));
    }

    /// Who goes where is the least there is: against the cheapest of every order of serving.
    #[test]
    fn one_more_site_never_costs_more(siting in small()) {
        let more = Siting { n_sites: (siting.n_sites + 1).min(siting.n_candidates()), ..siting.clone() };
        prop_assert!(place(&more).unwrap().gap.found <= place(&siting).unwrap().gap.found);
    }
}
