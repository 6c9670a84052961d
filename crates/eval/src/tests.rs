//! Gold data in, counts out.

use crate::gold::{MentionDocument, QuoteDocument};
use crate::score::{Ratio, Score};

#[test]
fn marked_passages_give_kinds_and_entities() {
    let file =
        "# agencies\n\n[country/AZ:Baku] and [person:[country/CN:Chinese] envoy Li Hui] met.\n";
    let documents = MentionDocument::read_all(file).unwrap();
    let kinds: Vec<(&str, &str)> = documents[0]
        .mentions
        .iter()
        .map(|m| (m.kind.as_str(), &documents[0].text[m.span.range()]))
        .collect();
    assert_eq!(
        kinds,
        [("country", "Baku"), ("country", "Chinese"), ("person", "Chinese envoy Li Hui")]
    );
}

#[test]
fn offsets_count_code_points() {
    let line =
        r#"{"id":"a","text":"Türkiye’s “yes”","mentions":[{"start":0,"end":7,"iso2":"TR"}]}"#;
    let documents = MentionDocument::read_all(line).unwrap();
    let mention = &documents[0].mentions[0];
    assert_eq!(&documents[0].text[mention.span.range()], "Türkiye");
    assert_eq!(mention.entity.as_deref(), Some("country/TR"));
}

#[test]
fn a_bad_record_names_its_line() {
    let error = MentionDocument::read_all("{\"id\":\"a\"}").unwrap_err();
    assert!(error.to_string().starts_with("line 1: missing field"), "{error}");
    let line =
        r#"{"id":"a","text":"x","quotes":[{"kind":"direct","content":[[0,9]],"speaker":[]}]}"#;
    let error = QuoteDocument::read_all(line).unwrap_err();
    assert_eq!(error.to_string(), "line 1: no characters 0 to 9 in this text");
    assert!(MentionDocument::read_all("[person:Li").is_err());
}

#[test]
fn f1_is_the_harmonic_mean() {
    let score =
        Score { precision: Ratio { part: 1, whole: 2 }, recall: Ratio { part: 1, whole: 1 } };
    assert!((score.f1() - 2.0 / 3.0).abs() < 1e-9);
    assert_eq!(Score::default().f1(), 0.0);
}
