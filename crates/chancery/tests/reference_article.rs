//! What the reference article must give, finding by finding.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use chancery::{Annotations, Offsets, Pipeline, record};
use chancery_gazetteer::{Form, Kind, Mention};
use chancery_quotes::QuoteKind;
use serde_json::json;
use std::sync::LazyLock;

const TEXT: &str = include_str!("../../../tests/articles/trend-2024-07-03.txt");

fn found() -> &'static Annotations<'static> {
    static FOUND: LazyLock<Annotations<'static>> =
        LazyLock::new(|| Pipeline::embedded().annotate("trend-2024-07-03", TEXT));
    &FOUND
}

fn mentions() -> impl Iterator<Item = (&'static Mention, &'static str, &'static str)> {
    let found = found();
    let all = found.mentions.mentions().iter();
    all.map(|m| (m, &TEXT[m.span.range()], found.mentions.entity(m).id.as_str()))
}

/// Texts and entities of the mentions of one kind.
fn of_kind(kind: Kind) -> Vec<(&'static str, &'static str)> {
    mentions().filter(|(m, _, _)| m.kind == kind).map(|(_, text, id)| (text, id)).collect()
}

#[test]
fn the_metadata_is_read() {
    let json = serde_json::to_value(record(found(), Offsets::Byte)).unwrap();
    let meta = &json["meta"];
    assert_eq!(meta["date"], "2024-07-03");
    assert_eq!(meta["dateline"]["text"], "BAKU, Azerbaijan, July 3.");
    assert_eq!(meta["dateline"]["place"], "Baku");
    assert_eq!(meta["dateline"]["country"], "AZ");
    assert_eq!(meta["dateline"]["date"], "2024-07-03");
    assert_eq!(meta["agency"]["text"], "Trend");
    assert_eq!(meta["agency"]["entity"], "organization/trend");
}

#[test]
fn the_persons_are_two() {
    let persons = of_kind(Kind::Person);
    let spokesperson = "person/aykhan-hajizada";
    let president = "person/ilham-aliyev";
    assert_eq!(
        persons,
        [
            ("MFA Spokesperson Aykhan Hajizada", spokesperson),
            ("Ilham Aliyev", president),
            ("President of the Republic of Azerbaijan", president),
            ("A.Hajizada", spokesperson),
            ("he", spokesperson),
        ]
    );
    let entities = found().mentions.entities();
    let hajizada = entities.iter().find(|e| e.id == spokesperson).unwrap();
    assert_eq!(hajizada.title.as_deref(), Some("MFA Spokesperson"));
    assert_eq!(hajizada.country.as_deref(), Some("AZ"));
    assert_eq!(hajizada.name, "Aykhan Hajizada");
    let aliyev = entities.iter().find(|e| e.id == president).unwrap();
    assert_eq!(aliyev.title.as_deref(), Some("President"));
    assert_eq!(aliyev.country.as_deref(), Some("AZ"));
}

#[test]
fn every_mention_of_the_two_countries_is_found() {
    // Counted in the text by their letters, demonyms and official names included.
    let stems = [("Azerbaijan", "country/AZ"), ("Chin", "country/CN")];
    let official =
        ["Republic of Azerbaijan", "People's Republic of China", "People’s Republic of China"];
    let countries = of_kind(Kind::Country);
    for (stem, id) in stems {
        let in_text = TEXT.matches(stem).count();
        let in_findings = countries.iter().filter(|(_, entity)| *entity == id).count();
        assert_eq!(in_findings, in_text, "{stem}");
    }
    for name in official {
        let in_text = TEXT.matches(name).count();
        let in_findings = countries.iter().filter(|(text, _)| *text == name).count();
        assert_eq!(in_findings, in_text, "{name}");
    }
    assert!(mentions().filter(|(m, _, _)| m.kind == Kind::Country).all(|(m, text, _)| {
        (m.form == Form::Demonym) == matches!(text, "Azerbaijani" | "Chinese")
    }));
}

#[test]
fn both_halves_of_the_compounds_are_found() {
    for compound in ["Azerbaijani- Chinese", "Azerbaijani-Chinese"] {
        let start = TEXT.find(compound).unwrap();
        let at = |offset: usize| mentions().find(|(m, _, _)| m.span.start == offset).unwrap().1;
        assert_eq!(at(start), "Azerbaijani");
        assert_eq!(at(start + compound.len() - "Chinese".len()), "Chinese");
    }
}

#[test]
fn a_country_inside_a_longer_name_is_marked_as_part_of_it() {
    for (longer, inside) in
        [("“One China” policy", "“One ".len()), ("China-Europe Railway Express", 0)]
    {
        let start = TEXT.find(longer).unwrap() + inside;
        let (mention, text, _) = mentions().find(|(m, _, _)| m.span.start == start).unwrap();
        assert_eq!(text, "China");
        let part_of = mention.part_of.as_ref().unwrap();
        assert_eq!(&TEXT[part_of.span.range()], longer);
    }
    let plain = TEXT.find("China has continuously").unwrap();
    let (mention, _, _) = mentions().find(|(m, _, _)| m.span.start == plain).unwrap();
    assert_eq!(mention.part_of, None);
}

#[test]
fn the_places_are_the_dateline_and_astana() {
    let places = of_kind(Kind::Place);
    assert_eq!(places, [("BAKU", "place/baku"), ("Astana", "place/astana")]);
    let entities = found().mentions.entities();
    let astana = entities.iter().find(|e| e.id == "place/astana").unwrap();
    assert_eq!(astana.country.as_deref(), Some("KZ"));
}

#[test]
fn the_institutions_are_resolved() {
    assert_eq!(
        of_kind(Kind::Institution),
        [
            ("MFA", "institution/az-ministry-of-foreign-affairs"),
            ("Government of the Republic of Azerbaijan", "institution/az-government"),
            ("Government of the People's Republic of China", "institution/cn-government"),
            (
                "Ministry of Economy of the Republic of Azerbaijan",
                "institution/az-ministry-of-economy"
            ),
            (
                "National Development and Reform Commission of the People’s Republic of China",
                "institution/cn-ndrc"
            ),
        ]
    );
    // The unqualified one says where its country comes from.
    let (mfa, _, _) = mentions().find(|(m, _, _)| m.kind == Kind::Institution).unwrap();
    assert!(mfa.evidence.iter().any(|e| e.label == "country-of-dateline"));
}

#[test]
fn there_are_three_quotations_with_their_speakers() {
    let quotes = &found().quotes;
    assert_eq!(quotes.len(), 3);
    let speaker = |n: usize| &TEXT[quotes[n].speaker.as_ref().unwrap().span.range()];
    let content = |n: usize| {
        assert_eq!(quotes[n].content.len(), 1);
        &TEXT[quotes[n].content[0].range()]
    };
    assert_eq!(quotes[0].kind, QuoteKind::Indirect);
    assert_eq!(
        content(0),
        "Azerbaijani- Chinese political relations are at the highest level in their history"
    );
    assert_eq!(speaker(0), "MFA Spokesperson Aykhan Hajizada");

    assert_eq!(quotes[1].kind, QuoteKind::Indirect);
    assert!(content(1).starts_with("in recent years, traditional relations"));
    assert!(content(1).ends_with("have grown dynamically"));
    assert_eq!(speaker(1), "A.Hajizada");

    assert_eq!(quotes[2].kind, QuoteKind::Direct);
    assert!(content(2).starts_with("Sincere friendship"));
    assert!(content(2).ends_with("quantitatively and qualitatively"));
    assert_eq!(content(2).matches("\n\n").count(), 5);
    assert_eq!(speaker(2), "he");
    let json = serde_json::to_value(record(found(), Offsets::Byte)).unwrap();
    for quote in json["quotes"].as_array().unwrap() {
        assert_eq!(quote["speaker"]["entity"], "person/aykhan-hajizada");
        assert_eq!(quote["speaker"]["institution"], "institution/az-ministry-of-foreign-affairs");
        assert_eq!(quote["cue"]["lemma"], "say");
        assert_eq!(
            (&quote["cue"]["attitude"], &quote["cue"]["cameo"]),
            (&json!("neutral"), &json!("01"))
        );
    }
    // `he` was resolved through `A.Hajizada` and the full name.
    let via = json["quotes"][2]["speaker"]["via"].as_array().unwrap();
    let texts: Vec<&str> = via
        .iter()
        .map(|id| {
            let mention = json["mentions"].as_array().unwrap().iter().find(|m| m["id"] == *id);
            mention.unwrap()["text"].as_str().unwrap()
        })
        .collect();
    assert_eq!(texts, ["A.Hajizada", "MFA Spokesperson Aykhan Hajizada"]);
}

/// type, words, status, parties with roles, subjects.
type Row<'a> = (&'a str, &'a str, &'a str, Vec<(&'a str, &'a str)>, Vec<&'a str>);

#[test]
fn the_agreements_are_filed() {
    let found = found();
    let rows: Vec<Row<'_>> = found
        .agreements
        .iter()
        .map(|a| {
            let words = a.title.unwrap_or(a.trigger);
            let parties = a.parties.iter();
            (
                a.kind.as_str(),
                &TEXT[words.range()],
                a.status.as_str(),
                parties.map(|p| (p.country.as_deref().unwrap(), p.role)).collect(),
                a.subjects.iter().map(String::as_str).collect(),
            )
        })
        .collect();
    let both = vec![("AZ", "party"), ("CN", "party")];
    let transport = "Memorandum of Understanding between the Government of the Republic of Azerbaijan \
        and the Government of the People's Republic of China on the development of Trans-Caspian \
        International Transport Routes for the China-Europe Railway Express";
    let economy = "Memorandum of Understanding between the Ministry of Economy of the Republic of \
        Azerbaijan and the National Development and Reform Commission of the People’s Republic of \
        China on the joint acceleration of the formation of a cooperation plan for the Belt and Road \
        Initiative";
    let expected: [Row<'_>; 7] = [
        (
            "position",
            "territorial integrity and sovereignty",
            "agreed",
            vec![("CN", "holder"), ("AZ", "beneficiary")],
            vec!["borders-territory"],
        ),
        (
            "position",
            "“One China” policy",
            "agreed",
            vec![("AZ", "holder")],
            vec!["borders-territory"],
        ),
        (
            "strategic-partnership",
            "strategic partnership",
            "agreed",
            both.clone(),
            vec!["political-diplomatic"],
        ),
        (
            "joint-declaration",
            "Joint Declaration on the Establishment of Strategic Partnership",
            "agreed",
            both.clone(),
            vec!["political-diplomatic"],
        ),
        ("memorandum-of-understanding", transport, "signed", both.clone(), vec!["transport"]),
        ("memorandum-of-understanding", economy, "signed", both.clone(), vec!["economy"]),
        (
            "visit",
            "invitations to pay reciprocal state visits",
            "proposed",
            both.clone(),
            vec!["political-diplomatic"],
        ),
    ];
    assert_eq!(rows, expected);
    // All of them are asserted in the third quotation.
    assert!(found.agreements.iter().all(|a| a.quote == Some(2)));
}

#[test]
fn the_parties_of_the_memoranda_are_the_institutions() {
    let parties = |n: usize| -> Vec<&str> {
        found().agreements[n].parties.iter().map(|p| p.entity.as_str()).collect()
    };
    assert_eq!(parties(4), ["institution/az-government", "institution/cn-government"]);
    assert_eq!(parties(5), ["institution/az-ministry-of-economy", "institution/cn-ndrc"]);
}

#[test]
fn every_finding_names_a_rule_and_lies_where_it_says() {
    let json = serde_json::to_value(record(found(), Offsets::Byte)).unwrap();
    for list in ["mentions", "quotes", "agreements"] {
        for finding in json[list].as_array().unwrap() {
            assert!(!finding["rule"].as_str().unwrap().is_empty());
        }
    }
    for mention in json["mentions"].as_array().unwrap() {
        let at = |name: &str| usize::try_from(mention[name].as_u64().unwrap()).unwrap();
        assert_eq!(&TEXT[at("start")..at("end")], mention["text"].as_str().unwrap());
    }
}
