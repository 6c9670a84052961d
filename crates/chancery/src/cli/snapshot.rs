//! `chancery snapshot`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chancery::{Offsets, Pipeline, record};
use chancery_formats::{
    DEFAULT_MAX_DOCUMENT, Records, compare, error_record, files_below, write_json,
};
use serde_json::Value;

use super::{Failure, OK, RuleArgs, SOME_FAILED, USAGE, source};

/// What a snapshot's name adds to that of its article.
const ENDING: &str = ".chancery.json";

/// Record the outputs of a folder of articles beside them, or check them against what is recorded.
///
/// The snapshot of `talks.txt` is `talks.txt.chancery.json`. Keep it with the article: it changes
/// only when rules or the program change what is found.
#[derive(clap::Args)]
pub(crate) struct Snapshot {
    /// The folder (or one article). Every .txt file below it counts.
    dir: PathBuf,
    /// Change nothing; fail where an output differs from its snapshot.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    rules: RuleArgs,
}

impl Snapshot {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let pipeline = self.rules.pipeline()?;
        let unreadable = |e: io::Error| Failure::Input(e.to_string());
        let articles = files_below(&self.dir, &["txt"]).map_err(unreadable)?;
        if articles.is_empty() {
            return Err(Failure::Usage(format!("there is no .txt file in {}", self.dir.display())));
        }
        let mut tally = Tally::default();
        let mut out = anstream::stdout().lock();
        for article in &articles {
            self.article(&pipeline, article, &mut tally, &mut out)?;
        }
        for orphan in self.orphans(&articles).map_err(unreadable)? {
            tally.differ += 1;
            writeln!(out, "{}: a snapshot without its article", orphan.display())?;
        }
        let Tally { same, written, differ, unreadable } = tally;
        if self.check {
            writeln!(out, "{same} as recorded, {differ} not")?;
            if differ > 0 {
                let dir = self.dir.display();
                writeln!(out, "if the changes are right: chancery snapshot {dir}")?;
            }
        } else {
            writeln!(out, "{same} as recorded, {written} written")?;
        }
        Ok(match (unreadable, differ) {
            (0, 0) => OK,
            (0, _) => USAGE,
            _ => SOME_FAILED,
        })
    }

    fn article(
        &self,
        pipeline: &Pipeline,
        article: &Path,
        tally: &mut Tally,
        out: &mut impl Write,
    ) -> Result<(), Failure> {
        let mut new = Vec::new();
        match Records::text(source(article), DEFAULT_MAX_DOCUMENT).next() {
            Some(Ok(input)) => {
                let id = article.file_name().unwrap_or_default().to_string_lossy();
                let found = pipeline.annotate(&id, &input.text);
                write_json(&mut new, &record(&found, Offsets::Byte))?;
            }
            Some(Err(error)) => {
                tally.unreadable += 1;
                super::input::complain(&error);
                write_json(&mut new, &error_record(&error))?;
            }
            None => return Ok(()),
        }
        let path = beside(article);
        let old = fs::read(&path).ok();
        if old.as_deref() == Some(&new[..]) {
            tally.same += 1;
            return Ok(());
        }
        if self.check {
            tally.differ += 1;
            writeln!(out, "{}", article.display())?;
            return Ok(difference(old.as_deref(), &new, out)?);
        }
        tally.written += 1;
        writeln!(out, "{}", path.display())?;
        if let Some(old) = &old {
            difference(Some(old), &new, out)?;
        }
        Ok(fs::write(&path, &new)?)
    }

    /// Snapshots of articles that are not there.
    fn orphans(&self, articles: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
        if !self.dir.is_dir() {
            return Ok(Vec::new());
        }
        let snapshots = files_below(&self.dir, &["json"])?.into_iter();
        let snapshots = snapshots.filter(|path| path.to_string_lossy().ends_with(ENDING));
        Ok(snapshots.filter(|path| !articles.iter().any(|a| beside(a) == *path)).collect())
    }
}

#[derive(Default)]
struct Tally {
    same: usize,
    written: usize,
    differ: usize,
    unreadable: usize,
}

fn beside(article: &Path) -> PathBuf {
    let mut name = article.as_os_str().to_owned();
    name.push(ENDING);
    name.into()
}

/// Says finding by finding what is new.
fn difference(old: Option<&[u8]>, new: &[u8], out: &mut impl Write) -> io::Result<()> {
    let Some(old) = old else { return writeln!(out, "  has no snapshot yet") };
    let new: Value = serde_json::from_slice(new)?;
    let Ok(old) = serde_json::from_slice::<Value>(old) else {
        return writeln!(out, "  its snapshot is not JSON");
    };
    let changes = compare(&old, &new);
    for change in &changes {
        writeln!(out, "  {change}")?;
    }
    if changes.is_empty() {
        writeln!(
            out,
            "  the findings are the same; the text, its metadata or the form of the file differ"
        )?;
    }
    Ok(())
}
