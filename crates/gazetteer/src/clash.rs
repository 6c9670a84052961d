//! Checks of the names of a pack: names that two entities share, names that are common words, and
//! names of an overlaid pack that stand inside longer names.

use chancery_rules::{Code, Diagnostic, Lexicon, Phrase, Sources, WordId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::mention::Form;
use crate::names::{Names, WrittenName, is_acronym};

/// The list of words that make a bad name.
const COMMON_WORDS: &str = "common-word";

/// Everything doubtful, by place.
pub(crate) fn check(names: &Names, lexicon: &Lexicon, sources: &Sources) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    let mut by_phrase: FxHashMap<&Phrase, Vec<usize>> = FxHashMap::default();
    for (number, name) in names.written.iter().enumerate() {
        if !name.phrase.is_empty() {
            by_phrase.entry(&name.phrase).or_default().push(number);
        }
    }
    let common: FxHashSet<WordId> = match lexicon.lists.get(COMMON_WORDS) {
        Some(list) => lexicon.lists.words(list).collect(),
        None => FxHashSet::default(),
    };
    for (number, name) in names.written.iter().enumerate() {
        if name.phrase.is_empty() || names.has_senses(number as u32) {
            continue;
        }
        let sharing = &by_phrase[&name.phrase];
        let first = sharing.iter().map(|n| &names.written[*n]).find(|n| differ(names, n, name));
        if let Some(first) = first.filter(|first| first.place < name.place) {
            warnings.push(shared(names, first, name));
        }
        if let [word] = name.phrase.as_slice()
            && common.contains(&word.0)
            && name.form != Form::Acronym
            && !is_acronym(&name.text)
        {
            warnings.push(common_word(name));
        }
        if is_new(name, sources)
            && let Some(longer) = swallowing(names, name)
        {
            warnings.push(swallowed(names, name, longer));
        }
    }
    warnings.sort_by_key(|warning| (warning.location, warning.code));
    warnings
}

/// Whether a name comes with an overlaid pack, and the packs below it do not write it too.
fn is_new(name: &WrittenName, sources: &Sources) -> bool {
    let layer = sources.get(name.place.source).layer;
    let quoted = format!("\"{}\"", name.text);
    layer > 0 && !sources.files().any(|f| f.layer < layer && f.text.contains(&quoted))
}

/// Whether two names are of different entities, and not of a capital's state and the capital.
fn differ(names: &Names, one: &WrittenName, other: &WrittenName) -> bool {
    let entity = |name: &WrittenName| names.entity(name.entry as usize);
    match (entity(one), entity(other)) {
        (Some(a), Some(b)) => {
            let capital = one.form == Form::Capital || other.form == Form::Capital;
            a.id != b.id && !(capital && a.country == b.country)
        }
        (None, None) => false,
        _ => true,
    }
}

fn called(names: &Names, name: &WrittenName) -> String {
    match names.entity(name.entry as usize) {
        Some(entity) => entity.id.clone(),
        None => names.entries[name.entry as usize].rule.to_string(),
    }
}

fn shared(names: &Names, first: &WrittenName, second: &WrittenName) -> Diagnostic {
    let (one, other) = (called(names, first), called(names, second));
    Diagnostic::at(
        Code::SharedName,
        second.place,
        format!("`{}` is a name of {one} and of {other}", second.text),
    )
    .label("also a name here")
    .related(first.place, "a name here")
    .hint("take it out of one of them, or add a [[sense]] that tells them apart")
}

fn common_word(name: &WrittenName) -> Diagnostic {
    Diagnostic::at(Code::CommonWord, name.place, format!("`{}` is a common word", name.text))
        .label("will be found where no name is meant")
        .hint("add a [[sense]] with the contexts in which it is a name")
}

/// A longer name of another entity, of the packs below, that holds the name.
fn swallowing<'n>(names: &'n Names, name: &WrittenName) -> Option<&'n WrittenName> {
    let len = name.phrase.len();
    names.written.iter().find(|longer| {
        longer.phrase.len() > len
            && longer.place.source != name.place.source
            && differ(names, longer, name)
            && longer.phrase.windows(len).any(|part| part == name.phrase)
    })
}

fn swallowed(names: &Names, name: &WrittenName, longer: &WrittenName) -> Diagnostic {
    let whole = called(names, longer);
    Diagnostic::at(
        Code::SwallowedName,
        name.place,
        format!("`{}` stands inside `{}`, a name of {whole}", name.text, longer.text),
    )
    .label("only a part there")
    .related(longer.place, "the longer name")
    .hint("nothing to do, if inside the longer name it is meant to be a part of it")
}
