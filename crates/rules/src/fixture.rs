//! Examples with inline markers: `[speaker:A.Hajizada] [cue:said] that [content:…].`
//!
//! The same notation serves the examples of every kind of rule. A marker is `[`, a label of
//! letters, digits, `-`, `_` or `/`, a colon, the text, and `]`; markers nest. A bracket that opens
//! no such marker is ordinary text, so `[...]` needs no escape; `\[` and `\]` are always brackets.

use std::cmp::Reverse;
use std::fmt;

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

/// The notation itself. Of two marks that cross, only the first is written.
impl fmt::Display for Fixture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut marks: Vec<&(String, Span)> = self.marks.iter().collect();
        marks.sort_by_key(|(label, span)| (span.start, Reverse(span.end), label));
        let mut marks = marks.into_iter().peekable();
        let mut open: Vec<usize> = Vec::new();
        // All places where something opens or closes, from left to right.
        let mut at = 0;
        loop {
            while open.pop_if(|end| *end <= at).is_some() {
                f.write_str("]")?;
            }
            while let Some((label, span)) = marks.next_if(|(_, span)| span.start <= at) {
                if open.last().is_none_or(|end| span.end <= *end) && span.end > at {
                    write!(f, "[{label}:")?;
                    open.push(span.end);
                }
            }
            let next = marks.peek().map(|(_, span)| span.start);
            let next = next.into_iter().chain(open.last().copied()).min();
            let end = next.unwrap_or(self.text.len());
            let piece = self.text.get(at..end).unwrap_or_default();
            f.write_str(&piece.replace('[', "\\[").replace(']', "\\]"))?;
            if next.is_none() {
                return Ok(());
            }
            at = end;
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

    #[test]
    fn what_is_written_is_what_was_read() {
        let source = "[speaker:The [country/AZ:Azerbaijani] Foreign Ministry] [cue:said] \\[sic\\] [content:so].";
        let fixture = Fixture::parse(source).expect("it parses");
        assert_eq!(fixture.to_string(), source);
    }

    #[test]
    fn of_crossing_marks_the_first_is_written() {
        let marks = vec![("a".to_owned(), Span::new(0, 5)), ("b".to_owned(), Span::new(2, 8))];
        let fixture = Fixture { text: "Baku said.".to_owned(), marks };
        assert_eq!(fixture.to_string(), "[a:Baku ]said.");
    }
}
