//! What earlier stages found, laid out for patterns.

use std::ops::Range;

use super::compile::KindId;

/// Findings of earlier stages, by the token at which they start.
///
/// A finding is a kind, a range of tokens, and a number that means something to the caller.
#[derive(Clone, Debug, Default)]
pub struct FindingIndex {
    /// (start, kind, end, reference), sorted by start.
    entries: Vec<(u32, KindId, u32, u32)>,
    /// For each token up to the last start: where its entries begin, and the kinds among them.
    starts: Vec<(u32, KindMask)>,
    /// For each token up to the last that a finding holds: the kinds of those that go on in it.
    inside: Vec<KindMask>,
}

/// A set of kinds, one bit each.
pub(crate) type KindMask = u32;

impl FindingIndex {
    /// An index of findings: kind, tokens, and the caller's number. Empty ranges are left out.
    pub fn new(findings: impl IntoIterator<Item = (KindId, Range<usize>, usize)>) -> Self {
        let mut entries: Vec<_> = findings
            .into_iter()
            .filter(|(_, range, _)| !range.is_empty())
            .map(|(kind, range, n)| (range.start as u32, kind, range.end as u32, n as u32))
            .collect();
        // Longer findings first: the first that leads to a match wins.
        entries.sort_by_key(|&(start, kind, end, n)| (start, kind, std::cmp::Reverse(end), n));
        let last = entries.last().map_or(0, |e| e.0 as usize + 1);
        let mut starts: Vec<(u32, KindMask)> = Vec::with_capacity(last + 1);
        for (number, (start, kind, _, _)) in entries.iter().enumerate() {
            // Tokens between two entries have none of their own.
            starts.resize(starts.len().max(*start as usize + 1), (number as u32, 0));
            starts[*start as usize].1 |= 1 << kind.0;
        }
        starts.push((entries.len() as u32, 0));
        let inside = inside(&entries);
        FindingIndex { entries, starts, inside }
    }

    /// The entries of a token.
    fn at(&self, token: usize) -> &[(u32, KindId, u32, u32)] {
        match self.starts.get(token..token + 2) {
            Some([(from, _), (to, _)]) => &self.entries[*from as usize..*to as usize],
            _ => &[],
        }
    }

    /// The kinds of the findings that start at a token.
    pub(crate) fn kinds_at(&self, token: usize) -> KindMask {
        self.starts.get(token).map_or(0, |(_, kinds)| *kinds)
    }

    /// The kinds of the findings that start before a token and go on in it.
    pub(crate) fn kinds_inside(&self, token: usize) -> KindMask {
        self.inside.get(token).copied().unwrap_or(0)
    }

    /// The findings that start at a token: kind, end token, the caller's number.
    pub fn starting_at(
        &self,
        token: usize,
    ) -> impl DoubleEndedIterator<Item = (KindId, usize, usize)> {
        self.at(token).iter().map(|e| (e.1, e.2 as usize, e.3 as usize))
    }
}

/// By token, the kinds of the findings that start before it and hold it. Each token is visited once
/// for each kind, however many findings overlap there.
fn inside(entries: &[(u32, KindId, u32, u32)]) -> Vec<KindMask> {
    let mut inside: Vec<KindMask> = Vec::new();
    let mut done = [0_u32; KindMask::BITS as usize];
    for &(start, kind, end, _) in entries {
        let done = &mut done[kind.0 as usize];
        let from = (start + 1).max(*done);
        if from < end {
            inside.resize(inside.len().max(end as usize), 0);
            for kinds in &mut inside[from as usize..end as usize] {
                *kinds |= 1 << kind.0;
            }
            *done = end;
        }
    }
    inside
}
