//! The rules of the page: folders that are read again when they change, and the editor's pack.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use chancery::{Diagnostic, Diagnostics, Pack, Pipeline};
use chancery_rules::Sources;

use crate::cli::watch::{self, Stamps};
use crate::cli::{Failure, packs};

/// The name that the editor's pack has in messages.
const EDITOR: &str = "editor.toml";

/// Rules that follow their files.
pub(crate) struct Rules {
    folders: Vec<PathBuf>,
    current: Mutex<Current>,
}

struct Current {
    /// Grows with every change of a file.
    edition: u64,
    stamps: Stamps,
    packs: Vec<Pack>,
    /// The last rules that compiled, without the editor's pack.
    sound: Pipeline,
    /// What is wrong with the folders as they are now.
    broken: Option<Diagnostics>,
    /// The editor's pack that was compiled last, and what became of it.
    editor: Option<(String, Result<Pipeline, Diagnostics>)>,
}

impl Rules {
    pub(crate) fn load(folders: Vec<PathBuf>) -> Result<Self, Failure> {
        let stamps = stamps(&folders);
        let packs = packs(&folders)?;
        let sound = Pipeline::from_packs(&packs)?;
        sound.prepare();
        let current = Current { edition: 1, stamps, packs, sound, broken: None, editor: None };
        Ok(Rules { folders, current: Mutex::new(current) })
    }

    /// A number that grows when rule files change.
    pub(crate) fn edition(&self) -> u64 {
        self.fresh(|current| current.edition)
    }

    /// The pipeline with the editor's pack over the folders, and what is wrong or doubtful in both.
    /// Where something is wrong, it is the last pipeline that compiled.
    pub(crate) fn with(&self, editor: &str) -> (Pipeline, Vec<Diagnostic>, Sources) {
        self.fresh(|current| {
            if let Some(Diagnostics { errors, sources }) = &current.broken {
                return (current.sound.clone(), errors.clone(), sources.clone());
            }
            if editor.trim().is_empty() {
                return (current.sound.clone(), Vec::new(), Sources::default());
            }
            if current.editor.as_ref().is_none_or(|(text, _)| text != editor) {
                let mut packs = current.packs.clone();
                packs.push(Pack::from_texts("editor", [(EDITOR, editor)]));
                current.editor = Some((editor.to_owned(), Pipeline::from_packs(&packs)));
            }
            match current.editor.as_ref().map(|(_, result)| result) {
                Some(Ok(pipeline)) => {
                    let sources = pipeline.rules().sources().clone();
                    (pipeline.clone(), pipeline.warnings(), sources)
                }
                Some(Err(Diagnostics { errors, sources })) => {
                    (current.sound.clone(), errors.clone(), sources.clone())
                }
                None => (current.sound.clone(), Vec::new(), Sources::default()),
            }
        })
    }

    /// Reads the folders again if a file changed, and gives what is current.
    fn fresh<T>(&self, with: impl FnOnce(&mut Current) -> T) -> T {
        // A panic elsewhere leaves nothing half done here: each field is set whole.
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let stamps = stamps(&self.folders);
        if stamps != current.stamps {
            current.stamps = stamps;
            current.edition += 1;
            current.editor = None;
            match packs(&self.folders)
                .and_then(|packs| Pipeline::from_packs(&packs).map(|pipeline| (packs, pipeline)))
            {
                Ok((packs, pipeline)) => {
                    current.packs = packs;
                    current.sound = pipeline;
                    current.broken = None;
                }
                Err(errors) => current.broken = Some(errors),
            }
        }
        with(&mut current)
    }
}

fn stamps(folders: &[PathBuf]) -> Stamps {
    watch::stamps(folders.iter().map(|folder| (folder.as_path(), "toml")))
}
