//! The records of each module: put in, read back, and the rules of their writes.

use crate::both::{NOW, on_both};
use fangxian_core::audit::{Checkpoint, Fingerprint};
use fangxian_core::ids::AccountId;
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};
use fangxian_store::accounts::{self, Account, Assignment, Session};
use fangxian_store::feed::{self, Change};
use fangxian_store::outbox::{self, Message};
use fangxian_store::places::{self, Division, Grid, Place};
use fangxian_store::read_log::{self, Reading};
use fangxian_store::{StoreError, Tx, audit, settings, v};
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn code(text: &str) -> PlaceCode {
    PlaceCode::parse(text).unwrap()
}

fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

fn account(n: u128, login: &str) -> Account {
    Account {
        id: AccountId::from_uuid(id(n)),
        login: login.into(),
        name: "甲".into(),
        password_hash: "$argon2id$…".into(),
        must_change_password: true,
        disabled_at: None,
        failed_count: 0,
        locked_until: None,
        created_at: NOW,
        issued_by: "program".into(),
        vouched_by: None,
        version: 1,
    }
}

/// Runs a body in one transaction that must succeed, on each engine.
fn in_one<F>(body: impl Fn(Tx) -> F + Clone + Send + Sync + 'static)
where
    F: Future<Output = Result<(), StoreError>> + Send + 'static,
{
    on_both(async |db| {
        let body = body.clone();
        db.write(move |tx| async move { body(tx).await }).await.unwrap();
    });
}

#[test]
fn an_account_is_changed_by_whoever_saw_it_last() {
    in_one(|tx| async move {
        assert_eq!(accounts::n_accounts(&tx).await?, 0);
        let made = account(1, "admin");
        accounts::account_insert(&tx, &made).await?;
        let seen = accounts::account_by_login(&tx, "admin").await?.unwrap();
        assert_eq!(seen, made);
        accounts::account_set_password(&tx, &seen, "new").await?;
        let stale = accounts::account_set_disabled(&tx, &seen, Some(NOW)).await;
        assert_eq!(stale, Err(StoreError::Stale { what: "account" }));
        let now = accounts::account_by_id(&tx, made.id).await?.unwrap();
        assert_eq!((now.password_hash.as_str(), now.must_change_password), ("new", false));
        accounts::account_set_disabled(&tx, &now, Some(NOW)).await?;
        assert_eq!(accounts::account_by_login(&tx, "Admin").await?, None);
        accounts::account_insert(&tx, &account(2, "drafter")).await?;
        let page = accounts::accounts_page(&tx, "admin", 10).await?;
        assert_eq!(page.iter().map(|one| one.login.as_str()).collect::<Vec<_>>(), ["drafter"]);
        Ok(())
    });
}

#[test]
fn wrong_passwords_are_counted_one_by_one_and_forgotten_after_a_right_one() {
    in_one(|tx| async move {
        let made = account(1, "admin");
        accounts::account_insert(&tx, &made).await?;
        assert_eq!(accounts::account_count_failure(&tx, made.id).await?, 1);
        assert_eq!(accounts::account_count_failure(&tx, made.id).await?, 2);
        accounts::account_lock(&tx, made.id, NOW.plus_ms(5)).await?;
        let locked = accounts::account_by_id(&tx, made.id).await?.unwrap();
        assert_eq!((locked.failed_count, locked.locked_until), (2, Some(NOW.plus_ms(5))));
        // Guessing does not get into the way of an administrator who has the account open.
        assert_eq!(locked.version, 1);
        accounts::account_clear_failures(&tx, made.id).await?;
        assert_eq!(accounts::account_by_id(&tx, made.id).await?, Some(made));
        Ok(())
    });
}

#[test]
fn a_role_holds_from_its_first_to_its_last_day() {
    in_one(|tx| async move {
        let who = account(1, "signer");
        accounts::account_insert(&tx, &who).await?;
        let one = Assignment {
            id: id(7),
            account: who.id,
            role: "zone_signer".into(),
            jurisdiction: code("140105"),
            from_day: day("2022-10-07"),
            to_day: None,
            granted_by: "first start".into(),
            granted_at: NOW,
        };
        accounts::assignments_insert(&tx, std::slice::from_ref(&one)).await?;
        assert_eq!(accounts::assignments_of(&tx, who.id).await?, std::slice::from_ref(&one));
        accounts::assignment_end(&tx, one.id, day("2022-10-10")).await?;
        let again = accounts::assignment_end(&tx, one.id, day("2022-12-31")).await;
        assert_eq!(again, Err(StoreError::Stale { what: "assignment" }));
        for (on, n) in [("2022-10-06", 0), ("2022-10-07", 1), ("2022-10-10", 1), ("2022-10-11", 0)]
        {
            let held = accounts::assignments_on(&tx, day(on)).await?;
            assert_eq!(held.len(), n, "{on}");
            let all = accounts::assignments_of(&tx, who.id).await?;
            assert_eq!(all.iter().filter(|one| one.holds_on(day(on))).count(), n, "{on}");
        }
        Ok(())
    });
}

#[test]
fn a_session_ends_once_and_the_others_with_the_account() {
    in_one(|tx| async move {
        let who = account(1, "signer");
        accounts::account_insert(&tx, &who).await?;
        for hash in ["a", "b", "c"] {
            let session = Session {
                hash: hash.into(),
                account: who.id,
                created_at: NOW,
                seen_at: NOW,
                ends_at: NOW.plus_ms(100),
                ended_at: None,
            };
            accounts::session_insert(&tx, &session).await?;
        }
        accounts::session_touch(&tx, "a", NOW.plus_ms(10), NOW.plus_ms(110)).await?;
        // A slower request that came in earlier does not turn the clock back.
        accounts::session_touch(&tx, "a", NOW.plus_ms(5), NOW.plus_ms(105)).await?;
        let touched = accounts::session_by_hash(&tx, "a").await?.unwrap();
        assert_eq!((touched.seen_at, touched.ends_at), (NOW.plus_ms(10), NOW.plus_ms(110)));
        accounts::session_end(&tx, "b", NOW.plus_ms(20)).await?;
        accounts::session_end(&tx, "b", NOW.plus_ms(30)).await?;
        let ended = accounts::session_by_hash(&tx, "b").await?.unwrap();
        assert_eq!(ended.ended_at, Some(NOW.plus_ms(20)));
        assert_eq!(accounts::sessions_end_of(&tx, who.id, Some("a"), NOW).await?, 1);
        assert_eq!(accounts::session_by_hash(&tx, "a").await?.unwrap().ended_at, None);
        assert_eq!(accounts::sessions_end_of(&tx, who.id, None, NOW).await?, 1);
        assert_eq!(accounts::sessions_purge(&tx, NOW.plus_ms(21)).await?, 3);
        assert_eq!(accounts::session_by_hash(&tx, "a").await?, None);
        Ok(())
    });
}

fn division(text: &str, name: &str) -> Division {
    Division { code: code(text), name: name.into(), in_national_list: text != "140171" }
}

#[test]
fn divisions_are_found_by_parent_by_name_and_by_what_lies_in_them() {
    in_one(|tx| async move {
        let tree = [
            division("1401", "太原市"),
            division("140105", "小店区"),
            division("140106", "迎泽区"),
            division("140171", "综改示范区"),
            division("140105001", "坞城街道"),
            division("140105001003", "坞城南路社区"),
            division("140106001", "柳巷街道"),
            division("140106001001", "坞城北社区"),
        ];
        assert_eq!(places::divisions_upsert(&tx, &tree).await?, 8);
        assert_eq!(places::divisions_upsert(&tx, &tree).await?, 8);
        assert_eq!(places::divisions_all(&tx).await?.len(), 8);
        let counties = places::division_children(&tx, &code("1401")).await?;
        assert_eq!(counties, [tree[1].clone(), tree[2].clone(), tree[3].clone()]);
        let found = places::divisions_search(&tx, " 坞城", &code("1401"), 10).await?;
        assert_eq!(found, [tree[4].clone(), tree[7].clone(), tree[5].clone()]);
        let found = places::divisions_search(&tx, "坞城", &code("140105"), 10).await?;
        assert_eq!(found, [tree[4].clone(), tree[5].clone()]);
        assert_eq!(places::divisions_search(&tx, "坞城", &code("1401"), 1).await?.len(), 1);
        for sign in ["%", "_", "!", "坞%社区"] {
            assert_eq!(places::divisions_search(&tx, sign, &code("1401"), 10).await?, []);
        }
        let path = places::division_path(&tx, &code("140105001003-02-05")).await?;
        assert_eq!(path, [tree[0].clone(), tree[1].clone(), tree[4].clone(), tree[5].clone()]);
        let renamed = division("140105001", "坞城街道办事处");
        places::divisions_upsert(&tx, std::slice::from_ref(&renamed)).await?;
        assert_eq!(places::division_by_code(&tx, &renamed.code).await?, Some(renamed));
        Ok(())
    });
}

#[test]
fn places_and_grids_nest_by_whole_parts_of_their_codes() {
    in_one(|tx| async move {
        let place = |text: &str, name: &str, ordinal| Place {
            code: code(text),
            name: name.into(),
            ordinal,
        };
        let tree = [
            place("140105001003-02", "白云小区", 0),
            place("140105001003-02-1", "1号楼", 1),
            place("140105001003-02-10", "10号楼", 10),
            place("140105001003-02-9", "9号楼", 9),
            place("140105001003-02-1-2", "2单元", 2),
            place("140106001001-01", "白云山庄", 0),
        ];
        assert_eq!(places::places_upsert(&tx, &tree).await?, 6);
        let children = places::place_children(&tx, &code("140105001003-02")).await?;
        let names: Vec<&str> = children.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["1号楼", "9号楼", "10号楼"]);
        let path = places::place_path(&tx, &code("140105001003-02-1-2")).await?;
        assert_eq!(path, [tree[0].clone(), tree[1].clone(), tree[4].clone()]);
        let n_named = async |words: &str, within: &str| {
            places::places_named(&tx, words, &code(within), 10).await.map(|found| found.len())
        };
        assert_eq!(n_named("白云", "1401").await?, 2);
        assert_eq!(n_named("白云", "140105").await?, 1);
        assert_eq!(n_named("号楼", "140105001").await?, 3);
        assert_eq!(n_named("白云", "140107").await?, 0);
        let grid = |number: &str, community: &str| Grid {
            code: code(&format!("{community}-G{number}")),
            community: code(community),
            name: format!("第{number}网格"),
            n_households: 300,
        };
        let grids = [
            grid("1", "140105001003"),
            grid("2", "140105001003"),
            grid("3", "140105001003"),
            grid("9", "140105002001"),
        ];
        places::grids_upsert(&tx, &grids).await?;
        let pairs =
            [("1", "140105001003-02-1-2"), ("2", "140105001003-02-10"), ("3", "140105001003-02-9")];
        let pairs =
            pairs.map(|(grid, place)| (code(&format!("140105001003-G{grid}")), code(place)));
        assert_eq!(places::grid_places_put(&tx, &pairs).await?, 3);
        assert_eq!(places::grid_places_put(&tx, &pairs).await?, 0);
        assert_eq!(places::grids_of_community(&tx, &code("140105001003")).await?.len(), 3);
        let at = async |text: &str| {
            let grids = places::grids_of_place(&tx, &code(text)).await?;
            let number =
                |grid: Grid| grid.code.as_str().rsplit_once('G').map(|(_, n)| n.to_owned());
            Ok::<_, StoreError>(grids.into_iter().filter_map(number).collect::<Vec<_>>())
        };
        assert_eq!(at("140105001003-02-1").await?, ["1"]);
        assert_eq!(at("140105001003-02-10-1-101").await?, ["2"]);
        assert_eq!(at("140105001003-02").await?, ["1", "2", "3"]);
        assert_eq!(at("140105001003-03").await?, Vec::<String>::new());
        assert_eq!(at("140105001").await?, ["1", "2", "3"]);
        assert_eq!(at("140105").await?, ["1", "2", "3", "9"]);
        Ok(())
    });
}

fn message(n: u128) -> Message {
    Message {
        county: "140105".into(),
        id: id(n),
        kind: "inbox".into(),
        recipient: "a".into(),
        body: "{}".into(),
        created_at: NOW.plus_ms(n as i64),
    }
}

const FAR: Moment = Moment(i64::MAX);

#[test]
fn a_message_is_offered_until_it_is_sent_and_lands_once() {
    in_one(|tx| async move {
        let claim = async |ms: i64, limit: i64| {
            let (now, retry_at) = (NOW.plus_ms(ms), NOW.plus_ms(ms + 100));
            outbox::outbox_claim_due(&tx, ("140105", "inbox"), now, retry_at, limit).await
        };
        outbox::outbox_put(&tx, &[message(1), message(2), message(3)]).await?;
        outbox::outbox_put(&tx, &[message(2)]).await?;
        assert_eq!(outbox::outbox_counties_due(&tx, NOW).await?, Vec::<String>::new());
        assert_eq!(outbox::outbox_counties_due(&tx, NOW.plus_ms(1)).await?, ["140105"]);
        let first = claim(10, 2).await?;
        assert_eq!(first.iter().map(|one| one.message.id).collect::<Vec<_>>(), [id(1), id(2)]);
        assert_eq!(claim(10, 9).await?.len(), 1);
        assert_eq!(claim(10, 9).await?.len(), 0);
        assert!(outbox::outbox_mark_sent(&tx, "140105", id(1), NOW).await?);
        assert!(!outbox::outbox_mark_sent(&tx, "140105", id(1), NOW).await?);
        assert!(outbox::outbox_give_up(&tx, "140105", id(3), NOW).await?);
        assert_eq!(outbox::outbox_backlog(&tx).await?, (1, 1));
        let again = claim(200, 9).await?;
        assert_eq!(again.len(), 1);
        assert_eq!((again[0].n_tries, &again[0].message), (2, &message(2)));
        assert!(outbox::inbox_deliver(&tx, &message(2), NOW).await?);
        assert!(!outbox::inbox_deliver(&tx, &message(2), NOW).await?);
        let page = outbox::inbox_page(&tx, "140105", "a", (FAR, Uuid::max()), 9).await?;
        assert_eq!(page.len(), 1);
        let earlier = (page[0].delivered_at, page[0].id);
        assert!(outbox::inbox_page(&tx, "140105", "a", earlier, 9).await?.is_empty());
        assert!(!outbox::inbox_mark_read(&tx, "140105", "b", id(2), NOW).await?);
        assert_eq!(outbox::inbox_unread(&tx, "140105", "a").await?, 1);
        assert!(outbox::inbox_mark_read(&tx, "140105", "a", id(2), NOW).await?);
        assert_eq!(outbox::inbox_unread(&tx, "140105", "a").await?, 0);
        assert!(outbox::inbox_mark_read(&tx, "140105", "a", id(2), NOW.plus_ms(1)).await?);
        Ok(())
    });
}

#[test]
fn many_senders_at_once_never_take_the_same_message() {
    on_both(async |db| {
        db.write(|tx| async move {
            let messages: Vec<Message> = (1..=200).map(message).collect();
            outbox::outbox_put(&tx, &messages).await
        })
        .await
        .unwrap();
        let mut taken = Vec::new();
        while taken.len() < 200 {
            let claims = (0..16).map(|_| {
                db.write(|tx| async move {
                    let now = NOW.plus_ms(1_000);
                    outbox::outbox_claim_due(&tx, ("140105", "inbox"), now, FAR, 7).await
                })
            });
            let mut n_new = 0;
            for claimed in futures_util::future::join_all(claims).await {
                let claimed: Vec<outbox::Claimed> = claimed.unwrap();
                n_new += claimed.len();
                taken.extend(claimed.into_iter().map(|one| one.message.id));
            }
            assert!(n_new > 0, "{} of 200 were taken", taken.len());
        }
        taken.sort();
        assert_eq!(taken, (1..=200).map(id).collect::<Vec<_>>());
    });
}

#[test]
fn readings_come_back_newest_first_page_by_page() {
    in_one(|tx| async move {
        let who = AccountId::from_uuid(id(1));
        let reading = |n: u128| Reading {
            county: "140105".into(),
            id: id(n),
            at: NOW,
            account: who,
            role: "auditor".into(),
            unit: "1401".into(),
            purpose: "audit".into(),
            subject: format!("zone {n}"),
            rows_read: 1,
        };
        let all: Vec<Reading> = (1..=5).map(reading).collect();
        read_log::readings_insert(&tx, &all).await?;
        let mut seen = Vec::new();
        let mut before = (FAR, Uuid::max());
        loop {
            let page = read_log::readings_by_account(&tx, "140105", who, before, 2).await?;
            let Some(last) = page.last() else { break };
            before = (last.at, last.id);
            seen.extend(page);
        }
        seen.reverse();
        assert_eq!(seen, all);
        let page = read_log::readings_page(&tx, &["140105".to_owned()], id(3), 9).await?;
        assert_eq!(page, [all[1].clone(), all[0].clone()]);
        Ok(())
    });
}

#[test]
fn settings_are_put_taken_over_and_removed() {
    in_one(|tx| async move {
        assert_eq!(settings::setting_get(&tx, "city").await?, None);
        assert!(settings::setting_put_first(&tx, "city", "1401").await?);
        assert!(!settings::setting_put_first(&tx, "city", "1402").await?);
        assert_eq!(settings::setting_get(&tx, "city").await?.as_deref(), Some("1401"));
        settings::setting_put(&tx, "city", "1403").await?;
        assert_eq!(settings::settings_all(&tx).await?, [("city".into(), "1403".into())]);
        settings::setting_remove(&tx, "city").await?;
        assert_eq!(settings::settings_all(&tx).await?, []);
        Ok(())
    });
}

#[test]
fn a_follower_asks_for_each_county_after_its_own_number() {
    on_both(async |db| {
        db.write(|tx| async move {
            for (n, county) in ["140105", "140106", "140105", "140105"].into_iter().enumerate() {
                let change = Change {
                    county: county.into(),
                    at: NOW,
                    topic: "zone".into(),
                    subject: n.to_string(),
                };
                feed::append(&tx, change)?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        db.read(|tx| async move {
            let last = feed::last_seqs(&tx).await?;
            assert_eq!(last, [("140105".to_owned(), 3), ("140106".to_owned(), 1)]);
            let seen = [("140105".to_owned(), 1), ("140106".to_owned(), 0)];
            let new = feed::after_each(&tx, &seen, 9).await?;
            let subjects: Vec<&str> = new.iter().map(|row| row.change.subject.as_str()).collect();
            assert_eq!(subjects, ["2", "3", "1"]);
            assert_eq!(feed::after_each(&tx, &last, 9).await?, []);
            assert_eq!(feed::after_each(&tx, &[], 9).await?, []);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    });
}

#[test]
fn a_checkpoint_is_kept_as_it_was_signed() {
    in_one(|tx| async move {
        let signed = audit::SignedCheckpoint {
            checkpoint: Checkpoint {
                county: "140105".into(),
                seq: 3,
                hash: Fingerprint::of(b"x"),
                signed_at: NOW,
            },
            signature: "ab".into(),
        };
        audit::checkpoint_insert(&tx, &signed).await?;
        assert_eq!(audit::checkpoints(&tx, "140105").await?, [signed]);
        assert_eq!(audit::chains(&tx).await?, ["140105"]);
        Ok(())
    });
}

#[test]
fn a_hash_that_is_none_is_reported_as_damaged() {
    in_one(|tx| async move {
        tx.exec(
            "insert into audit_entry (county, seq, at, act, subject, detail, previous_hash,
                 entry_hash)
             values ('140105', 1, 1, 'x', 'x', '{}', $1, 'none')",
            &v![Fingerprint::start("140105").to_string()],
        )
        .await?;
        let damaged =
            StoreError::Damaged { table: "audit_entry".into(), column: "entry_hash".into() };
        assert_eq!(audit::last_entry(&tx, "140105").await, Err(damaged));
        Ok(())
    });
}
