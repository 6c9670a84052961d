//! What a change of rules changes, as a page.

use maud::{Markup, html};

use crate::Change;
use crate::page_frame::frame;

/// A self-contained page of the changes of articles. `read` is how many were compared.
#[must_use]
pub fn changes_page(read: usize, articles: &[(String, Vec<Change>)]) -> String {
    let body = html! {
        p { (articles.len()) " of " (read) " articles differ." }
        @for (id, changes) in articles {
            section {
                h2 { (id) }
                (table(changes))
            }
        }
    };
    frame("Changes of findings", "", &body)
}

fn table(changes: &[Change]) -> Markup {
    html! {
        table {
            thead {
                tr { th { "change" } th { "finding" } th { "place" } th { "what" } th { "text" } th { "rule" } }
            }
            tbody {
                @for change in changes {
                    tr class=(change.change) {
                        td { (change.change) }
                        td { (change.finding) }
                        td { (change.start) "–" (change.end) }
                        td { (change.nature) }
                        td {
                            (change.text)
                            @for (field, old, new) in &change.fields {
                                br;
                                code { (field) } ": " del { (old) } " → " ins { (new) }
                            }
                        }
                        td { code { (change.rule) } }
                    }
                }
            }
        }
    }
}
