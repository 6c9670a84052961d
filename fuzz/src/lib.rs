//! What must hold for any bytes: one function a parser, and one for the whole pipeline.
//!
//! Each takes bytes and panics where a promise is broken. The binaries in `fuzz_targets` give them to
//! libFuzzer (`cargo fuzz run pipeline`); built without it they read files, so that what a fuzzer found
//! can be looked at (`cargo run -p chancery-fuzz --bin pipeline -- FILE`). What was once found lies in
//! `regressions`, by target, and is run by the tests.

use std::io::Cursor;
use std::sync::{LazyLock, Once};

use chancery::{AnnotateOptions, Offsets, Pack, Pipeline, record};
use chancery_formats::{Fields, Format, Records, Source, SourceOptions};
use chancery_rules::pattern::{FindingIndex, Kinds, PatternSet, Scratch, Sequence};
use chancery_rules::{Block, Compiler, Fixture, RuleSet, Span, Spanned};
use chancery_text::Reader;

/// The main function of a target, under libFuzzer and without it.
#[macro_export]
macro_rules! target {
    ($name:ident) => {
        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_target!(|data: &[u8]| $crate::$name(data));

        #[cfg(not(fuzzing))]
        fn main() -> std::io::Result<()> {
            for file in std::env::args_os().skip(1) {
                $crate::$name(&std::fs::read(file)?);
            }
            Ok(())
        }
    };
}

/// Largest input of the slower targets: longer ones tell nothing new.
const MAX: usize = 4_096;

fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// Whether a span lies in a text, on the bounds of its characters.
fn valid(text: &str, span: Span) -> bool {
    text.get(span.range()).is_some()
}

/// Normalization: every place of the result leads back to valid bytes of the original, in order; doing
/// it again changes nothing.
///
/// # Panics
/// If that does not hold.
pub fn normalize(data: &[u8]) {
    let Some(original) = text(data) else { return };
    let reader = Reader::english();
    for html in [false, true] {
        let normalized = reader.normalizer().normalize(original, html);
        let mut last = 0;
        for (at, c) in normalized.text.char_indices() {
            let span = normalized.map.to_original(Span::new(at, at + c.len_utf8()));
            assert!(valid(original, span), "{span:?}");
            assert!(last <= span.end, "{span:?} before {last}");
            last = span.start;
        }
        if !html {
            let again = reader.normalizer().normalize(&normalized.text, false);
            assert_eq!(again.text, normalized.text);
        }
    }
}

/// Reading: tokens, sentences and paragraphs follow one another and cover what they say.
///
/// # Panics
/// If that does not hold.
pub fn read(data: &[u8]) {
    let Some(original) = text(data) else { return };
    let document = Reader::english().read(original);
    let tokens = document.tokens();
    for pair in tokens.windows(2) {
        assert!(pair[0].end <= pair[1].start, "{pair:?}");
    }
    for token in tokens {
        assert!(!document.text_of(token).is_empty());
        assert!(valid(original, document.to_original(token.span())));
    }
    let mut last = 0;
    for sentence in document.sentences() {
        assert!(last <= sentence.tokens.start && sentence.tokens.start < sentence.tokens.end);
        last = sentence.tokens.end;
    }
    assert!(last <= tokens.len());
}

/// Readers of files: any bytes in any format give records and errors, and end.
///
/// # Panics
/// If a reader does.
pub fn readers(data: &[u8]) {
    // Decoders of columns may panic inside, which the reader turns into an error; a fuzzer's own hook
    // would end the run there. What comes out of the reader still ends it.
    static QUIET: Once = Once::new();
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let Some((first, rest)) = data.split_first() else { return };
    let format = Format::ALL[*first as usize % Format::ALL.len()];
    let fields = Fields { others: true, ..Fields::default() };
    let options = SourceOptions::default();
    let source = Source::reader_with("fuzz", Cursor::new(rest.to_vec()), &options);
    for input in Records::new(source, format, 1 << 20, &fields).flatten() {
        let _ = input.article(64);
    }
}

/// Rule packs: any text as a file of rules laid over nothing gives a pack or errors with their places,
/// which can be drawn.
///
/// # Panics
/// If it gives neither.
pub fn pack(data: &[u8]) {
    let Some(file) = text(data).filter(|t| t.len() <= MAX) else { return };
    if let Err(errors) = Pipeline::from_packs(&[Pack::from_texts("fuzz", [("fuzz.toml", file)])]) {
        assert!(!errors.to_string().is_empty());
    }
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Rule {
    #[serde(rename = "match")]
    pattern: Spanned<String>,
}

impl Block for Rule {
    const KIND: &'static str = "rule";
    const NAMESPACE: &'static str = "rules";
}

/// Patterns: the first line is a pattern, the rest a text. What compiles matches inside the text, the
/// same twice.
///
/// # Panics
/// If that does not hold.
pub fn pattern(data: &[u8]) {
    let Some(input) = text(data).filter(|t| t.len() <= MAX) else { return };
    let (pattern, text) = input.split_once('\n').unwrap_or((input, "Baku and Astana signed it."));
    let file = format!(
        "[[list]]\nid = \"say\"\nwords = [\"said\", \"went on to say\"]\n\
         [[phrase]]\nid = \"name\"\nmatch = \"<cap> (-? <cap>){{0,3}}\"\n\
         [[phrase]]\nid = \"loop\"\nmatch = \"(the|a)* <name>\"\n\
         [[rule]]\nid = \"r\"\nmatch = {}\n",
        serde_json::to_string(pattern).expect("a string")
    );
    let rules = RuleSet::load(&[Pack::from_texts("fuzz", [("fuzz.toml", file)])]);
    let mut compiler = Compiler::new(&rules);
    let mut patterns = PatternSet::default();
    for rule in compiler.blocks::<Rule>() {
        let source = rule.location.source;
        let pattern = compiler.pattern(&rule.id, &rule.value.pattern, source, Kinds(&["actor"]));
        if let Some(pattern) = pattern {
            patterns.push(pattern);
        }
    }
    let lexicon = compiler.lexicon();
    if compiler.finish().is_err() {
        return;
    }
    let lexicon = lexicon.get();
    let tokens = lexicon.splitter.split(text, |lower| lexicon.words.get(lower));
    let findings = FindingIndex::default();
    let sequence = Sequence { tokens: &tokens, findings: &findings, lists: &lexicon.lists };
    let mut scratch = Scratch::default();
    let found = patterns.find(sequence, 0..tokens.len(), &mut scratch);
    let mut last = 0;
    for hit in &found {
        assert!(last <= hit.tokens.start && hit.tokens.end <= tokens.len(), "{hit:?}");
        last = hit.tokens.end;
        for capture in &hit.captures {
            let inside = hit.tokens.start <= capture.tokens.start
                && capture.tokens.start <= capture.tokens.end
                && capture.tokens.end <= hit.tokens.end;
            assert!(inside, "{hit:?}");
        }
    }
    assert_eq!(found, patterns.find(sequence, 0..tokens.len(), &mut scratch));
}

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(Pipeline::embedded);

/// The whole pipeline: every place is a valid slice of the text, the output the same twice and the
/// same after another text.
///
/// # Panics
/// If that does not hold.
pub fn pipeline(data: &[u8]) {
    let Some(text) = text(data).filter(|t| t.len() <= MAX) else { return };
    for html in [false, true] {
        let options = AnnotateOptions { html, ..AnnotateOptions::default() };
        let found = PIPELINE.annotate_with("fuzz", text, options);
        for mention in found.mentions.mentions() {
            assert!(!mention.span.is_empty() && valid(text, mention.span), "{mention:?}");
        }
        for quote in &found.quotes {
            for span in quote.content.iter().chain([&quote.span]) {
                assert!(!span.is_empty() && valid(text, *span), "{quote:?}");
            }
        }
        for agreement in &found.agreements {
            let places = agreement.title.iter().chain([&agreement.trigger, &agreement.span]);
            for span in places.chain(&agreement.mentions).chain(&agreement.place) {
                assert!(!span.is_empty() && valid(text, *span), "{agreement:?}");
            }
        }
        let json = |found: &chancery::Annotations<'_>| {
            [Offsets::Byte, Offsets::CodePoint, Offsets::Utf16]
                .map(|unit| serde_json::to_string(&record(found, unit)).expect("it is JSON"))
        };
        let first = json(&found);
        let _ = PIPELINE.annotate("between", "“A treaty was signed,” he said.");
        assert_eq!(first, json(&PIPELINE.annotate_with("fuzz", text, options)));
    }
}

/// Examples of rules with their markers: what is read and written is read as the same again.
///
/// # Panics
/// If that does not hold.
pub fn fixture(data: &[u8]) {
    let Some(source) = text(data) else { return };
    let Ok(fixture) = Fixture::parse(source) else { return };
    for (_, span) in &fixture.marks {
        assert!(valid(&fixture.text, *span));
    }
    let again = Fixture::parse(&fixture.to_string()).expect("what is written can be read");
    assert_eq!(again.text, fixture.text);
}
