//! A municipality's look: a theme as NL Design System publishes them, unchanged, over our pages.

use serde_json::json;
use werksessie_tests::access::package;
use werksessie_tests::browser::{Driver, Kind};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::{Server, scratch};

use crate::looks::Gallery;

/// The theme that stands for all: made by the community as an example, neutral, and free (EUPL 1.2).
const THEME: &str = "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css";

/// What the theme says, and where on our pages it must be seen: token, element, property.
const SEEN: [(&str, &str, &str); 5] = [
    ("--basis-color-action-1-inverse-bg-default", ".nl-button--primary", "background-color"),
    ("--basis-color-action-1-inverse-color-default", ".nl-button--primary", "color"),
    ("--basis-color-default-color-document", "body", "color"),
    ("--basis-color-default-bg-subtle", "body", "background-color"),
    ("--basis-heading-font-family", "h1", "font-family"),
];

/// For each of these rows what is wrong: the value of the token as the browser reads it against what
/// the element has. Elements that a page does not have are passed over, and counted.
const COMPARE: &str = "const probe = document.body.appendChild(document.createElement('span')), wrong = []; let seen = 0; \
    for (const [token, query, property] of arguments[0]) { \
        const e = document.querySelector(query); \
        if (!e) continue; \
        const value = getComputedStyle(e).getPropertyValue(token); \
        probe.style.setProperty(property, 'var(' + token + ')'); \
        const own = getComputedStyle(probe).getPropertyValue(property), has = getComputedStyle(e).getPropertyValue(property); \
        seen += 1; \
        if (!value || own !== has) wrong.push([token, query, value, own, has]); \
    } \
    probe.remove(); \
    return [seen, wrong]";

#[tokio::test(flavor = "multi_thread")]
async fn a_published_theme_restyles_every_kind_of_page() {
    let folder = scratch("published-theme");
    let (theme, logo) = (folder.join("theme.css"), folder.join("logo.svg"));
    let style = package(THEME);
    std::fs::write(&theme, &style).expect("a file");
    let mark = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 120 40\"><rect width=\"120\" height=\"40\" fill=\"#154273\"/></svg>";
    std::fs::write(&logo, mark).expect("a file");
    let path = |path: &std::path::Path| path.to_str().expect("a path of text").to_owned();
    let (theme, logo) = (path(&theme), path(&logo));
    let server =
        Server::start("gallery-theme", &["--theme", &theme, "--theme-class", "voorbeeld-theme", "--logo", &logo]).await;
    let gallery = Gallery::of(&server);
    let meeting = Meeting::begin(&server.host, 6).await;
    meeting.open(&meeting.items[..3]).await;
    let driver = Driver::start().await;
    let (laptop, wall, phone) =
        (driver.open(Kind::Laptop).await, driver.open(Kind::Wall).await, driver.open(Kind::Phone).await);
    for browser in [&laptop, &wall] {
        browser.go(&format!("{}/open#{}", gallery.base, meeting.leader.secret)).await;
        browser.says("0 van 15 stappen klaar").await;
    }
    phone.join(&gallery.base, &meeting.code, 1).await;
    phone.says("1 van 3").await;
    let seat = phone.address().await.trim_start_matches(&gallery.base).to_owned();
    let (project, id) = (meeting.leader.project, meeting.meeting);
    let pages = [
        (&laptop, "/".to_owned(), "start"),
        (&laptop, format!("/dossier/{project}"), "dossier"),
        (&laptop, format!("/console/{project}/{id}"), "console"),
        (&laptop, format!("/routekaart/{project}"), "roadmap"),
        (&laptop, "/gids".to_owned(), "guide"),
        (&wall, format!("/scherm/{project}/{id}"), "screen"),
        (&phone, format!("/d/{}", meeting.code), "phone-join"),
        (&phone, seat, "phone-card"),
    ];
    for (browser, path, name) in pages {
        gallery.see(browser, &path, &format!("theme-{name}")).await;
        let rows = json!(SEEN.map(|(token, query, property)| json!([token, query, property])));
        let found = browser.driver.execute(COMPARE, vec![rows]).await.expect("a script").json().clone();
        assert_eq!(found[1], json!([]), "{name} does not follow the theme");
        assert!(found[0].as_u64() >= Some(3), "{name} has too little to see: {found}");
        let class = browser.run("return document.documentElement.classList.contains('voorbeeld-theme')").await;
        assert_eq!(class, true, "{name}");
    }
    // The theme differs from our own look in what is compared, or the comparison says nothing.
    let ours =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../style/tokens.css")).expect("our tokens");
    for (token, ..) in SEEN {
        let value = |style: &str| {
            style
                .split(&format!("{token}:"))
                .nth(1)
                .and_then(|rest| rest.split(';').next())
                .map(|value| value.trim().to_owned())
        };
        assert!(value(&style).is_some() && value(&style) != value(&ours), "{token}: {:?}", value(&style));
    }
    for browser in [laptop, wall, phone] {
        browser.close().await;
    }
    std::fs::remove_dir_all(folder).expect("it is there");
    gallery.verdict();
}
