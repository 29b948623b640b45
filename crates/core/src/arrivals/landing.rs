//! 落地检: a sample on the first landing place, and the round that such tubes are in.

use crate::CityDay;
use crate::ids::RoundId;
use crate::sampling::TubeCode;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Builder;

/// A sample that was taken on the first landing place: not what is in the tube, which is a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct LandingSample {
    /// Into which tube, where its code was typed.
    pub tube: Option<TubeCode>,
    /// Of whom of the report, by his place in it, 0 being whoever reported. Where nobody is said, of
    /// everybody: so it was kept before.
    pub of: Vec<usize>,
}

impl LandingSample {
    /// Whether somebody of the report was sampled.
    pub fn is_of(&self, number: usize) -> bool {
        self.of.is_empty() || self.of.contains(&number)
    }
}

/// As it is kept.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Of { tube: Option<String>, of: Vec<usize> },
    Everybody(Option<String>),
}

impl TryFrom<Written> for LandingSample {
    type Error = crate::sampling::CodeFlaw;

    fn try_from(written: Written) -> Result<LandingSample, Self::Error> {
        let (tube, of) = match written {
            Written::Of { tube, of } => (tube, of),
            Written::Everybody(tube) => (tube, Vec::new()),
        };
        Ok(LandingSample { tube: tube.as_deref().map(TubeCode::parse).transpose()?, of })
    }
}

impl From<LandingSample> for Written {
    fn from(sample: LandingSample) -> Written {
        let tube = sample.tube.map(|tube| tube.to_string());
        match sample.of.is_empty() {
            true => Written::Everybody(tube),
            false => Written::Of { tube, of: sample.of },
        }
    }
}

/// The round of the landing tests of a station on a day. It is opened and closed by nobody, and nobody
/// is missing in it: whoever comes is in no list. The same station and day have the same round.
pub fn landing_round(station: &str, day: CityDay) -> RoundId {
    let sum = Sha256::digest(format!("landing tests\n{station}\n{day}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(sum.get(..16).unwrap_or(&[0; 16]));
    RoundId::from_uuid(Builder::from_random_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrivals::ArrivalSays;

    #[test]
    fn what_was_kept_before_is_read_and_means_everybody() {
        let code = "14011000000018";
        let tube = TubeCode::parse(code);
        let check = |text: &str, tube: Option<TubeCode>, of: &[usize]| {
            let read: ArrivalSays = serde_json::from_str(text).unwrap();
            assert_eq!(read, ArrivalSays::Sampled(LandingSample { tube, of: of.to_vec() }));
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
        };
        check(r#"{"sampled":null}"#, None, &[]);
        check(r#"{"sampled":{"tube":null,"of":[1]}}"#, None, &[1]);
        if let Ok(tube) = tube {
            check(&format!(r#"{{"sampled":"{code}"}}"#), Some(tube), &[]);
            check(&format!(r#"{{"sampled":{{"tube":"{code}","of":[0,2]}}}}"#), Some(tube), &[0, 2]);
        }
        assert!(serde_json::from_str::<ArrivalSays>(r#"{"sampled":"123"}"#).is_err());
    }

    #[test]
    fn a_station_has_a_round_for_each_day() {
        let day = CityDay::parse("2022-04-29").unwrap();
        assert_eq!(landing_round("taiyuan", day), landing_round("taiyuan", day));
        assert_ne!(landing_round("taiyuan", day), landing_round("taiyuan", day.plus(1)));
        assert_ne!(landing_round("taiyuan", day), landing_round("taiyuan_south", day));
    }
}
