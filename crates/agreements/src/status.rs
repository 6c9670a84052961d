//! The stage that the text asserts: which word governs the instrument.

use std::ops::Range;

use chancery_rules::pattern::{Kinds, PatternMatch, PatternSet};
use chancery_rules::{Compiler, RuleId};
use chancery_text::Document;

use crate::instrument::Instrument;
use crate::rules::StatusPatternBlock;
use crate::taxonomy::Taxonomy;

/// A status with its word and rule.
#[derive(Clone, Debug)]
pub(crate) struct Governed {
    pub(crate) status: usize,
    pub(crate) polarity: Option<String>,
    pub(crate) word: Option<Range<usize>>,
    /// The pattern that binds the word to the instrument.
    pub(crate) rule: RuleId,
    /// The words name no agreement.
    pub(crate) drop: bool,
    /// Who does the act is no side.
    pub(crate) bystander: bool,
}

#[derive(Clone, Debug)]
struct StatusRule {
    bystander: bool,
    status: Option<usize>,
    polarity: Option<String>,
    drop: bool,
}

/// What the patterns that bind status words to instruments say, by their number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Governing {
    rules: Vec<StatusRule>,
}

impl Governing {
    /// Adds the patterns to a set that has none yet.
    pub(crate) fn compile(
        compiler: &mut Compiler<'_>,
        taxonomy: &Taxonomy,
        patterns: &mut PatternSet,
        kinds: Kinds,
    ) -> Self {
        let mut governing = Governing::default();
        for rule in compiler.blocks::<StatusPatternBlock>() {
            let source = rule.location.source;
            let block = rule.value;
            let status =
                block.status.as_ref().and_then(|s| taxonomy.status_named(compiler, s, source));
            if let Some(pattern) = compiler.pattern(&rule.id, &block.pattern, source, kinds) {
                patterns.push(pattern);
                let StatusPatternBlock { polarity, drop, bystander, .. } = block;
                governing.rules.push(StatusRule { status, polarity, drop, bystander });
            }
        }
        governing
    }

    /// How many patterns there are.
    pub(crate) fn len(&self) -> usize {
        self.rules.len()
    }

    /// The statuses that patterns name.
    pub(crate) fn named(&self) -> impl Iterator<Item = usize> {
        self.rules.iter().filter_map(|rule| rule.status)
    }

    /// The status of an instrument from the matches of its sentence: the first rule that binds a
    /// word to it, with the nearest word. `titled`: a word belongs to the title of another instrument
    /// (`the Roadmap for Deepening Cooperation, an agreement on …`), and governs nothing.
    pub(crate) fn of(
        &self,
        document: &Document<'_>,
        taxonomy: &Taxonomy,
        instrument: &Instrument,
        hits: &[PatternMatch<'_>],
        titled: impl Fn(&Range<usize>) -> bool,
    ) -> Option<Governed> {
        let distance = |hit: &PatternMatch<'_>| {
            hit.get("status").map_or(0, |w| w.start.abs_diff(instrument.trigger.start))
        };
        let governs = |h: &&PatternMatch<'_>| {
            instrument.is_in(h) && !h.get("status").is_some_and(|word| titled(&word))
        };
        let hit = hits.iter().filter(governs).min_by_key(|h| (h.pattern, distance(h)))?;
        let rule = &self.rules[hit.pattern];
        let word = hit.get("status");
        let of_word = || word.clone().and_then(|range| taxonomy.status_in(document, range));
        let status = match (rule.status.or_else(of_word), rule.drop) {
            (Some(status), _) => status,
            (None, true) => taxonomy.unstaged(),
            (None, false) => return None,
        };
        Some(Governed {
            status,
            polarity: rule.polarity.clone(),
            word,
            rule: hit.rule.clone(),
            drop: rule.drop,
            bystander: rule.bystander,
        })
    }
}
