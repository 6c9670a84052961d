//! Persons by grammar: titles, honorifics and capitalised names.

use std::collections::BTreeMap;
use std::ops::Range;

use chancery_rules::pattern::{FindingIndex, PatternMatch, PatternSet, Scratch, Sequence};
use chancery_rules::{Compiler, ListId, RuleId, Shape, Spanned, Trie, WordId};
use chancery_text::Document;

use crate::facts::Facts;
use crate::institution::Grammar;
use crate::mention::{Gender, Marks};
use crate::names::{COUNTRY, INSTITUTION, KINDS, NAME_WORD, ORGANIZATION};
use crate::rules::{
    DescriptorPatternBlock, HomeTitleBlock, HonorificBlock, PersonPatternBlock,
    StrangerPatternBlock, TitleBlock, Written,
};

/// A title of the rules.
#[derive(Clone, Debug)]
pub(crate) struct Title {
    pub(crate) body: Option<usize>,
    /// An office of a state.
    pub(crate) of_state: bool,
    /// The numbers of the titles whose holders it may stand for, its own first.
    pub(crate) offices: Vec<usize>,
    /// It stands for deputies of the offices that it covers.
    pub(crate) deputies: bool,
    rule: RuleId,
}

/// Most words from a person's name to the noun of what is named after the person.
const MAX_BODY_WORDS: usize = 4;

/// The states that have an office, by their codes.
#[derive(Clone, Debug)]
pub(crate) struct Homes {
    pub(crate) countries: Vec<String>,
    pub(crate) absent: Vec<String>,
    pub(crate) rule: RuleId,
}

/// The grammar of persons, compiled.
#[derive(Clone, Debug)]
pub(crate) struct Persons {
    pub(crate) titles: Vec<Title>,
    title_forms: Trie<(usize, Option<Gender>)>,
    homes: Vec<Homes>,
    home_forms: Trie<usize>,
    honorifics: Trie<(RuleId, Option<Gender>)>,
    /// Persons, and descriptions that refer to one: both in one pass over the text.
    patterns: PatternSet,
    /// The numbers of the descriptions among them.
    descriptors: Range<usize>,
    /// Those of strangers.
    strangers: Range<usize>,
    /// Verbs of which a person is the subject.
    pub(crate) verb: ListId,
    /// What shows that somebody owns what follows, and forms of address that a pronoun opens.
    pub(crate) possessive: ListId,
    pub(crate) address: ListId,
    /// Pronouns together that stand for anybody.
    pub(crate) anybody: ListId,
    /// Words that make a title that of another office, and of an office that somebody held before.
    pub(crate) other_office: ListId,
    pub(crate) former_office: ListId,
    /// What leads to whom somebody serves.
    pub(crate) leads: ListId,
    pub(crate) title: ListId,
    /// What opens a relative clause on a person.
    pub(crate) relative: ListId,
    /// Given names, those of women, and those that tell no gender.
    given_name: ListId,
    feminine_name: ListId,
    either_name: ListId,
    /// Words of other kinds that are surnames, and forms of address.
    surname_too: ListId,
    honorific: ListId,
    /// What is named after a person.
    named_after: ListId,
    /// Capitalised words that are no part of a person's name.
    not_names: Vec<ListId>,
    /// By word: whether one of those lists has a phrase that begins with it.
    maybe_listed: Vec<bool>,
}

/// A person found by the grammar.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) name: Range<usize>,
    /// Title or honorific before the name, as part of the mention.
    pub(crate) title: Option<Range<usize>>,
    /// The title as the output shows it.
    pub(crate) written: Option<Range<usize>>,
    /// A title in apposition after the name, with what belongs to it.
    pub(crate) apposition: Option<Range<usize>>,
    /// The title's number in the rules.
    pub(crate) office: Option<usize>,
    pub(crate) portfolios: Vec<usize>,
    /// Found names, by number.
    pub(crate) country: Option<usize>,
    /// Institutions, by number.
    pub(crate) institution: Option<usize>,
    pub(crate) organization: Option<usize>,
    /// Whether it tells for whom the person acts.
    pub(crate) tied: bool,
    /// Whether that is who was named before: `its president, Ajay Banga`.
    pub(crate) whose: bool,
    pub(crate) gender: Option<Gender>,
    pub(crate) rule: RuleId,
    pub(crate) evidence: Marks,
}

/// A description that may refer to a person who is named: `the Chinese minister`.
#[derive(Clone, Debug)]
pub(crate) struct Description<'p> {
    pub(crate) sentence: usize,
    pub(crate) found: PatternMatch<'p>,
}

/// What the patterns of persons find in a document.
#[derive(Clone, Debug)]
pub(crate) struct Named<'p> {
    pub(crate) hits: Vec<Hit>,
    pub(crate) descriptions: Vec<Description<'p>>,
    /// Those who speak and are not named: sentence and tokens.
    pub(crate) strangers: Vec<(usize, Range<usize>)>,
}

impl Hit {
    /// Takes from another reading of the same name what stands behind it: `Ayatollah Ali Khamenei, Iran's
    /// supreme leader`, `Ambassador Pascale Baeriswyl (Switzerland)`.
    fn learn(&mut self, other: Hit) {
        let more = self.apposition.is_none() && other.apposition.is_some();
        if other.name != self.name || !more && (self.tied || !other.tied) {
            return;
        }
        self.apposition = self.apposition.take().or(other.apposition);
        self.written = self.written.take().or(other.written);
        self.office = self.office.or(other.office);
        self.gender = self.gender.or(other.gender);
        if !self.tied {
            self.country = other.country;
            self.institution = other.institution;
            self.organization = other.organization;
            self.tied = other.tied;
        }
        self.portfolios.extend(other.portfolios);
        self.evidence.extend(other.evidence);
    }

    /// Title and name, where the title stands before.
    pub(crate) fn tokens(&self) -> Range<usize> {
        match &self.title {
            Some(title) if title.start < self.name.start => title.start..self.name.end,
            _ => self.name.clone(),
        }
    }

    fn hull(&self) -> Range<usize> {
        let tokens = self.tokens();
        tokens.start..self.apposition.as_ref().map_or(tokens.end, |a| a.end.max(tokens.end))
    }
}

impl Persons {
    pub(crate) fn compile(
        compiler: &mut Compiler<'_>,
        grammar: &Grammar,
        facts: &mut Facts,
    ) -> Self {
        let mut titles = Vec::new();
        let mut title_forms = Trie::default();
        let blocks = compiler.blocks::<TitleBlock>();
        let numbers: BTreeMap<String, usize> =
            blocks.iter().enumerate().map(|(number, rule)| (rule.name.clone(), number)).collect();
        for rule in blocks {
            let block = rule.value;
            let source = rule.location.source;
            let mut offices = vec![titles.len()];
            for covered in &block.covers {
                offices.extend(compiler.reference(&numbers, covered, "title", source));
            }
            let body = block.body.as_ref().and_then(|b| grammar.body(compiler, b, source));
            let genders = [
                (&block.forms, None),
                (&block.masculine, Some(Gender::Masculine)),
                (&block.feminine, Some(Gender::Feminine)),
            ];
            for (forms, gender) in genders {
                for form in forms {
                    let phrase = compiler.phrase(form);
                    title_forms.insert(&phrase, (titles.len(), gender));
                    compiler.add_to_list("title", &phrase);
                }
            }
            let TitleBlock { of_state, deputies, .. } = block;
            titles.push(Title { body, of_state, offices, deputies, rule: rule.id });
        }
        let mut homes = Vec::new();
        let mut home_forms = Trie::default();
        for rule in compiler.blocks::<HomeTitleBlock>() {
            let HomeTitleBlock { forms, countries, absent } = rule.value;
            for code in countries.iter().chain(&absent) {
                facts.name(Some(code), rule.location.source);
            }
            for form in &forms {
                let phrase = compiler.phrase(form);
                home_forms.insert(&phrase, homes.len());
            }
            let codes = |written: Written| written.into_iter().map(Spanned::into_inner).collect();
            homes.push(Homes { countries: codes(countries), absent: codes(absent), rule: rule.id });
        }
        let mut honorifics = Trie::default();
        for rule in compiler.blocks::<HonorificBlock>() {
            for form in &rule.value.forms {
                let phrase = compiler.phrase(form);
                honorifics.insert(&phrase, (rule.id.clone(), rule.value.gender));
                compiler.add_to_list("honorific", &phrase);
            }
        }
        let not_names =
            ["not-a-name", "title", "title-modifier", "body", "portfolio", "honorific", "month"];
        let not_names = not_names.map(|name| compiler.required_list(name)).to_vec();
        let mut patterns = PatternSet::default();
        let set = &mut patterns;
        compiler.add_patterns::<PersonPatternBlock>(set, KINDS, |b| &b.pattern);
        let descriptors =
            compiler.add_patterns::<DescriptorPatternBlock>(set, KINDS, |b| &b.pattern);
        let strangers = compiler.add_patterns::<StrangerPatternBlock>(set, KINDS, |b| &b.pattern);
        let mut maybe_listed = Vec::new();
        for list in &not_names {
            for word in compiler.lists().first_words(*list) {
                let slot = word.0 as usize;
                maybe_listed.resize(maybe_listed.len().max(slot + 1), false);
                maybe_listed[slot] = true;
            }
        }
        Persons {
            titles,
            title_forms,
            homes,
            home_forms,
            honorifics,
            patterns,
            descriptors,
            strangers,
            verb: compiler.required_list("person-verb"),
            possessive: compiler.required_list("possessive-ending"),
            address: compiler.required_list("form-of-address"),
            anybody: compiler.required_list("anybody"),
            other_office: compiler.required_list("other-office"),
            former_office: compiler.required_list("former-office"),
            leads: compiler.required_list("lower-of"),
            title: compiler.required_list("title"),
            relative: compiler.required_list("relative-person"),
            given_name: compiler.required_list("given-name"),
            feminine_name: compiler.required_list("feminine-name"),
            either_name: compiler.required_list("either-name"),
            surname_too: compiler.required_list("surname-too"),
            honorific: compiler.required_list("honorific"),
            named_after: compiler.required_list("named-after"),
            not_names,
            maybe_listed,
        }
    }

    /// The tokens that may belong to a person's name: capitalised words that are nothing else.
    /// `covered` marks tokens of known names.
    pub(crate) fn name_words(&self, document: &Document<'_>, covered: &[bool]) -> Vec<bool> {
        let lists = &document.lexicon().lists;
        let mut words = Vec::with_capacity(covered.len());
        let mut surnames = Vec::new();
        for (i, token) in document.tokens().iter().enumerate() {
            let capitalised = token.is(Shape::ALPHA)
                && token.is(Shape::CAP)
                && !token.is(Shape::UPPER)
                && !token.is(Shape::DOTTED);
            let maybe = self.maybe_listed.get(token.word.0 as usize) == Some(&true);
            let listed = || maybe && self.not_names.iter().any(|list| lists.has(*list, token));
            let mut word = capitalised && !covered[i];
            if word && listed() {
                word = self.is_surname(document, i, &words, &surnames);
                if word {
                    surnames.push(token.word);
                }
            }
            words.push(word);
        }
        words
    }

    /// Whether a word that is a title or another noun elsewhere is a surname here: it stands right
    /// behind a given name, or behind one and an initial (`Julie Bishop`, `William H. Pope`), behind a
    /// form of address (`Mrs May`), behind a title and a name (`Senator Angus King`), or beside a
    /// person's verb where it has been a surname before. `words` tells of the tokens before.
    fn is_surname(
        &self,
        document: &Document<'_>,
        at: usize,
        words: &[bool],
        before: &[WordId],
    ) -> bool {
        let (lists, tokens) = (&document.lexicon().lists, document.tokens());
        if !lists.has(self.surname_too, &tokens[at]) {
            return false;
        }
        let has = |list: ListId, at: Option<usize>| {
            at.and_then(|at| tokens.get(at)).is_some_and(|token| lists.has(list, token))
        };
        let last = at.checked_sub(1);
        let initial = last.is_some_and(|at| tokens[at].is(Shape::INITIAL));
        let first = at.checked_sub(if initial { 2 } else { 1 });
        if first.is_some_and(|at| tokens[at].is(Shape::CAP)) && has(self.given_name, first) {
            return true;
        }
        let titled = || {
            last.is_some_and(|at| words[at]) && has(self.title, at.checked_sub(2))
                || has(self.honorific, last)
        };
        let known = || {
            before.contains(&tokens[at].word)
                && (has(self.verb, Some(at + 1)) || has(self.verb, last))
        };
        tokens.get(at + 1).is_none_or(|next| !next.is(Shape::CAP)) && (titled() || known())
    }

    /// The title (its number) at the end of a range of tokens, with the gender of its form.
    pub(crate) fn title_in(
        &self,
        document: &Document<'_>,
        range: &Range<usize>,
    ) -> Option<(usize, Option<Gender>, Range<usize>)> {
        let tokens = document.tokens();
        let mut found = None;
        for start in range.clone() {
            if let Some((len, (title, gender))) =
                self.title_forms.longest(&tokens[start..range.end])
                && found
                    .as_ref()
                    .is_none_or(|(_, _, r): &(usize, _, Range<usize>)| start + len > r.end)
            {
                found = Some((*title, *gender, start..start + len));
            }
        }
        found
    }

    /// The gender that the given name at the start of a full name tells.
    fn gender_of(&self, document: &Document<'_>, name: &Range<usize>) -> Option<Gender> {
        let lists = &document.lexicon().lists;
        let words = &document.tokens()[name.clone()];
        let first = words.first().filter(|_| words.len() > 1)?;
        let is = |list: ListId| lists.has(list, first);
        let told = is(self.given_name) && !is(self.either_name);
        let gender = if is(self.feminine_name) { Gender::Feminine } else { Gender::Masculine };
        told.then_some(gender)
    }

    /// Whether a name that ends before a token is that of a body: `Mohammed | VI Polytechnic University`.
    pub(crate) fn names_body(&self, document: &Document<'_>, end: usize) -> bool {
        let lists = &document.lexicon().lists;
        let behind = document.tokens()[end..].iter().take(MAX_BODY_WORDS);
        let mut words = behind.take_while(|t| t.is(Shape::ALPHA) && t.is(Shape::CAP));
        words.any(|t| lists.has(self.named_after, t))
    }

    /// The states that have the office in a range of tokens, if few do.
    pub(crate) fn homes_in(&self, document: &Document<'_>, range: &Range<usize>) -> Option<&Homes> {
        let tokens = document.tokens();
        let mut known = range.clone();
        let number = known.find_map(|at| self.home_forms.longest(&tokens[at..range.end]))?.1;
        Some(&self.homes[*number])
    }

    /// Finds persons, the first and longest match at each place, none over another; and descriptions
    /// of persons and strangers, in order.
    pub(crate) fn find(
        &self,
        document: &Document<'_>,
        grammar: &Grammar,
        index: &FindingIndex,
        scratch: &mut Scratch,
    ) -> Named<'_> {
        let lists = &document.lexicon().lists;
        let sequence = Sequence { tokens: document.tokens(), findings: index, lists };
        let mut all = Vec::new();
        let (mut descriptions, mut strangers) = (Vec::new(), Vec::new());
        for (number, sentence) in document.sentences().iter().enumerate() {
            for hit in self.patterns.find(sequence, sentence.tokens.clone(), scratch) {
                if self.descriptors.contains(&hit.pattern) {
                    descriptions.push(Description { sentence: number, found: hit });
                } else if self.strangers.contains(&hit.pattern) {
                    strangers.extend(hit.get("mention").map(|mention| (number, mention)));
                } else {
                    all.extend(self.read(document, grammar, index, &hit));
                }
            }
        }
        all.sort_by_key(|hit: &Hit| (hit.hull().start, std::cmp::Reverse(hit.hull().end)));
        let mut kept: Vec<Hit> = Vec::new();
        for hit in all {
            match kept.last_mut() {
                Some(last) if last.hull().end > hit.hull().start => last.learn(hit),
                _ => kept.push(hit),
            }
        }
        strangers.sort_unstable_by_key(|(_, mention)| mention.start);
        Named { hits: kept, descriptions, strangers }
    }

    /// A name without the honorifics that it begins with, and these: `Mr.` of `the envoy, Mr. Vitaly
    /// Churkin`.
    fn split_honorific(
        &self,
        document: &Document<'_>,
        name: Range<usize>,
    ) -> (Option<Range<usize>>, Range<usize>) {
        let mut begin = name.start;
        while let Some((len, _)) = self.honorifics.longest(&document.tokens()[begin..name.end])
            && begin + len < name.end
        {
            begin += len;
        }
        ((begin > name.start).then_some(name.start..begin), begin..name.end)
    }

    fn read(
        &self,
        document: &Document<'_>,
        grammar: &Grammar,
        index: &FindingIndex,
        hit: &PatternMatch<'_>,
    ) -> Option<Hit> {
        let rule = hit.rule.clone();
        let name = hit.get("name").filter(|name| !self.names_body(document, name.end))?;
        let (own_honorific, name) = self.split_honorific(document, name);
        let at = |label: &str, kind| {
            let range = hit.get(label)?;
            let mut starting = index.starting_at(range.start);
            starting.find(|(k, end, _)| *k == kind && *end == range.end).map(|(_, _, n)| n)
        };
        // An institution may also stand inside the title: `Foreign Ministry spokesperson`.
        let title = hit.get("title");
        let inner = title.clone().and_then(|range| {
            range.clone().find_map(|start| {
                let mut starting = index.starting_at(start);
                starting.find(|(k, end, _)| *k == INSTITUTION && *end <= range.end)
            })
        });
        let mut evidence = Vec::new();
        let (mut office, mut gender) = (None, None);
        let mut portfolios = Vec::new();
        if let Some(range) = &title {
            if let Some((number, of_title, tokens)) = self.title_in(document, range) {
                office = Some(number);
                gender = of_title;
                evidence.push(("title", tokens, self.titles[number].rule.clone()));
            }
            portfolios = grammar.portfolios_in(document, range.clone());
        }
        let honorific = hit.get("honorific").or(own_honorific.clone());
        if let Some(range) = &honorific
            && let Some((_, (rule, of_form))) =
                self.honorifics.longest(&document.tokens()[range.clone()])
        {
            gender = gender.or(*of_form);
            evidence.push(("honorific", range.clone(), rule.clone()));
        }
        gender = gender.or_else(|| self.gender_of(document, &name));
        evidence.push(("name", name.clone(), rule.clone()));
        // The mention begins with whatever stands right before the name.
        let before = ["country", "institution", "organization"].map(|label| hit.get(label));
        let before = before.iter().flatten().chain(&title).chain(&honorific);
        let first = before.filter(|r| r.start < name.start).map(|r| r.start).min();
        // `his Chinese counterpart Wang Yi`: a country without a title only tells whose he is.
        let first = first.filter(|_| title.is_some() || honorific.is_some());
        let begin = own_honorific.as_ref().map_or(name.start, |honorific| honorific.start);
        let before_name = begin.checked_sub(1).map(|at| document.tokens()[at]);
        // A bracket may belong to the title itself: `Gen. (ret.) Amos Gilboa`.
        let adjoins = title.as_ref().is_some_and(|title| title.end == begin);
        let set_off =
            !adjoins && before_name.is_some_and(|t| t.is(Shape::PUNCT) && !t.is(Shape::HYPHEN));
        let apposition = hit.get("apposition");
        if let Some(range) = &apposition {
            evidence.push(("apposition", range.clone(), rule.clone()));
        }
        let country = at("country", COUNTRY);
        let institution = at("institution", INSTITUTION).or(inner.map(|(_, _, n)| n));
        let organization = at("organization", ORGANIZATION);
        let homes = title.as_ref().and_then(|title| self.homes_in(document, title));
        let whose = hit.get("whose").is_some();
        let tied = country.or(institution).or(organization).is_some()
            || whose
            || homes.is_some_and(|homes| !homes.countries.is_empty());
        Some(Hit {
            title: match first {
                // A comma sets the title off: `the ambassador of China, Lu Mei`.
                Some(start) if apposition.is_none() && !set_off => Some(start..name.start),
                _ => own_honorific,
            },
            written: title,
            apposition,
            office,
            portfolios,
            country,
            institution,
            organization,
            tied,
            whose,
            gender,
            name,
            rule,
            evidence,
        })
    }
}

/// Findings of single name words, for the patterns.
pub(crate) fn name_word_findings(
    words: &[bool],
) -> impl Iterator<Item = (chancery_rules::pattern::KindId, Range<usize>, usize)> + '_ {
    words.iter().enumerate().filter(|(_, w)| **w).map(|(i, _)| (NAME_WORD, i..i + 1, i))
}
