//! From drafts in tokens to quotations in the original text: who is meant, and what lies in what.

use std::ops::Range;

use chancery_gazetteer::{Form, Kind};
use chancery_rules::{Evidence, RuleId, Span};
use chancery_text::Shape;

use crate::attribute::{Attribution, CONTENT, Draft, QuoteLists, Work};
use crate::cue::Known;
use crate::quote::{Cue, Quote, Speaker};
use crate::speaker::{antecedent, mention_in};

/// Most tokens in brackets behind a name.
const MAX_BRACKET: usize = 8;
/// Most tokens of a mention that a relative pronoun stands for.
const MAX_ANTECEDENT: usize = 20;
/// How many quotations back the last speaker is looked for.
const LAST_SPEAKERS: usize = 4;

impl Work<'_> {
    /// Sorts the drafts and gives them their places in the original.
    pub(crate) fn finish(mut self) -> Vec<Quote> {
        let mut drafts = std::mem::take(&mut self.found);
        for draft in &mut drafts {
            let pieces = std::mem::take(&mut draft.content).into_iter();
            draft.content =
                pieces.map(|c| self.without_comma(c)).filter(|c| self.says(c)).collect();
        }
        drafts.retain(|d| !d.content.is_empty());
        let mut quotes: Vec<Quote> = drafts.into_iter().map(|d| self.quote(d)).collect();
        quotes.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
        quotes.dedup_by(|b, a| a.span == b.span && a.content == b.content);
        for later in 1..quotes.len() {
            if let Some(who) = self.goes_on(&quotes[..later], &quotes[later])
                && let Some(speaker) = &mut quotes[later].speaker
            {
                speaker.mention = Some(who);
            }
        }
        let hulls: Vec<Range<usize>> = quotes.iter().map(Quote::hull).collect();
        for inner in 0..quotes.len() {
            // The nearest quotation that holds this one, of those that begin no later; few are open at a
            // time.
            let begins = quotes[inner].span.start;
            let as_early =
                (inner + 1..quotes.len()).take_while(|n| quotes[*n].span.start == begins);
            let outer = as_early.chain((0..inner).rev()).take(16).find(|outer| {
                let (o, i) = (&hulls[*outer], &hulls[inner]);
                o.start <= i.start && i.end <= o.end && o != i
            });
            quotes[inner].parent = outer;
            // `“I told them: ‘No,’” she said`: she told them.
            if let Some(outer) = outer
                && quotes[inner].speaker.as_ref().is_some_and(|s| self.is_first_person(s))
            {
                let who = quotes[outer].speaker.as_ref().and_then(|s| s.mention);
                if let Some(speaker) = &mut quotes[inner].speaker {
                    speaker.mention = who;
                }
            }
        }
        quotes
    }

    /// Who speaks on as `he`: the last speaker, where the nearest other antecedent stands only in what
    /// that speaker said.
    fn goes_on(&self, earlier: &[Quote], quote: &Quote) -> Option<usize> {
        let mentions = self.mentions.mentions();
        let pronoun = &mentions[quote.speaker.as_ref()?.mention?];
        let antecedent = pronoun.antecedent.filter(|_| pronoun.form == Form::Pronoun)?;
        let told = |last: &&Quote| {
            let inside = |piece: &Span| piece.contains(mentions[antecedent].span);
            last.content.iter().any(inside) && last.span.end <= quote.span.start
        };
        let last = earlier.iter().rev().take(LAST_SPEAKERS).find(told)?;
        let who = last.speaker.as_ref()?.mention?;
        let (person, other) = (self.mentions.entity(&mentions[who]), self.mentions.entity(pronoun));
        let fits = person.gender.is_none() || person.gender == other.gender;
        (person.kind == Kind::Person && person.id != other.id && fits).then_some(who)
    }

    /// Whom a speaker that is a relative pronoun stands for.
    fn of_relative(&self, speaker: &Range<usize>) -> Option<usize> {
        let QuoteLists { relative, relative_thing, .. } = self.quotes.lists;
        let (tokens, lists) = (self.document.tokens(), &self.document.lexicon().lists);
        let pronoun = tokens.get(speaker.start).filter(|_| speaker.len() == 1)?;
        let thing = lists.has(relative_thing, pronoun);
        if !thing && !lists.has(relative, pronoun) {
            return None;
        }
        let comma = speaker.start > 0 && self.is_comma(&tokens[speaker.start - 1]);
        let end = speaker.start - usize::from(comma);
        // `Charles E. Schumer (D-N.Y.), who …`.
        let bracket = self.bracket_in(end.saturating_sub(MAX_ANTECEDENT)..end);
        let end = bracket.unwrap_or(end);
        antecedent(self.mentions, end.saturating_sub(MAX_ANTECEDENT)..end, thing)
    }

    /// Where the bracket that closes at the end of some tokens opens among them.
    pub(crate) fn bracket_in(&self, mut tokens: Range<usize>) -> Option<usize> {
        let text = |at: usize| self.document.text_of(&self.document.tokens()[at]);
        let closing = tokens.next_back()?;
        (text(closing) == ")").then(|| tokens.rev().find(|at| text(*at) == "("))?
    }

    /// The person between commas behind a speaker who is not named.
    fn apposed(&self, end: usize) -> Option<usize> {
        let tokens = self.document.tokens();
        let comma = |at: usize| tokens.get(at).is_some_and(|t| self.is_comma(t));
        // Behind the name may stand in brackets for whom it speaks: `Pascale Baeriswyl (Switzerland),`.
        let behind_bracket = |at: usize| {
            let text = |at: usize| tokens.get(at).map(|t| self.document.text_of(t));
            let closes = || (at..at + MAX_BRACKET).find(|at| text(*at) == Some(")"));
            let end = (text(at) == Some("(")).then(closes).flatten();
            end.map_or(at, |end| end + 1)
        };
        let name = |n: &usize| {
            let mention = &self.mentions.mentions()[*n];
            mention.kind == Kind::Person
                && mention.form != Form::Pronoun
                && mention.tokens.start == end + 1
                && comma(behind_bracket(mention.tokens.end))
        };
        let behind = end + 1..tokens.len().min(end + 1 + MAX_ANTECEDENT);
        comma(end).then(|| self.mentions.inside(behind).find(name))?
    }

    fn is_first_person(&self, speaker: &Speaker) -> bool {
        let words = &self.document.tokens()[self.document.tokens_in(speaker.span)];
        let lists = &self.document.lexicon().lists;
        speaker.mention.is_none()
            && lists.longest(self.quotes.lists.first_person, words) == words.len()
    }

    /// Whether a piece holds more than punctuation.
    fn says(&self, piece: &Range<usize>) -> bool {
        self.document.tokens()[piece.clone()].iter().any(|t| !t.is(Shape::PUNCT))
    }

    /// A comma before the closing mark belongs to the writer's sentence, not to what was said.
    fn without_comma(&self, mut piece: Range<usize>) -> Range<usize> {
        if !piece.is_empty() && self.is_comma(&self.document.tokens()[piece.end - 1]) {
            piece.end -= 1;
        }
        piece
    }

    fn quote(&self, draft: Draft) -> Quote {
        let original = |tokens: &Range<usize>| {
            self.document.to_original(self.document.span_of(tokens.clone()))
        };
        let Draft { kind, content: pieces, attribution, attitude, repaired } = draft;
        let Attribution { speaker, cue, addressee, head, rule, subject_rule, .. } = attribution;
        let spans: Vec<_> = pieces.iter().map(original).collect();
        let mut evidence: Vec<Evidence> = Vec::new();
        let mut note = |label: &'static str, tokens: &Range<usize>, rule: &RuleId| {
            let span = original(tokens);
            evidence.push(Evidence { label, span, rule: rule.clone() });
            span
        };
        for piece in &pieces {
            note(CONTENT, piece, &rule);
        }
        let cue = cue.and_then(|tokens| {
            let known = self.quotes.cues.read(self.document, tokens.clone())?;
            let span = note("cue", &tokens, &known.rule);
            let Known { lemma, attitude, cameo, .. } = known.clone();
            Some(Cue { span, lemma, attitude, cameo })
        });
        // A comma may close what stands in apposition: `the envoy, Li Hui, said`.
        let speaker = speaker.map(|tokens| {
            let tokens = self.without_comma(tokens);
            let span = note("speaker", &tokens, subject_rule.as_ref().unwrap_or(&rule));
            let last = &self.document.tokens()[tokens.end.saturating_sub(1)];
            let lists = &self.document.lexicon().lists;
            let country = lists.has(self.quotes.lists.country_itself, last);
            let listed = |list, at: usize| lists.has(list, &self.document.tokens()[at]);
            let owns = |at| listed(self.quotes.lists.possessive, at);
            let leads = |at| listed(self.quotes.lists.of_whom, at);
            let mention = self.of_relative(&tokens);
            let who = tokens.start..head.map_or(tokens.end, |head| head.min(tokens.end));
            let asks = |at| self.phrase_before(self.quotes.lists.asked_by, at + 1).is_some();
            let named = || mention_in(self.mentions, who, country, owns, leads, asks);
            // The name may follow: `her chairman, John Podesta, fired back, saying …`.
            let apposed = || self.apposed(tokens.end);
            Speaker { span, mention: mention.or_else(named).or_else(apposed) }
        });
        let addressee = addressee.map(|tokens| note("addressee", &tokens, &rule));
        let hull = spans
            .iter()
            .copied()
            .chain(cue.as_ref().map(|c| c.span))
            .chain(speaker.as_ref().map(|s| s.span))
            .reduce(chancery_rules::Span::hull)
            .unwrap_or_default();
        Quote {
            span: hull,
            kind,
            content: spans,
            tokens: pieces,
            cue,
            speaker,
            addressee,
            parent: None,
            attitude,
            repaired,
            rule,
            evidence,
        }
    }
}
