//! The output contract `chancery/1`: field order as in the contract, no floats, no maps.

use std::io::{self, Write};

use chancery_agreements::Agreement;
use chancery_gazetteer::Mention;
use chancery_quotes::{Attitude, Quote};
use chancery_rules::Span;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{Annotations, CONTRACT, Content, Converter, Input, Offsets, RecordError};

/// One record of the output.
#[derive(Serialize)]
struct Output<'a> {
    schema: &'a str,
    id: &'a str,
    offsets: &'a str,
    meta: Meta<'a>,
    mentions: Vec<MentionOut<'a>>,
    quotes: Vec<QuoteOut<'a>>,
    agreements: Vec<AgreementOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Passed<'a>>,
}

/// What is passed through from the input.
#[derive(Serialize)]
#[serde(untagged)]
enum Passed<'a> {
    Object(&'a Map<String, Value>),
    /// As JSON, where each column has a type of its own.
    Written(String),
}

/// What a record holds beside the findings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extras<'a> {
    /// Whether it holds the text that was annotated.
    pub text: bool,
    /// Fields of the input that are passed through.
    pub fields: Option<&'a Map<String, Value>>,
    /// Whether those are written as a string of JSON, for columns.
    pub written: bool,
}

impl<'a> Extras<'a> {
    /// What an input brings with it: its other fields, and its text where that was taken out of a page.
    #[must_use]
    pub fn of(input: &'a Input) -> Self {
        let fields = (!input.others.is_empty()).then_some(&input.others);
        Extras { text: input.content == Content::Extracted, fields, written: false }
    }
}

#[derive(Serialize)]
struct Place<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

#[derive(Serialize)]
struct Meta<'a> {
    date: Option<String>,
    dateline: Option<DatelineOut<'a>>,
    agency: Option<AgencyOut<'a>>,
}

#[derive(Serialize)]
struct DatelineOut<'a> {
    #[serde(flatten)]
    at: Place<'a>,
    place: &'a str,
    country: Option<&'a str>,
    date: Option<String>,
}

#[derive(Serialize)]
struct AgencyOut<'a> {
    #[serde(flatten)]
    at: Place<'a>,
    entity: Option<&'a str>,
}

#[derive(Serialize)]
struct PartOfOut<'a> {
    #[serde(flatten)]
    at: Place<'a>,
    rule: &'a str,
}

#[derive(Serialize)]
struct MentionOut<'a> {
    id: String,
    #[serde(flatten)]
    at: Place<'a>,
    kind: &'a str,
    form: &'a str,
    entity: &'a str,
    country: Option<&'a str>,
    name: &'a str,
    rule: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    part_of: Option<PartOfOut<'a>>,
}

#[derive(Serialize)]
struct CueOut<'a> {
    #[serde(flatten)]
    at: Place<'a>,
    lemma: &'a str,
    /// Beyond the first fields of the contract, where the rules say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    attitude: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cameo: Option<&'static str>,
}

#[derive(Serialize)]
struct SpeakerOut<'a> {
    #[serde(flatten)]
    at: Place<'a>,
    entity: Option<&'a str>,
    name: Option<&'a str>,
    title: Option<&'a str>,
    country: Option<&'a str>,
    institution: Option<&'a str>,
    via: Vec<String>,
}

#[derive(Serialize)]
struct QuoteOut<'a> {
    id: String,
    start: usize,
    end: usize,
    kind: &'a str,
    content: Vec<Place<'a>>,
    cue: Option<CueOut<'a>>,
    speaker: Option<SpeakerOut<'a>>,
    addressee: Option<Place<'a>>,
    parent: Option<String>,
    rule: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    repaired: bool,
}

#[derive(Serialize)]
struct PartyOut<'a> {
    mention: Option<String>,
    entity: &'a str,
    name: &'a str,
    country: Option<&'a str>,
    role: &'a str,
}

#[derive(Serialize)]
struct EvidenceOut<'a> {
    #[serde(flatten)]
    at: Place<'a>,
    rule: &'a str,
}

#[derive(Serialize)]
struct AgreementOut<'a> {
    id: String,
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: &'a str,
    category: &'a str,
    title: Option<Place<'a>>,
    trigger: Place<'a>,
    parties: Vec<PartyOut<'a>>,
    status: &'a str,
    polarity: &'a str,
    subjects: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    treaty: Option<TreatyOut<'a>>,
    date: Option<&'a str>,
    place: Option<&'a str>,
    cameo: Option<&'a str>,
    plover: Option<&'a str>,
    quote: Option<String>,
    evidence: Vec<EvidenceOut<'a>>,
    mentions: Vec<Place<'a>>,
    rule: &'a str,
}

/// What the rules know of a known instrument.
#[derive(Serialize)]
struct TreatyOut<'a> {
    id: &'a str,
    name: &'a str,
    year: Option<u16>,
    depositary: Option<&'a str>,
    parties: &'a [String],
}

#[derive(Serialize)]
struct ErrorOutput<'a> {
    schema: &'a str,
    id: &'a str,
    error: ErrorOut<'a>,
}

#[derive(Serialize)]
struct ErrorOut<'a> {
    code: &'a str,
    message: &'a str,
    source: &'a str,
}

struct View<'a> {
    annotations: &'a Annotations<'a>,
    offsets: Converter,
}

impl<'a> View<'a> {
    fn at(&self, span: Span) -> Place<'a> {
        Place {
            start: self.offsets.convert(span.start),
            end: self.offsets.convert(span.end),
            text: self.annotations.document.original().get(span.range()).unwrap_or(""),
        }
    }

    fn normalized(&self, span: Span) -> Place<'a> {
        self.at(self.annotations.document.to_original(span))
    }

    fn meta(&self) -> Meta<'a> {
        let meta = self.annotations.document.meta();
        let mentions = &self.annotations.mentions;
        let dateline = meta.dateline.as_ref().map(|d| DatelineOut {
            at: self.normalized(d.span),
            place: mentions.dateline_name().unwrap_or_else(|| self.normalized(d.place).text),
            country: mentions.dateline_country(),
            date: d.date.map(|d| d.to_string()),
        });
        let agency = meta.agency.as_ref().map(|a| AgencyOut {
            at: self.normalized(a.span),
            entity: mentions.agency().map(|e| e.id.as_str()),
        });
        Meta { date: meta.date.map(|d| d.to_string()), dateline, agency }
    }

    fn mention(&self, number: usize, mention: &'a Mention) -> MentionOut<'a> {
        let entity = self.annotations.mentions.entity(mention);
        MentionOut {
            id: format!("m{number}"),
            at: self.at(mention.span),
            kind: mention.kind.as_str(),
            form: mention.form.as_str(),
            entity: &entity.id,
            country: entity.country.as_deref(),
            name: &entity.name,
            rule: mention.rule.as_str(),
            part_of: mention
                .part_of
                .as_ref()
                .map(|p| PartOfOut { at: self.at(p.span), rule: p.rule.as_str() }),
        }
    }

    fn quote(&self, number: usize, quote: &'a Quote) -> QuoteOut<'a> {
        let mentions = &self.annotations.mentions;
        let speaker = quote.speaker.as_ref().map(|speaker| {
            let mention = speaker.mention.map(|n| &mentions.mentions()[n]);
            let entity = mention.map(|m| mentions.entity(m));
            let chain = speaker.mention.map(|n| mentions.chain(n)).unwrap_or_default();
            SpeakerOut {
                at: self.at(speaker.span),
                entity: entity.map(|e| e.id.as_str()),
                name: entity.map(|e| e.name.as_str()),
                title: entity.and_then(|e| e.title.as_deref()),
                country: entity.and_then(|e| e.country.as_deref()),
                institution: entity.and_then(|e| e.institution.as_deref()),
                via: chain.into_iter().map(|n| format!("m{n}")).collect(),
            }
        });
        let hull = self.at(quote.span);
        QuoteOut {
            id: format!("q{number}"),
            start: hull.start,
            end: hull.end,
            kind: quote.kind.as_str(),
            content: quote.content.iter().map(|s| self.at(*s)).collect(),
            cue: quote.cue.as_ref().map(|c| CueOut {
                at: self.at(c.span),
                lemma: &c.lemma,
                attitude: c.attitude.map(Attitude::as_str),
                cameo: c.cameo,
            }),
            speaker,
            addressee: quote.addressee.map(|s| self.at(s)),
            parent: quote.parent.map(|n| format!("q{n}")),
            rule: quote.rule.as_str(),
            repaired: quote.repaired,
        }
    }

    fn agreement(&self, number: usize, agreement: &'a Agreement) -> AgreementOut<'a> {
        let hull = self.at(agreement.span);
        let parties = agreement.parties.iter().map(|p| PartyOut {
            mention: p.mention.map(|n| format!("m{n}")),
            entity: &p.entity,
            name: &p.name,
            country: p.country.as_deref(),
            role: p.role,
        });
        let evidence = agreement
            .evidence
            .iter()
            .map(|e| EvidenceOut { at: self.at(e.span), rule: e.rule.as_str() });
        AgreementOut {
            id: format!("a{number}"),
            start: hull.start,
            end: hull.end,
            kind: &agreement.kind,
            category: &agreement.category,
            title: agreement.title.map(|s| self.at(s)),
            trigger: self.at(agreement.trigger),
            parties: parties.collect(),
            status: &agreement.status,
            polarity: &agreement.polarity,
            subjects: &agreement.subjects,
            treaty: agreement.treaty.as_ref().map(|t| TreatyOut {
                id: &t.id,
                name: &t.name,
                year: t.year,
                depositary: t.depositary.as_deref(),
                parties: &t.parties,
            }),
            date: agreement.date.as_deref(),
            place: agreement.place.map(|span| self.at(span).text),
            cameo: agreement.cameo.as_deref(),
            plover: agreement.plover.as_deref(),
            quote: agreement.quote.map(|n| format!("q{n}")),
            evidence: evidence.collect(),
            mentions: agreement.mentions.iter().map(|s| self.at(*s)).collect(),
            rule: agreement.rule.as_str(),
        }
    }
}

/// The record of a document, ready for any `serde` serializer.
pub fn record<'a>(annotations: &'a Annotations<'a>, offsets: Offsets) -> impl Serialize + 'a {
    record_with(annotations, offsets, Extras::default())
}

/// Like [`record`], with more than the findings.
pub fn record_with<'a>(
    annotations: &'a Annotations<'a>,
    offsets: Offsets,
    extras: Extras<'a>,
) -> impl Serialize + 'a {
    let converter = offsets.converter(annotations.document.original());
    let view = View { annotations, offsets: converter };
    let mentions = annotations.mentions.mentions().iter().enumerate();
    let quotes = annotations.quotes.iter().enumerate();
    let agreements = annotations.agreements.iter().enumerate();
    Output {
        schema: CONTRACT,
        id: &annotations.id,
        offsets: offsets.as_str(),
        meta: view.meta(),
        mentions: mentions.map(|(n, m)| view.mention(n, m)).collect(),
        quotes: quotes.map(|(n, q)| view.quote(n, q)).collect(),
        agreements: agreements.map(|(n, a)| view.agreement(n, a)).collect(),
        text: extras.text.then(|| annotations.document.original()),
        fields: extras.fields.map(|fields| match extras.written {
            true => Passed::Written(serde_json::to_string(fields).unwrap_or_default()),
            false => Passed::Object(fields),
        }),
    }
}

/// The record that stands in the place of a document that could not be read.
pub fn error_record(error: &RecordError) -> impl Serialize + '_ {
    ErrorOutput {
        schema: CONTRACT,
        id: &error.id,
        error: ErrorOut { code: error.code, message: &error.message, source: &error.source_name },
    }
}

/// Writes a record as one line of JSON.
///
/// # Errors
/// What the writer reports.
pub fn write_json_line(mut out: impl Write, record: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut out, record)?;
    out.write_all(b"\n")
}

/// Writes a record as indented JSON.
///
/// # Errors
/// What the writer reports.
pub fn write_json(mut out: impl Write, record: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut out, record)?;
    out.write_all(b"\n")
}
