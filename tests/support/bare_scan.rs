//! The baseline of benchmarks: a bare scan for names, as fast as a good library does it.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// All names, leftmost-longest, by a contiguous NFA.
pub(crate) fn automaton<'n>(names: impl Iterator<Item = &'n str>) -> AhoCorasick {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .match_kind(MatchKind::LeftmostLongest)
        .build(names)
        .expect("an automaton")
}
