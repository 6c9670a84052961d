//! Every error of a rule pack: its text, with file, line, column, hint, and the exit code 2.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::path::Path;

use assert_cmd::Command;

fn workspace() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The output of `chancery rules COMMAND tests/rules-errors/PACK`, both streams.
fn report(command: &str, pack: &str) -> (i32, String) {
    let output = Command::cargo_bin("chancery")
        .unwrap()
        .current_dir(workspace())
        .args(["rules", command, &format!("tests/rules-errors/{pack}")])
        .output()
        .unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), text)
}

fn snapshot(command: &str, pack: &str) {
    let (code, text) = report(command, pack);
    assert_eq!(code, 2, "{text}");
    // The counts over the whole pack change with every rule that is added.
    let counts = |line: &&str| line.ends_with("have no example") || line.contains(" passed, ");
    let text: String = text.lines().filter(|l| !counts(l)).map(|l| format!("{l}\n")).collect();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(workspace().join("tests/snapshots/rules-errors"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(pack, text));
}

#[test]
fn a_typo_in_a_field_is_located() {
    snapshot("check", "typo-field");
}

#[test]
fn an_unknown_list_is_located() {
    snapshot("check", "unknown-list");
}

#[test]
fn a_bad_pattern_is_located_inside_its_string() {
    snapshot("check", "bad-pattern");
}

#[test]
fn a_duplicate_id_shows_both_places() {
    snapshot("check", "duplicate-id");
}

#[test]
fn a_failing_example_says_what_was_found_instead() {
    snapshot("test", "failing-example");
}

#[test]
fn a_file_that_is_not_toml_is_located() {
    snapshot("check", "not-toml");
}

#[test]
fn all_errors_of_a_pack_come_together() {
    snapshot("check", "many-at-once");
}

#[test]
fn a_wrong_type_is_located() {
    snapshot("check", "wrong-type");
}

#[test]
fn an_unknown_kind_of_block_is_located() {
    snapshot("check", "unknown-kind");
}

#[test]
fn a_removal_of_nothing_is_located() {
    snapshot("check", "removes-nothing");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let (code, text) = report("check", "no-such-pack");
    assert_eq!(code, 2);
    assert!(text.contains("tests/rules-errors/no-such-pack"), "{text}");
}

#[test]
fn the_embedded_rules_have_no_errors_and_their_examples_hold() {
    for (command, says) in [("check", "no errors"), ("test", " 0 failed")] {
        let output =
            Command::cargo_bin("chancery").unwrap().args(["rules", command]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && text.contains(says), "{text}");
    }
}
