//! Mentions in news sentences: which entity, in which form, both ways.

mod senses;

use crate::{Form, Gazetteer, Kind};

/// Text and entity of every mention of a text.
fn found(text: &str) -> Vec<(&str, String)> {
    let mentions = Gazetteer::english().find(text);
    let all = mentions.mentions().iter();
    all.map(|m| (&text[m.span.range()], mentions.entity(m).id.clone())).collect()
}

fn entities(text: &str) -> Vec<String> {
    found(text).into_iter().map(|(_, id)| id).collect()
}

#[test]
fn names_need_their_capitals() {
    assert_eq!(entities("Turkey and the US agreed."), ["country/TR", "country/US"]);
    assert_eq!(entities("They ate turkey, and it was good for us on fine china."), [""; 0]);
}

#[test]
fn the_longest_name_wins() {
    assert_eq!(entities("Guinea-Bissau and Papua New Guinea"), ["country/GW", "country/PG"]);
    assert_eq!(entities("South Sudanese and Sudanese envoys"), ["country/SS", "country/SD"]);
    assert_eq!(
        entities("the Democratic Republic of the Congo and the Republic of the Congo"),
        ["country/CD", "country/CG"]
    );
}

#[test]
fn a_country_in_a_longer_name_is_a_part_of_it() {
    let text = "Ships in the South China Sea met Chinese ships.";
    let mentions = Gazetteer::english().find(text);
    let parts: Vec<bool> = mentions.mentions().iter().map(|m| m.part_of.is_some()).collect();
    assert_eq!(parts, [true, false]);
}

#[test]
fn a_capital_is_its_government_or_the_city() {
    assert_eq!(
        entities("Relations between Baku and Beijing have grown."),
        ["country/AZ", "country/CN"]
    );
    assert_eq!(entities("They met in Baku and Vienna."), ["place/baku", "place/vienna"]);
    assert_eq!(entities("the Vienna Convention"), ["place/vienna"]);
}

#[test]
fn institutions_are_found_in_all_word_orders() {
    let ministry = "institution/az-ministry-of-economy";
    for name in [
        "Ministry of Economy of the Republic of Azerbaijan",
        "Ministry of Economy of Azerbaijan",
        "Azerbaijan's Economy Ministry",
        "Azerbaijani Ministry of Economy",
        "Azerbaijani economy ministry",
    ] {
        let text = format!("The {name} spoke.");
        assert!(found(&text).contains(&(name, ministry.to_owned())), "{name}: {:?}", found(&text));
    }
    assert_eq!(entities("They went to the ministry of silly walks."), [""; 0]);
}

#[test]
fn an_unqualified_institution_takes_its_country_from_the_text() {
    let id = "institution/kz-ministry-of-energy".to_owned();
    assert!(entities("ASTANA, July 3. The Energy Ministry spoke.").contains(&id));
    assert!(
        entities("The Kazakh Energy Ministry spoke. Then the Energy Ministry left.")
            .iter()
            .filter(|e| **e == id)
            .count()
            == 2
    );
    assert_eq!(entities("The Energy Ministry spoke."), ["institution/ministry-of-energy"]);
}

#[test]
fn persons_are_titles_with_names_and_later_parts_of_them() {
    let text = "Chinese President Xi Jinping met Ursula von der Leyen, the EU high representative. \
                Xi thanked Mr. Xi's guests, and von der Leyen left.";
    let mentions = Gazetteer::english().find(text);
    let persons: Vec<(&str, &str)> = mentions
        .mentions()
        .iter()
        .filter(|m| m.kind == Kind::Person && m.form != Form::Title)
        .map(|m| (&text[m.span.range()], mentions.entity(m).name.as_str()))
        .collect();
    assert_eq!(persons[0], ("Chinese President Xi Jinping", "Xi Jinping"));
    assert_eq!(persons[1], ("Ursula von der Leyen", "Ursula von der Leyen"));
    assert_eq!(persons[2], ("Xi", "Xi Jinping"));
    assert_eq!(persons[3], ("Mr. Xi", "Xi Jinping"));
}

#[test]
fn pronouns_go_by_gender_to_the_subject() {
    let text = "Spokeswoman Mao Ning met Mr. Lee. She thanked him.";
    let mentions = Gazetteer::english().find(text);
    let pronouns: Vec<(&str, &str)> = mentions
        .mentions()
        .iter()
        .filter(|m| m.form == Form::Pronoun)
        .map(|m| (&text[m.span.range()], mentions.entity(m).id.as_str()))
        .collect();
    assert_eq!(pronouns, [("She", "person/mao-ning"), ("him", "person/lee")]);
}

#[test]
fn a_title_alone_refers_to_its_holder() {
    let text = "Foreign Minister Jeyhun Bayramov arrived. The minister spoke. The minister of France left.";
    let titles: Vec<_> = found(text).into_iter().filter(|(t, _)| t.starts_with("The m")).collect();
    assert_eq!(titles, [("The minister", "person/jeyhun-bayramov".to_owned())]);
}

#[test]
fn a_second_syllable_in_small_letters_belongs_to_the_name() {
    let persons = |text: &str| -> Vec<String> {
        let mentions = Gazetteer::english().find(text);
        let persons = mentions.mentions().iter().filter(|m| m.kind == Kind::Person);
        persons.map(|m| text[m.span.range()].to_owned()).collect()
    };
    assert_eq!(persons("Taiwanese leader Tsai Ing-wen spoke."), ["Taiwanese leader Tsai Ing-wen"]);
    assert_eq!(persons("Cho Tae-yul said that the talks went on."), ["Cho Tae-yul"]);
    assert_eq!(persons("The Emmanuel Macron-led coalition won."), ["Emmanuel Macron"]);
    assert_eq!(persons("He met his Chinese counterpart Wang Yi."), ["Wang Yi"]);
}

/// The country of each person of a text.
fn countries_of_persons(text: &str) -> Vec<(&str, Option<String>)> {
    let mentions = Gazetteer::english().find(text);
    let persons = mentions.mentions().iter().filter(|m| m.kind == Kind::Person);
    persons.map(|m| (&text[m.span.range()], mentions.entity(m).country.clone())).collect()
}

#[test]
fn an_office_without_a_country_is_of_the_state_that_has_it() {
    let code = |code: &str| Some(code.to_owned());
    assert_eq!(
        countries_of_persons("Secretary of State Marco Rubio landed in Panama City."),
        [("Secretary of State Marco Rubio", code("US"))]
    );
    assert_eq!(
        countries_of_persons(
            "MANILA, May 3. Defense Secretary Gilberto Teodoro thanked Filipinos."
        ),
        [("Defense Secretary Gilberto Teodoro", code("PH"))]
    );
}

#[test]
fn an_office_without_a_country_is_that_of_a_dateline_that_the_text_speaks_of() {
    let code = |code: &str| Some(code.to_owned());
    assert_eq!(
        countries_of_persons("LONDON, May 22. Britain is ready, Prime Minister Keir Starmer said."),
        [("Prime Minister Keir Starmer", code("GB"))]
    );
    // A guest, in a state that has no such office, and in one that the text does not speak of.
    assert_eq!(
        countries_of_persons(
            "WASHINGTON, May 22. Prime Minister Benjamin Netanyahu spoke to Americans."
        ),
        [("Prime Minister Benjamin Netanyahu", None)]
    );
    assert_eq!(
        countries_of_persons("GENEVA, May 22. Prime Minister Benjamin Netanyahu arrived."),
        [("Prime Minister Benjamin Netanyahu", None)]
    );
    // What the text tells elsewhere goes first.
    assert_eq!(
        countries_of_persons(
            "BAKU, May 22. Prime Minister Viktor Orban met Azerbaijani officials. Hungarian Prime Minister Viktor Orban left."
        )[0].1,
        code("HU")
    );
}

#[test]
fn a_title_alone_goes_to_the_one_who_bears_it() {
    let text = "US Secretary of State Marco Rubio met Panamanian Foreign Minister Javier Martinez-Acha. The Secretary thanked the Foreign Minister.";
    let last: Vec<_> = found(text).into_iter().rev().take(2).collect();
    assert_eq!(last[1], ("The Secretary", "person/marco-rubio".to_owned()));
    assert_eq!(last[0], ("the Foreign Minister", "person/javier-martinez-acha".to_owned()));
}

#[test]
fn a_name_may_look_like_a_pronoun() {
    let text = "Scott Bessent met Chinese Vice Premier He Lifeng in Stockholm. He Lifeng agreed.";
    assert!(found(text).iter().all(|(words, _)| *words != "He"));
}

#[test]
fn a_body_that_is_named_after_a_person_is_not_the_person() {
    let text =
        "King Mohammed VI of Morocco spoke. The Mohammed VI Polytechnic University thanked him.";
    let found = found(text);
    assert!(found.iter().all(|(words, _)| *words != "Mohammed"), "{found:?}");
}

/// The entities that pronouns of a text stand for.
fn pronouns(text: &str) -> Vec<String> {
    let mentions = Gazetteer::english().find(text);
    let all = mentions.mentions().iter().filter(|m| m.form == Form::Pronoun);
    all.map(|m| mentions.entity(m).id.clone()).collect()
}

#[test]
fn who_is_not_named_takes_the_pronoun_behind_what_he_says() {
    let grossi = "Rafael Grossi said the inspectors were back.";
    for stranger in [
        "A Western diplomat said he doubted it.",
        "A senior official in Vienna, who asked not to be named, confirmed it. He added that talks went on.",
        "“It will change nothing,” said one diplomat. He may be right.",
    ] {
        assert_eq!(pronouns(&format!("{grossi} {stranger}")), [""; 0], "{stranger}");
    }
    assert_eq!(pronouns(&format!("{grossi} He met a Western diplomat.")), ["person/rafael-grossi"]);
    let named = format!("{grossi} A diplomat praised Grossi and said he was patient.");
    assert_eq!(pronouns(&named), ["person/rafael-grossi"]);
}

#[test]
fn an_owner_is_no_subject_and_a_form_of_address_no_pronoun() {
    let text = "President Gustavo Petro called. Petro's minister, Armando Benedetti, came. “We were misread,” he said.";
    assert_eq!(pronouns(text), ["person/armando-benedetti"]);
    assert_eq!(pronouns("King Mohammed VI came. They thanked His Majesty."), [""; 0]);
}

#[test]
fn a_ministry_is_of_the_city_where_its_sentence_opens() {
    let ministry = |text: &str| {
        let all = entities(text).into_iter();
        all.filter(|id| id.starts_with("institution/")).collect::<Vec<_>>()
    };
    let opens = "Iraq denied it. In Tehran, Foreign Ministry spokesman Esmail Baghaei welcomed it.";
    assert_eq!(ministry(opens), ["institution/ir-ministry-of-foreign-affairs"]);
    // Else of the state that the sentence begins with.
    let acts = "China urges the Netherlands to find a way, the Ministry of Commerce said.";
    assert_eq!(ministry(acts), ["institution/cn-ministry-of-commerce"]);
}

#[test]
fn a_dateline_is_a_city_whatever_the_text_speaks_of() {
    let text = "Brussels, 23 September 2025\n\nThe European Union and Indonesia concluded talks.";
    assert_eq!(found(text)[0], ("Brussels", "place/brussels".to_owned()));
}

/// Whom the last mention of a text is.
fn last(text: &str) -> Option<String> {
    let mentions = Gazetteer::english().find(text);
    let last = mentions
        .mentions()
        .iter()
        .filter(|m| m.kind == Kind::Person)
        .max_by_key(|m| m.span.start)?;
    Some(format!("{} {}", &text[last.span.range()], mentions.entity(last).id))
}

#[test]
fn whom_words_in_marks_name_does_not_speak_them() {
    let before = "Jeffrey Schwab sued President Donald Trump.";
    let text = format!("{before} “Congress, not Donald Trump alone, may do so,” he said.");
    assert_eq!(last(&text).as_deref(), Some("he person/jeffrey-schwab"));
    assert_eq!(
        last("Mr. Trump, he cautioned, is behind.").as_deref(),
        Some("Mr. Trump person/trump")
    );
}

#[test]
fn who_adds_something_spoke_before() {
    let text = "No talks between Vladimir Putin and Volodymyr Zelensky are planned, Dmitry Peskov told \
                reporters. He added that it was late.";
    assert_eq!(last(text).as_deref(), Some("He person/dmitry-peskov"));
    let relative = "To Lam met Petteri Orpo, who said he hoped for more.";
    assert_eq!(last(relative).as_deref(), Some("he person/petteri-orpo"));
}

#[test]
fn a_general_title_covers_others_and_a_deputy_is_not_the_minister() {
    for (text, expected) in [
        ("Chinese President Xi Jinping spoke. The Chinese leader left.", "The Chinese leader"),
        ("Foreign Minister Ann Lee spoke. The diplomat left.", "The diplomat"),
        (
            "Foreign Minister Ann Lee met Deputy Foreign Minister Bo Stone. The minister left.",
            "The minister",
        ),
        (
            "Foreign Minister Ann Lee met former Foreign Minister Bo Stone. The minister left.",
            "The minister",
        ),
        ("Vice President Ann Lee spoke. The president left.", "Vice President Ann Lee"),
        (
            "Minister Ann Lee left. A senior official said no. The official added more.",
            "Minister Ann Lee",
        ),
        ("Gen. Ann Lee spoke. The general public left.", "Gen. Ann Lee"),
    ] {
        let last = last(text).unwrap();
        assert!(last.starts_with(expected), "{text}: {last}");
        assert!(last.ends_with("xi-jinping") || last.ends_with("ann-lee"), "{text}: {last}");
    }
}

#[test]
fn letters_may_have_full_stops() {
    for (text, id) in [
        ("The F.B.I. opened an inquiry.", "institution/us-federal-bureau-of-investigation"),
        ("The I.M.F. lent the money.", "organization/imf"),
    ] {
        let mentions = Gazetteer::english().find(text);
        let first = &mentions.mentions()[0];
        assert_eq!(mentions.entity(first).id, id, "{text}");
    }
}

#[test]
fn a_word_alone_is_a_surname_rather_than_a_given_name() {
    let text = "By Asif Shahzad\n\nDefence Minister Khawaja Muhammad Asif spoke. The talks went on, Asif said.";
    assert_eq!(last(text).as_deref(), Some("Asif person/khawaja-muhammad-asif"));
}

#[test]
fn a_pronoun_of_anybody_and_of_a_spokesman_is_nobody_s() {
    let pronouns = |text: &str| {
        let mentions = Gazetteer::english().find(text);
        mentions.mentions().iter().filter(|m| m.form == Form::Pronoun).count()
    };
    assert_eq!(pronouns("Maria Lopez met the press. If he or she wonders, ask."), 0);
    assert_eq!(pronouns("Maria Lopez met the press. She left."), 1);
    assert_eq!(
        pronouns("A spokesman for Philip Ruddock confirmed it. He added that it was late."),
        0
    );
    assert_eq!(pronouns("Philip Ruddock confirmed it. He added that it was late."), 1);
}

#[test]
fn professions_and_kin_stand_before_a_name() {
    let of = "Scientist David Vaughan agreed. His wife Li Wenzu disagreed.";
    assert_eq!(entities(of)[..2], ["person/david-vaughan", "person/david-vaughan"]);
    assert!(entities(of).contains(&"person/li-wenzu".to_owned()), "{:?}", entities(of));
    // An adjective of a country before other words is no name behind a title.
    let union = "The secretary of the Australian Manufacturing and Workers Union left.";
    assert_eq!(entities(union), ["country/AU"]);
}

#[test]
fn letters_that_a_text_introduces_are_its_own() {
    let text = "The Economic Planning Agency (EPA) met the party. The EPA said so.";
    assert!(!entities(text).iter().any(|e| e.contains("environmental")), "{:?}", entities(text));
    let own = "The Environmental Protection Agency (EPA) met the party. The EPA said so.";
    assert_eq!(entities(own).iter().filter(|e| e.contains("environmental")).count(), 3);
}

#[test]
fn a_ministry_is_of_a_state_that_has_one_and_a_committee_of_the_body_before_it() {
    let ministry = "China issued bonds in the U.S. A Foreign Ministry spokesman said so.";
    assert!(entities(ministry).contains(&"institution/cn-ministry-of-foreign-affairs".to_owned()));
    let committee = "Sales in Japan fell. The U.S. Senate Finance Committee called for action.";
    assert!(entities(committee).contains(&"institution/us-committee-on-finance".to_owned()));
    // Names inside longer ones end before those, so that names do not stand in the order of their ends.
    let nested = "The U.S. Senate Agriculture Committee met. The U.S. Congress will follow.";
    assert!(entities(nested).contains(&"institution/us-committee-on-agriculture".to_owned()));
    let others = "The ruling All Progressives Congress met, and British Petroleum PLC fell.";
    assert!(!entities(others).iter().any(|e| e.contains("congress") || e.contains("palestin")));
}

#[test]
fn a_title_behind_a_given_name_is_a_surname() {
    let text = "Foreign Minister Julie Bishop met Prime Minister Theresa May. Bishop said that \
                talks would go on in May. “We agree,” said May. Mr. King left.";
    let people: Vec<_> = entities(text).into_iter().filter(|e| e.starts_with("person/")).collect();
    let (bishop, may) = ("person/julie-bishop", "person/theresa-may");
    assert_eq!(people, [bishop, may, bishop, may, "person/king"]);
    let titles = "King Charles met Pope Francis and Crown Prince Mohammed bin Salman.";
    let people = entities(titles);
    assert_eq!(people, ["person/charles", "person/francis", "person/mohammed-bin-salman"]);
}

#[test]
fn a_form_of_address_is_no_part_of_a_name() {
    let text = "The Secretary-General, Mr. Boutros-Ghali, met Mr. Vitaly Churkin, the Special Envoy \
                of the Russian Federation, and Mrs von der Leyen.";
    let people: Vec<_> = entities(text).into_iter().filter(|e| e.starts_with("person/")).collect();
    let (envoy, head) = ("person/vitaly-churkin", "person/von-der-leyen");
    assert_eq!(people, ["person/boutros-ghali", envoy, envoy, head]);
}

#[test]
fn a_title_before_a_name_and_one_behind_it_tell_together() {
    let country = |text| countries_of_persons(text).first().and_then(|(_, c)| c.clone());
    for text in [
        "Ayatollah Ali Khamenei, Iran's supreme leader, spoke.",
        "Mr Khamenei, the supreme leader of Iran, spoke.",
        "Iran's supreme leader, Mr Khamenei, spoke.",
        "MR. KHAMENEI (Iran) said that talks would go on.",
    ] {
        assert_eq!(country(text).as_deref(), Some("IR"), "{text}");
    }
}
