//! National institutions by grammar: bodies, portfolios and countries in all word orders.

use std::collections::BTreeMap;
use std::ops::Range;

use chancery_rules::pattern::{FindingIndex, PatternMatch, PatternSet, Scratch, Sequence};
use chancery_rules::{Compiler, RuleId, SourceId, Spanned, Trie};
use chancery_text::Document;

use crate::mention::{Entity, Form, Kind, Marks};
use crate::names::{COUNTRY, Found, INSTITUTION, KINDS, Names, ORGANIZATION, PLACE};
use crate::rules::{
    AcronymBlock, BodyBlock, InstitutionBlock, InstitutionPatternBlock, PortfolioBlock,
};

#[derive(Clone, Debug)]
struct Body {
    name: String,
    qualified: String,
    slug: String,
    /// Codes of states that call theirs by another word.
    absent: Vec<String>,
    rule: RuleId,
}

#[derive(Clone, Debug)]
struct Portfolio {
    id: String,
    name: String,
    rule: RuleId,
}

/// The grammar of institutions, compiled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grammar {
    bodies: Vec<Body>,
    portfolios: Vec<Portfolio>,
    body_ids: BTreeMap<String, usize>,
    body_forms: Trie<usize>,
    portfolio_forms: Trie<usize>,
    /// Letters → body, portfolio, rule.
    acronyms: Trie<(usize, Option<usize>, RuleId)>,
    patterns: PatternSet,
    /// Country, body and portfolios of the bodies that have a name of their own.
    own_names: BTreeMap<(String, usize, Vec<usize>), usize>,
    /// Those bodies and portfolios, by the entry of the name.
    own_bodies: BTreeMap<usize, (usize, Vec<usize>)>,
}

/// An institution found by the grammar, its country not yet settled.
#[derive(Clone, Debug)]
pub(crate) struct Institution {
    pub(crate) tokens: Range<usize>,
    pub(crate) form: Form,
    /// The body and its portfolios, or the found name that the pattern only extends.
    pub(crate) what: What,
    /// The found name of its country.
    pub(crate) country: Option<usize>,
    pub(crate) rule: RuleId,
    /// Labelled pieces: label, tokens, rule.
    pub(crate) evidence: Marks,
}

/// What an institution is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Body and portfolios, by number.
    Body(usize, Vec<usize>),
    /// A found name, by number.
    Named(usize),
}

impl Grammar {
    pub(crate) fn compile(compiler: &mut Compiler<'_>, names: &mut Names) -> Self {
        let mut grammar = Grammar::default();
        for rule in compiler.blocks::<BodyBlock>() {
            let number = grammar.bodies.len();
            for form in &rule.value.forms {
                let phrase = compiler.phrase(form);
                grammar.body_forms.insert(&phrase, number);
                compiler.add_to_list("body", &phrase);
                let list = if rule.value.slug.contains("{portfolio}") {
                    "body-with-portfolio"
                } else {
                    "body-alone"
                };
                compiler.add_to_list(list, &phrase);
            }
            grammar.body_ids.insert(rule.name, number);
            let BodyBlock { name, qualified, slug, absent, .. } = rule.value;
            for code in &absent {
                names.facts.name(Some(code), rule.location.source);
            }
            let absent = absent.into_iter().map(Spanned::into_inner).collect();
            grammar.bodies.push(Body { name, qualified, slug, absent, rule: rule.id });
        }
        let mut portfolio_ids = BTreeMap::new();
        for rule in compiler.blocks::<PortfolioBlock>() {
            let number = grammar.portfolios.len();
            for form in &rule.value.forms {
                let phrase = compiler.phrase(form);
                grammar.portfolio_forms.insert(&phrase, number);
                compiler.add_to_list("portfolio", &phrase);
            }
            portfolio_ids.insert(rule.name.clone(), number);
            let name = rule.value.name;
            grammar.portfolios.push(Portfolio { id: rule.name, name, rule: rule.id });
        }
        for rule in compiler.blocks::<InstitutionBlock>() {
            let (block, source) = (&rule.value, rule.location.source);
            let entry = names.institution(compiler, &rule.name, rule.id.clone(), block, source);
            let Some(body) = &block.body else { continue };
            let body = compiler.reference(&grammar.body_ids, body, "body", source);
            let portfolio = block.portfolio.as_ref();
            let portfolio =
                portfolio.and_then(|p| compiler.reference(&portfolio_ids, p, "portfolio", source));
            if let Some(body) = body {
                let country = block.country.get_ref().clone();
                let portfolios: Vec<usize> = portfolio.into_iter().collect();
                grammar.own_bodies.insert(entry, (body, portfolios.clone()));
                grammar.own_names.entry((country, body, portfolios)).or_insert(entry);
            }
        }
        for rule in compiler.blocks::<AcronymBlock>() {
            let source = rule.location.source;
            let body = compiler.reference(&grammar.body_ids, &rule.value.body, "body", source);
            let portfolio = rule.value.portfolio.as_ref();
            let portfolio =
                portfolio.map(|p| compiler.reference(&portfolio_ids, p, "portfolio", source));
            if let (Some(body), None | Some(Some(_))) = (body, portfolio) {
                for form in &rule.value.forms {
                    let phrase = compiler.phrase(form);
                    let value = (body, portfolio.flatten(), rule.id.clone());
                    grammar.acronyms.insert(&phrase, value);
                    compiler.add_to_list("body-acronym", &phrase);
                }
            }
        }
        let set = &mut grammar.patterns;
        compiler.add_patterns::<InstitutionPatternBlock>(set, KINDS, |b| &b.pattern);
        grammar
    }

    /// The number of a body that a title names.
    pub(crate) fn body(
        &self,
        compiler: &mut Compiler<'_>,
        name: &Spanned<String>,
        source: SourceId,
    ) -> Option<usize> {
        compiler.reference(&self.body_ids, name, "body", source)
    }

    /// The portfolios in a range of tokens.
    pub(crate) fn portfolios_in(&self, document: &Document<'_>, range: Range<usize>) -> Vec<usize> {
        let tokens = document.tokens();
        let mut found = Vec::new();
        let mut at = range.start;
        while at < range.end {
            match self.portfolio_forms.longest(&tokens[at..range.end]) {
                Some((len, number)) => {
                    found.push(*number);
                    at += len;
                }
                None => at += 1,
            }
        }
        found
    }

    /// Finds institutions: the longest match at each place, none inside another.
    pub(crate) fn find(
        &self,
        document: &Document<'_>,
        names: &Names,
        found: &[Found],
        scratch: &mut Scratch,
    ) -> Vec<Institution> {
        let index = FindingIndex::new(found.iter().enumerate().filter_map(|(i, f)| {
            let kind = match names.entity(f.entry)?.kind {
                Kind::Country => COUNTRY,
                Kind::Institution => INSTITUTION,
                Kind::Organization => ORGANIZATION,
                Kind::Place | Kind::Person => PLACE,
            };
            // A country that is only part of a longer name says nothing of institutions.
            f.part_of.is_none().then(|| (kind, f.tokens.clone(), i))
        }));
        let lists = &document.lexicon().lists;
        let sequence = Sequence { tokens: document.tokens(), findings: &index, lists };
        let mut all = Vec::new();
        for sentence in document.sentences() {
            for hit in self.patterns.find(sequence, sentence.tokens.clone(), scratch) {
                all.extend(self.read(document, names, found, &index, &hit));
            }
        }
        // `Atomic Energy Agency` inside the known name of an organization is nothing of its own.
        all.retain(|i: &Institution| !inside_known(found, names, &i.tokens));
        // Longest first at each place; what overlaps an accepted one goes.
        // Of two over the same words, the one with a name of its own.
        all.sort_by_key(|i: &Institution| {
            let named = matches!(i.what, What::Named(_));
            (i.tokens.start, std::cmp::Reverse(i.tokens.end), !named)
        });
        let mut kept: Vec<Institution> = Vec::new();
        for institution in all {
            if kept.last().is_none_or(|k| k.tokens.end <= institution.tokens.start) {
                kept.push(institution);
            }
        }
        kept
    }

    fn read(
        &self,
        document: &Document<'_>,
        names: &Names,
        found: &[Found],
        index: &FindingIndex,
        hit: &PatternMatch<'_>,
    ) -> Option<Institution> {
        let tokens = document.tokens();
        let rule = hit.rule.clone();
        let at = |name: &str, kind| {
            let range = hit.get(name)?;
            let mut starting = index.starting_at(range.start);
            starting.find(|(k, end, _)| *k == kind && *end == range.end).map(|(_, _, n)| n)
        };
        // A place tells whose it is, too, and is no part of it: `the foreign ministry in Seoul`.
        let seat = at("seat", PLACE);
        let country = at("country", COUNTRY).or(seat);
        let mut evidence = Vec::new();
        let mut form = Form::Name;
        let mut extent = hit.tokens.clone();
        if let Some(seat) = seat {
            // The preposition before the place.
            extent.end = found[seat].tokens.start.saturating_sub(1).max(extent.start);
        }
        let what = if let Some(range) = hit.get("acronym") {
            let (_, (body, portfolio, rule)) = self.acronyms.longest(&tokens[range.clone()])?;
            evidence.push(("acronym", range, rule.clone()));
            form = Form::Acronym;
            What::Body(*body, portfolio.iter().copied().collect())
        } else if let Some(range) = hit.get("descriptor") {
            let (_, body) = self.body_forms.longest(&tokens[range.clone()])?;
            form = Form::Descriptor;
            extent = hit.tokens.start..range.end;
            What::Body(*body, Vec::new())
        } else if let Some(number) = at("named", INSTITUTION) {
            let owner = country.filter(|owner| {
                // Only where the words say whose it is: `Peru's`, `Peruvian`.
                let possessive = found[*owner].tokens.end < found[number].tokens.start;
                possessive || found[*owner].form == Form::Demonym
            });
            self.of_another(names, found, number, owner).unwrap_or(What::Named(number))
        } else {
            let range = hit.get("body")?;
            let (_, body) = self.body_forms.longest(&tokens[range.clone()])?;
            evidence.push(("body", range, self.bodies[*body].rule.clone()));
            let mut portfolios = Vec::new();
            for range in hit.all("portfolio") {
                for number in self.portfolios_in(document, range.clone()) {
                    let rule = self.portfolios[number].rule.clone();
                    evidence.push(("portfolio", range.clone(), rule));
                    if !portfolios.contains(&number) {
                        portfolios.push(number);
                    }
                }
            }
            What::Body(*body, portfolios)
        };
        Some(Institution { tokens: extent, form, what, country, rule, evidence })
    }

    /// The body of a named institution as that of another country: `Peru's Congress` is no more that
    /// of the United States than `Peru's parliament` is.
    fn of_another(
        &self,
        names: &Names,
        found: &[Found],
        named: usize,
        owner: Option<usize>,
    ) -> Option<What> {
        let country = |number: usize| names.entity(found[number].entry)?.country.as_ref();
        let (own, owner) = (country(named)?, country(owner?)?);
        let (body, portfolios) = self.own_bodies.get(&found[named].entry)?;
        (own != owner).then(|| What::Body(*body, portfolios.clone()))
    }

    /// Whether a body of a state that the text does not name may be that of one.
    pub(crate) fn may_be_of(&self, body: usize, code: &str) -> bool {
        self.bodies[body].absent.iter().all(|absent| absent != code)
    }

    /// The entity of a body with its portfolios in a country.
    pub(crate) fn entity(
        &self,
        names: &Names,
        body: usize,
        portfolios: &[usize],
        country: Option<&str>,
    ) -> Entity {
        let key = country.map(|code| (code.to_owned(), body, portfolios.to_vec()));
        let own = key.and_then(|key| self.own_names.get(&key));
        if let Some(entity) = own.and_then(|entry| names.entity(*entry)) {
            return entity.clone();
        }
        let body = &self.bodies[body];
        let ids: Vec<&str> = portfolios.iter().map(|p| self.portfolios[*p].id.as_str()).collect();
        let titles: Vec<&str> =
            portfolios.iter().map(|p| self.portfolios[*p].name.as_str()).collect();
        let fill = |template: &str, portfolio: &str, country: &str| {
            let filled = template.replace("{portfolio}", portfolio).replace("{country}", country);
            filled.trim_end_matches([' ', '-']).to_owned()
        };
        let slug = fill(&body.slug, &ids.join("-"), "");
        let id = match country {
            Some(code) => format!("institution/{}-{slug}", code.to_lowercase()),
            None => format!("institution/{slug}"),
        };
        let name = match country {
            Some(code) => fill(&body.qualified, &join(&titles), names.formal(code)),
            None => fill(&body.name, &join(&titles), ""),
        };
        Entity::new(id, Kind::Institution, name, country.map(str::to_owned))
    }
}

/// How many names before an institution are looked at for one that holds it; few overlap.
const MAX_NAMES_BACK: usize = 4;

/// Whether a longer known name holds the tokens.
fn inside_known(found: &[Found], names: &Names, tokens: &Range<usize>) -> bool {
    let before = found.partition_point(|f| f.tokens.start <= tokens.start);
    found[..before].iter().rev().take(MAX_NAMES_BACK).any(|f| {
        let known = names.entity(f.entry).map(|e| e.kind);
        matches!(known, Some(Kind::Organization | Kind::Institution))
            && f.tokens.end >= tokens.end
            && f.tokens.len() > tokens.len()
    })
}

/// `A`, `A & B`: the sign keeps the name free of words.
fn join(names: &[&str]) -> String {
    names.join(" & ")
}
