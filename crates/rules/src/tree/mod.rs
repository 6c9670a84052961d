//! A rule file as a tree of places: what its keys and values are and where they stand, a tenth of the
//! size of the tables that a TOML parser makes, with the text of strings left in the file.
//!
//! The trees of the embedded pack are made when the crate is built, so that a start does not wait for
//! the parser; those of other packs when they are read. All are read by the same code.

mod read;
mod write;

use std::borrow::Cow;

use crate::Span;
pub(crate) use read::{Error, Fields, Key, Kind, Node, Table};

/// The tree of a file.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    bytes: Cow<'static, [u8]>,
    /// What is wrong with the file as TOML.
    pub(crate) problems: Vec<(String, Span)>,
}

impl Tree {
    /// One that was made of a sound file.
    pub(crate) fn made(bytes: &'static [u8]) -> Self {
        Tree { bytes: Cow::Borrowed(bytes), problems: Vec::new() }
    }

    pub(crate) fn of(text: &str) -> Self {
        let (bytes, problems) = write::write(text);
        let problems = problems.into_iter().map(|(message, span)| (message, span.into())).collect();
        Tree { bytes: Cow::Owned(bytes), problems }
    }

    /// The keys and values of the file, given its text.
    pub(crate) fn root<'t>(&'t self, text: &'t str) -> Node<'t> {
        Node::root(text, &self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;
    use toml::de::{DeTable, DeValue};

    use super::*;
    use crate::Pack;

    /// A tree says of a file what the parser says.
    fn same(text: &str, tree: &Tree) {
        let plain = toml::Table::deserialize(tree.root(text)).expect("a table");
        assert_eq!(plain, text.parse::<toml::Table>().expect("TOML"));
        let places = DeTable::parse(text).expect("TOML");
        let Kind::Table(table) = tree.root(text).kind else { panic!("no table") };
        same_places(table, places.get_ref());
    }

    fn same_places(table: Table<'_>, places: &DeTable<'_>) {
        assert_eq!(table.count(), places.len());
        for ((key, value), (other, place)) in table.zip(places) {
            assert_eq!((key.name, key.span), (other.get_ref().as_ref(), other.span().into()));
            same_place(value, place);
        }
    }

    fn same_place(value: Node<'_>, place: &toml::Spanned<DeValue<'_>>) {
        assert_eq!(value.span, place.span().into());
        match (value.kind, place.get_ref()) {
            (Kind::Table(inner), DeValue::Table(places)) => same_places(inner, places),
            (Kind::Array(items), DeValue::Array(places)) => {
                items.zip(places.iter()).for_each(|(item, place)| same_place(item, place));
            }
            _ => {}
        }
    }

    #[test]
    fn the_trees_of_the_embedded_pack_are_those_of_its_files() {
        let files = Pack::embedded().files;
        assert!(files.len() > 20);
        for file in files {
            same(&file.text, &file.tree.expect("made when the crate was built"));
        }
    }

    #[test]
    fn strings_numbers_and_tables_in_every_form() {
        let text = r#"
            empty = ""
            escaped = "Türkiye \u00e7 \"Ankara\""
            literal = 'C:\treaties'
            lines = """
Two
lines"""
            "quoted key" = [1, -2, 0x1F, 3.5, true, false]
            dotted.key = { inline = [["Oslo"], []] }

            [[treaty]]
            id = "abc"
            [treaty.sides]
            "Czech Republic" = 1993
            [[treaty]]
        "#;
        same(text, &Tree::of(text));
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_place() {
        let tree = Tree::of("[[list]]\nid = \"a\nwords = []\n");
        assert_eq!(tree.problems.len(), 1);
        let (message, span) = &tree.problems[0];
        assert!(message.contains("string") || message.contains("quot"), "{message}");
        assert!((9..20).contains(&span.start), "{span:?}");
    }

    proptest! {
        #[test]
        fn any_text_makes_a_tree_that_can_be_read(text in "(\\PC|\n|\\[|\\]|=|\"|'|\\.|#){0,60}") {
            let tree = Tree::of(&text);
            let _ = toml::Table::deserialize(tree.root(&text));
            if tree.problems.is_empty() {
                let table = text.parse::<toml::Table>();
                // Dates are no values of rules.
                prop_assume!(table.is_ok() && !text.contains(':') && !text.contains('-'));
                same(&text, &tree);
            }
        }

        #[test]
        fn what_is_no_tree_comes_to_an_end(bytes: Vec<u8>, text in "\\PC{0,20}") {
            let tree = Tree { bytes: Cow::Owned(bytes), problems: Vec::new() };
            let _ = toml::Table::deserialize(tree.root(&text));
        }
    }
}
