//! Direct quotations: which regions in marks are speech, and whose.

use std::ops::Range;

use chancery_rules::RuleId;
use chancery_text::Shape;

use crate::attribute::{Attribution, Draft, Work};
use crate::marks::Region;
use crate::quote::QuoteKind;

/// Rule ids of what the mechanism concludes from the structure alone.
const CONTINUED: &str = "quotes/continued";
const UNCUED: &str = "quotes/uncued";

/// Words that a quotation without a cue needs to be taken for speech.
const MIN_SPEECH: usize = 6;

/// What went before, for pieces and runs.
struct Last {
    draft: usize,
    /// One past the attribution (or the marks, where it stood before them).
    end: usize,
    paragraph: usize,
    /// The attribution stood after the content, so that a further piece may follow.
    open: bool,
}

impl Work<'_> {
    pub(crate) fn direct(&mut self) {
        let outer: Vec<Region> = self.regions.iter().filter(|r| r.depth == 0).cloned().collect();
        let mut last: Option<Last> = None;
        for (number, region) in outer.iter().enumerate() {
            let next_open = outer.get(number + 1).map(|r| r.open);
            let previous_end = number.checked_sub(1).map(|n| outer[n].end);
            let paragraph = self.document.paragraph_of(region.open);
            let after = self.after(region, next_open);
            let after = self.match_after(after);
            if let Some(attribution) = after {
                self.attributed_after(region, attribution, previous_end, &mut last);
                continue;
            }
            let (before, own_sentence) = self.before(region, previous_end);
            if let Some(mut attribution) = self.match_before(before.clone()) {
                if attribution.speaker.is_none() {
                    attribution.speaker = self.subject(before);
                }
                if own_sentence || self.looks_like_speech(region) {
                    attribution.end = region.end;
                    last = Some(self.push(region, attribution, false));
                }
                continue;
            }
            if let Some(previous) = &last
                && previous.open
                && previous.paragraph == paragraph
                && self.follows(previous.end, region.open)
                && (self.looks_like_speech(region) || self.only_marks(previous.end, region.open))
            {
                let pieces = region.pieces.clone();
                self.found[previous.draft].content.extend(pieces);
                last = Some(Last { end: region.end, draft: previous.draft, paragraph, open: true });
                continue;
            }
            if !self.looks_like_speech(region) {
                continue;
            }
            let starts = self.document.paragraphs()[paragraph].tokens.start == region.open;
            let attribution = match &last {
                // A paragraph of nothing but speech right after speech.
                Some(previous) if starts && previous.paragraph + 1 >= paragraph => {
                    let speaker = self.found[previous.draft].attribution.speaker.clone();
                    let rule = RuleId::new(CONTINUED);
                    Attribution { speaker, cue: None, addressee: None, rule, end: region.end }
                }
                _ => Attribution {
                    speaker: None,
                    cue: None,
                    addressee: None,
                    rule: RuleId::new(UNCUED),
                    end: region.end,
                },
            };
            let open = attribution.speaker.is_some();
            last = Some(self.push(region, attribution, open));
        }
    }

    fn attributed_after(
        &mut self,
        region: &Region,
        attribution: Attribution,
        previous_end: Option<usize>,
        last: &mut Option<Last>,
    ) {
        let paragraph = self.document.paragraph_of(region.open);
        let end = attribution.end;
        // `The talks were "very good," he said`: the clause before the marks belongs to it.
        let start = self.document.sentence_of(region.open).map_or(region.open, |s| {
            let start = self.document.sentences()[s].tokens.start;
            previous_end.map_or(start, |p| start.max(p))
        });
        let small = !self.is(region.content().start, Shape::CAP);
        let words_before = self.document.tokens()[start..region.open]
            .iter()
            .filter(|t| t.is(Shape::ALPHA))
            .count();
        if small && words_before > 0 && region.pieces.len() == 1 {
            let clause = start..region.content().end;
            self.found.push(Draft {
                kind: QuoteKind::Mixed,
                content: std::iter::once(clause).collect(),
                attribution,
                attitude: false,
                repaired: region.repaired,
            });
        } else {
            self.push(region, attribution, true);
        }
        *last = Some(Last { draft: self.found.len() - 1, end, paragraph, open: true });
    }

    fn push(&mut self, region: &Region, attribution: Attribution, open: bool) -> Last {
        let end = attribution.end;
        self.found.push(Draft {
            kind: QuoteKind::Direct,
            content: region.pieces.clone(),
            attribution,
            attitude: false,
            repaired: region.repaired,
        });
        let paragraph = self.document.paragraph_of(region.end.saturating_sub(1));
        Last { draft: self.found.len() - 1, end, paragraph, open }
    }

    /// The tokens after a region in which its attribution may stand.
    fn after(&self, region: &Region, next_open: Option<usize>) -> Range<usize> {
        let tokens = self.document.tokens();
        let Some(closing) = region.end.checked_sub(1) else { return 0..0 };
        let Some(sentence) = self.document.sentence_of(closing) else { return 0..0 };
        let mut end = self.document.sentences()[sentence].tokens.end;
        if end == region.end {
            // `"Is that so?" Bayramov asked.`: the next sentence, if the speech ended in no full stop.
            let paragraph = self.document.sentences()[sentence].paragraph;
            let asks = closing > 0 && tokens[closing - 1].is(Shape::STOP);
            match self.document.sentences().get(sentence + 1) {
                Some(next) if asks && next.paragraph == paragraph => end = next.tokens.end,
                _ => {}
            }
        }
        let end = next_open.map_or(end, |open| end.min(open));
        region.end..end.max(region.end)
    }

    /// The tokens before a region in which its attribution may stand, and whether they are of the
    /// sentence in which it opens.
    fn before(&self, region: &Region, previous_end: Option<usize>) -> (Range<usize>, bool) {
        let Some(number) = self.document.sentence_of(region.open) else { return (0..0, false) };
        let sentence = &self.document.sentences()[number];
        let start = previous_end.map_or(sentence.tokens.start, |p| sentence.tokens.start.max(p));
        if start < region.open {
            return (start..region.open, true);
        }
        match number.checked_sub(1).map(|n| &self.document.sentences()[n]) {
            Some(earlier) if previous_end.is_none_or(|p| p <= earlier.tokens.start) => {
                (earlier.tokens.clone(), false)
            }
            _ => (0..0, false),
        }
    }

    /// Whether a region right after `end` may go on with what was said: it opens in the same
    /// sentence after nothing but marks, or it opens the next sentence.
    fn follows(&self, end: usize, open: usize) -> bool {
        let sentence = end.checked_sub(1).and_then(|e| self.document.sentence_of(e));
        let opening = self.document.sentence_of(open);
        match (sentence, opening) {
            (Some(a), Some(b)) if a == b => self.only_marks(end, open),
            (Some(a), Some(b)) => b == a + 1 && self.document.sentences()[b].tokens.start == open,
            _ => false,
        }
    }

    fn only_marks(&self, from: usize, to: usize) -> bool {
        from <= to && self.document.tokens()[from..to].iter().all(|t| t.is(Shape::PUNCT))
    }

    /// Speech without a cue: enough words, a capital at the start, a stop inside the marks, and no
    /// title of a document.
    pub(crate) fn looks_like_speech(&self, region: &Region) -> bool {
        let content = region.content();
        let tokens = &self.document.tokens()[content.clone()];
        let Some(first) = tokens.first() else { return false };
        let words = tokens.iter().filter(|t| t.is(Shape::ALPHA)).count();
        let lists = &self.document.lexicon().lists;
        if lists.longest(self.quotes.lists.title_heads, tokens) > 0 {
            return false;
        }
        let capitals = tokens.iter().filter(|t| t.is(Shape::ALPHA) && t.is(Shape::CAP)).count();
        let title = words >= 3 && capitals * 10 >= words * 6;
        let closed = tokens.last().is_some_and(|t| {
            t.is(Shape::STOP) || t.is(Shape::PUNCT) && self.document.text_of(t) == ","
        });
        words >= MIN_SPEECH && first.is(Shape::CAP) && closed && !title
    }
}
