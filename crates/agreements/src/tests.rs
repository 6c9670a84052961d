//! Agreements in news sentences: type, status, sides, both ways.

use crate::{Agreement, Agreements};

fn one(text: &str) -> Agreement {
    let mut found = Agreements::english().extract(text);
    assert_eq!(found.len(), 1, "{text}: {found:#?}");
    found.remove(0)
}

fn countries(agreement: &Agreement) -> Vec<&str> {
    agreement.parties.iter().filter_map(|p| p.country.as_deref()).collect()
}

#[test]
fn the_governing_word_gives_the_status() {
    for (text, status) in [
        ("Iran and Russia signed a treaty on gas.", "signed"),
        ("Iran and Russia will sign a treaty on gas.", "proposed"),
        ("Iran and Russia adopted a joint statement.", "agreed"),
        ("A treaty between Iran and Russia was ratified.", "ratified"),
        ("The treaty between Iran and Russia entered into force.", "in-force"),
        ("Iran and Russia are negotiating a treaty.", "negotiating"),
        ("Iran accused Russia of violating the treaty.", "violated"),
        ("Iran approved the denunciation of the Treaty with Russia.", "terminated"),
        ("Iran refused to sign the treaty with Russia.", "rejected"),
        ("The treaty between Iran and Russia was published.", "mentioned"),
    ] {
        let agreement = one(text);
        assert_eq!(agreement.status, status, "{text}");
        let mut sides = countries(&agreement);
        sides.sort_unstable();
        assert_eq!(sides, ["IR", "RU"], "{text}");
    }
}

#[test]
fn words_without_an_agreement_give_nothing() {
    for text in [
        "Talks between Iran and Russia collapsed without an agreement.",
        "Iran and Russia failed to reach a deal.",
        "He agreed with the speaker.",
        "The Warsaw Pact had ended long before.",
        "The president signed a decree on traffic.",
        "Territorial integrity is a fundamental principle of international law.",
        "The two sides agreed that respect is important.",
    ] {
        assert_eq!(Agreements::english().extract(text), [], "{text}");
    }
}

#[test]
fn the_most_specific_type_wins() {
    for (words, kind) in [
        ("free trade agreement", "free-trade-agreement"),
        ("peace treaty", "peace-agreement"),
        ("ceasefire agreement", "ceasefire"),
        ("memorandum of intent", "letter-of-intent"),
        ("memorandum of cooperation", "memorandum-of-understanding"),
        ("joint communique", "joint-statement"),
        ("comprehensive strategic partnership", "comprehensive-strategic-partnership"),
    ] {
        let text = format!("Iran and Russia agreed on a {words}.");
        assert_eq!(one(&text).kind, kind);
    }
}

#[test]
fn the_level_that_is_reached_counts() {
    let text = "China and Pakistan elevated relations to an all-weather strategic partnership.";
    assert_eq!(one(text).kind, "all-weather-strategic-partnership");
    assert_eq!(one(text).status, "agreed");
}

#[test]
fn mentions_of_one_agreement_are_one_finding() {
    let text =
        "Iran and Russia signed a treaty on gas. The treaty covers transit. The deal is historic.";
    let agreement = one(text);
    assert_eq!(agreement.status, "signed");
    assert_eq!(agreement.subjects, ["energy"]);
    assert_eq!(agreement.mentions.len(), 2);
}

#[test]
fn an_agreement_that_is_told_apart_has_the_sides_of_its_sentence() {
    let text = "The leaders discussed the roadmap adopted in Astana.\n\n\
                Iran has ratified the intergovernmental agreement with Russia on gas.";
    let found = Agreements::english().extract(text);
    let last = found.last().map(countries).unwrap_or_default();
    assert_eq!((found.len(), last), (2, vec!["IR", "RU"]), "{found:#?}");
    let text = "The leaders discussed the roadmap adopted in Astana.\n\n\
                Iran has ratified the intergovernmental agreement on transit.";
    let found = Agreements::english().extract(text);
    assert_eq!(found.last().map(countries), Some(vec!["IR"]), "{found:#?}");
}

#[test]
fn two_titles_share_a_participle_and_stay_two() {
    let text = "The signed “Memorandum between Iran and Russia on gas,” as well as the “Memorandum \
                between Iran and China on visas” are ready.";
    let found = Agreements::english().extract(text);
    let rows: Vec<_> = found.iter().map(|a| (a.status.as_str(), countries(a))).collect();
    assert_eq!(rows, [("signed", vec!["IR", "RU"]), ("signed", vec!["IR", "CN"])]);
    assert_eq!(
        &text[found[1].title.unwrap().range()],
        "Memorandum between Iran and China on visas"
    );
}

#[test]
fn mediators_are_no_sides() {
    let text = "Iran and Russia signed a ceasefire agreement mediated by Qatar.";
    assert_eq!(countries(&one(text)), ["IR", "RU"]);
}

#[test]
fn states_that_are_named_together_are_sides_each() {
    let text = "The two Koreas signed a military pact in 2018.";
    let agreement = one(text);
    assert_eq!(countries(&agreement), ["KP", "KR"]);
    assert_eq!(agreement.parties[0].name, "North Korea");
    assert_eq!(countries(&one("A Baltic company and Iran signed a contract.")), ["IR"]);
}

#[test]
fn the_codes_follow_type_and_status() {
    let signed = one("Iran and Russia signed a treaty.");
    assert_eq!((signed.cameo.as_deref(), signed.plover.as_deref()), (Some("057"), Some("SUPPORT")));
    let stated = one("Iran and Russia issued a joint statement.");
    assert_eq!(stated.cameo.as_deref(), Some("050"));
}

/// The hard cases of the field, each with its contrast: type, status and sides by country.
fn rows(text: &str) -> Vec<(String, String, Vec<String>)> {
    let row = |a: Agreement| {
        let sides = a.parties.iter().map(|p| p.country.clone().unwrap_or(p.name.clone()));
        (a.kind.clone(), a.status.clone(), sides.collect())
    };
    Agreements::english().extract(text).into_iter().map(row).collect()
}

fn is(found: &(String, String, Vec<String>), kind: &str, status: &str, sides: &[&str]) {
    assert_eq!((found.0.as_str(), found.1.as_str()), (kind, status), "{found:?}");
    assert_eq!(found.2, sides, "{found:?}");
}

#[test]
fn a_list_counts_its_items_and_not_their_total() {
    let found = rows(
        "After the talks of the presidents of Kenya and Ghana, six documents were signed: three \
         agreements and three memorandums, and a joint statement was adopted.",
    );
    assert_eq!(found.len(), 3, "{found:?}");
    is(&found[0], "agreement", "signed", &["KE", "GH"]);
    is(&found[1], "memorandum-of-understanding", "signed", &["KE", "GH"]);
    is(&found[2], "joint-statement", "agreed", &["KE", "GH"]);
    let found = rows("Kenya and Ghana signed six cooperation documents.");
    is(&found[0], "document", "signed", &["KE", "GH"]);
}

#[test]
fn the_target_of_an_elevation_is_the_level() {
    let found = rows(
        "Pakistan and China elevated the comprehensive partnership to the level of all-weather \
         strategic partnership.",
    );
    let reached = found.iter().find(|f| f.0 == "all-weather-strategic-partnership").unwrap();
    is(reached, "all-weather-strategic-partnership", "agreed", &["PK", "CN"]);
}

#[test]
fn denied_and_failed_agreements_are_told_apart() {
    is(
        &rows("The parliament of Russia approved the denunciation of the Treaty on Open Skies.")[0],
        "treaty",
        "terminated",
        &["RU"],
    );
    assert_eq!(rows("The rivals have yet to agree on a power-sharing deal.")[0].1, "negotiating");
    for nothing in [
        "Negotiations between Ghana and Togo collapsed without agreement.",
        "Ghana regretted the failure to reach a deal with Togo.",
        "The warden of Ghana signed a decree, and Togo signed a bill.",
        "Activists in Ghana were collecting signatures.",
        "A Warsaw Pact foreign minister arrived.",
    ] {
        assert_eq!(rows(nothing), [], "{nothing}");
    }
}

#[test]
fn dates_and_places_go_with_their_stages() {
    let treaty = one("The treaty was signed in Helsinki in 1992 and came into force in 2002.");
    assert_eq!((treaty.status.as_str(), treaty.date.as_deref()), ("in-force", Some("2002")));
    let text = "BAKU, July 3, 2024. Iran and Oman signed a treaty in Muscat on Tuesday.";
    let treaty = one(text);
    assert_eq!(treaty.date.as_deref(), Some("2024-07-02"));
    assert_eq!(&text[treaty.place.unwrap().range()], "Muscat");
    let text = "BAKU, July 3, 2024. Iran and Oman will sign a treaty on Tuesday.";
    assert_eq!(one(text).date.as_deref(), Some("2024-07-09"));
    assert_eq!(one("Iran and Oman discussed the treaty.").date, None);
}

#[test]
fn known_instruments_bring_what_is_known_of_them() {
    let text = "India has suspended the Indus Waters Treaty with Pakistan.";
    let found = one(text);
    let treaty = found.treaty.clone().unwrap();
    assert_eq!((treaty.year, treaty.depositary.as_deref()), (Some(1960), Some("World Bank")));
    assert_eq!(countries(&found), ["IN", "PK"]);
    assert_eq!(one("India and Nepal signed a treaty on water.").treaty, None);
}

#[test]
fn who_stands_around_is_no_side() {
    let found = rows(
        "Rwanda and Uganda signed a peace agreement in Luanda, mediated by Angola and witnessed by \
         the United States.",
    );
    is(&found[0], "peace-agreement", "signed", &["RW", "UG"]);
    let found = rows("Kenya signed a memorandum on gas with Oman for the supply of Somalia.");
    is(&found[0], "memorandum-of-understanding", "signed", &["KE", "OM"]);
}

#[test]
fn unknown_companies_are_sides_by_name() {
    let found = one("A contract was signed between Kazakhstan and Alstom in Paris.");
    assert_eq!(found.parties[1].name, "Alstom");
    assert_eq!(found.parties[1].entity, "organization/alstom");
    let nobody = "The actress signed a contract with the studio.";
    assert_eq!(Agreements::english().extract(nobody), []);
}

#[test]
fn companies_named_after_a_country_are_sides_of_their_own() {
    let sides = |text: &str| -> Vec<(String, Option<String>)> {
        one(text).parties.into_iter().map(|side| (side.name, side.country)).collect()
    };
    let of = |name: &str, code: &str| (name.to_owned(), Some(code.to_owned()));
    assert_eq!(
        sides("Uzbekistan's Navoiyuran and the Association of German Banks signed an agreement."),
        [of("Navoiyuran", "UZ"), of("Association of German Banks", "DE")]
    );
    assert_eq!(
        sides("Turkish Airlines signed an agreement with Air Astana."),
        [("Turkish Airlines".to_owned(), None), ("Air Astana".to_owned(), None)]
    );
    assert_eq!(
        sides("Yemen's Houthis signed a truce with Oman."),
        [("Houthis".to_owned(), None), of("Oman", "OM")]
    );
}

#[test]
fn what_an_instrument_replaces_is_another() {
    let found = rows("Armenia and Iran signed an agreement that replaces an accord of 1995.");
    is(&found[0], "agreement", "signed", &["AM", "IR"]);
    is(&found[1], "agreement", "mentioned", &["AM", "IR"]);
    let found = rows("Armenia and Iran signed an agreement on gas. The accord replaces coal.");
    assert_eq!(found.len(), 1);
}

#[test]
fn many_agreements_in_one_text_are_found() {
    let text = "Iran and Iraq signed a treaty, a memorandum and a protocol with Oman. ".repeat(300);
    assert!(!Agreements::english().extract(&text).is_empty());
}

#[test]
fn who_is_accused_may_stand_in_an_earlier_sentence() {
    let found = rows(
        "Ethiopia and Egypt resumed their talks. Sudan accused them of backing out of an earlier \
         agreement.",
    );
    is(&found[0], "agreement", "violated", &["ET", "EG"]);
    let found = rows("Sudan accused Ethiopia and Egypt of backing out of an earlier agreement.");
    is(&found[0], "agreement", "violated", &["ET", "EG"]);
    assert_eq!(rows("Sudan accused them of backing out of the talks."), []);
}

#[test]
fn a_capital_stands_for_its_government_and_brussels_for_whom_the_text_speaks_of() {
    let found = rows("Baku and Brussels signed a memorandum on energy.");
    is(&found[0], "memorandum-of-understanding", "signed", &["AZ", "European Union"]);
    let found = rows("Belgium has agreed. Paris and Brussels signed a tax treaty.");
    is(&found[0], "treaty", "signed", &["FR", "BE"]);
    let found = rows("Iran and Oman signed a treaty in Brussels.");
    is(&found[0], "treaty", "signed", &["IR", "OM"]);
}

#[test]
fn the_sides_of_a_communique_outlast_those_named_in_passing() {
    let found = rows(
        "India and Morocco held talks in Rabat. The presidents of Morocco and India met twice. \
         Morocco will host the cup with Spain and Portugal. The two sides signed a memorandum on \
         tourism.",
    );
    is(&found[0], "memorandum-of-understanding", "signed", &["MA", "IN"]);
}

#[test]
fn a_title_ends_before_the_date_of_its_act() {
    let title = |text: &str| text[one(text).title.unwrap().range()].to_owned();
    let text = "The ministers signed a Memorandum of Understanding on Defence Cooperation on 22 \
                September 2025 between Kenya and Oman.";
    assert_eq!(title(text), "Memorandum of Understanding on Defence Cooperation");
    let text = "Kenya and Oman signed an Agreement on Cooperation and Mutual Assistance in Customs \
                Matters.";
    assert_eq!(title(text), "Agreement on Cooperation and Mutual Assistance in Customs Matters");
    let text =
        "An Agreement on Cooperation in the Field of Tourism between Kenya and Oman was signed.";
    assert!(title(text).starts_with("Agreement on Cooperation in the Field of Tourism"));
}

#[test]
fn bodies_bring_their_country() {
    let found = rows(
        "The Indian Council of Agricultural Research and the National Institute of Agronomic \
         Research of Morocco signed a memorandum.",
    );
    is(&found[0], "memorandum-of-understanding", "signed", &["IN", "MA"]);
}

#[test]
fn agreements_on_other_things_stay_apart() {
    let found = rows(
        "Kenya and Oman agreed to conclude an agreement on nuclear energy. They noted that the Air \
         Services Agreement, signed in 2004, no longer met the needs of the market.",
    );
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn a_headline_and_its_text_tell_of_one_agreement() {
    let text = "Türkiye, Syria sign training accord in Ankara\n\nANKARA, Aug. 13. Türkiye and Syria signed a memorandum of understanding on joint training on Wednesday.";
    let agreement = one(text);
    assert_eq!(agreement.kind, "memorandum-of-understanding");
    assert_eq!(countries(&agreement), ["TR", "SY"]);
    assert_eq!(agreement.mentions.len(), 1);
    assert_eq!(agreement.place.map(|span| &text[span.range()]), Some("Ankara"));
    // Of others it is another.
    let others = "Türkiye, Syria sign training accord\n\nANKARA, Aug. 13. Iran and Iraq signed a memorandum of understanding on joint training on Wednesday.";
    assert_eq!(Agreements::english().extract(others).len(), 2);
}

#[test]
fn what_is_signed_in_a_sentence_without_sides_is_of_those_at_hand() {
    let text = "The foreign ministers of Belarus and North Korea met in Minsk. An agreement on visa-free travel was initialled at the end of the talks.";
    assert_eq!(countries(&one(text)), ["BY", "KP"]);
    assert!(one("An agreement on visa-free travel was initialled.").parties.is_empty());
}

#[test]
fn a_pact_is_not_the_statement_before_it() {
    let text = "The treaty between Australia and Tuvalu entered into force. Australia and Tuvalu issued a joint statement. The pact is hailed by some.";
    let found = Agreements::english().extract(text);
    let pact = |a: &Agreement| a.mentions.iter().any(|m| &text[m.range()] == "pact");
    let of: Vec<&str> = found.iter().filter(|a| pact(a)).map(|a| a.kind.as_str()).collect();
    assert_eq!(of, ["treaty"]);
}

#[test]
fn a_road_map_is_about_no_roads() {
    assert!(one("Belarus and Oman agreed on a road map for cooperation.").subjects.is_empty());
}

#[test]
fn a_date_behind_a_semicolon_is_of_another_act() {
    let text = "In 2018 Ethiopia and Djibouti set up a joint commission; it last met in 2022.";
    assert_eq!(one(text).date.as_deref(), Some("2018"));
}

#[test]
fn a_noun_that_explains_a_title_is_a_mention_of_it() {
    let text = "Latvia voted to withdraw from the Istanbul Convention, a treaty against violence, after it took effect there.";
    let convention = one(text);
    assert_eq!(
        (convention.kind.as_str(), convention.status.as_str()),
        ("convention", "terminated")
    );
    let mentions: Vec<&str> = convention.mentions.iter().map(|m| &text[m.range()]).collect();
    assert_eq!(mentions, ["treaty"]);
    // In a list it is another.
    let list = "Iran and Iraq signed the Basra Protocol, a treaty on water and a roadmap.";
    assert!(Agreements::english().extract(list).len() > 1);
}

#[test]
fn what_a_title_is_tells_its_stage_and_sides() {
    let treaty = one("The Treaty of Kars is a peace treaty signed in Kars on 13 October 1921.");
    assert_eq!(treaty.status, "signed");
    assert_eq!(treaty.date.as_deref(), Some("1921-10-13"));
    let water = "The Helmand Treaty was a water-sharing agreement between Iran and Afghanistan.";
    assert_eq!(countries(&one(water)), ["IR", "AF"]);
}

#[test]
fn a_place_before_a_name_is_part_of_it() {
    let text = "Mumbai Port Trust signed an agreement with Iran on berths.";
    let agreement = one(text);
    let names: Vec<&str> = agreement.parties.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["Mumbai Port Trust", "Iran"]);
}

#[test]
fn two_names_that_a_word_joins_are_two_titles() {
    let text = "The resolution recalls the Charter of the United Nations and the Universal Declaration of Human Rights.";
    let found = Agreements::english().extract(text);
    let titles: Vec<&str> = found.iter().map(|a| &text[a.title.unwrap().range()]).collect();
    assert_eq!(titles, ["Charter of the United Nations", "Universal Declaration of Human Rights"]);
    let one_name = "Iran ratified the Treaty on the Sea and the Bed under It.";
    assert_eq!(one(one_name).status, "ratified");
}

#[test]
fn those_who_speak_in_a_joint_statement_are_its_sides() {
    let text = "We, the Ministers of Kazakhstan, Uzbekistan and Kyrgyzstan, met today. Turkey and Iran were mentioned. Turkey and Iran met in Van. We agreed to convene in Bishkek.";
    let found = Agreements::english().extract(text);
    let convened = found.iter().find(|a| a.kind == "commitment").unwrap();
    assert_eq!(countries(convened), ["KZ", "UZ", "KG"]);
}

#[test]
fn a_name_in_two_halves_is_one_title() {
    let title = |text: &str| one(text).title.map(|span| text[span.range()].to_owned());
    let whole = "Acquisition and Cross-Servicing Agreement";
    assert_eq!(title(&format!("Japan and India signed an {whole}.")).as_deref(), Some(whole));
    let compound = "Cross-Border Trade and Investment Agreement";
    assert_eq!(title(&format!("Japan and India signed a {compound}.")).as_deref(), Some(compound));
    let headline = "EU-China and Framework Agreement";
    assert_eq!(title(headline).as_deref(), None);
    let two = "Japan and India signed the Extradition Treaty and Framework Agreement.";
    let found = Agreements::english().extract(two);
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn what_is_not_signed_is_mentioned_and_what_is_regarded_as_ended_is_ended() {
    for (text, status) in [
        ("Serbia has not signed the treaty with Kosovo.", "mentioned"),
        ("Russia regards the treaty with Japan as terminated.", "terminated"),
        ("Only then can the treaty between Russia and Japan be signed.", "proposed"),
        ("Japan signed the treaty with Russia but never ratified it.", "signed"),
        ("Japan and Russia signed a number of agreements.", "signed"),
    ] {
        assert_eq!(one(text).status, status, "{text}");
    }
    let none = Agreements::english().extract("Serbia and Kosovo have not signed an agreement.");
    assert!(none.is_empty(), "{none:#?}");
}

#[test]
fn letters_in_brackets_name_the_agreement_from_then_on() {
    let agreement = one(
        "The EU and Vietnam signed the Investment Protection Agreement (EVIPA) in 2019. The EVIPA \
         entered into force in 2024.",
    );
    assert_eq!(agreement.status, "in-force");
    assert_eq!(agreement.mentions.len(), 1);
    let other = "The EU signed the Partnership and Cooperation Agreement (EPCA) with the Kyrgyz Republic. The \
                 EU and Tajikistan will sign the EPCA in May.";
    let found = Agreements::english().extract(other);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!(countries(&found[1]), ["TJ"]);
}

#[test]
fn a_word_of_another_title_and_what_is_named_in_a_title_tell_nothing() {
    let listed = "The presidents witnessed the exchange of documents, including the Roadmap for Deepening \
                  Cooperation, and an agreement between Chile and Peru on gas.";
    let found = Agreements::english().extract(listed);
    assert!(found.iter().all(|a| a.status == "signed"), "{found:#?}");
    let treaty = one("The Treaty of Asuncion was signed in 1991.");
    assert!(treaty.parties.is_empty(), "{treaty:#?}");
}

#[test]
fn what_must_still_be_approved_is_not_ratified() {
    for (text, status) in [
        ("The pact between Chile and Peru must still be approved by the Senate.", "mentioned"),
        ("Chile and Peru discussed the ratification of the trade agreement.", "mentioned"),
        ("The court rejected Chile's claims under the treaty with Peru.", "mentioned"),
        ("The pact between Chile and Peru was approved by the Senate.", "ratified"),
        ("Chile completed the ratification of the treaty with Peru.", "ratified"),
    ] {
        assert_eq!(one(text).status, status, "{text}");
    }
}

#[test]
fn when_something_ends_is_no_date_and_what_it_is_about_no_side() {
    let until = one("Chile and Peru signed a programme of cooperation until 2030.");
    assert_eq!(until.date, None);
    let assets = one("Canada and Ukraine signed an agreement on frozen Russian assets.");
    assert_eq!(countries(&assets), ["CA", "UA"]);
    let pair = one(
        "Poland's Donald Tusk received Estonian Prime Minister Kristen Michal. He and Michal signed a declaration.",
    );
    assert_eq!(countries(&pair), ["PL", "EE"]);
}
