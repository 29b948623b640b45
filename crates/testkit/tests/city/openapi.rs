//! The description of the API is kept as a file, so that a change of it is seen in review and the
//! web client is made from what the server really speaks.

use std::path::PathBuf;

#[test]
fn the_description_of_the_api_is_current() {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "http", "openapi.json"].iter().collect();
    let now = fangxian_http::openapi();
    if std::env::var_os("FANGXIAN_BLESS").is_some() {
        std::fs::write(&path, &now).expect("the file can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == now,
        "crates/http/openapi.json is not what the server speaks: run this test with \
         FANGXIAN_BLESS=1 and `npm run api` in web/, and review the difference"
    );
}

#[test]
fn every_route_is_described() {
    let description: serde_json::Value =
        serde_json::from_str(&fangxian_http::openapi()).expect("JSON");
    assert!(description["openapi"].as_str().expect("a version").starts_with("3.1"));
    for row in fangxian_http::routes() {
        let path = format!("/api/v1{}", row.path);
        let method = row.method.to_lowercase();
        assert!(description["paths"][&path][&method].is_object(), "{method} {path}");
    }
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let told: serde_json::Value = serde_json::from_str(&fangxian_http::openapi()).unwrap();
    let paths = told["paths"].as_object().unwrap();
    let of_path = |path: &serde_json::Value| -> Vec<String> {
        let ways = path.as_object().unwrap().values();
        ways.filter_map(|way| way["operationId"].as_str().map(str::to_owned)).collect()
    };
    let mut names: Vec<String> = paths.values().flat_map(of_path).collect();
    assert!(names.len() > 300, "{}", names.len());
    names.sort_unstable();
    let twice: Vec<_> = names.windows(2).filter(|two| two[0] == two[1]).collect();
    // The web client is made from these names: of two that are the same it would know one.
    assert!(twice.is_empty(), "{twice:?}");
}
