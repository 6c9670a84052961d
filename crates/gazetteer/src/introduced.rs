//! Letters that a text introduces for a name of its own: `the Economic Planning Agency (EPA)` is not the one
//! of the United States, nor is `EPA` elsewhere in that text.

use std::collections::BTreeSet;

use chancery_text::{Document, Shape, Token};

use crate::mention::Form;
use crate::names::{Found, Names};

/// The fewest letters that are taken for those of a name; two stand for many things.
const LEAST_LETTERS: usize = 3;

/// Takes out the acronyms that the text introduces for other names.
pub(crate) fn drop_introduced(names: &Names, document: &Document<'_>, found: &mut Vec<Found>) {
    let other: BTreeSet<String> = found
        .iter()
        .enumerate()
        .filter(|(_, f)| f.form == Form::Acronym && f.part_of.is_none())
        .filter(|(number, f)| is_introduced(names, document, &found[..*number], f))
        .map(|(_, f)| text(document, f))
        .collect();
    if !other.is_empty() {
        found.retain(|f| f.form != Form::Acronym || !other.contains(&text(document, f)));
    }
}

fn text(document: &Document<'_>, found: &Found) -> String {
    document.slice(document.span_of(found.tokens.clone())).to_owned()
}

/// Whether letters in brackets are the initials of the words before them, which name something else.
fn is_introduced(names: &Names, document: &Document<'_>, before: &[Found], found: &Found) -> bool {
    let tokens = document.tokens();
    let Some(open) = found.tokens.start.checked_sub(1) else { return false };
    let is = |at: usize, mark: &str| tokens.get(at).is_some_and(|t| document.text_of(t) == mark);
    let letters = text(document, found).to_uppercase();
    let letters: Vec<char> = letters.chars().filter(|c| c.is_alphabetic()).collect();
    if !is(open, "(") || !is(found.tokens.end, ")") || letters.len() < LEAST_LETTERS {
        return false;
    }
    // Backwards: each capitalised word begins with the next letter; small ones stand for none.
    let initial = |t: &Token| document.text_of(t).chars().next();
    let (mut at, mut rest) = (open, letters.as_slice());
    while let Some((letter, earlier)) = rest.split_last() {
        let Some(word) = at.checked_sub(1).map(|at| &tokens[at]) else { return false };
        at -= 1;
        if word.is(Shape::CAP) {
            if initial(word).is_none_or(|c| !c.to_uppercase().eq([*letter])) {
                return false;
            }
            rest = earlier;
        } else if !word.is(Shape::ALPHA) && !word.is(Shape::HYPHEN) || open - at > 2 * letters.len()
        {
            return false;
        }
    }
    // The words may be another name of the same, which shares most of them.
    let same = |f: &Found| f.entry == found.entry && f.tokens.end > at;
    if before.iter().rev().take_while(|f| f.tokens.end > at).any(same) {
        return false;
    }
    let Some(entity) = names.entity(found.entry) else { return false };
    let own: BTreeSet<String> = entity.name.split_whitespace().map(str::to_lowercase).collect();
    let words: Vec<String> = tokens[at..open]
        .iter()
        .filter(|t| t.is(Shape::CAP))
        .map(|t| document.text_of(t).to_lowercase())
        .collect();
    let shared = words.iter().filter(|word| own.contains(*word)).count();
    shared * 2 < words.len()
}
