//! The mappings and code tables that ship inside the program.

use std::sync::LazyLock;

/// Shipped mappings: name, text.
pub(super) const MAPPINGS: &[(&str, &str)] = &[
    ("tidewaiter", include_str!("../../datasets/mappings/tidewaiter.toml")),
    ("korea-import", include_str!("../../datasets/mappings/korea-import.toml")),
    ("china-export", include_str!("../../datasets/mappings/china-export.toml")),
    // The same file: it reads English and Chinese headers alike.
    ("china-export-zh", include_str!("../../datasets/mappings/china-export.toml")),
];

/// Shipped mappings of the registers, by the register's name.
pub(super) const REGISTERS: &[(&str, &str)] = &[
    ("enterprises", include_str!("../../datasets/mappings/registers/enterprises.toml")),
    ("supply", include_str!("../../datasets/mappings/registers/supply.toml")),
    ("licences", include_str!("../../datasets/mappings/registers/licences.toml")),
    ("restricted_end_users", include_str!("../../datasets/mappings/registers/restricted_end_users.toml")),
    ("screening_exceptions", include_str!("../../datasets/mappings/registers/screening_exceptions.toml")),
    ("inspections", include_str!("../../datasets/mappings/registers/inspections.toml")),
    ("mirror", include_str!("../../datasets/mappings/registers/mirror.toml")),
];

/// Shipped code tables: name, text.
pub(super) const CODE_TABLES: &[(&str, &str)] = &[
    ("countries", include_str!("../../datasets/mappings/codes/countries.csv")),
    ("cn-transport-mode", include_str!("../../datasets/mappings/codes/cn-transport-mode.csv")),
    ("cn-package-type", include_str!("../../datasets/mappings/codes/cn-package-type.csv")),
    ("cn-units", include_str!("../../datasets/mappings/codes/cn-units.csv")),
    ("cn-incoterm", include_str!("../../datasets/mappings/codes/cn-incoterm.csv")),
    ("cn-currency", include_str!("../../datasets/mappings/codes/cn-currency.csv")),
    ("kr-transport-mode", include_str!("../../datasets/mappings/codes/kr-transport-mode.csv")),
];

/// Yearly average rates, units of a currency for one US dollar.
pub(super) const RATES: &str = include_str!("../../datasets/mappings/rates.csv");

/// A shipped code table.
pub(super) fn code_table(name: &str) -> Option<&'static str> {
    CODE_TABLES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// Whether the text is an ISO 3166-1 alpha-2 code (or XK, Kosovo, user-assigned but in use by customs).
pub(super) fn is_country(code: &str) -> bool {
    static KNOWN: LazyLock<[bool; 26 * 26]> = LazyLock::new(|| {
        let mut known = [false; 26 * 26];
        let targets = CODE_TABLES[0].1.lines().skip(1).filter_map(|line| line.split(',').next());
        for place in targets.chain(["XK"]).filter_map(place) {
            known[place] = true;
        }
        known
    });
    place(code).is_some_and(|place| KNOWN[place])
}

fn place(code: &str) -> Option<usize> {
    match code.as_bytes() {
        [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] => {
            Some(usize::from(first - b'A') * 26 + usize::from(second - b'A'))
        }
        _ => None,
    }
}
