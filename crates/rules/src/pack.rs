//! A pack: a folder of rule files, embedded or on disk.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Sources;
use crate::tree::Tree;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// Largest rule file that is read, in bytes.
const MAX_FILE: u64 = 16 << 20;
/// How the names of files with test cases end.
pub const TEST_FILE: &str = ".test.toml";
/// Most files a pack may hold.
const MAX_FILES: usize = 10_000;

/// A folder of rule files in TOML.
///
/// Packs lie in layers: [`RuleSet::load`](crate::RuleSet::load) takes a list of them, and a block
/// of a later pack replaces the block of the same id of an earlier one.
#[derive(Clone, Debug)]
pub struct Pack {
    pub(crate) name: String,
    /// Sorted by name.
    pub(crate) files: Vec<File>,
}

/// A file of a pack.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// The name as shown.
    pub(crate) name: String,
    pub(crate) text: Cow<'static, str>,
    /// Of an embedded file, made when the crate was built.
    pub(crate) tree: Option<Tree>,
}

impl File {
    fn new(name: String, text: String) -> Self {
        File { name, text: Cow::Owned(text), tree: None }
    }
}

impl Pack {
    /// The default pack, compiled into the binary.
    #[must_use]
    pub fn embedded() -> Self {
        let file = |(name, text, tree): &(&str, &'static str, Option<&'static [u8]>)| File {
            name: format!("rules/{name}"),
            text: Cow::Borrowed(text),
            tree: tree.map(Tree::made),
        };
        let files = embedded::FILES.iter().map(file).collect();
        Pack { name: "embedded".to_owned(), files }
    }

    /// A pack from texts in memory: pairs of a file name (for messages) and its TOML.
    ///
    /// ```
    /// let pack = chancery_rules::Pack::from_texts("mine", [("a.toml", "[[list]]\nid = \"x\"\nwords = [\"pact\"]\n")]);
    /// ```
    pub fn from_texts<N: Into<String>, T: Into<String>>(
        name: &str,
        files: impl IntoIterator<Item = (N, T)>,
    ) -> Self {
        let mut files: Vec<File> =
            files.into_iter().map(|(n, t)| File::new(n.into(), t.into())).collect();
        files.sort_by(|a, b| (&a.name, &a.text).cmp(&(&b.name, &b.text)));
        Pack { name: name.to_owned(), files }
    }

    /// Reads every `.toml` file below `dir`, at any depth. Symbolic links are not followed, so a
    /// pack cannot reach outside its folder. Files named `*.test.toml` are left out.
    ///
    /// # Errors
    /// A folder or file that cannot be read, is not UTF-8 or is over 16 MiB; all of them together.
    pub fn from_dir(dir: impl AsRef<Path>) -> Result<Self, Diagnostics> {
        Self::read(dir.as_ref(), false)
    }

    /// Reads the test cases of a pack: every file `*.test.toml` below `dir`. There may be none.
    ///
    /// # Errors
    /// As for [`Pack::from_dir`].
    pub fn tests_from_dir(dir: impl AsRef<Path>) -> Result<Self, Diagnostics> {
        Self::read(dir.as_ref(), true)
    }

    fn read(dir: &Path, tests: bool) -> Result<Self, Diagnostics> {
        let mut paths = Vec::new();
        let mut errors = Vec::new();
        collect(dir, tests, &mut paths, &mut errors);
        paths.sort();
        if paths.len() > MAX_FILES {
            errors.push(Diagnostic::without_place(
                Code::TooLarge,
                format!("{} holds more than {MAX_FILES} rule files", dir.display()),
            ));
            paths.clear();
        }
        if paths.is_empty() && errors.is_empty() && !tests {
            errors.push(
                Diagnostic::without_place(
                    Code::Unreadable,
                    format!("no rule files in {}", dir.display()),
                )
                .hint("a pack is a folder with at least one .toml file"),
            );
        }
        let mut files = Vec::new();
        for path in paths {
            let name = path.to_string_lossy().replace('\\', "/");
            match fs::read(&path) {
                Ok(bytes) => match String::from_utf8(bytes) {
                    Ok(text) => files.push(File::new(name, text)),
                    Err(e) => errors.push(
                        Diagnostic::without_place(
                            Code::Unreadable,
                            format!(
                                "{name}: not UTF-8 (byte {})",
                                e.utf8_error().valid_up_to() + 1
                            ),
                        )
                        .hint("save the file as UTF-8"),
                    ),
                },
                Err(e) => errors.push(Diagnostic::without_place(
                    Code::Unreadable,
                    format!("cannot read {name}: {e}"),
                )),
            }
        }
        if errors.is_empty() {
            Ok(Pack { name: dir.to_string_lossy().into_owned(), files })
        } else {
            Err(Diagnostics { errors, sources: Sources::default() })
        }
    }
}

fn collect(dir: &Path, tests: bool, paths: &mut Vec<PathBuf>, errors: &mut Vec<Diagnostic>) {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) => {
            errors.push(
                Diagnostic::without_place(
                    Code::Unreadable,
                    format!("cannot read the rule folder {}: {e}", dir.display()),
                )
                .hint("--rules takes a folder"),
            );
            return;
        }
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let Ok(meta) = path.symlink_metadata() else { continue };
        if meta.is_dir() {
            collect(&path, tests, paths, errors);
        } else if meta.is_file()
            && path.extension().is_some_and(|e| e == "toml")
            && path.to_string_lossy().ends_with(TEST_FILE) == tests
        {
            if meta.len() > MAX_FILE {
                errors.push(Diagnostic::without_place(
                    Code::TooLarge,
                    format!("{} is over {} MiB", path.display(), MAX_FILE >> 20),
                ));
            } else {
                paths.push(path);
            }
        }
    }
}
