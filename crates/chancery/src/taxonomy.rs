//! The page of the taxonomy, made from the rules.

use std::fmt::Write as _;

use chancery_agreements::TaxonomyEntry;
use chancery_rules::Fixture;

use crate::Pipeline;

/// What opens the page.
const HEAD: &str = "\
# The taxonomy of agreements

This page is made from `rules/agreements` by `chancery rules taxonomy > docs/taxonomy.md`; a test
holds it to the rules. A type follows the noun that the text uses; it is no legal judgement. What is
in *italics* in an example is what the rule must find.
";

/// The page of the taxonomy in Markdown: types, statuses, subjects with definitions, cues, examples
/// and counterexamples, and the known instruments.
#[must_use]
pub fn taxonomy_page(pipeline: &Pipeline) -> String {
    let reference = pipeline.taxonomy();
    let mut page = HEAD.to_owned();
    for (title, entries) in [
        ("Types", &reference.types),
        ("Statuses", &reference.statuses),
        ("Subjects", &reference.subjects),
    ] {
        let _ = writeln!(page, "\n## {title}");
        for entry in entries {
            section(pipeline, entry, &mut page);
        }
    }
    let _ = writeln!(page, "\n## Known instruments\n");
    let _ = writeln!(page, "| id | name | type | other names |\n|---|---|---|---|");
    for entry in &reference.treaties {
        let TaxonomyEntry { id, definition, category, cues, .. } = entry;
        let kind = category.as_deref().unwrap_or_default();
        let names = cues.get(1..).unwrap_or_default().join(", ");
        let _ = writeln!(page, "| `{id}` | {definition} | {kind} | {names} |");
    }
    page
}

fn section(pipeline: &Pipeline, entry: &TaxonomyEntry, page: &mut String) {
    let TaxonomyEntry { id, category, definition, cues, rule } = entry;
    let _ = writeln!(page, "\n### {id}\n");
    let category = category.as_ref().map_or(String::new(), |c| format!(" ({c})"));
    let _ = writeln!(page, "{definition}{category}\n");
    if !cues.is_empty() {
        let _ = writeln!(page, "Cues: {}\n", cues.join(", "));
    }
    let rules = pipeline.catalog();
    let Some(rule) = rules.iter().find(|r| r.id == *rule) else { return };
    for (example, _) in &rule.examples {
        let _ = writeln!(page, "- {}", plain(example));
    }
    for (example, _) in &rule.counterexamples {
        let _ = writeln!(page, "- not: {}", plain(example));
    }
}

/// An example without its markers, what they mark in italics.
fn plain(example: &str) -> String {
    let Ok(fixture) = Fixture::parse(example) else { return example.to_owned() };
    let mut text = fixture.text;
    let mut places: Vec<usize> = fixture.marks.iter().flat_map(|(_, s)| [s.start, s.end]).collect();
    places.sort_unstable();
    for at in places.into_iter().rev() {
        text.insert(at, '*');
    }
    text
}
