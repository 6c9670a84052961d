//! Types, statuses, subjects and codes: the taxonomy as the rules give it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chancery_rules::pattern::{Kinds, PatternSet};
use chancery_rules::{
    CaseNeed, Compiler, ListId, Location, RuleId, SourceId, Spanned, Trie, WordId,
};
use chancery_text::Document;

use crate::agreement::KnownTreaty;
use crate::rules::{
    CodeBlock, NoInstrumentBlock, StatusBlock, SubjectBlock, TreatyBlock, TypeBlock,
};

#[derive(Clone, Debug)]
pub(crate) struct Type {
    pub(crate) id: String,
    pub(crate) generic: bool,
    own_noun: bool,
    pub(crate) total: bool,
    pub(crate) category: String,
    pub(crate) rule: RuleId,
}

/// An entry of the taxonomy as the rules give it, for a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxonomyEntry {
    /// The id of the output: `memorandum-of-understanding`, `signed`, `energy`.
    pub id: String,
    /// The category, for a type.
    pub category: Option<String>,
    /// What it is.
    pub definition: String,
    /// The words that show it.
    pub cues: Vec<String>,
    /// The rule.
    pub rule: RuleId,
}

/// The taxonomy as the rules give it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// Types, in the order of the rules.
    pub types: Vec<TaxonomyEntry>,
    /// Statuses, earlier stages first.
    pub statuses: Vec<TaxonomyEntry>,
    /// Subject areas.
    pub subjects: Vec<TaxonomyEntry>,
    /// Known instruments; their cues are all their names.
    pub treaties: Vec<TaxonomyEntry>,
}

impl Reference {
    /// Reads the taxonomy from the rules, without compiling anything.
    pub fn read(compiler: &mut Compiler<'_>) -> Self {
        let mut reference = Reference::default();
        for rule in compiler.blocks::<TypeBlock>() {
            let block = rule.value;
            let mut cues = block.heads;
            cues.extend(block.weak_heads);
            reference.types.push(TaxonomyEntry {
                id: rule.name,
                category: Some(block.category),
                definition: block.definition,
                cues,
                rule: rule.id,
            });
        }
        let mut statuses = compiler.blocks::<StatusBlock>();
        statuses.sort_by_key(|rule| rule.value.rank);
        for rule in statuses {
            let StatusBlock { definition, words, .. } = rule.value;
            let (id, rule) = (rule.name, rule.id);
            let entry = TaxonomyEntry { id, category: None, definition, cues: words, rule };
            reference.statuses.push(entry);
        }
        for rule in compiler.blocks::<SubjectBlock>() {
            let SubjectBlock { definition, words } = rule.value;
            let (id, rule) = (rule.name, rule.id);
            let entry = TaxonomyEntry { id, category: None, definition, cues: words, rule };
            reference.subjects.push(entry);
        }
        for rule in compiler.blocks::<TreatyBlock>() {
            let TreatyBlock { name, aliases, year, kind, .. } = rule.value;
            let year = year.map_or(String::new(), |y| format!(" ({y})"));
            let cues = [name.clone()].into_iter().chain(aliases).collect();
            reference.treaties.push(TaxonomyEntry {
                id: rule.name,
                category: Some(kind.into_inner()),
                definition: format!("{name}{year}"),
                cues,
                rule: rule.id,
            });
        }
        reference
    }
}

/// What a noun or a name stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Head {
    /// A type of instrument.
    Type { kind: usize, weak: bool },
    /// A known instrument.
    Treaty(usize),
    /// No agreement at all.
    Nothing,
}

/// An instrument known by its name.
#[derive(Clone, Debug)]
pub(crate) struct Treaty {
    pub(crate) known: KnownTreaty,
    pub(crate) kind: usize,
    pub(crate) subjects: Vec<usize>,
    pub(crate) rule: RuleId,
}

#[derive(Clone, Debug)]
pub(crate) struct Status {
    pub(crate) id: String,
    pub(crate) rank: u32,
    /// The act lies ahead: its weekday is the next one.
    pub(crate) ahead: bool,
    pub(crate) rule: RuleId,
    pub(crate) place: Location,
    /// Words assert it.
    pub(crate) worded: bool,
}

#[derive(Clone, Debug)]
struct EventCode {
    types: Vec<usize>,
    statuses: Vec<usize>,
    cameo: Option<String>,
    plover: Option<String>,
}

/// The taxonomy, compiled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Taxonomy {
    pub(crate) types: Vec<Type>,
    type_ids: BTreeMap<String, usize>,
    pub(crate) heads: Trie<Head>,
    /// Patterns of heads, and the type of each.
    pub(crate) head_patterns: PatternSet,
    pub(crate) pattern_kinds: Vec<usize>,
    pub(crate) treaties: Vec<Treaty>,
    pub(crate) statuses: Vec<Status>,
    status_ids: BTreeMap<String, usize>,
    status_words: Trie<usize>,
    pub(crate) subjects: Vec<(String, RuleId)>,
    subject_ids: BTreeMap<String, usize>,
    subject_words: Trie<usize>,
    /// Phrases that hold such a word and tell of no subject.
    no_subject: Option<ListId>,
    codes: Vec<EventCode>,
}

impl Taxonomy {
    pub(crate) fn compile(compiler: &mut Compiler<'_>) -> Self {
        let no_subject = Some(compiler.required_list("no-subject"));
        let mut taxonomy = Taxonomy { no_subject, ..Taxonomy::default() };
        for rule in compiler.blocks::<TypeBlock>() {
            let number = taxonomy.types.len();
            let TypeBlock {
                category, generic, own_noun, total, heads, weak_heads, patterns, ..
            } = rule.value;
            for (heads, weak) in [(heads, false), (weak_heads, true)] {
                for head in heads {
                    let phrase = compiler.phrase(&head);
                    taxonomy.heads.insert(&phrase, Head::Type { kind: number, weak });
                }
            }
            for pattern in patterns {
                let source = rule.location.source;
                if let Some(pattern) = compiler.pattern(&rule.id, &pattern, source, Kinds(&[])) {
                    taxonomy.head_patterns.push(pattern);
                    taxonomy.pattern_kinds.push(number);
                }
            }
            taxonomy.type_ids.insert(rule.name.clone(), number);
            let (id, rule) = (rule.name, rule.id);
            taxonomy.types.push(Type { id, generic, own_noun, total, category, rule });
        }
        for rule in compiler.blocks::<StatusBlock>() {
            let number = taxonomy.statuses.len();
            for word in &rule.value.words {
                let phrase = compiler.phrase(word);
                taxonomy.status_words.insert(&phrase, number);
                compiler.add_to_list("status-word", &phrase);
                compiler.add_to_list(&format!("status-{}", rule.name), &phrase);
            }
            taxonomy.status_ids.insert(rule.name.clone(), number);
            let StatusBlock { rank, ahead, words, .. } = rule.value;
            let (id, place, worded) = (rule.name, rule.location, !words.is_empty());
            let status = Status { id, rank, ahead, rule: rule.id, place, worded };
            taxonomy.statuses.push(status);
        }
        for rule in compiler.blocks::<SubjectBlock>() {
            let number = taxonomy.subjects.len();
            for word in &rule.value.words {
                let phrase = compiler.phrase(word);
                taxonomy.subject_words.insert(&phrase, number);
            }
            taxonomy.subject_ids.insert(rule.name.clone(), number);
            taxonomy.subjects.push((rule.name, rule.id));
        }
        for rule in compiler.blocks::<NoInstrumentBlock>() {
            for words in &rule.value.words {
                let phrase = compiler.phrase(words);
                taxonomy.heads.insert(&phrase, Head::Nothing);
            }
        }
        taxonomy.add_treaties(compiler);
        for rule in compiler.blocks::<CodeBlock>() {
            let source = rule.location.source;
            let CodeBlock { types, statuses, cameo, plover } = rule.value;
            let types =
                types.iter().filter_map(|t| taxonomy.type_named(compiler, t, source)).collect();
            let statuses = statuses
                .iter()
                .filter_map(|s| taxonomy.status_named(compiler, s, source))
                .collect();
            taxonomy.codes.push(EventCode { types, statuses, cameo, plover });
        }
        taxonomy
    }

    fn add_treaties(&mut self, compiler: &mut Compiler<'_>) {
        let nouns = compiler.required_list("treaty-noun");
        let nouns: BTreeSet<WordId> = compiler.lists().first_words(nouns).iter().copied().collect();
        for rule in compiler.blocks::<TreatyBlock>() {
            let source = rule.location.source;
            let block = rule.value;
            let subjects = block.subjects.iter();
            let subjects =
                subjects.filter_map(|s| self.subject_named(compiler, s, source)).collect();
            let Some(kind) = self.type_named(compiler, &block.kind, source) else { continue };
            for name in block.aliases.iter().chain([&block.name]) {
                let mut phrase = compiler.phrase(name);
                // `the Ottawa convention`: the noun behind the name proper may be written small.
                for (_, need) in phrase.iter_mut().skip(1).filter(|(word, _)| nouns.contains(word))
                {
                    *need = CaseNeed::Any;
                }
                self.heads.insert(&phrase, Head::Treaty(self.treaties.len()));
            }
            let TreatyBlock { name, year, depositary, parties, .. } = block;
            let known = KnownTreaty { id: rule.id.to_string(), name, year, depositary, parties };
            self.treaties.push(Treaty { known, kind, subjects, rule: rule.id });
        }
    }

    /// The number of a type that a rule names.
    pub(crate) fn type_named(
        &self,
        compiler: &mut Compiler<'_>,
        name: &Spanned<String>,
        source: SourceId,
    ) -> Option<usize> {
        compiler.reference(&self.type_ids, name, "type", source)
    }

    /// The number of a status that a rule names.
    pub(crate) fn status_named(
        &self,
        compiler: &mut Compiler<'_>,
        name: &Spanned<String>,
        source: SourceId,
    ) -> Option<usize> {
        compiler.reference(&self.status_ids, name, "status", source)
    }

    /// The number of a subject that a rule names.
    pub(crate) fn subject_named(
        &self,
        compiler: &mut Compiler<'_>,
        name: &Spanned<String>,
        source: SourceId,
    ) -> Option<usize> {
        compiler.reference(&self.subject_ids, name, "subject", source)
    }

    /// The status with the lowest rank: named without a stage.
    pub(crate) fn unstaged(&self) -> usize {
        let lowest = self.statuses.iter().enumerate().min_by_key(|(_, s)| s.rank);
        lowest.map_or(0, |(number, _)| number)
    }

    /// The status of the word in a range of tokens.
    pub(crate) fn status_in(&self, document: &Document<'_>, range: Range<usize>) -> Option<usize> {
        let tokens = document.tokens();
        let mut starts = range.clone();
        starts
            .find_map(|start| self.status_words.longest(&tokens[start..range.end]))
            .map(|(_, number)| *number)
    }

    /// The subjects named in a range of tokens, tokens that `masked` rejects aside.
    pub(crate) fn subjects_in(
        &self,
        document: &Document<'_>,
        range: Range<usize>,
        masked: impl Fn(usize) -> bool,
    ) -> Vec<(usize, Range<usize>)> {
        let tokens = document.tokens();
        let lists = &document.lexicon().lists;
        let mut found: Vec<(usize, Range<usize>)> = Vec::new();
        let mut at = range.start;
        while at < range.end {
            if masked(at) {
                at += 1;
                continue;
            }
            let nothing =
                self.no_subject.map_or(0, |list| lists.longest(list, &tokens[at..range.end]));
            if nothing > 0 {
                at += nothing;
                continue;
            }
            match self.subject_words.longest(&tokens[at..range.end]) {
                Some((len, number)) => {
                    if found.iter().all(|(n, _)| n != number) {
                        found.push((*number, at..at + len));
                    }
                    at += len;
                }
                None => at += 1,
            }
        }
        found
    }

    /// Whether a noun of type `later` can refer back to an agreement of type `earlier`.
    pub(crate) fn refers(&self, later: usize, earlier: usize) -> bool {
        let (new, old) = (&self.types[later], &self.types[earlier]);
        later == earlier || new.generic && !old.own_noun && new.category == old.category
    }

    /// CAMEO and PLOVER codes of a type at a status.
    pub(crate) fn codes(&self, kind: usize, status: usize) -> (Option<String>, Option<String>) {
        let fits = |list: &[usize], number| list.is_empty() || list.contains(&number);
        let code = self.codes.iter().find(|c| fits(&c.types, kind) && fits(&c.statuses, status));
        code.map_or((None, None), |c| (c.cameo.clone(), c.plover.clone()))
    }
}
