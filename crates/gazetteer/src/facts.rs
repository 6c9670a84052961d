//! What the rules know of countries and of the members of organizations and regions.

use chancery_rules::{Code, Compiler, Diagnostic, SourceId, Spanned};
use rustc_hash::FxHashMap;

use crate::mention::Entity;
use crate::rules::{CountryBlock, Written};

/// A country, a territory, or a state that is no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2 (`AZ`), `XK` for Kosovo; four letters of ISO 3166-3 for a state that is no
    /// more (`SUHH`).
    pub code: String,
    /// Canonical name.
    pub name: String,
    /// ISO 3166-1 alpha-3.
    pub iso3: Option<String>,
    /// UN M49: three digits.
    pub m49: Option<String>,
    /// The UN's geographical region.
    pub region: Option<String>,
    /// For a territory: the code of the state that it belongs to.
    pub sovereign: Option<String>,
    /// First and last year, for a state that is no more.
    pub years: Years,
    /// The codes of the states that followed it.
    pub successors: Vec<String>,
    /// Earlier names with their years.
    pub former: Vec<(String, Years)>,
}

/// A stretch of years; an open end is unknown or not over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Years {
    /// First year.
    pub since: Option<u16>,
    /// Last year.
    pub until: Option<u16>,
}

impl Years {
    /// Whether a year lies in the stretch.
    #[must_use]
    pub fn contain(&self, year: u16) -> bool {
        self.since.is_none_or(|s| s <= year) && self.until.is_none_or(|u| year <= u)
    }
}

/// A country's membership of an organization or a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The country's code.
    pub country: String,
    /// The years of membership, where the rules give them.
    pub years: Years,
}

/// Countries by code, and the members of organizations and regions by entity id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) countries: Vec<Country>,
    by_code: FxHashMap<String, usize>,
    pub(crate) members: FxHashMap<String, Vec<Membership>>,
    pub(crate) seats: FxHashMap<String, String>,
    /// Codes that blocks name, checked once all countries are known.
    named: Vec<(Spanned<String>, SourceId)>,
}

impl Facts {
    pub(crate) fn country(&self, code: &str) -> Option<&Country> {
        self.by_code.get(code).map(|n| &self.countries[*n])
    }

    /// Whether a state is no more and another followed it.
    pub(crate) fn followed(&self, before: &Entity, after: &Entity) -> bool {
        let before = before.id.strip_prefix("country/").and_then(|code| self.country(code));
        let after = after.id.strip_prefix("country/");
        let (Some(before), Some(after)) = (before, after) else { return false };
        before.successors.iter().any(|code| code == after)
    }

    pub(crate) fn add_country(
        &mut self,
        compiler: &mut Compiler<'_>,
        code: &str,
        block: &CountryBlock,
        source: SourceId,
    ) {
        check_code(compiler, &block.iso3, source, "three capital letters", |c| {
            c.is_ascii_uppercase()
        });
        check_code(compiler, &block.m49, source, "three digits", |c| c.is_ascii_digit());
        let text = |value: &Option<Spanned<String>>| value.as_ref().map(|v| v.get_ref().clone());
        let named = block.successors.iter().chain(&block.sovereign);
        self.named.extend(named.map(|code| (code.clone(), source)));
        let former = block
            .former
            .iter()
            .map(|f| (f.name.get_ref().clone(), Years { since: f.since, until: f.until }));
        self.by_code.insert(code.to_owned(), self.countries.len());
        self.countries.push(Country {
            code: code.to_owned(),
            name: block.name.get_ref().clone(),
            iso3: text(&block.iso3),
            m49: text(&block.m49),
            region: block.region.clone(),
            sovereign: text(&block.sovereign),
            years: Years { since: block.since, until: block.until },
            successors: block.successors.iter().map(|s| s.get_ref().clone()).collect(),
            former: former.collect(),
        });
    }

    /// Notes that a block names a country, to be checked at the end.
    pub(crate) fn name(&mut self, code: Option<&Spanned<String>>, source: SourceId) {
        self.named.extend(code.map(|code| (code.clone(), source)));
    }

    pub(crate) fn add_members(
        &mut self,
        compiler: &mut Compiler<'_>,
        id: &str,
        members: &Written,
        source: SourceId,
    ) {
        let mut all = Vec::with_capacity(members.len());
        for written in members {
            match membership(written.get_ref()) {
                Some(member) => {
                    let code = Spanned::new(written.span(), member.country.clone());
                    self.named.push((code, source));
                    all.push(member);
                }
                None => {
                    let place = compiler.place_of(written, source);
                    let message = format!("`{}` is not a membership", written.get_ref());
                    compiler.error(
                        Diagnostic::at(Code::BadValue, place, message)
                            .label("a country's code, and years")
                            .hint("write \"AZ\", \"AZ 1992\" or \"GB 1973-2020\""),
                    );
                }
            }
        }
        if !all.is_empty() {
            self.members.insert(id.to_owned(), all);
        }
    }

    /// Reports codes of countries that there are not.
    pub(crate) fn check(&mut self, compiler: &mut Compiler<'_>) {
        let codes = self.countries.iter().enumerate();
        let codes = codes.map(|(n, country)| (country.code.clone(), n)).collect();
        for (name, source) in std::mem::take(&mut self.named) {
            compiler.reference(&codes, &name, "country", source);
        }
    }
}

/// Reports a code that is not three characters of its kind.
fn check_code(
    compiler: &mut Compiler<'_>,
    code: &Option<Spanned<String>>,
    source: SourceId,
    should: &str,
    admits: fn(char) -> bool,
) {
    let Some(code) = code else { return };
    let text = code.get_ref();
    if text.len() != 3 || !text.chars().all(admits) {
        let place = compiler.place_of(code, source);
        let message = format!("`{text}` is not {should}");
        compiler.error(Diagnostic::at(Code::BadValue, place, message).label(should));
    }
}

/// `AZ`, `AZ 1992`, `GB 1973-2020`.
fn membership(written: &str) -> Option<Membership> {
    let mut parts = written.split(' ');
    let country = parts.next().filter(|code| !code.is_empty())?.to_owned();
    let years = match (parts.next(), parts.next()) {
        (None, None) => Years::default(),
        (Some(years), None) => match years.split_once('-') {
            Some((since, until)) => {
                Years { since: Some(since.parse().ok()?), until: Some(until.parse().ok()?) }
            }
            None => Years { since: Some(years.parse().ok()?), until: None },
        },
        _ => return None,
    };
    Some(Membership { country, years })
}
