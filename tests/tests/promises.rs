//! From a decision to a confirmed promise and an action on the roadmap, on the built server.

use reqwest::Client;
use serde_json::{Value, json};
use werksessie_tests::client::{answers, id};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::Server;

/// A meeting in which the table decided on its first bottleneck.
async fn decided(server: &Server) -> Meeting {
    let mut meeting = Meeting::begin(&server.host, 5).await;
    let items = meeting.items[..1].to_vec();
    let round = meeting.open(&items).await;
    for seat in &mut meeting.seats {
        assert!(seat.vote(round, &answers(&items, |_| (4, 4))).await.status.is_success());
    }
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    let decide = json!({ "type": "round.decide", "meeting": meeting.meeting, "round": round, "priorities": items });
    meeting.leader.must(decide).await;
    meeting
}

/// The leader writes a promise of the `at`-th party down.
async fn promise(meeting: &Meeting, at: usize, owner: &str, what: &str) -> String {
    let party = meeting.leader.view(meeting.meeting).await["parties"][at]["party"].clone();
    let promise = id().to_string();
    let make = json!({ "type": "promise.make", "promise": promise, "bottleneck": meeting.items[0], "party": party,
        "owner": owner, "what": what, "due": "2030-06-01", "mandate": { "answer": "yes" } });
    meeting.leader.must(make).await;
    promise
}

/// A browser that opened a link: the page where it landed, and its address.
async fn opened(meeting: &Meeting, secret: &str) -> (Client, String, String) {
    let base = format!("http://{}", meeting.leader.host);
    let http = Client::builder().cookie_store(true).build().unwrap();
    let open = http.post(format!("{base}/open")).header("origin", &base).form(&[("secret", secret)]);
    let answer = open.send().await.unwrap();
    let address = answer.url().to_string();
    (http, address, answer.text().await.unwrap())
}

async fn post(http: &Client, meeting: &Meeting, to: &str, fields: &[(&str, &str)]) -> String {
    let origin = format!("http://{}", meeting.leader.host);
    http.post(to).header("origin", origin).form(fields).send().await.unwrap().text().await.unwrap()
}

fn row<'a>(view: &'a Value, promise: &str) -> &'a Value {
    let rows = view["promises"].as_array().expect("a list");
    rows.iter().find(|row| row["promise"] == promise).expect("the promise is in the list")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_confirms_and_tells_how_it_goes_and_sees_nobody_elses_promise() {
    let server = Server::start("owner", &[]).await;
    let meeting = decided(&server).await;
    let mine = promise(&meeting, 0, "Noor Aalders", "houden twaalf kamers vrij").await;
    let theirs = promise(&meeting, 1, "Sam de Wit", "bellen elke jongere na een maand").await;
    let secret = meeting.link("trekker", &[("promise", &mine)]).await;
    let (http, address, page) = opened(&meeting, &secret).await;
    assert!(address.ends_with(&format!("/toezeggingen/{}", meeting.leader.project)), "{address}");
    assert!(page.contains("houden twaalf kamers vrij") && page.contains("nog niet bevestigd"), "{page}");
    assert!(!page.contains("bellen elke jongere") && !page.contains("Sam de Wit"), "{page}");

    let done = post(&http, &meeting, &address, &[("promise", &mine), ("do", "confirm")]).await;
    assert!(done.contains("bevestigd") && done.contains("Meld hoe het gaat"), "{done}");
    let told =
        [("promise", mine.as_str()), ("do", "report"), ("state", "help_needed"), ("line", "de vergunning hangt")];
    let done = post(&http, &meeting, &address, &told).await;
    assert!(done.contains("Ik heb hulp nodig") && done.contains("de vergunning hangt"), "{done}");
    let view = meeting.leader.view(meeting.meeting).await;
    assert_eq!(row(&view, &mine)["confirmed"]["how"]["by"], "link");
    assert_eq!(row(&view, &mine)["report"]["state"], "help_needed");

    // Somebody else's promise, and anything else, stays shut.
    let refused = post(&http, &meeting, &address, &[("promise", &theirs), ("do", "confirm")]).await;
    assert!(refused.contains("role=\"alert\""), "{refused}");
    assert!(row(&meeting.leader.view(meeting.meeting).await, &theirs)["confirmed"].is_null());
    let base = format!("http://{}", server.host);
    for path in [format!("/dossier/{}", meeting.leader.project), format!("/routekaart/{}", meeting.leader.project)] {
        let text = http.get(format!("{base}{path}")).send().await.unwrap().text().await.unwrap();
        assert!(!text.contains("Sam de Wit"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_is_filled_in_field_by_field_and_a_colleagues_text_is_not_overwritten() {
    let server = Server::start("roadmap", &[]).await;
    let meeting = decided(&server).await;
    promise(&meeting, 0, "Noor Aalders", "houden twaalf kamers vrij").await;
    let (http, base) = meeting.browser().await;
    let to = format!("{base}/routekaart/{}", meeting.leader.project);
    let page = http.get(&to).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("houden twaalf kamers vrij") && page.contains("Acties per kwartaal"), "{page}");
    let action = meeting.leader.dossier().await["actions"][0]["action"].as_str().expect("an action").to_owned();
    let form = |places: &'static str, base: &'static str| {
        vec![
            ("do", "save"),
            ("action", action.as_str()),
            ("f.places", places),
            ("b.places", base),
            ("start", "2029-Q1"),
            ("end", "2029-Q3"),
        ]
    };
    post(&http, &meeting, &to, &form("12", "")).await;
    let row = meeting.leader.dossier().await["roadmap"]["actions"][0].clone();
    assert_eq!((&row["places"], &row["start"], &row["end"]), (&json!(12), &json!("2029-Q1"), &json!("2029-Q3")));

    // A colleague who still sees the field empty is told what it says now; what was typed stands.
    let refused = post(&http, &meeting, &to, &form("20", "")).await;
    assert!(refused.contains("veranderde dit net in ‘12’") && refused.contains("value=\"20\""), "{refused}");
    let refused = post(&http, &meeting, &to, &form("veel", "12")).await;
    assert!(refused.contains("role=\"alert\"") && refused.contains("value=\"veel\""), "{refused}");
    assert_eq!(meeting.leader.dossier().await["roadmap"]["actions"][0]["places"], 12);

    let new = [("do", "add"), ("title", "Zet een vaste coach in"), ("start", "2029-Q2"), ("end", "2029-Q2")];
    assert!(post(&http, &meeting, &to, &new).await.contains("Zet een vaste coach in"));
    post(&http, &meeting, &to, &[("do", "drop"), ("action", &action)]).await;
    let left = meeting.leader.dossier().await["roadmap"]["actions"].as_array().map(Vec::len);
    assert_eq!(left, Some(1));
}
