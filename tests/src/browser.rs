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
    /// Starts chromedriver on a free port.
    pub async fn start() -> Self {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver is missing: run `cargo xtask setup`");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let port = timeout(Duration::from_secs(20), async {
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some(port) = line.split("successfully on port ").nth(1) {
                    return port.trim_end_matches('.').trim().to_owned();
                }
            }
            panic!("chromedriver told no port");
        });
        let port = port.await.expect("chromedriver starts in time");
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { _child: child, url: format!("http://127.0.0.1:{port}") }
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
            "--lang=nl",
            "--host-resolver-rules=MAP *.test 127.0.0.1",
            &format!("--window-size={size}"),
        ] {
            options.add_arg(argument).expect("an argument");
        }
        if kind == Kind::PhoneWithoutScript {
            let preferences = serde_json::json!({ "profile.managed_default_content_settings.javascript": 2 });
            options.add_experimental_option("prefs", preferences).expect("preferences");
        }
        if matches!(kind, Kind::Phone | Kind::PhoneWithoutScript) {
            let emulation = serde_json::json!({ "deviceMetrics": { "width": 390, "height": 844, "pixelRatio": 2.0, "touch": true } });
            options.add_experimental_option("mobileEmulation", emulation).expect("emulation");
        }
        let logging = serde_json::json!({ "browser": "ALL" });
        options.set("goog:loggingPrefs", logging).expect("logging");
        let driver = WebDriver::new(&self.url, options).await.expect("a browser");
        driver.set_implicit_wait_timeout(Duration::ZERO).await.expect("time-outs can be set");
        let browser = Browser { driver, url: self.url.clone() };
        // The window loses some height to Chromium's own bars; the page must not.
        let (width, height) = match kind {
            Kind::Phone | Kind::PhoneWithoutScript => return browser,
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
        let url = format!("{}/session/{}/goog/cdp/execute", self.url, self.driver.session_id());
        let body = serde_json::json!({ "cmd": command, "params": parameters });
        let reply = crate::client::call(reqwest::Method::POST, &url, None, Some(&body)).await;
        assert!(reply.status.is_success(), "{command}: {}", reply.text);
        reply.body["value"].clone()
    }

    /// Goes to an address.
    pub async fn go(&self, url: &str) {
        self.driver.goto(url).await.expect("the page loads");
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
        match self.driver.find(By::Tag("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Its address.
    pub async fn address(&self) -> String {
        self.driver.current_url().await.map(|url| url.to_string()).unwrap_or_default()
    }

    /// Clicks the button or link with this text.
    pub async fn press(&self, label: &str) {
        let path = format!("//*[self::button or self::a or self::summary][normalize-space()='{label}']");
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            if let Ok(element) = self.driver.find(By::XPath(&path)).await {
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
            if let Ok(element) = self.driver.find(By::Css(css)).await {
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

    /// Types into a field.
    pub async fn type_into(&self, css: &str, text: &str) {
        let field = self.wait("a field", css).await;
        field.clear().await.expect("it can be cleared");
        field.send_keys(text).await.expect("it takes text");
    }

    /// Runs a script and returns its value.
    pub async fn run(&self, script: &str) -> serde_json::Value {
        self.driver.execute(script, Vec::new()).await.expect("the script runs").json().clone()
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
