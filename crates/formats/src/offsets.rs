//! In which unit the output counts.

use std::str::FromStr;

/// The unit of offsets in the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offsets {
    /// Bytes of UTF-8.
    #[default]
    Byte,
    /// Unicode code points, as Python counts.
    CodePoint,
    /// UTF-16 code units, as JavaScript and Java count.
    Utf16,
}

impl Offsets {
    /// The word of the output contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Offsets::Byte => "byte",
            Offsets::CodePoint => "codepoint",
            Offsets::Utf16 => "utf16",
        }
    }

    /// A converter for one text; built in one pass over it.
    #[must_use]
    pub fn converter(self, text: &str) -> Converter {
        let mut units = 0;
        let mut steps = Vec::new();
        if self != Offsets::Byte && !text.is_ascii() {
            for (at, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
                // How many units fewer than bytes there are from the end of this character on.
                units += c.len_utf8() - if self == Offsets::Utf16 { c.len_utf16() } else { 1 };
                steps.push((at + c.len_utf8(), units));
            }
        }
        Converter { steps }
    }
}

impl FromStr for Offsets {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Offsets::Byte, Offsets::CodePoint, Offsets::Utf16]
            .into_iter()
            .find(|o| o.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no unit; use byte, codepoint or utf16"))
    }
}

/// Turns byte offsets of one text into another unit.
#[derive(Clone, Debug)]
pub struct Converter {
    /// (byte offset, how much less from there on)
    steps: Vec<(usize, usize)>,
}

impl Converter {
    /// The offset in the converter's unit for a byte offset on a character boundary.
    #[must_use]
    pub fn convert(&self, byte: usize) -> usize {
        let passed = self.steps.partition_point(|(at, _)| *at <= byte);
        byte - passed.checked_sub(1).map_or(0, |i| self.steps[i].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_differ_beyond_ascii() {
        let text = "“Türkiye” 🕊 x";
        let byte = text.find('x').unwrap();
        assert_eq!(Offsets::Byte.converter(text).convert(byte), byte);
        let before = &text[..byte];
        assert_eq!(Offsets::CodePoint.converter(text).convert(byte), before.chars().count());
        assert_eq!(Offsets::Utf16.converter(text).convert(byte), before.encode_utf16().count());
    }
}
