//! Speech without a cue of its own: whether it is speech, and whose.

use std::ops::Range;

use chancery_rules::RuleId;
use chancery_text::Shape;

use crate::attribute::{Attribution, Draft, Work};
use crate::marks::Region;
use crate::pieces::Last;

/// Rule ids of what the mechanism concludes from the structure alone.
const CONTINUED: &str = "quotes/continued";
const ALTERNATING: &str = "quotes/alternating";
const UNCUED: &str = "quotes/uncued";

/// Words that a quotation without a cue needs to be taken for speech.
const MIN_SPEECH: usize = 6;

impl Work<'_> {
    /// The attribution of a region that is speech though no cue stands at it, and whether pieces may
    /// follow, given the tokens before it (see [`Work::before`]).
    pub(crate) fn uncued(
        &mut self,
        region: &Region,
        last: Option<&Last>,
        (before, own_sentence): (Range<usize>, bool),
    ) -> Option<(Attribution, bool)> {
        let paragraph = self.document.paragraph_of(region.open);
        let starts = self.document.paragraphs()[paragraph].tokens.start == region.open;
        let speech = self.looks_like_speech(region);
        let mut attribution = Attribution::without_speaker(UNCUED, region.end);
        // A paragraph of nothing but speech right after speech.
        if let Some(previous) = last.filter(|p| starts && p.paragraph + 1 >= paragraph) {
            if let Some(other) = self.other_speaker(previous, region) {
                attribution.speaker = self.found[other].attribution.speaker.clone();
                return Some((Attribution { rule: RuleId::new(ALTERNATING), ..attribution }, true));
            }
            if speech {
                attribution.speaker = self.found[previous.draft].attribution.speaker.clone();
                let open = attribution.speaker.is_some();
                return Some((Attribution { rule: RuleId::new(CONTINUED), ..attribution }, open));
            }
        }
        if speech {
            // `He told reporters that the food was waiting. “It is a question of will.”`, in its paragraph or
            // the next.
            if !own_sentence
                && !before.is_empty()
                && self.document.paragraph_of(before.start) + 1 >= paragraph
            {
                attribution.speaker = self.reporting(before);
            }
            // `“A,” she said. She paused. “B.”`
            if attribution.speaker.is_none()
                && let Some(previous) = last.filter(|previous| previous.paragraph == paragraph)
            {
                attribution.speaker = self.found[previous.draft].attribution.speaker.clone();
            }
            if attribution.speaker.is_some() {
                attribution.rule = RuleId::new(CONTINUED);
            }
            return Some((attribution, false));
        }
        // `“A,” she said. She paused. “B.”`: whole sentences in marks go on with speech.
        let beside = last.is_some_and(|previous| previous.paragraph == paragraph);
        (beside && self.is_sentence(region)).then(|| {
            self.find_subject(&mut attribution, before);
            (attribution, false)
        })
    }

    /// Who says something in a sentence that gives it in the writer's words.
    fn reporting(&mut self, sentence: Range<usize>) -> Option<Range<usize>> {
        let quotes = self.quotes;
        let mut hits = self.match_indirect(sentence);
        hits.retain(|hit| !quotes.extents[hit.pattern].attitude && hit.get("speaker").is_some());
        hits.sort_by_key(|hit| (hit.pattern, hit.tokens.start));
        hits.first()?.get("speaker")
    }

    /// In a dialogue, the draft before the last one: its speaker is not the last one's, each speaks in
    /// a paragraph, and of the last piece and this one either asks.
    fn other_speaker(&self, previous: &Last, region: &Region) -> Option<usize> {
        let other = previous.draft.checked_sub(1)?;
        let (first, second) = (&self.found[other], &self.found[previous.draft]);
        let paragraph = |draft: &Draft| self.document.paragraph_of(draft.content[0].start);
        let spoken = |draft: &Draft| draft.content.last().cloned().unwrap_or_default();
        let near = paragraph(first) + 1 == paragraph(second)
            && paragraph(second) + 1 == self.document.paragraph_of(region.open);
        let known = first.attribution.speaker.is_some() && second.attribution.speaker.is_some();
        let turns = self.asks(spoken(second)) != self.asks(region.content());
        (near && known && turns && self.is_sentence(region) && self.differ(first, second))
            .then_some(other)
    }

    /// Whether two drafts have speakers of other names.
    fn differ(&self, first: &Draft, second: &Draft) -> bool {
        let name =
            |draft: &Draft| self.words(draft.attribution.speaker.clone().unwrap_or_default());
        name(first) != name(second)
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
        words >= MIN_SPEECH && first.is(Shape::CAP) && self.is_closed(content) && !title
    }

    /// Whether a region is a sentence or more of its own.
    pub(crate) fn is_sentence(&self, region: &Region) -> bool {
        let sentence = |at: usize| Some(&self.document.sentences()[self.document.sentence_of(at)?]);
        let opens = sentence(region.open).is_some_and(|s| s.tokens.start == region.open);
        let last = region.end.saturating_sub(1);
        let closes = sentence(last).is_some_and(|s| s.tokens.end == region.end);
        let stop = self.stop(region.content()).is_some();
        opens && closes && stop && self.is(region.content().start, Shape::CAP)
    }
}
