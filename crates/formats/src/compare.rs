//! What changed between two outputs for one text, finding by finding.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

/// The lists of findings of an output record, with what one finding is called.
const LISTS: [(&str, &str); 3] =
    [("mentions", "mention"), ("quotes", "quote"), ("agreements", "agreement")];
/// Fields that hold ids of other findings. Ids count findings, so they shift with every new one; what
/// matters is where the other finding stands.
const REFERENCES: [&str; 5] = ["mention", "antecedent", "parent", "quote", "via"];
/// Fields that say what a finding is, the first that it has.
const NATURES: [&str; 3] = ["type", "entity", "kind"];

/// A finding that came, went or changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// `added`, `gone` or `changed`.
    pub change: &'static str,
    /// `mention`, `quote` or `agreement`.
    pub finding: &'static str,
    /// Where it starts, in the unit of the records.
    pub start: u64,
    /// Where it ends.
    pub end: u64,
    /// What it is: its type, entity or kind.
    pub nature: String,
    /// Its text, shortened.
    pub text: String,
    /// The rule that made it: the new one, or that of a finding that is gone.
    pub rule: String,
    /// For a changed finding: field, old value, new value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<(String, Value, Value)>,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.change {
            "added" => '+',
            "gone" => '-',
            _ => '~',
        };
        let Change { finding, start, end, nature, text, rule, .. } = self;
        write!(f, "{sign} {finding} {start}..{end} {nature}  {text}  ({rule})")?;
        for (field, old, new) in &self.fields {
            write!(f, "\n      {field}: {old} → {new}")?;
        }
        Ok(())
    }
}

/// The changes between two output records of one text, in the order of the text.
///
/// ```
/// let record = |entity: &str| serde_json::json!({"mentions": [
///     {"id": "m0", "start": 0, "end": 4, "text": "Baku", "entity": entity, "rule": "countries/AZ"},
/// ]});
/// let changes = chancery_formats::compare(&record("place/baku"), &record("country/AZ"));
/// assert_eq!(changes[0].fields[0].0, "entity");
/// assert!(chancery_formats::compare(&record("country/AZ"), &record("country/AZ")).is_empty());
/// ```
#[must_use]
pub fn compare(old: &Value, new: &Value) -> Vec<Change> {
    let mut changes = Vec::new();
    for (list, finding) in LISTS {
        let (old, new) = (findings(old, list), findings(new, list));
        let mut gone: Vec<&Map<String, Value>> = Vec::new();
        let mut rest: Vec<&Map<String, Value>> = new.iter().collect();
        // First those at the same place and of the same nature, then those that overlap.
        for old in &old {
            let twin = rest.iter().position(|new| at(old) == at(new) && nature(old) == nature(new));
            match twin {
                Some(twin) => changes.extend(changed(finding, old, rest.remove(twin))),
                None => gone.push(old),
            }
        }
        for old in gone {
            let overlaps =
                |new: &&Map<String, Value>| at(old).0 < at(new).1 && at(new).0 < at(old).1;
            match rest.iter().position(overlaps) {
                Some(twin) => changes.extend(changed(finding, old, rest.remove(twin))),
                None => changes.push(change("gone", finding, old, Vec::new())),
            }
        }
        changes.extend(rest.iter().map(|new| change("added", finding, new, Vec::new())));
    }
    changes.sort_by(|a, b| (a.start, a.end, a.finding).cmp(&(b.start, b.end, b.finding)));
    changes
}

/// The findings of a list, without ids, and with places for references.
fn findings(record: &Value, list: &str) -> Vec<Map<String, Value>> {
    let places: BTreeMap<&str, String> = LISTS
        .iter()
        .filter_map(|(list, _)| record[list].as_array())
        .flatten()
        .filter_map(|f| Some((f["id"].as_str()?, format!("{}..{}", f["start"], f["end"]))))
        .collect();
    let all = record[list].as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter()
        .filter_map(Value::as_object)
        .map(|finding| {
            let mut finding = finding.clone();
            finding.remove("id");
            finding.values_mut().for_each(|value| resolve(value, &places));
            for key in REFERENCES {
                if let Some(value) = finding.get_mut(key) {
                    refer(value, &places);
                }
            }
            finding
        })
        .collect()
}

/// Puts places for the references inside a value.
fn resolve(value: &mut Value, places: &BTreeMap<&str, String>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| resolve(item, places)),
        Value::Object(fields) => {
            for (key, value) in fields {
                if REFERENCES.contains(&key.as_str()) {
                    refer(value, places);
                } else {
                    resolve(value, places);
                }
            }
        }
        _ => {}
    }
}

fn refer(value: &mut Value, places: &BTreeMap<&str, String>) {
    match value {
        Value::String(id) => {
            if let Some(place) = places.get(id.as_str()) {
                id.clone_from(place);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| refer(item, places)),
        _ => {}
    }
}

fn at(finding: &Map<String, Value>) -> (u64, u64) {
    let number = |key: &str| finding.get(key).and_then(Value::as_u64).unwrap_or_default();
    (number("start"), number("end"))
}

fn nature(finding: &Map<String, Value>) -> &str {
    NATURES.iter().find_map(|key| finding.get(*key)?.as_str()).unwrap_or_default()
}

fn changed(
    finding: &'static str,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
) -> Option<Change> {
    let keys = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key)));
    let value = |finding: &Map<String, Value>, key: &String| finding.get(key).cloned();
    let fields: Vec<_> = keys
        .map(|key| (key.clone(), value(old, key), value(new, key)))
        .filter(|(_, old, new)| old != new)
        .map(|(key, old, new)| (key, old.unwrap_or_default(), new.unwrap_or_default()))
        .collect();
    (!fields.is_empty()).then(|| change("changed", finding, new, fields))
}

fn change(
    change: &'static str,
    finding: &'static str,
    of: &Map<String, Value>,
    fields: Vec<(String, Value, Value)>,
) -> Change {
    let (start, end) = at(of);
    let text = of.get("text").or_else(|| of.get("title").filter(|t| t.is_string()));
    let text = text.or_else(|| of.get("content")?.get(0)?.get("text"));
    let text = text.or_else(|| of.get("trigger")?.get("text"));
    let text = text.and_then(Value::as_str).unwrap_or_default();
    let mut short: String = text.chars().take(MOST_SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    let rule = of.get("rule").and_then(Value::as_str).unwrap_or_default().to_owned();
    let nature = nature(of).to_owned();
    Change { change, finding, start, end, nature, text: short, rule, fields }
}

/// Most characters of a finding's text that are shown.
const MOST_SHOWN: usize = 80;
