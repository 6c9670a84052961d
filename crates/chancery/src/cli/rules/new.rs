//! `chancery rules new` and `chancery rules fmt`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chancery::{Field, Pack, Pipeline, add_block, format_rules};
use chancery_formats::files_below;
use chancery_gazetteer::slug;

use crate::cli::{Failure, OK, USAGE};

/// Add a rule to a folder of rules, at its place, after checking that it holds.
#[derive(clap::Args)]
pub(crate) struct New {
    /// The folder of rules; it is made if it is not there.
    #[arg(long, value_name = "DIR", global = true, default_value = "my-rules")]
    into: PathBuf,
    #[command(subcommand)]
    block: Block,
}

#[derive(clap::Subcommand)]
enum Block {
    /// More names of an entity that the rules know: country/AZ, organization/un.
    Alias {
        /// The entity's id, as `chancery lookup --to id` and `rules list --entity` know it.
        entity: String,
        /// The names.
        #[arg(required = true)]
        names: Vec<String>,
        /// The names are adjectives or names of its people.
        #[arg(long)]
        demonym: bool,
    },
    /// A country that the rules do not know.
    Country {
        /// The two-letter code: AZ.
        id: String,
        /// Its name.
        name: String,
        /// Other names.
        #[arg(long = "alias", value_name = "NAME")]
        aliases: Vec<String>,
        /// Adjectives and names of its people.
        #[arg(long = "demonym", value_name = "WORD")]
        demonyms: Vec<String>,
    },
    /// A body with a name of its own: a ministry, an agency, a state company.
    Institution {
        /// Its name.
        name: String,
        /// The two-letter code of its country.
        #[arg(long)]
        country: String,
        /// Its letters.
        #[arg(long = "acronym", value_name = "LETTERS")]
        acronyms: Vec<String>,
        /// Other names.
        #[arg(long = "alias", value_name = "NAME")]
        aliases: Vec<String>,
    },
    /// An international organization, a bloc, a news agency.
    Organization {
        /// Its name.
        name: String,
        /// Its letters.
        #[arg(long = "acronym", value_name = "LETTERS")]
        acronyms: Vec<String>,
        /// Other names.
        #[arg(long = "alias", value_name = "NAME")]
        aliases: Vec<String>,
    },
    /// A verb of speech with its forms: mutter mutters muttered muttering.
    Verb {
        /// All forms, the first as in a dictionary.
        #[arg(required = true)]
        forms: Vec<String>,
        /// What may stand around it: quote, that, bare, inversion, wh, to, object.
        #[arg(long, value_delimiter = ',', default_value = "quote,that,inversion")]
        frame: Vec<String>,
        /// A sentence with [speaker:…], [cue:…] and [content:…] marked.
        #[arg(long = "example", value_name = "SENTENCE")]
        examples: Vec<String>,
    },
    /// A title of persons.
    Title {
        /// All forms.
        #[arg(required = true)]
        forms: Vec<String>,
        /// A sentence with [title:…] and [person:…] marked.
        #[arg(long = "example", value_name = "SENTENCE")]
        examples: Vec<String>,
    },
    /// An agreement that is told without the name of an instrument.
    Agreement {
        /// A name for the rule.
        id: String,
        /// The type: see docs/taxonomy.md.
        #[arg(long = "type", value_name = "TYPE")]
        kind: String,
        /// The status: see docs/taxonomy.md.
        #[arg(long)]
        status: String,
        /// The pattern: see docs/rules/patterns.md.
        #[arg(long = "match", value_name = "PATTERN")]
        pattern: String,
        /// A sentence with [party:…] and [trigger:…] marked.
        #[arg(long = "example", value_name = "SENTENCE", required = true)]
        examples: Vec<String>,
    },
}

/// What a command adds: file, kind, id, fields.
struct Addition {
    file: &'static str,
    kind: &'static str,
    id: String,
    fields: Vec<(&'static str, Field)>,
}

impl Block {
    fn addition(self) -> Addition {
        use Field::{List, Text};
        match self {
            Block::Alias { entity, names, demonym } => Addition {
                file: "aliases.toml",
                kind: "alias",
                id: slug(&format!("{entity} {}", names[0])),
                fields: vec![
                    ("entity", Text(entity)),
                    (if demonym { "demonyms" } else { "aliases" }, List(names)),
                ],
            },
            Block::Country { id, name, aliases, demonyms } => Addition {
                file: "countries.toml",
                kind: "country",
                id,
                fields: vec![
                    ("name", Text(name)),
                    ("aliases", List(aliases)),
                    ("demonyms", List(demonyms)),
                ],
            },
            Block::Institution { name, country, acronyms, aliases } => Addition {
                file: "institutions.toml",
                kind: "institution",
                id: format!("{}-{}", slug(&country), slug(&name)),
                fields: vec![
                    ("name", Text(name)),
                    ("country", Text(country)),
                    ("acronyms", List(acronyms)),
                    ("aliases", List(aliases)),
                ],
            },
            Block::Organization { name, acronyms, aliases } => Addition {
                file: "organizations.toml",
                kind: "organization",
                id: acronyms.first().map_or_else(|| slug(&name), |letters| slug(letters)),
                fields: vec![
                    ("name", Text(name)),
                    ("acronyms", List(acronyms)),
                    ("aliases", List(aliases)),
                ],
            },
            Block::Verb { forms, frame, examples } => Addition {
                file: "cues.toml",
                kind: "cue",
                id: slug(&forms[0]),
                fields: vec![
                    ("forms", List(forms)),
                    ("frame", List(frame)),
                    ("examples", List(examples)),
                ],
            },
            Block::Title { forms, examples } => Addition {
                file: "titles.toml",
                kind: "title",
                id: slug(&forms[0]),
                fields: vec![("forms", List(forms)), ("examples", List(examples))],
            },
            Block::Agreement { id, kind, status, pattern, examples } => Addition {
                file: "agreements.toml",
                kind: "agreement",
                id,
                fields: vec![
                    ("type", Text(kind)),
                    ("status", Text(status)),
                    ("match", Text(pattern)),
                    ("examples", List(examples)),
                ],
            },
        }
    }
}

impl New {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let Addition { file, kind, id, fields } = self.block.addition();
        let path = self.into.join(file);
        let old = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(Failure::Input(format!("cannot read {}: {e}", path.display()))),
        };
        let new = add_block(&old, kind, &id, &fields)
            .map_err(|message| Failure::Usage(format!("{}: {message}", path.display())))?;
        // Nothing is written that does not hold.
        check(&self.into, &path, &new)?;
        fs::create_dir_all(&self.into)?;
        fs::write(&path, &new)?;
        let at = new.find(&format!("id = {id:?}")).unwrap_or_default();
        let line = new[..at].matches('\n').count() + 1;
        let (dir, path) = (self.into.display(), path.display());
        let mut out = anstream::stdout().lock();
        writeln!(out, "added [[{kind}]] {id} at {path}:{line}")?;
        writeln!(out, "next: chancery rules test {dir}; chancery annotate --rules {dir} ARTICLE")?;
        Ok(OK)
    }
}

/// Compiles the folder as it would be.
fn check(dir: &Path, path: &Path, text: &str) -> Result<(), Failure> {
    let name = |path: &Path| path.to_string_lossy().replace('\\', "/");
    let mut files = vec![(name(path), text.to_owned())];
    if dir.is_dir() {
        let others = files_below(dir, &["toml"]).map_err(|e| Failure::Input(e.to_string()))?;
        for other in others.iter().filter(|other| *other != path) {
            if !name(other).ends_with(chancery_rules::TEST_FILE) {
                let text = fs::read_to_string(other);
                let text = text
                    .map_err(|e| Failure::Input(format!("cannot read {}: {e}", other.display())))?;
                files.push((name(other), text));
            }
        }
    }
    let pack = Pack::from_texts(&name(dir), files);
    Pipeline::from_packs(&[Pack::embedded(), pack])?;
    Ok(())
}

/// Put rule files into the usual form: spaces, indentation, blank lines. Comments and order stay.
#[derive(clap::Args)]
pub(crate) struct Format {
    /// Change nothing; name the files that would change, and fail if there are any.
    #[arg(long)]
    check: bool,
    /// Folders of rules, or single files.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

impl Format {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let mut changed = 0;
        let mut out = anstream::stdout().lock();
        for path in &self.paths {
            let files = files_below(path, &["toml"]).map_err(|e| Failure::Input(e.to_string()))?;
            for file in files {
                let old = fs::read_to_string(&file)
                    .map_err(|e| Failure::Input(format!("cannot read {}: {e}", file.display())))?;
                let new = format_rules(&old);
                if new != old {
                    changed += 1;
                    writeln!(out, "{}", file.display())?;
                    if !self.check {
                        fs::write(&file, new)?;
                    }
                }
            }
        }
        let s = if changed == 1 { "" } else { "s" };
        let what = if self.check { "not in form" } else { "put into form" };
        // To the side: the output is the list of files.
        let _ = writeln!(anstream::stderr(), "{changed} file{s} {what}");
        Ok(if self.check && changed > 0 { USAGE } else { OK })
    }
}
