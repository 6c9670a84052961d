//! Findings as flat rows, for tables: one row a document, a mention, a quotation. Agreements have
//! [`Filing`](crate::Filing).

use std::io::{self, Write};

use chancery_rules::Span;
use comfy_table::Table;
use serde::Serialize;

use super::pretty::{DEFAULT_WIDTH, shorten, table};
use crate::{Annotations, Converter, Offsets, RecordError};

/// One document, read or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentRow {
    /// The document's id.
    pub document: String,
    /// Its date.
    pub date: Option<String>,
    /// The country of its dateline.
    pub dateline_country: Option<String>,
    /// The entity of the agency that signs.
    pub agency: Option<String>,
    /// How many mentions it has.
    pub mentions: usize,
    /// How many quotations.
    pub quotes: usize,
    /// How many agreements.
    pub agreements: usize,
    /// Why it could not be read: the code of the error.
    pub error: Option<String>,
    /// What was wrong, with file and record.
    pub message: Option<String>,
}

/// One mention of one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MentionRow {
    /// The document's id.
    pub document: String,
    /// The mention's id in the document.
    pub id: String,
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The text there.
    pub text: String,
    /// `country`, `institution`, `organization`, `person` or `place`.
    pub kind: String,
    /// `name`, `demonym`, `title` …
    pub form: String,
    /// The entity's id.
    pub entity: String,
    /// Its country.
    pub country: Option<String>,
    /// Its name.
    pub name: String,
    /// Whether it only belongs to a longer name, and is no actor.
    pub part: bool,
    /// The rule that made it.
    pub rule: String,
}

/// One quotation of one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuoteRow {
    /// The document's id.
    pub document: String,
    /// The document's date.
    pub date: Option<String>,
    /// The quotation's id in the document.
    pub id: String,
    /// Where its content begins.
    pub start: usize,
    /// Where its content ends.
    pub end: usize,
    /// `direct`, `indirect` or `mixed`.
    pub kind: String,
    /// What was said; the pieces of a broken quotation are joined by ` … `.
    pub text: String,
    /// The cue's lemma.
    pub cue: Option<String>,
    /// The speaker's name, or the words for who speaks.
    pub speaker: Option<String>,
    /// The speaker's entity.
    pub entity: Option<String>,
    /// The speaker's title.
    pub title: Option<String>,
    /// The speaker's country.
    pub country: Option<String>,
    /// The speaker's institution.
    pub institution: Option<String>,
    /// To whom it was said.
    pub addressee: Option<String>,
    /// The quotation that it lies in.
    pub parent: Option<String>,
    /// The rule that made it.
    pub rule: String,
}

impl DocumentRow {
    /// The names of the columns, in order.
    pub const COLUMNS: [&str; 9] = [
        "document",
        "date",
        "dateline_country",
        "agency",
        "mentions",
        "quotes",
        "agreements",
        "error",
        "message",
    ];
}

impl MentionRow {
    /// The names of the columns, in order.
    pub const COLUMNS: [&str; 12] = [
        "document", "id", "start", "end", "text", "kind", "form", "entity", "country", "name",
        "part", "rule",
    ];
}

impl QuoteRow {
    /// The names of the columns, in order.
    pub const COLUMNS: [&str; 16] = [
        "document",
        "date",
        "id",
        "start",
        "end",
        "kind",
        "text",
        "cue",
        "speaker",
        "entity",
        "title",
        "country",
        "institution",
        "addressee",
        "parent",
        "rule",
    ];
}

/// A piece of a text on one line.
pub(super) fn line(text: &str, span: Span) -> String {
    let piece = text.get(span.range()).unwrap_or("");
    piece.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The row of a document.
#[must_use]
pub fn document_row(annotations: &Annotations<'_>) -> DocumentRow {
    let mentions = &annotations.mentions;
    DocumentRow {
        document: annotations.id.clone(),
        date: annotations.document.meta().date.map(|d| d.to_string()),
        dateline_country: mentions.dateline_country().map(str::to_owned),
        agency: mentions.agency().map(|agency| agency.id.clone()),
        mentions: mentions.mentions().len(),
        quotes: annotations.quotes.len(),
        agreements: annotations.agreements.len(),
        error: None,
        message: None,
    }
}

/// The row of a document that could not be read.
#[must_use]
pub fn failed_row(error: &RecordError) -> DocumentRow {
    DocumentRow {
        document: error.id.clone(),
        date: None,
        dateline_country: None,
        agency: None,
        mentions: 0,
        quotes: 0,
        agreements: 0,
        error: Some(error.code.to_owned()),
        message: Some(error.to_string()),
    }
}

/// The mentions of a document, in its order.
#[must_use]
pub fn mention_rows(annotations: &Annotations<'_>, offsets: Offsets) -> Vec<MentionRow> {
    let text = annotations.document.original();
    let converter = offsets.converter(text);
    let rows = annotations.mentions.mentions().iter().enumerate().map(|(number, mention)| {
        let entity = annotations.mentions.entity(mention);
        MentionRow {
            document: annotations.id.clone(),
            id: format!("m{number}"),
            start: converter.convert(mention.span.start),
            end: converter.convert(mention.span.end),
            text: line(text, mention.span),
            kind: mention.kind.as_str().to_owned(),
            form: mention.form.as_str().to_owned(),
            entity: entity.id.clone(),
            country: entity.country.clone(),
            name: entity.name.clone(),
            part: mention.part_of.is_some(),
            rule: mention.rule.to_string(),
        }
    });
    rows.collect()
}

/// What parts the pieces of a quotation in a row.
const BETWEEN: &str = " … ";

/// The quotations of a document, in its order.
#[must_use]
pub fn quote_rows(annotations: &Annotations<'_>, offsets: Offsets) -> Vec<QuoteRow> {
    let text = annotations.document.original();
    let converter: Converter = offsets.converter(text);
    let rows = annotations.quotes.iter().enumerate().map(|(number, quote)| {
        let speaker = quote.speaker.as_ref();
        let mention = speaker.and_then(|s| s.mention);
        let entity = mention.map(|n| &annotations.mentions.mentions()[n]);
        let entity = entity.map(|mention| annotations.mentions.entity(mention));
        let pieces: Vec<String> = quote.content.iter().map(|span| line(text, *span)).collect();
        let (first, last) = (quote.content.first(), quote.content.last());
        QuoteRow {
            document: annotations.id.clone(),
            date: annotations.document.meta().date.map(|d| d.to_string()),
            id: format!("q{number}"),
            start: converter.convert(first.map_or(quote.span.start, |s| s.start)),
            end: converter.convert(last.map_or(quote.span.end, |s| s.end)),
            kind: quote.kind.as_str().to_owned(),
            text: pieces.join(BETWEEN),
            cue: quote.cue.as_ref().map(|cue| cue.lemma.clone()),
            speaker: speaker.map(|s| match entity {
                Some(entity) => entity.name.clone(),
                None => line(text, s.span),
            }),
            entity: entity.map(|e| e.id.clone()),
            title: entity.and_then(|e| e.title.clone()),
            country: entity.and_then(|e| e.country.clone()),
            institution: entity.and_then(|e| e.institution.clone()),
            addressee: quote.addressee.map(|span| line(text, span)),
            parent: quote.parent.map(|n| format!("q{n}")),
            rule: quote.rule.to_string(),
        }
    });
    rows.collect()
}

/// Writes rows as CSV (RFC 4180), under a line with the names of the columns if `head` is set.
///
/// # Errors
/// What the writer says.
pub fn write_rows_csv<R: Serialize>(
    out: &mut impl Write,
    rows: &[R],
    head: bool,
) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().has_headers(head).from_writer(out);
    for row in rows {
        writer.serialize(row).map_err(io::Error::other)?;
    }
    writer.flush()
}

/// Longest quotation in a table, in characters.
const LONGEST: usize = 160;

/// Draws quotations as a table for eyes; nothing where there are none.
#[must_use]
pub fn quotes_table(rows: &[QuoteRow], width: Option<u16>) -> Option<String> {
    let head = ["who", "country", "kind", "what", "cue", "source"];
    let mut drawn: Table = table(&head, width.unwrap_or(DEFAULT_WIDTH));
    for row in rows {
        let plain = |value: &Option<String>| value.clone().unwrap_or_default();
        drawn.add_row([
            plain(&row.speaker),
            plain(&row.country),
            row.kind.clone(),
            shorten(&row.text, LONGEST),
            plain(&row.cue),
            row.document.clone(),
        ]);
    }
    (!rows.is_empty()).then(|| format!("{drawn}\n"))
}
