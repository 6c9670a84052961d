//! Throughput of the gazetteer beside a bare scan for the same names, in one run.
//!
//! `cargo bench -p chancery-gazetteer`. The text is the articles of `tests/articles` and `tests/news`,
//! over and over up to 20 MB; each article is a document of its own, read before the clock starts.

use chancery_gazetteer::Gazetteer;
use chancery_text::{Document, Reader};
use divan::Bencher;
use divan::counter::BytesCount;

#[path = "../../../tests/support/articles.rs"]
mod articles;
#[path = "../../../tests/support/bare_scan.rs"]
mod bare_scan;

use articles::{bytes, texts};

const TOTAL: usize = 20_000_000;

fn documents() -> (Vec<Document<'static>>, BytesCount) {
    let gazetteer = Gazetteer::english();
    let texts = texts(TOTAL);
    let counter = bytes(&texts);
    (texts.iter().map(|text| gazetteer.reader().read(text)).collect(), counter)
}

/// The baseline: all names of the dictionary, leftmost-longest, by a contiguous NFA.
#[divan::bench]
fn bare_aho_corasick(bencher: Bencher<'_, '_>) {
    let automaton = bare_scan::automaton(Gazetteer::english().all_names());
    let texts = texts(TOTAL);
    bencher
        .counter(bytes(&texts))
        .bench_local(|| texts.iter().map(|text| automaton.find_iter(text).count()).sum::<usize>());
}

#[divan::bench]
fn known_names(bencher: Bencher<'_, '_>) {
    let (documents, counter) = documents();
    let gazetteer = Gazetteer::english();
    bencher.counter(counter).bench_local(|| {
        documents.iter().map(|document| gazetteer.known_names(document).len()).sum::<usize>()
    });
}

#[divan::bench]
fn whole_crate(bencher: Bencher<'_, '_>) {
    let (documents, counter) = documents();
    let gazetteer = Gazetteer::english();
    bencher.counter(counter).bench_local(|| {
        documents.iter().map(|d| gazetteer.annotate(d).mentions().len()).sum::<usize>()
    });
}

#[divan::bench]
fn reading(bencher: Bencher<'_, '_>) {
    let texts = texts(TOTAL);
    let reader = Reader::english();
    bencher
        .counter(bytes(&texts))
        .bench_local(|| texts.iter().map(|text| reader.read(text).tokens().len()).sum::<usize>());
}

/// The time until the first text can be read.
#[divan::bench]
fn construction() -> usize {
    let packs = [chancery_rules::Pack::embedded()];
    Gazetteer::from_packs(&packs).expect("the embedded rules").all_names().count()
}

fn main() {
    divan::main();
}
