//! Screens: pairing the computer in the hall, and how long that lasts. And what else belongs to
//! the hall: its Wi-Fi, what is printed, the municipality's look, who holds the admin key.

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use werksessie_tests::client::{Leader, call, id};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::{Server, scratch};

/// A browser without any link.
fn browser() -> Client {
    Client::builder().cookie_store(true).build().expect("a client")
}

/// The pairing code that a computer shows.
async fn code(http: &Client, base: &str) -> String {
    let page = http.get(format!("{base}/scherm")).send().await.unwrap().text().await.unwrap();
    let code = page.split("ws-join__code").nth(1).and_then(|rest| rest.split('>').nth(1)).unwrap_or_default();
    code.split('<').next().unwrap_or_default().to_owned()
}

/// A leader types a code.
async fn pair(meeting: &Meeting, secret: &str, code: &str) -> werksessie_tests::client::Reply {
    let (leader, id) = (&meeting.leader, meeting.meeting);
    let url = format!("http://{}/console/{}/{id}/scherm", leader.host, leader.project);
    call(Method::POST, &url, Some(secret), Some(&json!({ "code": code }))).await
}

async fn status(http: &Client, url: String) -> StatusCode {
    http.get(url).send().await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_computer_in_the_hall_is_paired_by_its_code_until_the_meeting_ends() {
    let server = Server::start("pair", &[]).await;
    let meeting = Meeting::begin(&server.host, 1).await;
    let (base, project) = (format!("http://{}", server.host), meeting.leader.project);
    let hall = browser();
    let shown = code(&hall, &base).await;
    assert_eq!(shown.len(), 7, "{shown}");
    assert_eq!(code(&hall, &base).await, shown, "a reload shows the same code");
    assert_ne!(code(&browser(), &base).await, shown);
    // It waits, and is not let in.
    let waits = tokio::spawn({
        let (hall, base) = (hall.clone(), base.clone());
        async move { hall.get(format!("{base}/scherm/wacht")).send().await.unwrap().json::<Value>().await.unwrap() }
    });
    let live = format!("{base}/api/v1/meetings/{}/live?role=screen", meeting.meeting);
    assert_eq!(status(&hall, live.clone()).await, 401);
    // Nobody but a leader can let it in, and only with its code.
    assert_eq!(pair(&meeting, &meeting.seats[0].token, &shown).await.status, 401);
    assert_eq!(pair(&meeting, &meeting.leader.secret, "ZZZ-ZZZ").await.code(), "pairing_unknown");
    let reply = pair(&meeting, &meeting.leader.secret, &shown.to_lowercase()).await;
    assert_eq!(reply.status, 204, "{}", reply.text);
    let screen = format!("/scherm/{project}/{}", meeting.meeting);
    assert_eq!(waits.await.unwrap()["to"], screen);
    // It sees this screen and nothing else.
    assert_eq!(status(&hall, live.clone()).await, 200);
    let page = async |path: &str| hall.get(format!("{base}{path}")).send().await.unwrap().text().await.unwrap();
    assert!(page(&screen).await.contains(&meeting.code));
    let leader_live = format!("{base}/api/v1/meetings/{}/live?role=leader", meeting.meeting);
    assert_eq!(status(&hall, leader_live).await, 401);
    for path in [format!("/dossier/{project}"), format!("/console/{project}/{}", meeting.meeting)] {
        assert!(page(&path).await.contains("Je hebt hier geen toegang"), "{path}");
    }
    let other =
        json!({ "type": "meeting.plan", "meeting": id(), "title": "Nog een", "step": "2C", "agenda": [["Op", 5]] });
    meeting.leader.must(other.clone()).await;
    let other_live = format!("{base}/api/v1/meetings/{}/live?role=screen", other["meeting"].as_str().unwrap());
    assert_eq!(status(&hall, other_live).await, 401, "another meeting of the same project");
    assert_eq!(meeting.leader.view(meeting.meeting).await["screens"], 1);
    // It lasts through a restart of the server.
    let mut server = server;
    server.stop().await;
    server.restart(&[]).await;
    assert_eq!(status(&hall, live.clone()).await, 200);
    meeting.leader.must(json!({ "type": "meeting.end", "meeting": meeting.meeting })).await;
    assert_eq!(status(&hall, live).await, 401, "until the meeting ends");
    let ended = pair(&meeting, &meeting.leader.secret, &code(&hall, &base).await).await;
    assert_eq!(ended.code(), "meeting_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_halls_wifi_is_a_picture_for_screens_and_its_key_is_for_nobody_else() {
    let server = Server::start("wifi", &[]).await;
    let meeting = Meeting::begin(&server.host, 1).await;
    let (base, project) = (format!("http://{}", server.host), meeting.leader.project);
    let url = format!("{base}/scherm/{project}/{}/wifi", meeting.meeting);
    let secret = Some(meeting.leader.secret.as_str());
    assert_eq!(call(Method::GET, &url, secret, None).await.status, 404, "there is none yet");
    let wifi = json!({ "name": "Raadzaal", "key": "a geheim;" });
    meeting.leader.must(json!({ "type": "screen.wifi", "meeting": meeting.meeting, "wifi": wifi })).await;
    let picture = call(Method::GET, &url, secret, None).await;
    assert!(picture.status == 200 && picture.text.starts_with("<svg"), "{}", picture.text);
    assert_eq!(call(Method::GET, &url, Some(&meeting.seats[0].token), None).await.status, 401);
    assert_eq!(meeting.leader.screen(meeting.meeting).await["wifi"], "Raadzaal");
    let seat = &meeting.seats[0];
    let live = format!("{base}/api/v1/meetings/{}/live?role=seat&seat={}", meeting.meeting, seat.seat);
    let seen = call(Method::GET, &live, Some(&seat.token), None).await;
    assert!(seen.status == 200 && !seen.text.contains("geheim") && !seen.text.contains("Raadzaal"), "{}", seen.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_printed_has_the_code_and_every_party_and_bottleneck() {
    let server = Server::start("print", &[]).await;
    let meeting = Meeting::begin(&server.host, 0).await;
    let base = format!("http://{}", server.host);
    let http = browser();
    let printed = |what: &str| format!("{base}/afdrukken/{}/{}/{what}", meeting.leader.project, meeting.meeting);
    assert!(status(&http, printed("poster")).await.is_client_error(), "not for everybody");
    let open = http.post(format!("{base}/open")).header("origin", &base).form(&[("secret", &meeting.leader.secret)]);
    assert!(open.send().await.unwrap().status().is_success());
    let text = async |what: &str| http.get(printed(what)).send().await.unwrap().text().await.unwrap();
    let poster = text("poster").await;
    assert!(poster.contains(&meeting.code) && poster.contains("<svg") && poster.contains(&server.host));
    let view = meeting.leader.view(meeting.meeting).await;
    let (cards, ballots) = (text("tafelkaarten").await, text("stembiljetten").await);
    for party in view["parties"].as_array().unwrap() {
        assert!(cards.contains(party["short_name"].as_str().unwrap()), "{party}");
    }
    for item in view["bottlenecks"].as_array().unwrap() {
        assert!(ballots.contains(item["title"].as_str().unwrap()), "{item}");
    }
    let round = meeting.open(&meeting.items[..2]).await;
    let ballots = text("stembiljetten").await;
    assert_eq!(ballots.matches("scope=\"row\"").count(), 2, "of an open round what is asked in it: {round}");
    assert!(status(&http, printed("iets")).await.is_client_error());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_holds_the_admin_key_sees_every_project_and_brings_a_leader_back_in() {
    const KEY: &str = "een-lange-beheersleutel-van-dit-huis";
    let server = Server::start_with("admin", &["--admin-key", KEY], &[]).await;
    let base = format!("http://{}", server.host);
    let first = Leader::found_with(&server.host, Some(KEY)).await;
    let list = call(Method::GET, &format!("{base}/api/v1/projects"), Some(KEY), None).await;
    assert_eq!(list.body[0]["project"], first.project.to_string(), "{}", list.text);
    for wrong in [None, Some("een-andere-lange-sleutel-dan-deze"), Some(first.secret.as_str())] {
        let reply = call(Method::GET, &format!("{base}/api/v1/projects"), wrong, None).await;
        assert_eq!(reply.code(), "admin_key_needed", "{wrong:?}");
    }
    let http = browser();
    let page = async || http.get(format!("{base}/beheer")).send().await.unwrap().text().await.unwrap();
    let give = |key: &str| http.post(format!("{base}/beheer")).header("origin", &base).form(&[("key", key)]).send();
    assert!(page().await.contains("Beheersleutel"));
    let wrong = give("fout").await.unwrap().text().await.unwrap();
    assert!(wrong.contains("klopt niet") && !wrong.contains("Aanpak 16-27"));
    let link = format!("{base}/beheer/{}", first.project);
    let refused = http.post(&link).header("origin", &base).send().await.unwrap().text().await.unwrap();
    assert!(!refused.contains("/open#"), "without the key there is no link");
    let listed = give(KEY).await.unwrap().text().await.unwrap();
    assert!(listed.contains("Aanpak 16-27") && listed.contains("Waterstede"), "{listed}");
    let made = http.post(&link).header("origin", &base).send().await.unwrap().text().await.unwrap();
    let secret = made.split("/open#").nth(1).and_then(|rest| rest.split('"').next()).expect("a link").to_owned();
    let back = Leader { secret, ..first.clone() };
    assert_eq!(back.dossier().await["municipality"], "Waterstede");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_made_on_the_server_itself_for_who_lost_theirs() {
    let mut server = Server::start("link", &[]).await;
    let leader = Leader::found(&server.host).await;
    let data = server.data.clone();
    let run = |role: &str, project: String| {
        let mut command = std::process::Command::new(werksessie_tests::server::binary());
        command.args(["link", "--role", role, "--project", &project, "--data"]).arg(&data);
        command.output().expect("it runs")
    };
    let project = leader.project.to_string();
    let busy = run("leader", project.clone());
    assert!(!busy.status.success(), "a folder in use is left alone");
    server.stop().await;
    let unknown = run("baas", project.clone());
    assert!(!unknown.status.success() && String::from_utf8_lossy(&unknown.stderr).contains("leader, co-leader"));
    let nowhere = run("leader", id().to_string());
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("There is no project"), "{nowhere:?}");
    let made = run("co-leader", project);
    assert!(made.status.success(), "{made:?}");
    let made: Value = serde_json::from_slice(&made.stdout).expect("JSON");
    server.restart(&[]).await;
    let holder = Leader { secret: made["secret"].as_str().unwrap().to_owned(), ..leader };
    assert_eq!(holder.dossier().await["title"], "Aanpak 16-27");
    let make = json!({ "type": "link.make", "link": id(), "role": "editor", "label": "x", "secret_hash": vec![3; 32] });
    assert_eq!(holder.send(id(), &make).await.code(), "not_allowed", "it is a co-leader's");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_of_their_own_is_served_and_a_bad_one_is_refused() {
    let folder = scratch("look");
    let (theme, logo) = (folder.join("thema.css"), folder.join("logo.svg"));
    std::fs::write(&theme, ".gemeente-theme { --basis-color-default-color-document: #ccc; }").unwrap();
    std::fs::write(&logo, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 3 1\"/>").unwrap();
    let (theme, logo) = (theme.to_str().unwrap(), logo.to_str().unwrap());
    let look = ["--theme", theme, "--theme-class", "gemeente-theme", "--logo", logo];
    let server = Server::start("theme", &look).await;
    let text = async |path: &str| reqwest::get(server.url(path)).await.unwrap().text().await.unwrap();
    for page in ["/", "/d", "/gids", "/scherm"] {
        let page = text(page).await;
        assert!(page.contains("gemeente-theme\"") && page.contains("/thema/thema-"), "{page}");
        let ours = page.find("/pkg/").unwrap();
        assert!(page.find("/thema/").unwrap() > ours, "theirs comes after ours, so that it wins");
    }
    let page = text("/").await;
    let style = page.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|to| to.starts_with("/thema/"));
    let style = text(style.expect("a style sheet")).await;
    assert!(style.contains("#ccc") && style.contains("/thema/logo-"), "{style}");
    let logo = style.split("url(").nth(1).and_then(|rest| rest.split(')').next()).unwrap();
    let served = reqwest::get(server.url(logo)).await.unwrap();
    assert_eq!(served.headers()["content-type"], "image/svg+xml");
    assert_eq!(reqwest::get(server.url("/thema/iets.css")).await.unwrap().status(), 404);
    let start = |arguments: &[&str]| {
        let mut command = std::process::Command::new(werksessie_tests::server::binary());
        let output =
            command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.join("data")).args(arguments);
        let output = output.output().expect("it runs");
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(start(&["--theme", "/nergens.css"]).contains("cannot be read"));
    assert!(start(&["--theme", theme, "--theme-class", "a\"b"]).contains("not a name of a class"));
    assert!(start(&["--logo", theme]).contains("svg or png"));
    std::fs::remove_dir_all(folder).unwrap();
}
