//! When and where an act was done: what stands nearest to the word of its stage.

use std::ops::Range;

use chancery_gazetteer::{Form, Kind};

use chancery_text::Document;

use crate::date::Dated;
use crate::merge::Draft;
use crate::work::Work;

/// How many tokens before a date are looked at for what leads to it.
const DATE_LEAD: usize = 5;
/// How near the word of a stage stands to the date or the place that is its own: one word between.
const NEXT_TO: usize = 1;

impl Work<'_> {
    /// Gives the drafts from `made` on the date and the place of their acts: what stands nearest to
    /// the word of the stage.
    pub(crate) fn place_and_date(&mut self, sentence: &Range<usize>, made: usize) {
        let (document, taxonomy) = (self.document, &self.stage.taxonomy);
        let staged = |d: &Draft| d.status != taxonomy.unstaged();
        if !self.drafts[made..].iter().any(staged) {
            return;
        }
        let places = self.places(sentence);
        let words = self.status_words(sentence);
        // Once for acts that are done, once for acts that lie ahead.
        let mut dates: [Option<Vec<Dated>>; 2] = [None, None];
        for number in made..self.drafts.len() {
            let draft = &self.drafts[number];
            if !staged(draft) {
                continue;
            }
            let anchor = draft.word.clone().unwrap_or_else(|| draft.trigger.clone());
            let ahead = taxonomy.statuses[draft.status].ahead;
            let title = draft.title.clone().unwrap_or(draft.trigger.clone());
            let outside =
                |tokens: &Range<usize>| tokens.end <= title.start || title.end <= tokens.start;
            let elsewhere = |tokens: &Range<usize>| {
                belongs_elsewhere(tokens, &anchor, &words)
                    || of_another_clause(document, tokens, &anchor)
            };
            let (lists, tokens) = (&self.document.lexicon().lists, self.document.tokens());
            let led = |date: &Range<usize>| {
                let before =
                    &tokens[date.start.saturating_sub(DATE_LEAD).max(sentence.start)..date.start];
                before.iter().any(|t| lists.has(self.stage.lists.no_date_lead, t))
            };
            // `where 136 people died in 1942`: of what the clause is about.
            let other = |date: &Range<usize>| {
                let between = tokens.get(anchor.end..date.start).unwrap_or_default();
                between.iter().any(|t| lists.has(self.stage.lists.other_clause, t))
            };
            let (stage, scratch) = (self.stage, &mut self.scratch);
            let find =
                || stage.dates.find(&stage.reader, document, sentence.clone(), ahead, scratch);
            let dates = dates[usize::from(ahead)].get_or_insert_with(find).iter();
            // A stage without a date of its own is told by that of the signing.
            let date = dates
                .filter(|d| outside(&d.tokens) && !led(&d.tokens) && !other(&d.tokens))
                .min_by_key(|d| (elsewhere(&d.tokens), distance(&anchor, &d.tokens)));
            let places = places.iter().filter(|place| outside(place) && !elsewhere(place));
            let place = places.min_by_key(|place| distance(&anchor, place)).cloned();
            let draft = &mut self.drafts[number];
            if let Some(Dated { tokens, date, rule }) = date.cloned() {
                draft.evidence.push(("date", tokens, rule));
                draft.date = Some(date);
            }
            draft.place = place;
        }
    }

    /// The words of stages in a sentence.
    fn status_words(&self, sentence: &Range<usize>) -> Vec<Range<usize>> {
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        let at = |at: usize| {
            let len = lists.longest(self.stage.lists.status_word, &tokens[at..sentence.end]);
            (len > 0).then_some(at..at + len)
        };
        sentence.clone().filter_map(at).collect()
    }

    /// Cities and countries of a sentence that a word of place leads to.
    fn places(&self, sentence: &Range<usize>) -> Vec<Range<usize>> {
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        let all = self.mentions.inside(sentence.clone()).map(|n| &self.mentions.mentions()[n]);
        let places = all.filter(|m| {
            let lead = m.tokens.start.checked_sub(1).filter(|at| *at >= sentence.start);
            let of_place = match m.kind {
                Kind::Place => true,
                Kind::Country => m.form == Form::Capital || m.form == Form::Name,
                _ => false,
            };
            of_place && lead.is_some_and(|at| lists.has(self.stage.lists.venue, &tokens[at]))
        });
        places.map(|m| m.tokens.clone()).collect()
    }
}

/// Whether another word of a stage stands next to a date or a place, nearer than the one at hand:
/// `signed in Helsinki in 1992 and came into force in 2002`.
fn belongs_elsewhere(tokens: &Range<usize>, anchor: &Range<usize>, words: &[Range<usize>]) -> bool {
    let own = distance(anchor, tokens);
    let apart = |word: &&Range<usize>| word.end <= anchor.start || anchor.end <= word.start;
    let mut others = words.iter().filter(apart).map(|word| distance(word, tokens));
    others.any(|other| other < own && other.0 <= NEXT_TO)
}

/// Whether a semicolon parts a date or a place from the word of a stage.
fn of_another_clause(
    document: &Document<'_>,
    tokens: &Range<usize>,
    anchor: &Range<usize>,
) -> bool {
    let between = tokens.end.min(anchor.end)..tokens.start.max(anchor.start);
    let between = document.tokens().get(between).unwrap_or_default();
    between.iter().any(|t| document.text_of(t) == ";")
}

/// How far a range lies from a word; what follows the word comes before what precedes it.
fn distance(word: &Range<usize>, other: &Range<usize>) -> (usize, bool) {
    if other.start >= word.end {
        (other.start - word.end, false)
    } else {
        (word.start.saturating_sub(other.end), true)
    }
}
