//! Whole-article output of every article in `tests/articles`, reviewed by eye.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::path::{Path, PathBuf};

use chancery::{Offsets, Pipeline, record};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").canonicalize().unwrap()
}

fn articles() -> Vec<(String, String)> {
    let mut articles: Vec<(String, String)> = fs::read_dir(folder().join("articles"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .map(|path| {
            let id = path.file_stem().unwrap().to_string_lossy().into_owned();
            (id, fs::read_to_string(path).unwrap())
        })
        .collect();
    articles.sort();
    articles
}

#[test]
fn the_output_of_every_article_is_as_reviewed() {
    let pipeline = Pipeline::embedded();
    let schema: serde_json::Value = serde_json::from_str(chancery_formats::SCHEMA).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let articles = articles();
    assert!(articles.len() >= 13);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder().join("snapshots/articles"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (id, text) in &articles {
            let annotations = pipeline.annotate(id, text);
            let json = serde_json::to_value(record(&annotations, Offsets::Byte)).unwrap();
            let errors: Vec<String> =
                schema.iter_errors(&json).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert!(errors.is_empty(), "{id}: {errors:#?}");
            // As text, so that the order of the fields is part of what is checked.
            let mut out = Vec::new();
            let output = record(&annotations, Offsets::Byte);
            chancery_formats::write_json(&mut out, &output).unwrap();
            insta::assert_snapshot!(id.as_str(), String::from_utf8(out).unwrap());
        }
    });
}

#[test]
fn the_reference_article_is_a_copy_to_the_byte() {
    let seed = folder().join("../../shared/seed/trend-2024-07-03.txt");
    // Outside the workshop there is no seed to compare with.
    if let Ok(seed) = fs::read(seed) {
        assert_eq!(fs::read(folder().join("articles/trend-2024-07-03.txt")).unwrap(), seed);
    }
}

#[test]
fn every_span_equals_its_text_in_every_unit() {
    let pipeline = Pipeline::embedded();
    for (id, text) in articles() {
        let annotations = pipeline.annotate(&id, &text);
        let points: Vec<char> = text.chars().collect();
        let units: Vec<u16> = text.encode_utf16().collect();
        let slice = |offsets: Offsets, start: usize, end: usize| match offsets {
            Offsets::Byte => text[start..end].to_owned(),
            Offsets::CodePoint => points[start..end].iter().collect(),
            Offsets::Utf16 => String::from_utf16(&units[start..end]).unwrap(),
        };
        for offsets in [Offsets::Byte, Offsets::CodePoint, Offsets::Utf16] {
            let json = serde_json::to_value(record(&annotations, offsets)).unwrap();
            let mut checked = 0;
            each_place(&json, &mut |start, end, text| {
                assert_eq!(slice(offsets, start, end), text, "{id} {offsets:?}");
                checked += 1;
            });
            assert!(checked > 10, "{id}");
        }
    }
}

fn each_place(json: &serde_json::Value, check: &mut impl FnMut(usize, usize, &str)) {
    match json {
        serde_json::Value::Object(fields) => {
            if let (Some(start), Some(end), Some(text)) = (
                fields.get("start").and_then(serde_json::Value::as_u64),
                fields.get("end").and_then(serde_json::Value::as_u64),
                fields.get("text").and_then(serde_json::Value::as_str),
            ) {
                check(usize::try_from(start).unwrap(), usize::try_from(end).unwrap(), text);
            }
            fields.values().for_each(|value| each_place(value, check));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| each_place(item, check)),
        _ => {}
    }
}

#[test]
fn threads_that_share_a_pipeline_give_the_same_bytes() {
    let pipeline = Pipeline::embedded();
    let articles = articles();
    let run = |pipeline: &Pipeline| -> Vec<u8> {
        let mut out = Vec::new();
        for (id, text) in &articles {
            let annotations = pipeline.annotate(id, text);
            chancery_formats::write_json_line(&mut out, &record(&annotations, Offsets::Byte))
                .unwrap();
        }
        out
    };
    let expected = run(&Pipeline::embedded());
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let pipeline = pipeline.clone();
                let run = &run;
                scope.spawn(move || run(&pipeline))
            })
            .collect();
        for thread in threads {
            assert!(thread.join().unwrap() == expected);
        }
    });
}

/// What a treaty department would file of the long communiqué: type, words of the title, status,
/// sides. The snapshot holds the rest.
const LONG_COMMUNIQUE: [(&str, &str, &str, &str); 30] = [
    ("comprehensive-strategic-partnership", "", "agreed", "IN MA"),
    ("joint-declaration", "Rabat Declaration", "agreed", "IN MA"),
    ("action-plan", "Plan of Action for 2026-2030", "agreed", "IN MA"),
    ("memorandum-of-understanding", "Foreign Office Consultations", "proposed", "IN MA"),
    ("treaty", "Mutual Legal Assistance", "ratified", "IN MA"),
    ("agreement", "Transfer of Sentenced Persons", "proposed", "IN MA"),
    ("memorandum-of-understanding", "Trade Facilitation", "signed", "IN MA"),
    ("treaty", "Bilateral Investment Treaty", "terminated", "IN MA"),
    ("convention", "Avoidance of Double Taxation", "in-force", "IN MA"),
    ("agreement", "Mutual Administrative Assistance in Customs Matters", "signed", "MA IN"),
    ("memorandum-of-understanding", "Agriculture and Allied Sectors", "signed", "IN MA"),
    ("memorandum-of-understanding", "Green Hydrogen", "signed", "IN MA"),
    ("agreement", "Air Services Agreement", "initialled", "IN MA"),
    ("agreement", "Maritime Transport Agreement", "in-force", "IN MA"),
    ("memorandum-of-understanding", "Cooperation in the Field of Tourism", "signed", "IN MA"),
    ("memorandum-of-understanding", "Successful Digital Solutions", "signed", "IN MA"),
    ("memorandum-of-understanding", "Health and Medicine", "signed", "IN MA"),
    ("memorandum-of-understanding", "Defence Cooperation", "signed", "IN MA"),
    ("agreement", "Fight against Organized Crime", "signed", "IN MA"),
    ("action-plan", "Cultural Exchange Programme", "signed", "IN MA"),
    ("convention", "Consular Convention", "negotiating", "IN MA"),
    ("treaty", "Comprehensive Nuclear-Test-Ban Treaty", "ratified", ""),
    ("ceasefire", "", "agreed", "IL organization/hamas"),
    ("treaty", "Indus Waters Treaty", "suspended", ""),
    ("agreement", "Pandemic Agreement", "negotiating", "IN MA"),
    ("agreement", "Co-production of 2018", "mentioned", ""),
    ("convention", "Training, Certification and Watchkeeping", "mentioned", ""),
    ("convention", "Vienna Convention on Consular Relations", "mentioned", ""),
    ("charter", "founding charter", "proposed", "IN MA"),
    ("exchange-of-notes", "", "mentioned", ""),
];

#[test]
fn the_long_communique_is_filed_faithfully() {
    let text = fs::read_to_string(folder().join("articles/long-joint-statement-2025-10-14.txt"));
    let text = text.unwrap();
    let found = Pipeline::embedded().annotate("", &text).agreements;
    let rows: Vec<(&str, &str, &str, String)> = found
        .iter()
        .map(|a| {
            let title = &text[a.title.unwrap_or(a.trigger).range()];
            let sides = a.parties.iter().map(|p| p.country.as_ref().unwrap_or(&p.entity).as_str());
            (a.kind.as_str(), title, a.status.as_str(), sides.collect::<Vec<_>>().join(" "))
        })
        .collect();
    for (kind, title, status, sides) in LONG_COMMUNIQUE {
        let of_title: Vec<_> =
            rows.iter().filter(|row| row.0 == kind && row.1.contains(title)).collect();
        let row = of_title.first().unwrap_or_else(|| panic!("{kind} {title}: {rows:#?}"));
        assert_eq!((row.2, row.3.as_str()), (status, sides), "{row:?}");
        assert!(title.is_empty() || of_title.len() == 1, "filed twice: {of_title:?}");
    }
    assert!((100..=112).contains(&rows.len()), "{}", rows.len());
}

#[test]
fn news_of_other_things_holds_no_agreements() {
    let pipeline = Pipeline::embedded();
    let mut named = Vec::new();
    for entry in fs::read_dir(folder().join("news")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let found = pipeline.annotate("", &text);
        assert!(found.quotes.iter().filter(|q| q.speaker.is_some()).count() >= 3, "{text}");
        named.extend(found.agreements.iter().map(|a| text[a.trigger.range()].to_owned()));
    }
    assert_eq!(named, ["Geneva Convention"]);
}
