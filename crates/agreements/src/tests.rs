//! Agreements in news sentences: type, status, sides, both ways.

use crate::{Agreement, Agreements};

fn one(text: &str) -> Agreement {
    let mut found = Agreements::english().extract(text);
    assert_eq!(found.len(), 1, "{text}: {found:#?}");
    found.remove(0)
}

fn countries(agreement: &Agreement) -> Vec<&str> {
    agreement.parties.iter().filter_map(|p| p.country.as_deref()).collect()
}

#[test]
fn the_governing_word_gives_the_status() {
    for (text, status) in [
        ("Iran and Russia signed a treaty on gas.", "signed"),
        ("Iran and Russia will sign a treaty on gas.", "proposed"),
        ("Iran and Russia adopted a joint statement.", "agreed"),
        ("A treaty between Iran and Russia was ratified.", "ratified"),
        ("The treaty between Iran and Russia entered into force.", "in-force"),
        ("Iran and Russia are negotiating a treaty.", "negotiating"),
        ("Iran accused Russia of violating the treaty.", "violated"),
        ("Iran approved the denunciation of the Treaty with Russia.", "terminated"),
        ("Iran refused to sign the treaty with Russia.", "rejected"),
        ("The treaty between Iran and Russia was published.", "mentioned"),
    ] {
        let agreement = one(text);
        assert_eq!(agreement.status, status, "{text}");
        let mut sides = countries(&agreement);
        sides.sort_unstable();
        assert_eq!(sides, ["IR", "RU"], "{text}");
    }
}

#[test]
fn words_without_an_agreement_give_nothing() {
    for text in [
        "Talks between Iran and Russia collapsed without an agreement.",
        "Iran and Russia failed to reach a deal.",
        "He agreed with the speaker.",
        "The Warsaw Pact had ended long before.",
        "The president signed a decree on traffic.",
        "Territorial integrity is a fundamental principle of international law.",
        "The two sides agreed that respect is important.",
    ] {
        assert_eq!(Agreements::english().extract(text), [], "{text}");
    }
}

#[test]
fn the_most_specific_type_wins() {
    for (words, kind) in [
        ("free trade agreement", "free-trade-agreement"),
        ("peace treaty", "peace-agreement"),
        ("ceasefire agreement", "ceasefire"),
        ("memorandum of intent", "letter-of-intent"),
        ("memorandum of cooperation", "memorandum-of-understanding"),
        ("joint communique", "joint-statement"),
        ("comprehensive strategic partnership", "comprehensive-strategic-partnership"),
    ] {
        let text = format!("Iran and Russia agreed on a {words}.");
        assert_eq!(one(&text).kind, kind);
    }
}

#[test]
fn the_level_that_is_reached_counts() {
    let text = "China and Pakistan elevated relations to an all-weather strategic partnership.";
    assert_eq!(one(text).kind, "all-weather-strategic-partnership");
    assert_eq!(one(text).status, "agreed");
}

#[test]
fn mentions_of_one_agreement_are_one_finding() {
    let text =
        "Iran and Russia signed a treaty on gas. The treaty covers transit. The deal is historic.";
    let agreement = one(text);
    assert_eq!(agreement.status, "signed");
    assert_eq!(agreement.subjects, ["energy"]);
    assert_eq!(agreement.mentions.len(), 2);
}

#[test]
fn two_titles_share_a_participle_and_stay_two() {
    let text = "The signed “Memorandum between Iran and Russia on gas,” as well as the “Memorandum \
                between Iran and China on visas” are ready.";
    let found = Agreements::english().extract(text);
    let rows: Vec<_> = found.iter().map(|a| (a.status.as_str(), countries(a))).collect();
    assert_eq!(rows, [("signed", vec!["IR", "RU"]), ("signed", vec!["IR", "CN"])]);
    assert_eq!(
        &text[found[1].title.unwrap().range()],
        "Memorandum between Iran and China on visas"
    );
}

#[test]
fn mediators_are_no_sides() {
    let text = "Iran and Russia signed a ceasefire agreement mediated by Qatar.";
    assert_eq!(countries(&one(text)), ["IR", "RU"]);
}

#[test]
fn the_codes_follow_type_and_status() {
    let signed = one("Iran and Russia signed a treaty.");
    assert_eq!((signed.cameo.as_deref(), signed.plover.as_deref()), (Some("057"), Some("SUPPORT")));
    let stated = one("Iran and Russia issued a joint statement.");
    assert_eq!(stated.cameo.as_deref(), Some("050"));
}
