//! What a room makes of messages that come in the same moment.
//!
//! On one thread the order is fixed: what is sent before anything is awaited waits together.

use std::sync::Arc;

use tokio::sync::watch;
use werksessie_core::bottleneck::change::{Change, Edit};
use werksessie_core::erasure::Redact;
use werksessie_core::project::Language;
use werksessie_core::{Actor, Command, CommandId, LinkId, LinkRole, ProjectId};

use super::Hall;
use super::writer::Writer;
use crate::server::example;
use crate::server::secret::random;
use crate::store::keys::KeyFolder;
use crate::store::shelf::Shelf;
use crate::store::sqlite;

/// A hall with the example project.
async fn hall(data: &std::path::Path) -> (Hall, Writer, ProjectId) {
    std::fs::create_dir_all(data).expect("a folder");
    let (store, reader) = sqlite::open(data).expect("a store");
    let (writer, _) = Writer::start(store);
    let (keys, shelf) = (KeyFolder::open(data).expect("a folder"), Shelf::open(data).expect("a folder"));
    let stopping = Box::leak(Box::new(watch::channel(false))).1.clone();
    let hall = Hall::new(Arc::new(reader), writer.clone(), keys, shelf, Default::default(), stopping);
    let project = example::found(&hall, Language::Nl).await.expect("the example is made").project;
    (hall, writer, project)
}

#[tokio::test]
async fn nothing_is_decided_on_texts_that_are_being_taken_out() {
    let data = std::env::temp_dir().join(format!("werksessie-moment-{:x}", u64::from_be_bytes(random())));
    let (hall, writer, project) = hall(&data).await;
    let actor = Actor::Link { link: LinkId::from_random(random()), role: LinkRole::Leader };
    let send = |command| hall.command(project, actor, CommandId::from_random(random()), random(), command);
    let first = |looked: &super::message::Looked<'_>| looked.room.project.bottlenecks[0].clone();
    let found = hall.look(project, first).await.expect("it is loaded");
    let redact = Redact { words: found.title.clone(), why: "op verzoek".into(), places: None, found: None };
    // The way back of this change holds the words.
    let edit = Edit::Title { base: found.title.clone(), text: "Iets anders".into() };
    let change = Command::BottleneckChange(Change { bottleneck: found.bottleneck, edit });
    let (redacted, changed) = tokio::join!(send(Command::ProjectRedact(redact)), send(change));
    redacted.expect("it is taken out");
    assert!(changed.is_err(), "it was decided on words that had gone");
    let reader = hall.reader().log(project).expect("a log");
    let holds = reader.iter().any(|envelope| format!("{envelope:?}").contains(&found.title));
    assert!(!holds, "the words came back");
    writer.stop();
    std::fs::remove_dir_all(data).expect("it is there");
}
