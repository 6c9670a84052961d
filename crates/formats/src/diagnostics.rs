//! What is wrong with rules, for editors and for the services that collect results of checks.

use chancery_rules::{Diagnostic, Location, Sources};
use serde::Serialize;
use serde_json::{Value, json};

/// The page that explains every code.
const HELP: &str = "docs/rules/errors.md";

/// One diagnostic with its place as editors count: lines and columns from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiagnosticRecord {
    /// `R0002`.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// What stands beside the underlined text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The place; none where a whole folder or file is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceRecord>,
    /// A second place that matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub related: Option<RelatedRecord>,
}

/// A place in a rule file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlaceRecord {
    /// The file, `/` between its folders.
    pub file: String,
    /// The line of the first character.
    pub line: usize,
    /// The column of the first character.
    pub column: usize,
    /// The line of the end.
    pub end_line: usize,
    /// The column after the last character.
    pub end_column: usize,
    /// The bytes of the file.
    pub span: [usize; 2],
}

/// A second place, with what stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RelatedRecord {
    /// What stands there.
    pub label: String,
    /// Where.
    pub place: PlaceRecord,
}

impl DiagnosticRecord {
    /// The record of a diagnostic whose places lie in `sources`.
    #[must_use]
    pub fn new(diagnostic: &Diagnostic, sources: &Sources) -> Self {
        DiagnosticRecord {
            code: diagnostic.code.as_str(),
            severity: if diagnostic.code.is_warning() { "warning" } else { "error" },
            message: diagnostic.message.clone(),
            label: diagnostic.label.clone(),
            hint: diagnostic.hint.clone(),
            place: diagnostic.location.map(|location| place(location, sources)),
            related: diagnostic.related.as_ref().map(|(location, label)| RelatedRecord {
                label: label.clone(),
                place: place(*location, sources),
            }),
        }
    }
}

fn place(location: Location, sources: &Sources) -> PlaceRecord {
    let (file, line, column) = sources.position(location);
    let (end_line, end_column) = sources.line_column(location.source, location.span.end);
    let span = [location.span.start, location.span.end];
    PlaceRecord { file: file.to_owned(), line, column, end_line, end_column, span }
}

/// Diagnostics as a log of SARIF 2.1.0, the format of GitHub's code scanning and of most editors.
#[must_use]
pub fn sarif(diagnostics: &[DiagnosticRecord], version: &str) -> Value {
    let mut codes: Vec<&str> = diagnostics.iter().map(|d| d.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|c| json!({"id": c, "helpUri": HELP})).collect();
    let results: Vec<Value> = diagnostics.iter().map(result).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "chancery", "version": version, "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(record: &DiagnosticRecord) -> Value {
    let text = match &record.hint {
        Some(hint) => format!("{}: {}", record.message, hint),
        None => record.message.clone(),
    };
    let locations: Vec<Value> = record.place.iter().map(sarif_place).collect();
    let mut result = json!({
        "ruleId": record.code,
        "level": record.severity,
        "message": {"text": text},
        "locations": locations,
    });
    if let Some(related) = &record.related {
        let mut place = sarif_place(&related.place);
        place["message"] = json!({"text": related.label});
        result["relatedLocations"] = json!([place]);
    }
    result
}

fn sarif_place(place: &PlaceRecord) -> Value {
    json!({"physicalLocation": {
        "artifactLocation": {"uri": place.file},
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        },
    }})
}
