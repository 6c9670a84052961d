//! Turns of a transcript: paragraphs that begin with who speaks.

use std::ops::Range;

use chancery_text::Shape;

use crate::attribute::{Attribution, Draft, Work};

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
        let headline = matches!(&turns[..], [first, second, ..] if first.paragraph == 0 && second.paragraph > 1);
        if headline {
            turns.remove(0);
        }
        let follow = |pair: &[Turn]| pair[0].paragraph + 1 == pair[1].paragraph;
        let asks = |turn: &Turn| self.asks(turn.words.clone());
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
            self.found.push(Draft::direct(content, turn.attribution));
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
            if self.stop(words.clone()).is_some() {
                turns.push(Turn { paragraph, words, marked, attribution });
            }
        }
        turns
    }

    /// Whether two turns have the same label.
    fn somebody_returns(&self, turns: &[Turn]) -> bool {
        let label = |turn: &Turn| Some(self.words(turn.attribution.speaker.clone()?));
        let mut labels: Vec<&str> = turns.iter().filter_map(label).collect();
        labels.sort_unstable();
        labels.windows(2).any(|pair| pair[0] == pair[1])
    }
}
