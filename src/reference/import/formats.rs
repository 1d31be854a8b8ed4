//! The public tables that can be imported, and how a row of each becomes ours.

use super::parties;

/// A public table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportKind {
    /// HS nomenclature: section, hscode, description, parent, level.
    Hs,
    /// UN/LOCODE: country, location, name, function, lat, lon.
    Unlocode,
    /// OpenSanctions `targets.simple.csv`.
    OpenSanctions,
    /// OFAC SDN list, with a header or in the original headerless layout.
    Ofac,
}

/// Why a row cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub column: &'static str,
    pub value: String,
    pub reason: &'static str,
}

/// Cells of a row by the name of their column.
pub(super) struct Cells<'a> {
    pub headers: &'a [String],
    pub cells: &'a [String],
}

impl Cells<'_> {
    /// A cell, trimmed; empty where the column is absent.
    pub fn get(&self, column: &str) -> &str {
        let at = self.headers.iter().position(|header| header.eq_ignore_ascii_case(column));
        at.and_then(|at| self.cells.get(at)).map_or("", |cell| cell.trim())
    }

    /// A cell that must not be empty.
    pub fn required(&self, column: &'static str) -> Result<&str, Fault> {
        match self.get(column) {
            "" => Err(self.fault(column, "is empty")),
            text => Ok(text),
        }
    }

    /// The fault of a cell.
    pub fn fault(&self, column: &'static str, reason: &'static str) -> Fault {
        Fault { column, value: self.get(column).to_owned(), reason }
    }
}

/// How a table is read and what it becomes.
pub(super) struct Format {
    pub name: &'static str,
    pub output: &'static str,
    pub columns: &'static [&'static str],
    /// Columns without which the file is another table.
    pub needs: &'static [&'static str],
    /// Names of the columns of a file without header; such a file is known by a first cell that is a number.
    pub headerless: Option<&'static [&'static str]>,
    pub convert: fn(&Cells) -> Result<Vec<String>, Fault>,
}

const SDN_COLUMNS: &[&str] = &[
    "ID",
    "Name",
    "Type",
    "Country",
    "Title",
    "Call_Sign",
    "Vess_type",
    "Tonnage",
    "GRT",
    "Vess_flag",
    "Vess_owner",
    "Details",
];

impl ImportKind {
    /// All kinds, in the order of the help text.
    pub const ALL: &[ImportKind] = &[ImportKind::Hs, ImportKind::Unlocode, ImportKind::OpenSanctions, ImportKind::Ofac];

    /// Name on the command line.
    pub fn name(self) -> &'static str {
        self.format().name
    }

    pub(super) fn format(self) -> &'static Format {
        match self {
            ImportKind::Hs => &Format {
                name: "hs",
                output: "hs_nomenclature.csv",
                columns: &["hs", "level", "parent", "section", "description", "source"],
                needs: &["hscode", "description", "parent", "level"],
                headerless: None,
                convert: hs,
            },
            ImportKind::Unlocode => &Format {
                name: "unlocode",
                output: "unlocode.csv",
                columns: &["locode", "name_en", "name_zh", "country", "lat", "lon", "mode", "source"],
                needs: &["country", "location", "name", "function", "lat", "lon"],
                headerless: None,
                convert: unlocode,
            },
            ImportKind::OpenSanctions => &Format {
                name: "opensanctions",
                output: "parties_opensanctions.csv",
                columns: parties::COLUMNS,
                needs: &["id", "schema", "name", "aliases", "countries", "addresses", "identifiers", "dataset"],
                headerless: None,
                convert: parties::opensanctions,
            },
            ImportKind::Ofac => &Format {
                name: "ofac",
                output: "parties_ofac.csv",
                columns: parties::COLUMNS,
                needs: &["ID", "Name", "Type", "Details"],
                headerless: Some(SDN_COLUMNS),
                convert: parties::ofac,
            },
        }
    }
}

fn hs(cells: &Cells) -> Result<Vec<String>, Fault> {
    let code = cells.required("hscode")?;
    if !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(cells.fault("hscode", "is not made of digits"));
    }
    if cells.required("level")?.parse() != Ok(code.len()) {
        return Err(cells.fault("hscode", "has not the length of its level; a leading zero may be lost"));
    }
    let parent = match cells.get("parent") {
        "TOTAL" => "",
        parent => parent,
    };
    if !code.starts_with(parent) {
        return Err(cells.fault("parent", "is not the beginning of the code"));
    }
    let text = cells.required("description")?;
    Ok([code, cells.get("level"), parent, cells.get("section"), text, "HS nomenclature"].map(str::to_owned).to_vec())
}

fn unlocode(cells: &Cells) -> Result<Vec<String>, Fault> {
    let country = cells.required("country")?;
    let location = cells.required("location")?;
    if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(cells.fault("country", "is no ISO alpha-2 code"));
    }
    if location.len() != 3 || !location.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(cells.fault("location", "is not three letters or digits"));
    }
    let degree = |column: &'static str, most: f64| match cells.required(column)?.parse::<f64>() {
        Ok(degrees) if degrees.abs() <= most => Ok(format!("{degrees:.4}")),
        _ => Err(cells.fault(column, "is no degree on the globe")),
    };
    let plain = cells.get("nameWoDiacritics");
    let name = if plain.is_empty() { cells.required("name")? } else { plain };
    let function = cells.get("function");
    if !function.bytes().all(|mark| mark.is_ascii_digit() || matches!(mark, b'-' | b'B'))
        || !matches!(function.len(), 0 | 8)
    {
        return Err(cells.fault("function", "is not eight marks; the columns of the row may be shifted"));
    }
    let mode = [('1', "sea"), ('4', "air"), ('2', "land"), ('3', "land"), ('6', "land"), ('7', "land"), ('5', "mail")];
    let mode = mode.into_iter().find(|(digit, _)| function.contains(*digit)).map_or("unknown", |(_, mode)| mode);
    let source =
        if cells.get("geocoded").is_empty() { "UN/LOCODE" } else { "UN/LOCODE; point geocoded by name, check it" };
    let (lat, lon) = (degree("lat", 90.0)?, degree("lon", 180.0)?);
    Ok(vec![
        format!("{country}{location}"),
        name.trim_matches([' ', '"']).to_owned(),
        String::new(),
        country.to_owned(),
        lat,
        lon,
        mode.to_owned(),
        source.to_owned(),
    ])
}
