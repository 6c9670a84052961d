//! Pairs quotation marks: any convention, nesting, several paragraphs, missing marks.

use std::collections::BTreeMap;
use std::ops::Range;

use chancery_text::{Document, Mark, MarkKind, Shape, Side};

/// How many marks ahead a missing close is looked for; keeps the pass linear.
const LOOK_AHEAD: usize = 64;
/// A quotation without re-opened marks runs over at most this many paragraphs.
const MAX_PARAGRAPHS: usize = 30;

/// Most tokens before a mark of the wrong side that leads to words.
const MAX_LEAD: usize = 8;

/// What stands between an opening and a closing mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    /// Token of the opening mark; where it is missing, the first token of the content.
    pub(crate) open: usize,
    /// One past the closing mark, or past the last token of the content where it is missing.
    pub(crate) end: usize,
    /// The content without marks; one piece a paragraph where marks are opened again.
    pub(crate) pieces: Vec<Range<usize>>,
    /// 0 for a quotation in no other.
    pub(crate) depth: usize,
    /// A mark was missing.
    pub(crate) repaired: bool,
}

impl Region {
    /// From the first token of the content to one past its last.
    pub(crate) fn content(&self) -> Range<usize> {
        let start = self.pieces.first().map_or(self.open, |p| p.start);
        start..self.pieces.last().map_or(start, |p| p.end)
    }
}

/// A family of marks that close each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Family {
    kind: MarkKind,
    /// The characters tell their side.
    directed: bool,
}

struct Open {
    token: usize,
    family: Family,
    pieces: Vec<Range<usize>>,
    /// Where the current piece starts.
    from: usize,
    paragraph: usize,
}

/// A mark with its side settled.
#[derive(Clone, Copy)]
struct Sided {
    token: usize,
    family: Family,
    side: Side,
    paragraph: usize,
    first: bool,
}

/// The regions of a document, by their opening.
pub(crate) fn regions(document: &Document<'_>) -> Vec<Region> {
    let inches = inches(document);
    let marks = document.marks().iter().filter(|mark| inches.binary_search(&mark.token).is_err());
    let marks: Vec<Sided> = marks.filter_map(|m| settle(document, m)).collect();
    let mut pairing = Pairing { document, marks: &marks, stack: Vec::new(), regions: Vec::new() };
    for at in 0..marks.len() {
        pairing.leave_paragraphs(at);
        pairing.take(at);
    }
    pairing.leave_paragraphs(marks.len());
    let mut regions = pairing.regions;
    regions.retain(|r| !r.content().is_empty());
    regions.sort_by_key(|r| (r.open, std::cmp::Reverse(r.end)));
    let mut ends: Vec<usize> = Vec::new();
    for region in &mut regions {
        while ends.last().is_some_and(|end| *end <= region.open) {
            ends.pop();
        }
        region.depth = ends.len();
        ends.push(region.end);
    }
    regions
}

/// The tokens of straight marks that stand for inches, `5'10"`: where the other straight marks of their
/// paragraph are in pairs without them.
fn inches(document: &Document<'_>) -> Vec<usize> {
    let tokens = document.tokens();
    let straight = |mark: &Mark| mark.kind == MarkKind::Double && mark.side == Side::Either;
    let in_one_piece = |at: usize, shape: Shape| {
        let token = at.checked_sub(1).and_then(|before| tokens.get(before));
        token.is_some_and(|t| t.is(shape) && !t.is(Shape::SPACE_AFTER))
    };
    let behind_feet = |mark: &Mark| {
        straight(mark)
            && in_one_piece(mark.token, Shape::NUMBER)
            && in_one_piece(mark.token - 1, Shape::SINGLE)
            && in_one_piece(mark.token - 2, Shape::NUMBER)
    };
    let mut inches: Vec<usize> =
        document.marks().iter().filter(|m| behind_feet(m)).map(|m| m.token).collect();
    // By paragraph: whether an odd number of straight marks is left.
    let mut odd: BTreeMap<usize, bool> =
        inches.iter().map(|token| (document.paragraph_of(*token), false)).collect();
    if !odd.is_empty() {
        for mark in document.marks().iter().filter(|m| straight(m) && !behind_feet(m)) {
            if let Some(odd) = odd.get_mut(&document.paragraph_of(mark.token)) {
                *odd = !*odd;
            }
        }
    }
    inches.retain(|token| !odd[&document.paragraph_of(*token)]);
    inches
}

/// Settles the side of a mark by its character, else by the white space around it. An apostrophe
/// is no mark.
fn settle(document: &Document<'_>, mark: &Mark) -> Option<Sided> {
    let tokens = document.tokens();
    let token = &tokens[mark.token];
    let paragraph = document.paragraph_of(mark.token);
    let first = document.paragraphs()[paragraph].tokens.start == mark.token;
    let before = mark.token.checked_sub(1).map(|i| &tokens[i]);
    let after = tokens.get(mark.token + 1);
    let space_before = token.is(Shape::SPACE_BEFORE) || first;
    let opens_after = |t: &chancery_text::Token| {
        t.is(Shape::PUNCT)
            && (t.is(Shape::DASH) || t.is(Shape::SPACE_BEFORE) || t.is(Shape::LINE_START))
            && !t.is(Shape::STOP)
    };
    let open_like =
        (space_before || before.is_some_and(opens_after)) && !token.is(Shape::SPACE_AFTER);
    let close_like =
        !space_before && (token.is(Shape::SPACE_AFTER) || after.is_none_or(|t| t.is(Shape::PUNCT)));
    let directed = mark.side != Side::Either;
    let mut side = match (mark.side, open_like, close_like) {
        (Side::Either, true, false) => Side::Open,
        (Side::Either, false, true) => Side::Close,
        // `“It's unusual,“ said Noble.`: the wrong character, where the white space leaves no doubt.
        (Side::Open, false, true) if mark.kind == MarkKind::Double && !space_before => Side::Close,
        (side, _, _) => side,
    };
    if mark.kind == MarkKind::Single {
        let word = after.filter(|_| !token.is(Shape::SPACE_AFTER)).map(|t| document.text_of(t));
        if word.is_some_and(|word| document.lexicon().splitter.is_elided(word)) {
            return None;
        }
        let letter_after = after.is_some_and(|t| t.is(Shape::ALPHA) || t.is(Shape::DOUBLE));
        side = match side {
            Side::Open if open_like && letter_after => Side::Open,
            Side::Close if close_like => Side::Close,
            Side::Open | Side::Close | Side::Either => return None,
        };
    }
    Some(Sided {
        token: mark.token,
        family: Family { kind: mark.kind, directed },
        side,
        paragraph,
        first,
    })
}

struct Pairing<'a> {
    document: &'a Document<'a>,
    marks: &'a [Sided],
    stack: Vec<Open>,
    regions: Vec<Region>,
}

impl Pairing<'_> {
    /// Closes what does not go on into the paragraph of the mark at `at`.
    fn leave_paragraphs(&mut self, at: usize) {
        let Some(outer) = self.stack.first() else { return };
        let next = self.marks.get(at);
        if next.is_some_and(|m| m.paragraph == outer.paragraph) {
            return;
        }
        let goes_on = next.is_some_and(|m| m.paragraph - outer.paragraph <= MAX_PARAGRAPHS)
            && self.goes_on(at, outer.family, outer.paragraph);
        if goes_on {
            // Inner marks do not cross paragraphs.
            self.stack.truncate(1);
            if let Some(outer) = self.stack.first_mut() {
                outer.paragraph = self.marks[at].paragraph;
            }
            return;
        }
        while let Some(open) = self.stack.pop() {
            if self.stack.is_empty() && !self.holds_double(&open) {
                let end = self.document.paragraphs()[open.paragraph].tokens.end;
                self.finish(open, end, end, true);
            }
        }
    }

    /// Whether double marks stand in pairs behind a single one that nothing closes, which is then none.
    fn holds_double(&self, open: &Open) -> bool {
        let double = |r: &Region| self.document.tokens()[r.open].is(Shape::DOUBLE);
        let inside = self.regions.iter().rev().take_while(|r| r.open > open.token);
        open.family.kind == MarkKind::Single && inside.take(LOOK_AHEAD).any(double)
    }

    /// Whether a quotation that is open at a paragraph's end is closed, or opened again, later on.
    fn goes_on(&self, at: usize, family: Family, paragraph: usize) -> bool {
        let mut depth = 0usize;
        for mark in self.marks[at..].iter().take(LOOK_AHEAD).filter(|m| m.family == family) {
            match mark.side {
                Side::Open if mark.first && depth == 0 => return mark.paragraph == paragraph + 1,
                Side::Open if family.directed => depth += 1,
                Side::Open => return false,
                Side::Close | Side::Either if depth == 0 => return true,
                Side::Close | Side::Either => depth -= 1,
            }
        }
        false
    }

    fn take(&mut self, at: usize) {
        let mark = self.marks[at];
        let same = self.stack.iter().rposition(|o| o.family == mark.family);
        match mark.side {
            Side::Open => self.open(mark, same),
            Side::Close => self.close(mark, same),
            // The white space does not tell: it closes what is open.
            Side::Either if same.is_some() => self.close(mark, same),
            Side::Either => self.open(mark, same),
        }
    }

    fn open(&mut self, mark: Sided, same: Option<usize>) {
        if let (true, Some(0)) = (mark.first, same)
            && let Some(outer) = self.stack.first_mut()
            && outer.token < mark.token
        {
            // Opened again at the start of a paragraph.
            let end = self.document.paragraphs()[mark.paragraph - 1].tokens.end;
            outer.pieces.push(outer.from..end);
            outer.from = mark.token + 1;
            self.stack.truncate(1);
            return;
        }
        // Two straight openings in a row, or one behind the end of a sentence: the first was never closed,
        // unless both are. So do paragraphs that were run together open their marks again.
        let tokens = self.document.tokens();
        let behind_sentence = mark.family.kind == MarkKind::Double
            && mark.token.checked_sub(1).is_some_and(|before| tokens[before].is(Shape::STOP));
        let never_closed =
            |_: &usize| behind_sentence || !mark.family.directed && !self.both_close(mark);
        if let Some(position) = same.filter(never_closed) {
            let open = self.stack.drain(position..).next();
            if let Some(open) = open {
                self.finish(open, mark.token, mark.token, true);
            }
        }
        let (token, family, paragraph) = (mark.token, mark.family, mark.paragraph);
        self.stack.push(Open { token, family, pieces: Vec::new(), from: token + 1, paragraph });
    }

    /// The marks behind one.
    fn behind(&self, mark: Sided) -> &[Sided] {
        &self.marks[self.marks.partition_point(|m| m.token <= mark.token)..]
    }

    /// Whether the white space around the straight marks of a paragraph closes both the one that is open
    /// and another that opens inside it: `"He shouted "Allahu akbar!" as he fired."`
    fn both_close(&self, mark: Sided) -> bool {
        let rest = self.behind(mark).iter().take(LOOK_AHEAD);
        let rest = rest.take_while(|m| m.paragraph == mark.paragraph);
        let mut open = 2usize;
        for next in rest.filter(|m| m.family == mark.family) {
            match next.side {
                Side::Open => open += 1,
                Side::Close => open -= 1,
                Side::Either => return false,
            }
            if open == 0 {
                return true;
            }
        }
        false
    }

    fn close(&mut self, mark: Sided, same: Option<usize>) {
        // A straight mark may close a curly opening, and the other way round.
        let position =
            same.or_else(|| self.stack.iter().rposition(|o| o.family.kind == mark.family.kind));
        if let Some(position) = position {
            if mark.family.kind == MarkKind::Single && self.is_possessive(mark) {
                return;
            }
            let open = self.stack.drain(position..).next();
            if let Some(open) = open {
                self.finish(open, mark.token, mark.token + 1, same.is_none());
            }
            return;
        }
        // `He says,” we are ready.”`: the wrong character, where another closes behind it.
        if mark.family.kind == MarkKind::Double && self.leads(mark) {
            self.open(Sided { side: Side::Open, ..mark }, None);
            return;
        }
        // Never opened: from the start of its paragraph, where no other region is.
        let paragraph = &self.document.paragraphs()[mark.paragraph];
        let start = self.regions.iter().rev().take(4).map(|r| r.end).max().unwrap_or(0);
        let punctuated = mark.token > 0 && self.document.tokens()[mark.token - 1].is(Shape::PUNCT);
        let double = mark.family.kind == MarkKind::Double;
        if double && punctuated && self.stack.is_empty() && start <= paragraph.tokens.start {
            let start = self.document.sentences()[paragraph.sentences.clone()]
                .first()
                .map_or(paragraph.tokens.start, |s| s.tokens.start);
            if start < mark.token {
                self.regions.push(Region {
                    open: start,
                    end: mark.token + 1,
                    pieces: std::iter::once(start..mark.token).collect(),
                    depth: 0,
                    repaired: true,
                });
            }
        }
    }

    /// Whether a closing mark stands behind a comma or colon and few words, and the next mark closes, too.
    fn leads(&self, mark: Sided) -> bool {
        let next = self.behind(mark).iter().find(|m| m.family.kind == mark.family.kind);
        let closed = next.is_some_and(|m| m.side == Side::Close && m.paragraph == mark.paragraph);
        let before = mark.token.checked_sub(1).map(|at| &self.document.tokens()[at]);
        let led = before.is_some_and(|t| matches!(self.document.text_of(t), "," | ":"));
        let start = self.document.sentence_of(mark.token);
        let start = start.map_or(0, |s| self.document.sentences()[s].tokens.start);
        closed && led && mark.token - start <= MAX_LEAD
    }

    /// `the ministers' meeting`: a plural possessive, with a close still to come.
    fn is_possessive(&self, mark: Sided) -> bool {
        let tokens = self.document.tokens();
        let before = &tokens[mark.token - 1];
        let lower_after =
            tokens.get(mark.token + 1).is_some_and(|t| t.is(Shape::ALPHA) && !t.is(Shape::CAP));
        let splitter = &self.document.lexicon().splitter;
        let plural =
            before.is(Shape::ALPHA) && splitter.may_be_plural(self.document.text_of(before));
        let another = self.behind(mark).iter().take(LOOK_AHEAD).any(|m| {
            m.family.kind == MarkKind::Single
                && m.side == Side::Close
                && m.paragraph == mark.paragraph
        });
        plural && lower_after && another
    }

    fn finish(&mut self, mut open: Open, content_end: usize, end: usize, repaired: bool) {
        if open.from < content_end {
            open.pieces.push(open.from..content_end);
        }
        self.regions.push(Region {
            open: open.token,
            end,
            pieces: open.pieces,
            depth: 0,
            repaired,
        });
    }
}
