//! Pieces of one quotation: what an attribution, a dash or dots part.

use std::ops::Range;

use chancery_text::{Shape, Token};

use crate::attribute::{Attribution, Work};
use crate::marks::Region;

/// Most words of the name of a programme.
const MAX_NAME: usize = 6;

/// What went before, for pieces and runs.
pub(crate) struct Last {
    pub(crate) draft: usize,
    /// One past the attribution (or the marks, where it stood before them).
    pub(crate) end: usize,
    pub(crate) paragraph: usize,
    /// The attribution stood after the content, so that a further piece may follow.
    pub(crate) open: bool,
}

/// A quotation that a dash broke off: `“A” — at which point the crowd chanted “X!” — “and B.”`
#[derive(Clone, Copy)]
pub(crate) struct Broken {
    pub(crate) draft: usize,
    paragraph: usize,
}

impl Work<'_> {
    /// The last draft, where a dash breaks off its last region.
    pub(crate) fn broken_off(&self, region: &Region) -> Option<Broken> {
        let last = self.found.last()?;
        let its = last.content.last()?.end == region.content().end;
        let breaks = !self.is_closed(region.content()) && self.is(region.end, Shape::DASH);
        let paragraph = self.document.paragraph_of(region.open);
        (its && breaks).then_some(Broken { draft: self.found.len() - 1, paragraph })
    }

    /// Whether a region behind another dash goes on with what was broken off, in small letters.
    pub(crate) fn takes_up(&self, broken: &Broken, region: &Region) -> bool {
        let content = region.content();
        broken.paragraph == self.document.paragraph_of(region.open)
            && region.open.checked_sub(1).is_some_and(|at| self.is(at, Shape::DASH))
            && !self.is(content.start, Shape::CAP)
            && self.is_closed(content)
    }

    /// Adds a region to what went before.
    pub(crate) fn go_on(&mut self, previous: &mut Last, region: &Region) {
        self.found[previous.draft].content.extend(region.pieces.clone());
        previous.end = region.end;
        previous.paragraph = self.document.paragraph_of(region.open);
    }

    /// Whether a sentence that an attribution interrupts goes on in a region, more than a name and a verb
    /// lying between: `"A," said Smith, a farmer from Iowa, "B."`, `"A," he said in Vienna, "B."`.
    pub(crate) fn resumes(&self, previous: &Last, region: &Region) -> bool {
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        let sentence = |at: usize| self.document.sentence_of(at);
        let Some(between) = tokens.get(previous.end..region.open) else { return false };
        // `…, adding of the vote, “B.”`: what is added stands by itself, as does a clause.
        let ends = |t: &Token| {
            lists.has(self.quotes.lists.conjunction, t)
                || lists.has(self.quotes.lists.second_cue, t)
                || matches!(self.document.text_of(t), ":" | ";")
        };
        let broken_off = self.found[previous.draft].content.last().is_some_and(|piece| {
            let sign = self.last_sign(piece.clone());
            sign.is_some_and(|t| self.is_comma(t) || self.document.text_of(t).contains('?'))
        });
        let whole = self.is_closed(region.content())
            || tokens.get(region.end).is_none_or(|t| t.is(Shape::STOP));
        broken_off
            && whole
            && between.last().is_some_and(|t| self.is_comma(t))
            && !between.iter().any(ends)
            && sentence(previous.end.saturating_sub(1)) == sentence(region.open)
    }

    /// Whether a region right behind an attribution, with no comma between, is the name of a programme:
    /// `“…,” he told CBS' “Face the Nation.”`
    pub(crate) fn is_listener(&self, end: usize, region: &Region) -> bool {
        let tokens = self.document.tokens();
        let between = tokens.get(end..region.open).unwrap_or_default();
        let marks = between.iter().all(|t| t.is(Shape::SINGLE) || t.is(Shape::DOUBLE));
        let lists = &self.document.lexicon().lists;
        let word = |t: &&Token| !t.is(Shape::PUNCT);
        let of_name = |t: &Token| {
            t.is(Shape::CAP) || t.is(Shape::NUMBER) || lists.has(self.quotes.lists.function_word, t)
        };
        let mut words = tokens[region.content()].iter().filter(word);
        marks
            && self.document.sentence_of(end.saturating_sub(1))
                == self.document.sentence_of(region.open)
            && words.clone().count() <= MAX_NAME
            && words.all(of_name)
    }

    /// Whether an attribution before a region is that of the piece before it, and leads to no other:
    /// no colon, no second cue.
    pub(crate) fn is_between(
        &self,
        previous: &Last,
        attribution: &Attribution,
        region: &Region,
    ) -> bool {
        let first = &self.found[previous.draft];
        let tokens = self.document.tokens();
        let lists = &self.document.lexicon().lists;
        let rest = tokens.get(previous.end..region.open).unwrap_or_default();
        let leads =
            |t: &Token| lists.has(self.quotes.lists.cue, t) || self.document.text_of(t) == ":";
        let verb = |attribution: &Attribution| attribution.cue.as_ref().map(|cue| cue.start);
        verb(attribution).is_some()
            && verb(attribution) == verb(&first.attribution)
            && !rest.iter().any(leads)
    }

    /// Whether a region right after `end` may go on with what was said: it opens in the same
    /// sentence after nothing but marks, or it opens the next sentence.
    pub(crate) fn follows(&self, end: usize, open: usize) -> bool {
        let sentence = end.checked_sub(1).and_then(|e| self.document.sentence_of(e));
        let opening = self.document.sentence_of(open);
        match (sentence, opening) {
            (Some(a), Some(b)) if a == b => self.only_marks(end, open),
            (Some(a), Some(b)) => b == a + 1 && self.document.sentences()[b].tokens.start == open,
            _ => false,
        }
    }

    /// What stands between an attribution and a region that opens the next sentence.
    pub(crate) fn rest(&self, previous: &Last, region: &Region) -> Range<usize> {
        let end = previous.end;
        let next = self.follows(end, region.open) && self.has_words(end..region.open);
        if next { end..region.open } else { 0..0 }
    }

    /// A further piece right after the attribution needs less: a capital and a stop, be it that of its first
    /// sentence.
    pub(crate) fn may_go_on(&self, region: &Region) -> bool {
        let content = region.content();
        // `“. . . I just want somebody who speaks like we do.”`
        let first = self.document.tokens()[content.clone()].iter().find(|t| !t.is(Shape::STOP));
        first.is_some_and(|t| t.is(Shape::CAP))
            && (self.is_closed(content.clone()) || self.holds_sentence(&content))
    }
}
