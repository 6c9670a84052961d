//! The compiled half of the Python package: texts in, output records as JSON out. The Python half
//! (`python/chancery`) makes objects of them.
//!
//! `pyo3`'s macros write the unsafe code that Python's C interface needs; there is none by hand.

use std::num::NonZero;

use chancery::{AnnotateOptions, Diagnostics, Offsets, Pack, in_order, record};
use chancery_formats::{DiagnosticRecord, write_json_line};
use chancery_text::Date;
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyValueError};
use pyo3::prelude::*;

create_exception!(_chancery, RuleError, PyException, "Rules are wrong: `errors` lists what, each with its place.");

/// A text with its id and, where known, its date.
type Input = (String, String, Option<String>);

/// The compiled rules.
#[pyclass(frozen)]
struct Pipeline(chancery::Pipeline);

#[pymethods]
impl Pipeline {
    /// Compiles the embedded rules with folders of rules over them.
    #[new]
    fn new(py: Python<'_>, rules: Vec<String>) -> PyResult<Self> {
        let compiled = py.detach(|| {
            let mut packs = vec![Pack::embedded()];
            for folder in &rules {
                packs.push(Pack::from_dir(folder)?);
            }
            chancery::Pipeline::from_packs(&packs)
        });
        compiled.map(Pipeline).map_err(|errors| rule_error(py, &errors))
    }

    /// The output record of a text, as JSON; offsets in code points.
    fn annotate(&self, py: Python<'_>, input: Input) -> PyResult<String> {
        let date = date(input.2.as_deref())?;
        Ok(py.detach(|| self.json(&input.0, &input.1, date)))
    }

    /// The output records of many texts, in their order, by `jobs` threads.
    fn annotate_many(
        &self,
        py: Python<'_>,
        inputs: Vec<Input>,
        jobs: usize,
    ) -> PyResult<Vec<String>> {
        let inputs = inputs
            .into_iter()
            .map(|(id, text, written)| Ok((id, text, date(written.as_deref())?)))
            .collect::<PyResult<Vec<_>>>()?;
        let all = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
        let jobs = NonZero::new(jobs).unwrap_or(all);
        py.detach(|| {
            let mut records = Vec::with_capacity(inputs.len());
            let work = |(id, text, date): (String, String, Option<Date>)| self.json(&id, &text, date);
            let done: Result<(), std::convert::Infallible> =
                in_order(jobs, inputs.into_iter(), work, |record| {
                    records.push(record);
                    Ok(())
                });
            let Ok(()) = done;
            Ok(records)
        })
    }

    /// Name, version and hash of the rules.
    fn rules(&self) -> (String, String, String) {
        let rules = self.0.rules();
        (rules.name().to_owned(), rules.version().to_owned(), rules.hash().to_owned())
    }
}

impl Pipeline {
    fn json(&self, id: &str, text: &str, date: Option<Date>) -> String {
        let options = AnnotateOptions { html: false, date };
        let found = self.0.annotate_with(id, text, options);
        let mut out = Vec::new();
        // Writing to memory does not fail, and JSON is UTF-8.
        let _ = write_json_line(&mut out, &record(&found, Offsets::CodePoint));
        String::from_utf8(out).unwrap_or_default()
    }
}

fn date(written: Option<&str>) -> PyResult<Option<Date>> {
    let Some(written) = written else { return Ok(None) };
    let day = written.get(..10).unwrap_or(written);
    day.parse().map(Some).map_err(|_| {
        PyValueError::new_err(format!("`{written}` is no date: write it as 2024-07-03"))
    })
}

fn rule_error(py: Python<'_>, errors: &Diagnostics) -> PyErr {
    let records: Vec<_> =
        errors.errors.iter().map(|e| DiagnosticRecord::new(e, &errors.sources)).collect();
    let error = RuleError::new_err(errors.render(false));
    let json = serde_json::to_string(&records).unwrap_or_default();
    let set = py
        .import("json")
        .and_then(|module| module.call_method1("loads", (json,)))
        .and_then(|list| error.value(py).setattr("errors", list));
    // Without the list the message still says it all.
    drop(set);
    error
}

#[pymodule]
mod _chancery {
    #[pymodule_export]
    use super::Pipeline;
    #[pymodule_export]
    use super::RuleError;
}
