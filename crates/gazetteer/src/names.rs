//! Known names: one dictionary of all names, walked once over the tokens.

use std::ops::Range;

use chancery_rules::pattern::{FindingIndex, KindId, Kinds, PatternSet, Scratch, Sequence};
use chancery_rules::{Compiler, RuleId, Trie};
use chancery_text::Document;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::mention::{Entity, Form, Kind};
use crate::rules::{
    CityPatternBlock, CountryBlock, InstitutionBlock, OrganizationBlock, PlaceBlock, TermBlock,
};

/// The kinds of findings that patterns of this crate can name.
pub(crate) const KINDS: Kinds =
    Kinds(&["country", "institution", "organization", "place", "capital", "name-word"]);
pub(crate) const COUNTRY: KindId = KindId(0);
pub(crate) const INSTITUTION: KindId = KindId(1);
pub(crate) const ORGANIZATION: KindId = KindId(2);
pub(crate) const PLACE: KindId = KindId(3);
pub(crate) const CAPITAL: KindId = KindId(4);
pub(crate) const NAME_WORD: KindId = KindId(5);

/// An entity that the rules know by name.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// None for a term: a longer name that is no actor.
    pub(crate) entity: Option<Entity>,
    pub(crate) rule: RuleId,
}

#[derive(Clone, Copy, Debug)]
struct Name {
    entry: u32,
    form: Form,
}

/// A name found in the text.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) tokens: Range<usize>,
    pub(crate) entry: usize,
    pub(crate) form: Form,
    /// Number of the found name that this one is a part of.
    pub(crate) part_of: Option<usize>,
    /// The rule that told a capital from its government.
    pub(crate) city_rule: Option<RuleId>,
}

/// All known names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) entries: Vec<Entry>,
    trie: Trie<Name>,
    cities: PatternSet,
    formal: FxHashMap<String, String>,
    /// Entry of a country's capital as a place, by the entry of the country and the name's words.
    capitals: FxHashMap<(usize, String), usize>,
}

impl Names {
    pub(crate) fn compile(compiler: &mut Compiler<'_>) -> Self {
        let mut names = Names::default();
        names.countries(compiler);
        for rule in compiler.blocks::<PlaceBlock>() {
            let block = rule.value;
            let id = format!("place/{}", rule.name);
            let entry = names.entry(id, Kind::Place, &block.name, block.country, rule.id);
            names.add(compiler, entry, Form::Name, std::slice::from_ref(&block.name));
            names.add(compiler, entry, Form::Alias, &block.aliases);
        }
        for rule in compiler.blocks::<OrganizationBlock>() {
            let block = rule.value;
            let id = format!("organization/{}", rule.name);
            let entry = names.entry(id, Kind::Organization, &block.name, block.country, rule.id);
            names.add(compiler, entry, Form::Name, std::slice::from_ref(&block.name));
            names.add(compiler, entry, Form::Acronym, &block.acronyms);
            names.add(compiler, entry, Form::Alias, &block.aliases);
        }
        for rule in compiler.blocks::<InstitutionBlock>() {
            let block = rule.value;
            let id = format!("institution/{}", rule.name);
            let country = Some(block.country);
            let entry = names.entry(id, Kind::Institution, &block.name, country, rule.id);
            names.add(compiler, entry, Form::Name, std::slice::from_ref(&block.name));
            names.add(compiler, entry, Form::Acronym, &block.acronyms);
            names.add(compiler, entry, Form::Alias, &block.aliases);
        }
        for rule in compiler.blocks::<TermBlock>() {
            names.entries.push(Entry { entity: None, rule: rule.id });
            let entry = names.entries.len() - 1;
            names.add(compiler, entry, Form::Name, &rule.value.forms);
        }
        for rule in compiler.blocks::<CityPatternBlock>() {
            let source = rule.location.source;
            if let Some(pattern) = compiler.pattern(&rule.id, &rule.value.pattern, source, KINDS) {
                names.cities.push(pattern);
            }
        }
        names
    }

    fn countries(&mut self, compiler: &mut Compiler<'_>) {
        for rule in compiler.blocks::<CountryBlock>() {
            let block = rule.value;
            let code = rule.name;
            let id = format!("country/{code}");
            let entry =
                self.entry(id, Kind::Country, &block.name, Some(code.clone()), rule.id.clone());
            let formal = block.formal.unwrap_or_else(|| block.name.clone());
            self.formal.insert(code.clone(), formal);
            self.add(compiler, entry, Form::Name, std::slice::from_ref(&block.name));
            self.add(compiler, entry, Form::OfficialName, &block.official);
            let (acronyms, aliases): (Vec<String>, Vec<String>) =
                block.aliases.into_iter().partition(|a| is_acronym(a));
            self.add(compiler, entry, Form::Alias, &aliases);
            self.add(compiler, entry, Form::Acronym, &acronyms);
            self.add(compiler, entry, Form::Demonym, &block.demonyms);
            self.add(compiler, entry, Form::Capital, &block.metonyms);
            for capital in block.capitals {
                let id = format!("place/{}", slug(&capital));
                let place =
                    self.entry(id, Kind::Place, &capital, Some(code.clone()), rule.id.clone());
                self.capitals.insert((entry, capital.to_lowercase()), place);
                self.add(compiler, place, Form::Name, std::slice::from_ref(&capital));
                self.add(compiler, entry, Form::Capital, &[capital]);
            }
        }
    }

    fn entry(
        &mut self,
        id: String,
        kind: Kind,
        name: &str,
        country: Option<String>,
        rule: RuleId,
    ) -> usize {
        let entity = Entity {
            id,
            kind,
            name: name.to_owned(),
            country,
            title: None,
            institution: None,
            gender: None,
        };
        self.entries.push(Entry { entity: Some(entity), rule });
        self.entries.len() - 1
    }

    fn add(&mut self, compiler: &mut Compiler<'_>, entry: usize, form: Form, names: &[String]) {
        for name in names {
            let phrase = compiler.phrase(name);
            self.trie.insert(&phrase, Name { entry: entry as u32, form });
        }
    }

    /// The full name of a country with its article.
    pub(crate) fn formal(&self, code: &str) -> &str {
        self.formal.get(code).map_or("", String::as_str)
    }

    fn kind(&self, entry: usize) -> Option<Kind> {
        self.entries[entry].entity.as_ref().map(|e| e.kind)
    }

    /// Finds all known names: the longest at each place, and the countries inside longer names.
    pub(crate) fn find(&self, document: &Document<'_>) -> Vec<Found> {
        let tokens = document.tokens();
        let mut found: Vec<Found> = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let Some((len, entry, form)) = self.best(&tokens[at..], |_| true) else {
                at += 1;
                continue;
            };
            let outer = found.len();
            found.push(Found { tokens: at..at + len, entry, form, part_of: None, city_rule: None });
            if self.kind(entry) != Some(Kind::Country) {
                let mut inner = at;
                while inner < at + len {
                    let rest = &tokens[inner..at + len];
                    match self.best(rest, |k| k == Some(Kind::Country)) {
                        Some((inner_len, entry, form)) if inner_len < len => {
                            let tokens = inner..inner + inner_len;
                            found.push(Found {
                                tokens,
                                entry,
                                form,
                                part_of: Some(outer),
                                city_rule: None,
                            });
                            inner += inner_len;
                        }
                        _ => inner += 1,
                    }
                }
            }
            at += len;
        }
        self.tell_cities(document, &mut found);
        found
    }

    /// The longest name at the start of `tokens`; of several with the same words, the first added,
    /// but a country by a name before a place.
    fn best<'n>(
        &'n self,
        tokens: &[chancery_rules::Token],
        allowed: impl Fn(Option<Kind>) -> bool,
    ) -> Option<(usize, usize, Form)> {
        let mut best: Option<(usize, usize, Form)> = None;
        self.trie.walk(tokens, |len, name: &'n Name| {
            let entry = name.entry as usize;
            if !allowed(self.kind(entry)) {
                return;
            }
            let capital = best.is_some_and(|(l, e, _)| {
                l == len && self.kind(e) == Some(Kind::Place) && name.form == Form::Capital
            });
            if best.is_none_or(|(l, _, _)| len > l) || capital {
                best = Some((len, entry, name.form));
            }
        });
        best
    }

    /// Turns capitals that stand for the city itself, by the patterns, into places.
    fn tell_cities(&self, document: &Document<'_>, found: &mut [Found]) {
        let by_metonym = |f: &Found| f.form == Form::Capital && f.part_of.is_none();
        let index = FindingIndex::new(found.iter().enumerate().flat_map(|(i, f)| {
            let capital = by_metonym(f).then(|| (CAPITAL, f.tokens.clone(), i));
            let country =
                (self.kind(f.entry) == Some(Kind::Country)).then(|| (COUNTRY, f.tokens.clone(), i));
            capital.into_iter().chain(country)
        }));
        let lists = &document.lexicon().lists;
        let sequence = Sequence { tokens: document.tokens(), findings: &index, lists };
        let mut scratch = Scratch::default();
        let mut cities: Vec<Option<&RuleId>> = vec![None; found.len()];
        for sentence in document.sentences() {
            for hit in self.cities.find(sequence, sentence.tokens.clone(), &mut scratch) {
                for range in hit.all("city") {
                    for (_, end, number) in index.starting_at(range.start) {
                        if end == range.end {
                            cities[number] = Some(hit.rule);
                        }
                    }
                }
            }
        }
        for (number, f) in found.iter_mut().enumerate() {
            let front = document.sentence_of(f.tokens.start).is_none();
            if !by_metonym(f) || !(front || cities[number].is_some()) {
                continue;
            }
            let written = document.slice(document.span_of(f.tokens.clone())).to_lowercase();
            if let Some(place) = self.capitals.get(&(f.entry, written)) {
                f.entry = *place;
                f.form = Form::Name;
                f.city_rule = cities[number].cloned();
            }
        }
    }
}

fn is_acronym(name: &str) -> bool {
    name.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
}

/// A name as part of an id: small letters, digits and hyphens.
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in name.nfd() {
        if c.is_alphanumeric() && c.is_ascii() {
            slug.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !unicode_normalization::char::is_combining_mark(c)
            && !slug.is_empty()
            && !slug.ends_with('-')
            && c != '\''
        {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}
