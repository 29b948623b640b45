//! Chains for other programs: a table, GraphML, the shapes that SORMAS and Go.Data read, and FHIR R4.
//!
//! Nothing here has a name, a document, a phone or an address: a case is its number in the city's list.
//! Rows are given as cells; whoever writes the file guards them against formulas.

use super::{InfectorWhy, Tree};
use crate::cases::CaseKind;
use crate::{CityDay, coded};
use serde_json::{Value, json};
use std::fmt::Write as _;

coded! {
    /// As what a chain is taken out.
    ChainFormat {
        /// A table of links.
        Csv = "csv",
        /// Nodes and arrows.
        Graphml = "graphml",
        /// Contacts as SORMAS takes them in.
        Sormas = "sormas",
        /// Cases as Go.Data has them.
        GodataCases = "godata_cases",
        /// Relationships as Go.Data has them.
        GodataLinks = "godata_links",
        /// A bundle of FHIR R4.
        Fhir = "fhir",
    }
}

/// A case as it is given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportCase {
    /// Its number, made for the export; it is in no register.
    pub number: String,
    /// What kind of case.
    pub kind: CaseKind,
    /// The first day with symptoms.
    pub onset: Option<CityDay>,
    /// The day of the positive sample.
    pub sampled: Option<CityDay>,
    /// The county in which it is followed, as its six digits.
    pub county: String,
}

/// A link of the tree as it is given out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExportLink<'a> {
    /// Who infected.
    pub from: &'a ExportCase,
    /// Whom.
    pub to: &'a ExportCase,
    /// His share among all who may have been.
    pub share: f64,
    /// Days between.
    pub interval_days: Option<i64>,
    /// Where, in the words of a setting; empty where nothing says.
    pub setting: &'static str,
    /// The last day on which they met.
    pub met: Option<CityDay>,
    /// Whether a person chose it.
    pub is_chosen: bool,
    /// Whether it is the one of the tree; else it is an alternative.
    pub is_taken: bool,
}

/// The links of a tree among these cases, taken ones and alternatives.
pub(super) fn links<'a>(tree: &Tree, cases: &'a [ExportCase]) -> Vec<ExportLink<'a>> {
    let mut found = Vec::new();
    for (to, candidates) in tree.candidates.iter().enumerate() {
        let infector = tree.infectors.get(to).copied().flatten();
        let is_chosen = tree.is_chosen.get(to).copied().unwrap_or_default();
        let mut is_met = false;
        for one in candidates {
            let (Some(from), Some(to)) = (cases.get(one.from), cases.get(to)) else { continue };
            let best = one.evidence.iter().max_by_key(|evidence| evidence.known);
            let is_taken = infector == Some(one.from);
            is_met |= is_taken;
            found.push(ExportLink {
                from,
                to,
                share: one.share,
                interval_days: one.interval_days,
                setting: best.map_or("", |evidence| evidence.setting.code()),
                met: best.and_then(|evidence| evidence.met).map(|(_, last)| last),
                is_chosen: is_taken && is_chosen && one.why.contains(&InfectorWhy::Chosen),
                is_taken,
            });
        }
        // Chosen by a person, with nothing else that speaks for it.
        let bare = infector.filter(|_| !is_met).and_then(|from| cases.get(from));
        if let Some((from, to)) = bare.zip(cases.get(to)) {
            found.push(ExportLink {
                from,
                to,
                share: 0.0,
                interval_days: None,
                setting: "",
                met: None,
                is_chosen,
                is_taken: true,
            });
        }
    }
    found
}

fn day(day: Option<CityDay>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

/// All links as a table, its first row the heads.
pub fn links_table(tree: &Tree, cases: &[ExportCase]) -> Vec<Vec<String>> {
    let heads =
        ["传染者", "被传染者", "采用", "人工选定", "可能性", "间隔天数", "场景", "最后接触日"];
    let mut rows: Vec<Vec<String>> = vec![heads.map(str::to_owned).to_vec()];
    let yes = |is: bool| if is { "是" } else { "否" }.to_owned();
    rows.extend(links(tree, cases).into_iter().map(|link| {
        vec![
            link.from.number.clone(),
            link.to.number.clone(),
            yes(link.is_taken),
            yes(link.is_chosen),
            format!("{:.3}", link.share),
            link.interval_days.map_or_else(String::new, |days| days.to_string()),
            link.setting.to_owned(),
            day(link.met),
        ]
    }));
    rows
}

/// GraphML: nodes with their days, arrows with their shares.
pub fn graphml(tree: &Tree, cases: &[ExportCase]) -> String {
    let mut xml = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    ));
    let keys = [
        ("kind", "node", "string"),
        ("onset", "node", "string"),
        ("sampled", "node", "string"),
        ("generation", "node", "int"),
        ("cluster", "node", "int"),
        ("share", "edge", "double"),
        ("taken", "edge", "boolean"),
        ("chosen", "edge", "boolean"),
        ("interval_days", "edge", "int"),
        ("setting", "edge", "string"),
    ];
    for (name, of, kind) in keys {
        let _ = writeln!(
            xml,
            "  <key id=\"{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
        );
    }
    xml.push_str("  <graph id=\"chains\" edgedefault=\"directed\">\n");
    let entry = |xml: &mut String, key: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(xml, "      <data key=\"{key}\">{}</data>", escaped(value));
        }
    };
    for (at, case) in cases.iter().enumerate() {
        let _ = writeln!(xml, "    <node id=\"{}\">", escaped(&case.number));
        entry(&mut xml, "kind", case.kind.code());
        entry(&mut xml, "onset", &day(case.onset));
        entry(&mut xml, "sampled", &day(case.sampled));
        let number = |of: Option<usize>| of.map_or_else(String::new, |of| of.to_string());
        entry(&mut xml, "generation", &number(tree.generations.get(at).map(|n| usize::from(*n))));
        entry(&mut xml, "cluster", &number(tree.clusters.get(at).copied()));
        xml.push_str("    </node>\n");
    }
    for link in links(tree, cases) {
        let (from, to) = (escaped(&link.from.number), escaped(&link.to.number));
        let _ = writeln!(xml, "    <edge source=\"{from}\" target=\"{to}\">");
        entry(&mut xml, "share", &format!("{:.4}", link.share));
        entry(&mut xml, "taken", &link.is_taken.to_string());
        entry(&mut xml, "chosen", &link.is_chosen.to_string());
        let days = link.interval_days.map_or_else(String::new, |days| days.to_string());
        entry(&mut xml, "interval_days", &days);
        entry(&mut xml, "setting", link.setting);
        xml.push_str("    </edge>\n");
    }
    xml.push_str("  </graph>\n</graphml>\n");
    xml
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            other if other.is_control() => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}

/// The shape in which SORMAS takes contacts in: of which case, who, when last; the person who is named is
/// the infected case. Its heads are by our reading of its open source, and were tried with no SORMAS.
pub fn sormas(tree: &Tree, cases: &[ExportCase]) -> Vec<Vec<String>> {
    let heads = [
        "disease",
        "caseIdExternalSystem",
        "lastContactDate",
        "contactStatus",
        "contactClassification",
        "externalID",
        "description",
    ];
    let mut rows: Vec<Vec<String>> = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(links(tree, cases).into_iter().filter(|link| link.is_taken).map(|link| {
        vec![
            "CORONAVIRUS".to_owned(),
            link.from.number.clone(),
            day(link.met),
            "CONVERTED".to_owned(),
            "CONFIRMED".to_owned(),
            link.to.number.clone(),
            link.setting.to_owned(),
        ]
    }));
    rows
}

/// Cases in the shape of Go.Data's case list, with the heads of its file of cases.
pub fn godata_cases(cases: &[ExportCase]) -> Vec<Vec<String>> {
    let heads = [
        "visualId",
        "classification",
        "dateOfOnset",
        "dateOfReporting",
        "isDateOfOnsetApproximate",
    ];
    let mut rows: Vec<Vec<String>> = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(cases.iter().map(|case| {
        vec![
            case.number.clone(),
            "LNG_REFERENCE_DATA_CATEGORY_CASE_CLASSIFICATION_CONFIRMED".to_owned(),
            day(case.onset.or(case.sampled)),
            day(case.sampled.or(case.onset)),
            case.onset.is_none().to_string(),
        ]
    }));
    rows
}

/// Links in the shape of Go.Data's relationships.
pub fn godata_links(tree: &Tree, cases: &[ExportCase]) -> Vec<Vec<String>> {
    let heads = [
        "sourceUid",
        "targetUid",
        "contactDate",
        "contactDateEstimated",
        "certaintyLevelId",
        "comment",
    ];
    let level = |share: f64, is_chosen: bool| match () {
        () if is_chosen || share >= 0.8 => "3_HIGH",
        () if share >= 0.4 => "2_MEDIUM",
        () => "1_LOW",
    };
    let mut rows: Vec<Vec<String>> = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(links(tree, cases).into_iter().filter(|link| link.is_taken).map(|link| {
        let of = "LNG_REFERENCE_DATA_CATEGORY_CERTAINTY_LEVEL";
        vec![
            link.from.number.clone(),
            link.to.number.clone(),
            day(link.met.or(link.to.onset).or(link.to.sampled)),
            link.met.is_none().to_string(),
            format!("{of}_{}", level(link.share, link.is_chosen)),
            link.setting.to_owned(),
        ]
    }));
    rows
}

/// FHIR R4: a collection with one Patient and one Condition per case, and one Observation per link of the
/// tree, whose subject is the infected and whose focus is the infector. R4 has no resource for a chain.
pub fn fhir(tree: &Tree, cases: &[ExportCase]) -> Value {
    let mut entries: Vec<Value> = Vec::new();
    let mut add = |id: &str, resource: Value| {
        entries.push(json!({ "fullUrl": in_bundle(id), "resource": resource }));
    };
    let active = |code: &str| {
        let system = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
        json!({ "coding": [{ "system": system, "code": code }] })
    };
    for case in cases {
        let id = fhir_id(&case.number);
        add(
            &format!("patient-{id}"),
            json!({ "resourceType": "Patient", "id": format!("patient-{id}") }),
        );
        let mut condition = json!({
            "resourceType": "Condition",
            "id": format!("condition-{id}"),
            "verificationStatus": active("confirmed"),
            "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10", "code": "U07.1" }] },
            "subject": { "reference": in_bundle(&format!("patient-{id}")) },
        });
        if let Some(onset) = case.onset {
            condition["onsetDateTime"] = json!(onset.to_string());
        }
        if let Some(sampled) = case.sampled {
            condition["recordedDate"] = json!(sampled.to_string());
        }
        add(&format!("condition-{id}"), condition);
    }
    for link in links(tree, cases).into_iter().filter(|link| link.is_taken) {
        let (from, to) = (fhir_id(&link.from.number), fhir_id(&link.to.number));
        let id = format!("link-{from}-{to}");
        let mut observation = json!({
            "resourceType": "Observation",
            "id": id,
            "status": if link.is_chosen { "final" } else { "preliminary" },
            "code": { "text": "probable infector" },
            "subject": { "reference": in_bundle(&format!("patient-{to}")) },
            "focus": [{ "reference": in_bundle(&format!("patient-{from}")) }],
            "valueString": link.setting,
        });
        if link.setting.is_empty() {
            observation["valueString"] = json!("unknown");
        }
        if let Some(met) = link.met {
            observation["effectiveDateTime"] = json!(met.to_string());
        }
        add(&id, observation);
    }
    json!({ "resourceType": "Bundle", "type": "collection", "entry": entries })
}

/// How an entry is called within the bundle. A reference is found there only where it is the entry's own
/// `fullUrl` (FHIR R4, Bundle, resolving references).
fn in_bundle(id: &str) -> String {
    format!("urn:fangxian:{id}")
}

/// Letters, digits, `-` and `.`, at most so many that a prefix leaves it within FHIR's 64.
fn fhir_id(number: &str) -> String {
    let kept =
        number.chars().filter(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.'));
    kept.take(24).collect()
}
