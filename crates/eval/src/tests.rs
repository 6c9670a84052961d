//! Gold data in, counts out.

use chancery_rules::Span;

use crate::gold::{AgreementDocument, EventSentence, MentionDocument, QuoteDocument};
use crate::quotes::{characters, second_word};
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

#[test]
fn agreements_are_read_from_json_and_from_notes() {
    let notes =
        "# agencies\nIran and Iraq signed a treaty.\n= treaty signed IR, IQ: treaty\nNothing.\n";
    let documents = AgreementDocument::read_all(notes).unwrap();
    assert_eq!(documents.len(), 2);
    let agreement = &documents[0].agreements[0];
    assert_eq!((agreement.kind.as_str(), agreement.status.as_str()), ("treaty", "signed"));
    assert_eq!(agreement.parties, ["IR", "IQ"]);
    assert_eq!(&documents[0].text[agreement.trigger.range()], "treaty");
    assert!(documents[1].agreements.is_empty());
    let json = r#"{"id":"a","text":"The EFTA and the FTA.","agreements":[{"type":"free-trade-agreement","status":"mentioned","parties":[],"subjects":["trade"],"trigger":"FTA"}]}"#;
    let documents = AgreementDocument::read_all(json).unwrap();
    // A whole word before a part of one.
    assert_eq!(documents[0].agreements[0].trigger.start, 17);
}

#[test]
fn quotations_are_read_from_notes() {
    let file = "# agencies\nHe left. “We won,” he said. ¶ “Thanks.” The envoy said that he was glad.\n\
        = direct he: We won … Thanks\n= indirect The envoy: he was glad\nNothing here.\n";
    let documents = QuoteDocument::read_all(file).unwrap();
    let document = &documents[0];
    let words = |spans: &[Span]| -> Vec<String> {
        spans.iter().map(|s| document.text[s.range()].to_owned()).collect()
    };
    assert!(document.text.contains("said.\n\n“Thanks"));
    assert_eq!(words(&document.quotes[0].content), ["We won", "Thanks"]);
    // The nearest one, and outside the content.
    assert_eq!(document.quotes[0].speaker[0].start, document.text.find("he said").unwrap());
    assert_eq!(words(&document.quotes[1].speaker), ["The envoy"]);
    assert!(documents[1].quotes.is_empty());
}

#[test]
fn notes_of_quotations_are_checked() {
    let error = QuoteDocument::read_all("“Yes,” he said.\n= direct she: Yes\n").unwrap_err();
    assert_eq!(error.to_string(), "line 2: the passage above has no words `she`");
    let error = QuoteDocument::read_all("“Yes,” he said.\n= spoken he: Yes\n").unwrap_err();
    assert!(error.to_string().starts_with("line 2: write `= kind SPEAKER"), "{error}");
}

#[test]
fn a_trigger_that_is_not_there_names_its_line() {
    let error = AgreementDocument::read_all("Baku agreed.\n= treaty signed: pact\n").unwrap_err();
    assert_eq!(error.to_string(), "line 2: the passage above has no words `pact`");
    assert!(AgreementDocument::read_all("= treaty: pact\n").is_err());
}

#[test]
fn sentences_with_their_class_are_told_from_passages() {
    let events = r#"{"id":"a","text":"Baku agreed.","event":"AGREE"}"#;
    assert!(EventSentence::are_in(events));
    assert!(!EventSentence::are_in(r#"{"id":"a","text":"Baku agreed.","agreements":[]}"#));
    assert_eq!(EventSentence::read_all(events).unwrap()[0].event, "AGREE");
}

#[test]
fn a_conjunction_before_a_clause_is_no_part_of_its_other_bounds() {
    let text = "The envoy said “that trade had doubled”.";
    let start = text.find("that").unwrap();
    let set = characters(text, &[Span::new(start, text.len())]);
    assert_eq!(second_word(text, &set), text.find("trade").as_ref());
    let alone = characters(text, &[Span::new(start, start + 4)]);
    assert_eq!(second_word(text, &alone), None);
}
