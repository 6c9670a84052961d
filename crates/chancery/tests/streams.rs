//! Long runs: what is killed goes on, what is full or bad says so, and nothing is lost.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::json;

const KILLS: usize = 30;

fn chancery() -> Command {
    Command::new(env!("CARGO_BIN_EXE_chancery"))
}

/// Records from the articles, some of them bad.
fn lines(count: usize) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/articles");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let texts: Vec<String> = paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let mut lines = String::new();
    for number in 0..count {
        if number % 97 == 5 {
            lines.push_str("{\"id\": 5}\n");
        }
        let text = &texts[number % texts.len()];
        lines.push_str(&format!("{}\n", json!({"id": number, "text": text})));
    }
    lines
}

/// A number that looks like chance, the same in every run.
fn chance(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

#[test]
fn a_run_that_is_killed_goes_on_after_its_last_whole_record() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    fs::write(&input, lines(600)).unwrap();
    let arguments = |out: &Path| {
        let mut command = chancery();
        command.args(["annotate", "--to", "jsonl", "--resume", "--output"]).arg(out).arg(&input);
        command.stderr(Stdio::null());
        command
    };
    let nothing = dir.path().join("nothing.jsonl");
    fs::write(&nothing, "").unwrap();
    let before = Instant::now();
    let status = chancery().args(["annotate", "--to", "jsonl"]).arg(&nothing).status().unwrap();
    assert!(status.success());
    let start = before.elapsed();
    fs::remove_file(&nothing).unwrap();

    let whole = dir.path().join("whole.jsonl");
    let before = Instant::now();
    assert_eq!(arguments(&whole).status().unwrap().code(), Some(1), "some records are bad");
    let expected = fs::read(&whole).unwrap();
    // On a slow or busy machine too, a run gets past its start before most kills, and a quarter of the
    // way at most.
    let most = start + before.elapsed().saturating_sub(start) / 4;

    let mut state = 7;
    let mut kills = 0;
    let mut between = 0;
    for round in 0.. {
        let out = dir.path().join(format!("out{round}.jsonl"));
        loop {
            let mut child = arguments(&out).spawn().unwrap();
            if kills >= KILLS {
                child.wait().unwrap();
                break;
            }
            std::thread::sleep(most * (chance(&mut state) % 100) as u32 / 100);
            if child.try_wait().unwrap().is_some() {
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
            let part = dir.path().join(format!("out{round}.jsonl.part"));
            between += usize::from(fs::metadata(part).is_ok_and(|about| about.len() > 0));
        }
        assert!(fs::read(&out).unwrap() == expected, "round {round} after {kills} kills");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3 + round, "nothing is left over");
        // The exit code counts what was bad before the kill.
        fs::remove_file(&out).unwrap();
        fs::write(&out, &expected).unwrap();
        if kills >= KILLS {
            break;
        }
    }
    assert!(between > KILLS / 4, "only {between} of {kills} runs were killed in their middle");
}

#[test]
fn a_run_with_other_rules_or_input_does_not_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    fs::write(&input, lines(20)).unwrap();
    let out = dir.path().join("out.jsonl");
    fs::write(
        dir.path().join("out.jsonl.part"),
        "{\"schema\":\"chancery/1\",\"id\":\"0\"}\n{\"cut",
    )
    .unwrap();
    fs::write(dir.path().join("out.jsonl.part.run.json"), "{\"rules\":\"other\"}").unwrap();
    let mut command = chancery();
    command.args(["annotate", "--to", "jsonl", "--resume", "-o"]).arg(&out).arg(&input);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("other input, rules or options"));
    assert!(!out.exists());
}

#[test]
fn a_file_takes_its_name_when_it_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    fs::write(&input, lines(10)).unwrap();
    for (name, magic) in
        [("a.jsonl.gz", &[0x1f, 0x8b][..]), ("a.jsonl.zst", &[0x28, 0xb5]), ("a.parquet", b"PAR1")]
    {
        let out = dir.path().join(name);
        let to = if name.ends_with("parquet") { "parquet" } else { "jsonl" };
        let mut command = chancery();
        command.args(["annotate", "--to", to, "-o"]).arg(&out).arg(&input).stderr(Stdio::null());
        assert_eq!(command.status().unwrap().code(), Some(1));
        assert!(fs::read(&out).unwrap().starts_with(magic), "{name}");
        assert!(!dir.path().join(format!("{name}.part")).exists());
    }
    let nowhere = dir.path().join("no-such-folder/a.jsonl");
    let mut command = chancery();
    command.args(["annotate", "--to", "jsonl", "-o"]).arg(&nowhere).arg(&input);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no-such-folder"));
}

#[test]
fn too_many_bad_records_end_the_run() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    fs::write(&input, "{}\n".repeat(1000)).unwrap();
    let run = |most: &str| {
        let mut command = chancery();
        command.args(["annotate", "--to", "jsonl", "--max-errors", most]).arg(&input);
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).lines().count())
    };
    assert_eq!(run("1000"), (Some(1), 1000));
    let (code, count) = run("10");
    assert_eq!(code, Some(4));
    assert!(count <= 11, "{count}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_exit_code_3_and_a_closed_pipe_is_none() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.jsonl");
    fs::write(&input, lines(200)).unwrap();
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = chancery();
    command.args(["annotate", "--to", "jsonl"]).arg(&input).stdout(full).stderr(Stdio::piped());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write the output"));

    let mut command = chancery();
    command.args(["annotate", "--to", "jsonl"]).arg(&input);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_folder_gives_its_files_in_order_and_the_log_says_what_is_read() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["b.txt", "a.jsonl"] {
        let mut file = fs::File::create(dir.path().join(name)).unwrap();
        let text = if name == "b.txt" {
            "Baku agreed."
        } else {
            "{\"id\":\"one\",\"text\":\"Baku agreed.\"}"
        };
        file.write_all(text.as_bytes()).unwrap();
    }
    let mut command = chancery();
    command.args(["annotate", "-v", "--to", "jsonl"]).arg(dir.path());
    let output = command.output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let ids: Vec<&str> = out.lines().map(|l| &l[22..34]).collect();
    assert!(ids[0].contains("one") && ids[1].contains("\"b\""), "{ids:?}");
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(
        log.contains("a.jsonl") && log.contains("done") && log.contains("documents=2"),
        "{log}"
    );
}
