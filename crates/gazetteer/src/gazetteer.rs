//! The stage: from a document to its mentions.

use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock};

use chancery_rules::pattern::Scratch;
use chancery_rules::{Compiler, Diagnostic, Diagnostics, Location, Pack, RuleId, RuleSet, Sources};
use chancery_text::{Document, Reader};

use crate::coreference::Reference;
use crate::facts::{Country, Membership, Years};
use crate::institution::Grammar;
use crate::lookup::{self, Lookup, Resolved};
use crate::mention::{Entity, Form, Kind, Mentions};
use crate::names::{Names, WrittenName};
use crate::person::Persons;
use crate::work;

/// Finds and resolves mentions. Compile once; it is `Send + Sync` and cheap to share.
#[derive(Clone, Debug)]
pub struct Gazetteer {
    reader: Arc<Reader>,
    pub(crate) names: Names,
    pub(crate) grammar: Grammar,
    pub(crate) persons: Persons,
    pub(crate) reference: Reference,
    /// Rules of look-ups, and their tables once one was asked for.
    lookup: Arc<(Lookup, OnceLock<Lookup>)>,
}

/// A name that the rules list, as `chancery rules list --entity` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownName<'g> {
    /// The name as written.
    pub text: &'g str,
    /// What kind of name it is.
    pub form: Form,
    /// Where it stands in the rules.
    pub place: Location,
    /// Rules that tell it from other readings.
    pub senses: Vec<&'g RuleId>,
}

impl Gazetteer {
    /// The gazetteer of the embedded rules.
    ///
    /// # Panics
    /// Never: the embedded rules are checked by tests.
    #[must_use]
    pub fn english() -> &'static Gazetteer {
        static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
            Gazetteer::from_packs(&[Pack::embedded()])
                .expect("the embedded rules are checked by tests")
        });
        &GAZETTEER
    }

    /// A gazetteer of packs laid over each other.
    ///
    /// # Errors
    /// Everything that is wrong with the packs.
    pub fn from_packs(packs: &[Pack]) -> Result<Self, Diagnostics> {
        let rules = RuleSet::load(packs);
        let mut compiler = Compiler::new(&rules);
        let reader = Reader::compile(&mut compiler);
        let gazetteer = Gazetteer::compile(&mut compiler, reader);
        compiler.finish()?;
        Ok(gazetteer)
    }

    /// The reader that makes documents for this gazetteer.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Compiles the rules of this stage; usable once [`Compiler::finish`] has succeeded.
    #[must_use]
    pub fn compile(compiler: &mut Compiler<'_>, reader: Arc<Reader>) -> Self {
        let mut names = Names::compile(compiler);
        let grammar = Grammar::compile(compiler, &mut names);
        let persons = Persons::compile(compiler, &grammar, &mut names.facts);
        let reference = Reference::compile(compiler);
        let lookup = Lookup::compile(compiler);
        names.close(compiler);
        let lookup = Arc::new((lookup, OnceLock::new()));
        Gazetteer { reader, names, grammar, persons, reference, lookup }
    }

    /// Finds the mentions of a text.
    #[must_use]
    pub fn find(&self, text: &str) -> Mentions {
        self.annotate(&self.reader.read(text))
    }

    /// The entity that a single name means: a country, territory, organization, place or institution
    /// by any of its names, its code (ISO 3166-1 alpha-2 or alpha-3, M49) or a table's spelling of
    /// it (`Korea, Rep.`), or one beside another of the same or of the state that it followed
    /// (`Benin (Dahomey)`). Case, accents, punctuation and the order of words do not matter. `None`
    /// where no rule lists the name, or where it means several entities. `kind` narrows the choice.
    ///
    /// ```
    /// use chancery_gazetteer::{Gazetteer, Kind};
    ///
    /// let gazetteer = Gazetteer::english();
    /// let id = |name| Some(gazetteer.resolve(name, None)?.entity.id.as_str());
    /// assert_eq!(id("Ivory Coast"), Some("country/CI"));
    /// assert_eq!(id("KOREA, REPUBLIC OF"), Some("country/KR"));
    /// assert_eq!(id("nato"), Some("organization/nato"));
    /// assert_eq!(id("Atlantis"), None);
    /// assert!(gazetteer.resolve("Vienna", Some(Kind::Country)).is_some());
    /// ```
    #[must_use]
    pub fn resolve(&self, name: &str, kind: Option<Kind>) -> Option<Resolved<'_>> {
        let resolve = |name| self.tables().resolve(&self.names, name, kind);
        resolve(name).or_else(|| {
            let (first, second) = lookup::with_gloss(name)?;
            let (first, second) = (resolve(first)?, resolve(second)?);
            let facts = &self.names.facts;
            let same = first.entity.id == second.entity.id
                || facts.followed(first.entity, second.entity)
                || facts.followed(second.entity, first.entity);
            same.then_some(first)
        })
    }

    /// The known name nearest to one that does not resolve, if one is near.
    #[must_use]
    pub fn suggest(&self, name: &str) -> Option<&str> {
        self.tables().nearest(&self.names, name)
    }

    fn tables(&self) -> &Lookup {
        let (rules, tables) = &*self.lookup;
        tables.get_or_init(|| rules.filled(&self.names))
    }

    /// A country by its code: ISO 3166-1 alpha-2, `XK`, or four letters of ISO 3166-3.
    ///
    /// ```
    /// let country = chancery_gazetteer::Gazetteer::english().country("AZ").unwrap();
    /// assert_eq!((country.iso3.as_deref(), country.m49.as_deref()), (Some("AZE"), Some("031")));
    /// ```
    #[must_use]
    pub fn country(&self, code: &str) -> Option<&Country> {
        self.names.facts.country(code)
    }

    /// All countries, in the order of the rules.
    #[must_use]
    pub fn countries(&self) -> &[Country] {
        &self.names.facts.countries
    }

    /// The members of an organization or a region, by its entity id, with their years.
    ///
    /// ```
    /// let gazetteer = chancery_gazetteer::Gazetteer::english();
    /// let eu = gazetteer.members("organization/european-union");
    /// let in_2015 = eu.iter().filter(|m| m.years.contain(2015)).count();
    /// assert_eq!(in_2015, 28);
    /// ```
    #[must_use]
    pub fn members(&self, id: &str) -> &[Membership] {
        self.names.facts.members.get(id).map_or(&[], Vec::as_slice)
    }

    /// The organizations and regions that a country is or was a member of, by entity id.
    #[must_use]
    pub fn memberships(&self, code: &str) -> Vec<(&str, Years)> {
        let groups = self.names.facts.members.iter().flat_map(|(id, members)| {
            let of_country = members.iter().filter(|m| m.country == code);
            of_country.map(move |m| (id.as_str(), m.years))
        });
        let mut groups: Vec<(&str, Years)> = groups.collect();
        groups.sort_by_key(|(id, years)| (*id, years.since));
        groups
    }

    /// The city of an organization's headquarters, by its entity id.
    #[must_use]
    pub fn seat(&self, id: &str) -> Option<&str> {
        self.names.facts.seats.get(id).map(String::as_str)
    }

    /// All names that the rules know of an entity, by its id, with their places in the rules.
    #[must_use]
    pub fn names_of(&self, id: &str) -> Vec<KnownName<'_>> {
        let of_entity = |n: &WrittenName| {
            self.names.entity(n.entry as usize).is_some_and(|entity| entity.id == id)
        };
        let all = self.names.written.iter().enumerate().filter(|(_, n)| of_entity(n));
        all.map(|(number, name)| KnownName {
            text: &name.text,
            form: name.form,
            place: name.place,
            senses: self.names.senses_of(number as u32).collect(),
        })
        .collect()
    }

    /// What is doubtful in the names of the rules, by place: names that two entities share, common
    /// words, and names of an overlaid pack that stand inside longer ones. `sources` are those of
    /// the rule set that the gazetteer was compiled from.
    #[must_use]
    pub fn warnings(&self, sources: &Sources) -> Vec<Diagnostic> {
        crate::clash::check(&self.names, self.reader.lexicon().get(), sources)
    }

    /// The known names of a document alone, with the tokens that they take, longest first at each
    /// place: the dictionary's part of the work, without senses, grammar, persons and coreference.
    #[must_use]
    pub fn known_names(&self, document: &Document<'_>) -> Vec<(Range<usize>, Option<&Entity>)> {
        let found = self.names.walk(document.tokens());
        found.into_iter().map(|f| (f.tokens, self.names.entity(f.entry))).collect()
    }

    /// All names that the dictionary holds, as the rules write them.
    pub fn all_names(&self) -> impl Iterator<Item = &str> {
        let held = self.names.written.iter().filter(|name| !name.phrase.is_empty());
        held.map(|name| name.text.as_str())
    }

    /// Finds the mentions of a document that has been read.
    #[must_use]
    pub fn annotate(&self, document: &Document<'_>) -> Mentions {
        Scratch::of_thread(|scratch| self.annotate_in(document, scratch))
    }

    /// Like [`Gazetteer::annotate`], with the caller's memory, which may hold a
    /// [`Probe`](chancery_rules::pattern::Probe).
    #[must_use]
    pub fn annotate_in(&self, document: &Document<'_>, scratch: &mut Scratch) -> Mentions {
        if !document.shared_lexicon().same(self.reader.lexicon()) {
            // Read with other rules: its word ids mean nothing here.
            return self.find(document.original());
        }
        work::mentions(self, document, scratch)
    }
}
