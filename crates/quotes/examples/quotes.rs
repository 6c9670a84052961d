//! Prints the quotations of the text on standard input.
#![allow(clippy::print_stdout)]

use std::io::Read;

use chancery_quotes::Quotes;

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    for quote in Quotes::english().extract(&text) {
        println!("{} {} (repaired: {})", quote.kind.as_str(), quote.rule, quote.repaired);
        if let Some(speaker) = &quote.speaker {
            println!("  speaker: {} {:?}", &text[speaker.span.range()], speaker.mention);
        }
        if let Some(cue) = &quote.cue {
            println!("  cue:     {} ({})", &text[cue.span.range()], cue.lemma);
        }
        for piece in &quote.content {
            println!("  content: {}", &text[piece.range()]);
        }
    }
    Ok(())
}
