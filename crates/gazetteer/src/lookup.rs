//! One name at a time: which entity a name, a code or a table's spelling means.

use chancery_rules::{Compiler, RuleId};
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::mention::{Entity, Form, Kind};
use crate::names::Names;
use crate::rules::LookupBlock;

/// What a single name resolves to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved<'g> {
    /// The entity.
    pub entity: &'g Entity,
    /// What kind of name it is.
    pub form: Form,
    /// The rule that lists the name.
    pub rule: &'g RuleId,
    /// The name as the rules write it.
    pub name: &'g str,
}

/// All names by a key in which spellings agree that differ in case, accents, punctuation,
/// abbreviation and the order of words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lookup {
    ignored: Vec<String>,
    same: FxHashMap<String, String>,
    /// Words in order → written names; and words sorted → written names.
    in_order: FxHashMap<String, Vec<u32>>,
    sorted: FxHashMap<String, Vec<u32>>,
}

impl Lookup {
    pub(crate) fn compile(compiler: &mut Compiler<'_>) -> Self {
        let mut lookup = Lookup::default();
        for rule in compiler.blocks::<LookupBlock>() {
            lookup.ignored.extend(rule.value.ignore.iter().map(|w| fold(w)));
            for group in &rule.value.same {
                let Some((first, rest)) = group.split_first() else { continue };
                lookup.same.extend(rest.iter().map(|word| (fold(word), fold(first))));
            }
        }
        lookup
    }

    /// Fills the tables; they are needed only once a name is looked up.
    pub(crate) fn filled(&self, names: &Names) -> Self {
        let mut lookup = self.clone();
        for (number, name) in names.written.iter().enumerate() {
            if names.entity(name.entry as usize).is_none() {
                continue;
            }
            let words = lookup.words(&name.text);
            let (in_order, sorted) = keys(words);
            lookup.in_order.entry(in_order).or_default().push(number as u32);
            lookup.sorted.entry(sorted).or_default().push(number as u32);
        }
        lookup
    }

    fn words(&self, name: &str) -> Vec<String> {
        let folded = fold(name);
        let words = folded.split(' ').filter(|word| !word.is_empty());
        let words = words.map(|word| self.same.get(word).map_or(word, String::as_str));
        let all: Vec<String> = words.map(str::to_owned).collect();
        let counts = |word: &&String| !self.ignored.contains(*word);
        let kept: Vec<String> = all.iter().filter(counts).cloned().collect();
        // Codes such as AND and LA are words that do not count elsewhere.
        if kept.is_empty() { all } else { kept }
    }

    /// The entity that a name means, among those of a kind; none where there is no such name or
    /// where it means several.
    pub(crate) fn resolve<'g>(
        &self,
        names: &'g Names,
        name: &str,
        kind: Option<Kind>,
    ) -> Option<Resolved<'g>> {
        let words = self.words(name);
        if words.is_empty() {
            return None;
        }
        let (in_order, sorted) = keys(words);
        let tables = [(&self.in_order, in_order), (&self.sorted, sorted)];
        tables.iter().find_map(|(table, key)| {
            let all = table.get(key)?.iter().map(|n| &names.written[*n as usize]);
            let of_kind = all.filter_map(|name| {
                let entry = &names.entries[name.entry as usize];
                let entity = entry.entity.as_ref()?;
                let fits = kind.is_none_or(|k| k == entity.kind);
                let form = name.form;
                let resolved = Resolved { entity, form, rule: &entry.rule, name: &name.text };
                fits.then_some((name.phrase.is_empty(), resolved))
            });
            let of_kind: Vec<(bool, Resolved<'_>)> = of_kind.collect();
            // Forms for look-ups go first, then a country before the city that gives it its name;
            // else all must mean the same.
            let only = |fits: fn(&(bool, Resolved<'_>)) -> bool| {
                let mut fitting = of_kind.iter().filter(|r| fits(r)).map(|(_, resolved)| resolved);
                let first = fitting.next()?;
                fitting.all(|r| r.entity.id == first.entity.id).then(|| first.clone())
            };
            only(|(listed, _)| *listed)
                .or_else(|| only(|(_, r)| r.entity.kind == Kind::Country))
                .or_else(|| only(|_| true))
        })
    }

    /// All written names, for suggestions.
    pub(crate) fn nearest<'g>(&self, names: &'g Names, name: &str) -> Option<&'g str> {
        let key = keys(self.words(name)).0;
        let near = chancery_rules::nearest(&key, self.in_order.keys().map(String::as_str))?;
        let number = self.in_order.get(near)?.first()?;
        Some(&names.written[*number as usize].text)
    }
}

/// A name and the one beside it, in parentheses or after a slash: `Benin (Dahomey)`.
pub(crate) fn with_gloss(name: &str) -> Option<(&str, &str)> {
    let in_parentheses = || name.trim_end().strip_suffix(')')?.split_once('(');
    in_parentheses().or_else(|| name.split_once('/'))
}

fn keys(mut words: Vec<String>) -> (String, String) {
    let in_order = words.join(" ");
    words.sort_unstable();
    (in_order, words.join(" "))
}

/// Small letters without accents and strokes; everything else is a space, but full stops and apostrophes
/// inside words vanish.
fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for c in name.nfkd().filter(|c| !is_combining_mark(*c)) {
        if let Some(plain) = crate::names::plain(c) {
            folded.push_str(plain);
            continue;
        }
        match c {
            _ if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            '&' => folded.push_str(" & "),
            '.' | '\'' | '\u{2019}' | '\u{2bb}' | '`' => {}
            _ => folded.push(' '),
        }
    }
    folded
}
