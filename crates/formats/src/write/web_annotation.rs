//! W3C Web Annotations (<https://www.w3.org/TR/annotation-model/>) as JSON-LD.

use chancery_rules::Span;
use serde_json::{Value, json};

use crate::{Annotations, Converter, Offsets};

/// The context that gives the names of the model their meaning.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// How much of the text before and after a place is given with it, in code points.
const AROUND: usize = 32;

struct Target<'a> {
    source: &'a str,
    text: &'a str,
    offsets: Converter,
}

impl Target<'_> {
    /// A place, by its position (in code points, as the model counts) and by its words, so that it is found
    /// again where the text was changed before it.
    fn at(&self, span: Span) -> Value {
        let before = &self.text[..span.start];
        let from = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
        let after: String = self.text[span.end..].chars().take(AROUND).collect();
        json!({
            "source": self.source,
            "selector": [
                {
                    "type": "TextPositionSelector",
                    "start": self.offsets.convert(span.start),
                    "end": self.offsets.convert(span.end),
                },
                {
                    "type": "TextQuoteSelector",
                    "exact": &self.text[span.range()],
                    "prefix": &before[from..],
                    "suffix": after,
                },
            ],
        })
    }

    fn annotation(&self, id: &str, why: &str, body: Value, places: &[Span]) -> Value {
        let places: Vec<Value> = places.iter().map(|span| self.at(*span)).collect();
        let target = if let [place] = &places[..] { place.clone() } else { Value::from(places) };
        json!({
            "id": format!("{}#{id}", self.source),
            "type": "Annotation",
            "motivation": why,
            "body": body,
            "target": target,
        })
    }
}

/// The findings of a document as an `AnnotationPage`. Mentions identify an entity, quotations describe who
/// said what, agreements classify; the source of every target is the document's id.
#[must_use]
pub fn web_annotations(annotations: &Annotations<'_>) -> Value {
    let text = annotations.document.original();
    let target =
        Target { source: &annotations.id, text, offsets: Offsets::CodePoint.converter(text) };
    let mentions = &annotations.mentions;
    let mut items = Vec::new();
    for (number, mention) in mentions.mentions().iter().enumerate() {
        let entity = mentions.entity(mention);
        let body = json!({
            "type": "SpecificResource",
            "purpose": "identifying",
            "source": entity.id,
            "chancery:kind": mention.kind.as_str(),
            "chancery:name": entity.name,
            "chancery:country": entity.country,
            "chancery:rule": mention.rule.as_str(),
        });
        items.push(target.annotation(&format!("m{number}"), "identifying", body, &[mention.span]));
    }
    for (number, quote) in annotations.quotes.iter().enumerate() {
        let speaker = quote.speaker.as_ref();
        let entity =
            speaker.and_then(|s| s.mention).map(|n| mentions.entity(&mentions.mentions()[n]));
        let body = json!({
            "type": "TextualBody",
            "purpose": "describing",
            "value": speaker.map(|s| &text[s.span.range()]),
            "chancery:kind": quote.kind.as_str(),
            "chancery:speaker": entity.map(|e| &e.id),
            "chancery:rule": quote.rule.as_str(),
        });
        items.push(target.annotation(&format!("q{number}"), "describing", body, &quote.content));
    }
    for (number, agreement) in annotations.agreements.iter().enumerate() {
        let parties: Vec<&str> = agreement.parties.iter().map(|p| p.entity.as_str()).collect();
        let body = json!({
            "type": "TextualBody",
            "purpose": "classifying",
            "value": agreement.kind,
            "chancery:status": agreement.status,
            "chancery:polarity": agreement.polarity,
            "chancery:parties": parties,
            "chancery:subjects": agreement.subjects,
            "chancery:rule": agreement.rule.as_str(),
        });
        let place = agreement.title.unwrap_or(agreement.trigger);
        items.push(target.annotation(&format!("a{number}"), "classifying", body, &[place]));
    }
    json!({
        "@context": [CONTEXT, {"chancery": "urn:chancery:"}],
        "id": format!("{}#annotations", annotations.id),
        "type": "AnnotationPage",
        "items": items,
    })
}
