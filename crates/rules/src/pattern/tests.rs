//! What patterns match, with their phrases kept and with the same phrases written out.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{FindingIndex, KindId, Kinds, PatternSet, Scratch, Sequence};
use crate::{Block, Compiler, Pack, RuleSet, Spanned};

/// A kind of block of the tests.
#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Attribution {
    #[serde(rename = "match")]
    pattern: Spanned<String>,
}

impl Block for Attribution {
    const KIND: &'static str = "attribution";
    const NAMESPACE: &'static str = "test";
}

/// Phrases, the inner ones first, each with what it stands for.
const PHRASES: [(&str, &str); 4] = [
    ("aside", "(, ..24 , | himself | on? (Monday|Tuesday) morning?)"),
    ("name", "(<initial> | <cap>) (-? <cap> | <initial>){0,3}"),
    ("office", "(the|a) ((state|foreign|prime) -?){0,2} (minister|spokesman|official)"),
    ("speaker", "(<office> of <name> | <office> <name> | <office> | <name> | he | she)"),
];

/// Findings of an earlier stage.
const KINDS: Kinds = Kinds(&["country", "person"]);

const PATTERNS: [&str; 15] = [
    "speaker:<speaker> <aside>{0,2} cue:{say} that? content:<any>*",
    "content:(!{say} <any>*) , cue:{say} speaker:<speaker>",
    "speaker:(<speaker> and <speaker>) cue:{say} content:(&!him <any>){0,4}",
    "<aside> ..3 speaker:<name> $",
    "^ <speaker>? <aside>* cue:{say}",
    "(<office> | <aside>)+ cue:{say}",
    "<speaker> <speaker>",
    "speaker:(<country> 's? <office> <person>) cue:{say}",
    "(<person> | <country>) (, ..4 ,)? cue:{say} (to <person>)? &!that content:<any>*",
    "^ content:(&!the <any>+) , (according to|{say}) speaker:<country> (<stop> | , | $)",
    "the (state|prime -?){0,3} <country> &!{say} <lower>? $",
    "<any>{2} to say <any>",
    "(<any>+ Monday | content:<any> (Tuesday | on Monday | he (says|said)) <any>)",
    "<any> (<office> of | the <any> ('s | -) | according | <name> went)? <any> (to|on|a .)",
    "(<any> (morning | said) | <aside> <any> himself | ^ <any>{0,4} <country>)",
];

fn written_out(pattern: &str) -> String {
    let mut written = pattern.to_owned();
    for (name, phrase) in PHRASES.iter().rev() {
        written = written.replace(&format!("<{name}>"), &format!("({phrase})"));
    }
    written
}

fn rules(write_out: bool) -> (PatternSet, crate::SharedLexicon) {
    let mut file =
        "[[list]]\nid = \"say\"\nwords = [\"said\", \"says\", \"went on to say\", \"went on\"]\n"
            .to_owned();
    for (name, phrase) in PHRASES {
        file += &format!("[[phrase]]\nid = \"{name}\"\nmatch = {phrase:?}\n");
    }
    for (number, pattern) in PATTERNS.iter().enumerate() {
        let pattern = if write_out { written_out(pattern) } else { (*pattern).to_owned() };
        file += &format!("[[attribution]]\nid = \"p{number}\"\nmatch = {pattern:?}\n");
    }
    let rules = RuleSet::load(&[Pack::from_texts("test", [("test.toml", file.as_str())])]);
    let mut compiler = Compiler::new(&rules);
    let mut patterns = PatternSet::default();
    for block in compiler.blocks::<Attribution>() {
        let source = block.location.source;
        let pattern = compiler.pattern(&block.id, &block.value.pattern, source, KINDS);
        patterns.push(pattern.expect("it compiles"));
    }
    let lexicon = compiler.lexicon();
    compiler.finish().expect("no errors");
    (patterns, lexicon)
}

/// A match as texts: pattern, match, captures.
type Found = (usize, String, Vec<(String, String)>);

fn found(text: &str, write_out: bool) -> Vec<Found> {
    let (patterns, lexicon) = rules(write_out);
    let lexicon = lexicon.get();
    let tokens = lexicon.splitter.split(text, |lower| lexicon.words.get(lower));
    let findings = FindingIndex::default();
    let sequence = Sequence { tokens: &tokens, findings: &findings, lists: &lexicon.lists };
    let slice = |range: std::ops::Range<usize>| match (range.is_empty(), range) {
        (true, _) => String::new(),
        (false, range) => {
            text[tokens[range.start].start as usize..tokens[range.end - 1].end as usize].to_owned()
        }
    };
    let mut scratch = Scratch::default();
    let matches = patterns.find(sequence, 0..tokens.len(), &mut scratch);
    let again = patterns.find(sequence, 0..tokens.len(), &mut scratch);
    assert_eq!(matches, again, "memory that was used before changes nothing");
    let captures = |m: &super::PatternMatch<'_>| {
        m.captures.iter().map(|c| (c.name.to_owned(), slice(c.tokens.clone()))).collect()
    };
    matches.iter().map(|m| (m.pattern, slice(m.tokens.clone()), captures(m))).collect()
}

#[test]
fn the_first_alternative_that_leads_to_a_match_wins() {
    let text = "The foreign minister of A. Hajizada, who spoke in Baku, went on to say the talks had ended.";
    let all = found(text, false);
    let (_, _, captures) = all.iter().find(|(pattern, ..)| *pattern == 0).expect("a match");
    let expected = [
        ("speaker", "The foreign minister of A. Hajizada"),
        ("cue", "went on to say"),
        ("content", "the talks had ended."),
    ];
    let captures: Vec<(&str, &str)> =
        captures.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(captures, expected);
}

#[test]
fn a_phrase_goes_back_to_its_other_ends() {
    // The longest name takes both; the pattern needs two.
    let all = found("Ilham Aliyev", false);
    let twice = all.iter().find(|(pattern, ..)| *pattern == 6).expect("a match");
    assert_eq!(twice.1, "Ilham Aliyev");
}

#[test]
fn a_sentence_without_words_of_a_pattern_has_no_match() {
    assert_eq!(found("The talks ended in Baku.", false), []);
}

#[test]
fn a_clause_that_runs_on_holds_others() {
    let (patterns, lexicon) = rules(false);
    let lexicon = lexicon.get();
    let text = "Wang said the talks had failed , but the minister said that a spokesman went on .";
    let tokens = lexicon.splitter.split(text, |lower| lexicon.words.get(lower));
    let findings = FindingIndex::default();
    let sequence = Sequence { tokens: &tokens, findings: &findings, lists: &lexicon.lists };
    let mut scratch = Scratch::default();
    let all = 0..tokens.len();
    let starts = |matches: Vec<super::PatternMatch<'_>>| -> Vec<usize> {
        matches.iter().filter(|m| m.pattern == 0).map(|m| m.tokens.start).collect()
    };
    assert_eq!(starts(patterns.find(sequence, all.clone(), &mut scratch)), [0]);
    let inside = patterns.find_inside(sequence, all.clone(), &mut scratch, "content");
    assert!(inside.iter().all(|m| m.pattern != 0 || m.tokens.end == all.end));
    assert_eq!(starts(inside), [0, 8, 12]);
}

/// A gate's key has room for a dozen kinds of findings; a pattern that asks of more is tried everywhere.
#[test]
fn a_pattern_that_the_gate_cannot_tell_is_tried_everywhere() {
    const MANY: Kinds =
        Kinds(&["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "person"]);
    let file = "[[attribution]]\nid = \"told\"\nmatch = \"<person> said\"\n\
                [[attribution]]\nid = \"untold\"\nmatch = \"said <person>\"\n\
                [[attribution]]\nid = \"only\"\nmatch = \"<person>\"\n";
    let rules = RuleSet::load(&[Pack::from_texts("test", [("test.toml", file)])]);
    let mut compiler = Compiler::new(&rules);
    let mut patterns = PatternSet::default();
    compiler.add_patterns::<Attribution>(&mut patterns, MANY, |block| &block.pattern);
    let lexicon = compiler.lexicon();
    compiler.finish().expect("no errors");
    let lexicon = lexicon.get();
    let tokens = lexicon.splitter.split("Wang said so .", |lower| lexicon.words.get(lower));
    let findings = FindingIndex::new([(KindId(12), 0..1, 0)]);
    let sequence = Sequence { tokens: &tokens, findings: &findings, lists: &lexicon.lists };
    let found = patterns.find(sequence, 0..tokens.len(), &mut Scratch::default());
    let found: Vec<_> = found.into_iter().map(|m| (m.pattern, m.tokens)).collect();
    assert_eq!(found, [(0, 0..2), (2, 0..1)]);
}

/// Words of which texts are made that patterns nearly match.
fn words(most: usize) -> impl Strategy<Value = Vec<&'static str>> {
    let words = vec![
        "the",
        "a",
        "state",
        "foreign",
        "prime",
        "minister",
        "spokesman",
        "official",
        "of",
        "and",
        "Baku",
        "Wang",
        "Yi",
        "A.",
        ",",
        "-",
        "said",
        "says",
        "went",
        "on",
        "to",
        "say",
        "that",
        "he",
        "himself",
        "him",
        "Monday",
        "morning",
        ".",
        "according",
        "'s",
    ];
    prop::collection::vec(prop::sample::select(words), 0..most)
}

proptest! {
    #[test]
    fn no_pattern_that_matches_is_left_out_beforehand(
        words in words(24),
        spans in prop::collection::vec((0..2_u8, 0..24_usize, 1..4_usize), 0..6),
    ) {
        let text = words.join(" ");
        let (patterns, lexicon) = rules(false);
        let lexicon = lexicon.get();
        let tokens = lexicon.splitter.split(&text, |lower| lexicon.words.get(lower));
        let all = 0..tokens.len();
        let inside = spans.into_iter().filter(|(_, start, len)| start + len <= tokens.len());
        let findings = inside.map(|(kind, start, len)| (KindId(kind), start..start + len, 0));
        let findings = FindingIndex::new(findings);
        let sequence = Sequence { tokens: &tokens, findings: &findings, lists: &lexicon.lists };
        let mut scratch = Scratch::default();
        // Twice: what was learnt of the text the first time changes nothing.
        let _ = patterns.find(sequence, all.clone(), &mut scratch);
        let found: BTreeSet<usize> =
            patterns.find(sequence, all.clone(), &mut scratch).iter().map(|m| m.pattern).collect();
        let mut matching = BTreeSet::new();
        for start in all.clone() {
            let numbers = 0..patterns.len();
            let here = patterns.matches_at(numbers, sequence, all.clone(), start, &mut scratch);
            matching.extend(here.map(|m| m.pattern));
        }
        prop_assert_eq!(found, matching, "{}", text);
    }

    #[test]
    fn kept_phrases_match_as_written_out_ones(
        words in words(24),
    ) {
        let text = words.join(" ");
        prop_assert_eq!(found(&text, false), found(&text, true), "{}", text);
    }
}
