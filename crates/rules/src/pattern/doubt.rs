//! Patterns that can never match.

use super::ast::Node;
use super::parse::parse;
use crate::Lexicon;

/// A list without words that every match of a pattern would need a word of. Phrases are not looked
/// into.
pub(crate) fn empty_list(pattern: &str, lexicon: &Lexicon) -> Option<String> {
    needed(&parse(pattern).ok()?, lexicon)
}

fn needed(node: &Node, lexicon: &Lexicon) -> Option<String> {
    match node {
        Node::List(name, _) => {
            let list = lexicon.lists.get(name)?;
            lexicon.lists.first_words(list).is_empty().then(|| name.clone())
        }
        Node::Seq(items) => items.iter().find_map(|item| needed(item, lexicon)),
        Node::Alt(branches) => {
            let mut empty = branches.iter().map(|branch| needed(branch, lexicon));
            let first = empty.next()?;
            empty.all(|list| list.is_some()).then_some(first)?
        }
        Node::Repeat { node, min, .. } if *min > 0 => needed(node, lexicon),
        Node::Capture(_, node) => needed(node, lexicon),
        _ => None,
    }
}
