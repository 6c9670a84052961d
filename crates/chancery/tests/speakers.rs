//! Who speaks, where a pronoun says so: the stages together.

use chancery::Pipeline;

/// The name of the speaker of each quotation, in order.
fn speakers(text: &str) -> Vec<Option<String>> {
    let found = Pipeline::embedded().annotate("", text);
    let name = |n: usize| found.mentions.entity(&found.mentions.mentions()[n]).name.clone();
    found.quotes.iter().map(|q| q.speaker.as_ref()?.mention.map(name)).collect()
}

fn named(names: &[&str]) -> Vec<Option<String>> {
    names.iter().map(|name| Some((*name).to_owned())).collect()
}

#[test]
fn he_is_who_spoke_last_and_not_whom_he_spoke_of() {
    let text = "No date has been set for a meeting of Russian President Vladimir Putin and Donald Trump, Kremlin spokesman Dmitry Peskov said.\n\n“How can you postpone it?” he told reporters.";
    assert_eq!(speakers(text), named(&["Dmitry Peskov", "Dmitry Peskov"]));
    // Outside of what was said, the first person of the sentence is meant.
    let text = "Vladimir Putin met Donald Trump, Kremlin spokesman Dmitry Peskov said.\n\nPutin left at noon. “It was useful,” he told reporters.";
    assert_eq!(speakers(text), named(&["Dmitry Peskov", "Vladimir Putin"]));
}

#[test]
fn given_names_tell_whom_a_pronoun_means() {
    let text = "Maia Sandu received Emmanuel Macron in Chisinau. “It is a great day,” she said.";
    assert_eq!(speakers(text), named(&["Maia Sandu"]));
    let text = "Maia Sandu received Emmanuel Macron in Chisinau. “It is a great day,” he said.";
    assert_eq!(speakers(text), named(&["Emmanuel Macron"]));
}

#[test]
fn somebody_of_somebody_else_is_another_person() {
    let text = "Mr. Rubio left. “We are not going back,” his friend shouted.";
    assert_eq!(speakers(text), [None]);
    let text = "Mr. Rubio rejected the plan. His predecessor, Antony Blinken, had voiced similar misgivings.";
    assert_eq!(speakers(text), named(&["Rubio", "Antony Blinken"]));
    let text = "Opposition leader Kizza Besigye's party questioned the deal.";
    assert_eq!(speakers(text), [None]);
}

#[test]
fn a_verb_without_subject_has_that_of_its_own_sentence() {
    let text = "The ministry urged others to take “similar steps”. Canada's Mark Carney stopped short but accused Israel of failing.";
    assert_eq!(speakers(text)[1].as_deref(), Some("Mark Carney"));
}

#[test]
fn a_description_with_a_country_tells_whose_president_somebody_is() {
    let text = "President Emmanuel Macron arrived in Cairo. “I have decided,” the French president wrote on X.";
    assert_eq!(speakers(text), named(&["Emmanuel Macron"]));
    let found = Pipeline::embedded().annotate("", text);
    let macron = found.mentions.entities().iter().find(|e| e.name == "Emmanuel Macron");
    assert_eq!(macron.and_then(|e| e.country.as_deref()), Some("FR"));
    // Of two presidents without a country it could be either.
    let text = "President Emmanuel Macron met President Luiz Prado. “I have decided,” the French president wrote on X.";
    assert_eq!(speakers(text), [None]);
}

#[test]
fn the_president_of_a_body_is_no_president_of_a_state() {
    let text = "NAIROBI, March 3 (Xinhua) -- Kenya welcomed the loan. The African Development Bank is financing the line. Its president, Sidi Ould Tah, called it a start.";
    let found = Pipeline::embedded().annotate("", text);
    let tah = found.mentions.entities().iter().find(|e| e.name == "Sidi Ould Tah");
    assert_eq!(tah.map(|e| e.country.as_deref()), Some(None));
}
