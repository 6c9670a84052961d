//! "Did you mean": the nearest known name.

/// Most names that a hint lists: all kinds of blocks, types and statuses; not all countries.
const MOST_SHOWN: usize = 60;

/// The candidate nearest to `name`, if one is near enough to be meant.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count() / 3).max(1))
        .min()
        .map(|(_, candidate)| candidate)
}

/// A hint: the nearest name if there is one, else the known names (at most [`MOST_SHOWN`] of them).
pub(crate) fn hint<'c>(
    name: &str,
    what: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<String> {
    let mut known: Vec<&str> = candidates.into_iter().collect();
    known.sort_unstable();
    known.dedup();
    if let Some(near) = nearest(name, known.iter().copied()) {
        return Some(format!("did you mean `{near}`?"));
    }
    if known.is_empty() {
        return None;
    }
    let shown: Vec<String> = known.iter().take(MOST_SHOWN).map(|k| format!("`{k}`")).collect();
    let more = if known.len() > MOST_SHOWN { ", …" } else { "" };
    Some(format!("known {what}: {}{more}", shown.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_the_field_it_meant() {
        assert_eq!(nearest("aliasse", ["aliases", "name", "demonyms"]), Some("aliases"));
    }

    #[test]
    fn a_far_name_finds_nothing() {
        assert_eq!(nearest("parliament", ["aliases", "name"]), None);
    }
}
