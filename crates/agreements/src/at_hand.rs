//! The sides that a text has at hand: whom `the two countries` and `the sides` stand for.

use crate::agreement::Party;
use crate::party::holds;

/// How many groups of sides are remembered; more than a text speaks of in turn.
const MAX_GROUPS: usize = 16;
/// Sides that make an agreement.
pub(crate) const ENOUGH: usize = 2;

/// How many sentences a group that speaks of itself is worth.
const OF_SPEAKERS: usize = 8;

/// Groups of sides that sentences named together.
#[derive(Debug, Default)]
pub(crate) struct AtHand {
    groups: Vec<Group>,
    sentences: usize,
}

#[derive(Debug)]
struct Group {
    sides: Vec<Party>,
    /// How many sentences named just these, and which did so last.
    count: usize,
    last: usize,
}

impl AtHand {
    /// Notes the sides that a sentence names. States count where there are two of them; others
    /// only until the text has named a group. `speaking`: they speak of themselves (`We, the Ministers
    /// of …`), and those whom they speak of later are others.
    pub(crate) fn note(&mut self, here: Vec<Party>, speaking: bool) {
        self.sentences += 1;
        let states: Vec<Party> = here.iter().filter(|s| s.country.is_some()).cloned().collect();
        let (sides, weight) = match (states.len() >= ENOUGH, here.len() >= ENOUGH) {
            (true, _) if speaking => (states, OF_SPEAKERS),
            (true, _) => (states, 1),
            (false, true) if self.groups.is_empty() => (here, 0),
            _ => return,
        };
        let last = self.sentences;
        if let Some(group) = self.groups.iter_mut().find(|g| same(&g.sides, &sides)) {
            // The latest sentence tells who they are: a ministry, a minister, the state itself.
            *group = Group { sides, count: group.count + weight, last };
            return;
        }
        if self.groups.len() == MAX_GROUPS {
            let rarest =
                (0..MAX_GROUPS).min_by_key(|n| (self.groups[*n].count, self.groups[*n].last));
            self.groups.swap_remove(rarest.unwrap_or_default());
        }
        self.groups.push(Group { sides, count: weight, last });
    }

    /// The group named most often, of several the one named last: a communiqué of two states speaks
    /// of others in passing.
    pub(crate) fn sides(&self) -> &[Party] {
        let group = self.groups.iter().max_by_key(|g| (g.count, g.last));
        group.map_or(&[], |g| &g.sides)
    }
}

/// Whether two groups are of the same states or organizations.
fn same(a: &[Party], b: &[Party]) -> bool {
    a.len() == b.len() && holds(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::party::PARTY;

    fn group(codes: &[&str]) -> Vec<Party> {
        let party = |code: &&str| Party {
            mention: None,
            entity: format!("country/{code}"),
            name: (*code).to_owned(),
            country: Some((*code).to_owned()),
            role: PARTY,
        };
        codes.iter().map(party).collect()
    }

    #[test]
    fn the_pair_of_a_communique_outlasts_states_named_in_passing() {
        let mut at_hand = AtHand::default();
        for codes in [&["IN", "MA"][..], &["MA", "IN"], &["MA", "ES", "PT"], &["IN"]] {
            at_hand.note(group(codes), false);
        }
        let codes: Vec<_> = at_hand.sides().iter().map(|p| p.name.as_str()).collect();
        assert_eq!(codes, ["MA", "IN"]);
    }

    #[test]
    fn of_groups_named_as_often_the_latest_is_at_hand() {
        let mut at_hand = AtHand::default();
        at_hand.note(group(&["RU", "UA"]), false);
        at_hand.note(group(&["KE", "JP"]), false);
        assert_eq!(at_hand.sides()[0].name, "KE");
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut at_hand = AtHand::default();
        for number in 0..10 * MAX_GROUPS {
            let (a, b) = (number.to_string(), (number + 1).to_string());
            at_hand.note(group(&[&a, &b]), false);
        }
        assert_eq!(at_hand.groups.len(), MAX_GROUPS);
    }
}
