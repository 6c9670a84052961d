//! The JSON Schema of rule files, which editors use.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::path::{Path, PathBuf};

use chancery::Pipeline;
use chancery_formats::files_below;
use serde_json::Value;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A rule file as the JSON that it stands for.
fn json(file: &Path) -> Option<Value> {
    let text = std::fs::read_to_string(file).ok()?;
    toml_edit::de::from_str(&text).ok()
}

#[test]
fn the_committed_schema_is_that_of_the_program() {
    let committed = std::fs::read_to_string(workspace().join("rules/schema/rules.schema.json"));
    let committed: Value = serde_json::from_str(&committed.unwrap()).unwrap();
    let hint = "run: chancery rules schema > rules/schema/rules.schema.json";
    assert!(committed == Pipeline::rule_schema(), "{hint}");
}

#[test]
fn every_rule_file_names_the_schema_and_fits_it() {
    let schema = Pipeline::rule_schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let files = files_below(&workspace().join("rules"), &["toml"]).unwrap();
    assert!(files.len() > 25);
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let named = text.lines().next().and_then(|line| line.strip_prefix("#:schema ")).unwrap();
        assert!(file.parent().unwrap().join(named).exists(), "{}", file.display());
        let value = json(&file).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", file.display());
    }
}

#[test]
fn what_the_schema_can_see_it_refuses() {
    let schema = Pipeline::rule_schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for pack in ["typo-field", "wrong-type", "unknown-kind", "unknown-frame", "missing-id"] {
        let folder = workspace().join("tests/rules-errors").join(pack);
        for file in files_below(&folder, &["toml"]).unwrap() {
            assert!(!validator.is_valid(&json(&file).unwrap()), "{}", file.display());
        }
    }
}
