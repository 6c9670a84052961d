//! Who a captured speaker is.

use std::ops::Range;

use chancery_gazetteer::{Form, Kind, Mentions};

/// The mention that a captured speaker phrase is: a person before an institution before a country,
/// the last of several persons before its verb aside; none where the phrase names nobody known.
/// `country`: the phrase stands for the country whose adjective it holds (`the Indian side`). `owns`: a
/// token shows that what stands before it owns what follows. `leads`: a token shows that what stands behind
/// it is whose the speaker is (`aides to Clinton`); `asks`: that what stands behind it only asked or saw
/// the speaker (`officials contacted by CNN`).
pub(crate) fn mention_in(
    mentions: &Mentions,
    tokens: Range<usize>,
    country: bool,
    owns: impl Fn(usize) -> bool,
    leads: impl Fn(usize) -> bool,
    asks: impl Fn(usize) -> bool,
) -> Option<usize> {
    let rank = |kind: Kind| match kind {
        Kind::Person => 0,
        Kind::Institution => 1,
        Kind::Organization => 2,
        Kind::Country => 3,
        Kind::Place => 4,
    };
    let candidates = mentions.inside(tokens.clone()).filter(|n| {
        let mention = &mentions.mentions()[*n];
        let whole = mention.tokens == tokens;
        let actor = mention.part_of.is_none()
            && (country || mention.form != Form::Demonym)
            // `her friend` is not she.
            && mention.form != Form::Pronoun;
        // `Kizza Besigye's party` is not he, nor is an ally of his.
        let owner = mention.kind == Kind::Person
            && (mention.tokens.end < tokens.end && owns(mention.tokens.end)
                || mention.tokens.start > tokens.start && leads(mention.tokens.start - 1));
        let asker = (tokens.start..mention.tokens.start).rev().take(2).any(&asks);
        let other = owner || asker || mention.kind == Kind::Place || mention.form == Form::Title;
        (whole || actor) && !other
    });
    candidates.min_by_key(|n| rank(mentions.mentions()[*n].kind))
}

/// The mention that a relative pronoun at a token stands for: the one that ends right before it, a comma
/// aside (`Lula, who said …`): of a person, or of whatever acts, where the pronoun is one of things.
pub(crate) fn antecedent(mentions: &Mentions, before: Range<usize>, thing: bool) -> Option<usize> {
    let candidates = mentions.inside(before.clone()).filter(|n| {
        let mention = &mentions.mentions()[*n];
        let kind = match mention.kind {
            Kind::Person => !thing && mention.form != Form::Pronoun,
            Kind::Institution | Kind::Organization | Kind::Country => {
                thing && mention.form != Form::Demonym && mention.part_of.is_none()
            }
            Kind::Place => false,
        };
        kind && mention.tokens.end == before.end
    });
    candidates.min_by_key(|n| mentions.mentions()[*n].tokens.start)
}
