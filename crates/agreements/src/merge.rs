//! Mentions of one agreement become one finding.

use std::ops::Range;

use crate::agreement::Party;
use crate::party::{PARTY, agree};
use crate::taxonomy::Taxonomy;

/// An agreement in the making; everything counts in tokens.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) kind: usize,
    pub(crate) trigger: Range<usize>,
    pub(crate) title: Option<Range<usize>>,
    /// The title's words, to tell whether two mentions have the same.
    pub(crate) title_text: Option<String>,
    pub(crate) parties: Vec<Party>,
    pub(crate) status: usize,
    pub(crate) polarity: Option<String>,
    pub(crate) subjects: Vec<usize>,
    /// Label, tokens and rule.
    pub(crate) evidence: Vec<(String, Range<usize>, chancery_rules::RuleId)>,
    pub(crate) rule: chancery_rules::RuleId,
    /// The mention is definite or bare: it can refer back.
    pub(crate) refers: bool,
    /// The text asserts a stage at this mention.
    pub(crate) staged: bool,
    pub(crate) mentions: Vec<Range<usize>>,
    /// It only counts what a list names: no agreement of its own.
    pub(crate) counts: bool,
}

/// How many earlier agreements a mention is compared with; keeps long documents linear.
const MAX_BACK: usize = 40;

/// Merges each draft into the nearest earlier one that it can be a further mention of.
pub(crate) fn merge(drafts: Vec<Draft>, taxonomy: &Taxonomy) -> Vec<Draft> {
    let mut merged: Vec<Draft> = Vec::new();
    for draft in drafts {
        let earlier = merged.iter_mut().rev().take(MAX_BACK).find(|e| same(e, &draft, taxonomy));
        match earlier {
            Some(earlier) => absorb(earlier, draft, taxonomy),
            None => merged.push(draft),
        }
    }
    merged
}

fn same(earlier: &Draft, later: &Draft, taxonomy: &Taxonomy) -> bool {
    let reference =
        later.refers && later.title.is_none() && taxonomy.refers(later.kind, earlier.kind);
    if earlier.kind != later.kind && !reference {
        return false;
    }
    let titles = match (&earlier.title_text, &later.title_text) {
        (Some(a), Some(b)) => a == b,
        (None, Some(_)) | (_, None) => true,
    };
    let same_title =
        matches!((&earlier.title_text, &later.title_text), (Some(a), Some(b)) if a == b);
    // Roles have a direction: the same words the other way round are another position.
    let roles = earlier.parties.iter().zip(&later.parties).all(|(a, b)| a.role == b.role);
    let directed = earlier.parties.iter().any(|p| p.role != PARTY);
    let parties = if directed {
        roles
            && earlier
                .parties
                .iter()
                .map(|p| &p.country)
                .eq(later.parties.iter().map(|p| &p.country))
    } else {
        agree(&earlier.parties, &later.parties)
    };
    // A further stage of an untitled instrument with an article that does not refer back is news.
    let unstaged =
        later.status == taxonomy.unstaged() || earlier.status == later.status && !later.staged;
    titles && parties && (same_title || later.refers || unstaged || directed)
}

fn absorb(earlier: &mut Draft, later: Draft, taxonomy: &Taxonomy) {
    earlier.mentions.push(later.title.unwrap_or(later.trigger));
    let rank = |status: usize| taxonomy.statuses[status].rank;
    if rank(later.status) > rank(earlier.status) {
        earlier.status = later.status;
        earlier.polarity = later.polarity;
        earlier.evidence.extend(later.evidence);
    }
    if earlier.parties.is_empty() {
        earlier.parties = later.parties;
    }
    if earlier.subjects.is_empty() {
        earlier.subjects = later.subjects;
    }
}
