//! Making a project: the events it starts with.

use werksessie_core::access::{Link, LinkRole};
use werksessie_core::agenda::AgendaItem;
use werksessie_core::bottleneck::{self, Bottleneck};
use werksessie_core::ids::derive;
use werksessie_core::meeting;
use werksessie_core::party::{self, Circle, CircleId, Party, PartyKind};
use werksessie_core::project::{Created, Language};
use werksessie_core::step::StepId;
use werksessie_core::time::Date;
use werksessie_core::{BottleneckId, LinkId, MeetingId, Outcome, PartyId, ProjectId, Refusal, limits, method, text};

use super::clock;
use super::secret::{Secret, random};
use crate::live::{Hall, HallError};
use crate::messages::method as texts;

/// What someone says to make a project.
#[derive(Clone, Debug, serde::Deserialize, utoipa::ToSchema)]
pub struct Founding {
    /// The municipality's name.
    pub municipality: String,
    /// The project's title.
    pub title: String,
    /// `nl` or `en`; Dutch when left out.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub language: Language,
}

/// Makes a project and returns its secret, which is shown once.
///
/// # Errors
/// When a text is refused or the project could not be stored.
pub async fn found(hall: &Hall, founding: &Founding) -> Result<Secret, HallError> {
    let project = ProjectId::from_random(random());
    let language = founding.language;
    let mut outcome = opening(founding, project, Sort::Real, clock::day_of(clock::now()))?;
    let sheet =
        run_sheet(language, &method::BOTTLENECK_AGENDA).into_iter().zip(method::parts(&method::BOTTLENECK_AGENDA));
    let agenda = sheet.map(|((title, minutes), part)| AgendaItem { title, minutes, part, ..AgendaItem::default() });
    outcome.push(meeting::Planned {
        meeting: MeetingId::from_random(random()),
        title: texts::first_meeting(language).into(),
        step: StepId::S2C,
        code: meeting::code_from(&random()),
        agenda: agenda.collect(),
    });
    let secret = Secret::draw(project, LinkId::from_random(random()).0).map_err(|_| HallError::NotStored)?;
    hall.create(project, first_link(&secret, language), &outcome).await?;
    Ok(secret)
}

/// Whether a project is somebody's, or one to look around in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Somebody's.
    Real,
    /// The example, with organisations that do not exist.
    Example,
}

/// The first link of a project: it can do everything.
pub fn first_link(secret: &Secret, language: Language) -> Link {
    Link {
        link: LinkId(secret.id),
        role: LinkRole::Leader,
        label: texts::first_link(language).into(),
        until: None,
        maker: None,
        made_on: None,
        used_on: None,
        meeting: None,
        cards: None,
        promises: Vec::new(),
        secret_hash: secret.hash(),
    }
}

/// The events that every project starts with: its circles, parties and bottlenecks.
///
/// # Errors
/// When a text is refused.
pub fn opening(founding: &Founding, project: ProjectId, sort: Sort, today: Date) -> Result<Outcome, Refusal> {
    let municipality = text::required(&founding.municipality, limits::NAME, today)?;
    let title = text::required(&founding.title, limits::TITLE, today)?;
    let (language, example) = (founding.language, sort == Sort::Example);
    let circles = method::CIRCLES
        .iter()
        .map(|key| Circle { circle: CircleId((*key).into()), name: named(language, "circle", key) });
    let mut outcome = Outcome::event(Created {
        project,
        municipality,
        title,
        language,
        example,
        rehearsal: false,
        circles: circles.collect(),
    });
    let entropy = random();
    let mut ids = (0..).map(|n| derive(&entropy, n));
    let mut id = || ids.next().unwrap_or_default();
    for (key, circle, expected) in method::PARTIES {
        let name = named(language, if example { "example_party" } else { "party" }, key);
        let short = format!("{}_{key}", if example { "example_party_short" } else { "party_short" });
        let short_name = texts::find(language, &short)
            .map_or_else(|| party::shorten_party(&name, limits::PARTY_SHORT_NAME), str::to_owned);
        let circle = CircleId(circle.into());
        outcome.push(party::Added {
            party: Party {
                party: PartyId::from_random(id()),
                name,
                short_name,
                // The starting list has one party of each of the first kinds, under the same key.
                kind: PartyKind::read(key),
                circle,
                expected,
                typed_in: false,
            },
        });
    }
    for (number, (key, origin)) in (1..).zip(method::BOTTLENECKS) {
        outcome.push(bottleneck::Added {
            bottleneck: Bottleneck {
                short_name: named(language, "short", key),
                explanation: named(language, "more", key),
                tags: method::tags(key),
                ..Bottleneck::new(BottleneckId::from_random(id()), number, named(language, "title", key), origin)
            },
        });
    }
    Ok(outcome)
}

/// A run sheet as people read it: titles and minutes.
pub fn run_sheet(language: Language, items: &[(&str, u32)]) -> Vec<(String, u32)> {
    items.iter().map(|(key, minutes)| (named(language, "agenda", key), *minutes)).collect()
}

/// A text of the approach; its key when it is missing, which a test rules out.
fn named(language: Language, kind: &str, key: &str) -> String {
    let key = format!("{kind}_{key}");
    texts::find(language, &key).unwrap_or(&key).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_the_approach_is_there_and_fits() {
        for language in [Language::Nl, Language::En] {
            let text = |kind: &str, key: &str| {
                texts::find(language, &format!("{kind}_{key}")).unwrap_or_else(|| panic!("{kind}_{key}"))
            };
            for key in method::CIRCLES {
                text("circle", key);
            }
            for (key, circle, _) in method::PARTIES {
                assert!(method::CIRCLES.contains(&circle));
                assert!(text("party", key).chars().count() <= limits::NAME);
                assert!(text("example_party", key).chars().count() <= limits::NAME);
                for short in ["party_short", "example_party_short"] {
                    let short = texts::find(language, &format!("{short}_{key}"));
                    assert!(short.is_none_or(|short| short.chars().count() <= limits::PARTY_SHORT_NAME), "{key}");
                }
            }
            for (key, _) in method::BOTTLENECKS {
                assert!(text("title", key).chars().count() <= limits::TITLE, "{key}");
                assert!(text("short", key).chars().count() <= limits::SHORT_NAME, "{key}");
                assert!(text("more", key).chars().count() <= limits::EXPLANATION, "{key}");
            }
            for (key, _) in method::BOTTLENECK_AGENDA {
                text("agenda", key);
            }
            for step in StepId::ALL {
                for kind in ["step", "aim", "done", "who"] {
                    text(kind, &step.key().to_lowercase());
                }
            }
        }
    }
}
