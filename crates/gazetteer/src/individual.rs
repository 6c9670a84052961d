//! Which names are one person's.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chancery_rules::{ListId, Shape};
use chancery_text::Document;

use crate::mention::Gender;
use crate::person::{Hit, Persons};

/// How many holders of a word of a name are looked at; keeps long documents linear.
const MAX_HOLDERS: usize = 100;

/// A person of the document.
#[derive(Clone, Debug)]
pub(crate) struct Individual {
    /// Words of the fullest name, in lower case.
    pub(crate) words: Vec<String>,
    /// The fullest name as written.
    pub(crate) name: Range<usize>,
    pub(crate) gender: Option<Gender>,
    pub(crate) offices: Vec<usize>,
    /// Words of the titles that the person is named with, in lower case.
    pub(crate) titles: BTreeSet<String>,
    /// Those of them that tell another office (`deputy`) or a former one, each time the person is titled.
    pub(crate) lesser: BTreeSet<String>,
    pub(crate) former: BTreeSet<String>,
    pub(crate) portfolios: Vec<usize>,
    /// The entry of the country that the person acts for.
    pub(crate) home: Option<usize>,
    /// Number of the first hit with a title, of the first that tells for whom the person acts if one does.
    pub(crate) titled: Option<usize>,
    /// Whether that one does.
    pub(crate) tied: bool,
}

/// The person that a hit names: a known one with a compatible name, or a new one.
pub(crate) fn identify(
    document: &Document<'_>,
    persons: &Persons,
    people: &mut Vec<Individual>,
    by_word: &mut BTreeMap<String, Vec<usize>>,
    hit: &Hit,
    number: usize,
) -> usize {
    let words = words_of(document, hit.name.clone());
    let known = words
        .iter()
        .filter_map(|word| by_word.get(word))
        .flat_map(|people| people.iter().rev().take(MAX_HOLDERS))
        .copied()
        .filter(|n| compatible(&people[*n].words, &words))
        .max();
    let individual = known.unwrap_or_else(|| {
        people.push(Individual {
            words: words.clone(),
            name: hit.name.clone(),
            gender: None,
            offices: Vec::new(),
            titles: BTreeSet::new(),
            lesser: BTreeSet::new(),
            former: BTreeSet::new(),
            portfolios: Vec::new(),
            home: None,
            titled: None,
            tied: false,
        });
        people.len() - 1
    });
    for word in &words {
        let holders = by_word.entry(word.clone()).or_default();
        if holders.last() != Some(&individual) {
            holders.push(individual);
        }
    }
    let person = &mut people[individual];
    if fuller(&words, &person.words) {
        person.words = words;
        person.name = hit.name.clone();
    }
    person.gender = person.gender.or(hit.gender);
    if let Some(office) = hit.office {
        // Each once, however often somebody is named with them.
        for portfolio in &hit.portfolios {
            if !person.portfolios.contains(portfolio) {
                person.portfolios.push(*portfolio);
            }
        }
        if !person.offices.contains(&office) {
            person.offices.push(office);
        }
        let written = hit.written.clone().unwrap_or_default();
        let listed = |list: ListId| -> BTreeSet<String> {
            let words = document.tokens()[written.clone()].iter();
            let words = words.filter(|t| document.lexicon().lists.has(list, t));
            words.map(|t| document.text_of(t).to_lowercase()).collect()
        };
        let (lesser, former) = (listed(persons.other_office), listed(persons.former_office));
        if person.titled.is_none() {
            (person.lesser, person.former) = (lesser, former);
        } else {
            person.lesser.retain(|word| lesser.contains(word));
            person.former.retain(|word| former.contains(word));
        }
        person.titles.extend(words_of(document, written));
        if person.titled.is_none() || hit.tied && !person.tied {
            person.titled = Some(number);
            person.tied = hit.tied;
        }
    }
    individual
}

pub(crate) fn words_of(document: &Document<'_>, name: Range<usize>) -> Vec<String> {
    let tokens = document.tokens()[name].iter().filter(|t| t.is(Shape::ALPHA));
    tokens.map(|t| document.text_of(t).trim_end_matches('.').to_lowercase()).collect()
}

/// Whether a name says more than another: more whole words.
fn fuller(new: &[String], old: &[String]) -> bool {
    let whole = |words: &[String]| words.iter().filter(|w| w.chars().count() > 1).count();
    whole(new) > whole(old)
}

/// Whether two names may be one person's: the same surname, and no given names that differ; or one
/// name is a single word or the end of the other.
pub(crate) fn compatible(known: &[String], new: &[String]) -> bool {
    match (known, new) {
        ([], _) | (_, []) => false,
        (all, [one]) | ([one], all) => all.contains(one),
        _ if known.ends_with(new) || new.ends_with(known) => true,
        ([first, .., last], [given, .., surname]) => {
            let initial = |a: &str, b: &str| a.chars().count() == 1 && b.starts_with(a);
            last == surname && (first == given || initial(first, given) || initial(given, first))
        }
    }
}
