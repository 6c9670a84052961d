//! Direct quotations: which regions in marks are speech, and whose.

use std::ops::Range;

use chancery_text::{Shape, Token};

use crate::attribute::{Attribution, Draft, Work};
use crate::marks::Region;
use crate::pieces::{Broken, Last};
use crate::quote::QuoteKind;

impl Work<'_> {
    pub(crate) fn direct(&mut self) {
        let outer: Vec<Region> = self.outer_regions();
        let mut last: Option<Last> = None;
        let mut broken: Option<Broken> = None;
        for (number, region) in outer.iter().enumerate() {
            if let Some(before) = number.checked_sub(1).map(|n| &outer[n]) {
                broken = self.broken_off(before).or(broken);
            }
            if let Some(Broken { draft, .. }) = broken.filter(|b| self.takes_up(b, region)) {
                self.found[draft].content.extend(region.pieces.clone());
                broken = None;
                continue;
            }
            let next_open = outer.get(number + 1).map(|r| r.open);
            let previous_end = number.checked_sub(1).map(|n| outer[n].end);
            let paragraph = self.document.paragraph_of(region.open);
            let after = self.after(region, next_open);
            let after = self.match_after(after);
            let after = after.filter(|found| self.is_of(region, found, next_open));
            if let Some(attribution) = after {
                self.attributed_after(region, attribution, previous_end, &mut last);
                continue;
            }
            if let Some(previous) = last.as_mut().filter(|previous| previous.open)
                && self.is_listener(previous.end, region)
            {
                previous.end = region.end;
                continue;
            }
            let (before, own_sentence) = self.before(region, previous_end);
            let before = match (before.is_empty(), last.as_ref().filter(|p| p.open)) {
                // `“A,” he said, and his wife cut in. “B.”`
                (true, Some(previous)) => self.rest(previous, region),
                _ => before,
            };
            if let Some(attribution) = self.match_before(before.clone()) {
                self.attributed_before(region, attribution, (before, own_sentence), &mut last);
                continue;
            }
            if let Some(previous) = &mut last
                && previous.open
                && previous.paragraph == paragraph
                && (self.follows(previous.end, region.open)
                    && (self.may_go_on(region) || self.only_marks(previous.end, region.open))
                    || self.resumes(previous, region))
            {
                self.go_on(previous, region);
                continue;
            }
            if let Some((attribution, open)) =
                self.uncued(region, last.as_ref(), (before, own_sentence))
            {
                last = Some(self.push(region, attribution, open));
            }
        }
    }

    /// Files a region with an attribution before it, which may be of the piece before, and the region
    /// part of a clause.
    fn attributed_before(
        &mut self,
        region: &Region,
        mut attribution: Attribution,
        (before, own_sentence): (Range<usize>, bool),
        last: &mut Option<Last>,
    ) {
        // `"A," she said, "B."`: the cue between two pieces is that of the first.
        if let Some(previous) = last
            && previous.open
            && (self.is_between(previous, &attribution, region)
                || !self.is_led_to(&attribution, region) && self.resumes(previous, region))
        {
            self.go_on(previous, region);
            return;
        }
        // `"A," she said, recalling the day: "B."`: the cue is that of the first marks, and what leads to
        // these has none.
        if let Some(previous) = last.as_ref().filter(|p| p.open && p.end > before.start)
            && attribution.cue == self.found[previous.draft].attribution.cue
            && let Some(nearer) = self.match_before(previous.end..region.open)
        {
            attribution = nearer;
        }
        if self.ends_clause(&before, region, &attribution) {
            return;
        }
        if attribution.cue.is_none() && self.tells(before.start..attribution.start) {
            // `He said he hoped that Trump would win: “A.”`: not who stands nearest.
            attribution.speaker = None;
        }
        if attribution.speaker.is_none() {
            // `"A," said Borrell, adding: "B."`: who spoke before in this sentence goes on.
            let goes_on = last.as_ref().filter(|p| own_sentence && p.end > before.start);
            let speaker = goes_on.and_then(|p| self.found[p.draft].attribution.speaker.clone());
            match speaker {
                Some(known) => attribution.speaker = Some(known),
                None => {
                    // `He said it had his “backing”, adding: “A.”`: the whole sentence before it.
                    let start = self.sentence_start(before.start);
                    // Whom somebody tells is not who speaks.
                    let end = attribution.addressee.as_ref().map_or(before.end, |who| who.start);
                    self.find_subject(&mut attribution, start..end.max(start));
                }
            }
        }
        // `He shrugged. “Ask them.”`: a gesture, and whole sentences in marks.
        let shown = attribution.cue.is_none() && self.is_sentence(region);
        if own_sentence || shown || self.looks_like_speech(region) {
            attribution.end = region.end;
            *last = Some(self.push(region, attribution, false));
            if own_sentence {
                self.with_interrupted_clause(region, before);
            }
        }
    }

    /// Gives the last draft the clause that its attribution interrupts: `If they rule against us, the minister
    /// warned, “we will not comply.”`
    fn with_interrupted_clause(&mut self, region: &Region, before: Range<usize>) {
        let Some(draft) = self.found.last() else { return };
        let Attribution { speaker, cue, start, .. } = &draft.attribution;
        let (Some(speaker), Some(cue)) = (speaker, cue) else { return };
        let comma = |at: usize| self.document.tokens().get(at).is_some_and(|t| self.is_comma(t));
        let who = speaker.start.min(cue.start);
        let clause = before.start..who.saturating_sub(1);
        let interrupted = *start == who
            && who > before.start
            && comma(who - 1)
            && comma(region.open.saturating_sub(1))
            && cue.end.max(speaker.end) + 1 == region.open
            && !self.is(region.content().start, Shape::CAP)
            && clause.len() > 1
            && self.has_words(clause.clone())
            && !self.is_topic(clause.clone())
            && !self.opens_report(clause.start + 1..clause.end);
        if interrupted && let Some(draft) = self.found.last_mut() {
            draft.kind = QuoteKind::Mixed;
            draft.content.insert(0, clause);
        }
    }

    /// Whether some words tell what somebody speaks of, or when and where: `As for the border, he noted, “…”`
    fn is_topic(&self, words: Range<usize>) -> bool {
        let lists = &self.document.lexicon().lists;
        lists.longest(self.quotes.lists.topic_lead, &self.document.tokens()[words]) > 0
    }

    /// Whether a region is part of a clause that is told as one, marks and all.
    fn ends_clause(
        &self,
        before: &Range<usize>,
        region: &Region,
        attribution: &Attribution,
    ) -> bool {
        let cue_end = attribution.addressee.iter().chain(&attribution.cue).map(|r| r.end).max();
        let from = cue_end.unwrap_or(region.open);
        let led = self.is(region.open.saturating_sub(1), Shape::PUNCT);
        // `saying he “has shown …”`, `said that if he went, “all options” were open`.
        let begins = !led && self.has_words(from..region.open)
            || self.is_conjunction(from) && self.has_words(from + 1..region.open);
        !self.is(region.content().start, Shape::CAP)
            && (begins
                || self.reported_before(before, region, attribution)
                || cue_end.is_none_or(|end| self.has_words(end..region.open))
                    && self.behind_condition(before.start..region.open)
                || self.opens_clause(region, attribution))
    }

    /// Whether a comma in front of some words in marks closes a condition that the clause they end opens
    /// with: `warned that if the court ruled against him, “all hell” would break loose`.
    fn behind_condition(&self, before: Range<usize>) -> bool {
        let lists = &self.document.lexicon().lists;
        let tokens = &self.document.tokens()[before.clone()];
        let condition = (1..tokens.len()).any(|at| {
            let subordinator = lists.longest(self.quotes.lists.subordinator, &tokens[at..]) > 0;
            subordinator && self.is_conjunction(before.start + at - 1)
        });
        condition && tokens.last().is_some_and(|t| self.is_comma(t))
    }

    fn is_conjunction(&self, at: usize) -> bool {
        let lists = &self.document.lexicon().lists;
        let token = self.document.tokens().get(at);
        token.is_some_and(|t| lists.has(self.quotes.lists.conjunction, t))
    }

    /// Whether small words in marks right behind a cue open a clause that goes on without marks: `negotiators
    /// said “significant gaps” remained`.
    fn opens_clause(&self, region: &Region, attribution: &Attribution) -> bool {
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        let next = tokens.get(region.end).filter(|t| t.is(Shape::ALPHA) && !t.is(Shape::CAP));
        let sentence = |at| self.document.sentence_of(at);
        attribution.cue.as_ref().is_some_and(|cue| cue.end == region.open)
            && !self.is_closed(region.content())
            && next.is_some_and(|t| !lists.has(self.quotes.lists.bare_blocker, t))
            && sentence(region.open) == sentence(region.end)
    }

    /// Whether small words in marks right behind a cue end a clause that somebody told before: `Trump
    /// said that the sides were calling it “quite dangerous.”`
    fn reported_before(
        &self,
        before: &Range<usize>,
        region: &Region,
        attribution: &Attribution,
    ) -> bool {
        let led = self.is(region.open.saturating_sub(1), Shape::PUNCT);
        let own = attribution.speaker.iter().chain(&attribution.cue).map(|r| r.start).min();
        !led && self.opens_report(before.start..own.unwrap_or(before.start))
    }

    /// Whether a verb of speech with its clause stands in some tokens: no noun, `a toy action figure to …`.
    fn opens_report(&self, tokens: Range<usize>) -> bool {
        let lists = &self.document.lexicon().lists;
        let blocker = self.quotes.lists.bare_blocker;
        self.has_report(tokens, |behind| behind.is_none_or(|t| !lists.has(blocker, t)))
    }

    /// Whether a verb of speech stands in some tokens, or a word that opens its clause.
    fn tells(&self, tokens: Range<usize>) -> bool {
        self.has_report(tokens, |_| true)
    }

    /// Whether some tokens hold a word that opens a clause, or a verb of speech that what is asked of the
    /// token behind it lets pass.
    fn has_report(&self, tokens: Range<usize>, governs: impl Fn(Option<&Token>) -> bool) -> bool {
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens().get(tokens).unwrap_or_default();
        (0..tokens.len()).any(|at| {
            let cue = lists.longest(self.quotes.lists.cue_bare, &tokens[at..]);
            lists.has(self.quotes.lists.conjunction, &tokens[at])
                || cue > 0 && governs(tokens.get(at + cue))
        })
    }

    fn attributed_after(
        &mut self,
        region: &Region,
        attribution: Attribution,
        previous_end: Option<usize>,
        last: &mut Option<Last>,
    ) {
        let paragraph = self.document.paragraph_of(region.open);
        let end = attribution.end;
        // `The talks were "very good," he said`: the clause before the marks belongs to it.
        let start = self.sentence_start(region.open);
        let start = previous_end.map_or(start, |p| start.max(p));
        // `… on liability; “we are not against it,” he insisted`: another clause ends there.
        let between = &self.document.tokens()[start..region.open];
        let ended = between.iter().rposition(|t| self.document.text_of(t) == ";");
        let start = ended.map_or(start, |at| start + at + 1);
        // So does a dash behind what somebody tells: `Grossi told Fox that they were back — “and we are about
        // to restart,” he said`.
        let dash =
            region.open.checked_sub(1).filter(|at| *at >= start && self.is(*at, Shape::DASH));
        let start = dash.filter(|at| self.tells(start..*at)).map_or(start, |at| at + 1);
        let small = !self.is(region.content().start, Shape::CAP);
        let words_before = self.document.tokens()[start..region.open]
            .iter()
            .filter(|t| t.is(Shape::ALPHA))
            .count();
        let whole = self.document.paragraph_of(region.end.saturating_sub(1)) == paragraph;
        // `Grossi said that “They are back”, the agency reported`: who reports it reports the report.
        let reported = region.open.checked_sub(1).filter(|at| *at > start);
        let reported = reported.is_some_and(|at| {
            let told = self.is_conjunction(at).then(|| self.match_before(start..region.open));
            told.flatten().is_some_and(|a| a.cue.is_some() && a.speaker.is_some())
        });
        if (small || reported) && words_before > 0 && whole {
            // The marks are the clause's own, and the second of them too.
            let clause = start..region.end;
            self.found.push(Draft {
                kind: QuoteKind::Mixed,
                content: std::iter::once(clause).collect(),
                attribution,
                attitude: false,
                repaired: region.repaired,
            });
        } else {
            self.push(region, attribution, true);
        }
        *last = Some(Last { draft: self.found.len() - 1, end, paragraph, open: true });
    }

    /// Whether a cue stands right at the marks, or words such as `in her words` do.
    fn is_led_to(&self, attribution: &Attribution, region: &Region) -> bool {
        let nearest = attribution.cue.iter().chain(&attribution.addressee).map(|r| r.end).max();
        nearest.is_none_or(|end| !self.has_words(end..region.open))
    }

    fn push(&mut self, region: &Region, attribution: Attribution, open: bool) -> Last {
        let end = attribution.end;
        self.found.push(Draft::in_marks(region, attribution));
        let paragraph = self.document.paragraph_of(region.end.saturating_sub(1));
        Last { draft: self.found.len() - 1, end, paragraph, open }
    }

    /// The tokens after a region in which its attribution may stand.
    pub(crate) fn after(&self, region: &Region, next_open: Option<usize>) -> Range<usize> {
        let Some(closing) = region.end.checked_sub(1) else { return 0..0 };
        let Some(sentence) = self.document.sentence_of(closing) else { return 0..0 };
        let mut end = self.document.sentences()[sentence].tokens.end;
        if end == region.end {
            // `"Is that so?" Bayramov asked.`: the next sentence, if the speech ended in no full stop.
            let paragraph = self.document.sentences()[sentence].paragraph;
            let asks = self.stop(region.open..closing).is_some();
            match self.document.sentences().get(sentence + 1) {
                Some(next) if asks && next.paragraph == paragraph => end = next.tokens.end,
                _ => {}
            }
        }
        let end = next_open.map_or(end, |open| end.min(open));
        region.end..end.max(region.end)
    }

    /// Whether an attribution that stands in the sentence after a region is the region's: it closes
    /// its own sentence where the region ended in a full stop, and leads to no further marks.
    pub(crate) fn is_of(
        &self,
        region: &Region,
        found: &Attribution,
        next_open: Option<usize>,
    ) -> bool {
        let tokens = self.document.tokens();
        let closing = region.end.saturating_sub(1);
        if self.document.sentence_of(closing) == self.document.sentence_of(region.end) {
            return true;
        }
        // `They yelled “shame!” A statement issued on Friday regretted it.`: their own clause ends there.
        let start = self.sentence_start(region.open);
        if !self.is(region.content().start, Shape::CAP) && self.has_words(start..region.open) {
            return false;
        }
        let leads = next_open.is_some_and(|open| {
            let between = tokens.get(found.end..open).unwrap_or_default();
            !between.is_empty()
                && between.iter().all(|t| t.is(Shape::PUNCT) && !t.is(Shape::STOP))
                && self.document.sentence_of(found.end) == self.document.sentence_of(open)
        });
        let stop = self.last_sign(region.open..closing);
        let full = stop.is_some_and(|t| self.document.text_of(t).ends_with('.'));
        let closes = tokens.get(found.end).is_none_or(|t| t.is(Shape::STOP));
        !leads && (!full || closes)
    }

    /// The tokens before a region in which its attribution may stand, and whether they are of the
    /// sentence in which it opens.
    pub(crate) fn before(
        &self,
        region: &Region,
        previous_end: Option<usize>,
    ) -> (Range<usize>, bool) {
        let Some(number) = self.document.sentence_of(region.open) else { return (0..0, false) };
        let sentence = &self.document.sentences()[number];
        let start = previous_end.map_or(sentence.tokens.start, |p| sentence.tokens.start.max(p));
        if start < region.open {
            return (start..region.open, true);
        }
        match number.checked_sub(1).map(|n| &self.document.sentences()[n]) {
            Some(earlier) if previous_end.is_none_or(|p| p <= earlier.tokens.start) => {
                (earlier.tokens.clone(), false)
            }
            _ => (0..0, false),
        }
    }

    /// The regions in no other and in no turn. Those that only a conjunction or comma parts are one:
    /// `they chanted “No war” and “Peace now”`.
    fn outer_regions(&self) -> Vec<Region> {
        let mut turns = self.found.iter().flat_map(|d| &d.content).peekable();
        let mut outer: Vec<Region> = Vec::new();
        for region in self.regions.iter().filter(|r| r.depth == 0) {
            while turns.next_if(|turn| turn.end <= region.open).is_some() {}
            if turns.peek().is_some_and(|turn| turn.start <= region.open) {
                continue;
            }
            match outer.last_mut().filter(|before| self.joins(before.end, region.open)) {
                Some(before) => {
                    before.end = region.end;
                    before.pieces.extend(region.pieces.iter().cloned());
                    before.repaired |= region.repaired;
                }
                None => outer.push(region.clone()),
            }
        }
        outer
    }

    /// Whether nothing but a conjunction or comma stands between two regions of a sentence, or nothing but
    /// what stands for words left out.
    pub(crate) fn joins(&self, end: usize, open: usize) -> bool {
        let lists = &self.document.lexicon().lists;
        let between = self.document.tokens().get(end..open).unwrap_or_default();
        let sentence = |at| self.document.sentence_of(at);
        let one = lists.longest(self.quotes.lists.between_marks, between) == between.len()
            && sentence(end.saturating_sub(1)) == sentence(open);
        // `“Is it time?” . . . “Do you understand?”`: what was left out.
        let left_out = between.iter().all(|t| matches!(self.document.text_of(t), "." | "…"))
            && self.document.paragraph_of(end.saturating_sub(1))
                == self.document.paragraph_of(open);
        !between.is_empty() && (one || left_out)
    }

    /// Where the sentence of a token begins; at the token itself, where it is in none.
    fn sentence_start(&self, at: usize) -> usize {
        self.document.sentence_of(at).map_or(at, |s| self.document.sentences()[s].tokens.start)
    }

    pub(crate) fn has_words(&self, tokens: Range<usize>) -> bool {
        let tokens = self.document.tokens().get(tokens).unwrap_or_default();
        tokens.iter().any(|t| t.is(Shape::ALPHA))
    }

    pub(crate) fn only_marks(&self, from: usize, to: usize) -> bool {
        from <= to && self.document.tokens()[from..to].iter().all(|t| t.is(Shape::PUNCT))
    }

    /// Whether a content ends like a sentence or a clause, marks inside aside.
    pub(crate) fn is_closed(&self, content: Range<usize>) -> bool {
        self.last_sign(content).is_some_and(|t| self.is_stop(t) || self.is_comma(t))
    }

    /// Whether a sentence ends inside a content.
    pub(crate) fn holds_sentence(&self, content: &Range<usize>) -> bool {
        let sentence = |at: usize| self.document.sentence_of(at);
        sentence(content.start) != sentence(content.end.saturating_sub(1))
    }

    /// The stop at the end of some words, marks aside; that of an abbreviation (`in the U.S.`) is one.
    pub(crate) fn stop(&self, words: Range<usize>) -> Option<&Token> {
        self.last_sign(words).filter(|t| self.is_stop(t))
    }

    fn is_stop(&self, token: &Token) -> bool {
        token.is(Shape::STOP) || self.document.text_of(token).ends_with('.')
    }

    /// Whether some words end in a question mark.
    pub(crate) fn asks(&self, words: Range<usize>) -> bool {
        self.last_sign(words).is_some_and(|t| self.document.text_of(t).contains('?'))
    }

    /// The last token that is no mark.
    pub(crate) fn last_sign(&self, content: Range<usize>) -> Option<&Token> {
        let mark = |t: &&Token| t.is(Shape::SINGLE) || t.is(Shape::DOUBLE);
        self.document.tokens()[content].iter().rev().find(|t| !mark(t))
    }
}
