//! Passages of one line with lines of notes below them.

use chancery_rules::Span;

use crate::gold::GoldError;

/// Stands for a paragraph's end in a passage of one line.
const PARAGRAPH: char = '¶';

/// A passage and what is noted of it.
#[derive(Debug)]
pub(crate) struct Passage<'f> {
    /// `line 12`.
    pub(crate) id: String,
    /// Its paragraphs, with an empty line between them.
    pub(crate) text: String,
    /// In the order of the file.
    pub(crate) notes: Vec<Note<'f>>,
}

/// A line `= head: words`.
#[derive(Debug)]
pub(crate) struct Note<'f> {
    /// From 1.
    pub(crate) line: usize,
    /// What stands before the first colon.
    pub(crate) head: &'f str,
    /// What stands behind it.
    pub(crate) words: &'f str,
}

impl<'f> Passage<'f> {
    /// Reads passages; `#` begins a comment. `form` says how a note is written, for the error.
    pub(crate) fn read_all(file: &'f str, form: &str) -> Result<Vec<Self>, GoldError> {
        let mut passages: Vec<Passage<'f>> = Vec::new();
        for (line, content) in lines(file) {
            let Some(note) = content.strip_prefix('=') else {
                let paragraphs: Vec<&str> = content.split(PARAGRAPH).map(str::trim).collect();
                let (id, text) = (format!("line {line}"), paragraphs.join("\n\n"));
                passages.push(Passage { id, text, notes: Vec::new() });
                continue;
            };
            let read = passages.last_mut().zip(note.split_once(':'));
            let (passage, (head, words)) = read.ok_or_else(|| unreadable(line, form))?;
            passage.notes.push(Note { line, head: head.trim(), words: words.trim() });
        }
        Ok(passages)
    }
}

/// The lines of a file that are no comments, with their numbers.
pub(crate) fn lines(file: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = file.lines().enumerate().map(|(i, line)| (i + 1, line.trim()));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// What is said of a note that is written otherwise.
pub(crate) fn unreadable(line: usize, form: &str) -> GoldError {
    GoldError::Record { line, message: format!("write `{form}` below its passage") }
}

/// The places of words in a text: whole words first, then parts of longer ones.
pub(crate) fn places(text: &str, words: &str) -> Vec<Span> {
    let found = text.match_indices(words).map(|(at, words)| Span::new(at, at + words.len()));
    let mut spans: Vec<Span> = found.collect();
    let inside = |span: &Span| {
        text[..span.start].ends_with(char::is_alphanumeric)
            || text[span.end..].starts_with(char::is_alphanumeric)
    };
    spans.sort_by_key(inside);
    spans
}
