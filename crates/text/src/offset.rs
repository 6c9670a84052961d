//! From positions in the normalized text to positions in the original, and back.

use chancery_rules::Span;

/// A piece of text that a pass replaced: bytes after and before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edit {
    new: Span,
    old: Span,
}

/// The edits of one pass, in order; between them the texts are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Layer {
    edits: Vec<Edit>,
}

#[derive(Clone, Copy)]
enum Bias {
    Start,
    End,
}

impl Layer {
    /// Notes a replacement that follows all earlier ones. Removals in a row become one; other
    /// neighbours stay apart, so that each maps to exactly its own original.
    pub(crate) fn push(&mut self, new: Span, old: Span) {
        if let Some(last) = self.edits.last_mut()
            && last.new.is_empty()
            && new.is_empty()
            && last.old.end == old.start
        {
            last.old.end = old.end;
            return;
        }
        self.edits.push(Edit { new, old });
    }

    fn map(
        &self,
        offset: usize,
        bias: Bias,
        from: fn(&Edit) -> Span,
        to: fn(&Edit) -> Span,
    ) -> usize {
        // The last edit that starts at or before the offset.
        let after = self.edits.partition_point(|e| from(e).start <= offset);
        let Some(edit) = after.checked_sub(1).map(|i| &self.edits[i]) else { return offset };
        let (here, there) = (from(edit), to(edit));
        match bias {
            // A span that ends where an edit starts holds nothing of it.
            Bias::End if offset == here.start => there.start,
            Bias::Start if offset == here.start && !here.is_empty() => there.start,
            _ if offset >= here.end => there.end + (offset - here.end),
            Bias::Start => there.start,
            Bias::End => there.end,
        }
    }
}

/// Maps spans of the normalized text to spans of the original and back. Each way the result
/// encloses what was asked for: half a ligature maps to the whole of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    layers: Vec<Layer>,
}

impl OffsetMap {
    /// Adds the edits of a further pass over the text.
    pub(crate) fn push(&mut self, layer: Layer) {
        self.layers.push(layer);
    }

    /// Whether both texts are the same.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.layers.is_empty()
    }

    /// The span of the original for a span of the normalized text.
    #[must_use]
    pub fn to_original(&self, span: Span) -> Span {
        self.layers.iter().rev().fold(span, |span, layer| both(layer, span, |e| e.new, |e| e.old))
    }

    /// The span of the normalized text for a span of the original.
    #[must_use]
    pub fn to_normalized(&self, span: Span) -> Span {
        self.layers.iter().fold(span, |span, layer| both(layer, span, |e| e.old, |e| e.new))
    }
}

fn both(layer: &Layer, span: Span, from: fn(&Edit) -> Span, to: fn(&Edit) -> Span) -> Span {
    // An empty span inside a replacement takes the whole of it; at a removal it stays empty.
    let start = layer.map(span.start, Bias::Start, from, to);
    Span::new(start, layer.map(span.end, Bias::End, from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_character_belongs_to_neither_neighbour() {
        // "a\u{ad}b" → "ab"
        let mut layer = Layer::default();
        layer.push(Span::new(1, 1), Span::new(1, 3));
        let mut map = OffsetMap::default();
        map.push(layer);
        assert_eq!(map.to_original(Span::new(0, 1)), Span::new(0, 1));
        assert_eq!(map.to_original(Span::new(1, 2)), Span::new(3, 4));
        assert_eq!(map.to_original(Span::new(0, 2)), Span::new(0, 4));
    }

    #[test]
    fn neighbouring_replacements_stay_apart() {
        // "’”" → "'\""
        let mut layer = Layer::default();
        layer.push(Span::new(0, 1), Span::new(0, 3));
        layer.push(Span::new(1, 2), Span::new(3, 6));
        let mut map = OffsetMap::default();
        map.push(layer);
        assert_eq!(map.to_original(Span::new(0, 1)), Span::new(0, 3));
        assert_eq!(map.to_original(Span::new(1, 2)), Span::new(3, 6));
    }

    #[test]
    fn half_a_replacement_maps_to_the_whole() {
        // "ﬁ" → "fi"
        let mut layer = Layer::default();
        layer.push(Span::new(0, 2), Span::new(0, 3));
        let mut map = OffsetMap::default();
        map.push(layer);
        assert_eq!(map.to_original(Span::new(1, 2)), Span::new(0, 3));
        assert_eq!(map.to_normalized(Span::new(0, 3)), Span::new(0, 2));
    }
}
