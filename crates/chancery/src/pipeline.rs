//! The stages in a row.

use std::sync::Arc;

use crate::examples::CaseBlock;
use chancery_agreements::{Agreements, Reference};
use chancery_formats::Annotations;
use chancery_gazetteer::Gazetteer;
use chancery_quotes::Quotes;
use chancery_rules::pattern::{Near, Probe, Scratch};
use chancery_rules::{Catalog, Compiler, Diagnostic, Diagnostics, Pack, RuleSet};
use chancery_text::{Date, Document, ReadOptions, Reader};

/// The compiled rules of all stages. Cloning shares them: give each thread its clone.
#[derive(Clone, Debug)]
pub struct Pipeline {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    reader: Arc<Reader>,
    gazetteer: Gazetteer,
    quotes: Quotes,
    agreements: Agreements,
    rules: RuleSet,
    catalog: Catalog,
}

/// What the caller knows of a document.
#[derive(Clone, Copy, Debug, Default)]
pub struct AnnotateOptions {
    /// The text holds HTML character references.
    pub html: bool,
    /// The document's date, from its record.
    pub date: Option<Date>,
}

/// One of several documents that are annotated together.
#[derive(Clone, Copy, Debug, Default)]
pub struct Article<'t> {
    /// Its id.
    pub id: &'t str,
    /// Its text.
    pub text: &'t str,
    /// What else is known of it.
    pub options: AnnotateOptions,
}

impl Pipeline {
    /// The pipeline of the embedded rules.
    ///
    /// # Panics
    /// Never: the embedded rules are checked by the project's tests.
    #[must_use]
    pub fn embedded() -> Self {
        Self::from_packs(&[Pack::embedded()]).expect("the embedded rules are checked by tests")
    }

    /// The pipeline of packs laid over each other, the first at the bottom.
    ///
    /// # Errors
    /// Everything that is wrong with the packs, together.
    pub fn from_packs(packs: &[Pack]) -> Result<Self, Diagnostics> {
        let rules = RuleSet::load(packs);
        let mut compiler = Compiler::new(&rules);
        let reader = Reader::compile(&mut compiler);
        let gazetteer = Gazetteer::compile(&mut compiler, reader.clone());
        let quotes = Quotes::compile(&mut compiler, reader.clone());
        let agreements = Agreements::compile(&mut compiler, reader.clone());
        let catalog = compiler.finish_all()?;
        let inner = Inner { reader, gazetteer, quotes, agreements, rules, catalog };
        Ok(Pipeline { inner: Arc::new(inner) })
    }

    /// A JSON Schema of rule files, for editors.
    #[must_use]
    pub fn rule_schema() -> serde_json::Value {
        let rules = RuleSet::load(&[]);
        let mut compiler = Compiler::new(&rules);
        let reader = Reader::compile(&mut compiler);
        // Compiled only for the kinds of blocks that they read.
        let _ = Gazetteer::compile(&mut compiler, reader.clone());
        let _ = Quotes::compile(&mut compiler, reader.clone());
        let _ = Agreements::compile(&mut compiler, reader);
        compiler.blocks::<CaseBlock>();
        compiler.schema()
    }

    /// Builds what is otherwise built when the first text needs it: a fifth of the time to the first
    /// result. Another thread can do so while the first text is read; a server, before the first request.
    pub fn prepare(&self) {
        self.inner.agreements.prepare();
        self.inner.quotes.prepare();
    }

    /// Finds everything in a text.
    #[must_use]
    pub fn annotate<'t>(&self, id: &str, text: &'t str) -> Annotations<'t> {
        self.annotate_with(id, text, AnnotateOptions::default())
    }

    /// Finds everything in a text of which the caller knows something.
    #[must_use]
    pub fn annotate_with<'t>(
        &self,
        id: &str,
        text: &'t str,
        options: AnnotateOptions,
    ) -> Annotations<'t> {
        let Inner { reader, gazetteer, quotes, agreements, .. } = &*self.inner;
        let AnnotateOptions { html, date } = options;
        let document = reader.read_with(text, ReadOptions { html, date });
        let mentions = gazetteer.annotate(&document);
        let quotes = quotes.annotate(&document, &mentions);
        let agreements = agreements.annotate(&document, &mentions, &quotes);
        Annotations { id: id.to_owned(), document, mentions, quotes, agreements }
    }

    /// Finds everything in several texts: what [`annotate_with`](Self::annotate_with) finds in each, in
    /// less time, since each stage reads all texts before the next one needs the processor's memory.
    ///
    /// ```
    /// use chancery::{Article, Pipeline};
    ///
    /// let texts = ["Iran and Iraq signed a treaty.", "“We agree,” Mr. Wang said."];
    /// let articles = texts.map(|text| Article { text, ..Article::default() });
    /// let found = Pipeline::embedded().annotate_all(&articles);
    /// assert_eq!(found[0].agreements.len(), 1);
    /// assert_eq!(found[1].quotes.len(), 1);
    /// ```
    #[must_use]
    pub fn annotate_all<'t>(&self, articles: &[Article<'t>]) -> Vec<Annotations<'t>> {
        let Inner { reader, gazetteer, quotes, agreements, .. } = &*self.inner;
        let read = |article: &Article<'t>| {
            let AnnotateOptions { html, date } = article.options;
            reader.read_with(article.text, ReadOptions { html, date })
        };
        let documents: Vec<_> = articles.iter().map(read).collect();
        let mentions: Vec<_> = documents.iter().map(|d| gazetteer.annotate(d)).collect();
        let found = || documents.iter().zip(&mentions);
        let quotes: Vec<_> = found().map(|(d, m)| quotes.annotate(d, m)).collect();
        let agreements: Vec<_> =
            found().zip(&quotes).map(|((d, m), q)| agreements.annotate(d, m, q)).collect();
        let stages = documents.into_iter().zip(mentions).zip(quotes).zip(agreements);
        let annotations =
            |(article, (((document, mentions), quotes), agreements)): (&Article<'t>, _)| {
                Annotations { id: article.id.to_owned(), document, mentions, quotes, agreements }
            };
        articles.iter().zip(stages).map(annotations).collect()
    }

    /// What the patterns of all stages made of one token of a document that this pipeline read: those
    /// that matched over it, and those that came near, the nearest first.
    #[must_use]
    pub fn nearest(&self, document: &Document<'_>, token: usize) -> Vec<Near> {
        let Inner { reader, gazetteer, quotes, agreements, .. } = &*self.inner;
        let mut scratch = Scratch::probing(Probe::new(token, reader.lexicon()));
        let mentions = gazetteer.annotate_in(document, &mut scratch);
        let quotes = quotes.annotate_in(document, &mentions, &mut scratch);
        let _ = agreements.annotate_in(document, &mentions, &quotes, &mut scratch);
        scratch.into_probe().map(Probe::nearest).unwrap_or_default()
    }

    /// The gazetteer, for look-ups.
    #[must_use]
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.inner.gazetteer
    }

    /// The stage of quotations.
    #[must_use]
    pub fn quotes(&self) -> &Quotes {
        &self.inner.quotes
    }

    /// The stage of agreements.
    #[must_use]
    pub fn agreements(&self) -> &Agreements {
        &self.inner.agreements
    }

    /// What is doubtful in the rules, by place.
    #[must_use]
    pub fn warnings(&self) -> Vec<Diagnostic> {
        let Inner { reader, gazetteer, agreements, rules, .. } = &*self.inner;
        let mut warnings = gazetteer.warnings(rules.sources());
        warnings.extend(agreements.warnings());
        warnings.extend(chancery_rules::doubts(rules, reader.lexicon().get()));
        warnings.sort_by_key(|warning| (warning.location, warning.code));
        warnings
    }

    /// The taxonomy of agreements, as the rules give it.
    #[must_use]
    pub fn taxonomy(&self) -> Reference {
        Reference::read(&mut Compiler::new(&self.inner.rules))
    }

    /// The rule files.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.inner.rules
    }

    /// Every rule by id, with its place and examples.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.inner.catalog
    }
}
