//! For eyes: the article with its findings marked, then who said what and what was agreed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use chancery_agreements::Party;
use chancery_gazetteer::{Form, Kind, Mention};
use chancery_rules::Span;
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{ContentArrangement, Table};

use crate::Annotations;

/// Width of tables where the terminal does not tell.
pub(crate) const DEFAULT_WIDTH: u16 = 100;

/// Draws a document with its findings. Styles are ANSI; a caller that writes to a file or honours
/// `NO_COLOR` strips them (`anstream` does), and what is left still reads: `[Baku]AZ`.
#[must_use]
pub fn pretty(annotations: &Annotations<'_>, width: Option<u16>) -> String {
    let width = width.unwrap_or(DEFAULT_WIDTH);
    let mut out = String::new();
    let heading = Style::new().bold();
    let meta = annotations.document.meta();
    let mut head = annotations.id.clone();
    if let Some(date) = meta.date {
        let _ = write!(head, "  {date}");
    }
    if let Some(name) = annotations.mentions.dateline_name() {
        let code = annotations.mentions.dateline_country().unwrap_or("");
        let _ = write!(head, "  {name} {code}");
    }
    if let Some(agency) = annotations.mentions.agency() {
        let _ = write!(head, "  {}", agency.name);
    }
    let _ = writeln!(out, "{heading}{head}{heading:#}\n");
    article(annotations, &mut out);
    let mut section = |title: &str, table: Option<Table>| {
        if let Some(table) = table {
            let _ = writeln!(out, "\n{heading}{title}{heading:#}\n{table}");
        }
    };
    section("Who appears", entities(annotations, width));
    section("Who said what", quotes(annotations, width));
    section("What was agreed", agreements(annotations, width));
    out
}

fn style(kind: Kind) -> Style {
    let colour = match kind {
        Kind::Country => AnsiColor::Cyan,
        Kind::Institution => AnsiColor::Blue,
        Kind::Person => AnsiColor::Yellow,
        Kind::Organization => AnsiColor::Magenta,
        Kind::Place => AnsiColor::Green,
    };
    colour.on_default().bold()
}

/// What opens or closes at a place of the text.
enum Sign {
    Close(String),
    Open(String),
}

fn article(annotations: &Annotations<'_>, out: &mut String) {
    let text = annotations.document.original();
    let mut signs: BTreeMap<usize, Vec<Sign>> = BTreeMap::new();
    let mut put = |span: Span, open: String, close: String| {
        signs.entry(span.end).or_default().insert(0, Sign::Close(close));
        signs.entry(span.start).or_default().push(Sign::Open(open));
    };
    let dim = Style::new().dimmed();
    for (number, quote) in annotations.quotes.iter().enumerate() {
        let mark = AnsiColor::Red.on_default();
        for piece in &quote.content {
            put(*piece, format!("{mark}‹q{number} {mark:#}"), format!("{mark} q{number}›{mark:#}"));
        }
    }
    for (number, agreement) in annotations.agreements.iter().enumerate() {
        let mark = Style::new().underline().bold();
        let label = format!("}}{mark:#}{dim}a{number}:{}{dim:#}", agreement.status);
        put(agreement.trigger, format!("{mark}{{"), label);
    }
    let mut covered = 0;
    let mut mentions: Vec<&Mention> = annotations.mentions.mentions().iter().collect();
    mentions.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
    for mention in mentions {
        // The outermost mention of each place; pronouns are in the tables.
        if mention.span.start < covered || mention.form == Form::Pronoun {
            continue;
        }
        covered = mention.span.end;
        let style = style(mention.kind);
        let label = label(annotations, mention);
        put(mention.span, format!("{style}["), format!("]{style:#}{dim}{label}{dim:#}"));
    }
    let mut at = 0;
    for (offset, here) in signs {
        out.push_str(&text[at..offset]);
        at = offset;
        let (closing, opening): (Vec<_>, Vec<_>) =
            here.into_iter().partition(|s| matches!(s, Sign::Close(_)));
        for sign in closing.into_iter().chain(opening) {
            let (Sign::Close(mark) | Sign::Open(mark)) = sign;
            out.push_str(&mark);
        }
    }
    out.push_str(&text[at..]);
    if !out.ends_with('\n') {
        out.push('\n');
    }
}

fn label(annotations: &Annotations<'_>, mention: &Mention) -> String {
    let entity = annotations.mentions.entity(mention);
    match mention.kind {
        // A part of a name says whose it is.
        Kind::Person => {
            let written = &annotations.document.original()[mention.span.range()];
            if written.contains(&entity.name) { String::new() } else { entity.name.clone() }
        }
        Kind::Organization => String::new(),
        Kind::Country | Kind::Institution | Kind::Place => {
            entity.country.clone().unwrap_or_default()
        }
    }
}

pub(crate) fn table(header: &[&str], width: u16) -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width)
        .set_header(header.iter().copied());
    table
}

fn entities(annotations: &Annotations<'_>, width: u16) -> Option<Table> {
    let mut counts: BTreeMap<(Kind, usize), usize> = BTreeMap::new();
    for mention in annotations.mentions.mentions() {
        *counts.entry((mention.kind, mention.entity)).or_default() += 1;
    }
    let mut table = table(&["kind", "name", "title", "country", "mentions", "entity"], width);
    for ((kind, number), count) in &counts {
        let entity = &annotations.mentions.entities()[*number];
        table.add_row([
            kind.as_str(),
            &entity.name,
            entity.title.as_deref().unwrap_or(""),
            entity.country.as_deref().unwrap_or(""),
            &count.to_string(),
            &entity.id,
        ]);
    }
    (!counts.is_empty()).then_some(table)
}

fn quotes(annotations: &Annotations<'_>, width: u16) -> Option<Table> {
    let text = annotations.document.original();
    let mut table = table(&["", "speaker", "kind", "what", "rule"], width);
    for (number, quote) in annotations.quotes.iter().enumerate() {
        let speaker = quote.speaker.as_ref().map_or(String::new(), |speaker| {
            let written = &text[speaker.span.range()];
            match speaker.mention.map(|n| &annotations.mentions.mentions()[n]) {
                Some(mention) => {
                    let name = &annotations.mentions.entity(mention).name;
                    if written.contains(name.as_str()) {
                        written.to_owned()
                    } else {
                        format!("{written} → {name}")
                    }
                }
                None => written.to_owned(),
            }
        });
        let pieces: Vec<&str> = quote.content.iter().map(|s| &text[s.range()]).collect();
        table.add_row([
            &format!("q{number}"),
            &speaker,
            quote.kind.as_str(),
            &shorten(&pieces.join(" … "), 300),
            quote.rule.as_str(),
        ]);
    }
    (!annotations.quotes.is_empty()).then_some(table)
}

fn agreements(annotations: &Annotations<'_>, width: u16) -> Option<Table> {
    let text = annotations.document.original();
    let mut table =
        table(&["", "type", "what", "parties", "status", "date", "subjects", "in"], width);
    for (number, agreement) in annotations.agreements.iter().enumerate() {
        let what = agreement.title.unwrap_or(agreement.trigger);
        let side = |p: &Party| {
            let code = p.country.as_deref().unwrap_or(&p.name);
            if p.entity.contains('/') && p.name != code && agreement.category == "position" {
                format!("{code} ({})", p.role)
            } else {
                code.to_owned()
            }
        };
        let parties: Vec<String> = agreement.parties.iter().map(side).collect();
        table.add_row([
            &format!("a{number}"),
            &agreement.kind,
            &shorten(&text[what.range()], 200),
            &parties.join(", "),
            &agreement.status,
            agreement.date.as_deref().unwrap_or(""),
            &agreement.subjects.join(", "),
            &agreement.quote.map_or(String::new(), |n| format!("q{n}")),
        ]);
    }
    (!annotations.agreements.is_empty()).then_some(table)
}

/// At most `max` characters, on one line.
pub(crate) fn shorten(text: &str, max: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= max {
        return line;
    }
    let cut: String = line.chars().take(max - 1).collect();
    format!("{cut}…")
}
