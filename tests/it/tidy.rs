//! The house rules that Cargo's walls would enforce if each room were a crate of its own.

use expect_test::expect;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// Rooms from the ground up; a room uses only rooms on floors below its own.
const FLOORS: &[&[&str]] = &[
    &["error", "fault"],
    &["folder", "nearest"],
    &["schema", "model", "cases", "config"],
    &["ingest", "reference", "baselines"],
    &["registers"],
    &["engines", "text", "screening", "network", "ledger"],
    &["signals", "warnings"],
    &["clearing", "learned"],
    &["detector"],
    &["training", "backtest"],
    &["report"],
    &["nightly", "review", "python"],
    &["cli"],
];
/// Stands apart: a world with known truth, for demonstrations and tests.
const APART: &str = "simulate";
/// All that the room apart may use, so that no detector knowledge leaks into the truth.
const APART_MAY_USE: &[&str] = &["error", "schema"];
const LINES_MAX: usize = 600;
/// Names that say nothing about what is inside.
const VAGUE: &[&str] = &["util", "utils", "helper", "helpers", "common", "manager", "misc"];

#[test]
fn the_house_is_tidy() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&src, &mut files);
    files.sort();
    assert!(files.len() > 20, "src/ was found");
    let complaints: Vec<String> = files
        .iter()
        .flat_map(|path| {
            let text = fs::read_to_string(path).expect("a source file in UTF-8");
            let name = path.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
            complaints(&name, &text)
        })
        .collect();
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// What is untidy about the file called `name` (below `src/`).
fn complaints(name: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut complain = |line: usize, what: String| found.push(format!("src/{name}:{line}: {what}"));
    let lines = text.lines().count();
    if lines > LINES_MAX {
        complain(lines, format!("{lines} lines; ask what it is a second thing of (at most {LINES_MAX})"));
    }
    if !text.starts_with("//!") {
        complain(1, "opens without a sentence that tells its job (`//!`)".into());
    }
    for part in name.trim_end_matches(".rs").split('/').filter(|part| VAGUE.contains(part)) {
        complain(1, format!("`{part}` says nothing; name the module after what it holds"));
    }
    if name.ends_with("mod.rs")
        && let Some(statement) = first_logic(text)
    {
        complain(1, format!("a mod.rs lists, it decides nothing: `{statement}`"));
    }
    let room = name.split(['/', '.']).next().unwrap_or_default();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("//") {
            continue;
        }
        if line.contains("crate::{") {
            complain(number, "one room a line: `use crate::room::Thing;`".into());
        }
        for used in rooms_in(line) {
            if let Some(why) = forbidden(room, used) {
                complain(number, why);
            }
        }
    }
    found
}

/// The rooms that a line names by `crate::room`.
fn rooms_in(line: &str) -> impl Iterator<Item = &str> {
    let parts = line.match_indices("crate::").filter(|(at, _)| !line[..*at].ends_with(['$', '_']));
    parts.filter_map(|(at, found)| {
        let rest = &line[at + found.len()..];
        let end =
            rest.find(|c: char| !(c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit())).unwrap_or(rest.len());
        (end > 0).then(|| &rest[..end])
    })
}

fn forbidden(room: &str, used: &str) -> Option<String> {
    let floor = |room: &str| FLOORS.iter().position(|floor| floor.contains(&room));
    if used == room || matches!(room, "main" | "lib") {
        return None;
    }
    if room == APART {
        return (!APART_MAY_USE.contains(&used)).then(|| format!("`{APART}` may not know `{used}`"));
    }
    if used == APART {
        return (room != "cli").then(|| format!("`{room}` may not know `{APART}`; only cli does"));
    }
    match (floor(room), floor(used)) {
        (None, _) => Some(format!("the room `{room}` has no floor; give it one in tests/it/tidy.rs")),
        (_, None) => Some(format!("the room `{used}` has no floor; give it one in tests/it/tidy.rs")),
        (Some(own), Some(below)) if below < own => None,
        (Some(own), Some(same)) if same == own => {
            Some(format!("`{room}` and `{used}` share a floor and do not know each other"))
        }
        _ => Some(format!("an upward arrow: `{room}` may not know `{used}`")),
    }
}

/// The first statement of a `mod.rs` that is more than a listing.
fn first_logic(text: &str) -> Option<String> {
    let code: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.starts_with("//")).collect();
    let code = code.join("\n");
    for statement in code.split(';') {
        let mut rest = statement.trim();
        while rest.starts_with("#[") || rest.starts_with("#![") {
            rest = rest.split_once(']').map_or("", |(_, rest)| rest).trim_start();
        }
        let bare = rest.strip_prefix("pub").map_or(rest, |rest| {
            let rest = rest.trim_start();
            let inner = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
            inner.map_or(rest, |(_, rest)| rest).trim_start()
        });
        let listing = ["mod ", "use "].iter().any(|word| bare.starts_with(word));
        let registry = ["static ", "const "].iter().any(|word| bare.starts_with(word)) && !bare.starts_with("const fn");
        let decides =
            ["fn ", "impl ", "match ", "if ", "macro_rules", "mod tests {"].iter().any(|word| rest.contains(word));
        if !(rest.is_empty() || (listing || registry) && !decides) {
            return Some(rest.lines().next().unwrap_or_default().to_string());
        }
    }
    None
}

#[test]
fn each_rule_catches_its_breach() {
    let check = |name: &str, text: &str| complaints(name, text).join("\n");
    let long = format!("//! Long.\n{}", "// line\n".repeat(600));
    let breaches = [
        check("signals/price.rs", "//! Price.\nuse crate::detector::Night;\n"),
        check("ingest/csv.rs", "//! Csv.\npub use crate::reference::Countries;\n"),
        check("simulate/world.rs", "//! World.\nuse crate::signals::Signal;\n"),
        check("detector/score.rs", "//! Score.\nlet world = crate::simulate::World::new();\n"),
        check("cli/score.rs", "//! Score.\nuse crate::{error::Result, schema::Column};\n"),
        check("attic/old.rs", "//! Old.\nuse crate::error::Result;\n"),
        check("ingest/utils.rs", "//! Things.\n"),
        check("ingest/rows.rs", "use crate::error::Result;\n"),
        check("ingest/rows.rs", &long),
        check("ingest/mod.rs", "//! In.\nmod rows;\n\npub fn read() -> u8 { 1 }\n"),
    ];
    expect![[r#"
        src/signals/price.rs:2: an upward arrow: `signals` may not know `detector`
        src/ingest/csv.rs:2: `ingest` and `reference` share a floor and do not know each other
        src/simulate/world.rs:2: `simulate` may not know `signals`
        src/detector/score.rs:2: `detector` may not know `simulate`; only cli does
        src/cli/score.rs:2: one room a line: `use crate::room::Thing;`
        src/attic/old.rs:2: the room `attic` has no floor; give it one in tests/it/tidy.rs
        src/ingest/utils.rs:1: `utils` says nothing; name the module after what it holds
        src/ingest/rows.rs:1: opens without a sentence that tells its job (`//!`)
        src/ingest/rows.rs:601: 601 lines; ask what it is a second thing of (at most 600)
        src/ingest/mod.rs:1: a mod.rs lists, it decides nothing: `pub fn read() -> u8 { 1 }`"#]]
    .assert_eq(&breaches.join("\n"));
}

#[test]
fn what_is_tidy_is_left_alone() {
    let tidy = [
        ("cli/demo.rs", "//! Demo.\nuse crate::detector::Night;\nuse crate::simulate::World;\n"),
        (
            "signals/price.rs",
            "//! Price.\n// never `use crate::cli::Args`\nuse crate::baselines::Prices;\nuse crate::signals::Signal;\n",
        ),
        ("simulate/world.rs", "//! World.\nuse crate::schema::Column;\n"),
        (
            "signals/mod.rs",
            "//! Why.\n#[cfg(test)]\nmod laws;\nmod price;\n\npub use price::{A, B};\n\n/// All.\npub(super) static SIGNALS: &[&Signal] = &[\n    &price::SIGNAL, // first\n];\n",
        ),
    ];
    for (name, text) in tidy {
        assert_eq!(complaints(name, text), Vec::<String>::new());
    }
}
