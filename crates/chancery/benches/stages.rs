//! Throughput of each stage and of the whole, beside bare scans of the same text, in one run.
//!
//! `cargo bench -p chancery`. The text is the articles of `tests/articles` and `tests/news`, up to 20 MB;
//! each article is a document of its own. A stage starts from what the stages before it found.
//! `linear` reads adversarial texts of doubling sizes: the rate must not fall as they grow.

use std::sync::LazyLock;

use chancery::{Article, Pipeline};
use chancery_agreements::Agreements;
use chancery_gazetteer::{Gazetteer, Mentions};
use chancery_quotes::{Quote, Quotes};
use chancery_text::{Document, Reader};
use divan::Bencher;
use divan::counter::BytesCount;

#[path = "../../../tests/support/articles.rs"]
mod articles;
#[path = "../../../tests/support/bare_scan.rs"]
mod bare_scan;

use articles::{bytes, texts};

const TOTAL: usize = 20_000_000;

/// A document with what the stages before the measured one found.
struct Ready {
    document: Document<'static>,
    mentions: Mentions,
    quotes: Vec<Quote>,
}

fn ready() -> (Vec<Ready>, BytesCount) {
    let texts = texts(TOTAL);
    let counter = bytes(&texts);
    // Each stage reads with its own vocabulary; those of one pipeline share theirs.
    let pipeline = pipeline();
    let ready = texts.iter().map(|text| {
        let annotations = pipeline.annotate("", text);
        let (document, mentions) = (annotations.document, annotations.mentions);
        Ready { document, mentions, quotes: annotations.quotes }
    });
    (ready.collect(), counter)
}

fn pipeline() -> &'static Pipeline {
    static PIPELINE: LazyLock<Pipeline> = LazyLock::new(Pipeline::embedded);
    &PIPELINE
}

/// Measures what counts something in each text.
fn over_texts(bencher: Bencher<'_, '_>, count: impl Fn(&str) -> usize) {
    let texts = texts(TOTAL);
    bencher
        .counter(bytes(&texts))
        .bench_local(|| texts.iter().map(|text| count(text)).sum::<usize>());
}

/// Bare scan: what is quoted, by a regular expression.
#[divan::bench]
fn bare_regex_of_marks(bencher: Bencher<'_, '_>) {
    let marks = regex::Regex::new("[\"“”«»„‟'‘’‹›]").expect("a regex");
    over_texts(bencher, |text| marks.find_iter(text).count());
}

/// Bare scan: that the bytes are UTF-8.
#[divan::bench]
fn bare_utf8(bencher: Bencher<'_, '_>) {
    over_texts(bencher, |text| usize::from(std::str::from_utf8(text.as_bytes()).is_ok()));
}

/// Bare scan: all names of the dictionary, by a contiguous NFA.
#[divan::bench]
fn bare_aho_corasick(bencher: Bencher<'_, '_>) {
    let automaton = bare_scan::automaton(pipeline().gazetteer().all_names());
    over_texts(bencher, |text| automaton.find_iter(text).count());
}

/// Bare scan: verbs of speech, by a regular expression with word boundaries of bytes.
#[divan::bench]
fn bare_regex_of_cues(bencher: Bencher<'_, '_>) {
    let cues = "(?-u:\\b)(?:say|says|said|saying|tell|tells|told|add|adds|added|note|notes|noted|\
                warn|warns|warned|claim|claims|claimed|argue|argues|argued|deny|denies|denied|\
                announce|announces|announced|stress|stresses|stressed|report|reports|reported|\
                believe|believes|believed|call|calls|called|urge|urges|urged|agree|agrees|agreed)\
                (?-u:\\b)";
    let cues = regex::Regex::new(cues).expect("a regex");
    over_texts(bencher, |text| cues.find_iter(text).count());
}

/// Bare scan: one byte, as fast as memory goes.
#[divan::bench]
fn bare_memchr(bencher: Bencher<'_, '_>) {
    over_texts(bencher, |text| memchr::memchr_iter(b'"', text.as_bytes()).count());
}

#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    let reader = Reader::english();
    over_texts(bencher, |text| reader.read(text).tokens().len());
}

#[divan::bench]
fn gazetteer(bencher: Bencher<'_, '_>) {
    let (ready, counter) = ready();
    let stage: &Gazetteer = pipeline().gazetteer();
    bencher.counter(counter).bench_local(|| {
        ready.iter().map(|r| stage.annotate(&r.document).mentions().len()).sum::<usize>()
    });
}

#[divan::bench]
fn quotes(bencher: Bencher<'_, '_>) {
    let (ready, counter) = ready();
    let stage: &Quotes = pipeline().quotes();
    bencher.counter(counter).bench_local(|| {
        ready.iter().map(|r| stage.annotate(&r.document, &r.mentions).len()).sum::<usize>()
    });
}

#[divan::bench]
fn agreements(bencher: Bencher<'_, '_>) {
    let (ready, counter) = ready();
    let stage: &Agreements = pipeline().agreements();
    bencher.counter(counter).bench_local(|| {
        let found = ready.iter().map(|r| stage.annotate(&r.document, &r.mentions, &r.quotes).len());
        found.sum::<usize>()
    });
}

#[divan::bench]
fn whole(bencher: Bencher<'_, '_>) {
    let pipeline = pipeline();
    over_texts(bencher, |text| pipeline.annotate("", text).agreements.len());
}

/// The whole for dozens of texts at once, stage by stage, as a run over many documents does it.
#[divan::bench]
fn whole_together(bencher: Bencher<'_, '_>) {
    let pipeline = pipeline();
    let texts = texts(TOTAL);
    bencher.counter(bytes(&texts)).bench_local(|| {
        let several = |texts: &[&str]| {
            let articles: Vec<_> =
                texts.iter().map(|text| Article { text, ..Article::default() }).collect();
            pipeline.annotate_all(&articles).iter().map(|a| a.agreements.len()).sum::<usize>()
        };
        texts.chunks(64).map(several).sum::<usize>()
    });
}

/// What an enemy might send, over and over.
const ADVERSARIAL: [&str; 7] = [
    "“",
    "“a” ‘b’ ",
    "he said that ",
    "\"\n\n",
    "the agreement between ",
    "Iran and Iraq signed a treaty, ",
    "A of B of ",
];

#[divan::bench(args = [1, 2, 4], consts = [0, 1, 2, 3, 4, 5, 6], sample_count = 3)]
fn linear<const TEXT: usize>(bencher: Bencher<'_, '_>, quarter_megabytes: usize) {
    let piece = ADVERSARIAL[TEXT];
    let text = piece.repeat(quarter_megabytes * 250_000 / piece.len());
    let pipeline = pipeline();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| pipeline.annotate("", &text).quotes.len());
}

fn main() {
    divan::main();
}
