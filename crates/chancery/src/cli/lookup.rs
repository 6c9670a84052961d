//! `chancery lookup`: one name at a time, or a column of names.

use std::io::{self, BufRead, BufReader, Write};
use std::path::PathBuf;

use chancery::Resolved;
use chancery_gazetteer::{Gazetteer, Kind};

use super::{Failure, OK, RuleArgs, SOME_FAILED};

/// Resolve single names.
///
/// Prints one line for each name: the name and what it resolves to, with a tab between them.
/// Exit code 1 if some name did not resolve; the others are printed all the same.
#[derive(clap::Args)]
pub(crate) struct Lookup {
    /// Names to resolve; none: one a line from standard input or --file.
    names: Vec<String>,
    /// A file of names, one a line; `-` is standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "names")]
    file: Option<PathBuf>,
    /// Take this column (from 1) of a tab- or comma-separated file.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    column: Option<u16>,
    /// What to print.
    #[arg(long, value_enum, default_value = "all")]
    to: To,
    /// Which kind of entity to look for.
    #[arg(long, value_enum, default_value = "country")]
    kind: KindArg,
    /// What to print for a name that does not resolve.
    #[arg(long, value_name = "TEXT", default_value = "")]
    missing: String,
    #[command(flatten)]
    rules: RuleArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum To {
    /// ISO 3166-1 alpha-2.
    Iso2,
    /// ISO 3166-1 alpha-3.
    Iso3,
    /// UN M49, three digits.
    M49,
    /// The canonical name.
    Name,
    /// The entity's id.
    Id,
    /// Id, name, and for a country iso3, m49 and region.
    All,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum KindArg {
    Country,
    Organization,
    Institution,
    Place,
    Any,
}

impl KindArg {
    fn kind(self) -> Option<Kind> {
        match self {
            KindArg::Country => Some(Kind::Country),
            KindArg::Organization => Some(Kind::Organization),
            KindArg::Institution => Some(Kind::Institution),
            KindArg::Place => Some(Kind::Place),
            KindArg::Any => None,
        }
    }
}

impl Lookup {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let pipeline = self.rules.pipeline()?;
        let gazetteer = pipeline.gazetteer();
        let mut out = io::BufWriter::new(io::stdout().lock());
        let mut code = OK;
        if self.names.is_empty() {
            let reader: Box<dyn BufRead> = match self.file.as_deref() {
                Some(path) if path.as_os_str() != "-" => {
                    let cannot = |e| Failure::Input(format!("{}: {e}", path.display()));
                    Box::new(BufReader::new(std::fs::File::open(path).map_err(cannot)?))
                }
                _ => Box::new(io::stdin().lock()),
            };
            for (number, line) in reader.lines().enumerate() {
                let line = line.map_err(|e| Failure::Input(format!("line {}: {e}", number + 1)))?;
                let name = self.field(&line);
                if !name.is_empty() {
                    code = code.max(self.resolve(&mut out, gazetteer, name)?);
                }
            }
        }
        for name in &self.names {
            code = code.max(self.resolve(&mut out, gazetteer, name)?);
        }
        out.flush()?;
        Ok(code)
    }

    fn field<'l>(&self, line: &'l str) -> &'l str {
        let Some(column) = self.column else { return line.trim() };
        let separator = if line.contains('\t') { '\t' } else { ',' };
        let field = line.split(separator).nth(usize::from(column) - 1).unwrap_or("");
        field.trim().trim_matches('"')
    }

    fn resolve(
        &self,
        out: &mut impl Write,
        gazetteer: &Gazetteer,
        name: &str,
    ) -> Result<u8, Failure> {
        let found = gazetteer.resolve(name, self.kind.kind());
        let shown = found.as_ref().and_then(|found| self.shown(gazetteer, found));
        writeln!(out, "{name}\t{}", shown.as_ref().unwrap_or(&self.missing))?;
        if found.is_some() {
            return Ok(OK);
        }
        out.flush()?;
        let message = match gazetteer.resolve(name, None) {
            Some(other) => {
                let id = &other.entity.id;
                format!("`{name}` is {id}, which `--kind {}` finds", other.entity.kind.as_str())
            }
            None => {
                let near = gazetteer.suggest(name);
                let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
                format!("no rule lists `{name}`{hint}")
            }
        };
        // What cannot be written to standard error is lost anyway.
        let _ = writeln!(io::stderr(), "chancery: {message}");
        Ok(SOME_FAILED)
    }

    fn shown(&self, gazetteer: &Gazetteer, found: &Resolved<'_>) -> Option<String> {
        let entity = found.entity;
        let country = entity.country.as_deref().and_then(|code| gazetteer.country(code));
        match self.to {
            To::Iso2 => entity.country.clone(),
            To::Iso3 => country.and_then(|c| c.iso3.clone()),
            To::M49 => country.and_then(|c| c.m49.clone()),
            To::Name => Some(entity.name.clone()),
            To::Id => Some(entity.id.clone()),
            To::All => {
                let mut fields = vec![entity.id.as_str(), entity.name.as_str()];
                if entity.kind == Kind::Country
                    && let Some(country) = country
                {
                    let more = [&country.iso3, &country.m49, &country.region];
                    fields.extend(more.into_iter().flatten().map(String::as_str));
                }
                Some(fields.join("\t"))
            }
        }
    }
}
