//! Every input format, compressed or not, gives the same findings for the same articles.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};
use assert_cmd::Command;
use chancery_formats::{BatchBuilder, ColumnFormat, ColumnWriter};
use serde_json::{Value, json};

/// File name without its ending, and text.
fn articles() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/articles");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

fn annotate(args: &[&str]) -> Vec<Value> {
    annotate_stdin(args, &[])
}

fn annotate_stdin(args: &[&str], stdin: &[u8]) -> Vec<Value> {
    let mut command = Command::cargo_bin("chancery").unwrap();
    let command = command.args(["annotate", "--to", "jsonl"]).args(args).write_stdin(stdin);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let mut records: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for record in &mut records {
        // What is passed through differs with what the format has beside the text.
        record.as_object_mut().unwrap().remove("fields");
    }
    records
}

fn columns(articles: &[(String, String)], format: ColumnFormat) -> Vec<u8> {
    let column = |name: &str| Field::new(name, DataType::Utf8, true);
    let schema = Arc::new(Schema::new(vec![column("body"), column("url"), column("tags")]));
    let mut rows = BatchBuilder::new(&schema).unwrap();
    for (id, text) in articles {
        rows.push(&json!({"body": text, "url": id, "tags": "x"})).unwrap();
    }
    let mut writer = ColumnWriter::new(Vec::new(), &schema, format).unwrap();
    writer.write(&rows.finish().unwrap()).unwrap();
    writer.finish().unwrap()
}

/// A page around an article, as newspapers lay theirs out.
fn page(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let paragraphs: String =
        escaped.split("\n\n").map(|p| format!("<p>{}</p>\n", p.replace('\n', "<br>"))).collect();
    format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>News</title></head><body>\
         <nav><a href=/>Home</a> <a href=/world>World</a></nav>\
         <article>{paragraphs}</article><footer>© 2024</footer></body></html>"
    )
}

fn warc(kind: &str, documents: &[(String, String)]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (id, body) in documents {
        let body = match kind {
            "response" => format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}"),
            _ => body.clone(),
        };
        let length = body.len();
        write!(
            archive,
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {id}\r\n\
             Content-Length: {length}\r\n\r\n{body}\r\n\r\n"
        )
        .unwrap();
    }
    archive
}

/// The forms that a file may have on the disk.
fn forms(bytes: &[u8]) -> [(&'static str, Vec<u8>); 3] {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    let zstd = zstd::encode_all(bytes, 1).unwrap();
    [("", bytes.to_vec()), (".gz", gzip.finish().unwrap()), (".zst", zstd)]
}

/// The table of `docs/formats.md`: every format, and each of its forms on the disk.
#[test]
fn every_input_format_gives_the_same_findings() {
    let articles = articles();
    assert!(articles.len() > 10);
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();

    let mut lines = String::new();
    let mut rows = csv::Writer::from_writer(Vec::new());
    rows.write_record(["url", "body", "tags"]).unwrap();
    for (id, text) in &articles {
        lines.push_str(&format!("{}\n", json!({"url": id, "body": text, "tags": ["x"]})));
        rows.write_record([id, text, "x"]).unwrap();
    }
    let names = ["--text-field", "body", "--id-field", "url"];
    let files = [
        ("all.jsonl", lines.into_bytes()),
        ("all.csv", rows.into_inner().unwrap()),
        ("all.parquet", columns(&articles, ColumnFormat::Parquet)),
        ("all.arrow", columns(&articles, ColumnFormat::Arrow)),
        ("all.warc.wet", warc("conversion", &articles)),
    ];

    let mut expected: Option<Vec<Value>> = None;
    let mut compare = |what: &str, found: Vec<Value>| match &expected {
        None => expected = Some(found),
        Some(expected) => assert!(*expected == found, "{what} differs"),
    };
    for number in 0..3 {
        let folder = path(&format!("texts{number}"));
        fs::create_dir(&folder).unwrap();
        for (id, text) in &articles {
            let (ending, bytes) = &forms(text.as_bytes())[number];
            fs::write(format!("{folder}/{id}.txt{ending}"), bytes).unwrap();
        }
        compare("a folder of texts", annotate(&[&folder]));
        for (name, bytes) in &files {
            let (ending, bytes) = &forms(bytes)[number];
            let file = path(&format!("{name}{ending}"));
            fs::write(&file, bytes).unwrap();
            compare(&file, annotate(&[&names[..], &[&file]].concat()));
            // Told by its bytes alone, or by a flag where they may be any text.
            let from = match *name {
                "all.jsonl" => "jsonl",
                "all.csv" => "csv",
                _ => "auto",
            };
            let plain = path("part-0");
            fs::write(&plain, bytes).unwrap();
            let found = annotate(&[&names[..], &["--from", from, &plain]].concat());
            compare(&format!("{file} without its name"), found);
            let found = annotate_stdin(&[&names[..], &["--from", from]].concat(), bytes);
            compare(&format!("{file} from standard input"), found);
        }
    }
}

#[test]
fn pages_give_the_same_findings_alone_and_in_an_archive() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let pages: Vec<(String, String)> =
        articles().iter().map(|(id, text)| (id.clone(), page(text))).collect();
    let mut expected: Option<Vec<Value>> = None;
    for number in 0..3 {
        let folder = path(&format!("pages{number}"));
        fs::create_dir(&folder).unwrap();
        for (id, page) in &pages {
            let (ending, bytes) = &forms(page.as_bytes())[number];
            fs::write(format!("{folder}/{id}.html{ending}"), bytes).unwrap();
        }
        let found = annotate(&[&folder]);
        let (ending, bytes) = &forms(&warc("response", &pages))[number];
        let archive = path(&format!("all.warc{ending}"));
        fs::write(&archive, bytes).unwrap();
        assert!(annotate(&[&archive]) == found, "{archive} differs");
        assert!(*expected.get_or_insert(found.clone()) == found, "{folder} differs");
        for record in found {
            let text = record["text"].as_str().unwrap();
            assert!(!text.contains("Home"), "{text}");
            for mention in record["mentions"].as_array().unwrap() {
                let at = |name: &str| mention[name].as_u64().unwrap() as usize;
                assert_eq!(text[at("start")..at("end")], *mention["text"].as_str().unwrap());
            }
        }
    }
}

#[test]
fn other_fields_are_passed_through_unless_they_are_not_wanted() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.parquet");
    let rows = columns(&articles()[..1], ColumnFormat::Parquet);
    fs::write(&file, rows).unwrap();
    for (flag, expected) in
        [("--jobs=1", json!({"tags": "x", "url": articles()[0].0})), ("--no-fields", Value::Null)]
    {
        let mut command = Command::cargo_bin("chancery").unwrap();
        let command = command.args(["annotate", "--to", "jsonl", "--text-field", "body", flag]);
        let output = command.arg(&file).output().unwrap();
        let record: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(record["fields"], expected);
    }
}

#[test]
fn what_is_cut_off_is_an_error_record_that_names_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let articles = articles();
    let files = [
        ("cut.parquet", columns(&articles, ColumnFormat::Parquet)),
        ("cut.arrow", columns(&articles, ColumnFormat::Arrow)),
        ("cut.warc", warc("conversion", &articles)),
        ("cut.txt.gz", forms(articles[0].1.as_bytes())[1].1.clone()),
        ("cut.warc.zst", forms(&warc("conversion", &articles))[2].1.clone()),
    ];
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::write(&path, &bytes[..bytes.len() - bytes.len() / 3]).unwrap();
        let good = dir.path().join("good.txt");
        fs::write(&good, &articles[0].1).unwrap();
        let mut command = Command::cargo_bin("chancery").unwrap();
        let command = command.args(["annotate", "--to", "jsonl", "--text-field", "body"]);
        let output = command.arg(&path).arg(&good).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(name), "{error}");
        let lines = String::from_utf8(output.stdout).unwrap();
        assert!(lines.lines().any(|l| l.contains("\"unreadable\"")), "{name}: {lines}");
        assert!(lines.lines().last().unwrap().contains("\"id\":\"good\""), "the rest goes on");
    }
}
