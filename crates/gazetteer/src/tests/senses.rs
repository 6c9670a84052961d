//! Names with several readings, each with its contrast: real-looking sentences, both ways.

use super::entities;
use crate::{Gazetteer, Kind};

/// The countries of a text that are no part of a longer name, in order.
fn countries(text: &str) -> Vec<String> {
    let mentions = Gazetteer::english().find(text);
    let all = mentions.mentions().iter();
    let actors = all.filter(|m| m.kind == Kind::Country && m.part_of.is_none());
    actors.map(|m| mentions.entity(m).country.clone().unwrap_or_default()).collect()
}

fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(countries(text), *expected, "{text}");
    }
}

#[test]
fn georgia_is_a_state_or_a_country() {
    check(&[
        ("Georgia and Armenia opened a checkpoint near Tbilisi.", &["GE", "AM"]),
        ("The prime minister of Georgia arrived in Baku.", &["GE"]),
        ("Police in Atlanta, Georgia, arrested two men.", &[]),
        ("Voters in Georgia and Alabama go to the polls.", &[]),
        ("Georgia Gov. Brian Kemp signed the bill.", &[]),
        ("The Fulton County case moved on. Lawyers in Georgia objected.", &[]),
    ]);
}

#[test]
fn jordan_chad_and_israel_are_persons_too() {
    check(&[
        ("Jordan and Chad signed the text; Israel did not.", &["JO", "TD", "IL"]),
        ("Basketball legend Michael Jordan bought a yacht.", &[]),
        ("Jordan Peterson spoke to a full hall.", &[]),
        ("Acting secretary Chad Wolf resigned.", &[]),
        ("Foreign Minister Israel Katz flew to Paris.", &[]),
        ("Troops in Chad Basin National Park", &[]),
        ("Jordan's King Abdullah II left for Cairo.", &["JO"]),
    ]);
}

#[test]
fn names_in_small_letters_are_things() {
    check(&[
        ("They ate turkey off fine china.", &[]),
        ("Turkey and China abstained.", &["TR", "CN"]),
        ("They polish the silver; Polish troops march.", &["PL"]),
        ("Polish the silver before dinner.", &[]),
    ]);
}

#[test]
fn near_namesakes_stay_apart() {
    check(&[
        ("Niger and Nigeria closed the border.", &["NE", "NG"]),
        ("Nigerien and Nigerian officers met.", &["NE", "NG"]),
        (
            "Guinea, Guinea-Bissau, Equatorial Guinea and Papua New Guinea",
            &["GN", "GW", "GQ", "PG"],
        ),
        ("The DRC and the Republic of the Congo", &["CD", "CG"]),
        ("Congo said it had retaken the town near Goma.", &["CD"]),
        ("President Denis Sassou Nguesso of Congo spoke in Brazzaville.", &["CG"]),
        ("North Korea warned South Korea.", &["KP", "KR"]),
        ("Pyongyang tested a missile. Korean state media hailed it.", &["KP", "KP"]),
        ("Dominica and the Dominican Republic signed.", &["DM", "DO"]),
        ("Dominican Prime Minister Roosevelt Skerrit spoke.", &["DM"]),
        ("Ireland objected, Northern Ireland's leaders did not.", &["IE"]),
        ("Samoa and American Samoa share a language.", &["WS", "AS"]),
        ("The Federated States of Micronesia, or Micronesia, voted no.", &["FM", "FM"]),
        ("Mexico sued; New Mexico did not.", &["MX"]),
        ("South Sudanese and Sudanese envoys met.", &["SS", "SD"]),
        ("Macedonia is now North Macedonia.", &["MK", "MK"]),
    ]);
}

#[test]
fn washington_is_a_government_a_city_a_state_or_a_person() {
    check(&[
        ("Washington has warned Tehran.", &["US", "IR"]),
        ("They met in Washington.", &[]),
        ("A judge in Seattle, Washington, blocked the order.", &[]),
        ("George Washington crossed the river.", &[]),
        ("Denzel Washington won an award.", &[]),
    ]);
}

#[test]
fn seas_papers_banks_and_airlines_are_longer_names() {
    check(&[
        ("Ships crossed the South China Sea, the Indian Ocean and the Gulf of Mexico.", &[]),
        ("Ships of China crossed the sea.", &["CN"]),
        ("The China Daily and the Times of India reported it.", &[]),
        ("The Bank of China opened a branch in the Persian Gulf.", &[]),
        ("A bank in China failed.", &["CN"]),
        ("Turkish Airlines will fly to Baku.", &[]),
        ("The Turkish airline grew.", &["TR"]),
        ("American football, Swiss cheese and French fries", &[]),
        ("American, Swiss and French envoys", &["US", "CH", "FR"]),
    ]);
}

#[test]
fn languages_are_no_countries() {
    check(&[
        ("He speaks French and German.", &[]),
        ("French and German officials spoke.", &["FR", "DE"]),
        ("She was fluent in Russian.", &[]),
        ("The statement was published in English and Turkish.", &[]),
        ("the Chinese language", &[]),
        ("a Spanish-language newspaper", &[]),
        ("Spanish newspapers", &["ES"]),
    ]);
}

#[test]
fn combining_forms_need_their_hyphen() {
    check(&[
        ("Sino-Russian and Franco-German ties", &["CN", "RU", "FR", "DE"]),
        ("Franco ruled until 1975.", &[]),
        ("a Chinese-led bank and a pro-Russian party", &["CN", "RU"]),
        ("an American-born, Iran-backed officer", &["IR"]),
    ]);
}

#[test]
fn states_that_are_no_more_keep_their_own_entity() {
    check(&[
        ("The Soviet Union recognised East Germany and Czechoslovakia.", &["SUHH", "DDDE", "CSHH"]),
        ("Zaire, Burma and Swaziland changed their names.", &["CD", "MM", "SZ"]),
    ]);
    let gazetteer = Gazetteer::english();
    let union = gazetteer.country("SUHH").unwrap();
    assert_eq!(union.years.until, Some(1991));
    assert!(union.successors.contains(&"RU".to_owned()));
    let congo = gazetteer.country("CD").unwrap();
    let zaire = congo.former.iter().find(|(name, _)| name == "Zaire").unwrap();
    assert_eq!((zaire.1.since, zaire.1.until), (Some(1971), Some(1997)));
}

#[test]
fn variants_of_agencies_resolve() {
    check(&[
        ("Türkiye, Turkiye and Turkey", &["TR", "TR", "TR"]),
        ("Côte d'Ivoire and Ivory Coast", &["CI", "CI"]),
        (
            "the DPRK, the ROK, the PRC, the UAE, the U.S. and the UK",
            &["KP", "KR", "CN", "AE", "US", "GB"],
        ),
        ("The Kremlin, the White House and Downing Street denied it.", &["RU", "US", "GB"]),
        ("They told us nothing; the US did.", &["US"]),
        ("The deal is worth US$3 billion.", &[]),
    ]);
}

#[test]
fn a_name_beside_another_of_the_same_is_one_name() {
    let gazetteer = Gazetteer::english();
    let code = |name| {
        let resolved = gazetteer.resolve(name, Some(Kind::Country));
        resolved.map(|it| it.entity.id.trim_start_matches("country/").to_owned())
    };
    for (name, expected) in [
        ("Benin (Dahomey)", "BJ"),
        ("Tanzania/Tanganyika", "TZ"),
        ("Russia (Soviet Union)", "RU"),
        ("Yemen, People's Republic of", "YDYE"),
    ] {
        assert_eq!(code(name).as_deref(), Some(expected), "{name}");
    }
    for name in ["Benin (Togo)", "Ghana/Togo", "Benin (north)", "()", "/"] {
        assert_eq!(code(name), None, "{name}");
    }
}

#[test]
fn codes_stand_in_brackets() {
    check(&[
        ("Aliyev (AZE) beat Petrov (RUS) and lost to Weber (GER, SUI).", &["AZ", "RU"]),
        ("PER capita AND so on", &[]),
    ]);
}

#[test]
fn an_acronym_of_one_service_needs_its_country() {
    let service = "institution/kr-national-intelligence-service";
    assert_eq!(entities("North Korea sent troops, the NIS said."), ["country/KP", service]);
    assert_eq!(entities("Serbia will buy the oil company NIS."), ["country/RS"]);
}
