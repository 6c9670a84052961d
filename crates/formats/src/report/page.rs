//! The page of a report.

use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};

use super::{MATRIX, Report, SHOWN, charts, most};
use crate::page_frame::frame;

const STYLE: &str = include_str!("report.css");

/// Most points of the timeline; days are put together in months where there are more.
const POINTS: usize = 90;

pub(super) fn draw(report: &Report) -> String {
    let body = html! {
        (counts(report))
        @if let Some(article) = &report.article { section { h2 { "The article" } (legend()) (article) } }
        (section("Countries, by documents that name them", &bars(
            report.countries.values().map(|(name, count)| (name.as_str(), *count)))))
        (section("Most quoted", &bars(
            report.speakers.values().map(|(name, count)| (name.as_str(), *count)))))
        (section("Agreements over time", &timeline(&report.days)))
        (section("Agreements by type", &bars(
            report.types.iter().map(|(name, count)| (name.as_str(), *count)))))
        (section("Agreements by status", &bars(
            report.statuses.iter().map(|(name, count)| (name.as_str(), *count)))))
        (section("Agreements between countries", &matrix(report)))
        (agreements(report))
        (quotes(report))
        (failures(report))
    };
    frame("Who appears, who said what, what was agreed", STYLE, &body)
}

fn legend() -> Markup {
    let kinds = ["country", "institution", "organization", "person", "place", "quote", "agreement"];
    html! { p.legend { @for kind in kinds { span class=(kind) { (kind) } " " } } }
}

fn counts(report: &Report) -> Markup {
    let mut rows = vec![
        ("documents", report.documents),
        ("bytes of text", report.bytes),
        ("quotations", report.quoted),
        ("agreements", report.agreed),
    ];
    rows.extend(report.kinds.iter().map(|(kind, count)| (*kind, *count)));
    if report.failed > 0 {
        rows.push(("documents that could not be read", report.failed));
    }
    html! { dl.counts { @for (what, count) in rows { div { dt { (what) } dd { (count) } } } } }
}

/// A chart under its title, if there is anything to show.
fn section(title: &str, chart: &str) -> Markup {
    html! {
        @if !chart.is_empty() {
            section { h2 { (title) } figure role="img" aria-label=(title) { (PreEscaped(chart)) } }
        }
    }
}

fn bars<'a>(counts: impl Iterator<Item = (&'a str, usize)>) -> String {
    let rows = most(counts, SHOWN);
    if rows.is_empty() { String::new() } else { charts::bars(&rows) }
}

fn timeline(days: &BTreeMap<String, usize>) -> String {
    if days.len() < 2 {
        return String::new();
    }
    let mut points: BTreeMap<&str, usize> = BTreeMap::new();
    // 2024-07-03, 2024-07, 2024: as fine as there is room for.
    for length in [10, 7, 4] {
        points.clear();
        for (day, count) in days {
            *points.entry(&day[..length.min(day.len())]).or_default() += count;
        }
        if points.len() <= POINTS {
            break;
        }
    }
    charts::timeline(&points.into_iter().collect::<Vec<_>>())
}

fn matrix(report: &Report) -> String {
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for ((one, other), count) in &report.pairs {
        *sums.entry(one).or_default() += count;
        *sums.entry(other).or_default() += count;
    }
    let names: Vec<&str> = most(sums.into_iter(), MATRIX).into_iter().map(|row| row.0).collect();
    if names.is_empty() {
        return String::new();
    }
    charts::matrix(&names, |one, other| {
        let (first, second) = if one <= other { (one, other) } else { (other, one) };
        report.pairs.get(&(first.to_owned(), second.to_owned())).copied().unwrap_or(0)
    })
}

fn agreements(report: &Report) -> Markup {
    let more = report.agreed - report.agreements.len();
    html! {
        @if !report.agreements.is_empty() {
            section {
                h2 { "What was agreed" }
                table {
                    thead { tr { @for head in ["date", "parties", "type", "title", "status", "subjects", "said by", "source"] { th { (head) } } } }
                    tbody {
                        @for filing in &report.agreements {
                            tr {
                                td { (filing.date.as_deref().unwrap_or("")) }
                                td { (filing.parties.join(", ")) }
                                td { (filing.kind) }
                                td { (filing.title) }
                                td { (filing.status) @if filing.polarity != "affirmed" { " (" (filing.polarity) ")" } }
                                td { (filing.subjects.join(", ")) }
                                td { (filing.speaker.as_deref().unwrap_or("")) }
                                td { (filing.source) }
                            }
                        }
                    }
                }
                @if more > 0 { p { "and " (more) " more" } }
            }
        }
    }
}

fn quotes(report: &Report) -> Markup {
    let more = report.quoted - report.quotes.len();
    html! {
        @if !report.quotes.is_empty() {
            section {
                h2 { "Who said what" }
                table {
                    thead { tr { @for head in ["who", "country", "kind", "what", "source"] { th { (head) } } } }
                    tbody {
                        @for quote in &report.quotes {
                            tr {
                                td { (quote.speaker.as_deref().unwrap_or("")) }
                                td { (quote.country.as_deref().unwrap_or("")) }
                                td { (quote.kind) }
                                td { (quote.text) }
                                td { (quote.document) }
                            }
                        }
                    }
                }
                @if more > 0 { p { "and " (more) " more" } }
            }
        }
    }
}

fn failures(report: &Report) -> Markup {
    html! {
        @if !report.failures.is_empty() {
            section {
                h2 { "What could not be read" }
                ul { @for failure in &report.failures { li { (failure) } } }
            }
        }
    }
}
