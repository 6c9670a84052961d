//! All that the rules know of one entity.

use std::fmt::Write as _;

use chancery_gazetteer::{Country, Membership, Years};

use crate::Pipeline;

/// An account of an entity: what it is, its codes, its members or the organizations it belongs to,
/// and every name with the place where the rules list it. `None` where no rule names the entity.
#[must_use]
pub fn entity(pipeline: &Pipeline, id: &str) -> Option<String> {
    let gazetteer = pipeline.gazetteer();
    let names = gazetteer.names_of(id);
    let first = names.first()?;
    let code = id.strip_prefix("country/");
    let country = code.and_then(|code| gazetteer.country(code));
    let name = country.map_or(first.text, |c| c.name.as_str());
    let mut out = format!("{id}  {name}\n");
    // Writing to a String cannot fail.
    if let Some(country) = country {
        facts(&mut out, country);
    }
    if let Some(seat) = gazetteer.seat(id) {
        let _ = writeln!(out, "  seat: {seat}");
    }
    let members = gazetteer.members(id);
    if !members.is_empty() {
        let all: Vec<String> = members.iter().map(member).collect();
        let _ = writeln!(out, "  members: {}", all.join(", "));
    }
    if let Some(code) = code {
        let groups: Vec<String> = gazetteer
            .memberships(code)
            .into_iter()
            .map(|(group, years)| format!("{group}{}", written(years)))
            .collect();
        if !groups.is_empty() {
            let _ = writeln!(out, "  member of: {}", groups.join(", "));
        }
    }
    let sources = pipeline.rules().sources();
    let width = names.iter().map(|n| n.text.chars().count()).max().unwrap_or(0);
    for name in &names {
        let place = sources.file_line(name.place);
        let form = name.form.as_str();
        let _ = write!(out, "  {:<width$}  {form:<14} {place}", name.text);
        for (number, sense) in name.senses.iter().enumerate() {
            let _ = write!(out, "{} {sense}", if number == 0 { "  told apart by" } else { "," });
        }
        out.push('\n');
    }
    Some(out)
}

fn facts(out: &mut String, country: &Country) {
    let codes = [("iso3", &country.iso3), ("m49", &country.m49), ("region", &country.region)];
    for (label, value) in codes {
        if let Some(value) = value {
            let _ = writeln!(out, "  {label}: {value}");
        }
    }
    if let Some(sovereign) = &country.sovereign {
        let _ = writeln!(out, "  territory of: {sovereign}");
    }
    if country.years != Years::default() {
        let _ = writeln!(out, "  existed:{}", written(country.years));
    }
    if !country.successors.is_empty() {
        let _ = writeln!(out, "  successors: {}", country.successors.join(", "));
    }
    for (name, years) in &country.former {
        let _ = writeln!(out, "  formerly: {name}{}", written(*years));
    }
}

fn member(member: &Membership) -> String {
    format!("{}{}", member.country, written(member.years))
}

fn written(years: Years) -> String {
    match (years.since, years.until) {
        (Some(since), Some(until)) => format!(" {since}-{until}"),
        (Some(since), None) => format!(" {since}-"),
        (None, Some(until)) => format!(" -{until}"),
        (None, None) => String::new(),
    }
}
