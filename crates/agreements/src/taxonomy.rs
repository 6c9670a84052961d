//! Types, statuses, subjects and codes: the taxonomy as the rules give it.

use std::collections::BTreeMap;
use std::ops::Range;

use chancery_rules::{Compiler, RuleId, SourceId, Spanned, Trie};
use chancery_text::Document;

use crate::rules::{CodeBlock, StatusBlock, SubjectBlock, TypeBlock};

#[derive(Clone, Debug)]
pub(crate) struct Type {
    pub(crate) id: String,
    pub(crate) generic: bool,
    pub(crate) total: bool,
    pub(crate) category: String,
    pub(crate) rule: RuleId,
}

#[derive(Clone, Debug)]
pub(crate) struct Status {
    pub(crate) id: String,
    pub(crate) rank: u32,
    pub(crate) rule: RuleId,
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
    pub(crate) heads: Trie<usize>,
    pub(crate) statuses: Vec<Status>,
    status_ids: BTreeMap<String, usize>,
    status_words: Trie<usize>,
    pub(crate) subjects: Vec<(String, RuleId)>,
    subject_ids: BTreeMap<String, usize>,
    subject_words: Trie<usize>,
    codes: Vec<EventCode>,
}

impl Taxonomy {
    pub(crate) fn compile(compiler: &mut Compiler<'_>) -> Self {
        let mut taxonomy = Taxonomy::default();
        for rule in compiler.blocks::<TypeBlock>() {
            let number = taxonomy.types.len();
            for head in &rule.value.heads {
                let phrase = compiler.phrase(head);
                taxonomy.heads.insert(&phrase, number);
            }
            taxonomy.type_ids.insert(rule.name.clone(), number);
            let TypeBlock { category, generic, total, .. } = rule.value;
            taxonomy.types.push(Type { id: rule.name, generic, total, category, rule: rule.id });
        }
        for rule in compiler.blocks::<StatusBlock>() {
            let number = taxonomy.statuses.len();
            for word in &rule.value.words {
                let phrase = compiler.phrase(word);
                taxonomy.status_words.insert(&phrase, number);
                compiler.add_to_list("status-word", word);
                compiler.add_to_list(&format!("status-{}", rule.name), word);
            }
            taxonomy.status_ids.insert(rule.name.clone(), number);
            taxonomy.statuses.push(Status { id: rule.name, rank: rule.value.rank, rule: rule.id });
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
        let mut found: Vec<(usize, Range<usize>)> = Vec::new();
        let mut at = range.start;
        while at < range.end {
            if masked(at) {
                at += 1;
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
        later == earlier || new.generic && new.category == old.category
    }

    /// CAMEO and PLOVER codes of a type at a status.
    pub(crate) fn codes(&self, kind: usize, status: usize) -> (Option<String>, Option<String>) {
        let fits = |list: &[usize], number| list.is_empty() || list.contains(&number);
        let code = self.codes.iter().find(|c| fits(&c.types, kind) && fits(&c.statuses, status));
        code.map_or((None, None), |c| (c.cameo.clone(), c.plover.clone()))
    }
}
