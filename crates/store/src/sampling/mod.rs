//! Until the whole module is merged: what laboratories said of tubes.

mod results;

pub use results::{StoredResult, results_insert, results_of_tubes};

pub(crate) use crate::custody::by_county;
use crate::{Row, StoreError, V};
use fangxian_core::sampling::TubeCode;

fn code_of(row: &Row) -> Result<TubeCode, StoreError> {
    crate::custody::code_of(row, "tube_code")
}

fn values(county: &str, codes: &[TubeCode]) -> Vec<V> {
    let mut values = vec![V::from(county)];
    values.extend(codes.iter().map(|code| V::from(code.to_string())));
    values
}
