//! Cuts text into tokens. One splitter serves texts and rule files, so that a name in a rule is cut
//! exactly as the same name in an article.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::token::{CaseNeed, Phrase, Shape, Token};
use crate::{Vocabulary, WordId};

/// How a full stop after an abbreviation is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AbbreviationClass {
    /// Goes before a name and never ends a sentence: a title, a rank.
    Title,
    /// An abbreviation only before a number; elsewhere an ordinary word.
    BeforeNumber,
    /// May end a sentence; what follows decides.
    General,
}

/// Cuts text into tokens.
#[derive(Clone, Debug, Default)]
pub struct Splitter {
    pub(crate) abbreviations: FxHashMap<Box<str>, AbbreviationClass>,
    pub(crate) clitics: FxHashSet<Box<str>>,
    pub(crate) never_initial: FxHashSet<Box<str>>,
    /// Words that keep their exclamation mark.
    pub(crate) exclaimed: FxHashSet<Box<str>>,
    pub(crate) plural_endings: Vec<Box<str>>,
    /// Words before which a lone apostrophe stands for what is cut off.
    pub(crate) elided: FxHashSet<Box<str>>,
}

impl Splitter {
    /// The class of an abbreviation, given without its last full stop, in lower case.
    #[must_use]
    pub fn abbreviation(&self, lower: &str) -> Option<AbbreviationClass> {
        self.abbreviations.get(lower).copied()
    }

    /// Whether a word may be a plural, so that an apostrophe after it shows possession.
    #[must_use]
    pub fn may_be_plural(&self, word: &str) -> bool {
        self.plural_endings.iter().any(|ending| word.ends_with(ending.as_ref()))
    }

    /// Whether a lone apostrophe before a word stands for its cut-off start: `beat 'em`.
    #[must_use]
    pub fn is_elided(&self, word: &str) -> bool {
        self.elided.contains(word.to_lowercase().as_str())
    }

    /// Cuts `text` (normalized) into tokens, calling `id` for the id of each token in lower case.
    pub fn split(&self, text: &str, mut id: impl FnMut(&str) -> WordId) -> Vec<Token> {
        let mut tokens = Vec::with_capacity(text.len() / 5 + 4);
        let bytes = text.as_bytes();
        let mut lower = String::new();
        let mut at = 0;
        let mut line_start = true;
        let mut space_before = true;
        while at < bytes.len() {
            let c = char_at(text, at);
            if c.is_whitespace() {
                line_start |= c == '\n';
                space_before = true;
                at += c.len_utf8();
                continue;
            }
            let plain = plain_word(bytes, at);
            let (end, mut shape) = match &plain {
                Some(plain) => (plain.end, plain.shape()),
                None => {
                    let end = self.token_end(text, at, c, tokens.last(), space_before);
                    (end, shape_of(&text[at..end], c))
                }
            };
            let piece = &text[at..end];
            if line_start {
                shape = shape.with(Shape::LINE_START);
            }
            let space_after = end >= bytes.len() || char_at(text, end).is_whitespace();
            if space_before {
                shape = shape.with(Shape::SPACE_BEFORE);
            }
            if space_after {
                shape = shape.with(Shape::SPACE_AFTER);
            }
            if c == '-' {
                let dash = space_before || space_after || piece.len() > 1;
                shape = shape.with(if dash { Shape::DASH } else { Shape::HYPHEN });
            }
            let word = if plain.is_some_and(|plain| plain.upper == 0) {
                id(piece)
            } else {
                lowercase(key(piece, shape), &mut lower);
                id(&lower)
            };
            tokens.push(Token { start: small(at), end: small(end), word, shape });
            at = end;
            line_start = false;
            space_before = false;
        }
        tokens
    }

    /// Where the token that starts at `at` ends.
    fn token_end(
        &self,
        text: &str,
        at: usize,
        first: char,
        previous: Option<&Token>,
        space_before: bool,
    ) -> usize {
        let rest = &text[at..];
        if first.is_alphabetic() {
            return at + self.word_len(rest);
        }
        if first.is_numeric() {
            return at + number_len(rest);
        }
        if first == '\'' && !space_before && previous.is_some() {
            // A clitic after a word that the word itself did not take: `Aliyev"'s`.
            let len = 1 + alphabetic_len(&rest[1..]);
            if len > 1 && self.clitics.contains(rest[..len].to_lowercase().as_str()) {
                return at + len;
            }
        }
        if first == '-' {
            let run = rest.bytes().take_while(|b| *b == b'-').count();
            return at + if run == 2 || run == 3 { run } else { 1 };
        }
        at + first.len_utf8()
    }

    /// Length of the word at the start of `rest`, with its own full stop if it is abbreviated.
    fn word_len(&self, rest: &str) -> usize {
        if let Some(len) = address_len(rest) {
            return len;
        }
        let mut end = 0;
        loop {
            end += alphanumeric_len(&rest[end..]);
            let mut next = rest[end..].chars();
            match (next.next(), next.next()) {
                (Some('\''), Some(c)) if c.is_alphabetic() => {
                    let tail = 1 + alphabetic_len(&rest[end + 1..]);
                    let clitic = rest[end..end + tail].to_lowercase();
                    if self.clitics.contains(clitic.as_str()) {
                        return end;
                    }
                    end += 1;
                }
                (Some('.'), _) => return self.dotted_len(rest, end),
                (Some('!'), _) if self.exclaimed.contains(rest[..end].to_lowercase().as_str()) => {
                    return end + 1;
                }
                _ => return end,
            }
        }
    }

    /// `rest[..end]` is a word and a full stop follows: does the token go on?
    fn dotted_len(&self, rest: &str, end: usize) -> usize {
        let word = &rest[..end];
        let single = word.chars().count() == 1;
        let after = rest[end + 1..].chars().next();
        // `U.S.`, `a.m.`, `e.g.`: single letters joined by full stops.
        if single && after.is_some_and(char::is_alphabetic) {
            let mut at = end;
            loop {
                let tail = &rest[at..];
                let letter = tail.strip_prefix('.').and_then(|t| t.chars().next());
                let Some(letter) = letter.filter(|c| c.is_alphabetic()) else { break };
                let next = at + 1 + letter.len_utf8();
                if rest[next..].chars().next().is_some_and(char::is_alphanumeric) {
                    break; // the start of a longer word: `A.Hajizada`
                }
                at = next;
            }
            if at > end {
                return at + usize::from(rest[at..].starts_with('.'));
            }
            return end + usize::from(word.chars().all(char::is_uppercase));
        }
        let lower = word.to_lowercase();
        if let Some(class) = self.abbreviations.get(lower.as_str()) {
            let holds = match class {
                AbbreviationClass::Title | AbbreviationClass::General => true,
                AbbreviationClass::BeforeNumber => rest[end + 1..]
                    .trim_start_matches([' ', '\u{b0}'])
                    .starts_with(|c: char| c.is_numeric()),
            };
            if holds {
                return end + 1;
            }
        }
        if single
            && word.chars().all(char::is_uppercase)
            && !self.never_initial.contains(lower.as_str())
            && after != Some('.')
        {
            return end + 1;
        }
        // `trend.az`, `example.com`: no space and a small letter.
        if !single && after.is_some_and(|c| c.is_lowercase()) {
            let tail = alphanumeric_len(&rest[end + 1..]);
            return end + 1 + tail;
        }
        end
    }
}

/// What a byte is to a plain word.
#[derive(Clone, Copy)]
enum Letter {
    Lower,
    Upper,
    Digit,
    /// It ends the word, and what follows cannot matter.
    End,
    /// Behind it the word may go on.
    Open,
}

/// By byte.
static LETTERS: [Letter; 256] = {
    let mut letters = [Letter::Open; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        letters[byte as usize] = match byte {
            b'a'..=b'z' => Letter::Lower,
            b'A'..=b'Z' => Letter::Upper,
            b'0'..=b'9' => Letter::Digit,
            b'\'' | b'.' | b'!' | b':' | b'@' | b'-' | b'_' => Letter::Open,
            _ => Letter::End,
        };
        byte += 1;
    }
    letters
};

/// A word of ASCII letters and digits that nothing follows which it might go on behind: four words of
/// five.
#[derive(Clone, Copy)]
struct PlainWord {
    end: usize,
    /// Whether it begins with a capital, how many it has, and how many small letters.
    cap: bool,
    upper: usize,
    lower: usize,
}

impl PlainWord {
    fn shape(&self) -> Shape {
        word_shape(self.cap, self.upper, self.lower)
    }
}

/// The plain word at a byte. What is no plain word, [`Splitter::token_end`] and [`shape_of`] read.
fn plain_word(bytes: &[u8], at: usize) -> Option<PlainWord> {
    let cap = bytes[at].is_ascii_uppercase();
    if !cap && !bytes[at].is_ascii_lowercase() {
        return None;
    }
    let (mut upper, mut digits) = (0, 0);
    let mut end = at;
    while let Some(byte) = bytes.get(end) {
        match LETTERS[*byte as usize] {
            Letter::Lower => {}
            Letter::Upper => upper += 1,
            Letter::Digit => digits += 1,
            Letter::End => break,
            Letter::Open => return None,
        }
        end += 1;
    }
    Some(PlainWord { end, cap, upper, lower: end - at - upper - digits })
}

/// Longest internet address that is kept as one token, in bytes; bounds the look-ahead.
const MAX_ADDRESS: usize = 400;

/// An internet address: no white space, with `://` or `@` and a full stop in it.
fn address_len(rest: &str) -> Option<usize> {
    let head = alphanumeric_len(rest);
    // A cheap test first: almost every word fails it at once.
    if !matches!(rest.as_bytes().get(head)?, b':' | b'@' | b'.' | b'-' | b'_') {
        return None;
    }
    let window = rest.len().min(MAX_ADDRESS);
    let chunk = &rest.as_bytes()[..window];
    let len = chunk.iter().position(u8::is_ascii_whitespace).unwrap_or(window);
    let chunk = rest.get(..len)?;
    let mail = chunk.find('@').is_some_and(|i| chunk[i..].contains('.'));
    if !(chunk.contains("://") || chunk.starts_with("www.") || mail) {
        return None;
    }
    let trimmed = chunk.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'']);
    (trimmed.len() > head).then_some(trimmed.len())
}

/// A number with its inner separators, and letters that cling to it: `1,000.50`, `10:30`, `5th`.
fn number_len(rest: &str) -> usize {
    let mut end = 0;
    loop {
        end += alphanumeric_len(&rest[end..]);
        let mut next = rest[end..].chars();
        match (next.next(), next.next()) {
            (Some('.' | ',' | ':' | '/'), Some(c)) if c.is_numeric() => end += 1,
            _ => return end,
        }
    }
}

fn alphanumeric_len(text: &str) -> usize {
    len_of(text, u8::is_ascii_alphanumeric, |c| c.is_alphanumeric() || is_mark(c))
}

fn alphabetic_len(text: &str) -> usize {
    len_of(text, u8::is_ascii_alphabetic, |c| c.is_alphabetic() || is_mark(c))
}

/// How many bytes at the start hold what is asked of them. Most words are over before the first byte
/// that is not ASCII, and no character need be decoded.
fn len_of(text: &str, byte: impl Fn(&u8) -> bool, character: impl Fn(char) -> bool) -> usize {
    let bytes = text.as_bytes();
    let len = bytes.iter().position(|b| !byte(b)).unwrap_or(bytes.len());
    match bytes.get(len) {
        Some(b) if !b.is_ascii() => {
            let rest = &text[len..];
            len + rest.find(|c| !character(c)).unwrap_or(rest.len())
        }
        _ => len,
    }
}

/// Combining marks that stand inside words.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{64b}'..='\u{65f}' | '\u{93c}'..='\u{94d}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

fn char_at(text: &str, at: usize) -> char {
    let byte = text.as_bytes()[at];
    if byte < 0x80 { char::from(byte) } else { text[at..].chars().next().unwrap_or('\0') }
}

fn small(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// The part of a token that its word id is made from: without the full stop of an abbreviation.
fn key(piece: &str, shape: Shape) -> &str {
    if shape.has(Shape::DOTTED) { piece.trim_end_matches('.') } else { piece }
}

fn lowercase(piece: &str, out: &mut String) {
    out.clear();
    if piece.is_ascii() {
        out.push_str(piece);
        out.make_ascii_lowercase();
    } else {
        out.extend(piece.chars().flat_map(char::to_lowercase).filter(|c| *c != '\u{307}'));
    }
}

/// What a word looks like by its letter case: whether it begins with a capital, how many it has, and
/// how many small letters.
fn word_shape(cap: bool, upper: usize, lower: usize) -> Shape {
    let shape = if cap { Shape::ALPHA.with(Shape::CAP) } else { Shape::ALPHA };
    if lower == 0 && upper >= 2 {
        shape.with(Shape::UPPER)
    } else if lower > 0 && upper > usize::from(cap) {
        shape.with(Shape::MIXED)
    } else {
        shape
    }
}

fn shape_of(piece: &str, first: char) -> Shape {
    let mut shape = Shape::default();
    if first.is_alphabetic() {
        let (upper, lower) = if piece.is_ascii() {
            let count = |is: fn(&u8) -> bool| piece.bytes().filter(is).count();
            (count(u8::is_ascii_uppercase), count(u8::is_ascii_lowercase))
        } else {
            let count = |is: fn(char) -> bool| piece.chars().filter(|c| is(*c)).count();
            (count(char::is_uppercase), count(char::is_lowercase))
        };
        shape = word_shape(first.is_uppercase(), upper, lower);
        if piece.ends_with('.') {
            shape = shape.with(Shape::DOTTED);
            if upper == 1 && piece.chars().count() == 2 {
                shape = shape.with(Shape::INITIAL);
            }
        }
    } else if first.is_numeric() {
        shape = shape.with(Shape::NUMBER);
    } else if piece.len() > 1 && first == '\'' {
        shape = shape.with(Shape::ALPHA);
    } else {
        shape = shape.with(Shape::PUNCT);
        shape = match first {
            '"' => shape.with(Shape::DOUBLE),
            '\'' => shape.with(Shape::SINGLE),
            '\u{2014}' => shape.with(Shape::DASH),
            '.' | '!' | '?' | '\u{2026}' => shape.with(Shape::STOP),
            _ => shape,
        };
    }
    shape
}

impl Splitter {
    /// Cuts a phrase of a rule file, adding its words to the vocabulary.
    pub(crate) fn phrase(&self, text: &str, words: &mut Vocabulary) -> Phrase {
        if let Some(plain) = plain_words(text, words) {
            return plain;
        }
        // A clitic alone or at the start (`'s` in a pattern, `'s capital` in a list) is the token that
        // it is behind a word.
        let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
        let (clitic, rest) =
            if self.clitics.contains(first) { (Some(first), rest) } else { (None, text) };
        let clitic = clitic.map(|clitic| (words.intern(clitic), CaseNeed::Any));
        let rest = self.split(rest, |lower| words.intern(lower));
        let rest = rest.into_iter().map(|t| (t.word, CaseNeed::of(t.shape)));
        clitic.into_iter().chain(rest).collect()
    }
}

/// A phrase of plain words with a space between them, which most are: each is read at once.
fn plain_words(text: &str, words: &mut Vocabulary) -> Option<Phrase> {
    let bytes = text.as_bytes();
    let mut phrase = Vec::with_capacity(1);
    let mut at = 0;
    while at < bytes.len() {
        let plain = plain_word(bytes, at)?;
        let word = &text[at..plain.end];
        let word = match plain.upper {
            0 => words.intern(word),
            _ => words.intern(&word.to_ascii_lowercase()),
        };
        phrase.push((word, CaseNeed::of(plain.shape())));
        at = match &bytes[plain.end..] {
            [] => plain.end,
            [b' ', _, ..] => plain.end + 1,
            _ => return None,
        };
    }
    (!phrase.is_empty()).then_some(phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let mut splitter = Splitter::default();
        splitter.clitics.extend(["'s", "'re"].map(Into::into));
        splitter.abbreviations.insert("mr".into(), AbbreviationClass::Title);
        splitter.abbreviations.insert("no".into(), AbbreviationClass::BeforeNumber);
        splitter.split(text, |_| WordId::UNKNOWN).iter().map(|t| &text[t.span().range()]).collect()
    }

    #[test]
    fn phrases_of_plain_words_are_cut_as_texts_are() {
        let mut splitter = Splitter::default();
        splitter.clitics.insert("'s".into());
        for phrase in [
            "at odds over",
            "US Congress",
            "G7 summit",
            "'s capital",
            "a  b",
            "Mr. Wang",
            "",
            " a",
            "a ",
        ] {
            let mut words = Vocabulary::default();
            let read = splitter.phrase(phrase, &mut words);
            let cut = splitter.split(phrase.trim_start_matches("'s "), |lower| words.get(lower));
            let cut = cut.iter().map(|t| (t.word, CaseNeed::of(t.shape)));
            let clitic = phrase.starts_with("'s").then(|| (words.get("'s"), CaseNeed::Any));
            assert_eq!(read, clitic.into_iter().chain(cut).collect::<Vec<_>>(), "{phrase:?}");
        }
    }

    #[test]
    fn plain_words_are_read_as_all_others_are() {
        let splitter = Splitter::default();
        let words = ["said", "Minister", "UN", "A", "a", "G7", "iPhone", "McCain", "B2B", "COP29"];
        for word in words {
            for behind in ["", " ", ", he", ")", "\"", ";", "/a", "(s)", "?"] {
                let text = format!("{word}{behind}");
                let plain = plain_word(text.as_bytes(), 0).map(|p| (p.end, p.shape()));
                let first = char_at(&text, 0);
                let end = splitter.token_end(&text, 0, first, None, true);
                assert_eq!(plain, Some((end, shape_of(&text[..end], first))), "{text}");
            }
            for behind in ["'s", ".", "!", "-led", "@un.org", "://un.org", "_a", "é", "’s"] {
                assert!(plain_word(format!("{word}{behind}").as_bytes(), 0).is_none());
            }
        }
    }

    #[test]
    fn an_initial_keeps_its_stop_and_the_surname_stands_alone() {
        assert_eq!(split("A.Hajizada said"), ["A.", "Hajizada", "said"]);
    }

    #[test]
    fn acronyms_with_stops_are_one_token() {
        assert_eq!(
            split("the U.S. and U.N., at 5 a.m."),
            ["the", "U.S.", "and", "U.N.", ",", "at", "5", "a.m."]
        );
    }

    #[test]
    fn possessives_are_cut_and_contractions_are_not() {
        assert_eq!(
            split("Azerbaijan's envoy didn't go"),
            ["Azerbaijan", "'s", "envoy", "didn't", "go"]
        );
    }

    #[test]
    fn a_phrase_may_begin_with_a_clitic() {
        let mut splitter = Splitter::default();
        splitter.clitics.insert("'s".into());
        let mut words = Vocabulary::default();
        let mut phrase = |text| -> Vec<_> {
            splitter.phrase(text, &mut words).into_iter().map(|(word, _)| word).collect()
        };
        let (alone, mediation) = (phrase("'s"), phrase("mediation"));
        assert_eq!(phrase("'s mediation"), [alone, mediation].concat());
    }

    #[test]
    fn compounds_are_three_tokens() {
        assert_eq!(split("Azerbaijani-Chinese"), ["Azerbaijani", "-", "Chinese"]);
    }

    #[test]
    fn numbers_keep_their_separators_and_addresses_stay_whole() {
        assert_eq!(
            split("$1,000.50 on No. 5, see https://www.un.org/a.b."),
            ["$", "1,000.50", "on", "No.", "5", ",", "see", "https://www.un.org/a.b", "."]
        );
    }

    #[test]
    fn a_lost_space_after_a_stop_still_separates() {
        assert_eq!(
            split("the talks.Today Mr. Wang left"),
            ["the", "talks", ".", "Today", "Mr.", "Wang", "left"]
        );
    }
}
