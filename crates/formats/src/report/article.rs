//! An article with its findings marked.

use maud::{Markup, html};

use crate::Annotations;

/// What covers a stretch of text.
#[derive(Default)]
struct Cover {
    classes: Vec<&'static str>,
    notes: Vec<String>,
}

/// Draws a text, cut where a finding begins or ends: each stretch bears the classes of all that cover it, so
/// that findings may overlap as they like.
pub(super) fn draw(annotations: &Annotations<'_>) -> Markup {
    let text = annotations.document.original();
    let mut marks: Vec<(usize, usize, &'static str, String)> = Vec::new();
    for mention in annotations.mentions.mentions() {
        let entity = annotations.mentions.entity(mention);
        let note = format!("{} {} ({})", mention.kind.as_str(), entity.name, entity.id);
        marks.push((mention.span.start, mention.span.end, mention.kind.as_str(), note));
    }
    for (number, quote) in annotations.quotes.iter().enumerate() {
        for piece in &quote.content {
            let note = format!("q{number}: {} by {}", quote.kind.as_str(), quote.rule);
            marks.push((piece.start, piece.end, "quote", note));
        }
    }
    for (number, agreement) in annotations.agreements.iter().enumerate() {
        let place = agreement.title.unwrap_or(agreement.trigger);
        let note = format!("a{number}: {} {}", agreement.kind, agreement.status);
        marks.push((place.start, place.end, "agreement", note));
    }
    let mut cuts: Vec<usize> = marks.iter().flat_map(|m| [m.0, m.1]).collect();
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    marks.sort_by_key(|m| m.0);
    let mut open: Vec<usize> = Vec::new();
    let mut next = 0;
    let stretches = cuts.windows(2).map(|cut| {
        open.retain(|n| marks[*n].1 > cut[0]);
        while marks.get(next).is_some_and(|m| m.0 <= cut[0]) {
            open.push(next);
            next += 1;
        }
        let mut cover = Cover::default();
        for (_, _, class, note) in open.iter().map(|n| &marks[*n]) {
            cover.classes.push(class);
            cover.notes.push(note.clone());
        }
        (&text[cut[0]..cut[1]], cover)
    });
    let stretches: Vec<_> = stretches.collect();
    html! {
        div.article {
            @for (text, cover) in &stretches {
                @if cover.classes.is_empty() { (text) }
                @else { span class=(cover.classes.join(" ")) title=(cover.notes.join("\n")) { (text) } }
            }
        }
    }
}
