//! Names that no rule knows: companies, movements, bodies of states.

use std::ops::Range;

use chancery_gazetteer::{Form, Kind, Mention, Mentions};
use chancery_rules::Shape;
use chancery_text::Document;

use crate::instrument::Instrument;
use crate::stage::AgreementLists;

/// Most tokens of the name of a country.
const LONGEST_COUNTRY: usize = 12;

/// Capitalised words that are no mention, no instrument and no other known thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) tokens: Range<usize>,
    /// Without the country whose own it is: `Navoiyuran` of `Uzbekistan's Navoiyuran`.
    pub(crate) own: Range<usize>,
    /// Code of the country that it names as its own: `Indian Council of Agricultural Research`.
    pub(crate) country: Option<String>,
}

/// The mentions of at most so many tokens that end at a token.
pub(crate) fn ending_at(
    mentions: &Mentions,
    end: usize,
    longest: usize,
) -> impl Iterator<Item = &Mention> {
    let inside = mentions.inside(end.saturating_sub(longest)..end);
    inside.map(|n| &mentions.mentions()[n]).filter(move |m| m.tokens.end == end)
}

impl AgreementLists {
    /// The names of a document, in order; none where no instrument needs sides.
    pub(crate) fn names(
        &self,
        document: &Document<'_>,
        mentions: &Mentions,
        instruments: &[Instrument],
    ) -> Vec<Name> {
        if instruments.is_empty() {
            return Vec::new();
        }
        let mut names: Vec<Name> = Vec::new();
        for run in self.runs(document, mentions, instruments) {
            if let Some(last) = names.last_mut()
                && self.goes_on(document, mentions, last, run.start)
            {
                last.tokens.end = run.end;
                last.own.end = run.end;
            } else {
                names.push(Name { tokens: run.clone(), own: run, country: None });
            }
        }
        for name in names.iter_mut().filter(|name| name.country.is_none()) {
            self.give_country(document, mentions, name);
        }
        names
    }

    /// Whether two runs of one sentence are one name: `Council of Agricultural Research`.
    fn joins(&self, document: &Document<'_>, between: Range<usize>) -> bool {
        let tokens = document.tokens();
        let joins = between.len() == 1
            && document.lexicon().lists.has(self.name_joiner, &tokens[between.start]);
        joins && document.sentence_of(between.start) == document.sentence_of(between.end)
    }

    /// Whether a name goes on in a run that starts there; a country named between them becomes its own.
    fn goes_on(
        &self,
        document: &Document<'_>,
        mentions: &Mentions,
        name: &mut Name,
        start: usize,
    ) -> bool {
        let between = name.tokens.end..start;
        if self.joins(document, between.clone()) {
            return true;
        }
        if name.country.is_some() {
            return false;
        }
        // `Federation of Korean Industries`.
        name.country = self.whose_between(document, mentions, between);
        name.country.is_some()
    }

    /// The country whose adjective stands behind a small word between two runs of one name.
    fn whose_between(
        &self,
        document: &Document<'_>,
        mentions: &Mentions,
        between: Range<usize>,
    ) -> Option<String> {
        let joiner = document.tokens().get(between.start)?;
        let adjective = between.start + 1..between.end;
        let one = document.sentence_of(between.start) == document.sentence_of(between.end)
            && document.lexicon().lists.has(self.name_joiner, joiner)
            && !adjective.is_empty();
        let mut inside = mentions.inside(adjective.clone()).map(|n| &mentions.mentions()[n]);
        let whole = inside
            .find(|m| m.tokens == adjective && m.form == Form::Demonym && m.kind == Kind::Country);
        whole.filter(|_| one).and_then(|m| mentions.entity(m).country.clone())
    }

    /// Takes the country or the place right before a name, or after it, into the name.
    fn give_country(&self, document: &Document<'_>, mentions: &Mentions, name: &mut Name) {
        let lists = &document.lexicon().lists;
        let tokens = document.tokens();
        let country = |m: &Mention| {
            let country = m.kind == Kind::Country && m.part_of.is_none();
            country.then(|| mentions.entity(m).country.clone()).flatten()
        };
        // `Indian Council`, `Uzbekistan Airports`; a capital that stands for its state is none.
        let mut whose =
            ending_at(mentions, name.tokens.start, 1).filter(|m| m.form != Form::Capital);
        let before = whose.find_map(|m| Some((m.tokens.start, Some(country(m)?))));
        // `Mumbai Port Trust`: a place tells no country.
        let before = before.or_else(|| {
            let mut places = ending_at(mentions, name.tokens.start, 1);
            places.find(|m| m.kind == Kind::Place).map(|m| (m.tokens.start, None))
        });
        if let Some((start, code)) = before {
            name.tokens.start = start;
            name.own.start = start;
            name.country = code;
            return;
        }
        let owner = name.tokens.start.checked_sub(1);
        let owner = owner.filter(|at| lists.has(self.name_owner, &tokens[*at]));
        let owner = owner.and_then(|end| {
            let mut all = ending_at(mentions, end, LONGEST_COUNTRY);
            all.find_map(|m| Some((m.tokens.start, country(m)?)))
        });
        if let Some((start, code)) = owner {
            name.tokens.start = start;
            name.country = Some(code);
            return;
        }
        let mut at = name.tokens.end;
        if !tokens.get(at).is_some_and(|t| lists.has(self.name_joiner, t)) {
            return;
        }
        at += 1;
        at += usize::from(tokens.get(at).is_some_and(|t| lists.has(self.article, t)));
        let after = mentions.inside(at..at + LONGEST_COUNTRY).map(|n| &mentions.mentions()[n]);
        let after = after.filter(|m| m.tokens.start == at && m.form != Form::Demonym);
        // `Port of Antwerp`.
        let end = |m: &Mention| {
            country(m).map(|code| (m.tokens.end, Some(code))).or_else(|| {
                (m.kind == Kind::Place && m.part_of.is_none()).then_some((m.tokens.end, None))
            })
        };
        if let Some((end, code)) = after.filter_map(end).max() {
            name.tokens.end = end;
            name.own.end = end;
            name.country = code;
        }
    }

    /// Whether a mention is only part of a longer name that is no mention itself: `Turkish Airlines`.
    fn is_in_a_name(
        &self,
        document: &Document<'_>,
        mentions: &Mentions,
        mention: &Mention,
    ) -> bool {
        let Some(longer) = &mention.part_of else { return false };
        let all = mentions.mentions();
        let from = all.partition_point(|m| m.span.start < longer.span.start);
        let mut begin_there = all[from..].iter().take_while(|m| m.span.start == longer.span.start);
        let lists = &document.lexicon().lists;
        let mut tokens = document.tokens()[document.tokens_in(longer.span)].iter();
        begin_there.all(|m| m.span != longer.span)
            && tokens.all(|t| t.is(Shape::CAP) || lists.has(self.name_joiner, t))
    }

    /// Runs of capitalised words that are nothing known.
    fn runs(
        &self,
        document: &Document<'_>,
        mentions: &Mentions,
        instruments: &[Instrument],
    ) -> Vec<Range<usize>> {
        let lists = &document.lexicon().lists;
        let tokens = document.tokens();
        let mut names = Vec::new();
        let of_mentions = mentions.mentions().iter();
        let of_mentions = of_mentions.filter(|m| !self.is_in_a_name(document, mentions, m));
        let of_mentions = of_mentions.map(|m| m.tokens.clone());
        let of_instruments = instruments.iter().map(Instrument::hull);
        let mut taken: Vec<Range<usize>> = of_mentions.chain(of_instruments).collect();
        taken.sort_by_key(|r| (r.start, r.end));
        let mut taken = taken.into_iter().peekable();
        // The end of what a minister or a ministry is in charge of.
        let mut office_end = 0;
        for sentence in document.sentences() {
            let mut at = sentence.tokens.start;
            let mut start = at;
            while at <= sentence.tokens.end {
                while taken.next_if(|r| r.end <= at).is_some() {}
                let free =
                    at < sentence.tokens.end && !taken.peek().is_some_and(|r| r.contains(&at));
                office_end = office_end.max(at + lists.longest(self.portfolio, &tokens[at..]));
                let name = free
                    && office_end <= at
                    && tokens[at].is(Shape::CAP)
                    && tokens[at].is(Shape::ALPHA)
                    && (!lists.has(self.no_name, &tokens[at])
                        || lists.longest(self.name_opener, &tokens[at..]) > 0);
                if !name {
                    // A capital alone at the start of a sentence says nothing; letters before a
                    // number are a model (`KC-390`), a word before a small one an adjective
                    // (`Kurdish-led`).
                    let model = || {
                        tokens.get(at).is_some_and(|t| t.is(Shape::HYPHEN))
                            && tokens.get(at + 1).is_some_and(|t| !t.is(Shape::CAP))
                    };
                    if at - start > usize::from(start == sentence.tokens.start) && !model() {
                        names.push(start..at);
                    }
                    start = at + 1;
                }
                at += 1;
            }
        }
        names
    }
}
