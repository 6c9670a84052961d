//! Mentions of one agreement become one finding.

use std::ops::Range;

use crate::agreement::Party;
use crate::party::{PARTY, agree};
use crate::taxonomy::Taxonomy;

/// An agreement in the making; everything counts in tokens.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) kind: usize,
    /// The known instrument.
    pub(crate) treaty: Option<usize>,
    /// The word of the stage.
    pub(crate) word: Option<Range<usize>>,
    pub(crate) trigger: Range<usize>,
    pub(crate) title: Option<Range<usize>>,
    /// The title's words, to tell whether two mentions have the same.
    pub(crate) title_text: Option<String>,
    /// The words that name it, in small letters.
    pub(crate) words: String,
    pub(crate) parties: Vec<Party>,
    pub(crate) status: usize,
    pub(crate) polarity: Option<String>,
    pub(crate) subjects: Vec<usize>,
    /// Label, tokens and rule.
    pub(crate) evidence: Vec<(String, Range<usize>, chancery_rules::RuleId)>,
    pub(crate) rule: chancery_rules::RuleId,
    /// The mention is definite or bare: it can refer back.
    pub(crate) refers: bool,
    /// Its noun goes on at once: `the agreement on visas`.
    pub(crate) complemented: bool,
    /// The text asserts a stage at this mention.
    pub(crate) staged: bool,
    pub(crate) mentions: Vec<Range<usize>>,
    /// It only counts what a list names: no agreement of its own.
    pub(crate) counts: bool,
    pub(crate) date: Option<String>,
    pub(crate) place: Option<Range<usize>>,
}

/// How many earlier agreements a mention is compared with; keeps long documents linear.
const MAX_BACK: usize = 40;

/// Merges each draft into the nearest earlier one that it can be a further mention of.
pub(crate) fn merge(drafts: Vec<Draft>, taxonomy: &Taxonomy) -> Vec<Draft> {
    let mut merged: Vec<Draft> = Vec::new();
    for draft in drafts {
        let from = merged.len().saturating_sub(MAX_BACK);
        let near = &mut merged[from..];
        let earlier = near.iter().rposition(|e| same(e, &draft, taxonomy));
        let earlier = earlier.or_else(|| near.iter().rposition(|e| names(e, &draft)));
        match earlier {
            Some(number) => absorb(&mut near[number], draft, taxonomy),
            None => merged.push(draft),
        }
    }
    merged
}

fn same(earlier: &Draft, later: &Draft, taxonomy: &Taxonomy) -> bool {
    if later.treaty.is_some() {
        return later.treaty == earlier.treaty;
    }
    // `the agreement on visas` is not the one on gas.
    let shared = |subject: &usize| later.subjects.contains(subject);
    let both = !earlier.subjects.is_empty() && !later.subjects.is_empty();
    if both && later.complemented && !earlier.subjects.iter().any(shared) {
        return false;
    }
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

/// Whether the title of an earlier agreement names what a later mention refers back to: `our strategic
/// partnership` after the declaration on it.
fn names(earlier: &Draft, later: &Draft) -> bool {
    let of_title = |title: &String| !later.words.is_empty() && title.contains(&later.words);
    later.refers && !later.staged && earlier.title_text.as_ref().is_some_and(of_title)
}

fn absorb(earlier: &mut Draft, later: Draft, taxonomy: &Taxonomy) {
    earlier.mentions.push(later.title.unwrap_or(later.trigger));
    let rank = |status: usize| taxonomy.statuses[status].rank;
    if rank(later.status) > rank(earlier.status) {
        earlier.status = later.status;
        earlier.polarity = later.polarity;
        earlier.date = later.date;
        earlier.place = later.place;
        earlier.evidence.extend(later.evidence);
    }
    if earlier.parties.is_empty() {
        earlier.parties = later.parties;
    }
    if earlier.subjects.is_empty() {
        earlier.subjects = later.subjects;
    }
}
