//! What the fuzzers once failed on, and the articles of the tests, through every target.

use std::fs;
use std::path::Path;

/// A target.
type Target = fn(&[u8]);

const TARGETS: [(&str, Target); 7] = [
    ("normalize", chancery_fuzz::normalize),
    ("read", chancery_fuzz::read),
    ("readers", chancery_fuzz::readers),
    ("pack", chancery_fuzz::pack),
    ("pattern", chancery_fuzz::pattern),
    ("pipeline", chancery_fuzz::pipeline),
    ("fixture", chancery_fuzz::fixture),
];

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().filter(|p| p.is_file()).map(|p| fs::read(p).expect("a file")).collect()
}

#[test]
fn what_was_found_once_holds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let articles = files(&root.join("../tests/articles"));
    assert!(articles.len() > 10);
    for (name, target) in TARGETS {
        for input in files(&root.join("regressions").join(name)).iter().chain(&articles) {
            target(input);
        }
    }
}

#[test]
fn every_format_is_read() {
    let article = b"id,text\n1,Baku and Astana signed a treaty.\n";
    for format in 0..=u8::MAX {
        chancery_fuzz::readers(&[&[format], article.as_slice()].concat());
    }
}
