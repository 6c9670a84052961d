//! Invariants of the whole pipeline on any text.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::sync::LazyLock;

use chancery::{Offsets, Pipeline, record};
use proptest::prelude::*;

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(Pipeline::embedded);

/// Pieces of news in any order, with noise between them.
fn texts() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "BAKU, July 3. ",
        "“",
        "”",
        "\"",
        "‘",
        "’",
        "«",
        "»",
        "\n\n",
        " ",
        ". ",
        ", ",
        " - he said. ",
        "Azerbaijan",
        "China",
        "Chinese",
        "- ",
        "the ",
        "of ",
        "between ",
        "and ",
        "signed ",
        "will sign ",
        "Memorandum of Understanding ",
        "strategic partnership ",
        "Government of the Republic of ",
        "Foreign Minister Jeyhun Bayramov ",
        "A.Hajizada ",
        "said that ",
        "according to ",
        "told reporters ",
        "agreed to ",
        "the two countries ",
        "Ministry of Economy ",
        "(",
        ")",
        "U.S. ",
        "Mr. KUKAN ",
        "(Russian Federation) ",
        "both of whom ",
        "was told ",
        ": ",
        "; ",
        "who ",
        "which ",
        "that ",
        "it was noted that ",
        "in Paris ",
        "on Monday ",
        "2024",
        "5 percent ",
        "if ",
        "refused to ",
        "Treaty of Kars ",
        "Charter of the United Nations ",
        "is a ",
        "'s ",
        "’s ",
        "“strategic partnership” deal ",
        "suspended ",
        "\n",
        "• ",
        "\u{ad}",
        "\u{301}",
    ];
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_finding_is_a_valid_slice_and_the_output_is_deterministic(text in texts()) {
        let annotations = PIPELINE.annotate("x", &text);
        let mut last = (0, 0);
        for mention in annotations.mentions.mentions() {
            prop_assert!(!mention.span.is_empty() && text.get(mention.span.range()).is_some());
            prop_assert!(last <= (mention.span.start, mention.span.end));
            last = (mention.span.start, mention.span.end);
        }
        for quote in &annotations.quotes {
            prop_assert!(!quote.content.is_empty());
            for span in quote.content.iter().chain([&quote.span]) {
                prop_assert!(!span.is_empty() && text.get(span.range()).is_some());
            }
        }
        for agreement in &annotations.agreements {
            prop_assert!(text.get(agreement.span.range()).is_some());
            prop_assert!(agreement.span.contains(agreement.trigger));
        }
        let first = serde_json::to_string(&record(&annotations, Offsets::Utf16)).unwrap();
        let again = PIPELINE.annotate("x", &text);
        prop_assert_eq!(first, serde_json::to_string(&record(&again, Offsets::Utf16)).unwrap());
    }
}

#[test]
fn what_random_texts_have_shown_does_not_panic() {
    let speaker_before_the_sentence = "(»told reporters Ministry of Economy agreed to  - he said. ";
    let annotations = PIPELINE.annotate("x", speaker_before_the_sentence);
    assert!(serde_json::to_string(&record(&annotations, Offsets::Byte)).is_ok());
}

#[test]
fn adversarial_texts_end_and_do_not_panic() {
    for piece in [
        "“",
        "”",
        "\"",
        "'",
        "“\"",
        "\u{301}",
        "a",
        "A",
        "A of B of ",
        "((((",
        "\u{202e}",
        "he said that ",
        "Azerbaijan",
        "China and ",
        "\"x\" he said. ",
        "Mr. ",
        "A. ",
        "- ",
        "Government of the ",
        "\n\n\"a b c",
        "between China and ",
        "\0",
        "&amp;",
        "1) a ",
        "signed a treaty between ",
        ". . . ",
    ] {
        let text = piece.repeat(60_000 / piece.len());
        let annotations = PIPELINE.annotate("x", &text);
        assert!(serde_json::to_string(&record(&annotations, Offsets::Byte)).is_ok());
    }
}
