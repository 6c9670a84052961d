//! The text of the benchmarks: the articles of `tests/articles`, over and over.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use divan::counter::BytesCount;

static ARTICLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/articles");
    let mut paths: Vec<_> =
        fs::read_dir(dir).expect("the articles").map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).expect("an article")).collect()
});

/// Articles up to `total` bytes.
pub(crate) fn texts(total: usize) -> Vec<&'static str> {
    let mut size = 0;
    let endless = ARTICLES.iter().cycle();
    let taken = endless.take_while(|article| {
        size += article.len();
        size <= total
    });
    taken.map(String::as_str).collect()
}

pub(crate) fn bytes(texts: &[&str]) -> BytesCount {
    BytesCount::new(texts.iter().map(|t| t.len()).sum::<usize>())
}
