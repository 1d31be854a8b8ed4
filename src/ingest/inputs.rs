//! Files, folders, globs and stdin become one sorted list of files.

use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Endings of the files that are read from a folder.
const ENDINGS: &[&str] = &["csv", "tsv", "txt", "json", "jsonl", "ndjson", "parquet", "pq"];

/// Everything to read, in reading order, and what was passed over in folders.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Inputs {
    pub files: Vec<PathBuf>,
    pub skipped: Vec<PathBuf>,
}

/// Finds the files that the inputs name: a file, a folder (read to its depths), a glob, or `-` for stdin.
///
/// Files are sorted by path; one that is named twice is read once.
///
/// # Errors
/// `Error::Input` if a name leads nowhere; `Error::Usage` if nothing is named.
pub(super) fn find(inputs: &[String]) -> Result<Inputs> {
    if inputs.is_empty() {
        return Err(Error::Usage("no input is named; give files, folders, globs or - for stdin".to_string()));
    }
    let mut found = Inputs::default();
    for input in inputs {
        let path = Path::new(input);
        if input == "-" {
            found.files.push(path.to_path_buf());
        } else if path.is_dir() {
            let before = found.files.len();
            walk(path, &mut found)?;
            if found.files.len() == before {
                let known = ENDINGS.join(", ");
                return Err(Error::input(
                    path,
                    "the folder holds no readable file",
                    format!("known endings are {known}, each also with .gz or .zst"),
                ));
            }
        } else if path.exists() {
            found.files.push(path.to_path_buf());
        } else if input.contains(['*', '?', '[']) {
            let like_a_shell = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
            let paths = glob::glob_with(input, like_a_shell)
                .map_err(|cause| Error::input(path, format!("the pattern is wrong: {cause}"), "correct it"))?;
            let before = found.files.len();
            for entry in paths {
                let entry = entry
                    .map_err(|cause| Error::input(cause.path(), cause.error(), "check that the file may be read"))?;
                if entry.is_file() {
                    found.files.push(entry);
                }
            }
            if found.files.len() == before {
                return Err(Error::input(
                    path,
                    "no file fits the pattern",
                    "check the path, and quote the pattern for the shell",
                ));
            }
        } else {
            return Err(Error::input(path, "there is no such file", "check the path"));
        }
    }
    // One file under two names would be read as duplicates of itself.
    let unique: BTreeMap<PathBuf, PathBuf> = found
        .files
        .into_iter()
        .rev()
        .map(|path| (path.canonicalize().unwrap_or_else(|_| path.clone()), path))
        .collect();
    found.files = unique.into_values().collect();
    found.files.sort();
    found.skipped.sort();
    Ok(found)
}

fn walk(folder: &Path, found: &mut Inputs) -> Result<()> {
    let cannot = |cause: std::io::Error| Error::input(folder, cause, "check that the folder may be read");
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        entries.push(entry.map_err(cannot)?.path());
    }
    entries.sort();
    for path in entries {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '_']));
        // A link to a folder may lead back to itself; a link to a file is that file.
        if path.is_dir() {
            if !hidden && !path.is_symlink() {
                walk(&path, found)?;
            }
        } else if !hidden && readable(&path) {
            found.files.push(path);
        } else {
            found.skipped.push(path);
        }
    }
    Ok(())
}

fn readable(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let bare = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    bare.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::find;
    use std::fs;

    #[test]
    fn folders_and_globs_give_sorted_files_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir(root.join("deep")).expect("a folder");
        for name in ["b.csv", "a.jsonl.gz", "deep/c.parquet", "notes.docx", ".hidden.csv"] {
            fs::write(root.join(name), "x").expect("a file");
        }
        let inputs = [root.display().to_string(), root.join("*.csv").display().to_string()];
        let found = find(&inputs).expect("files");
        let names: Vec<_> =
            found.files.iter().map(|path| path.strip_prefix(root).expect("inside").display().to_string()).collect();
        assert_eq!(names, ["a.jsonl.gz", "b.csv", "deep/c.parquet"]);
        assert_eq!(found.skipped.len(), 2);
    }

    #[test]
    fn a_name_that_leads_nowhere_says_so() {
        let missing = find(&["/no/such.csv".to_string()]).expect_err("missing").to_string();
        assert_eq!(missing, "`/no/such.csv` cannot be used: there is no such file; check the path");
        assert!(find(&["/no/such/*.csv".to_string()]).is_err());
        assert!(find(&[]).is_err());
    }
}
