//! What it costs as work grows: with the length of a document, the number of names and the number of
//! patterns. `cargo bench -p chancery --bench growth`. Straight lines are what is asked for: the rate
//! in MB/s must hold as a document grows, and fall only slowly with what is known.

use std::fmt::Write as _;

use chancery::{Pack, Pipeline};
use divan::Bencher;
use divan::counter::BytesCount;

#[path = "../../../tests/support/articles.rs"]
mod articles;

/// Text that the measures of rules run over.
const TEXT: usize = 500_000;

/// One document of so many bytes: articles one after the other.
#[divan::bench(args = [1_000, 10_000, 100_000, 1_000_000, 10_000_000], sample_count = 3)]
fn length(bencher: Bencher<'_, '_>, bytes: usize) {
    let pipeline = Pipeline::embedded();
    let mut text = String::new();
    // More than enough, since the last one does not fit.
    for article in articles::texts(2 * bytes + TEXT) {
        text += article;
        text += "\n\n";
        if text.len() >= bytes {
            break;
        }
    }
    text.truncate(text.floor_char_boundary(bytes));
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| pipeline.annotate("", &text).quotes.len());
}

fn over_articles(bencher: Bencher<'_, '_>, rules: String) {
    let pack = Pack::from_texts("growth", [("growth.toml", rules)]);
    let pipeline = Pipeline::from_packs(&[Pack::embedded(), pack]).expect("the rules compile");
    let texts = articles::texts(TEXT);
    bencher
        .counter(articles::bytes(&texts))
        .bench_local(|| texts.iter().map(|t| pipeline.annotate("", t).quotes.len()).sum::<usize>());
}

/// A word that no text holds, different for each number, so that entries share no words.
fn word(number: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap_or_default());
    let tail: String =
        [number, number / 26, number / 676, number / 17_576].map(letter).iter().collect();
    format!("Zorq{tail}")
}

/// So many organizations beside those of the embedded rules.
#[divan::bench(args = [0, 2_000, 20_000, 200_000], sample_count = 3)]
fn names(bencher: Bencher<'_, '_>, count: usize) {
    let mut rules = String::new();
    for number in 0..count {
        let name = word(number);
        let _ = write!(
            rules,
            "[[organization]]\nid = \"o{number}\"\nname = \"Council of {name} States\"\n"
        );
    }
    over_articles(bencher, rules);
}

/// So many attributions beside those of the embedded rules, each with a word of its own: what a
/// sentence lacks keeps its patterns from it.
#[divan::bench(args = [0, 100, 1_000, 5_000], sample_count = 3)]
fn patterns(bencher: Bencher<'_, '_>, count: usize) {
    let mut rules = String::new();
    for number in 0..count {
        let verb = word(number).to_lowercase();
        let _ = write!(
            rules,
            "[[attribution]]\nid = \"a{number}\"\nplace = \"indirect\"\n\
             match = \"speaker:<speaker> <aside>{{0,2}} cue:{verb} that content:<any>+\"\n"
        );
    }
    over_articles(bencher, rules);
}

fn main() {
    divan::main();
}
