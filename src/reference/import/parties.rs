//! Listed persons, firms and vessels, from OpenSanctions and from the OFAC SDN list.

use super::formats::{Cells, Fault};

/// Columns of our table of parties.
pub(super) const COLUMNS: &[&str] = &[
    "party_id",
    "kind",
    "name",
    "aliases",
    "countries",
    "addresses",
    "identifiers",
    "lists",
    "listed_on",
    "seen_on",
    "source",
];

/// A party named twice on one line is one alias; the order of the source is kept.
fn distinct(names: Vec<String>, name: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    for alias in names {
        if !alias.is_empty() && alias != name && !kept.contains(&alias) {
            kept.push(alias);
        }
    }
    kept.join(";")
}

fn parts(text: &str) -> Vec<String> {
    text.split(';').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// The day of an ISO instant, or empty.
fn day<'a>(cells: &'a Cells, column: &'static str) -> Result<&'a str, Fault> {
    let text = cells.get(column);
    let day = text.get(..10).unwrap_or(text);
    match day.is_empty() || chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").is_ok() {
        true => Ok(day),
        false => Err(cells.fault(column, "is no day")),
    }
}

/// A row of `targets.simple.csv`.
pub(super) fn opensanctions(cells: &Cells) -> Result<Vec<String>, Fault> {
    let name = cells.required("name")?;
    let countries: Vec<String> = parts(cells.get("countries")).into_iter().map(|code| code.to_uppercase()).collect();
    Ok(vec![
        cells.required("id")?.to_owned(),
        cells.required("schema")?.to_owned(),
        name.to_owned(),
        distinct(parts(cells.get("aliases")), name),
        countries.join(";"),
        parts(cells.get("addresses")).join(";"),
        parts(cells.get("identifiers")).join(";"),
        cells.required("dataset")?.to_owned(),
        day(cells, "first_seen")?.to_owned(),
        day(cells, "last_seen")?.to_owned(),
        "OpenSanctions targets.simple".to_owned(),
    ])
}

/// A row of the SDN list; `-0-` is its mark for nothing.
pub(super) fn ofac(cells: &Cells) -> Result<Vec<String>, Fault> {
    let told = |column: &str| match cells.get(column) {
        "-0-" => "",
        text => text,
    };
    let id = cells.required("ID")?;
    if !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(cells.fault("ID", "is no entity number"));
    }
    let name = told("Name");
    if name.is_empty() {
        return Err(cells.fault("Name", "is empty"));
    }
    let kind = match told("Type").to_lowercase().as_str() {
        "" => "Organization",
        "individual" => "Person",
        "vessel" => "Vessel",
        "aircraft" => "Airplane",
        _ => return Err(cells.fault("Type", "is no kind of party")),
    };
    let details = told("Details");
    let programme = told("Country").replace("] [", ";").replace(['[', ']'], "");
    Ok(vec![
        format!("ofac-{id}"),
        kind.to_owned(),
        name.to_owned(),
        distinct(aliases(details), name),
        String::new(),
        String::new(),
        identifiers(details).join(";"),
        programme,
        String::new(),
        String::new(),
        "OFAC SDN list".to_owned(),
    ])
}

/// Names after `a.k.a.` and `f.k.a.` in quotes.
fn aliases(details: &str) -> Vec<String> {
    let mut found = Vec::new();
    for mark in ["a.k.a. ", "f.k.a. ", "n.k.a. "] {
        for rest in details.split(mark).skip(1) {
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '\'' | '"')) else { continue };
            if let Some(name) = rest[1..].split(quote).next() {
                found.push(name.trim().to_owned());
            }
        }
    }
    found
}

/// Numbers that identify a party: IMO, registration, tax and passport numbers as the list words them.
fn identifiers(details: &str) -> Vec<String> {
    let words = [
        "IMO",
        "Registration Number",
        "Tax ID No.",
        "Passport",
        "Registration ID",
        "Vessel Registration Identification",
    ];
    let parts = details.split([';', '.']).map(str::trim);
    parts.filter(|part| words.iter().any(|word| part.starts_with(word))).map(str::to_owned).collect()
}
