//! Paragraphs: blank lines, and line ends that are not mere wrapping.

use chancery_rules::Span;

/// Lines of a hard-wrapped text are at most this long.
const MAX_WRAP: usize = 100;
/// And at least this long, or its lines are items.
const MIN_WRAP: usize = 40;
/// A block needs this many lines before its line ends can be taken for wrapping.
const MIN_WRAPPED: usize = 3;

/// The paragraphs of a text whose line ends are `\n`, without white space around them.
pub(crate) fn paragraphs(text: &str) -> Vec<Span> {
    let mut paragraphs = Vec::new();
    let mut block: Vec<Span> = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        match trimmed(text, Span::new(start, end)) {
            Some(line) => block.push(line),
            None => close(text, &mut block, &mut paragraphs),
        }
        start = end + 1;
    }
    close(text, &mut block, &mut paragraphs);
    paragraphs
}

fn trimmed(text: &str, span: Span) -> Option<Span> {
    let line = &text[span.range()];
    let start = span.start + (line.len() - line.trim_start().len());
    let end = span.start + line.trim_end().len();
    (start < end).then(|| Span::new(start, end))
}

/// Joins the lines of a block (no blank line in it) into paragraphs.
fn close(text: &str, block: &mut Vec<Span>, paragraphs: &mut Vec<Span>) {
    let widest = block.iter().map(|l| l.len()).max().unwrap_or(0);
    let starts_small = |line: &Span| text[line.range()].starts_with(char::is_lowercase);
    // A list of small things, one a line: no line has the capital that starts a sentence.
    let small_list = block.len() > 1 && block.iter().all(starts_small);
    let ends_open = |line: &Span| !text[line.range()].ends_with(['.', '!', '?', '"', ':', '\'']);
    let open = block.iter().filter(|line| ends_open(line)).count();
    let wrapped = block.len() >= MIN_WRAPPED
        && (MIN_WRAP..=MAX_WRAP).contains(&widest)
        && open * 2 >= block.len();
    let mut current: Option<Span> = None;
    for (i, line) in block.iter().enumerate() {
        let joins = i > 0 && !small_list && {
            let before = block[i - 1];
            let first_word = text[line.range()].split(' ').next().unwrap_or("").len();
            let full = before.len() + 1 + first_word > widest;
            starts_small(line) || wrapped && full && !starts_item(&text[line.range()])
        };
        match &mut current {
            Some(span) if joins => span.end = line.end,
            _ => paragraphs.extend(current.replace(*line)),
        }
    }
    paragraphs.extend(current);
    block.clear();
}

/// Whether a line starts with something that is neither letter, digit nor mark: a bullet.
fn starts_item(line: &str) -> bool {
    line.starts_with(|c: char| !(c.is_alphanumeric() || matches!(c, '"' | '\'' | '(' | '[' | '$')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|s| &text[s.range()]).collect()
    }

    #[test]
    fn one_paragraph_a_line_is_not_joined() {
        let text =
            "Ministers meet in Astana\nThe ministers met on Tuesday.\nThey signed a protocol.";
        assert_eq!(split(text).len(), 3);
    }

    #[test]
    fn hard_wrapped_lines_are_one_paragraph() {
        let text = "The ministers of the two countries met in Astana on Tuesday and\nsigned a protocol on trade. President Tokayev, who had received\nBoth ministers before, praised the document.";
        assert_eq!(split(text).len(), 1);
    }

    #[test]
    fn blank_lines_separate() {
        assert_eq!(split(" a b \n \n\nC d\n"), ["a b", "C d"]);
    }
}
