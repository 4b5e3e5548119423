//! The documents that parties sign or get, as other programs read them: python-docx, the rules
//! of the format, LibreOffice, and the page in both languages.

use std::path::{Path, PathBuf};
use std::process::Command;

use reqwest::{Client, Response};
use serde_json::{Value, json};
use werksessie_tests::client::{answers, id, parties};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::{Server, scratch};

/// A document as the server gives it, to the holder of a secret.
async fn fetch(meeting: &Meeting, file: &str, secret: &str) -> Response {
    let leader = &meeting.leader;
    let url = format!("http://{}/api/v1/projects/{}/documents/{file}", leader.host, leader.project);
    Client::new().get(&url).bearer_auth(secret).send().await.unwrap()
}

async fn saved(meeting: &Meeting, file: &str, folder: &Path) -> PathBuf {
    let response = fetch(meeting, file, &meeting.leader.secret).await;
    assert_eq!(response.status(), 200, "{file}");
    let path = folder.join(file);
    std::fs::write(&path, response.bytes().await.unwrap()).unwrap();
    path
}

/// A program of the Python that `cargo xtask setup` makes.
fn tool(name: &str) -> Command {
    Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/venv/bin").join(name))
}

fn output(command: &mut Command) -> String {
    let output = command.output().expect("run `cargo xtask setup` for the tools");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// What python-docx finds in a file.
fn read(path: &Path) -> Value {
    let script = "import sys, json, docx\n\
        from docx.oxml.ns import qn\n\
        d = docx.Document(sys.argv[1])\n\
        p = d.core_properties\n\
        lang = d.styles.element.find('.//' + qn('w:lang'))\n\
        def table(t):\n    \
            return {'header': [c.text for c in t.rows[0].cells], 'rows': [[c.text for c in r.cells] for r in t.rows[1:]],\n    \
            'repeats': t.rows[0]._tr.trPr.find(qn('w:tblHeader')) is not None,\n    \
            'caption': t._tbl.tblPr.find(qn('w:tblCaption')).get(qn('w:val'))}\n\
        s = d.sections[0]\n\
        print(json.dumps({'title': p.title, 'subject': p.subject, 'author': p.author, 'language': p.language, 'lang': lang.get(qn('w:val')),\n\
        'headings': [[int(x.style.name[-1]), x.text] for x in d.paragraphs if x.style.name.startswith('Heading')],\n\
        'titles': [x.text for x in d.paragraphs if x.style.name == 'Title'], 'text': '\\n'.join(x.text for x in d.paragraphs),\n\
        'tables': [table(t) for t in d.tables], 'page': [s.page_width.mm, s.page_height.mm],\n\
        'fields': [f.get(qn('w:instr')) for f in s.footer._element.iter(qn('w:fldSimple'))]}))";
    serde_json::from_str(&output(tool("python").args(["-c", script]).arg(path))).expect("JSON")
}

/// Opens the files in LibreOffice, one after another in one start.
fn opened_by_office(folder: &Path, files: &[PathBuf]) {
    let office = Command::new("soffice")
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder)
        .arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()))
        .args(files)
        .output()
        .expect("LibreOffice is missing: run `cargo xtask setup`");
    for file in files {
        let pdf = file.with_extension("pdf");
        assert!(pdf.exists(), "{}", String::from_utf8_lossy(&office.stderr));
        assert!(output(Command::new("pdftotext").arg(&pdf).arg("-")).len() > 400, "{}", pdf.display());
    }
}

/// A meeting in which six people voted, the table chose two priorities and two parties promised.
async fn held(server: &Server) -> Meeting {
    let mut meeting = Meeting::begin(&server.host, 6).await;
    let items = meeting.items[..3].to_vec();
    let round = meeting.open(&items).await;
    for seat in &mut meeting.seats {
        assert!(seat.vote(round, &answers(&items, |item| (5 - item as u8, 3))).await.status.is_success());
    }
    for stage in ["closed", "counted", "revealed"] {
        meeting.bring(round, stage).await;
    }
    let leader = &meeting.leader;
    leader.must(json!({ "type": "round.decide", "meeting": meeting.meeting, "round": round, "priorities": [items[0], items[1]], "reason": "Dit kan nu & <snel>" })).await;
    let parties = parties(&leader.view(meeting.meeting).await);
    for (number, what) in ["=1+1 woningen <regelen>", "Één loket 👍 openen"].iter().enumerate() {
        leader
            .must(json!({
                "type": "promise.make", "promise": id(), "bottleneck": items[0], "party": parties[number].0,
                "owner": format!("Trekker {number}"), "what": what, "due": format!("2027-0{}-15", number + 3),
            }))
            .await;
    }
    leader.must(json!({ "type": "meeting.end", "meeting": meeting.meeting })).await;
    meeting
}

#[tokio::test(flavor = "multi_thread")]
async fn parties_get_documents_that_other_programs_can_read() {
    let server = Server::start("documents", &[]).await;
    let meeting = held(&server).await;
    let folder = scratch("documents");
    let mut files = Vec::new();
    for file in ["commitmentverklaring.docx", "principe-afspraken.docx", "brieven.docx", "brief-1.docx"] {
        files.push(saved(&meeting, file, &folder).await);
    }
    for file in &files {
        let found = output(tool("openxml-audit").arg(file));
        assert!(found.contains("Errors: 0"), "{}: {found}", file.display());
        let seen = read(file);
        assert_eq!(seen["titles"].as_array().unwrap().len(), 1);
        assert_eq!((&seen["lang"], &seen["language"]), (&json!("nl-NL"), &json!("nl-NL")));
        assert_eq!((&seen["author"], &seen["subject"]), (&json!("Werksessie"), &json!("Aanpak 16-27")));
        assert_eq!(
            seen["page"].as_array().unwrap().iter().map(|mm| mm.as_f64().unwrap().round()).collect::<Vec<_>>(),
            [210.0, 297.0]
        );
        assert_eq!(seen["fields"], json!(["PAGE", "NUMPAGES"]));
        assert!(
            seen["tables"].as_array().unwrap().iter().all(|table| table["repeats"] == true && table["caption"] != "")
        );
        let levels: Vec<u64> =
            seen["headings"].as_array().unwrap().iter().map(|heading| heading[0].as_u64().unwrap()).collect();
        assert!(levels[0] == 1 && levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    }
    opened_by_office(&folder, &files);

    let commitment = read(&files[0]);
    assert_eq!(commitment["title"], "Commitmentverklaring fase 3 - Waterstede");
    let tables = commitment["tables"].as_array().unwrap();
    let promised = tables.iter().find(|table| table["caption"] == "Wie doet wat, en wanneer").unwrap();
    assert_eq!(promised["header"], json!(["Nr", "Organisatie", "Wat", "Trekker", "Uiterlijk", "Knelpunt"]));
    assert_eq!(promised["rows"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&promised["rows"][0][2], &promised["rows"][0][4]),
        (&json!("=1+1 woningen <regelen>"), &json!("15 maart 2027"))
    );
    assert_eq!(promised["rows"][1][2], "Één loket 👍 openen");
    let decided =
        tables.iter().find(|table| table["caption"] == "Prioriteiten, met de cijfers van de stemming").unwrap();
    assert_eq!(decided["rows"][0].as_array().unwrap()[2..], ["5,0", "3,0", "eens", "6"].map(|text| json!(text)));
    let present = tables.iter().find(|table| table["caption"] == "Wie er waren, per organisatie").unwrap();
    assert_eq!(present["rows"].as_array().unwrap().len(), 6);
    assert!(commitment["text"].as_str().unwrap().contains("Dit kan nu & <snel>"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_a_page_as_well_in_both_languages_for_who_holds_a_link() {
    let server = Server::start("pages", &[]).await;
    let meeting = held(&server).await;
    let secret = meeting.leader.secret.clone();
    for (file, language, title) in [
        ("commitmentverklaring.html", "nl", "<h1>Commitmentverklaring fase 3</h1>"),
        ("commitment.html?language=en", "en", "<h1>Declaration of commitment, phase 3</h1>"),
        ("principe-afspraken.html", "nl", "<h1>Principe-afspraken</h1>"),
        ("agreements.html?language=en", "en", "<h1>Agreements in principle</h1>"),
        ("letter-2.html?language=en", "en", "<h1>Letter to "),
        ("letters.html?language=en", "en", "<h1>Letters to the parties</h1>"),
    ] {
        let response = fetch(&meeting, file, &secret).await;
        assert_eq!(response.status(), 200, "{file}");
        let header = |name| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/html; charset=utf-8");
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
        let page = response.text().await.unwrap();
        assert!(page.contains(&format!("<html lang=\"{language}\">")) && page.contains(title), "{file}");
        for forbidden in [" style=\"", "<script", "src=", "href=", "url("] {
            assert!(!page.contains(forbidden), "{file} holds {forbidden}");
        }
    }
    let page = fetch(&meeting, "commitment.html", &secret).await.text().await.unwrap();
    assert!(page.contains("=1+1 woningen &lt;regelen&gt;") && page.contains("Één loket 👍 openen"));

    for unknown in ["brief-99.docx", "brief-.docx", "commitment.pdf", "commitment", "..%2Fx.docx", "letter-%22.html"] {
        assert_eq!(fetch(&meeting, unknown, &secret).await.status(), 404, "{unknown}");
    }
    let stranger = fetch(&meeting, "commitment.docx", "no-secret").await;
    assert!(stranger.status().is_client_error() && stranger.status() != 404, "{}", stranger.status());
}
