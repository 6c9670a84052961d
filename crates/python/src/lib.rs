//! The compiled half of the Python package: texts in, output records as JSON out. The Python half
//! (`python/chancery`) makes objects of them.
//!
//! `pyo3`'s macros write the unsafe code that Python's C interface needs; there is none by hand.

use std::num::NonZero;

use chancery::{
    AnnotateOptions, Annotations, Article, Diagnostics, Offsets, Pack, in_order, record, together, weight,
};
use chancery_formats::{
    BatchBuilder, ColumnsError, DiagnosticRecord, Extras, Fields, Record, Records, findings_schema,
    record_with, write_json_line,
};
use chancery_text::Date;
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyKeyError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use pyo3_arrow::{PySchema, PyTable};

create_exception!(
    _chancery,
    RuleError,
    PyException,
    "Rules are wrong: `errors` lists what, each with its place."
);

/// A text with its id and, where known, its date.
type Input = (String, String, Option<String>);
/// The same with its date read.
type Dated = (String, String, Option<Date>);

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
        let (id, text, written) = input;
        let input = (id, text, date(written.as_deref())?);
        Ok(py.detach(|| self.json(&[input])).pop().unwrap_or_default())
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
        let jobs = threads(jobs);
        py.detach(|| {
            let mut records = Vec::with_capacity(inputs.len());
            let weigh = |(_, text, _): &Dated| text.len();
            let work = |several: Vec<Dated>| self.json(&several);
            let done: Result<(), std::convert::Infallible> =
                in_order(jobs, inputs.into_iter(), weigh, work, |record| {
                    records.push(record);
                    Ok(())
                });
            let Ok(()) = done;
            Ok(records)
        })
    }

    /// Annotates a column of anything that speaks Arrow's C interface, batch by batch, by `jobs` threads;
    /// gives a table of findings, a row for each row.
    #[pyo3(signature = (data, text, id, jobs))]
    fn annotate_arrow(
        &self,
        py: Python<'_>,
        data: AnyRecordBatch,
        text: String,
        id: Option<String>,
        jobs: usize,
    ) -> PyResult<PyTable> {
        let reader = data.into_reader()?;
        for column in [Some(&text), id.as_ref()].into_iter().flatten() {
            let schema = reader.schema();
            if schema.field_with_name(column).is_err() {
                let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
                return Err(PyKeyError::new_err(format!(
                    "no column `{column}`; there are: {}",
                    names.join(", ")
                )));
            }
        }
        // Without a column of ids, rows are called by their number.
        let numbered = id.is_none();
        let fields =
            Fields { text, id: id.unwrap_or_default(), date: String::new(), others: false };
        let records = Records::batches("row", reader, usize::MAX, &fields);
        py.detach(|| self.table(records, threads(jobs), numbered))
            .map_err(|e| PyRuntimeError::new_err(e.to_string()))
    }

    /// Name, version and hash of the rules.
    fn rules(&self) -> (String, String, String) {
        let rules = self.0.rules();
        (rules.name().to_owned(), rules.version().to_owned(), rules.hash().to_owned())
    }
}

/// So many threads; 0 for all processors.
fn threads(jobs: usize) -> NonZero<usize> {
    let all = || std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    NonZero::new(jobs).unwrap_or_else(all)
}

/// The row of a text that could not be annotated.
#[derive(serde::Serialize)]
struct Failed<'a> {
    id: &'a str,
    error: &'a str,
}

impl Pipeline {
    /// The findings of records as a table.
    fn table(
        &self,
        records: impl Iterator<Item = Record> + Send,
        jobs: NonZero<usize>,
        numbered: bool,
    ) -> Result<PyTable, Box<dyn std::error::Error + Send + Sync>> {
        let schema = findings_schema();
        let mut batches = Vec::new();
        let name = |id: String| match id.rsplit_once(':') {
            Some((_, number)) if numbered => {
                number.parse::<usize>().map_or(id.clone(), |number| (number - 1).to_string())
            }
            _ => id,
        };
        let rows = |records: &[Record], found: &mut dyn Iterator<Item = Annotations<'_>>| {
            let mut rows = BatchBuilder::new(&schema)?;
            for record in records {
                match record {
                    Ok(input) => {
                        let Some(found) = found.next() else { break };
                        let found = Annotations { id: name(input.id.clone()), ..found };
                        rows.push(&record_with(&found, Offsets::CodePoint, Extras::default()))?;
                    }
                    Err(error) => {
                        let id = &name(error.id.clone());
                        rows.push(&Failed { id, error: &error.message })?;
                    }
                }
            }
            rows.finish()
        };
        let work = |batches: Vec<Vec<Record>>| {
            let good = batches.iter().flatten().flatten();
            let articles: Vec<_> =
                good.map(|input| Article { text: &input.text, ..Article::default() }).collect();
            let mut found = self.0.annotate_all(&articles).into_iter();
            batches.iter().map(|records| rows(records, &mut found)).collect()
        };
        in_order(jobs, together(records), |records| weight(records), work, |batch| {
            batches.push(batch?);
            Ok::<(), ColumnsError>(())
        })?;
        Ok(PyTable::try_new(batches, schema)?)
    }

    /// The output records of texts, as JSON.
    fn json(&self, inputs: &[Dated]) -> Vec<String> {
        let articles: Vec<_> = inputs
            .iter()
            .map(|(id, text, date)| {
                let options = AnnotateOptions { html: false, date: *date };
                Article { id, text, options }
            })
            .collect();
        let json = |found: &Annotations<'_>| {
            let mut out = Vec::new();
            // Writing to memory does not fail, and JSON is UTF-8.
            let _ = write_json_line(&mut out, &record(found, Offsets::CodePoint));
            String::from_utf8(out).unwrap_or_default()
        };
        self.0.annotate_all(&articles).iter().map(json).collect()
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

/// The schema of what `annotate_arrow` gives.
#[pyfunction]
fn schema() -> PySchema {
    PySchema::from(findings_schema())
}

#[pymodule]
mod _chancery {
    #[pymodule_export]
    use super::Pipeline;
    #[pymodule_export]
    use super::RuleError;
    #[pymodule_export]
    use super::schema;
}
