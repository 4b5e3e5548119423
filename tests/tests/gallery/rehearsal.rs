//! A rehearsal, begun as a leader does: with the button on the dossier.

use werksessie_tests::browser::{Driver, Kind};
use werksessie_tests::server::Server;

use crate::looks::Gallery;

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_a_rehearsal() {
    let (server, leader) = Server::with_example("gallery-rehearsal", &[]).await;
    let gallery = Gallery::of(&server);
    let driver = Driver::start().await;
    let (laptop, phone) = (driver.open(Kind::Laptop).await, driver.open(Kind::Phone).await);
    laptop.go(&format!("{}/open#{}", gallery.base, leader.secret)).await;
    laptop.says("stappen klaar").await;
    laptop.press("Oefen deze werksessie").await;
    laptop.says("Dit is een oefening").await;
    laptop.alive().await;
    let console = laptop.address().await.trim_start_matches(&gallery.base).to_owned();
    laptop.press("Begin de werksessie").await;
    laptop.says("Zaal ziet").await;
    gallery.see(&laptop, &console, "rehearsal-console").await;
    let screen = console.replace("/console/", "/scherm/");
    gallery.see(&laptop, &screen, "rehearsal-screen").await;
    let code = laptop.text().await;
    let code = code.split_whitespace().find(|word| word.len() == 9 && word.contains('-')).expect("a code").to_owned();
    phone.join(&gallery.base, &code, 1).await;
    phone.says("Straks gaat het hier verder").await;
    let seat = phone.address().await.trim_start_matches(&gallery.base).to_owned();
    gallery.see(&phone, &seat, "rehearsal-phone").await;
    let project = console.split('/').nth(2).expect("an id").to_owned();
    gallery.see(&laptop, &format!("/dossier/{project}"), "rehearsal-dossier").await;
    gallery.see(&laptop, &format!("/risicos/{project}"), "rehearsal-risks").await;

    // Everybody answers, and the console shows each kind of talk.
    laptop.go(&format!("{}{console}", gallery.base)).await;
    laptop.alive().await;
    laptop.press("Open de ronde").await;
    laptop.says("Sluit de ronde").await;
    gallery.see(&phone, &seat, "rehearsal-phone-card").await;
    phone.rate(13, 4).await;
    laptop.says("Iedereen is klaar").await;
    laptop.press("Sluit de ronde").await;
    laptop.press("Tel de stemmen").await;
    laptop.press("Ja, tel de stemmen").await;
    laptop.says("Onthul aan de zaal").await;
    gallery.see(&laptop, &console, "rehearsal-console-counted").await;
    laptop.press("Onthul aan de zaal").await;
    laptop.says("Verberg weer").await;
    gallery.see(&laptop, &screen, "rehearsal-screen-revealed").await;

    laptop.go(&format!("{}{console}", gallery.base)).await;
    laptop.alive().await;
    laptop.press("Stop de oefening").await;
    laptop.says("stappen klaar").await;
    assert_eq!(laptop.address().await, format!("{}/dossier/{}", gallery.base, leader.project));
    for browser in [laptop, phone] {
        browser.close().await;
    }
    gallery.verdict();
}
