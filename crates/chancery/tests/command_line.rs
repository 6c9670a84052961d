//! The command line: formats, exit codes, bad input.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

const ARTICLE: &str = "tests/articles/trend-2024-07-03.txt";

fn chancery() -> Command {
    let mut command = Command::cargo_bin("chancery").unwrap();
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    command
}

/// Runs, and gives exit code, standard output and standard error.
fn run(args: &[&str], stdin: &[u8]) -> (i32, String, String) {
    let output = chancery().args(args).write_stdin(stdin).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_pretty_form_is_plain_in_a_pipe() {
    let (code, out, _) = run(&["annotate", ARTICLE], b"");
    assert_eq!(code, 0);
    assert!(out.contains("Who said what") && out.contains("What was agreed"));
    assert!(!out.contains('\u{1b}'));
    assert!(out.contains("[China]CN"));
}

#[test]
fn json_is_one_object_for_one_document_and_an_array_for_several() {
    let (code, out, _) = run(&["annotate", "--to", "json", "--id", "mine", ARTICLE], b"");
    assert_eq!(code, 0);
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["id"], "mine");
    let (_, out, _) = run(&["annotate", "--to", "json", ARTICLE, ARTICLE], b"");
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap().as_array().unwrap().len(), 2);
}

#[test]
fn json_lines_pair_up_with_their_input() {
    let input = "{\"id\":\"a\",\"text\":\"Baku agreed.\",\"url\":\"x\"}\n{\"id\":\"b\"}\nnot json\n{\"text\":\"Astana agreed.\"}\n";
    let (code, out, err) = run(&["annotate", "--from", "jsonl", "--to", "jsonl"], input.as_bytes());
    assert_eq!(code, 1);
    let records: Vec<Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(records.len(), 4);
    assert_eq!(records[0]["mentions"][0]["entity"], "country/AZ");
    assert_eq!(records[1]["error"]["code"], "missing-text");
    assert_eq!(records[2]["error"]["code"], "invalid-json");
    assert_eq!(records[2]["error"]["source"], "stdin:3");
    assert_eq!(records[3]["id"], "stdin:4");
    assert!(err.contains("stdin:2") && err.contains("stdin:3"), "{err}");
}

#[test]
fn a_record_may_bring_its_date() {
    let input = "{\"id\":\"a\",\"date\":\"2024-07-05T10:00:00Z\",\"text\":\"BAKU, July 3. Talks began.\"}\n";
    let (_, out, _) = run(&["annotate", "--from", "jsonl", "--to", "jsonl"], input.as_bytes());
    let record: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(record["meta"]["date"], "2024-07-05");
    assert_eq!(record["meta"]["dateline"]["date"], "2024-07-03");
}

#[test]
fn invalid_utf8_is_an_error_record_and_exit_code_1() {
    let dir = tempfile::tempdir().unwrap();
    let bad = dir.path().join("bad.txt");
    std::fs::write(&bad, b"Baku agreed.\nAstana \xff agreed.").unwrap();
    let bad = bad.to_str().unwrap();
    let (code, out, err) = run(&["annotate", "--to", "jsonl", bad, ARTICLE], b"");
    assert_eq!(code, 1);
    let records: Vec<Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(records[0]["error"]["code"], "invalid-utf8");
    assert_eq!(records[0]["error"]["source"], format!("{bad}:2"));
    assert_eq!(records[1]["quotes"].as_array().unwrap().len(), 3, "the rest goes on");
    assert!(err.contains("bad.txt:2"), "{err}");
}

#[test]
fn an_empty_file_is_a_record_without_findings() {
    let dir = tempfile::tempdir().unwrap();
    let empty = dir.path().join("empty.txt");
    std::fs::write(&empty, b"").unwrap();
    let (code, out, _) = run(&["annotate", "--to", "jsonl", empty.to_str().unwrap()], b"");
    assert_eq!(code, 0);
    let record: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(record["id"], "empty");
    assert_eq!(record["mentions"], Value::Array(Vec::new()));
}

#[test]
fn a_missing_file_is_an_error_record_and_exit_code_1() {
    let (code, out, err) = run(&["annotate", "--to", "jsonl", "no/such/file.txt", ARTICLE], b"");
    assert_eq!(code, 1);
    let first: Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    assert_eq!(first["error"]["code"], "unreadable");
    assert_eq!(out.lines().count(), 2);
    assert!(err.contains("no/such/file.txt"), "{err}");
}

#[test]
fn a_line_of_100_megabytes_is_an_error_record_and_the_next_one_is_read() {
    let mut input = Vec::with_capacity(100_000_100);
    input.extend_from_slice(b"{\"text\":\"");
    input.resize(100_000_000, b'x');
    input.extend_from_slice(b"\"}\n{\"id\":\"next\",\"text\":\"Baku agreed.\"}\n");
    let (code, out, _) = run(&["annotate", "--from", "jsonl", "--to", "jsonl"], &input);
    assert_eq!(code, 1);
    let records: Vec<Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(records[0]["error"]["code"], "too-large");
    assert_eq!(records[1]["id"], "next");
    // As one text it is too large, too; a higher limit takes it.
    let (code, out, _) = run(&["annotate", "--to", "jsonl"], &input);
    assert_eq!(code, 1);
    assert!(out.contains("too-large"));
}

#[test]
fn a_long_line_within_the_limit_is_annotated() {
    let text = "Baku and Astana signed a memorandum, he said. ".repeat(20_000);
    let (code, out, _) = run(&["annotate", "--to", "jsonl", "--id", "long"], text.as_bytes());
    assert_eq!(code, 0);
    let record: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(record["mentions"].as_array().unwrap().len(), 40_000);
}

#[test]
fn a_nul_byte_is_a_character_like_any_other() {
    let (code, out, _) =
        run(&["annotate", "--to", "jsonl", "--id", "nul"], b"Baku\0 and China agreed.\0");
    assert_eq!(code, 0);
    let record: Value = serde_json::from_str(&out).unwrap();
    let found: Vec<&Value> =
        record["mentions"].as_array().unwrap().iter().map(|m| &m["text"]).collect();
    assert_eq!(found, ["Baku", "China"]);
}

#[test]
fn explain_names_file_and_line() {
    let (code, out, _) = run(&["explain", ARTICLE, "--id", "q2"], b"");
    assert_eq!(code, 0);
    assert!(out.contains("rules/quotes/marks.toml:"), "{out}");
    assert!(out.contains("person/aykhan-hajizada"), "{out}");
    let (code, out, _) = run(&["explain", ARTICLE, "--at", "421"], b"");
    assert_eq!(code, 0);
    assert!(out.contains("country/AZ"), "{out}");
    let (code, _, err) = run(&["explain", ARTICLE, "--id", "q99"], b"");
    assert_eq!(code, 2);
    assert!(err.contains("q99"), "{err}");
    let (code, _, err) = run(&["explain", ARTICLE, "--at", "999999"], b"");
    assert_eq!(code, 2);
    assert!(err.contains("999999"), "{err}");
}

#[test]
fn an_overlay_adds_replaces_and_removes() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(
        dir.path().join("mine.toml"),
        "remove = [\"countries/CN\"]\n\n[[country]]\nid = \"AZ\"\nname = \"Land of Fire\"\n\n\
         [[place]]\nid = \"ganja\"\nname = \"Ganja\"\ncountry = \"AZ\"\n",
    )
    .unwrap();
    let rules = dir.path().to_str().unwrap();
    let text = b"The Land of Fire and China met in Ganja, not in Azerbaijan.";
    let (code, out, _) = run(&["annotate", "--to", "jsonl", "--id", "x", "--rules", rules], text);
    assert_eq!(code, 0);
    let record: Value = serde_json::from_str(&out).unwrap();
    let found: Vec<&str> = record["mentions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["text"].as_str().unwrap())
        .collect();
    assert_eq!(found, ["Land of Fire", "Ganja"]);
}

#[test]
fn the_version_names_the_rules_and_their_hash() {
    let (code, out, _) = run(&["--version"], b"");
    assert_eq!(code, 0);
    assert!(out.contains("(rules chancery-default 0.1.0 "), "{out}");
}

#[test]
fn completions_and_the_list_of_rules_are_printed() {
    let (code, out, _) = run(&["completions", "bash"], b"");
    assert!(code == 0 && out.contains("chancery"));
    let (code, out, _) = run(&["rules", "list", "countries/AZ"], b"");
    assert_eq!(code, 0);
    assert!(out.contains("rules/countries/countries.toml:"), "{out}");
}

#[test]
fn every_command_has_its_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, err) = run(&["man", folder.path().to_str().unwrap()], b"");
    assert_eq!(code, 0, "{err}");
    let page = |name: &str| {
        let path = folder.path().join("man1").join(name);
        std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    assert!(page("chancery.1").contains("Exit codes"));
    assert!(page("chancery-annotate.1").contains("jobs"));
    assert!(page("chancery-rules-check.1").contains("rules"));
}

#[test]
fn a_wrong_flag_is_exit_code_2() {
    assert_eq!(run(&["annotate", "--to", "xml"], b"").0, 2);
    assert_eq!(run(&["annotate", "--offsets", "word", ARTICLE], b"").0, 2);
    assert_eq!(run(&["annotate", "--id", "x", ARTICLE, ARTICLE], b"").0, 2);
}

#[test]
fn lookup_resolves_names_and_names_those_that_do_not() {
    let (code, out, _) = run(&["lookup", "--to", "iso3", "Ivory Coast", "Korea, Rep.", "031"], b"");
    assert_eq!((code, out.as_str()), (0, "Ivory Coast\tCIV\nKorea, Rep.\tKOR\n031\tAZE\n"));
    let column = b"1,Burma\n2,Germny\n3,\"Viet Nam\"\n";
    let (code, out, err) =
        run(&["lookup", "--to", "iso2", "--column", "2", "--missing", "?"], column);
    assert_eq!((code, out.as_str()), (1, "Burma\tMM\nGermny\t?\nViet Nam\tVN\n"));
    assert!(err.contains("`Germny`; did you mean `Germany`?"), "{err}");
    let (_, out, _) = run(&["lookup", "--kind", "any", "--to", "id", "nato"], b"");
    assert_eq!(out, "nato\torganization/nato\n");
}

#[test]
fn an_entity_is_shown_with_its_names_and_their_places() {
    let (code, out, _) = run(&["rules", "list", "--entity", "country/GE"], b"");
    assert_eq!(code, 0);
    assert!(out.starts_with("country/GE  Georgia\n  iso3: GEO\n"), "{out}");
    assert!(out.contains("told apart by senses/surname-of-a-person"), "{out}");
    assert!(out.contains("rules/countries/countries.toml:"), "{out}");
    assert_eq!(run(&["rules", "list", "--entity", "country/QQ"], b"").0, 2);
}

#[test]
fn doubtful_names_of_a_pack_are_warnings() {
    let pack = tempfile::tempdir().unwrap();
    let rules = "[[organization]]\nid = \"x\"\nname = \"Atlantic Works Council\"\n\
                 aliases = [\"Baku\", \"Harbour\", \"Works\", \"Economic Cooperation\"]\n";
    std::fs::write(pack.path().join("mine.toml"), rules).unwrap();
    let dir = pack.path().to_str().unwrap();
    let (code, out, _) = run(&["rules", "check", dir], b"");
    assert_eq!(code, 0);
    assert!(out.contains("warning[R0101]: `Baku` is a name of"), "{out}");
    assert!(out.contains("warning[R0103]: `Economic Cooperation` stands inside"), "{out}");
    assert!(!out.contains("`Harbour` is a common word"), "{out}");
    let (code, out, _) = run(&["rules", "check", "--deny-warnings", dir], b"");
    assert_eq!(code, 2, "{out}");
}

#[test]
fn eval_prints_figures_and_holds_floors() {
    let gold = "tests/gold/mentions.txt";
    let (code, out, _) = run(&["eval", "mentions", "--gold", gold, "--errors", "1"], b"");
    assert_eq!(code, 0);
    assert!(out.lines().any(|line| line.starts_with("country ")), "{out}");
    let floor = ["eval", "mentions", "--gold", gold, "--min", "country.f1=1.1"];
    let (code, out, _) = run(&floor, b"");
    assert_eq!(code, 1);
    assert!(out.contains("below its floor of 1.1"), "{out}");
    let (code, _, err) = run(&["eval", "mentions", "--gold", gold, "--min", "moon.f1=1"], b"");
    assert_eq!(code, 2);
    assert!(err.contains("there is no figure `moon.f1`"), "{err}");
}

#[test]
fn agreements_are_filed_one_row_each() {
    let (code, table, _) = run(&["agreements", ARTICLE], b"");
    assert_eq!(code, 0);
    assert!(table.contains("AZ, CN") && table.contains("signed"), "{table}");
    let (_, csv, _) = run(&["agreements", "--to", "csv", ARTICLE], b"");
    assert!(csv.starts_with("date,place,parties,type,title,status,"), "{csv}");
    let (_, lines, _) = run(&["agreements", "--to", "jsonl", ARTICLE], b"");
    let rows: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(rows.len() + 1, csv.lines().count());
    let memo = rows.iter().find(|r| r["type"] == "memorandum-of-understanding").unwrap();
    assert_eq!(memo["speaker"], "Aykhan Hajizada");
    assert_eq!(memo["source"], "trend-2024-07-03");
    // A bad record costs nothing but itself.
    let input = "{\"text\": 5}\n{\"id\": \"b\", \"text\": \"Iran and Iraq signed a treaty.\"}\n";
    let args = ["agreements", "--from", "jsonl", "--to", "jsonl"];
    let (code, out, err) = run(&args, input.as_bytes());
    assert_eq!((code, out.lines().count()), (1, 1));
    assert!(err.contains("stdin:1"), "{err}");
    assert_eq!(run(&["agreements"], b"Nothing happened.").1, "no agreements\n");
}

#[test]
fn the_number_of_jobs_changes_nothing() {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(ARTICLE));
    let record = serde_json::json!({"text": text.unwrap()});
    let mut input = String::new();
    for number in 0..25 {
        input += &record.to_string();
        input += if number % 7 == 3 { "\nbroken\n" } else { "\n" };
    }
    let run = |jobs| {
        let args = ["annotate", "--jobs", jobs, "--from", "jsonl", "--to", "jsonl"];
        run(&args, input.as_bytes())
    };
    let (code, one, _) = run("1");
    assert_eq!((code, one.lines().count()), (1, 29));
    for jobs in ["2", "5"] {
        assert_eq!(run(jobs).1, one);
    }
}

#[test]
fn a_place_without_a_finding_names_the_rules_that_came_near() {
    let text = "BAKU, July 3. Kyrgyz MP Askar Salymbekov muttered that the deal was late.";
    let at = text.find("muttered").unwrap().to_string();
    let (code, out, _) = run(&["explain", "--at", &at, "-"], text.as_bytes());
    assert_eq!(code, 0);
    assert!(out.contains("No finding at"), "{out}");
    let near = "near     quotes/bare-clause (rules/quotes/clauses.toml:";
    assert!(out.contains(near) && out.contains("{cue-bare} at “muttered”"), "{out}");
    // With a verb of speech in its place the same rule finds the report.
    let said = text.replace("muttered", "said");
    let (_, out, _) = run(&["explain", "--at", &at, "-"], said.as_bytes());
    assert!(out.contains("indirect quotation") && !out.contains("No finding at"), "{out}");
}

#[test]
fn a_finding_names_the_rules_that_it_was_taken_before() {
    let text = "BAKU, July 3. Azerbaijan and Kazakhstan inked a memorandum on transport in Astana.";
    let (code, out, _) = run(&["explain", "--id", "a0", "-"], text.as_bytes());
    assert_eq!(code, 0);
    assert!(out.contains("passed over  agreements/status-patterns/"), "{out}");
}
