//! Sending what the leader does.

use leptos::prelude::*;
use werksessie_core::screen::{Picture, Show};
use werksessie_core::{Command, CommandId};

use super::Console;
use crate::messages::refusal;
use crate::ui::{browser, live};

/// What the last act led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// All is stored.
    Saved,
    /// On its way.
    Sending,
    /// No connection; it is tried again under the same id.
    Retrying,
    /// It was refused: why.
    Refused(String),
}

impl Console {
    /// Puts a picture on the screen.
    pub fn show(self, picture: Picture) {
        self.send(Command::ScreenShow(Show { meeting: self.meeting(), picture }));
    }

    /// Sends a command. A lost connection is tried again under the same id, so that it happens
    /// once.
    pub fn send(self, command: Command) {
        leptos::task::spawn_local(send(self, command));
    }
}

/// How often a command is tried again without connection.
const TRIES: u32 = 30;

async fn send(console: Console, command: Command) {
    let language = browser::language();
    let id = CommandId::from_random(browser::random());
    let body = serde_json::json!({ "id": id, "command": command }).to_string();
    let project = console.view.read_untracked().project;
    console.notice.set(Notice::Sending);
    for _ in 0..TRIES {
        match browser::send("POST", &format!("/api/v1/projects/{project}/commands"), Some(&body)).await {
            Ok((200, _)) => return console.notice.set(Notice::Saved),
            Ok((status, text)) if status < 500 => {
                let problem: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
                let code = problem["code"].as_str().unwrap_or("");
                if code == "already_done" {
                    return console.notice.set(Notice::Saved);
                }
                // A sentence with a place to fill in comes from the server, which knows what with.
                let sentence = refusal::find(language, code).filter(|text| !text.contains('{')).map(ToOwned::to_owned);
                let sentence = sentence.or_else(|| problem["detail"].as_str().map(ToOwned::to_owned));
                return console
                    .notice
                    .set(Notice::Refused(sentence.unwrap_or_else(|| refusal::other(language).to_owned())));
            }
            _ => console.notice.set(Notice::Retrying),
        }
        live::sleep(2_000).await;
    }
    console.notice.set(Notice::Refused(refusal::not_stored(language).to_owned()));
}
