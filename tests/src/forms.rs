//! A browser without script: cookies and plain forms.

use crate::meeting::Meeting;

/// A browser without one: cookies and forms, no script.
pub struct Forms {
    http: reqwest::Client,
    base: String,
}

impl Forms {
    /// A browser that has been nowhere yet.
    pub fn open(host: &str) -> Self {
        Self {
            http: reqwest::Client::builder().cookie_store(true).build().expect("a client"),
            base: format!("http://{host}"),
        }
    }

    /// Where a page led to, and what stands there.
    pub async fn get(&self, path: &str) -> (String, String) {
        let answer = self.http.get(format!("{}{path}", self.base)).send().await.expect("an answer");
        (answer.url().path().to_owned(), answer.text().await.expect("a page"))
    }

    /// Sends a form; where it led to, with the address behind `?`, and what stands there.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> (String, String) {
        let request = self.http.post(format!("{}{path}", self.base)).header("origin", &self.base).form(fields);
        let answer = request.send().await.expect("an answer");
        let query = answer.url().query().map_or_else(String::new, |query| format!("?{query}"));
        (format!("{}{query}", answer.url().path()), answer.text().await.expect("a page"))
    }

    /// Joins, and returns the address of the seat.
    pub async fn join(&self, meeting: &Meeting, party: &str) -> String {
        self.post(&format!("/d/{}", meeting.code), &[("party", party), ("layer", "practice")]).await.0
    }
}
