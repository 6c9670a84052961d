//! Tests of the whole reading of a text.

use proptest::prelude::*;

use crate::{Date, Reader, Span};

/// The English Golden Rules of the pragmatic segmenter (Kevin Dias): the sentence counts and cuts
/// as facts, each row a text with `¦` between its sentences.
const GOLDEN: [&str; 52] = [
    "Hello World.¦My name is Jonas.",
    "What is your name?¦My name is Jonas.",
    "There it is!¦I found it.",
    "My name is Jonas E. Smith.",
    "Please turn to p. 55.",
    "Were Jane and co. at the party?",
    "They closed the deal with Pitt, Briggs & Co. at noon.",
    "Let's ask Jane and co.¦They should know.",
    "They closed the deal with Pitt, Briggs & Co.¦It closed yesterday.",
    "I can see Mt. Fuji from here.",
    "St. Michael's Church is on 5th st. near the light.",
    "That is JFK Jr.'s book.",
    "I visited the U.S.A. last year.",
    "I live in the E.U.¦How about you?",
    "I live in the U.S.¦How about you?",
    "I work for the U.S. Government in Virginia.",
    "I have lived in the U.S. for 20 years.",
    "At 5 a.m. Mr. Smith went to the bank.¦He left the bank at 6 P.M.¦Mr. Smith then went to the store.",
    "She has $100.00 in her bag.",
    "She has $100.00.¦It is in her bag.",
    "He teaches science (He previously worked for 5 years as an engineer.) at the local University.",
    "Her email is Jane.Doe@example.com.¦I sent her an email.",
    "The site is: https://www.example.50.com/new-site/awesome_content.html.¦Please check it out.",
    "She turned to him, 'This is great.' she said.",
    "She turned to him, \"This is great.\" she said.",
    "She turned to him, \"This is great.\"¦She held the book out to show him.",
    "Hello!!¦Long time no see.",
    "Hello??¦Who is there?",
    "Hello!?¦Is that you?",
    "Hello?!¦Is that you?",
    "1.) The first item¦2.) The second item",
    "1.) The first item.¦2.) The second item.",
    "1) The first item¦2) The second item",
    "1) The first item.¦2) The second item.",
    "1. The first item¦2. The second item",
    "1. The first item.¦2. The second item.",
    "• 9. The first item¦• 10. The second item",
    "⁃9. The first item¦⁃10. The second item",
    "a. The first item¦b. The second item¦c. The third list item",
    "This is a sentence\ncut off in the middle because pdf.",
    "It was a cold \nnight in the city.",
    "features\n¦contact manager\n¦events, activities\n",
    "You can find it at N°. 1026.253.553.¦That is where the treasure is.",
    "She works at Yahoo! in the accounting department.",
    "We make a good team, you and I.¦Did you see Albert I. Jones yesterday?",
    "Thoreau argues that by simplifying one’s life, “the laws of the universe will appear less complex. . . .”",
    "\"Bohr [...] used the analogy of parallel stairways [...]\" (Smith 55).",
    "If words are left off at the end of a sentence, and that is all that is omitted, indicate the omission with ellipsis marks (preceded and followed by a space) and then indicate the end of the sentence with a period . . . .¦Next sentence.",
    "I never meant that....¦She left the store.",
    "I wasn’t really ... well, what I mean...see . . . what I'm saying, the thing is . . . I didn’t mean it.",
    "One further habit which was somewhat weakened . . . was that of combining words into self-interpreting compounds. . . .¦The practice was not abandoned. . . .",
    "Hello world.¦Today is Tuesday.¦Mr. Smith went to the store and bought 1,000.¦That is a lot.",
];

fn sentences(text: &str) -> Vec<String> {
    let reader = Reader::english();
    let document = reader.read(text);
    let spans = document.sentences().iter().map(|s| document.span_of(s.tokens.clone()));
    spans.map(|s| text[document.to_original(s).range()].to_owned()).collect()
}

#[test]
fn the_golden_rules_hold() {
    let mut failed = Vec::new();
    for (number, row) in GOLDEN.iter().enumerate() {
        let spaced = row.replace("\n¦", "\n").replace('¦', " ");
        // The last row has lost its spaces.
        let text = if number == 51 { row.replace('¦', "") } else { spaced };
        let wanted: Vec<&str> = row.split('¦').map(str::trim).collect();
        let found = sentences(&text);
        if found != wanted {
            failed.push(format!("{}: {found:#?}", number + 1));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn news_sentences_are_cut_where_a_reader_would() {
    for row in [
        "A.Hajizada said that relations have grown.¦U.S. Secretary of State Antony Blinken agreed.",
        "Mr. Xi met Gen. Sisi at 10 a.m. in Cairo.¦Resolution No. 5 was adopted.",
        "\"We are ready.¦We will sign the treaty,\" he said.",
        "\"Relations are at a new level,\" - he said.¦The sides met.",
        "Will Baku sign?¦\"Yes,\" said Bayramov.",
    ] {
        let wanted: Vec<&str> = row.split('¦').collect();
        assert_eq!(sentences(&row.replace('¦', " ")), wanted);
    }
}

#[test]
fn datelines_of_many_agencies_are_read() {
    let given: Date = "2024-07-05".parse().unwrap();
    for (text, place, day, agency) in [
        ("BAKU, Azerbaijan, July 3. The ministers met.", "BAKU", true, None),
        ("BAKU, July 3 (Reuters) - The ministers met.", "BAKU", true, Some("Reuters")),
        ("MOSCOW. KAZINFORM The ministers met.", "MOSCOW", false, Some("KAZINFORM")),
        ("ISLAMABAD: The ministers met.", "ISLAMABAD", false, None),
        ("MOSCOW, July 3. /TASS/. The ministers met.", "MOSCOW", true, Some("TASS")),
        ("Baku, July 3, AZERTAC The ministers met.", "Baku", true, Some("AZERTAC")),
        ("NEW DELHI (AP) — The ministers met.", "NEW DELHI", false, Some("AP")),
        (
            "UNITED NATIONS, July 3 (Xinhua) -- The ministers met.",
            "UNITED NATIONS",
            true,
            Some("Xinhua"),
        ),
    ] {
        let reader = Reader::english();
        let options = crate::ReadOptions { date: Some(given), ..Default::default() };
        let document = reader.read_with(text, options);
        let dateline = document.meta().dateline.as_ref().unwrap_or_else(|| panic!("{text}"));
        assert_eq!(document.slice(dateline.place), place, "{text}");
        let wanted = day.then(|| "2024-07-03".parse::<Date>().unwrap());
        assert_eq!(dateline.date, wanted, "{text}");
        let found = document.meta().agency.as_ref().map(|a| document.slice(a.span).to_owned());
        assert_eq!(found.as_deref(), agency, "{text}");
        let first = document.span_of(document.sentences()[0].tokens.clone());
        assert_eq!(document.slice(first), "The ministers met.", "{text}");
    }
}

#[test]
fn a_sentence_that_begins_with_a_name_is_no_dateline() {
    for text in [
        "Azerbaijan and China signed a memorandum on July 3.",
        "NATO said on July 3 that the talks had failed.",
        "Baku has agreed. The talks go on.",
        "AFP: Will China resume the talks?\n\nLin Qiang: We hope so.",
    ] {
        assert_eq!(Reader::english().read(text).meta().dateline, None, "{text}");
    }
}

#[test]
fn the_metadata_line_gives_the_year() {
    let text = " date 2024-07-03 BAKU, Azerbaijan, July 3. The ministers met, Trend reports.";
    let reader = Reader::english();
    let document = reader.read(text);
    let meta = document.meta();
    assert_eq!(meta.date, Some("2024-07-03".parse().unwrap()));
    assert_eq!(meta.dateline.as_ref().unwrap().date, meta.date);
    assert_eq!(document.slice(meta.agency.as_ref().unwrap().span), "Trend");
}

#[test]
fn folding_keeps_the_way_back() {
    for (original, normalized) in [
        ("“One China” policy", "\"One China\" policy"),
        ("â€œOne Chinaâ€\u{9d} policy", "\"One China\" policy"),
        ("Azerbaijani- Chinese", "Azerbaijani-Chinese"),
        ("short- and long-term", "short- and long-term"),
        ("con\u{ad}ven\u{200b}tion", "convention"),
        ("the ﬁrst agreement", "the first agreement"),
        ("Ｃｈｉｎａ", "China"),
        ("Tu\u{308}rkiye", "Türkiye"),
        ("a\r\nb", "a\nb"),
        ("``We agreed,'' he said", "\"We agreed,\" he said"),
    ] {
        let normalizer = Reader::english().normalizer().clone();
        let result = normalizer.normalize(original, false);
        assert_eq!(result.text, normalized);
        let whole = result.map.to_original(Span::new(0, result.text.len()));
        assert_eq!(whole, Span::new(0, original.len()));
    }
}

#[test]
fn html_references_are_decoded_only_when_asked() {
    let normalizer = Reader::english().normalizer().clone();
    assert_eq!(
        normalizer.normalize("Q&amp;A &#8220;x&#8221; &nope;", true).text,
        "Q&A \"x\" &nope;"
    );
    assert_eq!(normalizer.normalize("Q&amp;A", false).text, "Q&amp;A");
}

/// Characters that matter to this crate, and any others.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("“".to_owned()),
        Just("”".to_owned()),
        Just("'".to_owned()),
        Just("’".to_owned()),
        Just("`".to_owned()),
        Just("- ".to_owned()),
        Just("-".to_owned()),
        Just("\u{ad}".to_owned()),
        Just("\u{200b}".to_owned()),
        Just("\u{301}".to_owned()),
        Just("â€™".to_owned()),
        Just("a\u{302}€™".to_owned()),
        Just("\r\n".to_owned()),
        Just("\n\n".to_owned()),
        Just(". ".to_owned()),
        Just("U.S.".to_owned()),
        Just("ﬁ".to_owned()),
        Just("Baku".to_owned()),
        Just("date 2024-07-03 BAKU, July 3.".to_owned()),
        "[a-zA-Z .,!?&;#0-9]{1,8}",
        "\\PC{1,4}",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_span_is_a_valid_slice_of_the_original(text in texts()) {
        let reader = Reader::english();
        let document = reader.read(&text);
        let mut last = 0;
        for token in document.tokens() {
            let span = document.to_original(token.span());
            prop_assert!(text.get(span.range()).is_some());
            prop_assert!(span.start < span.end);
            prop_assert!(last <= token.start);
            last = token.end;
        }
        let mut last = 0;
        for sentence in document.sentences() {
            prop_assert!(last <= sentence.tokens.start && !sentence.tokens.is_empty());
            last = sentence.tokens.end;
            let span = document.to_original(document.span_of(sentence.tokens.clone()));
            prop_assert!(text.get(span.range()).is_some());
        }
    }

    #[test]
    fn normalizing_twice_changes_nothing(text in texts()) {
        let normalizer = Reader::english().normalizer().clone();
        let once = normalizer.normalize(&text, false).text.into_owned();
        let twice = normalizer.normalize(&once, false);
        prop_assert_eq!(&twice.text, &once);
        prop_assert!(twice.map.is_identity());
    }

    #[test]
    fn there_and_back_encloses_the_range(text in texts(), html: bool, a: prop::sample::Index, b: prop::sample::Index) {
        let normalizer = Reader::english().normalizer().clone();
        let result = normalizer.normalize(&text, html);
        let bounds: Vec<usize> = (0..=result.text.len()).filter(|i| result.text.is_char_boundary(*i)).collect();
        let (a, b) = (*a.get(&bounds), *b.get(&bounds));
        let span = Span::new(a.min(b), a.max(b));
        let original = result.map.to_original(span);
        prop_assert!(text.get(original.range()).is_some());
        let back = result.map.to_normalized(original);
        prop_assert!(back.contains(span), "{:?} {:?} {:?}", span, original, back);
    }
}

#[test]
fn datelines_of_two_cities_of_none_and_of_a_day_alone() {
    let meta = |text: &str| Reader::english().read(text).meta().clone();
    let place = |text: &str| {
        let document = Reader::english().read(text);
        let dateline = document.meta().dateline.as_ref();
        dateline.map(|d| document.slice(d.place).to_owned())
    };
    assert_eq!(place("KINSHASA/DOHA (AFP) — They signed.").as_deref(), Some("KINSHASA"));
    assert_eq!(place("Cairo – Egypt's minister spoke.").as_deref(), Some("Cairo"));
    for text in ["LIVE: They signed.", "Sanctions – what comes next?", "(ECNS) -- China spoke."] {
        assert_eq!(place(text), None, "{text}");
    }
    assert!(meta("(ECNS) -- China spoke.").agency.is_some());
    let alone = meta("A headline\n\nTuesday, September 23, 2025\n\nThey signed.");
    assert_eq!(alone.date, Some(jiff::civil::date(2025, 9, 23)));
}
