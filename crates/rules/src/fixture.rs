//! Examples with inline markers: `[speaker:A.Hajizada] [cue:said] that [content:…].`
//!
//! The same notation serves the examples of every kind of rule. A marker is `[`, a label of
//! letters, digits, `-`, `_` or `/`, a colon, the text, and `]`; markers nest. A bracket that opens
//! no such marker is ordinary text, so `[...]` needs no escape; `\[` and `\]` are always brackets.

use crate::Span;

/// An example taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixture {
    /// The text without markers.
    pub text: String,
    /// What was marked, in order of the closing bracket: label and bytes of `text`.
    pub marks: Vec<(String, Span)>,
}

impl Fixture {
    /// Takes an example apart.
    ///
    /// # Errors
    /// The byte offset of a marker that is never closed.
    ///
    /// ```
    /// let f = chancery_rules::Fixture::parse("[speaker:A.Hajizada] said").unwrap();
    /// assert_eq!(f.text, "A.Hajizada said");
    /// assert_eq!(f.marks[0].0, "speaker");
    /// ```
    pub fn parse(source: &str) -> Result<Self, usize> {
        let mut text = String::with_capacity(source.len());
        let mut marks = Vec::new();
        let mut open: Vec<(String, usize, usize)> = Vec::new();
        let mut at = 0;
        while let Some(c) = source[at..].chars().next() {
            let rest = &source[at..];
            if rest.starts_with("\\[") || rest.starts_with("\\]") {
                text.push_str(&rest[1..2]);
                at += 2;
            } else if let Some(label) = label_at(rest) {
                open.push((label.to_owned(), text.len(), at));
                at += label.len() + 2;
            } else if c == ']'
                && let Some((label, start, _)) = open.pop()
            {
                marks.push((label, Span::new(start, text.len())));
                at += 1;
            } else {
                text.push(c);
                at += c.len_utf8();
            }
        }
        match open.pop() {
            Some((_, _, offset)) => Err(offset),
            None => Ok(Fixture { text, marks }),
        }
    }
}

fn label_at(rest: &str) -> Option<&str> {
    let inner = rest.strip_prefix('[')?;
    let end = inner.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '/')))?;
    (end > 0 && inner[end..].starts_with(':')).then(|| &inner[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_nest_and_plain_brackets_stay() {
        let f = Fixture::parse("[a:the [b:two] sides] [...] \\[c:x\\]").unwrap();
        assert_eq!(f.text, "the two sides [...] [c:x]");
        assert_eq!(f.marks, [("b".into(), Span::new(4, 7)), ("a".into(), Span::new(0, 13))]);
    }

    #[test]
    fn an_open_marker_is_an_error_at_its_bracket() {
        assert_eq!(Fixture::parse("said [cue:x"), Err(5));
    }
}
