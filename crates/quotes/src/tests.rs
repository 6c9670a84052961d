//! Quotations in news sentences: content, kind and speaker, both ways.

use crate::{QuoteKind, Quotes};

/// Kind, contents and speaker of every quotation of a text.
fn found(text: &str) -> Vec<(QuoteKind, Vec<&str>, Option<&str>)> {
    Quotes::english()
        .extract(text)
        .iter()
        .map(|q| {
            let content = q.content.iter().map(|s| &text[s.range()]).collect();
            (q.kind, content, q.speaker.as_ref().map(|s| &text[s.span.range()]))
        })
        .collect()
}

use QuoteKind::{Direct, Indirect, Mixed};

#[test]
fn the_cue_stands_after_before_or_between() {
    let bayramov = Some("Foreign Minister Jeyhun Bayramov");
    for text in [
        "“We will sign,” Foreign Minister Jeyhun Bayramov said.",
        "“We will sign,” said Foreign Minister Jeyhun Bayramov.",
        "Foreign Minister Jeyhun Bayramov said: “We will sign.”",
        "Foreign Minister Jeyhun Bayramov told reporters in Baku, \"We will sign.\"",
    ] {
        let quotes = found(text);
        assert_eq!(quotes.len(), 1, "{text}");
        assert_eq!(quotes[0].0, Direct);
        assert_eq!(quotes[0].1[0].trim_end_matches('.'), "We will sign");
        assert_eq!(quotes[0].2, bayramov, "{text}");
    }
    assert_eq!(
        found("“We will sign,” Mr. Wang said. “The text is ready.”"),
        [(Direct, vec!["We will sign", "The text is ready."], Some("Mr. Wang"))]
    );
}

#[test]
fn a_quotation_goes_on_over_paragraphs_with_or_without_new_marks() {
    let open = "\"We will sign.\n\nThe text is ready,\" - Mr. Wang said.";
    assert_eq!(
        found(open),
        [(Direct, vec!["We will sign.\n\nThe text is ready"], Some("Mr. Wang"))]
    );
    let again = "“We will sign.\n\n“The text is ready,” Mr. Wang said.";
    assert_eq!(
        found(again),
        [(Direct, vec!["We will sign.", "The text is ready"], Some("Mr. Wang"))]
    );
}

#[test]
fn a_mark_that_is_missing_is_assumed_and_said_to_be() {
    let text = "“We will sign, Mr. Wang said on Monday.\n\nThe talks go on.";
    for quote in Quotes::english().extract(text) {
        assert!(quote.repaired);
        assert!(text.find("The talks").unwrap() >= quote.span.end);
    }
    let text = "We will sign the treaty next week,” Mr. Wang said.";
    let quotes = Quotes::english().extract(text);
    assert!(quotes[0].repaired);
    assert_eq!(&text[quotes[0].content[0].range()], "We will sign the treaty next week");
}

#[test]
fn apostrophes_inches_and_years_are_no_marks() {
    for text in [
        "The ministers’ meeting in Baku lasted hours.",
        "The '90s deals were not like this.",
        "The envoy is 6'2\" tall.",
        "Norway’s waters and Britain’s coast are safe.",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn heights_stand_inside_speech() {
    let said = |text: &str| Quotes::english().extract(text)[0].content[0].range();
    let text = "\"I am 5'10\" tall and proud of it,\" the envoy said.";
    assert_eq!(&text[said(text)], "I am 5'10\" tall and proud of it");
    let text = "The envoy said: \"He is 5'10\" and left the hall.";
    assert_eq!(&text[said(text)], "He is 5'10");
}

#[test]
fn scare_quotes_titles_and_empty_marks_are_no_speech() {
    for text in [
        "The “so-called” peace plan failed.",
        "They stood by the “One China” policy.",
        "The signed “Memorandum of Understanding on Transport” is ready.",
        ", » - he said. ",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn reported_clauses_end_where_the_report_ends() {
    assert_eq!(
        found("Mr. Wang said that the talks would go on, adding that a treaty was near."),
        [
            (Indirect, vec!["the talks would go on"], Some("Mr. Wang")),
            (Indirect, vec!["a treaty was near"], Some("Mr. Wang")),
        ]
    );
    assert_eq!(
        found("The talks will go on, according to the Chinese foreign ministry."),
        [(Indirect, vec!["The talks will go on"], Some("the Chinese foreign ministry"))]
    );
    assert_eq!(
        found("Mr. Wang said the talks were “long and very hard work” for all."),
        [(Mixed, vec!["the talks were “long and very hard work” for all"], Some("Mr. Wang"))]
    );
    assert_eq!(found("That said, relations between Baku and Beijing have grown."), []);
    assert_eq!(found("He said so in Baku."), []);
}

#[test]
fn the_speaker_is_the_subject_and_not_the_nearest_name() {
    assert_eq!(
        found(
            "Foreign Minister Jeyhun Bayramov, who met Wang Yi, said that the talks would go on."
        )[0]
        .2,
        Some("Foreign Minister Jeyhun Bayramov")
    );
}

#[test]
fn a_cue_tells_its_attitude_and_its_cameo_root() {
    use crate::Attitude;
    let cue = |text: &str| {
        let quote = Quotes::english().extract(text).remove(0);
        let cue = quote.cue.expect("a cue");
        (cue.attitude.expect("an attitude"), cue.cameo)
    };
    let said = "“The treaty stands,” Foreign Minister Jeyhun Bayramov said.";
    assert_eq!(cue(said), (Attitude::Neutral, Some("01")));
    let denied = "The ministry denied that the talks had failed.";
    assert_eq!(cue(denied), (Attitude::Denying, Some("01")));
    let condemned = "“This is an act of aggression,” the ministry condemned.";
    assert_eq!(cue(condemned), (Attitude::Criticising, Some("11")));
    let believed = "The president believes that peace is near.";
    assert_eq!(cue(believed), (Attitude::Neutral, None));
}

#[test]
fn a_sentence_tells_more_than_one_thing() {
    assert_eq!(
        found("Mr. Wang said the talks had failed, while the minister said the treaty would hold."),
        [
            (Indirect, vec!["the talks had failed"], Some("Mr. Wang")),
            (Indirect, vec!["the treaty would hold"], Some("the minister")),
        ]
    );
    // What stands between two pieces is told by the same speaker.
    assert_eq!(
        found("“We will sign,” Mr. Wang said, noting he would go to Baku. “The text is ready.”"),
        [
            (Direct, vec!["We will sign", "The text is ready."], Some("Mr. Wang")),
            (Indirect, vec!["he would go to Baku"], Some("Mr. Wang")),
        ]
    );
    // A clause in a clause: the outer one is told, with what it holds.
    let nested = found("The minister said he knew many people who have said that peace is near.");
    assert_eq!(nested[0].2, Some("The minister"));
    assert_eq!(nested[1].1, ["peace is near"]);
}

#[test]
fn a_clause_before_its_attribution_is_told_whole() {
    assert_eq!(
        found("While exports have grown, the talks will go on, the minister said."),
        [(Indirect, vec!["While exports have grown, the talks will go on"], Some("the minister"))]
    );
    assert_eq!(found("In her long letter, she reminded."), []);
}

#[test]
fn what_seems_so_has_no_speaker() {
    assert_eq!(
        found("It was stated that the talks would go on."),
        [(Indirect, vec!["the talks would go on"], None)]
    );
    assert_eq!(
        found("The parliament is expected to ratify the treaty in June."),
        [(Indirect, vec!["The parliament", "to ratify the treaty in June"], None)]
    );
}

#[test]
fn words_in_marks_keep_their_closing_mark() {
    assert_eq!(
        found("Mr. Wang called the treaty “a great success,” and the talks went on."),
        [(Mixed, vec!["the treaty “a great success,”"], Some("Mr. Wang"))]
    );
}

#[test]
fn two_dashes_around_a_few_words_end_no_clause() {
    assert_eq!(
        found("The minister pledged to open both ports — the old and the new — by June."),
        [(
            Indirect,
            vec!["to open both ports — the old and the new — by June"],
            Some("The minister")
        )]
    );
    assert_eq!(
        found("The minister said the talks had failed - and left for Baku."),
        [(Indirect, vec!["the talks had failed"], Some("The minister"))]
    );
}

#[test]
fn words_in_marks_at_the_end_of_a_told_clause_belong_to_it() {
    assert_eq!(
        found("Mr. Wang said the sides were calling it “a great success.”"),
        [(Mixed, vec!["the sides were calling it “a great success.”"], Some("Mr. Wang"))]
    );
    assert_eq!(
        found("The sides met in Baku, Mr. Wang calling it “a great success.”")[0].2,
        Some("Mr. Wang")
    );
}

#[test]
fn what_is_quoted_inside_a_quotation_lies_inside_it() {
    let text = "“I told them: ‘You will not pass,’” Colonel Serhiy Osachuk recalled.";
    let quotes = Quotes::english().extract(text);
    let inner = quotes.iter().position(|q| &text[q.content[0].range()] == "You will not pass");
    let inner = &quotes[inner.expect("the inner one is found")];
    let outer = &quotes[inner.parent.expect("it lies inside another")];
    assert!(text[outer.content[0].range()].starts_with("I told them"));
    // `I` is who speaks outside.
    let mention = |quote: &crate::Quote| quote.speaker.as_ref().and_then(|s| s.mention);
    assert!(mention(outer).is_some());
    assert_eq!(mention(inner), mention(outer));
    // Without a cue of their own, marks inside speech are a term as often as not.
    assert_eq!(found("“The ‘axis’ is gone,” Mr. Wang said.").len(), 1);
}

#[test]
fn turns_of_a_transcript_are_speech_without_marks() {
    let text = "WALLACE: Would you accept the result?\n\nPENCE: We will accept a clear outcome.";
    assert_eq!(
        found(text),
        [
            (Direct, vec!["Would you accept the result?"], Some("WALLACE")),
            (Direct, vec!["We will accept a clear outcome."], Some("PENCE")),
        ]
    );
    let text = "Q: Is the text ready?\n\nA: Nearly.\n\nIt needs a week.\n\nQ: And then?";
    let contents: Vec<Vec<&str>> = found(text).into_iter().map(|q| q.1).collect();
    assert_eq!(
        contents,
        [vec!["Is the text ready?"], vec!["Nearly.", "It needs a week."], vec!["And then?"]]
    );
    // A headline, and lines of a form.
    assert!(found("Wang Yi: a week is enough.\n\nThe talks go on in Baku.").is_empty());
    assert!(found("Place: Baku.\n\nDate: to be announced.").is_empty());
}

#[test]
fn two_speakers_take_turns_in_a_dialogue() {
    let text = "“Did you order it?” the prosecutor asked.\n\n“I did not,” the general replied.\n\n“Who did?”";
    assert!(found(text).contains(&(Direct, vec!["Who did?"], Some("the prosecutor"))));
}

#[test]
fn a_sentence_in_marks_goes_on_with_speech_beside_it() {
    let text = "“Today we had six,” Colonel Serhiy Osachuk said. He paused. “They had sixty.”";
    assert_eq!(found(text)[1], (Direct, vec!["They had sixty."], Some("He")));
    assert!(found("The rain had stopped. “They had sixty.”").is_empty());
    assert_eq!(
        found("He paused. “They had sixty.”"),
        [(Direct, vec!["They had sixty."], Some("He"))]
    );
}

#[test]
fn a_report_of_a_report_keeps_both() {
    let quotes = found("The New York Times reported that Trump had told aides he would go.");
    assert_eq!(quotes[0].2, Some("The New York Times"));
    assert_eq!(quotes[1], (Indirect, vec!["he would go"], Some("Trump")));
    let quotes = found("The minister stressed that the region must act alone, TASS wrote.");
    assert!(quotes.contains(&(Indirect, vec!["the region must act alone"], Some("The minister"))));
    assert!(quotes.iter().any(|q| q.2 == Some("TASS")));
}

#[test]
fn of_several_verbs_each_has_what_it_tells() {
    let wang = Some("Mr. Wang");
    assert_eq!(
        found("Mr. Wang told parliament he would resign, and said: “I have done what I could.”"),
        [
            (Indirect, vec!["he would resign"], wang),
            (Direct, vec!["I have done what I could."], wang),
        ]
    );
    assert_eq!(
        found("The sides will meet in May, Mr. Wang said, adding, “They need to talk.”"),
        [
            (Indirect, vec!["The sides will meet in May"], wang),
            (Direct, vec!["They need to talk."], wang),
        ]
    );
}

#[test]
fn words_in_marks_inside_a_clause_stay_whole() {
    let text = "Mr. Wang said he had spent his life “defending the treaty. It is all that we \
                have, although some doubt it.” He left for Astana.";
    let clause = "he had spent his life “defending the treaty. It is all that we have, although \
                  some doubt it.”";
    assert_eq!(found(text), [(Mixed, vec![clause], Some("Mr. Wang"))]);
}

#[test]
fn a_verb_that_leads_to_a_clause_leaves_the_marks_before_it_alone() {
    assert_eq!(
        found("Speaking on “Face the Nation,” Mr. Wang said he would sign the treaty."),
        [(Indirect, vec!["he would sign the treaty"], Some("Mr. Wang"))]
    );
    assert_eq!(
        found("“I would sign the treaty,” Mr. Wang said on Monday."),
        [(Direct, vec!["I would sign the treaty"], Some("Mr. Wang"))]
    );
}

#[test]
fn a_clause_is_not_over_before_its_verb() {
    assert_eq!(
        found("Mr. Wang said the dispute, while grave, was close to an end."),
        [(Indirect, vec!["the dispute, while grave, was close to an end"], Some("Mr. Wang"))]
    );
    assert_eq!(
        found("Mr. Wang said the dispute was over, while others were silent."),
        [(Indirect, vec!["the dispute was over"], Some("Mr. Wang"))]
    );
}

#[test]
fn a_clause_with_marks_before_its_attribution_may_hold_a_report() {
    let text = "Mr. Araghchi has told his counterparts that sanctions were “wholly unjustified,” the ministry said.";
    let whole = "Mr. Araghchi has told his counterparts that sanctions were “wholly unjustified,”";
    assert_eq!(
        found(text),
        [
            (Mixed, vec!["sanctions were “wholly unjustified,”"], Some("Mr. Araghchi")),
            (Mixed, vec![whole], Some("the ministry")),
        ]
    );
}

#[test]
fn words_in_marks_that_are_said_together_are_one_quotation() {
    let wang = Some("Mr. Wang");
    for text in [
        "Mr. Wang wrote: “Great meeting today!” and “Thank you, Baku!” on Monday.",
        "“Great meeting today!” and “Thank you, Baku!”, Mr. Wang wrote.",
    ] {
        let pieces = vec!["Great meeting today!", "Thank you, Baku!"];
        assert_eq!(found(text), [(Direct, pieces, wang)], "{text}");
    }
    assert_eq!(
        found("Mr. Wang called it “a disgrace to all” and “an insult to the nation.”"),
        [(Mixed, vec!["it “a disgrace to all” and “an insult to the nation.”"], wang)]
    );
    assert_eq!(
        found("Mr. Wang called it “a disgrace to all” and left a talk on “The Road Home” early."),
        [(Mixed, vec!["it “a disgrace to all”"], wang)]
    );
}

#[test]
fn the_condition_of_a_clause_is_part_of_it() {
    let clause = "if the court ruled against the treaty, “all hell would break loose.”";
    assert_eq!(
        found(&format!("Mr. Wang warned that {clause}")),
        [(Mixed, vec![clause], Some("Mr. Wang"))]
    );
    assert_eq!(
        found(
            "If the court ruled against the treaty, Mr. Wang warned, “all hell would break loose.”"
        ),
        [(
            Mixed,
            vec!["If the court ruled against the treaty", "all hell would break loose."],
            Some("Mr. Wang")
        )]
    );
    assert_eq!(
        found("As for the border, Mr. Wang noted, “only a few kilometres are left.”"),
        [(Direct, vec!["only a few kilometres are left."], Some("Mr. Wang"))]
    );
}

#[test]
fn marks_of_the_wrong_side_and_straight_ones_inside_straight_ones_are_paired() {
    assert_eq!(
        found("Mr. Wang says,” many people are never heard.”"),
        [(Direct, vec!["many people are never heard."], Some("Mr. Wang"))]
    );
    let shout = "The man shouted \"Allahu akbar!\" as he fired.";
    let text = format!("Mr. Wang tweeted, \"{shout}\" He later deleted it.");
    assert!(found(&text).contains(&(Direct, vec![shout], Some("Mr. Wang"))), "{:?}", found(&text));
}

#[test]
fn pieces_of_a_quotation_find_each_other() {
    for (text, contents) in [
        (
            "\"This has taken us aback,\" Mr. Wang said. \"This could be Anywhere U.S.A.\"",
            ["This has taken us aback", "This could be Anywhere U.S.A."],
        ),
        (
            "Mr. Wang said, \"we will build it\" - at which point they chanted \"Build it!\" - \"and keep it.\"",
            ["we will build it", "and keep it."],
        ),
        (
            "\"He talks all the time,\" Mr. Wang said of the envoy. \". . . I like that.\"",
            ["He talks all the time", ". . . I like that."],
        ),
    ] {
        let quotes = found(text);
        assert!(quotes.contains(&(Direct, contents.to_vec(), Some("Mr. Wang"))), "{quotes:?}");
    }
}

#[test]
fn an_exclamation_in_a_clause_is_not_of_who_opens_the_next_sentence() {
    let quotes = found("They held signs, yelling “shame!” A campaign said Mr. Wang had left.");
    assert_eq!(quotes[0], (Direct, vec!["shame!"], Some("They")));
}

#[test]
fn a_relative_clause_ends_before_the_verb_of_the_clause_around_it() {
    for (text, content) in [
        (
            "The envoy, who said Russia, China and Iran would come, flew home.",
            "Russia, China and Iran would come",
        ),
        (
            "The ministry, which warned that the truce would fail, was silent.",
            "the truce would fail",
        ),
        ("They met the envoy, who said the talks had failed.", "the talks had failed"),
    ] {
        assert_eq!(found(text)[0].1, [content], "{text}");
    }
}

#[test]
fn a_relative_pronoun_is_who_it_stands_for() {
    let text = "Foreign Minister Fuad Hussein, who denied the charges, flew home.";
    let gazetteer = chancery_gazetteer::Gazetteer::english();
    let document = chancery_text::Reader::english().read(text);
    let mentions = gazetteer.annotate(&document);
    let quotes = Quotes::english().annotate(&document, &mentions);
    let speaker = quotes[0].speaker.as_ref().unwrap();
    assert_eq!(&text[speaker.span.range()], "who");
    let mention = &mentions.mentions()[speaker.mention.unwrap()];
    assert_eq!(mentions.entity(mention).id, "person/fuad-hussein");
    let nobody = found("They met lawmakers in Iran, who said nothing had changed.");
    assert_eq!(nobody[0].2, Some("who"));
}

#[test]
fn the_name_of_a_programme_is_no_speech() {
    for programme in ["CBS' “Face the Nation.”", "“60 Minutes.”", "ABC's “This Week.”"]
    {
        let text = format!("“It was right,” Johnson told {programme} “He knows it.”");
        assert_eq!(found(&text), [(Direct, vec!["It was right", "He knows it."], Some("Johnson"))]);
    }
    assert_eq!(found("“No,” she said, “never.”")[0].1, ["No", "never."]);
}

#[test]
fn words_in_marks_go_on_with_the_report_before_them() {
    let speech = "“It is not a question of law any more.”";
    for gap in [" ", "\n\n"] {
        let text = format!("Lazzarini told AFP that the food was waiting.{gap}{speech}");
        let quotes = found(&text);
        assert_eq!(quotes[1].2, Some("Lazzarini"), "{text}");
    }
    let silent = format!("Lazzarini rose and left. {speech}");
    assert_eq!(found(&silent)[0].2, None);
}

#[test]
fn any_verb_of_speech_stands_before_its_subject_behind_marks() {
    for verb in ["conceded", "retorted", "complained", "revealed", "scoffed", "testified"] {
        let text = format!("“They have never seen one before,” {verb} Arianna Gil, 22.");
        assert_eq!(found(&text)[0].2, Some("Arianna Gil"), "{text}");
    }
}

#[test]
fn an_ally_of_somebody_is_not_he() {
    for (speaker, named) in [
        ("Some allies of Mr. Trump", false),
        ("Advisers to Mrs. Clinton", false),
        ("Mr. Trump", true),
        ("Her chairman, John Podesta,", true),
    ] {
        let text = format!("{speaker} said that the talks had failed.");
        let quotes = Quotes::english().extract(&text);
        let speaker = quotes[0].speaker.as_ref().unwrap();
        assert_eq!(speaker.mention.is_some(), named, "{text}");
    }
}

#[test]
fn another_speaker_behind_a_conjunction_ends_what_the_first_says() {
    let text = "Schoof said that it was wrong, and his colleague warned that others could follow.";
    let first = "it was wrong";
    let second = "others could follow";
    assert_eq!(
        found(text),
        [(Indirect, vec![first], Some("Schoof")), (Indirect, vec![second], Some("his colleague")),]
    );
    // What he says may tell of others.
    let one = "Schoof says that it was wrong, and Meloni warned that others could follow.";
    assert!(found(one)[0].1[0].ends_with("could follow"));
}

#[test]
fn a_semicolon_ends_a_clause_before_words_in_marks() {
    let text =
        "The delegate could not accept Article 7; “we are not against it as such,” he insisted.";
    assert_eq!(found(text), [(Direct, vec!["we are not against it as such"], Some("he"))]);
    let one = "The talks were “very good as such,” he insisted.";
    assert_eq!(found(one)[0].1, ["The talks were “very good as such,”"]);
}

#[test]
fn verbs_of_attitude_and_prepositions_lead_no_others_words() {
    let accused =
        "The minister accused Iran of stalling, “in clear breach of the truce”, and left.";
    let found_there = found(accused);
    assert_eq!(found_there.len(), 1, "{found_there:?}");
    assert!(found_there[0].1[0].starts_with("Iran of stalling"), "{found_there:?}");
    let led = "In a joint communique, the ministers, who met in Rome, said that it was late.";
    assert_eq!(found(led)[0].2, Some("the ministers"));
}

#[test]
fn the_whole_subject_of_the_verb_speaks() {
    for subject in [
        "An Iraqi defector who has applied for residency in Australia",
        "A member of the committee that drafted the text",
        "A speech by the president in Cairo",
        "A man whose brother was killed in the raid",
        "A person who attended the meeting",
        "A fighter with the Free Syrian Army in Aleppo",
    ] {
        for text in [
            format!("{subject} said that the talks had failed."),
            format!("{subject} said: “We will not sign it.”"),
        ] {
            let quotes = Quotes::english().extract(&text);
            let speaker = quotes[0].speaker.as_ref().unwrap();
            assert_eq!(&text[speaker.span.range()], subject, "{text}");
        }
    }
    // None of them is the state that it names.
    let text = "An Iraqi defector who has applied for residency in Australia said he had seen it.";
    let quotes = Quotes::english().extract(text);
    assert_eq!(quotes[0].speaker.as_ref().unwrap().mention, None);
    // Where a clause is about an object, its own subject speaks.
    for (text, speaker) in [
        ("He praised the treaty, which the minister said would be signed.", "the minister"),
        ("He was glad that officials in Iran said that it was late.", "officials in Iran"),
        ("The army, which during the day said that it was calm, left.", "which"),
    ] {
        let quotes = Quotes::english().extract(text);
        let spans: Vec<_> =
            quotes.iter().filter_map(|q| Some(&text[q.speaker.as_ref()?.span.range()])).collect();
        assert!(spans.contains(&speaker), "{text} {spans:?}");
    }
}

#[test]
fn an_object_in_a_relative_clause_ends_before_the_verb_of_the_clause_around_it() {
    let text = "Those who oppose the new pact with Iran have said it will bring no peace.";
    let quotes = found(text);
    assert!(quotes.iter().any(|q| q.1 == ["the new pact with Iran"]), "{quotes:?}");
    let reduced = "Officials criticizing the new pact with Iran were dismissed in May.";
    let quotes = found(reduced);
    assert_eq!(quotes[0].1, ["the new pact with Iran"]);
}

#[test]
fn the_owner_of_the_subject_is_not_the_subject() {
    let text = "Israel's right-wing Prime Minister Ariel Sharon, with the backing of his cabinet, \
                declared Mr. Arafat \"irrelevant\".";
    let quotes = found(text);
    assert_eq!(quotes[0].2, Some("Israel's right-wing Prime Minister Ariel Sharon"), "{quotes:?}");
}

#[test]
fn marks_that_open_again_inside_a_paragraph_end_what_was_open() {
    let text =
        "He said: “Mohanna was shot by two gunmen. “She died at the scene.” The youth denies it.";
    let contents: Vec<_> = found(text).into_iter().flat_map(|q| q.1).collect();
    assert_eq!(contents, ["Mohanna was shot by two gunmen.", "She died at the scene."]);
}

#[test]
fn a_single_mark_that_nothing_closes_hides_no_quotation() {
    let text =
        "The party ‘took to the streets on Friday. “We will sign the treaty,” Mr. Wang said.";
    assert_eq!(found(text), [(Direct, vec!["We will sign the treaty"], Some("Mr. Wang"))]);
}

#[test]
fn a_hyphen_inside_a_word_ends_no_clause() {
    let text = "One source said the back-and-forth ended with a one-and-a-half hour meeting.";
    let quotes = found(text);
    assert_eq!(quotes[0].1, ["the back-and-forth ended with a one-and-a-half hour meeting"]);
}

#[test]
fn whom_somebody_tells_and_who_asked_him_do_not_speak() {
    let telling = "Mr. Denktash was in defiant mood, telling Turkish radio: “We accept no terms.”";
    assert_eq!(found(telling)[0].2, Some("Mr. Denktash"));
    let asked = "Trade is slow, officials contacted by Reuters said.";
    let quotes = Quotes::english().extract(asked);
    assert_eq!(quotes[0].speaker.as_ref().map(|s| s.mention), Some(None), "{quotes:?}");
}

#[test]
fn who_reports_a_report_is_not_who_said_it() {
    let text = "Zelensky has said that “Ukraine has never been an obstacle to peace”, Bloomberg \
                reported.";
    let quotes = found(text);
    let said = "Ukraine has never been an obstacle to peace";
    assert!(quotes.contains(&(Direct, vec![said], Some("Zelensky"))), "{quotes:?}");
    let whole = "Zelensky has said that “Ukraine has never been an obstacle to peace”";
    assert!(quotes.contains(&(Mixed, vec![whole], Some("Bloomberg"))), "{quotes:?}");
    assert_eq!(quotes.len(), 2, "{quotes:?}");
    // An attribution of the same speaker takes the marks as before.
    let own = "“Ukraine has never been an obstacle to peace”, Zelensky said.";
    assert_eq!(found(own), [(Direct, vec![said], Some("Zelensky"))]);
}
