//! Which files changed.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chancery_formats::files_below;

/// Files with the times of their last change.
pub(crate) type Stamps = Vec<(PathBuf, Option<SystemTime>)>;

/// The stamps of files, and of those with an extension below folders.
pub(crate) fn stamps<'p>(paths: impl IntoIterator<Item = (&'p Path, &'p str)>) -> Stamps {
    // A folder that cannot be read just now has no files; whoever reads it says so.
    let below = |(path, extension)| files_below(path, &[extension]).unwrap_or_default();
    let files = paths.into_iter().flat_map(below);
    let changed = |file: &Path| file.metadata().and_then(|m| m.modified()).ok();
    files.map(|file| (file.clone(), changed(&file))).collect()
}
