//! Every error of a rule pack: its text, with file, line, column, hint, and the exit code.
//!
//! Each folder of `tests/rules-errors` is a pack with its reviewed snapshot. `failing-…` fails in
//! `rules test`, `warns-…` has only warnings, all others have errors that `rules check` shows.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The exit code and the output, both streams, of `chancery rules ARGS`.
fn rules(args: &[&str]) -> (i32, String) {
    let mut command = Command::cargo_bin("chancery").unwrap();
    let output = command.current_dir(workspace()).arg("rules").args(args).output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), text)
}

fn packs() -> Vec<String> {
    let folders = std::fs::read_dir(workspace().join("tests/rules-errors")).unwrap();
    let names = folders.map(|f| f.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn each_broken_pack_gets_its_reviewed_report() {
    let packs = packs();
    assert!(packs.len() >= 25, "{}", packs.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(workspace().join("tests/snapshots/rules-errors"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for pack in packs {
        let command = if pack.starts_with("failing-") { "test" } else { "check" };
        let (code, text) = rules(&[command, &format!("tests/rules-errors/{pack}")]);
        assert_eq!(code, if pack.starts_with("warns-") { 0 } else { 2 }, "{pack}: {text}");
        // The counts over the whole pack change with every rule that is added.
        let counts = |line: &&str| {
            line.contains(" passed")
                || line.contains("rules have no example")
                || line.contains(" rules in ")
        };
        let text: String = text.lines().filter(|l| !counts(l)).map(|l| format!("{l}\n")).collect();
        settings.bind(|| insta::assert_snapshot!(pack.as_str(), text));
    }
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let (code, text) = rules(&["check", "tests/rules-errors/no-such-pack"]);
    assert_eq!(code, 2);
    assert!(text.contains("tests/rules-errors/no-such-pack"), "{text}");
}

#[test]
fn errors_for_programs_have_file_line_column_and_code() {
    let pack = "tests/rules-errors/typo-field";
    let (code, text) = rules(&["check", "--to", "json", pack]);
    assert_eq!(code, 2);
    let records: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(records[0]["code"], "R0002");
    assert_eq!(records[0]["severity"], "error");
    assert_eq!(records[0]["place"]["file"], format!("{pack}/countries.toml"));
    assert_eq!(
        (&records[0]["place"]["line"], &records[0]["place"]["column"]),
        (&4.into(), &1.into())
    );
    assert_eq!(records[0]["place"]["end_column"], 9);
    assert!(records[0]["hint"].as_str().unwrap().contains("aliases"));

    let (_, text) = rules(&["check", "--to", "sarif", pack]);
    let log: Value = serde_json::from_str(&text).unwrap();
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "R0002");
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["startLine"], 4);
}

#[test]
fn warnings_count_only_where_asked() {
    let pack = "tests/rules-errors/warns-patterns";
    assert_eq!(rules(&["check", pack]).0, 0);
    assert_eq!(rules(&["check", "--deny-warnings", pack]).0, 2);
}

#[test]
fn the_embedded_rules_have_no_errors_and_their_examples_hold() {
    for (args, says) in [(&["check", "--deny-warnings"][..], "no errors"), (&["test"], " 0 failed")]
    {
        let (code, text) = rules(args);
        assert!(code == 0 && text.contains(says), "{text}");
    }
}

#[test]
fn examples_of_some_rules_run_alone() {
    let (code, text) = rules(&["test", "--filter", "quotes/cues/"]);
    assert_eq!(code, 0);
    assert!(text.contains("rules/quotes/cues.toml") && !text.contains("countries.toml"), "{text}");
    assert_eq!(rules(&["test", "--filter", "no/such/rule"]).0, 2);
}

#[test]
fn a_blessing_only_proposes() {
    let pack = "tests/rules-errors/failing-example";
    let file = workspace().join(pack).join("cues.toml");
    let before = std::fs::read(&file).unwrap();
    let (code, text) = rules(&["test", "--bless", pack]);
    assert_eq!(code, 2);
    assert!(text.contains("+ the rule finds nothing here: a counterexample"), "{text}");
    assert!(text.contains("Mr. Wang [cue:thundered].\", in examples"), "{text}");
    assert_eq!(std::fs::read(&file).unwrap(), before);
}
