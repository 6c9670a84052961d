//! Reads a pattern's text into a tree.

use super::ast::{Node, ParseError};
use crate::Span;

/// Deepest nesting of groups; parsing recurses once a level.
const MAX_DEPTH: usize = 50;
/// Longest pattern text, in bytes.
const MAX_TEXT: usize = 20_000;
/// Most repetitions that can be asked for in numbers.
const MAX_COUNT: usize = 100;
/// The gap that `...` stands for.
const DEFAULT_GAP: usize = 8;

pub(crate) fn parse(text: &str) -> Result<Node, ParseError> {
    if text.len() > MAX_TEXT {
        return Err(ParseError::new(
            Span::new(0, 1),
            format!("the pattern is longer than {MAX_TEXT} bytes"),
        )
        .hint("split it into several patterns, or move words into a [[list]]"));
    }
    let mut parser = Parser { text, at: 0, depth: 0 };
    let node = parser.alternatives()?;
    if parser.at < text.len() {
        return Err(ParseError::new(parser.here(), "this `)` closes nothing")
            .hint("remove it, or write \\) for the character"));
    }
    if matches!(&node, Node::Seq(items) if items.is_empty()) {
        return Err(ParseError::new(Span::new(0, text.len()), "the pattern is empty"));
    }
    Ok(node)
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The character at hand, as a span.
    fn here(&self) -> Span {
        Span::new(self.at, self.at + self.peek().map_or(0, char::len_utf8))
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn alternatives(&mut self) -> Result<Node, ParseError> {
        let mut branches = vec![self.sequence()?];
        while self.peek() == Some('|') {
            self.at += 1;
            branches.push(self.sequence()?);
        }
        if branches.len() == 1 { Ok(branches.remove(0)) } else { Ok(Node::Alt(branches)) }
    }

    fn sequence(&mut self) -> Result<Node, ParseError> {
        let mut items = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None | Some('|' | ')') => break,
                Some(_) => items.push(self.item()?),
            }
        }
        if items.len() == 1 { Ok(items.remove(0)) } else { Ok(Node::Seq(items)) }
    }

    fn item(&mut self) -> Result<Node, ParseError> {
        let name = self.capture_name()?;
        let atom = self.atom()?;
        let node = self.quantified(atom)?;
        Ok(match name {
            Some(name) => Node::Capture(name, Box::new(node)),
            None => node,
        })
    }

    /// `name:` right before an atom.
    fn capture_name(&mut self) -> Result<Option<String>, ParseError> {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_ascii_lowercase() || matches!(c, '-' | '_')));
        let Some(len) = end.filter(|len| *len > 0 && rest[*len..].starts_with(':')) else {
            return Ok(None);
        };
        let name = rest[..len].to_owned();
        let after = rest[len + 1..].chars().next();
        if after.is_none_or(char::is_whitespace) {
            let span = Span::new(self.at, self.at + len + 1);
            let message = format!("`{name}:` names nothing: a space follows");
            return Err(ParseError::new(span, message)
                .hint(format!("write {name}:<actor> without a space, or {name}\\: for a colon")));
        }
        self.at += len + 1;
        Ok(Some(name))
    }

    fn atom(&mut self) -> Result<Node, ParseError> {
        let start = self.at;
        match self.peek() {
            Some('(') => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(ParseError::new(
                        self.here(),
                        format!("groups nest more than {MAX_DEPTH} deep"),
                    ));
                }
                self.at += 1;
                let node = self.alternatives()?;
                if self.peek() != Some(')') {
                    return Err(ParseError::new(
                        Span::new(start, start + 1),
                        "this `(` is never closed",
                    )
                    .hint("add the `)`, or write \\( for the character"));
                }
                self.at += 1;
                self.depth -= 1;
                Ok(node)
            }
            Some('{') => self.named('}').map(|(name, span)| Node::List(name, span)),
            Some('<') => self.named('>').map(|(name, span)| Node::Class(name, span)),
            Some('!') => {
                self.at += 1;
                let atom = self.atom()?;
                let span = Span::new(start, self.at);
                if !matches!(atom, Node::Word(_) | Node::List(..) | Node::Class(..)) {
                    return Err(ParseError::new(span, "`!` takes one word, list or class")
                        .hint("for example: !{speech-verb}"));
                }
                Ok(Node::Not(Box::new(atom), span))
            }
            Some('&') if self.rest().starts_with("&!") => {
                self.at += 1;
                match self.atom()? {
                    Node::Not(inner, span) => Ok(Node::Ahead(inner, span)),
                    other => Ok(other),
                }
            }
            Some('^') => {
                self.at += 1;
                Ok(Node::Start)
            }
            Some('$') => {
                self.at += 1;
                Ok(Node::End)
            }
            Some('.') if self.rest().starts_with("..") => self.gap(),
            Some(c @ ('?' | '*' | '+')) => {
                Err(ParseError::new(self.here(), format!("`{c}` has nothing before it to repeat"))
                    .hint(format!(
                        "write it right after a word or group, or \\{c} for the character"
                    )))
            }
            Some(c @ ('}' | '>')) => {
                Err(ParseError::new(self.here(), format!("this `{c}` closes nothing"))
                    .hint(format!("write \\{c} for the character")))
            }
            _ => self.word(),
        }
    }

    fn gap(&mut self) -> Result<Node, ParseError> {
        if self.rest().starts_with("...") {
            self.at += 3;
            return Ok(Node::Gap(DEFAULT_GAP));
        }
        let start = self.at;
        self.at += 2;
        match self.number() {
            Some(n) if (1..=MAX_COUNT).contains(&n) => Ok(Node::Gap(n)),
            _ => Err(ParseError::new(
                Span::new(start, self.at),
                format!("a gap is `...` or `..` and a number from 1 to {MAX_COUNT}"),
            )),
        }
    }

    fn named(&mut self, close: char) -> Result<(String, Span), ParseError> {
        let start = self.at;
        let rest = &self.text[self.at + 1..];
        let len = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '/')));
        let len = len.unwrap_or(rest.len());
        if len == 0 || !rest[len..].starts_with(close) {
            let open = &self.text[start..=start];
            return Err(ParseError::new(
                Span::new(start, start + 1 + len),
                format!("`{open}` needs a name and `{close}`"),
            )
            .hint(format!("for example: {open}name{close}; or write \\{open} for the character")));
        }
        self.at += 1 + len + 1;
        Ok((rest[..len].to_owned(), Span::new(start, self.at)))
    }

    fn word(&mut self) -> Result<Node, ParseError> {
        let start = self.at;
        let mut word = String::new();
        while let Some(c) = self.peek() {
            if c.is_whitespace()
                || matches!(c, '(' | ')' | '|' | '{' | '}' | '<' | '>' | '?' | '*' | '+')
            {
                break;
            }
            self.at += c.len_utf8();
            if c == '\\' {
                let Some(escaped) = self.peek() else {
                    return Err(ParseError::new(
                        Span::new(start, self.at),
                        "`\\` stands before the character that it protects",
                    ));
                };
                word.push(escaped);
                self.at += escaped.len_utf8();
            } else {
                word.push(c);
            }
        }
        Ok(Node::Word(word))
    }

    fn number(&mut self) -> Option<usize> {
        let len = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let number = self.rest()[..len].parse().ok();
        self.at += len;
        number
    }

    fn quantified(&mut self, atom: Node) -> Result<Node, ParseError> {
        let start = self.at;
        let (min, max) = match self.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') if self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                self.at += 1;
                let min = self.number().unwrap_or(0);
                let max = if self.peek() == Some(',') {
                    self.at += 1;
                    self.number()
                } else {
                    Some(min)
                };
                let sound = self.peek() == Some('}')
                    && max.is_some_and(|max| min <= max && (1..=MAX_COUNT).contains(&max));
                if !sound {
                    return Err(ParseError::new(
                        Span::new(start, self.at),
                        format!(
                            "a count is {{n}} or {{least,most}}, most at least 1 and at most {MAX_COUNT}"
                        ),
                    ));
                }
                (min, max)
            }
            _ => return Ok(atom),
        };
        self.at += 1;
        if matches!(self.peek(), Some('?' | '*' | '+')) {
            return Err(ParseError::new(self.here(), "one repetition sign is enough here"));
        }
        Ok(Node::Repeat { node: Box::new(atom), min, max })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_design_parses() {
        let node = parse(
            "type:{instrument} between party:<actor> and party:<actor> ((on|for|concerning) subject:<noun-phrase>)?",
        );
        assert!(matches!(node, Ok(Node::Seq(items)) if items.len() == 6));
    }

    #[test]
    fn errors_point_at_the_character() {
        for (text, at, says) in [
            ("signed (a treaty", 7, "never closed"),
            ("signed a) treaty", 8, "closes nothing"),
            ("? treaty", 0, "nothing before"),
            ("{instrument between", 0, "needs a name"),
            ("a ..0 b", 2, "a gap is"),
            ("a{3,1}", 1, "a count is"),
            ("", 0, "empty"),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(error.span.start, at, "{text}");
            assert!(error.message.contains(says), "{text}: {}", error.message);
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        let text = format!("{}a{}", "(".repeat(1000), ")".repeat(1000));
        assert!(parse(&text).is_err());
    }
}
