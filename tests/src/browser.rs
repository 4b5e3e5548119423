//! Chromium, driven through chromedriver.

use std::process::Stdio;
use std::time::Duration;

use thirtyfour::prelude::*;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

/// A running chromedriver. Ended when dropped.
pub struct Driver {
    _child: Child,
    url: String,
}

/// How a browser differs from an ordinary one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A phone of 390 by 844.
    Phone,
    /// A phone that runs no script.
    PhoneWithoutScript,
    /// A laptop of 1440 by 900.
    Laptop,
    /// A wall of 1920 by 1080.
    Wall,
}

impl Driver {
    /// Starts chromedriver on a free port. Now and then it ends at once, because another program
    /// took the port that it had picked: then it is started again.
    pub async fn start() -> Self {
        for _ in 0..5 {
            if let Some(driver) = Self::try_start().await {
                return driver;
            }
        }
        panic!("chromedriver told no port, five times over");
    }

    async fn try_start() -> Option<Self> {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver is missing: run `cargo xtask setup`");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let port = timeout(Duration::from_secs(20), async {
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some(port) = line.split("successfully on port ").nth(1) {
                    return Some(port.trim_end_matches('.').trim().to_owned());
                }
            }
            None
        });
        let port = port.await.expect("chromedriver starts in time")?;
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Some(Self { _child: child, url: format!("http://127.0.0.1:{port}") })
    }

    /// Opens a browser with a profile of its own. Names under `.test` lead to this machine.
    pub async fn open(&self, kind: Kind) -> Browser {
        let mut options = DesiredCapabilities::chrome();
        let size = match kind {
            Kind::Phone | Kind::PhoneWithoutScript => "390,844",
            Kind::Laptop => "1440,900",
            Kind::Wall => "1920,1080",
        };
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            // Phones of a crowd are pages of one browser: none of them sleeps behind another.
            "--disable-background-timer-throttling",
            "--disable-backgrounding-occluded-windows",
            "--disable-renderer-backgrounding",
            "--lang=nl",
            "--host-resolver-rules=MAP *.test 127.0.0.1",
            &format!("--window-size={size}"),
        ] {
            options.add_arg(argument).expect("an argument");
        }
        if matches!(kind, Kind::Phone | Kind::PhoneWithoutScript) {
            let emulation = serde_json::json!({ "deviceMetrics": { "width": 390, "height": 844, "pixelRatio": 2.0, "touch": true } });
            options.add_experimental_option("mobileEmulation", emulation).expect("emulation");
        }
        let logging = serde_json::json!({ "browser": "ALL" });
        options.set("goog:loggingPrefs", logging).expect("logging");
        let driver = WebDriver::new(&self.url, options).await.expect("a browser");
        driver.set_implicit_wait_timeout(Duration::ZERO).await.expect("time-outs can be set");
        let browser = Browser { driver, url: self.url.clone(), scriptless: kind == Kind::PhoneWithoutScript };
        // The window loses some height to Chromium's own bars; the page must not.
        let (width, height) = match kind {
            Kind::Phone => return browser,
            Kind::PhoneWithoutScript => {
                // By the protocol, because with the setting of the profile the driver itself is blind.
                let parameters = serde_json::json!({ "value": true });
                browser.protocol("Emulation.setScriptExecutionDisabled", parameters).await;
                return browser;
            }
            Kind::Laptop => (1440, 900),
            Kind::Wall => (1920, 1080),
        };
        browser.size(width, height).await;
        browser
    }
}

/// One browser.
pub struct Browser {
    /// The driver, for what is not here.
    pub driver: WebDriver,
    url: String,
    /// The page runs no script. Then the driver is blind, for it works by script in the page; the
    /// browser's own protocol does the same things.
    scriptless: bool,
}

impl Browser {
    /// Gives the page this size.
    pub async fn size(&self, width: u32, height: u32) {
        let parameters =
            serde_json::json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.protocol("Emulation.setDeviceMetricsOverride", parameters).await;
    }

    /// Sends a command of the browser's own protocol.
    pub async fn protocol(&self, command: &str, parameters: serde_json::Value) -> serde_json::Value {
        self.try_protocol(command, parameters).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// As [`Browser::protocol`], but may fail: the page may go away in the middle.
    async fn try_protocol(&self, command: &str, parameters: serde_json::Value) -> Result<serde_json::Value, String> {
        let url = format!("{}/session/{}/goog/cdp/execute", self.url, self.driver.session_id());
        let body = serde_json::json!({ "cmd": command, "params": parameters });
        let reply = crate::client::call(reqwest::Method::POST, &url, None, Some(&body)).await;
        if reply.status.is_success() {
            Ok(reply.body["value"].clone())
        } else {
            Err(format!("{command}: {}", reply.text))
        }
    }

    /// Goes to an address.
    pub async fn go(&self, url: &str) {
        if self.scriptless {
            self.protocol("Page.navigate", serde_json::json!({ "url": url })).await;
        } else {
            self.driver.goto(url).await.expect("the page loads");
        }
    }

    /// Waits until the page's bundle has come to life.
    pub async fn alive(&self) {
        self.wait("the bundle", "body[data-live=yes]").await;
    }

    /// Waits for an element.
    pub async fn wait(&self, what: &str, css: &str) -> WebElement {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            if let Ok(element) = self.driver.find(By::Css(css)).await {
                return element;
            }
            assert!(Instant::now() < deadline, "{what}: no {css} on {}\n{}", self.address().await, self.text().await);
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the page says this.
    pub async fn says(&self, text: &str) {
        if std::env::var_os("WERKSESSIE_TRACE").is_some() {
            println!("says {text}");
        }
        let deadline = Instant::now() + Duration::from_secs(20);
        while !self.text().await.contains(text) {
            assert!(
                Instant::now() < deadline,
                "{} does not say {text:?}:\n{}",
                self.address().await,
                self.text().await
            );
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// What the page says.
    pub async fn text(&self) -> String {
        if self.scriptless {
            let Some(body) = self.node("//body").await else { return String::new() };
            let html = self.try_protocol("DOM.getOuterHTML", serde_json::json!({ "nodeId": body })).await;
            return plain(html.unwrap_or_default()["outerHTML"].as_str().unwrap_or(""));
        }
        match self.driver.find(By::Tag("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Its address.
    pub async fn address(&self) -> String {
        if self.scriptless {
            let document = self.try_protocol("DOM.getDocument", serde_json::json!({ "depth": 0 })).await;
            return document.unwrap_or_default()["root"]["documentURL"].as_str().unwrap_or("").to_owned();
        }
        self.driver.current_url().await.map(|url| url.to_string()).unwrap_or_default()
    }

    /// Clicks the button or link with this text.
    pub async fn press(&self, label: &str) {
        if std::env::var_os("WERKSESSIE_TRACE").is_some() {
            println!("press {label}");
        }
        let path = format!("//*[self::button or self::a or self::summary][normalize-space()='{label}']");
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            if self.scriptless {
                if self.press_node(&path).await.is_some() {
                    return;
                }
            } else if let Ok(element) = self.driver.find(By::XPath(&path)).await {
                // Under a sticky bar a click is intercepted until the element is in the middle.
                let _ = element.scroll_into_view().await;
                if element.click().await.is_ok() {
                    return;
                }
            }
            assert!(
                Instant::now() < deadline,
                "no button {label:?} on {}:\n{}",
                self.address().await,
                self.text().await
            );
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Clicks an element.
    pub async fn click(&self, css: &str) {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            if self.scriptless {
                if self.press_node(css).await.is_some() {
                    return;
                }
            } else if let Ok(element) = self.driver.find(By::Css(css)).await {
                let _ = element.scroll_into_view().await;
                if element.click().await.is_ok() {
                    return;
                }
            }
            assert!(
                Instant::now() < deadline,
                "{css} cannot be clicked on {}:\n{}",
                self.address().await,
                self.text().await
            );
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Presses a key, wherever the focus is.
    pub async fn key(&self, key: &str) {
        self.driver.action_chain().send_keys(key).perform().await.expect("a keyboard");
    }

    /// Types into a field.
    pub async fn type_into(&self, css: &str, text: &str) {
        let field = self.wait("a field", css).await;
        field.clear().await.expect("it can be cleared");
        field.send_keys(text).await.expect("it takes text");
    }

    /// The first node for a CSS selector or XPath, by the browser's protocol.
    async fn node(&self, query: &str) -> Option<i64> {
        self.try_protocol("DOM.getDocument", serde_json::json!({ "depth": 0 })).await.ok()?;
        let search = self.try_protocol("DOM.performSearch", serde_json::json!({ "query": query })).await.ok()?;
        if search["resultCount"].as_i64().unwrap_or(0) == 0 {
            return None;
        }
        let results = serde_json::json!({ "searchId": search["searchId"], "fromIndex": 0, "toIndex": 1 });
        let results = self.try_protocol("DOM.getSearchResults", results).await.ok()?;
        results["nodeIds"][0].as_i64().filter(|node| *node != 0)
    }

    /// Taps in the middle of a node; `None` when there is none, or it went away.
    async fn press_node(&self, query: &str) -> Option<()> {
        let node = serde_json::json!({ "nodeId": self.node(query).await? });
        self.try_protocol("DOM.scrollIntoViewIfNeeded", node.clone()).await.ok()?;
        let place = self.try_protocol("DOM.getContentQuads", node).await.ok()?;
        let corner = |at: usize| place["quads"][0][at].as_f64();
        let (x, y) = ((corner(0)? + corner(4)?) / 2.0, (corner(1)? + corner(5)?) / 2.0);
        for kind in ["mousePressed", "mouseReleased"] {
            let event = serde_json::json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            self.try_protocol("Input.dispatchMouseEvent", event).await.ok()?;
        }
        Some(())
    }

    /// Joins a meeting as the given party (from 1), and returns when the button was pressed.
    pub async fn join(&self, base: &str, code: &str, party: usize) {
        self.go(&format!("{base}/d/{code}")).await;
        self.says("Wie ben je hier vandaag?").await;
        self.click(&format!(".ws-options:not(.ws-options--two) label:nth-of-type({party})")).await;
        self.click(".ws-options--two label:nth-of-type(3)").await;
        self.press("Doe mee").await;
    }

    /// Fills in every card with the same mark.
    pub async fn rate(&self, cards: usize, mark: usize) {
        for card in 1..=cards {
            self.says(&format!("{card} van {cards}")).await;
            for scale in ["severity", "influence"] {
                self.click(&format!("{CARD} input[name$='.{scale}'][value='{mark}']")).await;
            }
            self.press("Volgende").await;
        }
    }

    /// Takes a picture for who wants to look: into the folder `WERKSESSIE_PICTURES`, if that is set.
    pub async fn look(&self, name: &str) {
        if let Some(folder) = std::env::var_os("WERKSESSIE_PICTURES") {
            self.picture(&std::path::Path::new(&folder).join(format!("{name}.png"))).await;
        }
    }

    /// Waits until a page with a bundle shows its data and nothing moves.
    pub async fn settled(&self) {
        self.wait_for(
            "return (document.body.dataset.live === 'yes' || !document.querySelector('.ws-phone, .ws-console, .ws-stage')) \
                && document.getAnimations().every(animation => animation.playState !== 'running')",
        )
        .await;
    }

    /// Waits until a script returns true.
    pub async fn wait_for(&self, script: &str) {
        let deadline = Instant::now() + Duration::from_secs(20);
        // While the page is being replaced there is nothing to run in.
        while self.driver.execute(script, Vec::new()).await.ok().is_none_or(|value| *value.json() != true) {
            assert!(Instant::now() < deadline, "{script} on {}:\n{}", self.address().await, self.text().await);
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Runs a script and returns its value.
    pub async fn run(&self, script: &str) -> serde_json::Value {
        self.driver.execute(script, Vec::new()).await.expect("the script runs").json().clone()
    }

    /// Prints the page for who wants to look, as a PDF beside the pictures.
    pub async fn print(&self, name: &str) {
        let Some(folder) = std::env::var_os("WERKSESSIE_PICTURES") else { return };
        use base64::Engine as _;
        let paper = serde_json::json!({ "paperWidth": 8.27, "paperHeight": 11.69, "printBackground": false });
        let printed = self.protocol("Page.printToPDF", paper).await;
        let data = printed["data"].as_str().expect("a document");
        let bytes = base64::engine::general_purpose::STANDARD.decode(data).expect("base64");
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.pdf")), bytes).expect("a file");
    }

    /// Takes a picture of the window.
    pub async fn picture(&self, path: &std::path::Path) {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).expect("a folder");
        }
        self.driver.screenshot(path).await.expect("a picture");
    }

    /// What the browser's console complained about since the last time: errors and warnings of
    /// scripts, of the content policy, and of the network.
    pub async fn complaints(&self) -> Vec<String> {
        let url = format!("{}/session/{}/se/log", self.url, self.driver.session_id());
        let reply =
            crate::client::call(reqwest::Method::POST, &url, None, Some(&serde_json::json!({ "type": "browser" })))
                .await;
        let rows = reply.body["value"].as_array().cloned().unwrap_or_default();
        rows.iter().map(|row| row["message"].as_str().unwrap_or("").to_owned()).collect()
    }

    /// Ends the browser.
    pub async fn close(self) {
        // A browser that is gone already needs no closing.
        let _ = self.driver.quit().await;
    }
}

/// The card that a phone shows.
pub const CARD: &str = "[data-sheet]:not([hidden])";

/// The words of some HTML: tags and comments become line breaks.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let end = if rest[open..].starts_with("<!--") { "-->" } else { ">" };
        rest = rest[open..].split_once(end).map_or("", |(_, after)| after);
        if !text.ends_with('\n') && end == ">" {
            text.push('\n');
        }
    }
    (text + rest).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
}
