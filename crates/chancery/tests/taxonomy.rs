//! The taxonomy of agreements: its page, and enough examples for each entry.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use chancery::{Pipeline, reference_pages, taxonomy_page};

const PAGE: &str = include_str!("../../../docs/taxonomy.md");

#[test]
fn the_page_is_that_of_the_rules() {
    let page = taxonomy_page(&Pipeline::embedded());
    assert!(page == PAGE, "run `chancery rules taxonomy > docs/taxonomy.md`");
}

#[test]
fn every_entry_has_two_examples_and_a_counterexample() {
    let pipeline = Pipeline::embedded();
    let taxonomy = pipeline.taxonomy();
    let entries = [&taxonomy.types, &taxonomy.statuses, &taxonomy.subjects];
    assert!(entries.iter().all(|list| list.len() >= 13));
    for entry in entries.into_iter().flatten() {
        let rule = pipeline.catalog().iter().find(|rule| rule.id == entry.rule).unwrap();
        assert!(rule.examples.len() >= 2, "{} has {} examples", rule.id, rule.examples.len());
        assert!(!rule.counterexamples.is_empty(), "{} has no counterexample", rule.id);
    }
}

#[test]
fn at_least_150_instruments_are_known_by_name() {
    assert!(Pipeline::embedded().taxonomy().treaties.len() >= 150);
}

#[test]
fn the_reference_is_that_of_the_rules() {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules/reference");
    let summary = include_str!("../../../docs/SUMMARY.md");
    for (name, page) in reference_pages(&Pipeline::embedded()) {
        let written = std::fs::read_to_string(folder.join(&name)).unwrap_or_default();
        assert!(page == written, "{name}: run `chancery rules reference docs/rules/reference`");
        assert!(
            summary.contains(&format!("rules/reference/{name}")),
            "{name} is not in SUMMARY.md"
        );
    }
}
