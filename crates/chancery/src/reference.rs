//! The reference of rules: a page a file, every id, what it does, its examples.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chancery_rules::Fixture;
use toml_edit::{Document, Item, Table, Value};

use crate::Pipeline;

/// Most characters of a field that are shown.
const MOST_SHOWN: usize = 160;
/// Fields that have a place of their own in an entry.
const OWN_PLACE: [&str; 4] = ["id", "note", "examples", "counterexamples"];

/// The pages of the rules of a pipeline: name of the page → Markdown. `README.md` lists the others.
#[must_use]
pub fn reference_pages(pipeline: &Pipeline) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    let mut index = String::from(
        "# Every rule\n\nOne page a file, made from the rules by `chancery rules reference`.\n\n\
         | file | rules | kinds |\n|---|---:|---|\n",
    );
    for file in pipeline.rules().sources().files() {
        let Ok(document) = Document::parse(&*file.text) else { continue };
        let blocks: Vec<(&str, &Table)> = document
            .iter()
            .filter_map(|(kind, item)| Some((kind, item.as_array_of_tables()?)))
            .flat_map(|(kind, blocks)| blocks.iter().map(move |block| (kind, block)))
            .collect();
        if blocks.is_empty() {
            continue;
        }
        let short = file.name.trim_start_matches("rules/").trim_end_matches(".toml");
        let page = format!("{}.md", short.replace('/', "-"));
        let mut kinds: Vec<&str> = blocks.iter().map(|(kind, _)| *kind).collect();
        kinds.dedup();
        kinds.sort_unstable();
        kinds.dedup();
        let kinds: Vec<String> = kinds.iter().map(|kind| format!("`{kind}`")).collect();
        let _ = writeln!(
            index,
            "| [{}]({page}) | {} | {} |",
            file.name,
            blocks.len(),
            kinds.join(", ")
        );
        let mut text = format!("# {}\n\n", file.name);
        text.push_str(&head(&file.text));
        let mut last = "";
        for (kind, block) in blocks {
            if kind != last {
                let _ = writeln!(text, "\n## `[[{kind}]]`\n");
                last = kind;
            }
            entry(block, &mut text);
        }
        pages.insert(page, text);
    }
    pages.insert("README.md".to_owned(), index);
    pages
}

/// The comment at the top of a file, as a block of text.
fn head(file: &str) -> String {
    let comment: Vec<&str> = file
        .lines()
        .skip_while(|line| line.starts_with("#:"))
        .map_while(|line| line.strip_prefix('#'))
        .collect();
    if comment.is_empty() {
        String::new()
    } else {
        format!("```text\n{}\n```\n", comment.join("\n"))
    }
}

fn entry(block: &Table, out: &mut String) {
    let text = |key: &str| block.get(key).and_then(Item::as_str).unwrap_or_default();
    let _ = write!(out, "- **{}**", text("id"));
    if !text("note").is_empty() {
        let _ = write!(out, ": {}", one_line(text("note")));
    }
    let fields = block.iter().filter(|(key, _)| !OWN_PLACE.contains(key));
    for (number, (key, value)) in fields.enumerate() {
        let sign = if number == 0 { " —" } else { ";" };
        let _ = write!(out, "{sign} {key}: `` {} ``", shown(value));
    }
    out.push('\n');
    for (key, sign) in [("examples", '✓'), ("counterexamples", '✗')] {
        let examples = block.get(key).and_then(Item::as_array).into_iter().flatten();
        for example in examples.filter_map(Value::as_str) {
            let plain = Fixture::parse(example).map_or(example.to_owned(), |f| f.to_string());
            let _ = writeln!(out, "  - {sign} `` {} ``", one_line(&plain));
        }
    }
}

fn shown(item: &Item) -> String {
    let text = match item.as_array() {
        Some(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        None => item.as_value().map(plain).unwrap_or_default(),
    };
    let text = one_line(&text);
    if text.chars().count() <= MOST_SHOWN {
        return text;
    }
    let mut short: String = text.chars().take(MOST_SHOWN).collect();
    short.push('…');
    short
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string().trim().to_owned(), str::to_owned)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
