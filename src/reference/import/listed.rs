//! A list of parties in any of its layouts, read as it is: OpenSanctions, OFAC SDN, our own table after import, or an own CSV.

use super::formats::{Cells, Fault, Format, ImportKind};
use super::parties::COLUMNS;
use super::run::{decode, header, least_cells};
use crate::error::{Error, Result};
use chrono::NaiveDate;
use std::path::Path;

/// A listed party.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    /// Name of the entry in its list.
    pub id: String,
    /// Person, Organization, Vessel; empty where the list does not say.
    pub kind: String,
    /// First name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// ISO alpha-2 codes.
    pub countries: Vec<String>,
    /// Addresses as written.
    pub addresses: Vec<String>,
    /// First day in force.
    pub listed_on: Option<NaiveDate>,
    /// First day of a suspension.
    pub suspended_on: Option<NaiveDate>,
    /// First day after it.
    pub suspended_until: Option<NaiveDate>,
    /// First day no longer in force.
    pub stopped_on: Option<NaiveDate>,
    /// The list.
    pub source: String,
}

/// A row that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadParty {
    /// Line of the file, from 1.
    pub row: u64,
    /// Column; empty for the row as a whole.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong with it.
    pub reason: String,
}

/// A list, and its rows that cannot be used.
#[derive(Debug, Clone, Default)]
pub struct Parties {
    /// In the order of the file.
    pub parties: Vec<Party>,
    /// Rows set aside.
    pub bad: Vec<BadParty>,
}

/// Layouts with a name column of our own; the first name found is taken.
const NAME: &[&str] = &["name", "name_en"];
const OTHER_NAMES: &[&str] = &["aliases", "alias", "name_zh", "name_local", "former_names"];
const DAYS: &[(&str, &[&str])] = &[
    ("listed_on", &["listed_on", "listed"]),
    ("suspended_on", &["suspended_on", "suspended_from"]),
    ("suspended_until", &["suspended_until"]),
    ("stopped_on", &["stopped_on", "removed_on"]),
];

enum Layout {
    Public(&'static Format),
    Own,
}

/// Reads a list; its layout is known by its header (OFAC's also without one).
///
/// Own CSV: `name`; and where known `id`, `kind`, `aliases`, `countries`, `addresses` (several parted by `;`), `listed_on`,
/// `suspended_on`, `suspended_until`, `stopped_on` (YYYY-MM-DD), `source`.
///
/// # Errors
/// [`Error::Input`] where the file cannot be read, has none of the layouts, or not one usable row.
pub fn read_parties(file: &Path) -> Result<Parties> {
    let remedy = "give OpenSanctions' targets.simple.csv, OFAC's SDN.CSV, or a CSV with a column `name`";
    let fault = |why: String| Error::input(file, why, remedy);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_path(file)
        .map_err(|cause| fault(cause.to_string()))?;
    let mut record = csv::ByteRecord::new();
    let mut known: Option<(Layout, Vec<String>)> = None;
    let mut read = Parties::default();
    let mut line = 0;
    while reader.read_byte_record(&mut record).map_err(|cause| fault(format!("row {}: {cause}", line + 1)))? {
        line = record.position().map_or(line + 1, csv::Position::line);
        let cells = match decode(&record, line == 1) {
            // the original SDN file ends with the end-of-file mark of DOS
            Ok(cells) if cells.len() == 1 && matches!(cells[0].trim(), "" | "\u{1a}") => continue,
            other => other,
        };
        if known.is_none() {
            let first = cells.clone().map_err(|_| fault("its header is not text".into()))?;
            let (layout, names, is_header) = layout(&first, file).map_err(|why| fault(why.into()))?;
            known = Some((layout, names));
            if is_header {
                continue;
            }
        }
        let Some((layout, headers)) = &known else { continue };
        let party = cells.and_then(|cells| party(layout, &Cells { headers, cells: &cells }, line));
        match party {
            Ok(party) => read.parties.push(party),
            Err(Fault { column, value, reason }) => {
                read.bad.push(BadParty { row: line, column: column.into(), value, reason: reason.into() });
            }
        }
    }
    match (read.parties.is_empty(), read.bad.first()) {
        (false, _) => Ok(read),
        (true, None) => Err(fault("it has no row".into())),
        (true, Some(bad)) => Err(fault(format!(
            "not one of its rows can be used; row {}: column `{}`: `{}` {}",
            bad.row, bad.column, bad.value, bad.reason
        ))),
    }
}

fn layout(first: &[String], file: &Path) -> Result<(Layout, Vec<String>, bool), &'static str> {
    for kind in [ImportKind::OpenSanctions, ImportKind::Ofac] {
        if let Ok((names, is_header)) = header(kind.format(), first, file) {
            return Ok((Layout::Public(kind.format()), names, is_header));
        }
    }
    let names: Vec<String> = first.iter().map(|name| name.trim().to_lowercase()).collect();
    match names.iter().any(|name| NAME.contains(&name.as_str())) {
        true => Ok((Layout::Own, names, true)),
        false => Err("it has none of the known layouts"),
    }
}

fn several(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn party(layout: &Layout, cells: &Cells, line: u64) -> Result<Party, Fault> {
    let Layout::Public(format) = layout else { return own(cells, line) };
    if cells.cells.len() > cells.headers.len() || cells.cells.len() < least_cells(format, cells.headers) {
        return Err(Fault { column: "", value: cells.cells.len().to_string(), reason: "is not the number of columns" });
    }
    let row = (format.convert)(cells)?;
    let headers: Vec<String> = COLUMNS.iter().map(|name| (*name).to_owned()).collect();
    own(&Cells { headers: &headers, cells: &row }, line)
}

/// A row of our own table of parties or of an own CSV.
fn own(cells: &Cells, line: u64) -> Result<Party, Fault> {
    let first = |columns: &[&str]| {
        columns.iter().map(|column| cells.get(column)).find(|cell| !cell.is_empty()).unwrap_or("").to_owned()
    };
    let name = first(NAME);
    let other: Vec<String> = OTHER_NAMES.iter().flat_map(|column| several(cells.get(column))).collect();
    let name = match (name.is_empty(), other.first()) {
        (false, _) => name,
        (true, Some(other)) => other.clone(),
        (true, None) => return Err(Fault { column: "name", value: String::new(), reason: "is empty" }),
    };
    let mut days = [None; 4];
    for (slot, (column, columns)) in days.iter_mut().zip(DAYS) {
        let text = first(columns);
        if !text.is_empty() {
            let day = text.parse::<NaiveDate>();
            *slot = Some(day.map_err(|_| Fault { column, value: text, reason: "is no day (YYYY-MM-DD)" })?);
        }
    }
    // a suspension that tells only its last day has its first in the column of the status
    if days[1].is_none() && cells.get("status").eq_ignore_ascii_case("suspended") {
        days[1] = cells.get("status_from").parse().ok().or(days[0]);
    }
    let id = first(&["party_id", "id"]);
    let aliases = other.into_iter().filter(|alias| *alias != name).collect();
    let countries = first(&["countries", "country"]);
    Ok(Party {
        id: if id.is_empty() { format!("row-{line}") } else { id },
        kind: first(&["kind", "type", "schema"]),
        name,
        aliases,
        countries: several(&countries.to_uppercase()),
        addresses: several(&first(&["addresses", "address"])),
        listed_on: days[0],
        suspended_on: days[1],
        suspended_until: days[2],
        stopped_on: days[3],
        source: first(&["lists", "list", "source"]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Parties> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        std::fs::write(&path, text).unwrap();
        read_parties(&path)
    }

    #[test]
    fn every_layout_is_known_by_its_header() {
        let open = "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,dataset,first_seen,last_seen,last_change\n\
            NK-1,Company,Zorvex Trading LLC,ZTL;Zorveks,,ae,\"Office 5, Deira\",,,,,us_ofac_sdn,2024-05-01T10:00:00,2025-01-01T00:00:00,\n";
        let one = &read(open).unwrap().parties[0];
        assert_eq!((one.name.as_str(), one.aliases.len(), one.countries[0].as_str()), ("Zorvex Trading LLC", 2, "AE"));
        assert_eq!(one.listed_on, NaiveDate::from_ymd_opt(2024, 5, 1));
        let sdn = "36,\"AEROLINEAS X\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"a.k.a. 'AX'.\"\n\u{1a}\n";
        let one = &read(sdn).unwrap().parties[0];
        assert_eq!((one.id.as_str(), one.aliases.as_slice()), ("ofac-36", ["AX".to_owned()].as_slice()));
        let own = "name,aliases,country,listed_on,suspended_on,suspended_until\nA B Ltd,甲乙公司,hk,2025-01-02,2025-05-14,2025-08-12\n,,,,,\nC,,,soon,,\n";
        let told = read(own).unwrap();
        assert_eq!((told.parties.len(), told.bad.len()), (1, 2));
        assert_eq!(
            (told.bad[1].row, told.bad[1].column.as_str(), told.bad[1].value.as_str()),
            (4, "listed_on", "soon")
        );
        assert!(read("a,b\n1,2\n").unwrap_err().to_string().contains("layouts"));
        assert!(read("name,id\n,7\n").unwrap_err().to_string().contains("row 2"));
    }
}
