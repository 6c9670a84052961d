//! Embeds the default rule pack: every `.toml` file below `pack/` becomes an entry of a constant
//! table, with its tree, so that a start does not wait for a TOML parser. `pack` is a link to the
//! workspace's `rules/`, so that a packaged crate carries the files.

#[path = "src/tree/write.rs"]
mod write;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("pack");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let mut table = String::from("pub(crate) static FILES: &[(&str, &str, Option<&[u8]>)] = &[\n");
    for (number, path) in files.iter().enumerate() {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.strip_prefix(&root).expect("collected below root");
        let name = name.to_string_lossy().replace('\\', "/");
        let full = path.to_string_lossy();
        let (tree, problems) = write::write(&fs::read_to_string(path)?);
        // What is no TOML is told of when the rules are read, with its place.
        let tree = if problems.is_empty() {
            let tree_path = out.join(format!("{number}.tree"));
            fs::write(&tree_path, tree)?;
            format!("Some(include_bytes!({tree_path:?}))")
        } else {
            "None".to_owned()
        };
        writeln!(table, "    ({name:?}, include_str!({full:?}), {tree}),")
            .expect("writing to a String");
    }
    table.push_str("];\n");
    fs::write(out.join("embedded.rs"), table)
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
    Ok(())
}
