//! Which files a run's registers, tables, models and mapping are made of.

use crate::error::{Error, Result};
use crate::folder;
use crate::learned::{APPROVED, LOG};
use crate::schema::REGISTERS;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// Files by the name under which they are laid again.
pub type Sources = Vec<(String, PathBuf)>;

/// The registers of a folder, their mappings, and the code tables that those name.
///
/// # Errors
/// [`Error::Input`] where the folder cannot be read.
pub fn registers(folder: &Path) -> Result<Sources> {
    let wanted = |name: &str| {
        let stem = name.split('.').next().unwrap_or(name);
        REGISTERS.iter().any(|table| table.name == stem)
    };
    let mut found: BTreeSet<String> = top(folder)?.into_iter().filter(|name| wanted(name)).collect();
    let mappings: Vec<String> = found.iter().filter(|name| name.ends_with(".toml")).cloned().collect();
    for name in mappings {
        found.extend(code_tables(&folder.join(name)));
    }
    Ok(in_folder(folder, found))
}

/// The tables of a folder.
///
/// # Errors
/// As [`registers`].
pub fn tables(folder: &Path) -> Result<Sources> {
    Ok(in_folder(folder, top(folder)?.into_iter().filter(|name| name.ends_with(".csv"))))
}

/// The mapping at a path and its code tables; nothing of a shipped one.
pub fn mapping(name: &str) -> Sources {
    let path = Path::new(name);
    if !path.is_file() {
        return Sources::new();
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut found = vec![("mapping.toml".to_owned(), path.to_path_buf())];
    found.extend(in_folder(folder, code_tables(path)));
    found
}

/// What says who speaks, and the folders of who does.
///
/// # Errors
/// As [`registers`].
pub fn models(registry: &Path) -> Result<Sources> {
    let mut names: Vec<String> = [APPROVED, LOG].iter().map(|name| (*name).to_owned()).collect();
    names.retain(|name| registry.join(name).is_file());
    let approved = std::fs::read_to_string(registry.join(APPROVED)).unwrap_or_default();
    let approved: serde_json::Value = serde_json::from_str(&approved).unwrap_or_default();
    let speaking: BTreeSet<&str> =
        ["champion", "shadow"].iter().filter_map(|role| approved[*role]["model"].as_str()).collect();
    for model in speaking.into_iter().filter(|model| !model.contains(['/', '\\']) && !model.starts_with('.')) {
        let place = registry.join(model);
        if place.is_dir() {
            names.extend(folder::files(&place)?.iter().map(|file| format!("{model}/{}", file.display())));
        }
    }
    Ok(in_folder(registry, names))
}

fn in_folder(folder: &Path, names: impl IntoIterator<Item = String>) -> Sources {
    names.into_iter().map(|name| (name.clone(), folder.join(name))).collect()
}

/// Names of the files that stand in a folder itself.
fn top(folder: &Path) -> Result<Vec<String>> {
    let failed = |cause| Error::input(folder, cause, "check that the folder is there and may be read");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_file() && !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Code tables that a mapping names by file, as far as they stand beside it.
fn code_tables(mapping: &Path) -> Vec<String> {
    fn walk(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Table(table) => {
                if let Some(Value::String(name)) = table.get("codes") {
                    found.push(name.clone());
                }
                // A unit or currency may stand in a column of its own, with its own codes.
                table.iter().for_each(|(_, inner)| walk(inner, found));
            }
            Value::Array(values) => values.iter().for_each(|inner| walk(inner, found)),
            _ => {}
        }
    }
    let text = std::fs::read_to_string(mapping).unwrap_or_default();
    let mut found = Vec::new();
    walk(&Value::Table(text.parse::<Table>().unwrap_or_default()), &mut found);
    let folder = mapping.parent().unwrap_or(Path::new(""));
    found.retain(|name| name.ends_with(".csv") && !name.contains("..") && folder.join(name).is_file());
    found
}
