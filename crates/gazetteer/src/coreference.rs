//! Which mentions are of the same person: names, parts of names, titles, pronouns.

use std::collections::BTreeMap;
use std::ops::Range;

use chancery_rules::{Compiler, RuleId, Shape, Trie};
use chancery_text::{Document, MarkKind, Side};

use crate::individual::{Individual, compatible, identify, words_of};
use crate::institution::{Grammar, Institution};
use crate::mention::{Form, Gender};
use crate::names::Found;
use crate::person::{Description, Hit, Named, Persons};
use crate::rules::PronounBlock;

/// A mention of a person, before it is put in its final place.
#[derive(Clone, Debug)]
pub(crate) struct PersonMention {
    pub(crate) tokens: Range<usize>,
    pub(crate) individual: usize,
    pub(crate) form: Form,
    pub(crate) rule: RuleId,
    pub(crate) hit: Option<usize>,
}

/// Rules of reference, compiled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reference {
    pronouns: Trie<(Gender, RuleId)>,
}

/// What is known of a document before its persons are told apart.
pub(crate) struct View<'a> {
    pub(crate) document: &'a Document<'a>,
    pub(crate) persons: &'a Persons,
    pub(crate) grammar: &'a Grammar,
    pub(crate) found: &'a [Found],
    pub(crate) institutions: &'a [Institution],
}

impl View<'_> {
    /// The entry of the country that a person is named with.
    fn home(&self, hit: &Hit) -> Option<usize> {
        let institution = || self.institutions[hit.institution?].country;
        Some(self.found[hit.country.or_else(institution)?].entry)
    }

    /// The entry of the country named at some tokens.
    fn country_at(&self, tokens: &Range<usize>) -> Option<usize> {
        let named = |found: &&Found| found.tokens == *tokens;
        let from = self.found.partition_point(|f| f.tokens.start < tokens.start);
        Some(self.found[from..].iter().take(MAX_BACK).find(named)?.entry)
    }

    /// The first person named in a sentence.
    fn subject(&self, mentions: &[PersonMention], sentence: usize) -> Option<usize> {
        let inside = |m: &&PersonMention| {
            self.document.sentence_of(m.tokens.start).is_some_and(|number| number == sentence)
        };
        Some(mentions.iter().rev().take(MAX_BACK).take_while(inside).last()?.individual)
    }
}

/// Whom a description fits.
#[derive(Clone, Debug)]
struct Fit {
    offices: Vec<usize>,
    /// Of the minister, if it tells.
    portfolios: Vec<usize>,
    home: Option<usize>,
    /// Not this one.
    other: Option<usize>,
}

impl Fit {
    fn fits(&self, individual: usize, people: &[Individual]) -> bool {
        let person = &people[individual];
        let shares = |own: &[usize], of: &[usize]| own.iter().any(|n| of.contains(n));
        let portfolio = self.portfolios.is_empty()
            || person.portfolios.is_empty()
            || shares(&self.portfolios, &person.portfolios);
        self.other != Some(individual)
            && shares(&self.offices, &person.offices)
            && portfolio
            && self.home.is_none_or(|home| person.home == Some(home))
    }
}

/// The rule id of a mention that repeats a name or a part of one.
const NAME_PART: &str = "persons/name-part";

impl Reference {
    pub(crate) fn compile(compiler: &mut Compiler<'_>) -> Self {
        let mut reference = Reference::default();
        for rule in compiler.blocks::<PronounBlock>() {
            for form in &rule.value.forms {
                let phrase = compiler.phrase(form);
                reference.pronouns.insert(&phrase, (rule.value.gender, rule.id.clone()));
            }
        }
        reference
    }

    /// Settles who is who.
    pub(crate) fn resolve(
        &self,
        view: &View<'_>,
        named: &Named<'_>,
        words: &[bool],
    ) -> (Vec<Individual>, Vec<PersonMention>) {
        let document = view.document;
        let Named { hits, descriptions, strangers } = named;
        let mut people: Vec<Individual> = Vec::new();
        let mut mentions: Vec<PersonMention> = Vec::new();
        let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, hit) in hits.iter().enumerate() {
            let known = people.len();
            let individual =
                identify(document, view.persons, &mut people, &mut by_word, hit, number);
            let home = view.home(hit);
            people[individual].home = people[individual].home.or(home);
            let rule = hit.rule.clone();
            let initial = document.tokens()[hit.name.clone()].iter().any(|t| t.is(Shape::INITIAL));
            let first = individual >= known;
            let form =
                if first || !initial && hit.name.len() > 1 { Form::Name } else { Form::Alias };
            mentions.push(PersonMention {
                tokens: hit.tokens(),
                individual,
                form,
                rule: rule.clone(),
                hit: Some(number),
            });
            if let Some(tokens) = hit.apposition.clone() {
                let form = Form::Title;
                mentions.push(PersonMention { tokens, individual, form, rule, hit: None });
            }
        }
        let mut taken = vec![false; words.len()];
        for mention in &mentions {
            taken[mention.tokens.clone()].fill(true);
        }
        repeat_names(view, &people, words, &taken, &mut mentions);
        mentions.sort_by_key(|m| (m.tokens.start, m.tokens.end));
        // A surname alone is nobody's only where no one bears it.
        let named = |at: usize| {
            let before = mentions.partition_point(|m| m.tokens.start <= at);
            mentions[..before].iter().rev().take(2).any(|m| m.tokens.contains(&at))
        };
        let strangers: Vec<(usize, Range<usize>)> =
            strangers.iter().filter(|(_, mention)| !named(mention.start)).cloned().collect();
        refer(view, &mut people, descriptions, &strangers, &taken, &mut mentions);
        self.pronouns(view, &strangers, &mut people, &mut mentions);
        (people, mentions)
    }

    /// Each pronoun goes to the first person named in the same sentence before it, else to the
    /// first person of the nearest earlier sentence that names one of the right gender; to no one,
    /// where somebody who is not named has spoken since.
    fn pronouns(
        &self,
        view: &View<'_>,
        strangers: &[(usize, Range<usize>)],
        people: &mut [Individual],
        mentions: &mut Vec<PersonMention>,
    ) {
        let document = view.document;
        let mut added: Vec<PersonMention> = Vec::new();
        // Sentence number (or none, for the front) of each mention, in order.
        let sentences: Vec<Option<usize>> =
            mentions.iter().map(|m| document.sentence_of(m.tokens.start)).collect();
        // Walks along with the text: mentions before the pronoun.
        let mut before = 0;
        let quoted = quoted(document);
        for (number, sentence) in document.sentences().iter().enumerate() {
            for at in sentence.tokens.clone() {
                let Some((1, (gender, rule))) =
                    self.pronouns.longest(&document.tokens()[at..=at]).map(|(l, v)| (l, v.clone()))
                else {
                    continue;
                };
                while before < mentions.len() && mentions[before].tokens.start < at {
                    before += 1;
                }
                // `His Highness` is a form of address.
                let ahead = &document.tokens()[at..sentence.tokens.end];
                if document.lexicon().lists.longest(view.persons.address, ahead) > 0 {
                    continue;
                }
                // `If he or she wonders`: anybody does.
                let anybody =
                    (0..MAX_ANYBODY).filter_map(|back| at.checked_sub(back).zip(Some(back)));
                let mut anybody = anybody.map(|(start, back)| {
                    let words = &document.tokens()[start..sentence.tokens.end];
                    document.lexicon().lists.longest(view.persons.anybody, words) > back
                });
                if anybody.any(|stands| stands) {
                    continue;
                }
                // `He Lifeng` is a name.
                let around = mentions[before.saturating_sub(1)..].iter().take(2);
                if around
                    .filter(|m| m.tokens.contains(&at))
                    .any(|m| matches!(m.form, Form::Name | Form::Alias))
                {
                    continue;
                }
                // Whom somebody's words name is not who speaks them, nor is the subject of those that his
                // verb interrupts: `Mr. Trump, he cautioned, …`.
                let fits = |m: &PersonMention| {
                    people[m.individual].gender.is_none_or(|g| g == gender)
                        && (quoted[at] || !quoted[m.tokens.start])
                        && !(m.tokens.end + 1 == at && sentence.tokens.contains(&m.tokens.end))
                };
                let owns = |m: &PersonMention| {
                    let next = &document.tokens()[m.tokens.end.min(document.tokens().len() - 1)];
                    document.lexicon().lists.has(view.persons.possessive, next)
                };
                let (earlier, known) = (&mentions[..before], &sentences[..before]);
                // Who adds something is who spoke: `X met Y, the spokesman Z said. He added …`.
                let adds = is_verb(view, at + 1);
                let spoke = |m: &PersonMention| {
                    let behind = m.tokens.start.checked_sub(1);
                    let behind = behind.is_some_and(|at| is_verb(view, at));
                    adds && (behind || is_verb(view, m.tokens.end))
                };
                let chosen = of_relative(view, earlier, at)
                    .filter(|m| fits(m))
                    .map(|m| (Some(number), m.individual))
                    .or_else(|| nearest_subject(earlier, known, number, fits, owns, spoke));
                if let Some((of, individual)) = chosen
                    && !speaks_since(view, strangers, at, number, (of, individual), earlier)
                {
                    people[individual].gender.get_or_insert(gender);
                    added.push(PersonMention {
                        tokens: at..at + 1,
                        individual,
                        form: Form::Pronoun,
                        rule,
                        hit: None,
                    });
                }
            }
        }
        mentions.extend(added);
        mentions.sort_by_key(|m| (m.tokens.start, m.tokens.end));
    }
}

/// Which tokens stand between double quotation marks of one paragraph. A mark that is never closed holds
/// the rest of its paragraph.
fn quoted(document: &Document<'_>) -> Vec<bool> {
    let tokens = document.tokens();
    let mut quoted = vec![false; tokens.len()];
    let mut marks = document.marks().iter().filter(|m| m.kind == MarkKind::Double).peekable();
    for paragraph in document.paragraphs() {
        let mut open: Option<usize> = None;
        while let Some(mark) = marks.next_if(|m| m.token < paragraph.tokens.end) {
            let opens = match mark.side {
                Side::Open => true,
                Side::Close => false,
                Side::Either => open.is_none(),
            };
            match open.take() {
                _ if opens => open = Some(mark.token + 1),
                Some(start) => quoted[start..mark.token].fill(true),
                None => {}
            }
        }
        if let Some(start) = open {
            quoted[start..paragraph.tokens.end].fill(true);
        }
    }
    quoted
}

/// `the minister`, `the Chinese minister`: the nearest person before with that title, and that
/// country. `his Chinese counterpart`: the one of that country with the same title.
fn refer(
    view: &View<'_>,
    people: &mut [Individual],
    descriptions: &[Description<'_>],
    strangers: &[(usize, Range<usize>)],
    taken: &[bool],
    mentions: &mut Vec<PersonMention>,
) {
    let mut added = Vec::new();
    for Description { sentence, found } in descriptions {
        let Some(tokens) = found.get("mention") else { continue };
        if taken[tokens.clone()].iter().any(|t| *t) {
            continue;
        }
        let home = found.get("country").and_then(|country| view.country_at(&country));
        let before = mentions.partition_point(|m| m.tokens.start < tokens.start);
        let fits = match found.get("title") {
            Some(title) => {
                let Some((office, ..)) = view.persons.title_in(view.document, &title) else {
                    continue;
                };
                let portfolios = view.grammar.portfolios_in(view.document, title);
                let offices = view.persons.titles[office].offices.clone();
                Fit { offices, portfolios, home, other: None }
            }
            None => {
                let subject = view.subject(&mentions[..before], *sentence);
                let Some((own, home)) = subject.zip(home) else { continue };
                let Individual { offices, portfolios, .. } = &people[own];
                let (offices, portfolios) = (offices.clone(), portfolios.clone());
                Fit { offices, portfolios, home: Some(home), other: Some(own) }
            }
        };
        let title = found.get("title").map(|title| words_of(view.document, title));
        let said = |word: &String| title.as_ref().is_some_and(|words| words.contains(word));
        // `The official` is not who was named before another official spoke, nor is `the minister` his
        // deputy.
        let noun = |tokens: &Range<usize>| words_of(view.document, tokens.clone()).pop();
        let called = found.get("title").filter(|_| home.is_none()).and_then(|title| noun(&title));
        let before_it = strangers.partition_point(|(_, mention)| mention.start < tokens.start);
        let mut unnamed = strangers[..before_it].iter().rev().take(MAX_BACK).map(|(_, m)| m);
        let unnamed = called.and_then(|called| {
            unnamed.find(|mention| noun(mention).as_ref() == Some(&called)).map(|m| m.start)
        });
        // `The diplomat` may be a deputy minister.
        let wider = fits.offices.first().filter(|_| title.is_some());
        let wider = wider.filter(|own| view.persons.titles[**own].deputies);
        let deputy = |person: &Individual| wider.is_some_and(|own| !person.offices.contains(own));
        let holds = |m: &&PersonMention| {
            fits.fits(m.individual, people)
                && (deputy(&people[m.individual]) || people[m.individual].lesser.iter().all(said))
                && unnamed.is_none_or(|start| start < m.tokens.start)
        };
        let (earlier, later) = mentions.split_at(before);
        // `The secretary` is the Secretary of State before the foreign minister.
        let so_called = |m: &&PersonMention| {
            let titles = &people[m.individual].titles;
            title.as_ref().is_some_and(|words| words.iter().all(|word| titles.contains(word)))
        };
        // Nor who was minister before, if another is.
        let holds_it = |m: &&PersonMention| people[m.individual].former.iter().all(said);
        let holders = || earlier.iter().rev().take(MAX_BACK).filter(holds);
        let holder = holders()
            .find(|m| so_called(m) && holds_it(m))
            .or_else(|| holders().find(so_called))
            .or_else(|| holders().next());
        // Somebody of a country may be named further on.
        let later = || later.iter().take(MAX_BACK).find(holds);
        let holder = holder.or_else(|| home.and_then(|_| later())).map(|m| m.individual);
        let holder = holder.or_else(|| {
            // `An adviser to the UAE president` need not be that of the president named before.
            let serves = || {
                let lists = &view.document.lexicon().lists;
                let at = |back| view.document.tokens().get(tokens.start.checked_sub(back)?);
                at(1).is_some_and(|t| lists.has(view.persons.leads, t))
                    && at(2).is_some_and(|t| lists.has(view.persons.title, t))
            };
            let holder = of_no_country(view, people, earlier, &fits).filter(|_| !serves())?;
            people[holder].home = home;
            Some(holder)
        });
        if let Some(individual) = holder {
            added.push(PersonMention {
                tokens,
                individual,
                form: Form::Descriptor,
                rule: found.rule.clone(),
                hit: None,
            });
        }
    }
    mentions.extend(added);
    mentions.sort_by_key(|m| (m.tokens.start, m.tokens.end));
    mentions.dedup_by(|later, earlier| {
        later.tokens.start < earlier.tokens.end && later.form == Form::Descriptor
    });
}

/// The one holder of an office of state before a description of whom the text has not told the country:
/// `the French president` behind `President Emmanuel Macron` tells it.
fn of_no_country(
    view: &View<'_>,
    people: &[Individual],
    earlier: &[PersonMention],
    fits: &Fit,
) -> Option<usize> {
    let of_state = fits.offices.iter().all(|office| view.persons.titles[*office].of_state);
    if !of_state || fits.home.is_none() || fits.other.is_some() {
        return None;
    }
    let anywhere = Fit { home: None, ..fits.clone() };
    let mut holders = earlier
        .iter()
        .rev()
        .take(MAX_BACK)
        .map(|m| m.individual)
        .filter(|n| people[*n].home.is_none() && !people[*n].tied && anywhere.fits(*n, people));
    let holder = holders.next()?;
    holders.all(|n| n == holder).then_some(holder)
}

/// How many mentions back an antecedent is looked for; keeps long documents linear.
const MAX_BACK: usize = 100;

/// The sentence and the individual that a pronoun of sentence `current` stands for. Who only owns what
/// speaks (`Petro's interior minister, Armando Benedetti, …`) stands behind the others of a sentence, and
/// before them who spoke in an earlier one.
fn nearest_subject(
    mentions: &[PersonMention],
    sentences: &[Option<usize>],
    current: usize,
    fits: impl Fn(&PersonMention) -> bool,
    owns: impl Fn(&PersonMention) -> bool,
    spoke: impl Fn(&PersonMention) -> bool,
) -> Option<(Option<usize>, usize)> {
    let mut best: Option<(Option<usize>, usize)> = None;
    for (mention, sentence) in mentions.iter().zip(sentences).rev().take(MAX_BACK) {
        if let Some((chosen, _)) = best
            && *sentence != chosen
        {
            break;
        }
        if fits(mention)
            && sentence.is_none_or(|s| s <= current)
            && (best.is_none() || *sentence == Some(current) || !owns(mention))
        {
            best = Some((*sentence, mention.individual));
            if *sentence != Some(current) && spoke(mention) {
                break;
            }
        }
    }
    best
}

/// Whether a token is a verb of speech.
fn is_verb(view: &View<'_>, at: usize) -> bool {
    let token = view.document.tokens().get(at);
    token.is_some_and(|t| view.document.lexicon().lists.has(view.persons.verb, t))
}

/// The person whose relative clause a pronoun's verb of speech stands in: `Petteri Orpo, who said he hoped`.
fn of_relative<'m>(
    view: &View<'_>,
    earlier: &'m [PersonMention],
    at: usize,
) -> Option<&'m PersonMention> {
    let who = at.checked_sub(2)?;
    let tokens = view.document.tokens();
    let lists = &view.document.lexicon().lists;
    if !is_verb(view, at - 1) || !lists.has(view.persons.relative, &tokens[who]) {
        return None;
    }
    let end = who - usize::from(who > 0 && tokens[who - 1].is(Shape::PUNCT));
    earlier.last().filter(|m| m.tokens.end == end)
}

/// Whether the pronoun at a token of a sentence stands for somebody who speaks and is not named, and not
/// for the person found in sentence `of`: `a diplomat said he doubted it`; `A diplomat confirmed it. He
/// added …`; `A spokesman for Ruddock confirmed it. He added …`.
fn speaks_since(
    view: &View<'_>,
    strangers: &[(usize, Range<usize>)],
    at: usize,
    sentence: usize,
    (of, individual): (Option<usize>, usize),
    earlier: &[PersonMention],
) -> bool {
    let before = strangers.partition_point(|(_, mention)| mention.start < at);
    let Some((spoke, stranger)) = strangers[..before].last() else { return false };
    let spoke = *spoke;
    // Whom a stranger speaks for stands between him and his verb.
    let served = || {
        let last = earlier.iter().rev().take(MAX_BACK).find(|m| m.individual == individual);
        last.is_some_and(|m| {
            let own = stranger.end..m.tokens.start;
            !own.is_empty() && own.len() < MAX_SERVED && !own.into_iter().any(|t| is_verb(view, t))
        })
    };
    if Some(spoke) <= of && !(Some(spoke) == of && served()) {
        return false;
    }
    let document = view.document;
    let first = document.sentences()[sentence].tokens.start == at;
    let adds = || is_verb(view, at + 1);
    // `… said the economist. He may be right.`
    spoke == sentence || adds() || spoke + 1 == sentence && first
}

/// The length of the phrases for anybody: `he or she`.
const MAX_ANYBODY: usize = 3;

/// How many words lie between somebody and the one whom he serves: `a spokesman for the former minister X`.
const MAX_SERVED: usize = 6;

/// Most words that may belong to a surname before its capitalised part: `bin al-`.
const MAX_PARTICLES: usize = 4;

/// A run of name words with the words before it that belong to the same surname: `al-Sudani`.
fn with_particles(document: &Document<'_>, known: &[String], run: Range<usize>) -> Range<usize> {
    let tokens = document.tokens();
    let mut whole = run.clone();
    for start in (0..run.start).rev().take(MAX_PARTICLES) {
        let extended = start..run.end;
        if tokens[start].is(Shape::ALPHA) && known.ends_with(&words_of(document, extended.clone()))
        {
            whole = extended;
        } else if !tokens[start].is(Shape::HYPHEN) {
            break;
        }
    }
    whole
}

/// Further mentions of known persons by their name or a part of it.
fn repeat_names(
    view: &View<'_>,
    people: &[Individual],
    words: &[bool],
    taken: &[bool],
    mentions: &mut Vec<PersonMention>,
) {
    let rule = RuleId::new(NAME_PART);
    let document = view.document;
    let tokens = document.tokens();
    let mut by_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, person) in people.iter().enumerate() {
        for word in person.words.iter().filter(|w| w.chars().count() > 1) {
            by_word.entry(word).or_default().push(number);
        }
    }
    let mut at = 0;
    while at < words.len() {
        let free = |n: usize| words.get(n) == Some(&true) && !taken[n];
        if !free(at) {
            at += 1;
            continue;
        }
        // A run of name words; hyphens join them.
        let mut end = at + 1;
        while free(end) || tokens.get(end).is_some_and(|t| t.is(Shape::HYPHEN)) && free(end + 1) {
            end += 1;
        }
        let run = at..end;
        at = end;
        if view.persons.names_body(document, end) {
            continue;
        }
        let new = words_of(document, run.clone());
        let Some(first) = new.first() else { continue };
        let candidates = by_word.get(first.as_str()).into_iter().flatten();
        let mut named = candidates
            .copied()
            .take(MAX_BACK)
            .filter(|n| compatible(&people[*n].words, &new))
            .peekable();
        // A word alone is a surname rather than a given name: `Asif` is not Asif Shahzad, who signed the
        // story, where Khawaja Muhammad Asif spoke.
        let before = named.peek().copied();
        let named = named.find(|n| people[*n].words.last() == new.last()).or(before);
        if let Some(individual) = named {
            let known = &people[individual].words;
            let run = with_particles(document, known, run);
            let form = if new == people[individual].words { Form::Name } else { Form::Alias };
            mentions.push(PersonMention {
                tokens: run,
                individual,
                form,
                rule: rule.clone(),
                hit: None,
            });
        }
    }
}
