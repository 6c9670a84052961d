//! What somebody who is quoted quotes.

use std::ops::Range;

use crate::attribute::{Attribution, Draft, Work};
use crate::indirect::MAX_ATTRIBUTION;
use crate::marks::Region;

/// How many marks inside a region are looked through for those beside it; keeps the pass linear.
const LOOK_AHEAD: usize = 8;

impl Work<'_> {
    /// Files quotations inside those that were found: marks with a cue of their own in the same
    /// piece. Without one they are as often a term as speech.
    pub(crate) fn nested(&mut self) {
        let mut pieces: Vec<Range<usize>> =
            self.found.iter().flat_map(|d| &d.content).cloned().collect();
        pieces.sort_by_key(|piece| (piece.start, piece.end));
        let regions = std::mem::take(&mut self.regions);
        let mut at = 0;
        for (number, region) in regions.iter().enumerate() {
            while pieces.get(at).is_some_and(|piece| piece.end <= region.open) {
                at += 1;
            }
            let holds = |p: &&Range<usize>| p.start < region.open && region.end <= p.end;
            let Some(piece) = pieces.get(at).filter(holds) else { continue };
            // The next marks inside the piece are beside these or in them.
            let beside =
                regions[number + 1..].iter().take(LOOK_AHEAD).find(|r| r.open >= region.end);
            let next_open = beside.map(|r| r.open).filter(|open| *open < piece.end);
            // No attribution begins before the marks ahead of it: every token is read once.
            let ahead = number.checked_sub(1).map(|n| &regions[n]);
            let from = ahead.map_or(0, |r| if r.end <= region.open { r.end } else { r.open + 1 });
            let around = piece.start.max(from)..piece.end;
            if let Some(attribution) = self.attribution_within(region, around, next_open) {
                self.found.push(Draft::in_marks(region, attribution));
            }
        }
        self.regions = regions;
    }

    fn attribution_within(
        &mut self,
        region: &Region,
        around: Range<usize>,
        next_open: Option<usize>,
    ) -> Option<Attribution> {
        let after = self.after(region, next_open);
        let end = after.end.min(around.end).min(after.start + MAX_ATTRIBUTION);
        let after = self.match_after(after.start..end);
        let after =
            after.filter(|found| found.cue.is_some() && self.is_of(region, found, next_open));
        if after.is_some() {
            return after;
        }
        let (before, own_sentence) = self.before(region, None);
        let before = before.start.max(around.start)..before.end;
        let found = own_sentence.then(|| self.match_before(before)).flatten()?;
        (found.cue.is_some() && found.speaker.is_some()).then_some(found)
    }
}
