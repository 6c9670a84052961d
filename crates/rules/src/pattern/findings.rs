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
        FindingIndex { entries, starts }
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

    /// The kinds of the findings that start inside the range.
    pub(crate) fn kinds_in(&self, range: &Range<usize>) -> KindMask {
        let end = range.end.min(self.starts.len());
        let starts = self.starts.get(range.start..end).unwrap_or(&[]);
        starts.iter().fold(0, |all, (_, kinds)| all | kinds)
    }

    /// The findings that start at a token: kind, end token, the caller's number.
    pub fn starting_at(
        &self,
        token: usize,
    ) -> impl DoubleEndedIterator<Item = (KindId, usize, usize)> {
        self.at(token).iter().map(|e| (e.1, e.2 as usize, e.3 as usize))
    }
}
