//! Mentions of one agreement become one finding.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::agreement::Party;
use crate::party::{PARTY, agree};
use crate::sides::Marks;
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
    /// The letters that the text calls it by, and whether they alone name it here.
    pub(crate) acronym: Option<String>,
    pub(crate) by_acronym: bool,
    pub(crate) parties: Vec<Party>,
    pub(crate) status: usize,
    pub(crate) polarity: Option<String>,
    pub(crate) subjects: Vec<usize>,
    pub(crate) evidence: Marks,
    pub(crate) rule: chancery_rules::RuleId,
    /// The mention is definite or bare: it can refer back.
    pub(crate) refers: bool,
    /// The words before it lead to another than the one named before: `replaces the accord of 1995`.
    pub(crate) another: bool,
    /// Its noun goes on at once: `the agreement on visas`.
    pub(crate) complemented: bool,
    /// The text asserts a stage at this mention.
    pub(crate) staged: bool,
    pub(crate) mentions: Vec<Range<usize>>,
    /// It stands in the headline, which tells in short what the text tells.
    pub(crate) headline: bool,
    /// It only counts what a list names: no agreement of its own.
    pub(crate) counts: bool,
    pub(crate) date: Option<String>,
    pub(crate) place: Option<Range<usize>>,
}

/// How many earlier agreements a mention is compared with; keeps long documents linear.
const MAX_BACK: usize = 40;

/// The same for a mention without a title: `the agreement` is one of the last few.
const MAX_REFERENCE: usize = 12;
/// Most agreements that a headline tells of.
const MAX_HEADLINE: usize = 4;
/// Agreements between a mention without a title and one with it, at most.
const CLOSE: usize = 3;
/// Tokens between two instruments of a clause, at most.
const CLAUSE: usize = 24;

/// Merges each draft into the nearest earlier one that it can be a further mention of.
pub(crate) fn merge(drafts: Vec<Draft>, taxonomy: &Taxonomy) -> Vec<Draft> {
    let mut merged: Vec<Draft> = Vec::new();
    let mut by_title: BTreeMap<String, usize> = BTreeMap::new();
    // By the words before the rest of a title: its number, if it is the only one.
    let mut by_name: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for draft in drafts {
        let from = merged.len().saturating_sub(MAX_BACK);
        let near = &merged[from..];
        let reach = if draft.title.is_some() { MAX_BACK } else { MAX_REFERENCE };
        let earlier = (near.len().saturating_sub(reach)..near.len()).rev().find(|number| {
            let close = near.len() - number <= CLOSE;
            same(&near[*number], &draft, close, taxonomy)
        });
        let earlier = earlier.or_else(|| near.iter().rposition(|e| names(e, &draft)));
        // The list at the end of a long communiqué names what its sections told of.
        let titled = || {
            let title = draft.title_text.as_ref()?;
            if let Some(known) = by_title.get(title) {
                return Some(*known).filter(|n| same(&merged[*n], &draft, false, taxonomy));
            }
            // The beginning of one longer title, its sides left out.
            let longer = |known: &&String| {
                known.strip_prefix(title.as_str()).is_some_and(|rest| rest.starts_with(' '))
            };
            // Those that begin so stand right behind it.
            let mut behind = by_title
                .range(title.clone()..)
                .map_while(|(known, number)| longer(&known).then_some(*number));
            let number = behind.next().filter(|n| merged[*n].kind == draft.kind)?;
            behind.next().is_none().then_some(number)
        };
        // `the Rabat Declaration`, however far from its full title; of two that begin so it says nothing.
        let short = || {
            let known = by_name.get(&draft.words).copied().flatten();
            let refers = draft.refers && draft.title.is_none();
            known.filter(|number| refers && merged[*number].kind == draft.kind)
        };
        if let Some(number) = earlier.map(|number| from + number).or_else(titled).or_else(short) {
            absorb(&mut merged[number], draft, taxonomy);
            continue;
        }
        let mut first = merged.iter().take(MAX_HEADLINE);
        let told = first.position(|d| d.headline && tells_again(d, &draft, taxonomy));
        let number = told.unwrap_or(merged.len());
        if let Some(title) = &draft.title_text {
            by_title.insert(title.clone(), number);
            by_name.entry(draft.words.clone()).and_modify(|n| *n = None).or_insert(Some(number));
        }
        match told {
            Some(number) => replace(&mut merged[number], draft),
            None => merged.push(draft),
        }
    }
    merged
}

/// Whether a text tells of what its headline told: the same stage of an instrument of the same sides.
fn tells_again(headline: &Draft, draft: &Draft, taxonomy: &Taxonomy) -> bool {
    let named = !headline.parties.is_empty() && !draft.parties.is_empty();
    !draft.headline
        && headline.title.is_none()
        && headline.status == draft.status
        && headline.polarity == draft.polarity
        && taxonomy.refers(headline.kind, draft.kind)
        && named
        && agree(&headline.parties, &draft.parties)
        && !tell_apart(headline, draft)
}

/// Whether the subjects of two drafts, where both have some, show that they are of different things.
fn tell_apart(a: &Draft, b: &Draft) -> bool {
    let both = !a.subjects.is_empty() && !b.subjects.is_empty();
    both && !a.subjects.iter().any(|subject| b.subjects.contains(subject))
}

/// Puts what the text tells in the place of what its headline told.
fn replace(place: &mut Draft, draft: Draft) {
    let headline = std::mem::replace(place, draft);
    place.mentions.push(headline.trigger);
    if place.parties.len() < headline.parties.len() {
        place.parties = headline.parties;
    }
    if place.subjects.is_empty() {
        place.subjects = headline.subjects;
    }
    place.date = place.date.take().or(headline.date);
    place.place = place.place.take().or(headline.place);
}

/// Whether a draft is a further mention of an earlier one. `close`: few others stand between them.
fn same(earlier: &Draft, later: &Draft, close: bool, taxonomy: &Taxonomy) -> bool {
    if later.treaty.is_some() {
        return later.treaty == earlier.treaty;
    }
    // Letters name what they were introduced for, among the same sides.
    if later.by_acronym {
        let sides = later.parties.is_empty() || agree(&earlier.parties, &later.parties);
        return later.acronym == earlier.acronym && sides;
    }
    // What replaces an accord is not the accord.
    if later.another && close_by(earlier, later) {
        return false;
    }
    // `the agreement on visas` is not the one on gas.
    let shared = |subject: &usize| later.subjects.contains(subject);
    let compound = later.words.contains(' ');
    if (later.complemented || compound) && tell_apart(earlier, later) {
        return false;
    }
    // `the framework agreement of the alliance` is not the arrangement of the last section.
    let bare = later.title.is_none() && earlier.words != later.words;
    if bare && later.complemented && compound && !earlier.subjects.iter().any(shared) {
        return false;
    }
    // `the framework agreement` is not the Paris Agreement.
    let named = earlier.title_text.as_ref().filter(|_| earlier.treaty.is_some());
    if compound && named.is_some_and(|title| !title.contains(&later.words)) {
        return false;
    }
    // `the agreement on degrees` is not the programme of a section before.
    let elsewhere = later.complemented && earlier.kind != later.kind && !close;
    let reference = later.refers
        && later.title.is_none()
        && !compound
        && !elsewhere
        && taxonomy.refers(later.kind, earlier.kind);
    if earlier.kind != later.kind && !reference {
        return false;
    }
    let titles = match (&earlier.title_text, &later.title_text) {
        (Some(a), Some(b)) => a == b,
        // A title later than the mention needs the same sides to say that it is of the same, and
        // may not speak of another thing.
        (None, Some(title)) => {
            let named = !earlier.words.contains(' ') || title.contains(&earlier.words);
            let about = !earlier.complemented || earlier.subjects.iter().any(shared);
            close && named && about && !earlier.parties.is_empty() && !later.parties.is_empty()
        }
        (_, None) => true,
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

/// Whether an earlier agreement is named in the words right before a later mention.
fn close_by(earlier: &Draft, later: &Draft) -> bool {
    let last = earlier.mentions.last().map_or(0, |m| m.end).max(earlier.trigger.end);
    last <= later.trigger.start && later.trigger.start - last <= CLAUSE
}

/// Whether the title of an earlier agreement names what a later mention refers back to: `our strategic
/// partnership` after the declaration on it.
fn names(earlier: &Draft, later: &Draft) -> bool {
    let of_title = |title: &String| !later.words.is_empty() && title.contains(&later.words);
    later.refers
        && !later.staged
        && !later.another
        && later.title.is_none()
        && earlier.title_text.as_ref().is_some_and(of_title)
}

/// Makes a later draft a mention of an earlier one, which takes what it does not have and what ranks higher.
pub(crate) fn absorb(earlier: &mut Draft, later: Draft, taxonomy: &Taxonomy) {
    earlier.mentions.push(later.title.unwrap_or(later.trigger));
    earlier.mentions.extend(later.mentions);
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
