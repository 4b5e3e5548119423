//! Looking for words everywhere: in what each role can get, and in every file.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use reqwest::Client;

use crate::client::{Participant, id, parties};
use crate::meeting::Meeting;

/// Everything that was sent to somebody, or lies on disk, by who or where.
#[derive(Default)]
pub struct Hunt {
    seen: Vec<(String, Vec<u8>)>,
}

impl Hunt {
    /// Adds something.
    pub fn keep(&mut self, place: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.seen.push((place.into(), bytes.into()));
    }

    /// Adds all files of a folder.
    pub fn disk(&mut self, folder: &Path) {
        for entry in std::fs::read_dir(folder).expect("the folder is there").flatten() {
            let path = entry.path();
            if path.is_dir() {
                self.disk(&path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                self.keep(format!("file {}", path.display()), bytes);
            }
        }
    }

    /// How much was looked at.
    pub fn count(&self) -> usize {
        self.seen.len()
    }

    /// Whether a place was looked at whose name holds this.
    pub fn saw(&self, place: &str) -> bool {
        self.seen.iter().any(|(name, _)| name.contains(place))
    }

    /// Where any of these markers stands, each place once.
    pub fn places(&self, markers: &[String]) -> Vec<String> {
        let holds = |bytes: &[u8], marker: &str| bytes.windows(marker.len()).any(|part| part == marker.as_bytes());
        let found = |(_, bytes): &&(String, Vec<u8>)| markers.iter().any(|marker| holds(bytes, marker));
        let mut places: Vec<String> = self.seen.iter().filter(found).map(|(name, _)| name.clone()).collect();
        places.sort();
        places.dedup();
        places
    }
}

/// A browser of each role, and one that has none.
pub struct Everybody {
    base: String,
    browsers: Vec<(&'static str, Client)>,
    seat: String,
}

impl Everybody {
    /// Makes the links, opens each in a browser of its own, and lets one more person in.
    pub async fn of(meeting: &Meeting) -> Self {
        let base = format!("http://{}", meeting.leader.host);
        let browser = || Client::builder().cookie_store(true).build().expect("a client");
        let mut browsers = vec![("nobody", browser())];
        let mut secrets = vec![("leader", meeting.leader.secret.clone())];
        for role in ["co-leader", "editor", "screen", "intake"] {
            let until = if role == "intake" { "2030-01-01" } else { "" };
            secrets.push((role, meeting.link("link", &[("role", role), ("label", "Jacht"), ("until", until)]).await));
        }
        for (role, secret) in secrets {
            let http = browser();
            let open = http.post(format!("{base}/open")).header("origin", &base).form(&[("secret", &secret)]);
            assert!(open.send().await.expect("an answer").status().is_success());
            browsers.push((role, http));
        }
        // Of a party of its own: colleagues see what the holder of their pen fills in.
        let (party, _) = parties(&meeting.leader.view(meeting.meeting).await).pop().expect("parties");
        let http = browser();
        let join = [("party", party.to_string()), ("layer", "policy".to_owned())];
        let joined = http.post(format!("{base}/d/{}", meeting.code)).header("origin", &base).form(&join);
        let joined = joined.send().await.expect("an answer");
        let seat = joined.url().path().rsplit('/').next().expect("an id").to_owned();
        assert!(joined.status().is_success() && seat.len() == 36, "{}", joined.url());
        browsers.push(("participant", http));
        Self { base, browsers, seat }
    }

    /// Asks for everything there is, as each of them.
    pub async fn ask(&self, meeting: &Meeting, hunt: &mut Hunt) {
        let (project, at) = (meeting.leader.project, meeting.meeting);
        let mut paths: Vec<String> =
            ["/", "/gids", "/privacy", "/toegankelijkheid", "/beheer", "/readyz"].map(Into::into).into();
        for page in ["dossier", "routekaart", "knelpunten", "risicos", "arena", "opgave", "bewaren", "insturen"] {
            paths.push(format!("/{page}/{project}"));
        }
        for what in ["poster", "tafelkaarten", "stembiljetten"] {
            paths.push(format!("/afdrukken/{project}/{at}/{what}"));
        }
        paths.extend([format!("/console/{project}/{at}"), format!("/scherm/{project}/{at}")]);
        paths.extend([
            format!("/d/{}", meeting.code),
            format!("/mee/{at}/{}", self.seat),
            format!("/mee/{at}/{}/wie", self.seat),
        ]);
        let api = format!("/api/v1/projects/{project}");
        paths.extend([api.clone(), format!("{api}/export"), "/api/v1/projects".into()]);
        for name in [
            "routekaart.xlsx",
            "commitmentverklaring.docx",
            "commitmentverklaring.html",
            "principe-afspraken.html",
            "brieven.html",
            "opgave.html",
            "all.zip",
        ] {
            paths.push(format!("{api}/documents/{name}"));
        }
        for role in ["leader", "screen", "seat"] {
            paths.push(format!("/api/v1/meetings/{at}/live?role={role}&seat={}", self.seat));
            paths.push(format!("/api/v1/meetings/{at}/live?role={role}&drawn=nl&plain=true&seat={}", self.seat));
        }
        for (who, http) in &self.browsers {
            for path in &paths {
                let reply = http.get(format!("{}{path}", self.base)).send().await.expect("an answer");
                let bytes = reply.bytes().await.expect("a whole answer");
                let bytes = if bytes.starts_with(b"PK") { unpacked(&bytes) } else { bytes.to_vec() };
                hunt.keep(format!("{who} {}", path.replace(&project.to_string(), "P")), bytes);
            }
        }
    }
}

/// What is in an archive, and in the archives in it.
pub fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let script = "import io, sys, zipfile\n\
         def show(data):\n    \
             if data[:2] != b'PK':\n        \
                 sys.stdout.buffer.write(data)\n        \
                 return\n    \
             for item in (z := zipfile.ZipFile(io.BytesIO(data))).infolist():\n        \
                 show(z.read(item))\n\
         show(sys.stdin.buffer.read())";
    let mut child = Command::new("python3")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3");
    let mut input = child.stdin.take().expect("it is piped");
    let bytes = bytes.to_vec();
    let feeding = std::thread::spawn(move || input.write_all(&bytes));
    let output = child.wait_with_output().expect("it ends");
    feeding.join().expect("it feeds").expect("it reads");
    assert!(output.status.success() && !output.stdout.is_empty());
    output.stdout
}

/// A live connection's path for a seat, with drawn pages that are not packed.
pub fn drawn(seat: &Participant) -> String {
    format!("seat&drawn=nl&plain=true&seat={}", seat.seat)
}

/// A marker that stands nowhere else. It has no digits: nine of them may look like somebody's number in
/// the population register, which no text may hold.
pub fn marker() -> String {
    let letter = |digit: char| digit.to_digit(10).map_or(digit, |digit| char::from(b'g' + digit as u8));
    format!("Merk{}", id().simple().to_string().chars().map(letter).collect::<String>())
}
