//! A JSON Schema of rule files, made from the types that the stages read them into.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// Makes the schema of one kind of block.
pub(crate) type MakeSchema = fn(&mut SchemaGenerator) -> Schema;

/// The schema of a rule file that may hold blocks of these kinds.
pub(crate) fn rule_files(kinds: &[(&'static str, MakeSchema)]) -> Value {
    // Draft 7 is what editors read.
    let mut generator = SchemaSettings::draft07().into_generator();
    let mut properties = Map::new();
    for (kind, make) in kinds {
        let mut block = make(&mut generator).to_value();
        common_fields(&mut block);
        properties.insert((*kind).to_owned(), json!({"type": "array", "items": block}));
    }
    let text = json!({"type": "string"});
    properties.insert(
        "remove".to_owned(),
        json!({
            "description": "Ids of rules of an earlier pack that this pack removes.",
            "type": "array",
            "items": text,
        }),
    );
    properties.insert(
        "pack".to_owned(),
        json!({
            "description": "The pack's own name and version; `chancery --version` prints them.",
            "type": "object",
            "properties": {"name": text, "version": text},
        }),
    );
    let definitions = generator.take_definitions(true);
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A rule file of chancery",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "definitions": definitions,
    })
}

/// Adds the fields that every block may have, and refuses all others.
fn common_fields(block: &mut Value) {
    let texts = |description: &str| json!({"description": description, "type": "array", "items": {"type": "string"}});
    let fields = json!({
        "id": {"description": "The rule's name, unique among blocks of its kind.", "type": "string", "minLength": 1},
        "examples": texts("Sentences in which the rule finds what is marked as [label:text]."),
        "counterexamples": texts("Sentences in which the rule finds nothing."),
        "note": {"description": "For the next author; changes nothing.", "type": "string"},
    });
    let (Some(fields), Some(block)) = (fields.as_object(), block.as_object_mut()) else { return };
    for key in ["$schema", "title"] {
        block.remove(key);
    }
    if let Some(properties) = block.entry("properties").or_insert_with(|| json!({})).as_object_mut()
    {
        for (name, field) in fields {
            properties.entry(name).or_insert_with(|| field.clone());
        }
    }
    if let Some(required) = block.entry("required").or_insert_with(|| json!([])).as_array_mut()
        && !required.contains(&json!("id"))
    {
        required.insert(0, json!("id"));
    }
    block.insert("additionalProperties".to_owned(), json!(false));
}
