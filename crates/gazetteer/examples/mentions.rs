//! Prints the mentions of the text on standard input.

#![allow(clippy::print_stdout)]

use std::io::Read;

use chancery_gazetteer::Gazetteer;

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let found = Gazetteer::english().find(&text);
    for mention in found.mentions() {
        let entity = found.entity(mention);
        println!(
            "{:>6} {:<12} {:<13} {:<46} {:<40} {}{}",
            mention.span.start,
            mention.kind.as_str(),
            mention.form.as_str(),
            entity.id,
            mention.rule,
            &text[mention.span.range()],
            if mention.part_of.is_some() { " (part)" } else { "" },
        );
    }
    Ok(())
}
