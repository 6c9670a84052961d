//! Cues: words that introduce speech.

use std::ops::Range;

use chancery_rules::{Compiler, RuleId, Trie};
use chancery_text::Document;

use crate::quote::Attitude;
use crate::rules::{CameoRoot, CueBlock};

/// All cues, by form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cues {
    forms: Trie<usize>,
    cues: Vec<Known>,
}

/// What the rules say of a cue.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) lemma: String,
    pub(crate) attitude: Option<Attitude>,
    pub(crate) cameo: Option<&'static str>,
    pub(crate) rule: RuleId,
}

impl Cues {
    pub(crate) fn compile(compiler: &mut Compiler<'_>) -> Self {
        let mut cues = Cues::default();
        for rule in compiler.blocks::<CueBlock>() {
            for form in &rule.value.forms {
                let phrase = compiler.phrase(form);
                cues.forms.insert(&phrase, cues.cues.len());
                for frame in &rule.value.frame {
                    compiler.add_to_list(frame.list(), &phrase);
                }
            }
            let cameo = rule.value.cameo.map(CameoRoot::as_str);
            let attitude = rule.value.attitude;
            cues.cues.push(Known { lemma: rule.name, attitude, cameo, rule: rule.id });
        }
        cues
    }

    /// The cue in a range of tokens.
    pub(crate) fn read(&self, document: &Document<'_>, range: Range<usize>) -> Option<&Known> {
        let tokens = document.tokens();
        let mut starts = range.clone();
        starts
            .find_map(|start| self.forms.longest(&tokens[start..range.end]))
            .map(|(_, number)| &self.cues[*number])
    }
}
