//! From a text to a [`Document`].

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use chancery_rules::{Compiler, RuleSet, SharedLexicon, Token};
use jiff::civil::Date;

use crate::dateline::Front;
use crate::document::{Document, Paragraph, Sentence, tokens_in};
use crate::marks::marks;
use crate::normalize::{Normalized, Normalizer};
use crate::paragraph::paragraphs;
use crate::sentence::Segmenter;
use crate::tables::KeepSpaceBlock;

/// What the caller knows of a text.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadOptions {
    /// The text holds HTML character references.
    pub html: bool,
    /// The document's date, from its record. A metadata line in the text has the last word.
    pub date: Option<Date>,
}

/// Reads texts into documents. It is cheap to share: compile once, then use it from any thread.
#[derive(Clone, Debug)]
pub struct Reader {
    normalizer: Normalizer,
    segmenter: Segmenter,
    front: Front,
    lexicon: SharedLexicon,
}

impl Reader {
    /// The reader of the embedded rules.
    ///
    /// # Panics
    /// Never: the embedded rules are checked by this crate's tests.
    #[must_use]
    pub fn english() -> Arc<Reader> {
        static READER: LazyLock<Arc<Reader>> = LazyLock::new(|| {
            let rules = RuleSet::embedded();
            let mut compiler = Compiler::new(&rules);
            let reader = Reader::compile(&mut compiler);
            compiler.finish().expect("the embedded rules are checked by tests");
            reader
        });
        READER.clone()
    }

    /// Compiles the text rules. The reader can be used when [`Compiler::finish`] has succeeded.
    #[must_use]
    pub fn compile(compiler: &mut Compiler<'_>) -> Arc<Reader> {
        let mut normalizer = Normalizer::compile(compiler);
        for rule in compiler.blocks::<KeepSpaceBlock>() {
            normalizer.keep_space_before(rule.value.before);
        }
        Arc::new(Reader {
            normalizer,
            segmenter: Segmenter::compile(compiler),
            front: Front::compile(compiler),
            lexicon: compiler.lexicon(),
        })
    }

    /// The words and lists that documents of this reader refer to.
    #[must_use]
    pub fn lexicon(&self) -> &SharedLexicon {
        &self.lexicon
    }

    /// The number of the month that a token names: 1 for January.
    #[must_use]
    pub fn month(&self, tokens: &[Token]) -> Option<i8> {
        self.front.month(tokens)
    }

    /// The normalizer alone.
    #[must_use]
    pub fn normalizer(&self) -> &Normalizer {
        &self.normalizer
    }

    /// Reads a plain text.
    #[must_use]
    pub fn read<'t>(&self, original: &'t str) -> Document<'t> {
        self.read_with(original, ReadOptions::default())
    }

    /// Reads a text of which the caller knows something.
    #[must_use]
    pub fn read_with<'t>(&self, original: &'t str, options: ReadOptions) -> Document<'t> {
        let Normalized { text, map } = self.normalizer.normalize(original, options.html);
        let lexicon = self.lexicon.get();
        let tokens = lexicon.splitter.split(&text, |lower| lexicon.words.get(lower));
        let ranges: Vec<Range<usize>> =
            paragraphs(&text).into_iter().map(|span| tokens_in(&tokens, span)).collect();
        let mut meta = self.front.read(&text, &tokens, &ranges, options.date, lexicon);

        let mut all = Vec::with_capacity(ranges.len());
        let mut sentences: Vec<Sentence> = Vec::new();
        for (number, range) in ranges.iter().enumerate() {
            let first = sentences.len();
            let mut body = range.clone();
            for front in meta.front.iter().filter(|f| range.contains(&f.start)) {
                body.start = body.start.max(front.end);
            }
            let mut start = body.start;
            for end in self.segmenter.ends(&text, &tokens[body.clone()], lexicon) {
                let end = body.start + end;
                sentences.push(Sentence { tokens: start..end, paragraph: number });
                start = end;
            }
            all.push(Paragraph { tokens: range.clone(), sentences: first..sentences.len() });
        }
        if meta.agency.is_none() {
            let ranges: Vec<_> = sentences.iter().map(|s| s.tokens.clone()).collect();
            meta.agency = self.front.credit(&tokens, &ranges, lexicon);
        }
        let marks = marks(&tokens, |token| {
            let span = map.to_original(token.span());
            self.normalizer.side(original.get(span.range())?)
        });
        Document {
            original,
            text,
            map,
            tokens,
            marks,
            paragraphs: all,
            sentences,
            meta,
            lexicon: self.lexicon.clone(),
        }
    }
}
