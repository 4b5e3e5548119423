//! Configuration: from the command line or from `WERKSESSIE_...`, checked before anything starts.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use super::theme::ThemeFiles;

/// How the server runs.
#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// Address to listen on. Beyond loopback an admin key is required.
    #[arg(long, env = "WERKSESSIE_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// Folder for all data.
    #[arg(long, env = "WERKSESSIE_DATA", default_value = "./data")]
    pub data: PathBuf,
    /// Address that people type, such as `https://werksessie.example`. Needed behind a proxy.
    #[arg(long, env = "WERKSESSIE_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Key that may make projects (at least 20 characters).
    #[arg(long, env = "WERKSESSIE_ADMIN_KEY", hide_env_values = true)]
    pub admin_key: Option<String>,
    /// Address of the proxy whose `X-Forwarded-For` is believed.
    #[arg(long, env = "WERKSESSIE_TRUSTED_PROXY")]
    pub trusted_proxy: Option<IpAddr>,
    /// Address for metrics alone, such as `127.0.0.1:9100`. Loopback only.
    #[arg(long, env = "WERKSESSIE_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,
    /// How the log is written: `text`, or `json` with one object on a line.
    #[arg(long, env = "WERKSESSIE_LOG_FORMAT", default_value = "text")]
    pub log_format: LogFormat,
    /// Who runs this server, and whom to turn to.
    #[command(flatten)]
    pub operator: Operator,
    /// The municipality's look.
    #[command(flatten)]
    pub look: ThemeFiles,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object on a line, with the time in UTC.
    Json,
}

/// Who runs the server: what the pages on privacy and accessibility, and `security.txt`, say.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Operator {
    /// Who is responsible for the data, such as `Gemeente Waterstede`.
    #[arg(long, env = "WERKSESSIE_ORGANISATION")]
    pub organisation: Option<String>,
    /// Whom to ask about privacy and accessibility: `mailto:` or `https://`.
    #[arg(long, env = "WERKSESSIE_CONTACT")]
    pub contact: Option<String>,
    /// Where to report that something is not safe: `mailto:` or `https://`.
    #[arg(long, env = "WERKSESSIE_SECURITY_CONTACT")]
    pub security_contact: Option<String>,
    /// The accessibility statement that was published: `https://`.
    #[arg(long, env = "WERKSESSIE_ACCESSIBILITY_STATEMENT")]
    pub accessibility_statement: Option<String>,
}

impl Operator {
    fn check(&self) -> Result<(), String> {
        let is_plain = |text: &str| !text.chars().any(|c| c.is_control() || c.is_whitespace());
        let contacts = [("--contact", &self.contact), ("--security-contact", &self.security_contact)];
        for (option, value) in contacts {
            let fits = |text: &String| {
                let mail = text.strip_prefix("mailto:").is_some_and(|address| address.contains('@'));
                is_plain(text) && (mail || text.starts_with("https://"))
            };
            if let Some(text) = value.as_ref().filter(|text| !fits(text)) {
                return Err(format!(
                    "{option} is {text:?}. Write mailto:name@example.nl, or an address with https://."
                ));
            }
        }
        let statement = self.accessibility_statement.as_ref();
        if let Some(text) = statement.filter(|text| !(is_plain(text) && text.starts_with("https://"))) {
            return Err(format!("--accessibility-statement is {text:?}. Write an address with https://."));
        }
        Ok(())
    }
}

impl Config {
    /// Checks that the parts fit together.
    ///
    /// # Errors
    /// A sentence that says what to change.
    pub fn check(mut self) -> Result<Self, String> {
        if let Some(url) = &self.public_url {
            let url = url.trim_end_matches('/').to_owned();
            let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
            if rest.is_none_or(|host| host.is_empty() || host.contains(['/', '?', '#', '@', ' '])) {
                return Err(format!(
                    "The public URL {url:?} is not an address like https://werksessie.example. Write scheme and host only."
                ));
            }
            self.public_url = Some(url.to_ascii_lowercase());
        }
        if let Some(address) = self.metrics_listen.filter(|address| !address.ip().is_loopback()) {
            return Err(format!(
                "Metrics on {address} could be read by others. Use a loopback address, such as 127.0.0.1:9100."
            ));
        }
        self.operator.check()?;
        if let Some(key) = &self.admin_key
            && key.chars().count() < 20
        {
            return Err("The admin key is shorter than 20 characters. Choose a longer one.".into());
        }
        if self.admin_key.is_none() && !self.listen.ip().is_loopback() {
            return Err(format!(
                "Listening on {} lets others reach this server. Set an admin key (WERKSESSIE_ADMIN_KEY), or listen on 127.0.0.1.",
                self.listen
            ));
        }
        Ok(self)
    }

    /// Whether people reach the server over https.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }

    /// Whether anyone may make a project: loopback only, and no other way in.
    pub fn is_open_to_all(&self) -> bool {
        self.listen.ip().is_loopback() && self.public_url.is_none()
    }

    /// The address to show, when `host` is what the request came to.
    pub fn base_url(&self, host: &str) -> String {
        match &self.public_url {
            Some(url) => url.clone(),
            None => format!("http://{host}"),
        }
    }

    /// Whether a request from this origin to this host is from our own pages.
    ///
    /// Own is the public URL; or the very host of the request, when that is a loopback name or
    /// the address of the interface that the request came in on.
    pub fn is_own_origin(&self, origin: &str, host: Option<&str>, interface: IpAddr) -> bool {
        let origin = origin.to_ascii_lowercase();
        if self.public_url.as_ref() == Some(&origin) {
            return true;
        }
        let Some(authority) = origin.strip_prefix("http://") else { return false };
        if host.is_none_or(|host| !host.eq_ignore_ascii_case(authority)) {
            return false;
        }
        let name = match authority.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => authority,
        };
        let name = name.trim_start_matches('[').trim_end_matches(']');
        match name.parse::<IpAddr>() {
            Ok(address) => address.is_loopback() || address == interface,
            Err(_) => name == "localhost",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(listen: &str, public_url: Option<&str>, admin_key: Option<&str>) -> Result<Config, String> {
        Config {
            listen: listen.parse().unwrap(),
            data: "data".into(),
            public_url: public_url.map(Into::into),
            admin_key: admin_key.map(Into::into),
            trusted_proxy: None,
            metrics_listen: None,
            log_format: LogFormat::Text,
            operator: Operator::default(),
            look: ThemeFiles::default(),
        }
        .check()
    }

    #[test]
    fn listening_beyond_loopback_needs_a_key() {
        assert!(config("0.0.0.0:3000", None, None).unwrap_err().contains("admin key"));
        assert!(config("0.0.0.0:3000", None, Some("short")).unwrap_err().contains("20"));
        assert!(config("0.0.0.0:3000", None, Some("a-key-of-twenty-characters")).is_ok());
        assert!(config("127.0.0.1:3000", Some("ftp://x"), None).unwrap_err().contains("public URL"));
    }

    #[test]
    fn only_own_origins_pass() {
        let own = config("127.0.0.1:3000", Some("https://werk.example/"), None).unwrap();
        let here: IpAddr = "192.168.1.5".parse().unwrap();
        assert!(own.is_own_origin("https://werk.example", Some("10.0.0.1:80"), here));
        assert!(own.is_own_origin("http://localhost:3000", Some("localhost:3000"), here));
        assert!(own.is_own_origin("http://192.168.1.5:3000", Some("192.168.1.5:3000"), here));
        assert!(own.is_own_origin("http://[::1]:3000", Some("[::1]:3000"), here));
        for (origin, host) in [
            ("null", Some("localhost:3000")),
            ("https://werk.example.evil", Some("localhost:3000")),
            ("http://localhost:4000", Some("localhost:3000")),
            ("http://evil.example", Some("evil.example")),
            ("http://192.168.1.6:3000", Some("192.168.1.6:3000")),
            ("http://localhost:3000", None),
        ] {
            assert!(!own.is_own_origin(origin, host, here), "{origin}");
        }
    }
}
