//! The documents that parties sign or get, as other programs read them: python-docx, the rules
//! of the format, LibreOffice, and the page in both languages.

use std::path::{Path, PathBuf};
use std::process::Command;

use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use werksessie_tests::board::Board;
use werksessie_tests::client::{Leader, answers, call, id, parties};
use werksessie_tests::meeting::Meeting;
use werksessie_tests::server::{Server, scratch, werksessie};

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
        print(json.dumps({'pictures': [x.get('descr') for x in d.element.iter(qn('wp:docPr'))], 'title': p.title, 'subject': p.subject, 'author': p.author, 'language': p.language, 'lang': lang.get(qn('w:val')),\n\
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

/// A meeting in which six people voted, the table chose two priorities, two parties promised, and a board
/// was begun.
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
                "owner": format!("Trekker {number}"), "what": what, "mandate": { "answer": "yes" }, "due": format!("2027-0{}-15", number + 3),
            }))
            .await;
    }
    let board = Board::begin(leader, "Kamers & <coach>").await;
    let (activity, effect) = (board.activity("Twaalf kamers").await, board.effect("Eigen adres").await);
    board.line(activity, effect).await;
    leader.must(json!({ "type": "meeting.end", "meeting": meeting.meeting })).await;
    meeting
}

#[tokio::test(flavor = "multi_thread")]
async fn parties_get_documents_that_other_programs_can_read() {
    let server = Server::start("documents", &[]).await;
    let meeting = held(&server).await;
    let folder = scratch("documents");
    let mut files = Vec::new();
    for file in [
        "commitmentverklaring.docx",
        "principe-afspraken.docx",
        "brieven.docx",
        "brief-1.docx",
        "opgave.docx",
        "effecten-kosten-baten.docx",
    ] {
        files.push(saved(&meeting, file, &folder).await);
    }
    for file in &files {
        let found = output(tool("python").args(["-m", "openxml_audit"]).arg(file));
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

    let pictures = |file: &PathBuf| read(file)["pictures"].as_array().unwrap().len();
    assert_eq!(files.iter().map(pictures).collect::<Vec<_>>(), [1, 1, 0, 0, 1, 1]);
    let board =
        "0 partijen links, 1 activiteit en 1 effect in het midden, 1 partij met baat rechts. De tabel noemt elke lijn.";
    assert_eq!(read(&files[5])["pictures"], json!([board]));

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

/// What Python finds in a packed file or a folder: the list, with what each file really is.
fn contents(path: &Path) -> Value {
    let script = "import sys, os, json, zipfile, hashlib\n\
        p = sys.argv[1]\n\
        if os.path.isdir(p):\n    \
            files = {n: open(os.path.join(p, n), 'rb').read() for n in os.listdir(p)}\n\
        else:\n    \
            z = zipfile.ZipFile(p)\n    \
            assert z.testzip() is None\n    \
            files = {n: z.read(n) for n in z.namelist()}\n\
        m = json.loads(files.pop('manifest.json'))\n\
        print(json.dumps({'manifest': m, 'found': {n: [hashlib.sha256(b).hexdigest(), len(b)] for n, b in files.items()}}))";
    serde_json::from_str(&output(tool("python").args(["-c", script]).arg(path))).expect("JSON")
}

/// Whether the list says what the files are.
#[track_caller]
fn is_sound(contents: &Value) {
    let listed = contents["manifest"]["files"].as_array().expect("a list");
    let found = contents["found"].as_object().expect("files");
    assert_eq!(listed.len(), found.len());
    for file in listed {
        let is = &found[file["name"].as_str().expect("a name")];
        assert_eq!((&is[0], &is[1]), (&file["sha256"], &file["bytes"]), "{file}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_documents_come_in_one_file_or_one_folder_with_a_list() {
    let mut server = Server::start("all", &[]).await;
    let meeting = held(&server).await;
    let project = meeting.leader.project.to_string();
    let folder = scratch("all");
    let first = saved(&meeting, "all.zip", &folder).await;
    let packed = std::fs::read(&first).unwrap();
    assert!(
        packed == std::fs::read(saved(&meeting, "all.zip", &folder).await).unwrap(),
        "the same log, the same bytes"
    );
    let in_file = contents(&first);
    is_sound(&in_file);
    let parties = meeting.leader.dossier().await["parties"].as_u64().unwrap();
    let files = in_file["manifest"]["files"].as_array().unwrap();
    assert_eq!(files.len() as u64, 11 + parties);
    assert_eq!(files[0]["name"], "routekaart.xlsx");
    assert_eq!(in_file["manifest"]["language"], "nl");
    assert_eq!(in_file["manifest"]["project"], project);
    let stranger = fetch(&meeting, "all.zip", "no-secret").await;
    assert!(stranger.status().is_client_error() && stranger.status() != 404);

    let data = server.data.to_str().unwrap().to_owned();
    let out = folder.join("out");
    let ask = |project: &str, language: &str| {
        let out = out.join(language);
        werksessie(&[
            "documents",
            "--data",
            &data,
            "--project",
            project,
            "--out",
            out.to_str().unwrap(),
            "--language",
            language,
        ])
    };
    assert!(!ask(&project, "nl").status.success(), "the server has the folder");
    assert!(server.stop().await.success());
    let done = ask(&project, "nl");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let in_folder = contents(&out.join("nl"));
    is_sound(&in_folder);
    assert_eq!(in_folder, in_file, "the log alone gives the same documents");
    assert!(ask(&project, "en").status.success());
    let english = contents(&out.join("en"));
    is_sound(&english);
    assert_eq!(english["manifest"]["files"][0]["name"], "roadmap.xlsx");
    for (project, language) in [(project.as_str(), "de"), ("00000000-0000-4000-8000-000000000000", "nl")] {
        let refused = ask(project, language);
        assert!(!refused.status.success() && !refused.stderr.is_empty());
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_marked_final_keeps_its_bytes_and_its_decision() {
    let mut server = Server::start("final", &[]).await;
    let meeting = held(&server).await;
    let leader = &meeting.leader;
    for format in ["docx", "html"] {
        leader
            .must(json!({ "type": "document.finish", "document": "commitment", "format": format, "label": "Raad" }))
            .await;
    }
    let marked = leader.dossier().await["finished"].clone();
    assert_eq!(marked.as_array().unwrap().len(), 2);
    assert_eq!(
        (&marked[0]["label"], &marked[0]["kept"]["name"]),
        (&json!("Raad"), &json!("commitmentverklaring.docx"))
    );
    let file = |at: usize| {
        format!("final/{}.{}", marked[at]["kept"]["sha256"].as_str().unwrap(), marked[at]["format"].as_str().unwrap())
    };
    let bytes = async |name: &str| fetch(&meeting, name, &leader.secret).await.bytes().await.unwrap();
    let before = [bytes(&file(0)).await, bytes(&file(1)).await];
    assert_eq!(before[0].len() as u64, marked[0]["kept"]["bytes"].as_u64().unwrap());
    assert!(String::from_utf8_lossy(&before[1]).contains("Vastgesteld"));
    let policy = fetch(&meeting, &file(1), &leader.secret).await.headers()["content-security-policy"].clone();
    assert!(policy.to_str().unwrap().starts_with("default-src 'none'; style-src 'sha256-"));

    // What changes afterwards changes newer documents alone.
    let party = parties(&leader.view(meeting.meeting).await)[2].0;
    leader
        .must(json!({
            "type": "promise.make", "promise": id(), "bottleneck": meeting.items[0], "party": party,
            "owner": "Later", "what": "Iets dat later kwam", "due": "2027-05-15",
        }))
        .await;
    assert!(String::from_utf8_lossy(&bytes("commitment.html").await).contains("Iets dat later kwam"));
    server.kill().await;
    server.restart(&[]).await;
    assert!(bytes(&file(0)).await == before[0] && bytes(&file(1)).await == before[1]);

    let round = &marked[0]["decisions"][0];
    let refused =
        leader.send(id(), &json!({ "type": "round.reopen", "meeting": meeting.meeting, "round": round })).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "document_final"));
    // Nobody says from outside what the bytes are, and nobody finds what was not marked.
    let forged = json!({ "type": "document.finish", "document": "workbook", "format": "html", "kept": { "name": "x", "sha256": "00", "bytes": 1, "made_with": "x" } });
    assert_eq!(leader.send(id(), &forged).await.code(), "unknown_choice");
    for unknown in ["final/..%2Fx.docx", "final/00.docx", &file(0).replace(".docx", ".html")] {
        assert_eq!(fetch(&meeting, unknown, &leader.secret).await.status(), 404, "{unknown}");
    }
    let stranger = fetch(&meeting, &file(0), "no-secret").await;
    assert!(stranger.status().is_client_error() && stranger.status() != 404);

    // An export names the document; its bytes stay where it was marked.
    let url = format!("http://{}/api/v1/projects/{}/export", server.host, leader.project);
    let export = call(Method::GET, &url, Some(&leader.secret), None).await;
    let other = Server::start("final-import", &[]).await;
    let url = format!("http://{}/api/v1/projects/import", other.host);
    let made = call(Method::POST, &url, None, Some(&export.body)).await;
    let url = format!("http://{}/api/v1/projects/{}/documents/{}", other.host, leader.project, file(0));
    let there = call(Method::GET, &url, made.body["secret"].as_str(), None).await;
    assert_eq!((there.status.as_u16(), there.code()), (404, "document_not_here"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_is_full_and_its_next_meeting_can_begin() {
    let mut server = Server::start("example", &[]).await;
    assert!(server.stop().await.success());
    let data = server.data.to_str().unwrap().to_owned();
    for language in ["en", "nl"] {
        let made = werksessie(&["example", "--data", &data, "--language", language]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let made: Value = serde_json::from_slice(&made.stdout).expect("JSON");
        let text = |key: &str| made[key].as_str().unwrap().to_owned();
        let out = server.data.join(format!("out-{language}"));
        let project = text("project");
        let done = werksessie(&["documents", "--data", &data, "--project", &project, "--out", out.to_str().unwrap()]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let found = contents(&out);
        is_sound(&found);
        assert_eq!(found["manifest"]["language"], language);

        server.restart(&[]).await;
        let leader = Leader { host: server.host.clone(), project: project.parse().unwrap(), secret: text("secret") };
        let dossier = leader.dossier().await;
        assert_eq!(dossier["decided"].as_array().unwrap().len(), 4);
        assert_eq!(dossier["promises"].as_array().unwrap().len(), 9);
        assert_eq!(dossier["waiting"].as_array().unwrap().len(), 2);
        let meetings = dossier["meetings"].as_array().unwrap();
        assert_eq!(
            meetings.iter().map(|meeting| &meeting["state"]).collect::<Vec<_>>(),
            ["ended", "ended", "ended", "planned"]
        );
        leader.must(json!({ "type": "meeting.begin", "meeting": meetings[3]["meeting"] })).await;
        assert!(server.stop().await.success());
    }
}
