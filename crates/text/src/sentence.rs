//! Sentences: where a stop ends one.

use chancery_rules::{AbbreviationClass, Compiler, Lexicon, ListId, Shape, Token};

/// A sentence longer than this is cut; it bounds what pattern matching may cost.
const MAX_TOKENS: usize = 1024;
/// A sentence that ends in an abbreviation has at least this many words.
const MIN_WORDS: usize = 4;

/// The word lists that segmentation needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segmenter {
    /// Words that begin sentences and no names.
    starters: ListId,
    /// What a full stop after is part of: `N°.`
    stop_holders: ListId,
    bullets: ListId,
}

impl Segmenter {
    pub(crate) fn compile(compiler: &mut Compiler<'_>) -> Self {
        Segmenter {
            starters: compiler.required_list("sentence-starter"),
            stop_holders: compiler.required_list("stop-holder"),
            bullets: compiler.required_list("bullet"),
        }
    }

    /// Cuts the tokens of one paragraph into sentences, given as ends (exclusive), ascending.
    pub(crate) fn ends(&self, text: &str, tokens: &[Token], lexicon: &Lexicon) -> Vec<usize> {
        let view = View { rules: self, text, tokens, lexicon };
        let mut ends = Vec::new();
        let mut start = 0;
        let mut items = view.items();
        let mut at = 0;
        while at < tokens.len() {
            if items.next_if(|item| *item == at).is_some() && at > start {
                ends.push(at);
                start = at;
            }
            let (next, ends_here) = view.step(start, at);
            at = next;
            if ends_here && at < tokens.len() || at - start >= MAX_TOKENS {
                ends.push(at);
                start = at;
            }
        }
        if start < tokens.len() {
            ends.push(tokens.len());
        }
        ends.dedup();
        ends
    }
}

struct View<'a> {
    rules: &'a Segmenter,
    text: &'a str,
    tokens: &'a [Token],
    lexicon: &'a Lexicon,
}

impl<'a> View<'a> {
    fn str(&self, i: usize) -> &'a str {
        self.tokens.get(i).map_or("", |t| &self.text[t.span().range()])
    }

    fn is(&self, i: usize, shape: Shape) -> bool {
        self.tokens.get(i).is_some_and(|t| t.is(shape))
    }

    fn listed(&self, list: ListId, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| self.lexicon.lists.has(list, t))
    }

    /// Where to look next, and whether the sentence that began at `start` ends before that.
    fn step(&self, start: usize, at: usize) -> (usize, bool) {
        let token = self.tokens[at];
        if token.is(Shape::STOP) {
            let run = self.run(at);
            let next = self.skip_closers(at + run);
            let ends = if run > 1 && !self.mixed(at, run) || self.str(at) == "\u{2026}" {
                self.ellipsis_ends(at, run, next)
            } else {
                self.stop_ends(start, at, next)
            };
            return (if ends { next } else { at + run }, ends);
        }
        if token.is(Shape::DOTTED) {
            let next = self.skip_closers(at + 1);
            if self.abbreviation_ends(start, at, next) {
                return (next, true);
            }
        }
        (at + 1, false)
    }

    /// How many stops stand in a row.
    fn run(&self, at: usize) -> usize {
        self.tokens[at..].iter().take_while(|t| t.is(Shape::STOP)).count()
    }

    /// Whether a run of stops has a question or exclamation mark in it.
    fn mixed(&self, at: usize, run: usize) -> bool {
        (at..at + run).any(|i| matches!(self.str(i), "!" | "?"))
    }

    /// Past closing marks and brackets that cling to what precedes them.
    fn skip_closers(&self, mut at: usize) -> usize {
        while let Some(token) = self.tokens.get(at) {
            let mark = token.is(Shape::DOUBLE) || token.is(Shape::SINGLE);
            let bracket = matches!(self.str(at), ")" | "]");
            let clings = !token.is(Shape::SPACE_BEFORE)
                && (bracket || mark && (token.is(Shape::SPACE_AFTER) || self.closes_before(at)));
            if !clings {
                break;
            }
            at += 1;
        }
        at
    }

    /// Whether a mark without a space after it is followed by something that shows it closes.
    fn closes_before(&self, at: usize) -> bool {
        self.is(at + 1, Shape::PUNCT)
    }

    fn stop_ends(&self, start: usize, at: usize, next: usize) -> bool {
        let Some(following) = self.tokens.get(next) else { return true };
        if self.str(at) == "." && self.enumerates(start, at) {
            return false;
        }
        if self.str(at) == "." && at > 0 && self.listed(self.rules.stop_holders, at - 1) {
            return false;
        }
        // A single capital that is also a word (`I`) between two names is an initial.
        if at >= 2
            && self.str(at) == "."
            && self.str(at - 1).chars().count() == 1
            && self.is(at - 1, Shape::CAP)
            && self.is(at - 2, Shape::CAP)
            && at - 2 > start
            && following.is(Shape::CAP)
        {
            return false;
        }
        if following.is(Shape::ALPHA) {
            return following.is(Shape::CAP) || following.is(Shape::MIXED);
        }
        if following.is(Shape::DASH) || following.is(Shape::HYPHEN) {
            return false;
        }
        if following.is(Shape::PUNCT) {
            let continues = matches!(self.str(next), "," | ";" | ":" | ")" | "]" | "/" | "%");
            return !continues && !self.quote_then_small(next);
        }
        following.is(Shape::SPACE_BEFORE) || !self.is(at - usize::from(at > 0), Shape::NUMBER)
    }

    /// A mark followed by a small letter goes on with the sentence.
    fn quote_then_small(&self, mark: usize) -> bool {
        (self.is(mark, Shape::DOUBLE) || self.is(mark, Shape::SINGLE))
            && self.is(mark + 1, Shape::ALPHA)
            && !self.is(mark + 1, Shape::CAP)
            && self.is(mark, Shape::SPACE_AFTER)
    }

    fn ellipsis_ends(&self, at: usize, run: usize, next: usize) -> bool {
        if next >= self.tokens.len() {
            return true;
        }
        let capital = self.is(next, Shape::CAP);
        let long = run >= 4 || self.str(at) == "\u{2026}" && run >= 2;
        let tight = !self.is(at, Shape::SPACE_BEFORE);
        capital && (long || tight && self.str(next).chars().count() > 1)
    }

    fn abbreviation_ends(&self, start: usize, at: usize, next: usize) -> bool {
        if next >= self.tokens.len() {
            return false; // the paragraph ends anyway
        }
        let token = &self.tokens[at];
        let lower = self.str(at).trim_end_matches('.').to_lowercase();
        let class = self.lexicon.splitter.abbreviation(&lower);
        if token.is(Shape::INITIAL) || matches!(class, Some(AbbreviationClass::Title)) {
            return false;
        }
        let words = self.tokens[start..=at].iter().filter(|t| !t.is(Shape::PUNCT)).count();
        // `in Springfield, Ill. ". . . I just want …"`: what was left out may open a quotation.
        let opens = next + 1 + self.run(next + 1);
        let quote = self.is(next, Shape::DOUBLE) && self.is(opens, Shape::CAP);
        let starter = self.listed(self.rules.starters, next) && self.is(next, Shape::CAP);
        words >= MIN_WORDS && (starter || quote)
    }

    /// Whether the stop at `at` belongs to an item number at the start of the sentence: `1.`, `a.`
    fn enumerates(&self, start: usize, at: usize) -> bool {
        let number = at.wrapping_sub(1);
        let first =
            number == start || number == start + 1 && self.listed(self.rules.bullets, start);
        at > 0 && first && self.item_value(number).is_some()
    }

    /// The value of an item number: `3` or `c`.
    fn item_value(&self, at: usize) -> Option<u32> {
        let text = self.str(at);
        if self.is(at, Shape::NUMBER) {
            return text.parse().ok().filter(|n| *n < 1000);
        }
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c @ 'a'..='z'), None) => Some(c as u32 - 'a' as u32 + 1),
            _ => None,
        }
    }

    /// Where the items of a list that runs on in one paragraph begin: `1) … 2) …`, `• … • …`.
    fn items(&self) -> std::iter::Peekable<std::vec::IntoIter<usize>> {
        let mut items = Vec::new();
        if self.listed(self.rules.bullets, 0) {
            let bullet = self.str(0);
            items.extend((0..self.tokens.len()).filter(|i| self.str(*i) == bullet));
        } else if let (Some(first), close @ ("." | ")")) = (self.item_value(0), self.str(1)) {
            let number = self.is(0, Shape::NUMBER);
            let mut expected = first;
            for at in 0..self.tokens.len() {
                if self.is(at, Shape::NUMBER) == number
                    && self.str(at + 1) == close
                    && self.item_value(at) == Some(expected)
                    && self.is(at, Shape::SPACE_BEFORE)
                {
                    items.push(at);
                    expected += 1;
                }
            }
            if items.len() < 2 {
                items.clear();
            }
        }
        items.into_iter().peekable()
    }
}
