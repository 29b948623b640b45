//! How much script the phone fetches at first.

use super::report::Figure;
use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

const FOLDER: &str = "web/dist/field/assets";

/// All script of the field app, compressed as it is sent. It is one bundle: what a first load
/// fetches is all of it.
pub(super) fn measure() -> Result<Figure> {
    let mut bytes = 0;
    let files = std::fs::read_dir(FOLDER).with_context(|| format!("没有{FOLDER}：先建网页"))?;
    for file in files {
        let path = file?.path();
        if path.extension().is_some_and(|ending| ending == "js") {
            let mut packed = GzEncoder::new(Vec::new(), Compression::default());
            packed.write_all(&std::fs::read(&path)?)?;
            bytes += packed.finish()?.len();
        }
    }
    Ok(Figure {
        name: "field_script_kb",
        value: (bytes as f64 / 102.4).round() / 10.0,
        unit: "KB",
        peer: None,
        told: "Every script of the field app, by gzip.\n".to_owned(),
    })
}
