//! A document's mentions, from known names to persons.

use std::collections::BTreeMap;
use std::ops::Range;

use chancery_rules::pattern::{FindingIndex, KindId, Scratch};
use chancery_rules::{Evidence, RuleId};
use chancery_text::Document;

use crate::Gazetteer;
use crate::coreference::{PersonMention, View};
use crate::individual::Individual;
use crate::institution::{Institution, What};
use crate::mention::{Entity, Form, Kind, Marks, Mention, Mentions, PartOf};
use crate::names::{COUNTRY, DEMONYM, Found, INSTITUTION, ORGANIZATION, PLACE, slug};
use crate::person::{Hit, Homes, Named, name_word_findings};

/// Where an unqualified institution took its country from.
#[derive(Clone, Copy, Debug)]
enum CountrySource {
    Named,
    Scene,
    Dateline,
    Agency,
    Earlier,
}

impl CountrySource {
    fn label(self) -> &'static str {
        match self {
            CountrySource::Named => "country",
            CountrySource::Scene => "country-of-place",
            CountrySource::Dateline => "country-of-dateline",
            CountrySource::Agency => "country-of-agency",
            CountrySource::Earlier => "country-of-earlier-mention",
        }
    }
}

/// The country that a person acts for, where the text does not name it with the person.
struct Home {
    code: String,
    /// What tells it: label, the title and a rule.
    mark: (&'static str, Range<usize>, RuleId),
}

/// A mention in the making.
struct Draft {
    tokens: Range<usize>,
    kind: Kind,
    form: Form,
    entity: usize,
    rule: RuleId,
    part_of: Option<(Range<usize>, RuleId)>,
    evidence: Marks,
}

/// The entities of a document, each once.
#[derive(Default)]
struct Entities {
    list: Vec<Entity>,
    by_id: BTreeMap<String, usize>,
}

impl Entities {
    /// The number of an entity that the rules know; it is copied once.
    fn intern_known(&mut self, entity: &Entity) -> usize {
        match self.by_id.get(&entity.id) {
            Some(number) => *number,
            None => self.intern(entity.clone()),
        }
    }

    fn intern(&mut self, entity: Entity) -> usize {
        if let Some(number) = self.by_id.get(&entity.id) {
            return *number;
        }
        self.by_id.insert(entity.id.clone(), self.list.len());
        self.list.push(entity);
        self.list.len() - 1
    }
}

/// The mentions of a document that was read with the gazetteer's rules.
pub(crate) fn mentions(
    gazetteer: &Gazetteer,
    document: &Document<'_>,
    scratch: &mut Scratch,
) -> Mentions {
    let found = gazetteer.names.find(document, scratch);
    let institutions = gazetteer.grammar.find(document, &gazetteer.names, &found, scratch);
    let mut work = Work {
        gazetteer,
        document,
        found: &found,
        institutions: &institutions,
        entities: Entities::default(),
        drafts: Vec::new(),
    };
    work.read_names();
    let front = work.front();
    let by_institution = work.read_institutions(&front);
    let (named, words) = work.find_persons(scratch);
    let Gazetteer { persons, grammar, .. } = gazetteer;
    let view = View { document, persons, grammar, found: &found, institutions: &institutions };
    let (people, persons) = gazetteer.reference.resolve(&view, &named, &words);
    work.read_persons(&people, &persons, &named.hits, &by_institution, &front);
    let Work { entities, drafts, .. } = work;
    finish(document, entities, drafts, front)
}

/// What the top of the document tells: country and name of the dateline's place, and the agency.
#[derive(Default)]
struct Front {
    country: Option<String>,
    place: Option<String>,
    agency: Option<usize>,
    agency_country: Option<String>,
}

struct Work<'a> {
    gazetteer: &'a Gazetteer,
    document: &'a Document<'a>,
    found: &'a [Found],
    institutions: &'a [Institution],
    entities: Entities,
    drafts: Vec<Draft>,
}

impl<'a> Work<'a> {
    fn entity_of(&self, found: &Found) -> Option<&Entity> {
        self.gazetteer.names.entity(found.entry)
    }

    /// Known names become mentions; a country inside a longer name says so.
    fn read_names(&mut self) {
        let gazetteer = self.gazetteer;
        let mut enclosing = self.institutions.iter().peekable();
        for (number, found) in self.found.iter().enumerate() {
            while enclosing.next_if(|i| i.tokens.end <= found.tokens.start).is_some() {}
            let entry = &gazetteer.names.entries[found.entry];
            let Some(entity) = &entry.entity else { continue };
            let inside = enclosing.peek().filter(|i| {
                i.tokens.end >= found.tokens.end && i.tokens.start <= found.tokens.start
            });
            if inside.is_some_and(|i| i.what == What::Named(number))
                || inside.is_some() && entity.kind == Kind::Institution
            {
                continue; // the grammar made a longer mention of it
            }
            let part_of = found
                .part_of
                .clone()
                .or_else(|| inside.map(|i| (i.tokens.clone(), i.rule.clone())));
            let kind = entity.kind;
            let sense =
                found.sense.iter().map(|rule| (kind.as_str(), found.tokens.clone(), rule.clone()));
            let entity = self.entities.intern_known(entity);
            self.drafts.push(Draft {
                tokens: found.tokens.clone(),
                kind,
                form: found.form,
                entity,
                rule: entry.rule.clone(),
                part_of,
                evidence: sense.collect(),
            });
        }
    }

    fn front(&mut self) -> Front {
        let meta = self.document.meta();
        let mut front = Front::default();
        let at = |span| {
            let tokens = self.document.tokens_in(span);
            let mut inside = self.drafts.iter();
            inside.find(|d| d.tokens == tokens).map(|d| d.entity)
        };
        if let Some(dateline) = &meta.dateline {
            let place = at(dateline.place).map(|n| &self.entities.list[n]);
            let region = dateline.region.and_then(at).map(|n| &self.entities.list[n]);
            front.place = place.map(|p| p.name.clone());
            let country = |e: Option<&Entity>| e.and_then(|e| e.country.clone());
            front.country = country(region).or(country(place));
        }
        if let Some(agency) = &meta.agency {
            front.agency = at(agency.span);
            front.agency_country = front.agency.and_then(|n| self.entities.list[n].country.clone());
        }
        front
    }

    /// Institutions get their country and become mentions. Returns the entity of each.
    fn read_institutions(&mut self, front: &Front) -> Vec<Option<usize>> {
        let gazetteer = self.gazetteer;
        let mut numbers = Vec::with_capacity(self.institutions.len());
        let mut settled: Vec<(What, String)> = Vec::new();
        // The last institution of each body, for `the ministry`.
        let mut last: BTreeMap<usize, usize> = BTreeMap::new();
        for institution in self.institutions {
            let mut evidence = institution.evidence.clone();
            let entity = match &institution.what {
                What::Named(number) => {
                    let entity = self.entity_of(&self.found[*number]).cloned();
                    match entity {
                        Some(entity) => entity,
                        None => {
                            numbers.push(None);
                            continue;
                        }
                    }
                }
                What::Body(body, _) if institution.form == Form::Descriptor => {
                    match last.get(body) {
                        Some(earlier) => self.entities.list[*earlier].clone(),
                        None => {
                            numbers.push(None);
                            continue;
                        }
                    }
                }
                What::Body(body, portfolios) => {
                    let country = self.country_of(institution, front, &settled);
                    if let Some((code, source)) = &country {
                        settled.push((institution.what.clone(), code.clone()));
                        let tokens = institution.tokens.clone();
                        let rule = institution.rule.clone();
                        evidence.push((source.label(), tokens, rule));
                    }
                    let code = country.as_ref().map(|(code, _)| code.as_str());
                    gazetteer.grammar.entity(&gazetteer.names, *body, portfolios, code)
                }
            };
            let entity = self.entities.intern(entity);
            numbers.push(Some(entity));
            if let What::Body(body, _) = institution.what {
                last.insert(body, entity);
            }
            self.drafts.push(Draft {
                tokens: institution.tokens.clone(),
                kind: Kind::Institution,
                form: institution.form,
                entity,
                rule: institution.rule.clone(),
                part_of: None,
                evidence,
            });
        }
        numbers
    }

    fn country_of(
        &self,
        institution: &Institution,
        front: &Front,
        settled: &[(What, String)],
    ) -> Option<(String, CountrySource)> {
        let code = |found: &Found| self.entity_of(found).and_then(|e| e.country.clone());
        if let Some(number) = institution.country {
            return code(&self.found[number]).map(|c| (c, CountrySource::Named));
        }
        // `The U.S. Senate Finance Committee`: the committee of the body before it.
        let before = self.found.partition_point(|f| f.tokens.start < institution.tokens.start);
        let before = &self.found[..before];
        let above = before.iter().rev().take(20).find(|f| {
            f.tokens.end == institution.tokens.start
                && self.entity_of(f).is_some_and(|e| e.kind == Kind::Institution)
        });
        if let Some(country) = above.and_then(code) {
            return Some((country, CountrySource::Named));
        }
        let grammar = &self.gazetteer.grammar;
        let may_be = |country: &str| match &institution.what {
            What::Body(body, _) => grammar.may_be_of(*body, country),
            What::Named(_) => true,
        };
        if let Some(country) = self.scene(institution.tokens.start).filter(|c| may_be(c)) {
            return Some((country, CountrySource::Scene));
        }
        let same = settled.iter().rev().take(50).find(|(what, _)| *what == institution.what);
        if let Some((_, country)) = same {
            return Some((country.clone(), CountrySource::Earlier));
        }
        if let Some(country) = front.country.as_ref().filter(|c| may_be(c)) {
            return Some((country.clone(), CountrySource::Dateline));
        }
        if let Some(country) = front.agency_country.as_ref().filter(|c| may_be(c)) {
            return Some((country.clone(), CountrySource::Agency));
        }
        let earlier = before.iter().rev().take(20).filter(|f| f.part_of.is_none());
        let country = |f: &&Found| {
            let entity = self.entity_of(f).filter(|e| e.kind == Kind::Country);
            entity.and_then(|e| e.country.as_deref()).is_some_and(may_be)
        };
        let mut countries = earlier.filter(country).peekable();
        // `China urges the Netherlands to …, the Ministry of Commerce said`: the state that acts.
        let start = self.sentence_start(institution.tokens.start);
        let opens = |f: &&Found| start.is_some_and(|s| (s..=s + 1).contains(&f.tokens.start));
        let nearest = countries.peek().copied();
        let country = countries.find(opens).or(nearest).and_then(code)?;
        Some((country, CountrySource::Earlier))
    }

    /// The first token of the sentence of a token.
    fn sentence_start(&self, at: usize) -> Option<usize> {
        Some(self.document.sentences()[self.document.sentence_of(at)?].tokens.start)
    }

    /// The country of the city with which the sentence of a token opens: `In Tehran, Foreign Ministry
    /// spokesman …`.
    fn scene(&self, at: usize) -> Option<String> {
        let document = self.document;
        let second = self.sentence_start(at)? + 1;
        let number = self.found.partition_point(|found| found.tokens.start < second);
        let city = self.found.get(number).filter(|found| found.tokens.start == second)?;
        let behind = city.tokens.end;
        let comma = document.slice(document.span_of(behind..behind + 1)) == ",";
        let place = self.entity_of(city).filter(|e| e.kind == Kind::Place && comma)?;
        place.country.clone()
    }

    /// Persons and what refers to them, and for each token whether it may belong to a name.
    fn find_persons(&self, scratch: &mut Scratch) -> (Named<'a>, Vec<bool>) {
        let gazetteer = self.gazetteer;
        let mut covered = vec![false; self.document.tokens().len()];
        for found in self.found {
            covered[found.tokens.clone()].fill(true);
        }
        for institution in self.institutions {
            covered[institution.tokens.clone()].fill(true);
        }
        let words = gazetteer.persons.name_words(self.document, &covered);
        let known = self.found.iter().enumerate().flat_map(|(i, f)| {
            let kind = self.entity_of(f).and_then(|entity| kind_id(entity.kind));
            let kind = kind.filter(|_| f.part_of.is_none());
            let demonym = kind.filter(|_| f.form == Form::Demonym).map(|_| DEMONYM);
            kind.into_iter().chain(demonym).map(move |kind| (kind, f.tokens.clone(), i))
        });
        let institutions =
            self.institutions.iter().enumerate().map(|(i, n)| (INSTITUTION, n.tokens.clone(), i));
        let index = FindingIndex::new(known.chain(institutions).chain(name_word_findings(&words)));
        let grammar = &gazetteer.grammar;
        (gazetteer.persons.find(self.document, grammar, &index, scratch), words)
    }

    fn read_persons(
        &mut self,
        people: &[Individual],
        mentions: &[PersonMention],
        hits: &[Hit],
        by_institution: &[Option<usize>],
        front: &Front,
    ) {
        // The correspondent of an agency abroad may speak of either state's minister.
        let (dateline, agency) = (front.country.as_deref(), front.agency_country.as_deref());
        let abroad = agency != dateline && agency.is_some_and(|code| self.speaks_of(code));
        let of_dateline = dateline.filter(|code| !abroad && self.speaks_of(code));
        // By the number of the hit that tells the title.
        let mut inferred: BTreeMap<usize, Home> = BTreeMap::new();
        let numbers: Vec<usize> = people
            .iter()
            .map(|person| {
                let (entity, home) = self.person(person, hits, by_institution, of_dateline);
                inferred.extend(person.titled.zip(home));
                self.entities.intern(entity)
            })
            .collect();
        for home in inferred.values() {
            if let Some(country) = self.gazetteer.names.country(&home.code) {
                self.entities.intern_known(country);
            }
        }
        for mention in mentions {
            let mut evidence = mention.hit.map(|n| hits[n].evidence.clone()).unwrap_or_default();
            let home = mention.hit.and_then(|n| inferred.get(&n));
            evidence.extend(home.map(|home| home.mark.clone()));
            self.drafts.push(Draft {
                tokens: mention.tokens.clone(),
                kind: Kind::Person,
                form: mention.form,
                entity: numbers[mention.individual],
                rule: mention.rule.clone(),
                part_of: None,
                evidence,
            });
        }
    }

    /// Whether the text names a country, its dateline aside.
    fn speaks_of(&self, code: &str) -> bool {
        let dateline = self.document.meta().dateline.as_ref().map(|dateline| dateline.span);
        let top = dateline.map_or(0..0, |span| self.document.tokens_in(span));
        self.drafts.iter().any(|draft| {
            let entity = &self.entities.list[draft.entity];
            entity.kind == Kind::Country
                && entity.country.as_deref() == Some(code)
                && (draft.tokens.start < top.start || top.end <= draft.tokens.start)
        })
    }

    /// A person's entity, and where its country comes from if the text names none with the person.
    fn person(
        &self,
        person: &Individual,
        hits: &[Hit],
        by_institution: &[Option<usize>],
        of_dateline: Option<&str>,
    ) -> (Entity, Option<Home>) {
        let document = self.document;
        let name = document.slice(document.span_of(person.name.clone())).to_owned();
        let mut entity = Entity::new(format!("person/{}", slug(&name)), Kind::Person, name, None);
        entity.gender = person.gender;
        let country_of = |entry| self.gazetteer.names.entity(entry)?.country.clone();
        let Some(hit) = person.titled.map(|n| &hits[n]) else {
            entity.country = person.home.and_then(country_of);
            return (entity, None);
        };
        entity.title =
            hit.written.clone().map(|title| document.slice(document.span_of(title)).to_owned());
        let named = hit.country.map(|n| self.found[n].entry).or(person.home);
        let named = named.and_then(country_of);
        let institution = hit.institution.and_then(|n| by_institution.get(n).copied().flatten());
        let institution = institution.map(|n| &self.entities.list[n]);
        entity.country = named.or(institution.and_then(|i| i.country.clone()));
        entity.institution = institution.map(|i| i.id.clone());
        let mut home = None;
        let elsewhere = institution.is_some() || hit.organization.is_some() || hit.whose;
        if entity.country.is_none() && !elsewhere {
            home = self.home_of(hit, of_dateline);
            entity.country = home.as_ref().map(|home| home.code.clone());
        }
        let body = hit.office.and_then(|o| self.gazetteer.persons.titles[o].body);
        if let (None, Some(body), false) = (&entity.institution, body, hit.portfolios.is_empty()) {
            let gazetteer = self.gazetteer;
            let code = entity.country.as_deref();
            let home = gazetteer.grammar.entity(&gazetteer.names, body, &hit.portfolios, code);
            entity.institution = Some(home.id);
        }
        if let Some(number) = hit.organization {
            entity.institution = self.entity_of(&self.found[number]).map(|e| e.id.clone());
        }
        (entity, home)
    }

    /// The country of an office that the text names none for: one of the few that have it, else that of
    /// the dateline.
    fn home_of(&self, hit: &Hit, of_dateline: Option<&str>) -> Option<Home> {
        let persons = &self.gazetteer.persons;
        let title = hit.written.clone()?;
        let homes = persons.homes_in(self.document, &title);
        if let Some(Homes { countries, rule, .. }) = homes
            && let Some(first) = countries.first()
        {
            let here = of_dateline.filter(|code| countries.iter().any(|c| c == code));
            let code = here.unwrap_or(first).to_owned();
            return Some(Home { code, mark: ("country-of-title", title, rule.clone()) });
        }
        let office = &persons.titles[hit.office?];
        let absent = |code: &str| homes.is_some_and(|homes| homes.absent.iter().any(|c| c == code));
        let code = of_dateline.filter(|code| office.of_state && !absent(code))?.to_owned();
        Some(Home { code, mark: (CountrySource::Dateline.label(), title, hit.rule.clone()) })
    }
}

fn kind_id(kind: Kind) -> Option<KindId> {
    match kind {
        Kind::Country => Some(COUNTRY),
        Kind::Institution => None, // given with the institutions of the grammar
        Kind::Organization => Some(ORGANIZATION),
        Kind::Place => Some(PLACE),
        Kind::Person => None,
    }
}

/// Sorts the drafts, gives them their places in the original and links them.
fn finish(
    document: &Document<'_>,
    entities: Entities,
    mut drafts: Vec<Draft>,
    front: Front,
) -> Mentions {
    drafts.sort_by_key(|d| (d.tokens.start, d.tokens.end, d.kind, d.entity));
    drafts.dedup_by(|b, a| a.tokens == b.tokens && a.entity == b.entity);
    let original = |tokens: Range<usize>| document.to_original(document.span_of(tokens));
    let mut last: BTreeMap<usize, usize> = BTreeMap::new();
    let mut first: BTreeMap<usize, usize> = BTreeMap::new();
    let mut mentions = Vec::with_capacity(drafts.len());
    for (number, draft) in drafts.into_iter().enumerate() {
        let evidence = draft.evidence.into_iter().map(|(label, tokens, rule)| Evidence {
            label,
            span: original(tokens),
            rule,
        });
        // Persons are resolved through the mention before; a full name needs no help but the first.
        let antecedent = (draft.kind == Kind::Person).then(|| match draft.form {
            Form::Pronoun | Form::Descriptor | Form::Title => last.get(&draft.entity).copied(),
            _ => first.get(&draft.entity).copied(),
        });
        // A chain leads to a name and from there to the first mention: never far.
        if !matches!(draft.form, Form::Pronoun | Form::Descriptor | Form::Title) {
            last.insert(draft.entity, number);
        }
        first.entry(draft.entity).or_insert(number);
        mentions.push(Mention {
            span: original(draft.tokens.clone()),
            tokens: draft.tokens,
            kind: draft.kind,
            form: draft.form,
            entity: draft.entity,
            rule: draft.rule,
            part_of: draft.part_of.map(|(tokens, rule)| PartOf { span: original(tokens), rule }),
            antecedent: antecedent.flatten(),
            evidence: evidence.collect(),
        });
    }
    Mentions {
        mentions,
        entities: entities.list,
        by_id: entities.by_id,
        dateline_country: front.country,
        dateline_name: front.place,
        agency: front.agency,
    }
}
