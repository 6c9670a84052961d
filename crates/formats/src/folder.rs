//! The documents of a folder.

use std::io;
use std::path::{Path, PathBuf};

use crate::source::COMPRESSED;

/// The file itself, or every file below a folder whose name ends in one of `extensions` (compressed
/// or not), sorted by path. Hidden files and links to folders are left out.
///
/// # Errors
/// A folder that cannot be read, with its path.
///
/// ```no_run
/// let articles = chancery_formats::files_below("news".as_ref(), &["txt"])?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn files_below(path: &Path, extensions: &[&str]) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        let named = |e: io::Error| io::Error::new(e.kind(), format!("{}: {e}", folder.display()));
        for entry in std::fs::read_dir(&folder).map_err(named)? {
            let entry = entry.map_err(named)?;
            let kind = entry.file_type().map_err(named)?;
            let path = entry.path();
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if kind.is_dir() && !hidden {
                folders.push(path);
            } else if !hidden && has_extension(&path, extensions) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let of = |path: &Path| path.extension().map(|e| e.to_string_lossy().to_lowercase());
    match of(path) {
        Some(e) if COMPRESSED.contains(&e.as_str()) => {
            path.file_stem().is_some_and(|stem| has_extension(Path::new(stem), extensions))
        }
        Some(e) => extensions.contains(&e.as_str()),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_seen_through_compression() {
        let has = |name: &str| has_extension(Path::new(name), &["txt"]);
        assert!(has("a.txt") && has("a.TXT") && has("a.txt.gz") && has("a.b.txt.zst"));
        assert!(!has("a.toml") && !has("txt") && !has("a.gz") && !has("a.txt.snap"));
    }
}
