//! Counts and what they come to.

use std::fmt;

/// A count out of a count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ratio {
    /// How many hold.
    pub part: usize,
    /// Of how many.
    pub whole: usize,
}

impl Ratio {
    /// Counts one more case.
    pub fn count(&mut self, holds: bool) {
        self.whole += 1;
        self.part += usize::from(holds);
    }

    /// The ratio; 0 of 0 is 0.
    #[must_use]
    pub fn value(self) -> f64 {
        if self.whole == 0 { 0.0 } else { self.part as f64 / self.whole as f64 }
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.whole {
            0 => f.write_str("-"),
            _ => write!(f, "{:.3}", self.value()),
        }
    }
}

/// Precision and recall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Findings that are right, of all findings.
    pub precision: Ratio,
    /// Annotated items that were found, of all annotated items.
    pub recall: Ratio,
}

impl Score {
    /// The harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision.value(), self.recall.value());
        if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
    }
}

/// What was wrong with a finding, or with its absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Something annotated was not found.
    Missed,
    /// A finding where nothing is annotated.
    Spurious,
    /// Other bounds.
    Bounds,
    /// Another entity.
    Entity,
    /// Another speaker.
    Speaker,
    /// Another type.
    Type,
    /// Another status.
    Status,
    /// Other sides.
    Parties,
    /// Other subjects.
    Subject,
}

impl Fault {
    /// All faults, in the order of a report.
    pub const ALL: [Fault; 9] = [
        Fault::Missed,
        Fault::Spurious,
        Fault::Bounds,
        Fault::Entity,
        Fault::Speaker,
        Fault::Type,
        Fault::Status,
        Fault::Parties,
        Fault::Subject,
    ];

    /// The word of a report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Fault::Missed => "missed",
            Fault::Spurious => "spurious",
            Fault::Bounds => "bounds",
            Fault::Entity => "entity",
            Fault::Speaker => "speaker",
            Fault::Type => "type",
            Fault::Status => "status",
            Fault::Parties => "parties",
            Fault::Subject => "subjects",
        }
    }
}

/// One error with its context.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// What was wrong.
    pub fault: Fault,
    /// The kind of mention or quotation.
    pub kind: String,
    /// Id of the document.
    pub document: String,
    /// The text around, on one line, with the place in `⟦ ⟧`.
    pub context: String,
    /// What was found, with its rule.
    pub found: Option<String>,
    /// What is annotated.
    pub wanted: Option<String>,
}
