//! Turns of a transcript: paragraphs that begin with who speaks.

use std::ops::Range;

use chancery_text::{Shape, Token};

use crate::attribute::{Attribution, Draft, Work};
use crate::quote::QuoteKind;

/// A label is looked for in this many tokens at the start of a paragraph.
const WINDOW: usize = 16;

/// A paragraph that begins with a label.
struct Turn {
    paragraph: usize,
    words: Range<usize>,
    /// The words stand in marks, and are left to them.
    marked: bool,
    attribution: Attribution,
}

impl Work<'_> {
    /// Files what is said in the turns of a transcript, word for word though no marks stand around it.
    /// A text is one where two labelled paragraphs follow each other and somebody asks or speaks twice: a
    /// headline, or a list of names with what is told of each, is none.
    pub(crate) fn turns(&mut self) {
        let mut turns = self.labelled();
        let headline = |turns: &[Turn]| match turns {
            [first, second, ..] => first.paragraph == 0 && second.paragraph > 1,
            _ => false,
        };
        if headline(&turns) {
            turns.remove(0);
        }
        let follow = |pair: &[Turn]| pair[0].paragraph + 1 == pair[1].paragraph;
        let asks = |turn: &Turn| self.stop(&turn.words).is_some_and(|t| self.asks(t));
        if !turns.windows(2).any(follow)
            || !(turns.iter().any(asks) || self.somebody_returns(&turns))
        {
            return;
        }
        // Paragraphs between two turns go on with the first, unless the turns stand apart in a text of
        // the writer's.
        let (first, last) = (turns[0].paragraph, turns[turns.len() - 1].paragraph);
        let whole = turns.len() * 2 > last - first;
        let paragraphs = self.document.paragraphs();
        let next: Vec<usize> = turns.iter().skip(1).map(|turn| turn.paragraph).collect();
        for (number, turn) in turns.into_iter().enumerate().filter(|(_, turn)| !turn.marked) {
            let mut content = vec![turn.words];
            let end = next.get(number).filter(|_| whole).copied().unwrap_or(turn.paragraph + 1);
            content.extend((turn.paragraph + 1..end).map(|p| paragraphs[p].tokens.clone()));
            content.retain(|piece| !piece.is_empty());
            self.found.push(Draft {
                kind: QuoteKind::Direct,
                content,
                attribution: turn.attribution,
                attitude: false,
                repaired: false,
            });
        }
    }

    /// The paragraphs that begin with a label and end like a sentence.
    fn labelled(&mut self) -> Vec<Turn> {
        let document = self.document;
        let mut turns = Vec::new();
        for (paragraph, Range { start, end }) in
            document.paragraphs().iter().map(|p| p.tokens.clone()).enumerate()
        {
            let Some(attribution) = self.match_label(start..end.min(start + WINDOW)) else {
                continue;
            };
            let words = attribution.end..end;
            let marked = self.is(words.start, Shape::SINGLE) || self.is(words.start, Shape::DOUBLE);
            if self.stop(&words).is_some() {
                turns.push(Turn { paragraph, words, marked, attribution });
            }
        }
        turns
    }

    /// The stop at the end of some words, marks aside.
    fn stop(&self, words: &Range<usize>) -> Option<&Token> {
        self.last_sign(words.clone()).filter(|t| t.is(Shape::STOP))
    }

    fn asks(&self, stop: &Token) -> bool {
        self.document.text_of(stop).contains('?')
    }

    /// Whether two turns have the same label.
    fn somebody_returns(&self, turns: &[Turn]) -> bool {
        let label = |turn: &Turn| Some(self.words(turn.attribution.speaker.clone()?));
        let mut labels: Vec<&str> = turns.iter().filter_map(label).collect();
        labels.sort_unstable();
        labels.windows(2).any(|pair| pair[0] == pair[1])
    }
}
