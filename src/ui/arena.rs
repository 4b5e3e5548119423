//! The words of the effects arena, on every screen.

use werksessie_core::arena::balance::Beneficiary;
use werksessie_core::arena::chain::Scenario;
use werksessie_core::arena::figures::Source;
use werksessie_core::arena::piece::{Firm, Kind, On, Term};
use werksessie_core::project::Language;
use werksessie_core::question::Scale;
use werksessie_core::round::Ask;
use werksessie_core::view::Figures;
use werksessie_core::view::arena::{BalanceView, GapRow, Lack, ScenarioRow, Sure};

use crate::messages::{arena as texts, chart as chart_texts};

/// What is asked on a scale of the arena; empty for other scales.
pub fn question(language: Language, scale: Scale) -> &'static str {
    match scale {
        Scale::Agreement => texts::agreement_question(language),
        Scale::Certainty => texts::certainty_question(language),
        Scale::Evidence => texts::evidence_question(language),
        Scale::Severity | Scale::Influence | Scale::Chance | Scale::Impact => "",
    }
}

/// The words of its marks, from 1; none for other scales.
pub fn marks(language: Language, scale: Scale) -> Vec<String> {
    let of = |words: &[fn(Language) -> &'static str]| words.iter().map(|words| words(language).to_owned()).collect();
    match scale {
        Scale::Agreement => {
            of(&[texts::agreement_1, texts::agreement_2, texts::agreement_3, texts::agreement_4, texts::agreement_5])
        }
        Scale::Certainty => {
            of(&[texts::certainty_1, texts::certainty_2, texts::certainty_3, texts::certainty_4, texts::certainty_5])
        }
        Scale::Evidence => of(&[texts::evidence_1, texts::evidence_2, texts::evidence_3, texts::evidence_4]),
        Scale::Severity | Scale::Influence | Scale::Chance | Scale::Impact => Vec::new(),
    }
}

/// With whom an effect shows.
pub fn on(language: Language, on: On) -> &'static str {
    match on {
        On::Youth => texts::on_youth(language),
        On::Around => texts::on_around(language),
        On::Organisation => texts::on_organisation(language),
        On::Society => texts::on_society(language),
    }
}

/// When an effect shows.
pub fn term(language: Language, term: Option<Term>) -> &'static str {
    match term {
        Some(Term::Year) => texts::term_year(language),
        Some(Term::Three) => texts::term_three(language),
        Some(Term::Later) => texts::term_later(language),
        None => texts::term_open(language),
    }
}

/// What is put in.
pub fn kind(language: Language, kind: Kind) -> &'static str {
    match kind {
        Kind::Money => texts::kind_money(language),
        Kind::Hours => texts::kind_hours(language),
        Kind::Home => texts::kind_home(language),
        Kind::Mandate => texts::kind_mandate(language),
        Kind::Data => texts::kind_data(language),
    }
}

/// How firm a contribution is.
pub fn firm(language: Language, firm: Firm) -> &'static str {
    match firm {
        Firm::Promised => texts::firm_promised(language),
        Firm::Budgeted => texts::firm_budgeted(language),
        Firm::Wish => texts::firm_wish(language),
    }
}

/// How firm a contribution is, of which a line on the board says it as it says how certain an effect is.
pub fn firm_of(language: Language, sure: Sure) -> &'static str {
    match sure {
        Sure::Sure => texts::firm_promised(language),
        Sure::Likely => texts::firm_budgeted(language),
        Sure::Shaky | Sure::Unknown => texts::firm_wish(language),
        Sure::Asked => texts::request(language),
    }
}

/// How certain a line is.
pub fn sure(language: Language, sure: Sure) -> &'static str {
    match sure {
        Sure::Asked => texts::request(language),
        Sure::Sure => texts::sure_sure(language),
        Sure::Likely => texts::sure_likely(language),
        Sure::Shaky => texts::sure_shaky(language),
        Sure::Unknown => texts::sure_unknown(language),
    }
}

/// The name of who gains; `name` is that of a party or an effect.
pub fn gainer(language: Language, who: Beneficiary, name: &str) -> String {
    match who {
        Beneficiary::Youth => texts::youth(language).to_owned(),
        Beneficiary::Society => texts::society(language).to_owned(),
        Beneficiary::Party(_) => name.to_owned(),
    }
}

/// How carefully one looks: its name, and what counts then.
pub fn scenario(language: Language, scenario: Scenario) -> (&'static str, &'static str) {
    match scenario {
        Scenario::Cautious => (texts::cautious(language), texts::cautious_what(language)),
        Scenario::Middle => (texts::middle(language), texts::middle_what(language)),
        Scenario::Wide => (texts::wide(language), texts::wide_what(language)),
    }
}

/// Why no effect counts.
pub fn no_effect(language: Language, row: &ScenarioRow) -> &'static str {
    if row.rated || row.scenario == Scenario::Wide {
        texts::scenario_none(language)
    } else {
        texts::scenarios_unrated(language)
    }
}

/// A gap as a sentence.
pub fn gap(language: Language, row: &GapRow) -> String {
    texts::gap_of(language, row.party.as_str(), row.own, row.others)
}

/// How many could not judge something, when anybody could not.
pub fn abstained(language: Language, figures: &Figures) -> Option<String> {
    (figures.abstained > 0).then(|| chart_texts::abstained(language, figures.abstained))
}

/// How far answers are apart, in words; in points of a hundred that each would have to move.
pub fn apart(language: Language, points: f64) -> &'static str {
    match points {
        ..15.0 => texts::apart_near(language),
        ..FAR => texts::apart_some(language),
        _ => texts::apart_far(language),
    }
}

/// From here on answers are so far apart that their mean says little, in points of a hundred.
const FAR: f64 = 40.0;

/// Of how much the balance is: which effects, and what they weigh together.
pub fn over(language: Language, balance: &BalanceView) -> String {
    let BalanceView { effects, of, weight, .. } = *balance;
    if balance.heaviest {
        texts::balance_over(language, effects, of, weight)
    } else {
        texts::balance_chosen(language, effects, of, weight)
    }
}

/// What costs and gains say together, or why they say nothing; `None` where costs are not asked.
pub fn pocket(language: Language, balance: &BalanceView) -> Option<String> {
    Some(match (balance.wrong_pocket, balance.lack) {
        (Some(points), _) if balance.source == Source::Euros => {
            texts::balance_sub_euros(language, points.round() as u32)
        }
        (Some(points), _) => texts::balance_sub(language, points.round() as u32),
        (None, Some(Lack::Gains)) => texts::lack_gains(language).to_owned(),
        (None, Some(Lack::Costs)) => texts::lack_costs(language).to_owned(),
        (None, None) => return None,
    })
}

/// Everybody's gain, young people first.
pub fn gains_of_all(language: Language, balance: &BalanceView) -> String {
    [
        &*texts::balance_of_all(language, balance.youth),
        &*texts::balance_society(language, balance.society),
        &*texts::balance_organisations(language, balance.organisations),
    ]
    .join(" ")
}

/// Where the shares of the costs come from.
pub fn source(language: Language, source: Source) -> &'static str {
    match source {
        Source::Points => texts::source_points(language),
        Source::Euros => texts::source_euros(language),
        Source::One => texts::source_one(language),
    }
}

/// What a round about the arena asks, as a question to the room; `None` for other rounds.
pub fn asks(language: Language, ask: Ask) -> Option<&'static str> {
    Some(match ask {
        Ask::Agreement => texts::ask_agreement(language),
        Ask::Activities => texts::ask_activities(language),
        Ask::Effects => texts::ask_effects(language),
        Ask::Assumptions => texts::ask_assumptions(language),
        Ask::Contributions => texts::ask_contributions(language),
        Ask::Costs => texts::ask_costs(language),
        Ask::Weights => texts::ask_weights(language),
        Ask::Benefits => texts::ask_benefits(language),
        Ask::Needs => texts::ask_needs(language),
        Ask::Rating
        | Ask::RatingAndPick
        | Ask::Cards
        | Ask::RiskCards
        | Ask::RiskScores
        | Ask::Groups
        | Ask::Drafts
        | Ask::Fist => return None,
    })
}
