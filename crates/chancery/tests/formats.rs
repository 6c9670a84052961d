//! Every input format, compressed or not, gives the same findings for the same articles.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
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
    let mut command = Command::cargo_bin("chancery").unwrap();
    let output = command.args(["annotate", "--to", "jsonl"]).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The forms that a file may have on the disk.
fn forms(bytes: &[u8]) -> [(&'static str, Vec<u8>); 3] {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    let zstd = zstd::encode_all(bytes, 1).unwrap();
    [("", bytes.to_vec()), (".gz", gzip.finish().unwrap()), (".zst", zstd)]
}

#[test]
fn every_input_format_gives_the_same_findings() {
    let articles = articles();
    assert!(articles.len() > 10);
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();

    let mut lines = String::new();
    let mut rows = csv::Writer::from_writer(Vec::new());
    rows.write_record(["url", "body"]).unwrap();
    for (id, text) in &articles {
        lines.push_str(&format!("{}\n", json!({"id": id, "text": text, "tags": ["x"]})));
        rows.write_record([id, text]).unwrap();
    }
    let rows = rows.into_inner().unwrap();

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
        let (ending, bytes) = &forms(lines.as_bytes())[number];
        let file = path(&format!("all.jsonl{ending}"));
        fs::write(&file, bytes).unwrap();
        compare(&file, annotate(&["--from", "jsonl", &file]));
        let (ending, bytes) = &forms(&rows)[number];
        let file = path(&format!("all.csv{ending}"));
        fs::write(&file, bytes).unwrap();
        let names = ["--from", "csv", "--text-field", "body", "--id-field", "url", &file];
        compare(&file, annotate(&names));
    }
}
