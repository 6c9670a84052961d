//! Reads trees, as serde reads any format.

use std::fmt::Display;
use std::ops::Range;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_spanned::de::{SpannedDeserializer, is_spanned};

use super::write::{ARRAY, BARE, FALSE, FLOAT, INLINE, INTEGER, QUOTED, TABLE, TRUE};
use crate::Span;

/// A value in a file, with its place there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'t> {
    pub(crate) span: Span,
    pub(crate) kind: Kind<'t>,
}

/// What a value is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind<'t> {
    Table(Table<'t>),
    Array(Array<'t>),
    Text(&'t str),
    Integer(i64),
    Float(f64),
    Bool(bool),
    /// A date, or a number that is too large.
    Other,
}

/// A key of a table, with its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key<'t> {
    pub(crate) span: Span,
    pub(crate) name: &'t str,
}

/// The keys and values of a table, sorted by key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table<'t>(Cursor<'t>);

/// The values of an array.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Array<'t>(Cursor<'t>);

/// A place in a tree. Trees are written by this crate; of what is no tree it makes something, and
/// comes to an end.
#[derive(Clone, Copy, Debug)]
struct Cursor<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// How many values are left.
    left: usize,
    /// Where the value begins that they stand in.
    base: usize,
}

impl<'t> Cursor<'t> {
    fn take(&mut self, length: usize) -> &'t [u8] {
        let (taken, rest) = self.bytes.split_at(length.min(self.bytes.len()));
        self.bytes = rest;
        taken
    }

    fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or_default()
    }

    fn number(&mut self) -> usize {
        let mut number = 0_u64;
        for group in 0..10 {
            let byte = self.byte();
            number |= u64::from(byte & 0x7f) << (7 * group);
            if byte < 0x80 {
                break;
            }
        }
        number as usize
    }

    fn signed(&mut self) -> i64 {
        let number = self.number() as u64;
        (number >> 1) as i64 ^ -((number & 1) as i64)
    }

    /// What a value is, and its place.
    fn head(&mut self) -> (u8, Span) {
        let what = self.byte();
        let start = self.base.saturating_add_signed(self.signed() as isize);
        let end = start.saturating_add(self.number());
        (what, Span::new(start, end))
    }

    fn string(&mut self, what: u8, span: Span) -> Option<&'t str> {
        let string = match what {
            QUOTED => self.text.get(span.start.saturating_add(1)..span.end.saturating_sub(1)),
            BARE => self.text.get(span.start..span.end),
            INLINE => {
                let length = self.number();
                std::str::from_utf8(self.take(length)).ok()
            }
            _ => return None,
        };
        Some(string.unwrap_or_default())
    }

    fn key(&mut self) -> Key<'t> {
        let (what, span) = self.head();
        Key { span, name: self.string(what, span).unwrap_or_default() }
    }

    fn value(&mut self) -> Node<'t> {
        let (what, span) = self.head();
        let kind = match what {
            TABLE => Kind::Table(Table(self.inner(span))),
            ARRAY => Kind::Array(Array(self.inner(span))),
            INTEGER => Kind::Integer(self.signed()),
            FLOAT => {
                let bytes = self.take(8).try_into().unwrap_or_default();
                Kind::Float(f64::from_le_bytes(bytes))
            }
            FALSE | TRUE => Kind::Bool(what == TRUE),
            _ => self.string(what, span).map_or(Kind::Other, Kind::Text),
        };
        Node { span, kind }
    }

    /// What stands in a table or an array.
    fn inner(&mut self, span: Span) -> Self {
        let length = self.number();
        let bytes = self.take(length);
        let mut inner = Cursor { text: self.text, bytes, left: 0, base: span.start };
        inner.left = inner.number();
        inner
    }

    /// Whether another value comes.
    fn next(&mut self) -> bool {
        let more = self.left > 0 && !self.bytes.is_empty();
        self.left = self.left.saturating_sub(1);
        more
    }
}

impl<'t> Iterator for Table<'t> {
    type Item = (Key<'t>, Node<'t>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().then(|| (self.0.key(), self.0.value()))
    }
}

impl Array<'_> {
    pub(crate) fn len(&self) -> usize {
        self.0.left
    }
}

impl<'t> Iterator for Array<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().then(|| self.0.value())
    }
}

impl<'t> Node<'t> {
    /// The table that a tree is.
    pub(super) fn root(text: &'t str, bytes: &'t [u8]) -> Self {
        Cursor { text, bytes, left: 1, base: 0 }.value()
    }

    /// The text of a string.
    pub(crate) fn as_str(&self) -> Option<&'t str> {
        match self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    fn unexpected(&self) -> Unexpected<'t> {
        match self.kind {
            Kind::Table(_) => Unexpected::Map,
            Kind::Array(_) => Unexpected::Seq,
            Kind::Text(text) => Unexpected::Str(text),
            Kind::Integer(number) => Unexpected::Signed(number),
            Kind::Float(number) => Unexpected::Float(number),
            Kind::Bool(value) => Unexpected::Bool(value),
            Kind::Other => Unexpected::Other("date or large number"),
        }
    }
}

/// What keeps a value from being read into its type, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Error {
    pub(crate) message: String,
    pub(crate) span: Option<Span>,
}

impl Error {
    fn at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<T: Display>(message: T) -> Self {
        Error { message: message.to_string(), span: None }
    }
}

impl<'t> IntoDeserializer<'t, Error> for Node<'t> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.kind {
            Kind::Table(table) => visitor.visit_map(Fields::new(table)),
            Kind::Array(items) => visitor.visit_seq(Items(items)),
            Kind::Text(text) => visitor.visit_borrowed_str(text),
            Kind::Integer(number) => visitor.visit_i64(number),
            Kind::Float(number) => visitor.visit_f64(number),
            Kind::Bool(value) => visitor.visit_bool(value),
            Kind::Other => Err(serde::de::Error::invalid_type(self.unexpected(), &visitor)),
        }
        .map_err(|error: Error| error.at(self.span))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self).map_err(|error: Error| error.at(self.span))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self).map_err(|error: Error| error.at(self.span))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if is_spanned(name) {
            let span: Range<usize> = self.span.start..self.span.end;
            return visitor.visit_map(SpannedDeserializer::new(self, span));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.kind {
            Kind::Text(text) => visitor.visit_enum(StrDeserializer::<Error>::new(text)),
            // One key, which names the variant.
            Kind::Table(mut table) => match (table.next(), table.next()) {
                (Some((key, value)), None) => visitor.visit_enum(Variant { key, value }),
                _ => Err(serde::de::Error::custom("wanted one key")),
            },
            _ => Err(serde::de::Error::custom("wanted string or table")),
        }
        .map_err(|error: Error| error.at(self.span))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// The keys and values of a table as serde asks for them.
pub(crate) struct Fields<'t, I> {
    entries: I,
    value: Option<Node<'t>>,
}

impl<'t, I: Iterator<Item = (Key<'t>, Node<'t>)>> Fields<'t, I> {
    pub(crate) fn new(entries: I) -> Self {
        Fields { entries, value: None }
    }
}

impl<'t, I: Iterator<Item = (Key<'t>, Node<'t>)>> MapAccess<'t> for Fields<'t, I> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'t>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        key.read(seed).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some(value) = self.value.take() else {
            return Err(serde::de::Error::custom("a value without a key"));
        };
        seed.deserialize(value).map_err(|error| error.at(value.span))
    }
}

impl<'t> Key<'t> {
    fn read<K: DeserializeSeed<'t>>(&self, seed: K) -> Result<K::Value, Error> {
        let name = serde::de::value::BorrowedStrDeserializer::<Error>::new(self.name);
        seed.deserialize(name).map_err(|error| error.at(self.span))
    }
}

struct Items<'t>(Array<'t>);

impl<'t> SeqAccess<'t> for Items<'t> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'t>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        self.0.next().map(|item| seed.deserialize(item)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Variant<'t> {
    key: Key<'t>,
    value: Node<'t>,
}

impl<'t> EnumAccess<'t> for Variant<'t> {
    type Error = Error;
    type Variant = Node<'t>;

    fn variant_seed<V: DeserializeSeed<'t>>(self, seed: V) -> Result<(V::Value, Node<'t>), Error> {
        Ok((self.key.read(seed)?, self.value))
    }
}

impl<'t> VariantAccess<'t> for Node<'t> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Err(serde::de::Error::invalid_type(self.unexpected(), &"a name alone"))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'t>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'t>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'t>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }
}
