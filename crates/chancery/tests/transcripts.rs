//! Every command block of the guide and of README.md runs, and the guide's prints what it says.
//!
//! `UPDATE_GUIDE=1 cargo test --test transcripts` writes what is printed into the guide: read the
//! difference before you commit it.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Runs a line of shell with the binary on its path: both streams, and the exit code if not 0.
fn shell(dir: &Path, command: &str) -> String {
    let binaries = Path::new(env!("CARGO_BIN_EXE_chancery")).parent().unwrap();
    let path = format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(dir)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    let mut lines: Vec<String> = text.lines().map(|l| l.trim_end().to_owned()).collect();
    if let Some(code) = output.status.code().filter(|code| *code != 0) {
        lines.push(format!("[exit code {code}]"));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// The guide with what its commands print now.
fn replay(guide: &str, dir: &Path) -> String {
    let mut out = String::new();
    let mut lines = guide.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if line != "```console" {
            continue;
        }
        while let Some(command) = lines.next_if(|line| *line != "```") {
            let mut script = command.strip_prefix("$ ").expect("a command").to_owned();
            out.push_str(&format!("{command}\n"));
            while let Some(more) = lines.next_if(|line| line.starts_with('>')) {
                script.push('\n');
                script.push_str(more[1..].strip_prefix(' ').unwrap_or(&more[1..]));
                out.push_str(&format!("{more}\n"));
            }
            while lines.next_if(|line| *line != "```" && !line.starts_with("$ ")).is_some() {}
            out.push_str(&shell(dir, &script));
        }
    }
    out
}

/// The lines of rule files move with every edit; what they say does not.
fn without_lines(text: &str) -> String {
    let mut out = String::new();
    for (number, piece) in text.split(".toml:").enumerate() {
        if number > 0 {
            out.push_str(".toml:");
        }
        let moves =
            number > 0 && piece.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(')');
        out.push_str(if moves {
            piece.trim_start_matches(|c: char| c.is_ascii_digit())
        } else {
            piece
        });
    }
    out
}

#[test]
fn the_guide_prints_what_it_says() {
    let path = workspace().join("docs/rules/guide.md");
    let guide = fs::read_to_string(&path).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let played = replay(&guide, dir.path());
    if std::env::var_os("UPDATE_GUIDE").is_some() {
        fs::write(&path, played).unwrap();
        return;
    }
    assert!(guide.matches("\n$ ").count() > 15);
    let (said, prints) = (without_lines(&guide), without_lines(&played));
    if said != prints {
        let differs = said.lines().zip(prints.lines()).find(|(said, prints)| said != prints);
        panic!("the guide says and the program prints: {differs:#?}");
    }
}

#[test]
fn the_commands_of_the_readme_run() {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let copy = |from: &str, to: &str| {
        fs::copy(workspace().join(from), dir.path().join(to)).unwrap();
    };
    copy("tests/articles/trend-2024-07-03.txt", "article.txt");
    copy("tests/gold/mentions.txt", "gold.txt");
    let record = "{\"id\": \"a\", \"text\": \"Baku and Astana signed a treaty.\", \"date\": \"2024-07-03\"}\n";
    for name in ["records.jsonl", "year.jsonl.zst"] {
        fs::write(dir.path().join(name), record).unwrap();
    }
    fs::write(dir.path().join("news.csv"), "url,body\na,Baku and Astana agreed.\n").unwrap();
    fs::create_dir(dir.path().join("my-rules")).unwrap();
    let alias = "[[alias]]\nid = \"fire\"\nentity = \"country/AZ\"\naliases = [\"Land of Fire\"]\n";
    fs::write(dir.path().join("my-rules/aliases.toml"), alias).unwrap();
    let blocks = readme.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let commands = blocks.flat_map(str::lines).filter(|l| l.starts_with("chancery "));
    let mut run = 0;
    for command in commands.filter(|command| !command.starts_with("chancery serve")) {
        let printed = shell(dir.path(), command);
        assert!(!printed.contains("[exit code"), "{command}\n{printed}");
        // What a command writes to is there afterwards; the others print.
        let mut words = command.split_whitespace();
        let file = words.find(|w| *w == "--output" || *w == "--tables").and(words.next());
        match file {
            Some(file) => assert!(dir.path().join(file).exists(), "{command} writes nothing"),
            None => assert!(!printed.is_empty(), "{command} prints nothing"),
        }
        run += 1;
    }
    assert!(run > 10, "{run}");
}
