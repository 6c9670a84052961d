//! Indirect and mixed quotations: a clause of the writer's that gives what was said.

use std::collections::HashSet;
use std::ops::Range;

use chancery_rules::ListId;
use chancery_text::{Shape, Token};

use crate::attribute::{Attribution, CONTENT, Draft, Extent, QuoteLists, Work, attribution};
use crate::marks::Region;
use crate::quote::QuoteKind;

/// Words in marks inside a reported clause that make the quotation a mixed one.
const MIN_MIXED: usize = 2;
/// Most tokens between two dashes that belong together.
const MAX_PARENTHESIS: usize = 24;
/// Tokens before a relative pronoun among which its comma stands: `, both of whom`.
const BEFORE_RELATIVE: usize = 3;
/// Most tokens between a relative pronoun and its verb.
const NEAR_VERB: usize = 3;
/// Longest attribution, in tokens.
pub(crate) const MAX_ATTRIBUTION: usize = 40;

/// What a sentence tells that somebody said.
struct Told {
    /// The first token of the match.
    start: usize,
    /// Its cue, what was said and all between them.
    hull: Range<usize>,
    content: Vec<Range<usize>>,
    extent: Extent,
    attribution: Attribution,
}

impl Told {
    /// Whether two can both stand: apart, or the other, which comes first, in what this one says.
    fn goes_with(&self, other: &Told) -> bool {
        let apart = self.hull.end <= other.hull.start || other.hull.end <= self.hull.start;
        apart || !self.extent.attitude && self.says(other) || other.holds_report(self)
    }

    /// Whether another, which comes later, is a report inside what this one says, by a speaker there or by
    /// nobody: `that the Council had been told …`.
    fn holds_report(&self, other: &Told) -> bool {
        let Attribution { speaker, cue, .. } = &other.attribution;
        let verb = cue.as_ref().filter(|_| other.extent.impersonal);
        let begin = speaker.as_ref().or(verb).map(|tokens| tokens.start);
        let inside = |piece: &Range<usize>| {
            begin.is_some_and(|begin| piece.start <= begin) && other.hull.end <= piece.end
        };
        !self.extent.attitude && other.extent.inside && self.content.iter().any(inside)
    }

    fn says(&self, other: &Told) -> bool {
        let holds =
            |piece: &Range<usize>| piece.start <= other.hull.start && other.hull.end <= piece.end;
        self.content.iter().any(holds)
    }
}

/// How many words without a capital, beside those that no headline gives one, a headline may have.
const MAX_SMALL: usize = 2;

impl Work<'_> {
    pub(crate) fn indirect(&mut self) {
        let spoken = self.spoken();
        // `Araghchi has told his counterparts that it was "unjustified," the ministry said`: what a clause
        // with marks before its attribution tells.
        let clauses = self.found.iter().filter(|draft| draft.kind == QuoteKind::Mixed);
        let direct = self.found.iter().filter(|draft| draft.kind == QuoteKind::Direct);
        let direct: HashSet<usize> = direct.flat_map(|d| &d.content).map(|p| p.start).collect();
        for clause in clauses.flat_map(|draft| draft.content.clone()).collect::<Vec<_>>() {
            let mut told = self.told(&clause);
            // Not what somebody says there word for word.
            told.retain(|t| {
                let cue = t.attribution.cue.as_ref().map_or(t.start, |cue| cue.start);
                let filed = |region: &Region| {
                    matches!(t.content.as_slice(), [piece] if *piece == (region.open..region.end))
                        && direct.contains(&region.content().start)
                };
                self.regions_in(&clause)
                    .all(|region| (cue < region.open || region.end <= cue) && !filed(region))
            });
            self.file(told, &clause, None);
        }
        let mut first = 0;
        // Where words in marks that go on over sentences end, with which an earlier one was closed.
        let mut told = 0;
        for number in 0..self.document.sentences().len() {
            let sentence = self.document.sentences()[number].tokens.clone();
            while spoken.get(first).is_some_and(|s| s.end <= sentence.start) {
                first += 1;
            }
            // What is left of the sentence between direct quotations and their attributions.
            let mut start = sentence.start.max(told);
            let mut free = Vec::new();
            for speech in spoken[first..].iter().take_while(|s| s.start < sentence.end) {
                free.push(start..speech.start);
                start = start.max(speech.end);
            }
            free.push(start..sentence.end);
            for mut range in free.into_iter().filter(|r| !r.is_empty()) {
                self.cut_credit(&mut range);
                // Of an attribution in this sentence: another one's may end where this one begins.
                let same = range.start > sentence.start;
                let inherited = same.then(|| self.speaker_of(range.start)).flatten();
                let before = self.found.len();
                self.sentence(range, inherited);
                let content = self.found[before..].iter().flat_map(|draft| &draft.content);
                told = content.fold(told, |told, piece| told.max(piece.end));
            }
        }
    }

    /// The tokens of direct quotations, each from its first mark to the end of its attribution.
    fn spoken(&self) -> Vec<Range<usize>> {
        let mut spoken: Vec<Range<usize>> = self
            .found
            .iter()
            .flat_map(|draft| {
                let Attribution { cue, start, end, .. } = &draft.attribution;
                // Between a subject that stands elsewhere and the verb may stand what somebody else
                // says, and before a colon without a verb of speech too.
                let before = cue.as_ref().map(|_| *start);
                draft.content.iter().map(move |piece| {
                    // The attribution of another piece, or of a run, is far away.
                    let near = |a: usize, b: usize| a < b && b - a < MAX_ATTRIBUTION;
                    let mark = piece.start.saturating_sub(1);
                    // What stands between an attribution and a further piece is the writer's.
                    let leads = |b: &usize| near(*b, piece.start) && *end > piece.start;
                    let start = before.filter(leads).unwrap_or(mark);
                    start..if near(piece.end, *end) { *end } else { piece.end }
                })
            })
            .collect();
        spoken.sort_by_key(|s| (s.start, s.end));
        spoken
    }

    fn speaker_of(&self, end: usize) -> Option<Range<usize>> {
        let before = self.found.iter().rev().take(8).find(|d| d.attribution.end == end);
        before.and_then(|d| d.attribution.speaker.clone())
    }

    /// Leaves the agency's credit out of a sentence: it is the writer's, unless it goes on with whom the
    /// agency cites.
    fn cut_credit(&self, range: &mut Range<usize>) {
        let Some(agency) = &self.document.meta().agency else { return };
        let tokens = self.document.tokens_in(agency.span);
        if range.contains(&tokens.start) && tokens.start > range.start {
            let lists = &self.document.lexicon().lists;
            let behind = &self.document.tokens()[tokens.end.min(range.end)..range.end];
            let source = self.quotes.lists.credit_source;
            if (0..behind.len()).any(|at| lists.longest(source, &behind[at..]) > 0) {
                return;
            }
            let mut end = tokens.start;
            while end > range.start && self.is(end - 1, Shape::PUNCT) {
                end -= 1;
            }
            range.end = end;
        }
    }

    fn sentence(&mut self, range: Range<usize>, inherited: Option<Range<usize>>) {
        let told = self.told(&range);
        // `The talks went well, Tokayev said, his press service reported`: what a clause before its
        // attribution says may itself be such a clause, or any where a rule says so.
        let clause = told.iter().find_map(|t| {
            let first = t.content.first().filter(|first| first.start == range.start)?;
            let cue = t.attribution.cue.as_ref()?;
            let alone = t.content.len() == 1 && first.end <= cue.start;
            alone.then(|| (first.clone(), t.extent.closes))
        });
        self.file(told, &range, inherited.as_ref());
        if let Some((clause, closes)) = clause {
            let mut inner = self.told(&clause);
            inner.retain(|t| {
                closes || t.content.first().is_some_and(|first| first.start == clause.start)
            });
            self.file(inner, &clause, None);
        }
    }

    /// What part of a sentence tells.
    fn told(&mut self, range: &Range<usize>) -> Vec<Told> {
        let mut hits = self.match_indirect(range.clone());
        // The rule that comes first in the pack wins; what overlaps it goes.
        hits.sort_by_key(|h| (h.pattern, h.tokens.start));
        let mut told: Vec<Told> = Vec::new();
        for hit in hits {
            // Two where the attribution stands in the middle.
            let mut content: Vec<Range<usize>> = hit.all(CONTENT).collect();
            let mut attribution = attribution(&hit);
            let extent = self.quotes.extents[hit.pattern];
            // Inside what somebody else says: spared the look for its own end, unless it is a report there.
            let cue = attribution.cue.as_ref().map_or(hit.tokens.start, |cue| cue.start);
            if !extent.inside && told.iter().any(|t| t.hull.contains(&cue)) {
                continue;
            }
            if self.is_name(&attribution, range) {
                continue;
            }
            let mut start = hit.tokens.start;
            if self.is_led(&attribution) {
                attribution.speaker = None;
                // The subject is looked for up to its verb.
                start = attribution.cue.as_ref().map_or(cue, |cue| cue.end);
            } else {
                self.take_whole_subject(&mut attribution);
            }
            let Some(mut last) = content.pop() else { continue };
            // A clause before its attribution ends there.
            if last.end == hit.tokens.end {
                last = self.cut(last, extent.breaks, !extent.attitude);
                if self.is_present(attribution.cue.as_ref()) {
                    last = self.cut(last, self.quotes.lists.present_breaks, true);
                }
                // Who speaks may stand behind an opening of the sentence that is one: `Asked about the
                // pact, Peskov said that …`.
                let who =
                    attribution.speaker.as_ref().map_or(cue, |speaker| speaker.start.min(cue));
                if self.in_side_clause(range, who) {
                    last = self.cut(last, self.quotes.lists.subordinate_breaks, true);
                }
                let near = hit.tokens.start.saturating_sub(1).max(cue.saturating_sub(NEAR_VERB));
                if self.is_relative(near..cue + 1) {
                    last = self.cut_before_verb(last);
                }
                if extent.attitude && self.in_relative_clause(&attribution) {
                    last = self.cut_at_verb(last);
                }
            }
            content.push(last);
            content = content.into_iter().map(|piece| self.closed(self.trim(piece))).collect();
            content.retain(|piece| !piece.is_empty());
            let Some(first) = content.first().cloned() else { continue };
            let hull = content
                .iter()
                .chain(&attribution.cue)
                .fold(first, |hull, part| hull.start.min(part.start)..hull.end.max(part.end));
            let tokens = content.iter().flat_map(|piece| &self.document.tokens()[piece.clone()]);
            let words = tokens.filter(|t| t.is(Shape::ALPHA) || t.is(Shape::NUMBER)).count();
            let found = Told { start, hull, content, extent, attribution };
            if words >= extent.least && told.iter().all(|earlier| found.goes_with(earlier)) {
                told.push(found);
            }
        }
        told.sort_by_key(|t| (t.start, t.hull.start, t.hull.end));
        self.part(&mut told);
        told
    }

    /// Ends what one says where another begins to speak: `Schoof said that it was wrong, and his colleague
    /// warned that …`.
    fn part(&self, told: &mut [Told]) {
        let tokens = self.document.tokens();
        // Where each of them begins behind a comma and a conjunction.
        let begins = |t: &Told| {
            let speaker = t.attribution.speaker.as_ref().filter(|_| !t.extent.attitude)?;
            let cue = t.attribution.cue.as_ref().filter(|cue| speaker.end <= cue.start)?;
            let parting = self.phrase_before(self.quotes.lists.parting, speaker.start)?;
            let comma = parting.checked_sub(1).filter(|at| self.is_comma(&tokens[*at]))?;
            Some((comma, self.is_present(Some(cue))))
        };
        let begun: Vec<(usize, bool)> = told.iter().filter_map(begins).collect();
        if begun.is_empty() {
            return;
        }
        for t in told {
            let present = self.is_present(t.attribution.cue.as_ref());
            let after = t.attribution.cue.as_ref().map_or(t.start, |cue| cue.end);
            let Some(last) = t.content.last_mut().filter(|last| last.start >= after) else {
                continue;
            };
            let end = begun.iter().find(|(comma, now)| {
                *now == present && last.start + 1 < *comma && *comma < last.end
            });
            if let Some((comma, _)) = end {
                last.end = *comma;
                t.hull.end = t.hull.end.min(*comma);
            }
        }
    }

    /// Whether a verb is a word of a name: `the manager of American Express said so`. Verbs have capitals
    /// in headlines, whose words do.
    fn is_name(&self, attribution: &Attribution, range: &Range<usize>) -> bool {
        let tokens = self.document.tokens();
        let capital =
            |cue: &Range<usize>| cue.start > range.start && tokens[cue.start].is(Shape::CAP);
        let lists = &self.document.lexicon().lists;
        let small = |t: &&Token| {
            t.is(Shape::ALPHA)
                && !t.is(Shape::CAP)
                && !lists.has(self.quotes.lists.function_word, t)
        };
        attribution.cue.as_ref().is_some_and(capital)
            && tokens[range.clone()].iter().filter(small).count() > MAX_SMALL
    }

    /// Whether a preposition leads to who is said to speak behind a comma: `In a joint communique, the
    /// three, which left the bloc, accused …`.
    pub(crate) fn is_led(&self, attribution: &Attribution) -> bool {
        let (tokens, lists) = (self.document.tokens(), &self.document.lexicon().lists);
        let both = attribution.speaker.as_ref().zip(attribution.cue.as_ref());
        both.is_some_and(|(speaker, cue)| {
            let lead = speaker.start.checked_sub(1).map(|at| &tokens[at]);
            speaker.end < cue.start
                && lead.is_some_and(|t| lists.has(self.quotes.lists.no_subject_lead, t))
                && self.is_comma(&tokens[speaker.end])
        })
    }

    /// Whether a verb of speech stands in the present.
    fn is_present(&self, cue: Option<&Range<usize>>) -> bool {
        let lists = &self.document.lexicon().lists;
        cue.is_some_and(|cue| {
            let tokens = &self.document.tokens()[cue.clone()];
            lists.longest(self.quotes.lists.present_cue, tokens) == tokens.len()
        })
    }

    /// Files what a sentence tells. A verb without a subject of its own has that of the verb before
    /// it, of the attribution before its part of the sentence, or of the sentence.
    fn file(&mut self, told: Vec<Told>, range: &Range<usize>, inherited: Option<&Range<usize>>) {
        // Who spoke before, with the end of what he said; whoever speaks inside that is no subject behind it:
        // `They discussed what Paris called “a way”, and agreed to meet`.
        let mut before: Vec<(Range<usize>, usize)> = Vec::new();
        for Told { start, content, extent, mut attribution, .. } in told {
            let end = content.last().map_or(start, |piece| piece.end);
            if let Some(speaker) = &attribution.speaker {
                before.push((speaker.clone(), end));
            } else if !extent.impersonal {
                while let [.., (_, outer), (inner, _)] = before.as_slice()
                    && inner.end <= *outer
                    && *outer <= start
                {
                    before.pop();
                }
                match before.last().map(|(speaker, _)| speaker).or(inherited) {
                    Some(known) => attribution.speaker = Some(known.clone()),
                    None => self.find_subject(&mut attribution, range.start..start),
                }
            }
            let speech = content.iter().any(|piece| self.holds_speech(piece));
            let kind = if speech { QuoteKind::Mixed } else { QuoteKind::Indirect };
            let attitude = extent.attitude;
            self.found.push(Draft { kind, content, attribution, attitude, repaired: false });
        }
    }

    /// Ends the content where a phrase of the list begins, with a token at least before it. Words in
    /// marks are whole: nothing ends in them. A clause may go on behind a comma; an object may not.
    fn cut(&self, content: Range<usize>, breaks: ListId, clause: bool) -> Range<usize> {
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        let mut regions = self.regions_in(&content).peekable();
        let mut at = content.start + 1;
        while at < content.end {
            while regions.next_if(|region| region.end <= at).is_some() {}
            if let Some(region) = regions.next_if(|region| region.open <= at && !region.repaired) {
                if self.breaks_after(region, content.end, breaks) {
                    return content.start..region.end;
                }
                at = region.end;
                continue;
            }
            // `- and` ends a clause, the hyphen of `back-and-forth` does not.
            let ends = |at: usize| lists.longest(breaks, &tokens[at..content.end]) > 0;
            if !self.is(at, Shape::HYPHEN) && ends(at) {
                let behind = || self.verb_behind(content.start, at, content.end);
                let whole = || clause.then(behind).flatten();
                match self.closing_dash(at, content.end).or_else(whole) {
                    Some(closing) => at = closing,
                    None => return content.start..at,
                }
            }
            at += 1;
        }
        content
    }

    /// Whether a phrase of the list begins with the closing mark of some words, or with the comma before
    /// it: `… “a success,” adding that …`.
    fn breaks_after(&self, region: &Region, end: usize, breaks: ListId) -> bool {
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        if self
            .regions_in(&(region.end..end))
            .next()
            .is_some_and(|r| self.joins(region.end, r.open))
        {
            return false;
        }
        let marks = region.end.saturating_sub(2).max(region.open)..region.end;
        if marks.into_iter().any(|at| lists.longest(breaks, &tokens[at..end.max(at)]) > 0) {
            return true;
        }
        let inside = tokens.get(region.content()).and_then(<[Token]>::last);
        let comma = inside.filter(|t| self.is_comma(t));
        let last = end.min(region.end + lists.longest_phrase(breaks));
        let behind = tokens.get(region.end..last).unwrap_or_default();
        comma.is_some_and(|comma| {
            let phrase: Vec<Token> = std::iter::once(comma).chain(behind).copied().collect();
            lists.longest(breaks, &phrase) > 0
        })
    }

    /// The words in marks that open inside some tokens and are in no others there.
    fn regions_in(&self, tokens: &Range<usize>) -> impl Iterator<Item = &Region> + use<'_> {
        let (from, end) = (self.regions.partition_point(|r| r.open < tokens.start), tokens.end);
        self.regions[from..].iter().take_while(move |r| r.open < end)
    }

    /// The second of two dashes around a few words, if the first stands at a token and the clause goes
    /// on behind them: `those old - and unreported - postings`.
    fn closing_dash(&self, at: usize, end: usize) -> Option<usize> {
        let dash = |at: &usize| self.is(*at, Shape::DASH);
        let near = at + 1..end.min(at + MAX_PARENTHESIS);
        let closing = Some(at).filter(dash).and_then(|_| near.clone().find(dash))?;
        Some(closing).filter(|closing| closing + 1 < end)
    }

    /// The comma that closes what stands between the subject of a clause and its verb, if a comma at a
    /// token opens it: `the email affair, while troublesome, was dealt with`.
    fn verb_behind(&self, start: usize, at: usize, end: usize) -> Option<usize> {
        let finite = self.quotes.lists.finite_verb;
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        let verb = |t: &Token| lists.has(finite, t);
        if !self.is_comma(&tokens[at]) || tokens[start..at].iter().any(verb) {
            return None;
        }
        let near = at + 1..end.saturating_sub(2).min(at + MAX_PARENTHESIS);
        near.into_iter()
            .find(|at| self.is_comma(&tokens[*at]) && tokens[at + 1..at + 3].iter().any(verb))
    }

    /// Whether what starts at a token stands in a side clause: `While Trump said that he would come,
    /// others …`. It begins with the sentence or behind a comma, a dash or a bracket.
    fn in_side_clause(&self, sentence: &Range<usize>, at: usize) -> bool {
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        // Who speaks may begin before what is read here: `(»told …`.
        let at = at.max(sentence.start);
        let before = tokens[sentence.start..at].iter().rposition(|t| t.is(Shape::PUNCT));
        let clause = before.map_or(sentence.start, |mark| sentence.start + mark + 1)..sentence.end;
        if lists.longest(self.quotes.lists.subordinator, &tokens[clause.clone()]) > 0 {
            return true;
        }
        let opens = lists.longest(self.quotes.lists.side_preposition, &tokens[clause.clone()]);
        opens > 0 && at <= clause.start + opens
    }

    /// Whether a relative clause between commas begins among some tokens: `Lula, who hopes to sign it, …`,
    /// `the envoys, both of whom doubt it, …`.
    fn is_relative(&self, mut tokens: Range<usize>) -> bool {
        let (all, lists) = (self.document.tokens(), &self.document.lexicon().lists);
        tokens.any(|at| {
            let before = &all[at.saturating_sub(BEFORE_RELATIVE)..at];
            before.iter().any(|t| self.is_comma(t))
                && lists.has(self.quotes.lists.relative, &all[at])
        })
    }

    /// Whether a verb stands in a relative clause: its subject is a relative pronoun, or it is a participle
    /// right behind its noun.
    fn in_relative_clause(&self, attribution: &Attribution) -> bool {
        let (tokens, lists) = (self.document.tokens(), &self.document.lexicon().lists);
        let QuoteLists { relative, reduced, .. } = self.quotes.lists;
        let both = attribution.speaker.as_ref().zip(attribution.cue.as_ref());
        both.is_some_and(|(speaker, cue)| {
            speaker.len() == 1 && lists.has(relative, &tokens[speaker.start])
                || speaker.end == cue.start && lists.longest(reduced, &tokens[cue.clone()]) > 0
        })
    }

    /// Ends the object of a verb in a relative clause at the verb of the clause around it: `others who have
    /// backed him were elected`. An object has no verb of its own.
    fn cut_at_verb(&self, content: Range<usize>) -> Range<usize> {
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        let verb = |at: &usize| lists.has(self.quotes.lists.finite_verb, &tokens[*at]);
        let end = (content.start + 1..content.end).find(verb);
        content.start..end.unwrap_or(content.end)
    }

    /// Ends what a relative clause tells at the comma behind which the clause around it goes on with its
    /// verb. Words in marks are whole.
    fn cut_before_verb(&self, content: Range<usize>) -> Range<usize> {
        let lists = &self.document.lexicon().lists;
        let QuoteLists { finite_verb, function_word, .. } = self.quotes.lists;
        let tokens = self.document.tokens();
        let mut regions = self.regions_in(&content).peekable();
        let mut at = content.start + 1;
        while at + 2 < content.end {
            if let Some(region) = regions.next_if(|region| region.open <= at) {
                at = at.max(region.end);
                continue;
            }
            let (next, after) = (&tokens[at + 1], &tokens[at + 2]);
            let plain = next.is(Shape::ALPHA)
                && !next.is(Shape::CAP)
                && !lists.has(function_word, next)
                && !after.is(Shape::PUNCT);
            if self.is_comma(&tokens[at]) && (plain || lists.has(finite_verb, next)) {
                return content.start..at;
            }
            at += 1;
        }
        content
    }

    /// Without the stop, comma or dash at its ends.
    fn trim(&self, mut content: Range<usize>) -> Range<usize> {
        let lists = &self.document.lexicon().lists;
        let edge = |at: usize| {
            self.is(at, Shape::PUNCT)
                && !self.is(at, Shape::DOUBLE)
                && !self.is(at, Shape::SINGLE)
                && !lists.has(self.quotes.lists.symbol, &self.document.tokens()[at])
        };
        let dangling =
            |at: usize| lists.has(self.quotes.lists.dangling_word, &self.document.tokens()[at]);
        while !content.is_empty()
            && (edge(content.end - 1) && !self.closes_bracket(&content)
                || dangling(content.end - 1))
        {
            content.end -= 1;
        }
        while !content.is_empty() && edge(content.start) {
            content.start += 1;
        }
        content
    }

    /// Whether some tokens end in a bracket that opens among the last of them.
    fn closes_bracket(&self, content: &Range<usize>) -> bool {
        let near = content.start.max(content.end.saturating_sub(MAX_PARENTHESIS))..content.end;
        self.bracket_in(near).is_some()
    }

    /// With all of the words in marks that it ends in, over sentences but not over paragraphs.
    fn closed(&self, mut content: Range<usize>) -> Range<usize> {
        let paragraph = |at: usize| self.document.paragraph_of(at);
        let region = self.regions_in(&content).find(|region| content.end < region.end);
        if let Some(region) = region
            && !region.repaired
            && paragraph(region.open) == paragraph(region.end - 1)
        {
            content.end = region.end;
        }
        content
    }

    /// Whether words in marks inside a clause are the speaker's own, and no title.
    fn holds_speech(&self, content: &Range<usize>) -> bool {
        let lists = &self.document.lexicon().lists;
        let (mut words, mut small) = (0, false);
        for region in self.regions_in(content) {
            let tokens = &self.document.tokens()[region.content()];
            if lists.longest(self.quotes.lists.title_heads, tokens) == 0 {
                let own = tokens.iter().filter(|t| t.is(Shape::ALPHA));
                small |= own.clone().any(|t| !t.is(Shape::CAP));
                words += own.count();
            }
        }
        words >= MIN_MIXED && small
    }
}
