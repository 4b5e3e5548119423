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
    let http = Client::builder().cookie_store(true).build().unwrap();
    let (address, page) = open(&http, meeting, secret).await;
    (http, address, page)
}

/// Opens a link in a browser.
async fn open(http: &Client, meeting: &Meeting, secret: &str) -> (String, String) {
    let base = format!("http://{}", meeting.leader.host);
    let open = http.post(format!("{base}/open")).header("origin", &base).form(&[("secret", secret)]);
    let answer = open.send().await.unwrap();
    (answer.url().to_string(), answer.text().await.unwrap())
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
    assert!(address.contains(&format!("/toezeggingen/{}/", meeting.leader.project)), "{address}");
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

    // Who shares a phone with another owner, or leads the project, lands where the link leads.
    let other = meeting.link("trekker", &[("promise", &theirs)]).await;
    let (second, page) = open(&http, &meeting, &other).await;
    assert!(second != address && page.contains("bellen elke jongere") && !page.contains("twaalf kamers"), "{page}");
    let confirmed = post(&http, &meeting, &second, &[("promise", &theirs), ("do", "confirm")]).await;
    assert!(confirmed.contains("bevestigd") && !confirmed.contains("role=\"alert\""), "{confirmed}");
    let first = http.get(&address).send().await.unwrap().text().await.unwrap();
    assert!(first.contains("twaalf kamers") && !first.contains("bellen elke jongere"), "{first}");
    let (leader, _) = meeting.browser().await;
    let (landed, page) = open(&leader, &meeting, &secret).await;
    assert!(landed == address.split('?').next().unwrap() && page.contains("twaalf kamers"), "{landed}");
    let stranger = Client::new().get(&second).send().await.unwrap();
    assert!(stranger.status().is_client_error() && !stranger.text().await.unwrap().contains("Sam de Wit"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bottleneck_gets_its_kind_level_domains_and_sources_before_any_meeting() {
    let server = Server::start("bottlenecks", &[]).await;
    let meeting = Meeting::plan(&server.host).await;
    let (_, base) = meeting.browser().await;
    let to = format!("{base}/knelpunten/{}", meeting.leader.project);
    let editor = meeting.link("link", &[("role", "editor"), ("label", "Sofie")]).await;
    let (http, _, _) = opened(&meeting, &editor).await;
    let first = meeting.items[0].to_string();
    let shown = async || {
        let list = meeting.leader.dossier().await["list"].clone();
        list.as_array().unwrap().iter().find(|row| row["card"]["item"] == first.as_str()).unwrap().clone()
    };
    let before = shown().await;
    let title = before["card"]["title"].as_str().unwrap().to_owned();
    let explanation = before["card"]["explanation"].as_str().unwrap().to_owned();
    let short_name = before["card"]["short_name"].as_str().unwrap().to_owned();
    let page = http.get(&to).send().await.unwrap().text().await.unwrap();
    assert!(page.contains(&title.replace('&', "&amp;")) && page.contains("13 knelpunten op de lijst"), "{page}");
    let kind = before["tags"]["kind"].as_str().unwrap_or("").to_owned();
    let level = before["tags"]["level"].as_str().unwrap_or("").to_owned();
    let domains = before["tags"]["domains"].as_array().unwrap().iter().map(|key| key.as_str().unwrap());
    let domains = domains.collect::<Vec<_>>().join(" ");
    let form = |title_now: &'static str, base: &str| {
        [
            ("do", "save"),
            ("bottleneck", first.as_str()),
            ("title", title_now),
            ("b.title", base),
            ("short_name", &short_name),
            ("b.short_name", &short_name),
            ("explanation", &explanation),
            ("b.explanation", &explanation),
            ("kind", "behaviour"),
            ("b.kind", &kind),
            ("level", "law"),
            ("b.level", &level),
            ("origin", "document"),
            ("b.origin", "pilot"),
            ("b.domains", &domains),
            ("d.income", "yes"),
            ("d.support", "yes"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let send = async |fields: &[(String, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        post(&http, &meeting, &to, &fields).await
    };
    send(&form("Hulp is onbekend na het vertrek", &title)).await;
    let after = shown().await;
    assert_eq!(after["card"]["title"], "Hulp is onbekend na het vertrek");
    let domains: Vec<_> = after["tags"]["domains"].as_array().unwrap().clone();
    assert_eq!(
        (&after["tags"]["kind"], &after["tags"]["level"], &after["origin"]),
        (&json!("behaviour"), &json!("law"), &json!("document"))
    );
    assert!(
        domains.len() == 2 && domains.contains(&json!("income")) && domains.contains(&json!("support")),
        "{domains:?}"
    );

    // Who still sees the old words is told the new ones, and what was typed stands.
    let refused = send(&form("Iets heel anders", &title)).await;
    assert!(
        refused.contains("Hulp is onbekend na het vertrek") && refused.contains("value=\"Iets heel anders\""),
        "{refused}"
    );
    assert_eq!(shown().await["card"]["title"], "Hulp is onbekend na het vertrek");

    // Sources.
    let prove = |kind: &'static str, source: &'static str| {
        [("do", "prove"), ("bottleneck", first.as_str()), ("evidence", kind), ("source", source)]
    };
    let page = post(&http, &meeting, &to, &prove("research", "Telling van de gemeente: <11> jongeren")).await;
    assert!(page.contains("&lt;11&gt; jongeren") && page.contains("1 bron"), "{page}");
    assert!(post(&http, &meeting, &to, &prove("rumour", "x")).await.contains("role=\"alert\""));
    assert!(post(&http, &meeting, &to, &prove("research", "")).await.contains("role=\"alert\""));
    assert_eq!(shown().await["evidence"].as_array().unwrap().len(), 1);
    let mut remove = prove("research", "Telling van de gemeente: <11> jongeren");
    remove[0].1 = "unprove";
    post(&http, &meeting, &to, &remove).await;
    assert_eq!(shown().await["evidence"], json!([]));

    // Aside and back, and a new one.
    for (what, status) in [("park", "parked"), ("return", "open"), ("solve", "solved"), ("return", "open")] {
        post(&http, &meeting, &to, &[("do", what), ("bottleneck", &first)]).await;
        assert_eq!(shown().await["status"]["is"], status, "{what}");
    }
    let new = [("do", "add"), ("title", "Niemand belt na het vertrek"), ("explanation", ""), ("kind", "behaviour")];
    assert!(post(&http, &meeting, &to, &new).await.contains("K14 · Niemand belt na het vertrek"));
    let again = post(&http, &meeting, &to, &[("do", "add"), ("title", ""), ("explanation", "wel uitleg")]).await;
    assert!(again.contains("role=\"alert\"") && again.contains("wel uitleg"), "{again}");

    // A link for sending in opens no list, and neither does none.
    let intake = meeting.link("link", &[("role", "intake"), ("label", "Partners"), ("until", "2030-01-01")]).await;
    let (partner, _, _) = opened(&meeting, &intake).await;
    for stranger in [partner, Client::new()] {
        let answer = stranger.get(&to).send().await.unwrap();
        assert!(answer.status().is_client_error() && !answer.text().await.unwrap().contains("Niemand belt"));
        let origin = format!("http://{}", meeting.leader.host);
        let answer = stranger
            .post(&to)
            .header("origin", origin)
            .form(&[("do", "solve"), ("bottleneck", &first)])
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_client_error());
    }
    assert_eq!(shown().await["status"]["is"], "open");
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
