//! The text of the benchmarks: the articles of `tests/articles` and `tests/news`, over and over. What
//! agencies and newspapers write of everything is as frequent as diplomatic news; communiqués of many
//! pages come once in a while, as they do in a stream of news.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use divan::counter::BytesCount;

/// Longer articles come only in every eighth round.
const LONG: usize = 5_000;
const ROUNDS: usize = 8;

static ARTICLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
    let files = ["articles", "news"].into_iter().flat_map(|folder| {
        let files = fs::read_dir(tests.join(folder)).expect("the articles");
        files.map(|entry| entry.expect("an entry").path())
    });
    let mut paths: Vec<_> = files.collect();
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).expect("an article")).collect()
});

/// Articles up to `total` bytes.
pub(crate) fn texts(total: usize) -> Vec<&'static str> {
    let round = |number: usize| {
        ARTICLES.iter().filter(move |a| a.len() < LONG || number.is_multiple_of(ROUNDS))
    };
    let endless = (1..).flat_map(round);
    let mut size = 0;
    let taken = endless.take_while(|article| {
        size += article.len();
        size <= total
    });
    taken.map(String::as_str).collect()
}

pub(crate) fn bytes(texts: &[&str]) -> BytesCount {
    BytesCount::new(texts.iter().map(|t| t.len()).sum::<usize>())
}
