//! The folder of finished browser files, each with a hash of its content in its name.
//!
//! A file that is already there is not written again: the server is rebuilt when this folder
//! changes, and brotli takes seconds on a bundle.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hasher};
use std::io::Write as _;
use std::path::Path;
use std::{fs, thread};

use crate::workspace::trouble;

/// A browser file under the name that its content gives it.
pub struct File {
    /// The name before the hash, such as `phone`.
    pub stem: String,
    /// The whole name, such as `phone-0123abcd.css`.
    pub name: String,
    /// What it holds.
    pub content: Vec<u8>,
}

/// How many bytes a file takes on the shelf.
pub struct Shelved {
    /// The name before the hash.
    pub stem: String,
    /// The whole name.
    pub name: String,
    /// As it is.
    pub raw: u64,
    /// Gzipped.
    pub gzip: u64,
    /// Brotlied.
    pub brotli: u64,
}

impl File {
    /// Gives a file such as `phone.css` its name with a hash.
    pub fn new(plain_name: &str, content: Vec<u8>) -> Self {
        let (stem, extension) = match plain_name.rsplit_once('.') {
            Some((stem, extension)) => (stem, format!(".{extension}")),
            None => (plain_name, String::new()),
        };
        let mut hasher = DefaultHasher::new();
        hasher.write(&content);
        let hash = format!("{:016x}", hasher.finish());
        Self { stem: stem.to_owned(), name: format!("{stem}-{}{extension}", &hash[..8]), content }
    }
}

/// Makes the folder hold exactly these files, each with its compressed forms beside it.
pub fn fill(folder: &Path, files: &[File]) -> Result<Vec<Shelved>, String> {
    fs::create_dir_all(folder).map_err(trouble(folder))?;
    thread::scope(|scope| {
        let works: Vec<_> = files.iter().map(|file| scope.spawn(|| put(folder, file))).collect();
        works.into_iter().try_for_each(|work| work.join().expect("compressing does not panic"))
    })?;
    remove_others(folder, files)?;
    files.iter().map(|file| measure(folder, file)).collect()
}

/// Writes a file and its compressed forms, unless all three are there. The file itself comes
/// last, so that one that is there has its compressed forms whole.
fn put(folder: &Path, file: &File) -> Result<(), String> {
    let path = |extension: &str| folder.join(format!("{}{extension}", file.name));
    let is_there = path(".br").exists() && path(".gz").exists();
    if is_there && fs::read(path("")).is_ok_and(|content| content == file.content) {
        return Ok(());
    }
    let write =
        |extension: &str, content: &[u8]| fs::write(path(extension), content).map_err(trouble(&path(extension)));
    write(".br", &brotli(&file.content)?)?;
    write(".gz", &gzip(&file.content)?)?;
    write("", &file.content)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>, String> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut out, &params).map_err(|error| format!("brotli: {error}."))?;
    Ok(out)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>, String> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).and_then(|()| encoder.finish()).map_err(|error| format!("gzip: {error}."))
}

fn remove_others(folder: &Path, files: &[File]) -> Result<(), String> {
    let keep: BTreeSet<String> =
        files.iter().flat_map(|file| ["", ".br", ".gz"].map(|extension| format!("{}{extension}", file.name))).collect();
    for entry in fs::read_dir(folder).map_err(trouble(folder))? {
        let path = entry.map_err(trouble(folder))?.path();
        let kept = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| keep.contains(name));
        if !kept {
            fs::remove_file(&path).map_err(trouble(&path))?;
        }
    }
    Ok(())
}

fn measure(folder: &Path, file: &File) -> Result<Shelved, String> {
    let size = |extension: &str| {
        let path = folder.join(format!("{}{extension}", file.name));
        fs::metadata(&path).map(|metadata| metadata.len()).map_err(trouble(&path))
    };
    let (stem, name) = (file.stem.clone(), file.name.clone());
    Ok(Shelved { stem, name, raw: size("")?, gzip: size(".gz")?, brotli: size(".br")? })
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::path::PathBuf;

    use super::*;

    fn empty_folder(name: &str) -> PathBuf {
        let folder = crate::workspace::target("xtask-tests").join(name);
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    fn written(folder: &Path) -> Vec<(PathBuf, std::time::SystemTime)> {
        let entries = fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry"));
        let mut all: Vec<_> =
            entries.map(|entry| (entry.path(), entry.metadata().unwrap().modified().unwrap())).collect();
        all.sort();
        all
    }

    #[test]
    fn the_name_follows_the_content() {
        let name = |plain: &str, content: &[u8]| File::new(plain, content.to_vec()).name;
        assert_eq!(name("a.css", b"x"), name("a.css", b"x"));
        assert_ne!(name("a.css", b"x"), name("a.css", b"y"));
        assert_eq!(name("a.css", b"x").len(), "a-01234567.css".len());
        assert_eq!(name("plain", b"x").len(), "plain-01234567".len());
    }

    #[test]
    fn compressed_forms_hold_the_same() {
        let folder = empty_folder("same");
        let content = "anything at all, ".repeat(99).into_bytes();
        let shelved = fill(&folder, &[File::new("a.js", content.clone())]).unwrap().remove(0);
        let read = |extension: &str| fs::read(folder.join(format!("{}{extension}", shelved.name))).unwrap();
        let (mut gunzipped, mut unbrotlied) = (Vec::new(), Vec::new());
        flate2::read::GzDecoder::new(&*read(".gz")).read_to_end(&mut gunzipped).unwrap();
        brotli::BrotliDecompress(&mut &*read(".br"), &mut unbrotlied).unwrap();
        assert!(read("") == content && gunzipped == content && unbrotlied == content);
        assert!(shelved.brotli < shelved.gzip && shelved.gzip < shelved.raw);
    }

    #[test]
    fn only_what_changed_is_written_and_what_is_stale_goes() {
        let folder = empty_folder("stale");
        let file = |content: &[u8]| File::new("a.css", content.to_vec());
        let kept = || File::new("b.css", b"b".to_vec());
        fill(&folder, &[file(b"old"), kept()]).unwrap();
        let before = written(&folder);
        fill(&folder, &[file(b"old"), kept()]).unwrap();
        assert_eq!(written(&folder), before, "nothing changed, so nothing is written");
        fill(&folder, &[file(b"new"), kept()]).unwrap();
        let after = written(&folder);
        assert_eq!(after.len(), 6);
        assert_eq!(after.iter().filter(|one| before.contains(one)).count(), 3, "b.css was left alone");
        fs::remove_file(folder.join(format!("{}.br", kept().name))).unwrap();
        fill(&folder, &[file(b"new"), kept()]).unwrap();
        assert_eq!(written(&folder).len(), 6, "a lost form is made again");
    }
}
