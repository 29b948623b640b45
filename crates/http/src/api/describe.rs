//! The description of the API, as it is told.

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use utoipa::openapi::OpenApi;

/// An error names its record only where there is one.
const WITH_GAPS: &str = "ErrorBody";

/// The description as JSON. Every field of an answer is always there, null or not, which the
/// derived description cannot know: it takes each `Option` for a field that may be missing.
pub(super) fn whole(api: &OpenApi) -> String {
    let mut told = serde_json::to_value(api).unwrap_or_default();
    let asked = asked_with(&told);
    if let Some(schemas) = told.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        for (name, schema) in schemas {
            if !asked.contains(name) && name != WITH_GAPS {
                require_all(schema);
            }
        }
    }
    let mut text = serde_json::to_string_pretty(&told).unwrap_or_default();
    text.push('\n');
    text
}

/// The schemas that a request is made of: there, what may be left out may be left out.
fn asked_with(told: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let paths = told["paths"].as_object().into_iter().flat_map(Map::values);
    let operations = paths.filter_map(Value::as_object).flat_map(Map::values);
    let mut open: Vec<&Value> =
        operations.filter_map(|operation| operation.get("requestBody")).collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                let named = fields.get("$ref").and_then(Value::as_str);
                let named = named.and_then(|path| path.strip_prefix("#/components/schemas/"));
                if let Some(name) = named
                    && names.insert(name.to_owned())
                {
                    open.push(&told["components"]["schemas"][name]);
                }
                open.extend(fields.values());
            }
            Value::Array(values) => open.extend(values),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    names
}

fn require_all(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            let names = fields.get("properties").and_then(Value::as_object);
            let names: Option<Vec<Value>> =
                names.map(|properties| properties.keys().cloned().map(Value::from).collect());
            if let Some(names) = names {
                fields.insert("required".to_owned(), Value::from(names));
            }
            fields.values_mut().for_each(require_all);
        }
        Value::Array(values) => values.iter_mut().for_each(require_all),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
