//! HTML pages: how they are decoded, and the article in them.

use std::borrow::Cow;

use dom_smoothie::{Config, Readability, TextMode};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::{Content, Input, Record, RecordError, date, read_whole};
use crate::source::Source;

/// How deep elements may lie in each other unless the caller says otherwise. Browsers stop at 512.
pub const DEFAULT_MAX_NESTING: usize = 1_000;

/// Most elements of a page whose article is sought; the page of a long article has some thousands.
const MOST_ELEMENTS: usize = 200_000;

/// How far into a page its encoding is looked for, in bytes, as the HTML standard has it.
const PRESCAN: usize = 1024;

/// Elements that hold nothing, or that end without an end tag where the next begins: however many of
/// them follow each other, the tree grows no deeper.
const FLAT: [&str; 36] = [
    "area", "base", "body", "br", "caption", "col", "colgroup", "dd", "dt", "embed", "head", "hr",
    "html", "img", "input", "keygen", "li", "link", "meta", "optgroup", "option", "p", "param",
    "path", "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "use",
    "wbr",
];

pub(super) fn read(source: &mut Source, max: usize) -> Record {
    let bytes = read_whole(source, max)?;
    let text = decode(&bytes, None).into_owned();
    let (id, origin) = (source.stem(), source.name.clone());
    Ok(Input { id, origin, text, content: Content::Page, ..Input::default() })
}

/// A page as text: by its byte order mark, else as the server said, else as the page says of itself, else
/// as UTF-8 where it is that, else as most of the old web is. What cannot be decoded becomes U+FFFD.
pub(super) fn decode<'b>(bytes: &'b [u8], charset: Option<&str>) -> Cow<'b, str> {
    let said = charset.and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = said
        .or_else(|| own_charset(bytes))
        .unwrap_or_else(|| if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { WINDOWS_1252 });
    encoding.decode(bytes).0
}

/// What a page says of its encoding in its head.
fn own_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(PRESCAN)]).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let label = after.trim_start_matches(['"', '\'']);
    let end = label.find(['"', '\'', ' ', '/', '>', ';']).unwrap_or(label.len());
    let encoding = Encoding::for_label(&label.as_bytes()[..end])?;
    // Its head was read as ASCII, so it is not what it says.
    Some(if encoding.is_ascii_compatible() { encoding } else { UTF_8 })
}

impl Input {
    /// The article of a page: its headline, an empty line, and its main text, with the page's own date
    /// before that of the record. What is no page stays as it is.
    ///
    /// # Errors
    /// A page without an article, or with elements nested deeper than `max_nesting`.
    pub fn article(self, max_nesting: usize) -> Record {
        if self.content != Content::Page {
            return Ok(self);
        }
        let error = |code, message: String| RecordError {
            id: self.id.clone(),
            code,
            message,
            source_name: self.origin.clone(),
        };
        if nesting(&self.text) > max_nesting {
            let message = format!("elements nested deeper than {max_nesting} (--max-nesting)");
            return Err(error("too-deep", message));
        }
        let config = Config {
            text_mode: TextMode::Formatted,
            max_elements_to_parse: MOST_ELEMENTS,
            ..Config::default()
        };
        let article = Readability::new(self.text.as_str(), None, Some(config))
            .and_then(|mut page| page.parse())
            .map_err(|e| error("no-article", format!("no article in the page: {e}")))?;
        let (title, body) = (article.title.trim(), article.text_content.trim());
        if body.is_empty() {
            return Err(error("no-article", "no article in the page".to_owned()));
        }
        let text = if title.is_empty() || body.starts_with(title) {
            body.to_owned()
        } else {
            format!("{title}\n\n{body}")
        };
        let date = article.published_time.as_deref().and_then(date).or(self.date);
        Ok(Input { text, date, content: Content::Extracted, ..self })
    }
}

/// How deep the elements of a page lie in each other at most, or more: an end tag that is missing counts.
fn nesting(page: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0usize);
    for at in memchr::memchr_iter(b'<', page.as_bytes()) {
        let tag = &page.as_bytes()[at + 1..];
        let end = tag.first() == Some(&b'/');
        let name = &tag[usize::from(end)..];
        let length = name.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let name = &name[..length];
        if length == 0 || FLAT.iter().any(|flat| name.eq_ignore_ascii_case(flat.as_bytes())) {
            continue;
        }
        depth = if end { depth.saturating_sub(1) } else { depth + 1 };
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Records;

    const PAGE: &str = r#"<!DOCTYPE html><html><head><meta charset="utf-8">
<title>Azerbaijan, Türkiye sign energy memorandum</title>
<meta property="article:published_time" content="2024-07-03T10:00:00+04:00"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/politics">Politics</a></li></ul></nav>
<article><h1>Azerbaijan, Türkiye sign energy memorandum</h1>
<p>BAKU, Azerbaijan, July 3. Azerbaijan and Türkiye have signed a memorandum of understanding on
cooperation in energy, the Azerbaijani Energy Ministry said on Wednesday.</p>
<p>&quot;The memorandum opens a new page in our relations,&quot; Energy Minister Parviz Shahbazov told
reporters after the ceremony in Ankara, where the two sides had met for the third time this year.</p>
<p>Turkish Energy Minister Alparslan Bayraktar said that the parties would set up a working group, which
is to meet in the autumn and to draw up a plan of joint projects for the next five years.</p></article>
<aside><p>Subscribe to our newsletter</p></aside><footer>© 2024</footer></body></html>"#;

    fn article(page: &[u8]) -> Record {
        let source = Source::reader("stdin", std::io::Cursor::new(page.to_vec()));
        Records::page(source, 1 << 25).next().unwrap()?.article(DEFAULT_MAX_NESTING)
    }

    #[test]
    fn the_article_is_taken_and_the_rest_left() {
        let article = article(PAGE.as_bytes()).unwrap();
        assert!(article.text.starts_with("Azerbaijan, Türkiye sign energy memorandum\n"));
        assert!(article.text.contains("\"The memorandum opens a new page"), "{}", article.text);
        assert!(article.text.contains(".\n\n"), "paragraphs: {}", article.text);
        assert!(!article.text.contains("newsletter") && !article.text.contains("Home"));
        assert_eq!(article.date.unwrap().to_string(), "2024-07-03");
        assert_eq!(article.content, Content::Extracted);
    }

    #[test]
    fn a_page_says_how_it_is_written() {
        let latin = PAGE.replace("utf-8", "iso-8859-9").replace('©', "(c)");
        let bytes: Vec<u8> = latin.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
        assert!(article(&bytes).unwrap().text.contains("Türkiye have signed"));
        assert_eq!(decode(b"caf\xe9", None), "café");
        assert_eq!(decode("café".as_bytes(), None), "café");
        assert_eq!(decode(b"\xcf\xd0\xc8", Some("koi8-r")), "опх");
    }

    #[test]
    fn a_page_without_an_article_or_without_end_is_an_error() {
        let code = |page: &[u8]| article(page).unwrap_err().code;
        assert_eq!(code(b"<html><body></body></html>"), "no-article");
        assert_eq!(code("<div>".repeat(1_000_000).as_bytes()), "too-deep");
        let lines = format!("<html><body>{}</body>", "<p>Baku agreed.<br>\n".repeat(5000));
        assert!(article(lines.as_bytes()).is_ok());
    }
}
