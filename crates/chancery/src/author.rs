//! Adds rules to files as an author would: a well-formed block at its place, the comments kept.

use taplo::formatter;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value};

/// Most characters of a list on one line.
const LINE: usize = 100;

/// A field of a new block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// A string.
    Text(String),
    /// A list of strings; an empty one is left out.
    List(Vec<String>),
}

/// Adds a `[[kind]]` block to the text of a rule file: behind the blocks of its kind, or, where their
/// ids are sorted, at its place among them. The rest of the file stays as it is.
///
/// # Errors
/// The file is not TOML, has something else under that name, or has a block with that id.
///
/// ```
/// use chancery::{Field, add_block};
///
/// let file = "# Our cues.\n[[cue]]\nid = \"mutter\"\nforms = [\"muttered\"]\nframe = [\"that\"]\n";
/// let forms = Field::List(vec!["thunder".into(), "thundered".into()]);
/// let frame = Field::List(vec!["quote".into()]);
/// let file = add_block(file, "cue", "thunder", &[("forms", forms), ("frame", frame)]).unwrap();
/// assert!(file.starts_with("# Our cues.\n[[cue]]\nid = \"mutter\""));
/// assert!(file.ends_with("\n\n[[cue]]\nid = \"thunder\"\nforms = [\"thunder\", \"thundered\"]\nframe = [\"quote\"]\n"));
/// ```
pub fn add_block(
    file: &str,
    kind: &str,
    id: &str,
    fields: &[(&str, Field)],
) -> Result<String, String> {
    let mut document: DocumentMut = file.parse().map_err(|e| format!("not TOML: {e}"))?;
    let blocks = document.entry(kind).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    let Some(blocks) = blocks.as_array_of_tables_mut() else {
        return Err(format!("`{kind}` is no block in double brackets"));
    };
    let ids: Vec<String> = blocks
        .iter()
        .map(|b| b.get("id").and_then(Item::as_str).unwrap_or_default().to_owned())
        .collect();
    if ids.iter().any(|known| known == id) {
        return Err(format!("there is a [[{kind}]] `{id}` already"));
    }
    let mut block = Table::new();
    block.insert("id", toml_edit::value(id));
    for (name, field) in fields {
        match field {
            Field::Text(text) => {
                block.insert(name, toml_edit::value(text.as_str()));
            }
            Field::List(items) if items.is_empty() => {}
            Field::List(items) => {
                block.insert(name, Item::Value(Value::Array(list(name, items))));
            }
        }
    }
    if !file.trim().is_empty() {
        block.decor_mut().set_prefix("\n");
    }
    let text = block_text(kind, &block);
    // Blocks of one kind may be mixed with others and carry comments: the text is put in at the
    // place of the block that it goes before, and nothing else is touched.
    let after = if ids.is_sorted() { ids.iter().find(|known| known.as_str() > id) } else { None };
    let Some(next) = after.and_then(|next| start_of(file, kind, next)) else {
        let gap = if file.is_empty() || file.ends_with('\n') { "" } else { "\n" };
        return Ok(format!("{file}{gap}{text}"));
    };
    let text = text.trim_start();
    Ok(format!("{}{text}\n{}", &file[..next], &file[next..]))
}

fn block_text(kind: &str, block: &Table) -> String {
    let mut document = DocumentMut::new();
    let mut blocks = ArrayOfTables::new();
    blocks.push(block.clone());
    document.insert(kind, Item::ArrayOfTables(blocks));
    document.to_string()
}

/// A list on one line, or one item a line where it is long.
fn list(name: &str, items: &[String]) -> Array {
    let mut array: Array = items.iter().map(String::as_str).collect();
    if name.len() + array.to_string().chars().count() > LINE {
        for item in array.iter_mut() {
            item.decor_mut().set_prefix("\n    ");
        }
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    array
}

/// Where the block with an id begins, with the comments right above it.
fn start_of(file: &str, kind: &str, id: &str) -> Option<usize> {
    let document = toml_edit::Document::parse(file).ok()?;
    let blocks = document.get(kind)?.as_array_of_tables()?;
    let block = blocks.iter().find(|b| b.get("id").and_then(Item::as_str) == Some(id))?;
    let mut start = block.span()?.start;
    while let Some(line) = file[..start].strip_suffix('\n') {
        let begin = line.rfind('\n').map_or(0, |at| at + 1);
        if !line[begin..].starts_with('#') {
            break;
        }
        start = begin;
    }
    Some(start)
}

/// The text of a rule file in the usual form: spaces, indentation and blank lines; comments, order and
/// line breaks inside lists stay. A file that is not TOML stays as it is.
#[must_use]
pub fn format_rules(file: &str) -> String {
    if file.parse::<DocumentMut>().is_err() {
        return file.to_owned();
    }
    let options = formatter::Options {
        array_auto_expand: false,
        array_auto_collapse: false,
        column_width: LINE,
        indent_string: "    ".to_owned(),
        allowed_blank_lines: 1,
        align_comments: false,
        ..formatter::Options::default()
    };
    formatter::format(file, options)
}
