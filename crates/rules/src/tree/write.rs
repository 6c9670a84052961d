//! Writes a rule file as a tree of places. The build script does so too, for the embedded pack, so this
//! file depends on nothing of the crate.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

// What a value is.
pub(crate) const TABLE: u8 = 0;
pub(crate) const ARRAY: u8 = 1;
/// A string as it stands in the file, between one mark and another.
pub(crate) const QUOTED: u8 = 2;
/// A string, or a key, as it stands in the file.
pub(crate) const BARE: u8 = 3;
/// A string that the file has with escapes, or that is empty.
pub(crate) const INLINE: u8 = 4;
pub(crate) const INTEGER: u8 = 5;
pub(crate) const FLOAT: u8 = 6;
pub(crate) const FALSE: u8 = 7;
pub(crate) const TRUE: u8 = 8;
/// A date, or a number that is too large.
pub(crate) const OTHER: u8 = 9;

/// What is wrong with a text as TOML, and where.
pub(crate) type Problem = (String, Range<usize>);

/// A text as a tree, and everything that is wrong with it as TOML: of what is wrong, the tree holds
/// what the parser could make of it.
pub(crate) fn write(text: &str) -> (Vec<u8>, Vec<Problem>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let problem =
        |error: &toml::de::Error| (error.message().to_owned(), error.span().unwrap_or_default());
    let problems = errors.iter().map(problem).collect();
    let mut writer = Writer { text, bytes: Vec::new() };
    let span = table.span();
    writer.head(TABLE, &span, 0);
    writer.table(table.get_ref(), span.start);
    (writer.bytes, problems)
}

struct Writer<'t> {
    text: &'t str,
    bytes: Vec<u8>,
}

impl Writer<'_> {
    /// What a value is, and its place: from the start of the value that it stands in, which it may stand
    /// before, since keys are sorted.
    fn head(&mut self, what: u8, span: &Range<usize>, base: usize) {
        self.bytes.push(what);
        let distance = span.start as i64 - base as i64;
        self.signed(distance);
        self.number(span.len() as u64);
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, base: usize) {
        let span = value.span();
        match value.get_ref() {
            DeValue::String(string) => self.string(string, &span, base),
            DeValue::Table(table) => {
                self.head(TABLE, &span, base);
                self.table(table, span.start);
            }
            DeValue::Array(items) => {
                self.head(ARRAY, &span, base);
                self.sized(items.len(), |writer| {
                    items.iter().for_each(|item| writer.value(item, span.start));
                });
            }
            DeValue::Boolean(value) => self.head(if *value { TRUE } else { FALSE }, &span, base),
            DeValue::Integer(value) => match i64::from_str_radix(value.as_str(), value.radix()) {
                Ok(value) => {
                    self.head(INTEGER, &span, base);
                    self.signed(value);
                }
                Err(_) => self.head(OTHER, &span, base),
            },
            DeValue::Float(value) => match value.as_str().parse::<f64>() {
                Ok(value) => {
                    self.head(FLOAT, &span, base);
                    self.bytes.extend(value.to_le_bytes());
                }
                Err(_) => self.head(OTHER, &span, base),
            },
            DeValue::Datetime(_) => self.head(OTHER, &span, base),
        }
    }

    fn table(&mut self, table: &DeTable<'_>, base: usize) {
        self.sized(table.len(), |writer| {
            for (key, value) in table {
                writer.string(key.get_ref(), &key.span(), base);
                writer.value(value, base);
            }
        });
    }

    fn string(&mut self, string: &str, span: &Range<usize>, base: usize) {
        let written = self.text.get(span.clone()).unwrap_or_default();
        let quoted = written.len().checked_sub(1).and_then(|end| written.get(1..end));
        if quoted == Some(string) {
            self.head(QUOTED, span, base);
        } else if written == string {
            self.head(BARE, span, base);
        } else {
            self.head(INLINE, span, base);
            self.number(string.len() as u64);
            self.bytes.extend(string.as_bytes());
        }
    }

    /// How many bytes and values something has, and these.
    fn sized(&mut self, values: usize, write: impl FnOnce(&mut Self)) {
        let before = std::mem::take(&mut self.bytes);
        self.number(values as u64);
        write(self);
        let inner = std::mem::replace(&mut self.bytes, before);
        self.number(inner.len() as u64);
        self.bytes.extend(inner);
    }

    /// A number whose sign is in its lowest bit.
    fn signed(&mut self, number: i64) {
        self.number((number << 1 ^ number >> 63) as u64);
    }

    /// A number in groups of seven bits, the lowest first.
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}
