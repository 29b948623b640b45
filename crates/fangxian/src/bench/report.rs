//! The report: one figure a name, kept beside those of other runs.

use anyhow::{Context, Result};
use fangxian_core::CityDay;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;

const TITLE: &str = "# Benchmarks\n\nWritten by `make bench`. A ratio is the peer's time over ours: above 1, we are faster.\n";

/// A figure.
pub(super) struct Figure {
    /// The key in the report.
    pub(super) name: &'static str,
    /// What was measured.
    pub(super) value: f64,
    /// In what.
    pub(super) unit: &'static str,
    /// What it is compared with: the peer in a few words, and its value in the same unit.
    pub(super) peer: Option<(&'static str, f64)>,
    /// What was done, in Markdown: the conditions, and the times around the figure.
    pub(super) told: String,
}

impl Figure {
    fn ratio(&self) -> Option<f64> {
        let (_, peer) = self.peer?;
        (self.value > 0.0).then(|| (peer / self.value * 100.0).round() / 100.0)
    }

    /// The figure in a line.
    pub(super) fn line(&self) -> String {
        let ours = format!("{}: {} {}", self.name, self.value, self.unit);
        match (self.peer, self.ratio()) {
            (Some((name, value)), Some(ratio)) => {
                format!("{ours}; {name}: {value} {}; ratio {ratio}", self.unit)
            }
            (_, _) => ours,
        }
    }

    fn json(&self, date: CityDay, machine: &str) -> Value {
        json!({
            "value": self.value,
            "unit": self.unit,
            "peer": self.peer.map(|(name, value)| format!("{name}: {value} {}", self.unit)),
            "ratio": self.ratio(),
            "date": date,
            "machine": machine,
        })
    }
}

/// Puts a figure into `report.json` and `report.md`, in the place of an older one of its name.
pub(super) fn keep(folder: &Path, figure: &Figure, date: CityDay) -> Result<()> {
    let shown = folder.display();
    fs::create_dir_all(folder).with_context(|| format!("建不了文件夹{shown}"))?;
    let machine = machine();
    let (json_path, text_path) = (folder.join("report.json"), folder.join("report.md"));
    let known = fs::read_to_string(&json_path).unwrap_or_else(|_| "{}".to_owned());
    let mut figures: Map<String, Value> = serde_json::from_str(&known)
        .with_context(|| format!("{}不是测速报告", json_path.display()))?;
    figures.insert(figure.name.to_owned(), figure.json(date, &machine));
    let text = fs::read_to_string(&text_path).unwrap_or_default();
    let section = format!(
        "## {}\n\n{}\n\n{}\n\n{date}, {machine}\n",
        figure.name,
        figure.line(),
        figure.told.trim()
    );
    fs::write(&json_path, format!("{}\n", serde_json::to_string_pretty(&figures)?))
        .with_context(|| format!("写不了{}", json_path.display()))?;
    fs::write(&text_path, with_section(&text, figure.name, &section))
        .with_context(|| format!("写不了{}", text_path.display()))
}

/// A report with one section put in or replaced.
fn with_section(text: &str, name: &str, section: &str) -> String {
    let mut sections: Vec<String> = Vec::new();
    for line in text.lines() {
        if line.starts_with("## ") {
            sections.push(String::new());
        }
        if let Some(last) = sections.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
    }
    let own = format!("## {name}\n");
    match sections.iter_mut().find(|one| one.starts_with(&own)) {
        Some(known) => *known = section.to_owned(),
        None => sections.push(section.to_owned()),
    }
    let sections: Vec<&str> = sections.iter().map(|section| section.trim_end()).collect();
    format!("{TITLE}\n{}\n", sections.join("\n\n"))
}

/// What the figures were measured on.
fn machine() -> String {
    let field = |path: &str, name: &str| -> Option<String> {
        let text = fs::read_to_string(path).ok()?;
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let model = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown CPU".to_owned());
    let n_cores = std::thread::available_parallelism().map_or(0, |n| n.get());
    let memory_kib = field("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok())
        .unwrap_or_default();
    let memory_gib = (memory_kib as f64 / 1_048_576.0 * 10.0).round() / 10.0;
    let build = if cfg!(debug_assertions) { ", debug build" } else { "" };
    format!("{model}, {n_cores} cores, {memory_gib} GiB{build}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_figures_are_kept_and_the_own_one_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let day = CityDay::parse("2022-11-24").unwrap();
        let figure = |name, value, peer| Figure {
            name,
            value,
            unit: "ms",
            peer,
            told: format!("told {value}"),
        };
        keep(folder.path(), &figure("a_ms", 1.0, None), day).unwrap();
        keep(folder.path(), &figure("b_ms", 2.0, Some(("peer", 5.0))), day).unwrap();
        keep(folder.path(), &figure("a_ms", 3.0, None), day).unwrap();
        let json = fs::read_to_string(folder.path().join("report.json")).unwrap();
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["a_ms"]["value"], 3.0);
        assert_eq!(json["a_ms"]["peer"], Value::Null);
        assert_eq!(json["b_ms"]["peer"], "peer: 5 ms");
        assert_eq!(json["b_ms"]["ratio"], 2.5);
        assert_eq!(json["b_ms"]["date"], "2022-11-24");
        let text = fs::read_to_string(folder.path().join("report.md")).unwrap();
        assert!(text.contains("told 3") && text.contains("told 2") && !text.contains("told 1"));
        assert_eq!(text.matches("# Benchmarks").count(), 1);
        assert_eq!(text.matches("## a_ms").count(), 1);
    }
}
