//! The bar of A21: every text of the corpus in everything that a page or an answer shows. A page
//! is harmless where it holds no markup that it did not hold before anybody wrote a name.

use crate::attacks::encoded;
use crate::attempt::{Attempt, column, kind_of};
use crate::payloads::payloads;
use crate::policy::{TODAY, World};
use axum::http::header;
use fangxian_store::{StoreError, v};
use fangxian_testkit::{Bar, TestCity};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The markup of a page, as a browser would find it: each tag with the names of its attributes,
/// and where it leads.
fn markup(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let opens = rest.starts_with(|sign: char| {
            sign.is_ascii_alphabetic() || matches!(sign, '/' | '!' | '?')
        });
        if opens {
            let (tag, after) = tag_of(rest);
            found.insert(tag);
            rest = after;
        }
    }
    found
}

/// A tag in one form, from after its opening sign, and what stands behind it.
fn tag_of(text: &str) -> (String, &str) {
    let (mut outside, mut quote, mut end) = (String::new(), None, text.len());
    let (mut value, mut addresses) = (String::new(), BTreeSet::new());
    for (at, sign) in text.char_indices() {
        match (quote, sign) {
            (None, '>') => {
                end = at + 1;
                break;
            }
            (None, '"' | '\'') => {
                quote = Some(sign);
                value.clear();
            }
            (Some(open), sign) if sign == open => {
                quote = None;
                let is_address = outside.ends_with("href=") || outside.ends_with("src=");
                if is_address || outside.ends_with("action=") {
                    let scheme = value.split(['/', '?', '#']).next().unwrap_or_default();
                    addresses.insert(format!("→{}", scheme.trim().to_lowercase()));
                }
                outside.push(' ');
            }
            (None, sign) => outside.push(sign),
            (Some(_), sign) => value.push(sign),
        }
    }
    let mut words = outside.split_whitespace();
    let name = words.next().unwrap_or_default().to_lowercase();
    let names: BTreeSet<&str> =
        words.map(|word| word.split('=').next().unwrap_or_default()).collect();
    let names: Vec<String> = names.into_iter().map(str::to_owned).chain(addresses).collect();
    (format!("{name} {}", names.join(" ")), &text[end..])
}

#[test]
fn markup_is_found_where_a_browser_finds_it() {
    let check = |page: &str, tags: &[&str]| {
        let seen: Vec<String> = markup(page).into_iter().map(|tag| tag.trim().to_owned()).collect();
        assert_eq!(seen, tags, "{page}");
    };
    check("<p>&lt;svg onload=alert(1)&gt; 1 < 2</p>", &["/p", "p"]);
    check("<p><svg/onload=alert(1)></p>", &["/p", "p", "svg/onload=alert(1)"]);
    check("<a href=\"/zones/1\" class='x'>", &["a class href →"]);
    check("<a href=\"javascript:x\">", &["a href →javascript:x"]);
    check("<p title=\"<b>\">", &["p title"]);
}

/// A text as a page writes it.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;")
}

async fn forge_zone(city: &TestCity, n: usize, script: &str) {
    let (zone, fact, area) = (city.fresh_id(), city.fresh_id(), script.to_owned());
    city.city
        .db
        .write(move |tx| async move {
            tx.exec(
                "insert into zone (county, zone_id, area_key, area, left_out, parts, created_at)
                 select county, $1, $2, $3, $3, parts, created_at from zone
                 where area = '牛家口村'",
                &v![zone.as_str(), format!("forged {n}"), area.as_str()],
            )
            .await?;
            tx.exec(
                "insert into zone_fact (county, fact_id, zone_id, kind, on_day, recorded_at, level,
                     edition, proposed_by, signed_by, ground_kind, ground_id, as_written)
                 select county, $1, $2, kind, on_day, recorded_at, level, edition, 'x', $3,
                     ground_kind, ground_id, $3
                 from zone_fact where kind = 'rated' and zone_id =
                     (select zone_id from zone where area = '牛家口村')",
                &v![fact.as_str(), zone.as_str(), area.as_str()],
            )
            .await?;
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

/// Every public page of a kind, each with a harmless text in it.
async fn markup_of_the_house(city: &TestCity, notices: &[String]) -> BTreeSet<String> {
    let zones = column(city, "select zone_id as x from zone").await;
    let mut addresses: Vec<String> = zones.iter().map(|zone| format!("/zones/{zone}")).collect();
    addresses.extend(notices.iter().map(|notice| format!("/notices/{notice}")));
    addresses.extend(
        ["/", "/?county=140110", "/?county=14", "/?q=%E5%B0%8F", "/?q=zzz", "/notices", "/zones/x"]
            .map(str::to_owned),
    );
    let mut known = BTreeSet::new();
    for address in addresses {
        for lang in ["zh", "en"] {
            let mark = if address.contains('?') { '&' } else { '?' };
            let page = Attempt::at("GET", &format!("{address}{mark}lang={lang}")).send(city).await;
            known.extend(markup(&page.text));
            let page = Attempt::at("GET", &address).send(city).await;
            known.extend(markup(&page.text));
        }
    }
    known
}

/// Notices that name the texts as areas, read and confirmed. Returns how many were read as areas.
async fn put_in_notices(city: &TestCity, texts: &[String]) -> (Vec<String>, usize) {
    let (mut notices, mut n_areas) = (Vec::new(), 0);
    for (n, chunk) in texts.chunks(60).enumerate() {
        let areas: Vec<String> = chunk.iter().map(|text| format!("{text}小区")).collect();
        let text = format!(
            "太原市疫情防控领导小组办公室通告\n（2022年第{}号）\n新增高风险区{1}个。\n\
             一、高风险区\n晋源区（{1}个）：{2}。\n2022年11月24日\n",
            190 + n,
            areas.len(),
            areas.join("，")
        );
        let notice = city.fresh_id();
        let body = json!({ "notice_id": notice, "text": text });
        let read = city.post("nigao", "/notices", "zone_decision", body).await.ok();
        let changes = read["reading"]["changes"].as_array().unwrap().clone();
        let placed = |change: &Value| change["county"].is_string() || !change["county"].is_null();
        let take: Vec<usize> = (0..changes.len()).filter(|n| placed(&changes[*n])).collect();
        n_areas += take.len();
        let confirm = json!({ "version": 1, "take": take });
        let path = format!("/notices/{notice}/confirm");
        city.post("qianpi", &path, "zone_decision", confirm).await;
        notices.push(notice);
    }
    (notices, n_areas)
}

async fn put_into_notes(world: &World, texts: &[String]) {
    let city = &world.city;
    for text in texts.iter().filter(|text| !text.contains(['\u{1b}', '\0'])) {
        let note = json!({ "fact_id": city.fresh_id(), "kind": "contacts_cleared", "outcome": null,
            "on": TODAY, "note": text });
        let path = world.filled("/zones/{zone_id}/facts");
        city.post("nigao", &path, "zone_decision", note).await.ok();
        let back = json!({ "fact_id": city.fresh_id(), "kind": "handed_back",
            "note": format!("退回：{text}") });
        let path = world.filled("/orders/{order_id}/facts");
        city.post("wangge", &path, "order_work", back).await.ok();
    }
    for (n, text) in texts.iter().filter(|text| text.chars().count() <= 40).take(20).enumerate() {
        let account = json!({ "account_id": city.fresh_id(), "login": format!("name-{}-{n}", texts.len()),
            "name": text, "roles": [] });
        city.post("guanli", "/accounts", "administration", account).await.ok();
    }
}

/// What is wrong with a public page; nothing where it is harmless.
async fn flaw_of_page(
    city: &TestCity,
    address: &str,
    known: &BTreeSet<String>,
) -> (Option<String>, String) {
    let page = Attempt::at("GET", address).send(city).await;
    let new: Vec<String> = markup(&page.text).difference(known).cloned().collect();
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    let is_strict = policy.contains("default-src 'none'") && !policy.contains("script-src");
    let is_plain = page.headers[header::X_CONTENT_TYPE_OPTIONS] == "nosniff"
        && kind_of(&page.headers).starts_with("text/html");
    let is_fine = new.is_empty() && is_strict && is_plain && page.status.as_u16() < 500;
    let flaw = (!is_fine).then(|| format!("{address}: {new:?} {policy} {:?}", page.headers));
    (flaw, page.text)
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_scripts_are_shown_on_every_sink_and_run_on_none() {
    let texts = payloads();
    let bar = Bar::begins("A21", "scripts of the corpus × pages and answers that show them");
    let world = World::new(TestCity::on(TODAY).await).await;
    let plain = ["甲小区".to_owned(), "乙小区5号楼".to_owned()];
    let (harmless, _) = put_in_notices(&world.city, &plain).await;
    forge_zone(&world.city, 9_999, "丙").await;
    put_into_notes(&world, &["说明".to_owned()]).await;
    let named = world.named.clone();
    let World { city, .. } = world;
    let world = World { city: city.restarted().await, named };
    let known = markup_of_the_house(&world.city, &harmless).await;

    let (notices, n_areas) = put_in_notices(&world.city, &texts).await;
    for (n, text) in texts.iter().enumerate() {
        forge_zone(&world.city, n, text).await;
    }
    put_into_notes(&world, &texts).await;
    let named = world.named.clone();
    let World { city, .. } = world;
    let city = city.restarted().await;

    let keyed = column(
        &city,
        "select area_key || '|' || zone_id as x from zone where area_key like 'forged %'",
    )
    .await;
    let zones: BTreeMap<String, String> = keyed
        .iter()
        .filter_map(|row| row.split_once('|'))
        .map(|(key, zone)| (key.to_owned(), zone.to_owned()))
        .collect();
    let (mut n_shown, mut flaws, mut unnoticed) = (0, Vec::new(), 0);
    let mut n_pages = 0;
    for (n, text) in texts.iter().enumerate() {
        let zone = &zones[&format!("forged {n}")];
        let written = encoded(text);
        for address in [
            format!("/zones/{zone}"),
            format!("/zones/{zone}?lang=en"),
            format!("/?q={written}"),
            format!("/?county={written}"),
            format!("/zones/{written}"),
            format!("/?lang={written}"),
        ] {
            let (flaw, _) = flaw_of_page(&city, &address, &known).await;
            flaws.extend(flaw);
            n_pages += 1;
        }
        // The control: the same page with the text put in as it is.
        let (_, page) = flaw_of_page(&city, &format!("/zones/{zone}"), &known).await;
        let open = page.replacen("</h1>", &format!("{text}</h1>"), 1);
        assert_ne!(open, page, "the page has no heading");
        unnoticed += usize::from(markup(&open).is_subset(&known));
        n_shown += usize::from(page.contains(&escaped(text)));
    }
    for address in ["/", "/?county=140110", "/?lang=en", "/notices"]
        .map(str::to_owned)
        .into_iter()
        .chain(notices.iter().map(|notice| format!("/notices/{notice}")))
    {
        flaws.extend(flaw_of_page(&city, &address, &known).await.0);
        n_pages += 1;
    }
    assert!(flaws.is_empty(), "{} of {n_pages}: {flaws:#?}", flaws.len());
    assert!(n_shown > texts.len() * 9 / 10, "shown on {n_shown} pages only");
    let n_json = json_answers(&city, &named, &notices, &texts).await;
    println!("scripts: {} in {n_pages} pages and {n_json} answers, {n_areas} areas", texts.len());
    bar.held("SQLite", n_pages + n_json);
    let noticed = texts.len() - unnoticed;
    bar.control("SQLite (control: the text put in as it is)", texts.len(), noticed);
    // The rest is no markup: a template, a formula, a look-alike.
    assert!(noticed > texts.len() / 2, "the check notices {noticed} of {}", texts.len());
}

async fn json_answers(
    city: &TestCity,
    named: &BTreeMap<&'static str, String>,
    notices: &[String],
    texts: &[String],
) -> usize {
    let mut paths = vec![
        ("nigao", "zone_decision", format!("/zones/{}", named["zone_id"])),
        ("shequ", "order_work", format!("/orders/{}", named["order_id"])),
        ("zhihui", "command", "/board".to_owned()),
        ("guanli", "administration", "/accounts?limit=200".to_owned()),
        ("nigao", "zone_decision", "/national-list".to_owned()),
        ("shenji", "audit", "/audit".to_owned()),
        ("nigao", "zone_decision", "/zones/%3Cscript%3E".to_owned()),
    ];
    for notice in notices {
        paths.push(("nigao", "zone_decision", format!("/notices/{notice}")));
    }
    for text in texts {
        paths.push(("nigao", "zone_decision", format!("/zones?show=all&q={}", encoded(text))));
    }
    for (login, purpose, path) in &paths {
        let answer = city.get(login, path, purpose).await;
        assert_eq!(kind_of(&answer.headers), "application/json", "{path}");
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert!(answer.json.is_object(), "{path}");
    }
    // What was written comes back as it was written.
    let areas = column(city, "select area as x from zone where area_key like 'forged %'").await;
    let areas: BTreeSet<&str> = areas.iter().map(String::as_str).collect();
    assert!(texts.iter().all(|text| areas.contains(text.as_str())));
    for app in ["/desk/", "/field/", "/desk/zones", "/table/"] {
        let page = Attempt::at("GET", app).send(city).await;
        let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        // The table compiles its reader of codes; nothing else is compiled anywhere.
        let scripts = match app {
            "/table/" => "script-src 'self' 'wasm-unsafe-eval';",
            _ => "script-src 'self';",
        };
        assert!(policy.contains(scripts) && policy.contains("default-src 'none'"), "{policy}");
        assert_eq!(page.headers[header::X_FRAME_OPTIONS], "DENY", "{app}");
    }
    paths.len() + 4
}
