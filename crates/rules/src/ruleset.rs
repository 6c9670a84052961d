//! The files of all packs, laid over each other.

use std::sync::OnceLock;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::Pack;
use crate::source::{Source, Sources};

/// The file of a pack that holds its name and version.
const MANIFEST: &str = "pack.toml";

/// One or more packs, laid over each other and ready for a [`Compiler`](crate::Compiler).
///
/// ```
/// let rules = chancery_rules::RuleSet::embedded();
/// assert_eq!(rules.name(), "chancery-default");
/// ```
#[derive(Clone, Debug)]
pub struct RuleSet {
    sources: Sources,
    name: String,
    version: String,
    /// Made when it is asked for: most runs never do.
    hash: OnceLock<String>,
}

#[derive(Deserialize)]
struct Manifest {
    pack: About,
}

#[derive(Deserialize)]
struct About {
    name: String,
    version: String,
}

impl RuleSet {
    /// The default pack alone.
    #[must_use]
    pub fn embedded() -> Self {
        Self::load(&[Pack::embedded()])
    }

    /// Lays packs over each other, the first at the bottom. A block replaces the block of the same
    /// kind and id of an earlier pack; a file's `remove = ["countries/AZ"]` removes an earlier rule.
    /// Nothing is checked yet: [`Compiler::finish`](crate::Compiler::finish) reports every error
    /// of every file together.
    #[must_use]
    pub fn load(packs: &[Pack]) -> Self {
        let mut sources = Sources::default();
        let mut about = About { name: String::new(), version: String::new() };
        for (layer, pack) in packs.iter().enumerate() {
            for file in &pack.files {
                let source = Source::new(file.clone(), layer);
                if layer == 0
                    && file.name.rsplit('/').next() == Some(MANIFEST)
                    && source.tree().problems.is_empty()
                    && let Ok(manifest) = Manifest::deserialize(source.tree().root(&source.text))
                {
                    about = manifest.pack;
                }
                sources.add(source);
            }
        }
        if about.name.is_empty()
            && let Some(pack) = packs.first()
        {
            about.name.clone_from(&pack.name);
        }
        RuleSet { sources, name: about.name, version: about.version, hash: OnceLock::new() }
    }

    /// The name that the bottom pack gives itself in `pack.toml`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version that the bottom pack gives itself; empty if it gives none.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Twelve hexadecimal digits of the SHA-256 of all files of all packs.
    #[must_use]
    pub fn hash(&self) -> &str {
        self.hash.get_or_init(|| {
            let mut hash = Sha256::new();
            for source in self.sources.files() {
                for part in [source.name.as_str(), &source.text] {
                    hash.update(part.as_bytes());
                    hash.update([0]);
                }
            }
            hash.finalize().iter().take(6).map(|b| format!("{b:02x}")).collect()
        })
    }

    /// The files.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }
}
