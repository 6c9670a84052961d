//! Rule blocks: `[[kind]]` tables read into a stage's own types.

use schemars::JsonSchema;
use serde::de::value::Error as PlainError;
use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;

use crate::source::Location;

/// A kind of rule block. A stage implements this for each of its rule types.
///
/// The type lists the block's fields, `id` and the fields `examples`, `counterexamples` and `note`
/// aside: those every block may have, and the loader reads them itself.
pub trait Block: DeserializeOwned + JsonSchema {
    /// The table's name in a file: `[[country]]`.
    const KIND: &'static str;
    /// What stands before the id in the output: `countries` gives `countries/AZ`.
    const NAMESPACE: &'static str;
}

/// Names the kind and the namespace of a type of rule block.
///
/// ```
/// #[derive(serde::Deserialize, schemars::JsonSchema)]
/// struct Harbour {
///     name: String,
/// }
/// chancery_rules::block!(Harbour, "harbour", "places/harbours");
/// ```
#[macro_export]
macro_rules! block {
    ($name:ident, $kind:literal, $namespace:literal) => {
        impl $crate::Block for $name {
            const KIND: &'static str = $kind;
            const NAMESPACE: &'static str = $namespace;
        }
    };
}

/// The full id of a rule as the output shows it: `countries/AZ`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(std::sync::Arc<str>);

impl RuleId {
    /// An id from its full text.
    #[must_use]
    pub fn new(id: &str) -> Self {
        RuleId(id.into())
    }

    /// The id's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for RuleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A block read into its type, with its id and place.
#[derive(Clone, Debug)]
pub struct Rule<T> {
    /// The full id.
    pub id: RuleId,
    /// The id as written in the block.
    pub name: String,
    /// Where the block's id stands.
    pub location: Location,
    /// The block itself.
    pub value: T,
}

/// A piece of evidence: which rule saw what where. A finding carries all of its evidence, and
/// examples in rule files are checked against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The part it plays in the finding: `speaker`, `cue`, `party`, …
    pub label: &'static str,
    /// The bytes, in the original text once a finding has left its stage.
    pub span: crate::Span,
    /// The rule.
    pub rule: RuleId,
}

/// The names of the fields of `T`, asked of its `Deserialize` implementation.
///
/// The idea is that of the crate `serde_introspect`: a deserializer that notes the field list it
/// is offered and then gives up.
pub(crate) fn fields_of<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut fields: &'static [&'static str] = &[];
    // It always fails; only the note matters.
    let _ = T::deserialize(FieldNames { fields: &mut fields });
    fields
}

struct FieldNames<'f> {
    fields: &'f mut &'static [&'static str],
}

impl<'de> Deserializer<'de> for FieldNames<'_> {
    type Error = PlainError;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, PlainError> {
        Err(PlainError::custom(""))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, PlainError> {
        *self.fields = fields;
        Err(PlainError::custom(""))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
