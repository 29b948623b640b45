//! The keys of passes: for aliases, for the centre's tags, and one a day for signatures.

use super::lists::ListKey;
use super::now::Tickets;
use super::together::Together;
use crate::seals::{derived, keyed};
use aes_gcm::aes::Aes128;
use aes_gcm::aes::cipher::{BlockCipherEncrypt, KeyInit};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use fangxian_core::ids::PersonId;
use fangxian_core::passes::PassFlaw;
use fangxian_core::passes::{
    Alias, KeyId, Pass, SignedPass, Way, days_of_keys, parse, signed_bytes,
};
use fangxian_core::scans::Why;
use fangxian_core::{CityDay, Moment};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Keys of more days than are ever in use are forgotten; each follows from the secret again.
const DAYS_HELD: usize = 8;

/// Makes passes and believes them.
pub struct PassKeys {
    seed: [u8; 32],
    aliases: Aes128,
    tags: Hmac<Sha256>,
    days: RwLock<BTreeMap<CityDay, Arc<DayKey>>>,
    together: Together,
    tickets: Tickets,
    /// Signs what gates take along.
    pub lists: ListKey,
}

/// The key of one day.
pub(super) struct DayKey {
    pub(super) id: KeyId,
    key: SigningKey,
}

impl DayKey {
    pub(super) fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.key.sign(bytes).to_bytes()
    }
}

/// A public key as gates hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassKeyListed {
    /// The day of whose passes it is.
    pub day: CityDay,
    /// What passes call it.
    pub id: KeyId,
    /// The key, Ed25519.
    pub public: [u8; 32],
}

impl PassKeys {
    pub(crate) fn from_seed(seed: &[u8; 32]) -> PassKeys {
        let aliases = derived(seed, "fangxian: aliases of passes, 1");
        let mut half = [0; 16];
        half.copy_from_slice(&aliases[..16]);
        PassKeys {
            seed: *seed,
            aliases: Aes128::new(&half.into()),
            tags: keyed(&derived(seed, "fangxian: tags of passes, 1")),
            days: RwLock::default(),
            together: Together::default(),
            lists: ListKey::from_seed(seed),
            tickets: Tickets::new(keyed(&derived(seed, "fangxian: tickets for passes, 1"))),
        }
    }

    /// What stands for a person. A cipher and not a sum, because a city's aliases are made at each
    /// start.
    pub fn alias(&self, person: PersonId) -> Alias {
        let mut block = (*person.uuid().as_bytes()).into();
        self.aliases.encrypt_block(&mut block);
        let [a, b, c, d, e, f, g, h, ..] = block.0;
        Alias(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
    }

    /// Signs a pass of this city.
    pub fn sign(&self, pass: Pass, city: &str) -> SignedPass {
        let day = self.day(pass.made_at.city_day());
        let signed = signed_bytes(&pass, day.id, city);
        let signature = day.sign(&signed);
        self.tagged(SignedPass {
            pass,
            key: day.id,
            tag: [0; 16],
            signature,
            way: Way::default(),
            signed,
        })
    }

    /// Signs a pass of this city together with whatever others are asked for at this moment: at a rush
    /// hour one signature is shared by many, and where nobody else asks it is as [`PassKeys::sign`].
    pub async fn sign_together(&self, pass: Pass, city: &str) -> SignedPass {
        let day = self.day(pass.made_at.city_day());
        let signed = signed_bytes(&pass, day.id, city);
        let (signature, way) = self.together.sign(&day, &signed).await;
        self.tagged(SignedPass { pass, key: day.id, tag: [0; 16], signature, way, signed })
    }

    /// What gets somebody fresh passes for half a day, and until before `ends_at` at most.
    pub fn ticket(&self, alias: Alias, now: Moment, ends_at: Option<Moment>) -> String {
        self.tickets.give(alias, now, ends_at)
    }

    /// Whose ticket it is, and when it was given; none where it is none of ours, or its time is over.
    pub(super) fn ticket_read(&self, ticket: &str, now: Moment) -> Option<(Alias, Moment)> {
        self.tickets.read(ticket, now)
    }

    /// The tag is over all of a pass: what was changed anywhere the centre does not believe.
    fn tagged(&self, mut pass: SignedPass) -> SignedPass {
        let tag = self.tagging(&pass).finalize().into_bytes();
        pass.tag.copy_from_slice(&tag[..16]);
        pass
    }

    fn tagging(&self, pass: &SignedPass) -> Hmac<Sha256> {
        let mut mac = self.tags.clone();
        mac.update(&pass.signed);
        mac.update(&pass.signature);
        mac.update(&pass.way_bytes());
        mac
    }

    /// What a text says, where the centre made it and it is good at this moment.
    ///
    /// # Errors
    /// Why it is not to be believed.
    pub fn believe(&self, text: &str, city: &str, now: Moment) -> Result<Pass, Why> {
        let signed = parse(text, city).map_err(|_| Why::PassForged)?;
        // Compared in constant time.
        let mac = self.tagging(&signed);
        mac.verify_truncated_left(&signed.tag).map_err(|_| Why::PassForged)?;
        match signed.pass.check(now) {
            Ok(()) => Ok(signed.pass),
            Err(PassFlaw::Old) => Err(Why::PassOld),
            Err(PassFlaw::NotYet) => Err(Why::PassNotYet),
        }
    }

    /// The keys with which passes of today are checked where there is no network.
    pub fn listed(&self, today: CityDay) -> Vec<PassKeyListed> {
        let listed = |day| {
            let known = self.day(day);
            PassKeyListed { day, id: known.id, public: known.key.verifying_key().to_bytes() }
        };
        days_of_keys(today).into_iter().map(listed).collect()
    }

    fn day(&self, day: CityDay) -> Arc<DayKey> {
        if let Some(known) = self.days.read().unwrap_or_else(PoisonError::into_inner).get(&day) {
            return Arc::clone(known);
        }
        let key = derived(&self.seed, &format!("fangxian: signing passes of {day}, 1"));
        let key = SigningKey::from_bytes(&key);
        let made = Arc::new(DayKey { id: key_id(&key.verifying_key()), key });
        let mut days = self.days.write().unwrap_or_else(PoisonError::into_inner);
        if days.len() >= DAYS_HELD {
            days.clear();
        }
        days.insert(day, Arc::clone(&made));
        made
    }
}

fn key_id(public: &VerifyingKey) -> KeyId {
    let mut id = [0; 8];
    id.copy_from_slice(&Sha256::digest(public.as_bytes())[..8]);
    KeyId(id)
}

/// What a gate without a network does: it believes a text by the keys that it holds.
///
/// # Errors
/// Why it is not to be believed.
pub fn believe_by_keys(
    text: &str,
    city: &str,
    keys: &[PassKeyListed],
    now: Moment,
) -> Result<Pass, Why> {
    let signed = parse(text, city).map_err(|_| Why::PassForged)?;
    let day = signed.pass.made_at.city_day();
    let key = keys.iter().find(|key| key.id == signed.key && key.day == day);
    let key =
        key.and_then(|key| VerifyingKey::from_bytes(&key.public).ok()).ok_or(Why::PassForged)?;
    let signature = Signature::from_bytes(&signed.signature);
    key.verify_strict(&signed.proven(), &signature).map_err(|_| Why::PassForged)?;
    signed.pass.check(now).map(|()| signed.pass).map_err(|flaw| match flaw {
        PassFlaw::Old => Why::PassOld,
        PassFlaw::NotYet => Why::PassNotYet,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use fangxian_core::codes::HealthColor;
    use fangxian_core::passes::PassKind;
    use uuid::Uuid;

    const CITY: &str = "1401";
    const NOW: Moment = Moment(1_669_270_000_000);

    fn keys() -> PassKeys {
        PassKeys::from_seed(&[7; 32])
    }

    fn pass(keys: &PassKeys, n: u128) -> Pass {
        Pass {
            kind: PassKind::Screen,
            alias: keys.alias(PersonId::from_uuid(Uuid::from_u128(n))),
            color: HealthColor::Green,
            made_at: NOW,
            mark: None,
        }
    }

    #[test]
    fn a_pass_is_believed_by_the_centre_and_by_a_gate_with_a_list_of_yesterday() {
        let keys = keys();
        let text = keys.sign(pass(&keys, 1), CITY).text(CITY);
        assert_eq!(keys.believe(&text, CITY, NOW).unwrap(), pass(&keys, 1));
        let yesterday = keys.listed(NOW.city_day().plus(-1));
        assert_eq!(believe_by_keys(&text, CITY, &yesterday, NOW).unwrap(), pass(&keys, 1));
        let later = NOW.plus_ms(90_000);
        assert_eq!(keys.believe(&text, CITY, later), Err(Why::PassOld));
        assert_eq!(believe_by_keys(&text, CITY, &yesterday, later), Err(Why::PassOld));
        let old = keys.listed(NOW.city_day().plus(-2));
        assert_eq!(believe_by_keys(&text, CITY, &old, NOW), Err(Why::PassForged));
        let other = PassKeys::from_seed(&[8; 32]);
        assert_eq!(other.believe(&text, CITY, NOW), Err(Why::PassForged));
        assert_eq!(
            believe_by_keys(&text, CITY, &other.listed(NOW.city_day()), NOW),
            Err(Why::PassForged)
        );
    }

    #[test]
    fn no_pass_that_was_bent_is_believed() {
        let keys = keys();
        let listed = keys.listed(NOW.city_day());
        let text = keys.sign(pass(&keys, 1), CITY).text(CITY);
        let signs = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        for place in 0..text.len() {
            for sign in signs {
                let mut bent = text.clone().into_bytes();
                if bent[place] == *sign {
                    continue;
                }
                bent[place] = *sign;
                let bent = String::from_utf8(bent).unwrap();
                let by_centre = keys.believe(&bent, CITY, NOW);
                assert_eq!(by_centre, Err(Why::PassForged), "{place} {sign}");
                // The tag is none of a gate's that has no network.
                if let Ok(believed) = believe_by_keys(&bent, CITY, &listed, NOW) {
                    assert_eq!(believed, pass(&keys, 1), "{place} {sign}");
                }
            }
        }
    }

    /// A pass that was changed in some of its places: signs exchanged, left out, put in, doubled, cut
    /// off, or parts of two passes put together.
    fn mutated(texts: &[String; 2], random: &mut impl FnMut(usize) -> usize) -> String {
        const SIGNS: &[u8; 46] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:a";
        let mut text = texts[0].clone().into_bytes();
        for _ in 0..=random(4) {
            let at = random(text.len());
            match random(7) {
                0 => text[at] = SIGNS[random(SIGNS.len())],
                1 if text.len() > 1 => drop(text.remove(at)),
                1 => text.push(b'0'),
                2 => text.insert(at, SIGNS[random(SIGNS.len())]),
                3 => {
                    let other = random(text.len());
                    text.swap(at, other);
                }
                4 => text.truncate(at.max(1)),
                5 => text.extend_from_slice(&texts[1].as_bytes()[at.min(texts[1].len())..]),
                _ => {
                    let other = texts[1].as_bytes();
                    text.truncate(at.min(other.len()).max(1));
                    text.extend_from_slice(&other[text.len().min(other.len())..]);
                }
            }
        }
        String::from_utf8(text).unwrap()
    }

    /// Passes of the first two people, signed together.
    fn signed_together(keys: &PassKeys) -> [String; 2] {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (one, other) = runtime.block_on(async {
            tokio::join!(
                keys.sign_together(pass(keys, 1), CITY),
                keys.sign_together(pass(keys, 2), CITY)
            )
        });
        assert!(!one.way.is_empty() && one.signature == other.signature);
        [one.text(CITY), other.text(CITY)]
    }

    #[test]
    fn a_million_mutated_codes_are_refused_and_crash_nothing() {
        let is_soak = std::env::var("FANGXIAN_FAULTS").is_ok_and(|how| how == "soak");
        let n = if is_soak { 1_000_000 } else { 100_000 };
        let keys = keys();
        let listed = keys.listed(NOW.city_day());
        let alone = [1, 2].map(|n| keys.sign(pass(&keys, n), CITY).text(CITY));
        let texts = [alone, signed_together(&keys)];
        let mut state = 7_u64;
        let mut random = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % below
        };
        let (mut n_whole, mut n_tags) = (0, 0);
        for _ in 0..n {
            let bent = mutated(&texts[random(2)], &mut random);
            let is_whole = texts.iter().flatten().any(|text| *text == bent);
            n_whole += usize::from(is_whole);
            let by_centre = keys.believe(&bent, CITY, NOW);
            let by_gate = believe_by_keys(&bent, CITY, &listed, NOW);
            if is_whole {
                assert!(by_centre.is_ok() && by_gate.is_ok(), "control: what is whole is believed");
                continue;
            }
            assert_eq!(by_centre, Err(Why::PassForged), "{bent}");
            // The tag is none of a gate's that has no network: what it believes is what was signed.
            if let Ok(believed) = by_gate {
                assert!((1..=2).any(|n| believed == pass(&keys, n)), "{bent}");
                n_tags += 1;
            }
        }
        eprintln!(
            "A7: {n} mutated codes, {n_whole} of them whole again; by the centre none accepted but \
             these, by a gate without a network {n_tags} more, whose tag alone was bent"
        );
        assert!(n_whole > 0 && n_whole < n / 20, "{n_whole}");
    }

    #[test]
    fn aliases_are_of_one_person_and_say_nothing_of_him() {
        let keys = keys();
        let of = |n| keys.alias(PersonId::from_uuid(Uuid::from_u128(n)));
        assert_eq!(of(1), of(1));
        let all: std::collections::BTreeSet<_> = (0..10_000).map(of).collect();
        assert_eq!(all.len(), 10_000);
        assert_ne!(
            PassKeys::from_seed(&[8; 32]).alias(PersonId::from_uuid(Uuid::from_u128(1))),
            of(1)
        );
    }
}
