//! Agreements alone, one row each, as a treaty department files them.

use std::io::{self, Write};

use comfy_table::Table;
use serde::Serialize;

use super::pretty::{DEFAULT_WIDTH, shorten, table};
use super::rows::line;
use crate::{Annotations, Offsets};

/// One agreement of one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Filing {
    /// When the act was done, as far as the text says: `2022`, `2022-07` or `2022-07-03`.
    pub date: Option<String>,
    /// Where it was done.
    pub place: Option<String>,
    /// The sides: ISO 3166-1 alpha-2 codes, or names of organizations.
    pub parties: Vec<String>,
    /// The type of the taxonomy.
    #[serde(rename = "type")]
    pub kind: String,
    /// The title, or the words that name the agreement.
    pub title: String,
    /// The stage.
    pub status: String,
    /// `affirmed`, `negated` or `hypothetical`.
    pub polarity: String,
    /// Subject areas.
    pub subjects: Vec<String>,
    /// Who asserts it in a quotation.
    pub speaker: Option<String>,
    /// The document's id.
    pub source: String,
    /// The document's own date.
    pub source_date: Option<String>,
    /// Where the agreement is named in the document.
    pub start: usize,
    /// Where its name ends.
    pub end: usize,
}

/// The agreements of a document, in its order.
#[must_use]
pub fn filings(annotations: &Annotations<'_>, offsets: Offsets) -> Vec<Filing> {
    let text = annotations.document.original();
    let converter = offsets.converter(text);
    let rows = annotations.agreements.iter().map(|agreement| {
        let name = agreement.title.unwrap_or(agreement.trigger);
        let sides = agreement.parties.iter().map(|p| p.country.as_ref().unwrap_or(&p.name).clone());
        let speaker = agreement.quote.and_then(|n| annotations.quotes[n].speaker.as_ref());
        let speaker = speaker.map(|s| match s.mention {
            Some(number) => {
                let mention = &annotations.mentions.mentions()[number];
                annotations.mentions.entity(mention).name.clone()
            }
            None => line(text, s.span),
        });
        Filing {
            date: agreement.date.clone(),
            place: agreement.place.map(|p| line(text, p)),
            parties: sides.collect(),
            kind: agreement.kind.clone(),
            title: line(text, name),
            status: agreement.status.clone(),
            polarity: agreement.polarity.clone(),
            subjects: agreement.subjects.clone(),
            speaker,
            source: annotations.id.clone(),
            source_date: annotations.document.meta().date.map(|d| d.to_string()),
            start: converter.convert(agreement.trigger.start),
            end: converter.convert(agreement.trigger.end),
        }
    });
    rows.collect()
}

/// The names of the columns of [`write_filings_csv`].
pub(super) const COLUMNS: [&str; 13] = [
    "date",
    "place",
    "parties",
    "type",
    "title",
    "status",
    "polarity",
    "subjects",
    "speaker",
    "source",
    "source_date",
    "start",
    "end",
];

/// Writes the head of a CSV file of filings.
///
/// # Errors
/// What the writer says.
pub fn write_filings_head(out: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COLUMNS)?;
    writer.flush()
}

/// Writes filings as rows of CSV (RFC 4180); several values of a field are joined by `; `.
///
/// # Errors
/// What the writer says.
pub fn write_filings_csv(out: &mut impl Write, filings: &[Filing]) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(out);
    for filing in filings {
        let plain = |value: &Option<String>| value.clone().unwrap_or_default();
        writer.write_record([
            plain(&filing.date),
            plain(&filing.place),
            filing.parties.join("; "),
            filing.kind.clone(),
            filing.title.clone(),
            filing.status.clone(),
            filing.polarity.clone(),
            filing.subjects.join("; "),
            plain(&filing.speaker),
            filing.source.clone(),
            plain(&filing.source_date),
            filing.start.to_string(),
            filing.end.to_string(),
        ])?;
    }
    writer.flush()
}

/// Longest title in a table, in characters.
const TITLE: usize = 120;

/// Draws filings as a table for eyes; nothing where there are none.
#[must_use]
pub fn filings_table(filings: &[Filing], width: Option<u16>) -> Option<String> {
    let head = ["date", "parties", "type", "title", "status", "subjects", "said by", "source"];
    let mut rows: Table = table(&head, width.unwrap_or(DEFAULT_WIDTH));
    for filing in filings {
        let plain = |value: &Option<String>| value.clone().unwrap_or_default();
        rows.add_row([
            plain(&filing.date),
            filing.parties.join(", "),
            filing.kind.clone(),
            shorten(&filing.title, TITLE),
            filing.status.clone(),
            filing.subjects.join(", "),
            plain(&filing.speaker),
            filing.source.clone(),
        ]);
    }
    (!filings.is_empty()).then(|| format!("{rows}\n"))
}
