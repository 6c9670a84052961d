//! What rule authors do from the shell: add, format, compare, record.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

const ARTICLE: &str = "BAKU, July 3. The Land of Fire welcomed the guests.\n\n\
    Kyrgyz MP Askar Salymbekov muttered that the deal was late.\n";

/// A folder with one article, and a way to run there.
fn place() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("news")).unwrap();
    fs::write(dir.path().join("news/talks.txt"), ARTICLE).unwrap();
    dir
}

fn run(dir: &Path, args: &[&str]) -> (i32, String, String) {
    let output =
        Command::cargo_bin("chancery").unwrap().current_dir(dir).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_new_alias_is_found_and_names_its_block() {
    let dir = place();
    let new = ["rules", "new", "alias", "country/AZ", "Land of Fire", "--into", "mine"];
    let (code, out, err) = run(dir.path(), &new);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("mine/aliases.toml:2"), "{out}");
    let (_, out, _) =
        run(dir.path(), &["annotate", "--rules", "mine", "--to", "json", "news/talks.txt"]);
    let record: Value = serde_json::from_str(&out).unwrap();
    let mentions = record["mentions"].as_array().unwrap();
    let found = mentions.iter().find(|m| m["text"] == "Land of Fire").unwrap();
    assert_eq!(found["entity"], "country/AZ");
    assert_eq!(found["rule"], "aliases/country-az-land-of-fire");
    // The names that the country had stay.
    let (_, out, _) = run(dir.path(), &["lookup", "--rules", "mine", "--to", "iso3", "Azerbaijan"]);
    assert!(out.contains("AZE"), "{out}");
}

#[test]
fn a_block_that_does_not_hold_is_not_written() {
    let dir = place();
    let new = ["rules", "new", "alias", "country/AZZ", "Land of Fire", "--into", "mine"];
    let (code, _, err) = run(dir.path(), &new);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `country/AZ`?"), "{err}");
    assert!(!dir.path().join("mine").exists());
}

#[test]
fn new_blocks_stand_in_order_and_comments_stay() {
    let dir = place();
    fs::create_dir(dir.path().join("mine")).unwrap();
    let file = dir.path().join("mine/cues.toml");
    let old = "# Ours.\n\n[[cue]]\nid = \"bark\"\nforms = [\"barked\"]\nframe = [\"quote\"]\n\n\
               # Rare.\n[[cue]]\nid = \"mutter\"\nforms = [\"muttered\"] # sic\nframe = [\"that\"]\n";
    fs::write(&file, old).unwrap();
    let verb = ["rules", "new", "verb", "grumble", "grumbled", "--into", "mine"];
    let (code, _, err) = run(dir.path(), &verb);
    assert_eq!(code, 0, "{err}");
    let new = fs::read_to_string(&file).unwrap();
    let block = "[[cue]]\nid = \"grumble\"\nforms = [\"grumble\", \"grumbled\"]\n\
                 frame = [\"quote\", \"that\", \"inversion\"]\n\n";
    assert_eq!(new, old.replace("# Rare.", &format!("{block}# Rare.")));
    let (code, _, err) = run(dir.path(), &verb);
    assert_eq!(code, 2);
    assert!(err.contains("there is a [[cue]] `grumble` already"), "{err}");
}

#[test]
fn formatting_keeps_comments_and_meaning() {
    let dir = place();
    let file = dir.path().join("cues.toml");
    fs::write(
        &file,
        "[[cue]]\nid=\"mutter\"  # low\nforms=[ \"muttered\" ]\n\n\n\nframe=[\"that\"]",
    )
    .unwrap();
    let (code, out, _) = run(dir.path(), &["rules", "fmt", "--check", "cues.toml"]);
    assert_eq!((code, out.trim()), (2, "cues.toml"));
    assert_eq!(run(dir.path(), &["rules", "fmt", "cues.toml"]).0, 0);
    let formatted = fs::read_to_string(&file).unwrap();
    assert_eq!(
        formatted,
        "[[cue]]\nid = \"mutter\" # low\nforms = [\"muttered\"]\n\nframe = [\"that\"]\n"
    );
    assert_eq!(run(dir.path(), &["rules", "fmt", "--check", "cues.toml"]).0, 0);
}

#[test]
fn a_change_of_rules_shows_finding_by_finding() {
    let dir = place();
    let verb = ["rules", "new", "verb", "mutter", "muttered", "--frame", "that", "--into", "mine"];
    assert_eq!(run(dir.path(), &verb).0, 0);
    let (code, out, _) = run(dir.path(), &["rules", "diff", "mine", "--on", "news"]);
    assert_eq!(code, 0);
    assert!(out.contains("+ quote") && out.contains("the deal was late"), "{out}");
    assert!(out.ends_with("1 of 1 articles differ: 1 added, 1 gone, 0 changed\n"), "{out}");
    // The other way round what was added is gone.
    fs::create_dir(dir.path().join("none")).unwrap();
    fs::write(dir.path().join("none/empty.toml"), "").unwrap();
    let (_, out, _) =
        run(dir.path(), &["rules", "diff", "mine", "none", "--on", "news", "--to", "json"]);
    let changes: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(changes["articles"][0]["changes"][0]["change"], "gone");
    let (_, page, _) = run(dir.path(), &["rules", "diff", "mine", "--on", "news", "--to", "html"]);
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("the deal was late"));
}

#[test]
fn snapshots_pass_until_something_changes() {
    let dir = place();
    assert_eq!(run(dir.path(), &["snapshot", "--check", "news"]).0, 2);
    assert_eq!(run(dir.path(), &["snapshot", "news"]).0, 0);
    assert!(dir.path().join("news/talks.txt.chancery.json").exists());
    assert_eq!(run(dir.path(), &["snapshot", "--check", "news"]).0, 0);

    let verb = ["rules", "new", "verb", "mutter", "muttered", "--frame", "that", "--into", "mine"];
    assert_eq!(run(dir.path(), &verb).0, 0);
    let (code, out, _) = run(dir.path(), &["snapshot", "--check", "news", "--rules", "mine"]);
    assert_eq!(code, 2);
    assert!(out.contains("talks.txt") && out.contains("+ quote"), "{out}");

    fs::remove_file(dir.path().join("news/talks.txt")).unwrap();
    fs::write(dir.path().join("news/other.txt"), ARTICLE).unwrap();
    let (code, out, _) = run(dir.path(), &["snapshot", "--check", "news"]);
    assert_eq!(code, 2);
    assert!(out.contains("a snapshot without its article"), "{out}");
}

/// Waits for what a process prints, for at most ten seconds.
fn wait_for(lines: &std::sync::mpsc::Receiver<String>, part: &str) -> String {
    let limit = std::time::Duration::from_secs(10);
    loop {
        let line = lines.recv_timeout(limit).unwrap_or_else(|_| panic!("never saw {part}"));
        if line.contains(part) {
            return line;
        }
    }
}

#[test]
fn a_watch_follows_the_rules() {
    use std::io::{BufRead, BufReader};
    let dir = place();
    let verb =
        |frame| ["rules", "new", "verb", "mutter", "muttered", "--frame", frame, "--into", "mine"];
    assert_eq!(run(dir.path(), &verb("quote")).0, 0);
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(["annotate", "--watch", "--to", "jsonl", "--rules", "mine", "news/talks.txt"])
        .current_dir(dir.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let (send, lines) = std::sync::mpsc::channel();
    let out = BufReader::new(child.stdout.take().unwrap());
    std::thread::spawn(move || out.lines().map_while(Result::ok).all(|l| send.send(l).is_ok()));
    assert!(!wait_for(&lines, "\"quotes\"").contains("the deal was late\"}"));
    fs::remove_file(dir.path().join("mine/cues.toml")).unwrap();
    assert_eq!(run(dir.path(), &verb("that")).0, 0);
    wait_for(&lines, "\"text\":\"the deal was late\"");
    child.kill().unwrap();
    child.wait().unwrap();
}
