//! Forms of output that other tools read: each is read again here, and compared with the records.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

fn articles() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/articles")
}

fn annotate(args: &[&str]) -> String {
    let mut command = Command::cargo_bin("chancery").unwrap();
    let output = command.arg("annotate").args(args).arg(articles()).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn records() -> Vec<Value> {
    let lines = annotate(&["--to", "jsonl", "--offsets", "codepoint"]);
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn slice(text: &[char], start: usize, end: usize) -> String {
    text[start..end].iter().collect()
}

#[test]
fn brat_reads_what_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().to_str().unwrap();
    annotate(&["--to", "brat", "-o", folder]);
    let config = fs::read_to_string(dir.path().join("annotation.conf")).unwrap();
    for record in records() {
        let id = record["id"].as_str().unwrap();
        let text = fs::read_to_string(dir.path().join(format!("{id}.txt"))).unwrap();
        let text: Vec<char> = text.chars().collect();
        let standoff = fs::read_to_string(dir.path().join(format!("{id}.ann"))).unwrap();
        let mut spans = Vec::new();
        let (mut mentions, mut quotes, mut says) = (0, 0, 0);
        for line in standoff.lines() {
            let parts: Vec<&str> = line.split('\t').collect();
            match &line[..1] {
                "T" => {
                    spans.push(parts[0].to_owned());
                    let (kind, places) = parts[1].split_once(' ').unwrap();
                    assert!(config.lines().any(|l| l == kind), "{kind} is not in annotation.conf");
                    let words: Vec<String> = places
                        .split(';')
                        .map(|place| {
                            let (start, end) = place.split_once(' ').unwrap();
                            slice(&text, start.parse().unwrap(), end.parse().unwrap())
                        })
                        .collect();
                    assert_eq!(words.join(" "), parts[2]);
                    mentions += usize::from(
                        ["Country", "Institution", "Organization", "Person", "Place"]
                            .contains(&kind),
                    );
                    quotes += usize::from(kind == "Quote");
                }
                "R" => {
                    for argument in parts[1].split(' ').skip(1) {
                        let (_, span) = argument.split_once(':').unwrap();
                        assert!(spans.iter().any(|s| s == span), "{line}");
                    }
                    says += usize::from(parts[1].starts_with("Says"));
                }
                "A" | "#" => {}
                _ => panic!("{line}"),
            }
        }
        let speakers = record["quotes"].as_array().unwrap().iter();
        assert_eq!(mentions, record["mentions"].as_array().unwrap().len());
        assert_eq!(quotes, record["quotes"].as_array().unwrap().len());
        assert_eq!(says, speakers.filter(|q| !q["speaker"].is_null()).count());
    }
}

#[test]
fn web_annotations_select_the_words_they_quote() {
    let pages = annotate(&["--to", "web-annotation"]);
    let records = records();
    assert_eq!(pages.lines().count(), records.len());
    for (page, record) in pages.lines().zip(&records) {
        let page: Value = serde_json::from_str(page).unwrap();
        assert_eq!(page["type"], "AnnotationPage");
        assert_eq!(page["@context"][0], "http://www.w3.org/ns/anno.jsonld");
        let path = articles().join(format!("{}.txt", record["id"].as_str().unwrap()));
        let text: Vec<char> = fs::read_to_string(path).unwrap().chars().collect();
        let items = page["items"].as_array().unwrap();
        let count = |name: &str| record[name].as_array().unwrap().len();
        assert_eq!(items.len(), count("mentions") + count("quotes") + count("agreements"));
        for item in items {
            let targets = match &item["target"] {
                Value::Array(several) => several.clone(),
                one => vec![one.clone()],
            };
            for target in targets {
                let (place, quote) = (&target["selector"][0], &target["selector"][1]);
                let at = |name: &str| place[name].as_u64().unwrap() as usize;
                assert_eq!(slice(&text, at("start"), at("end")), *quote["exact"].as_str().unwrap());
                let prefix = quote["prefix"].as_str().unwrap();
                let from = at("start") - prefix.chars().count();
                assert_eq!(slice(&text, from, at("start")), prefix);
            }
        }
    }
}

#[test]
fn the_report_holds_its_charts_and_escapes_what_it_shows() {
    let corpus = annotate(&["--to", "html"]);
    assert!(corpus.matches("<svg").count() >= 5, "{}", corpus.matches("<svg").count());
    assert!(corpus.contains("Most quoted") && corpus.contains("What was agreed"));
    assert!(!corpus.contains("<script"));

    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.txt");
    let text = "“We <script>alert(1)</script> agree,” Foreign Minister Jeyhun <b>Bayramov</b> said in Baku.";
    fs::write(&file, text).unwrap();
    let mut command = Command::cargo_bin("chancery").unwrap();
    let output = command.args(["annotate", "--to", "html"]).arg(&file).output().unwrap();
    let page = String::from_utf8(output.stdout).unwrap();
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script") && !page.contains("<b>"));
    assert!(page.contains("class=\"article\""));
}

#[test]
fn quotations_are_rows() {
    let mut command = Command::cargo_bin("chancery").unwrap();
    let output = command.args(["quotes", "--to", "csv"]).arg(articles()).output().unwrap();
    let mut rows = csv::Reader::from_reader(&output.stdout[..]);
    let names = rows.headers().unwrap().clone();
    let speaker = names.iter().position(|n| n == "speaker").unwrap();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let expected: usize = records().iter().map(|r| r["quotes"].as_array().unwrap().len()).sum();
    assert_eq!(rows.len(), expected);
    assert!(rows.iter().any(|row| &row[speaker] == "Aykhan Hajizada"));
}
