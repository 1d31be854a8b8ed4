//! A declaration line as it is written, and beside it what only the world's maker knows.

/// One line; fields are the columns of `schema::DECLARATION`, empty text meaning "not filled in".
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub declaration_id: String,
    pub item_no: i32,
    pub day: i32,
    pub hour: i32,
    pub office: String,
    pub procedure: String,
    pub transport_mode: String,
    pub exporter_id: String,
    pub exporter_name: String,
    pub producer_id: String,
    pub agent_id: String,
    pub consignee_name: String,
    pub consignee_address: String,
    pub consignee_country: String,
    pub end_user_name: String,
    pub hs_code: String,
    pub goods_description: String,
    pub goods_specification: String,
    pub remarks: String,
    pub source_region: String,
    pub exit_port: String,
    pub transit_countries: String,
    pub discharge_port: String,
    pub destination_country: String,
    pub packages_n: Option<f64>,
    pub package_type: String,
    pub gross_mass_kg: Option<f64>,
    pub net_mass_kg: f64,
    pub quantity: Option<f64>,
    pub quantity_unit: String,
    pub containers_n: Option<f64>,
    pub container_ids: String,
    pub volume_m3: Option<f64>,
    pub statistical_value_usd: f64,
    pub incoterm: String,
    pub licence_no: String,
    pub contract_no: String,
    pub truth: Truth,
}

/// What the line really is.
#[derive(Debug, Clone, Default)]
pub(super) struct Truth {
    /// Scheme's number and method, where the line is part of one.
    pub scheme: Option<(u32, Typology)>,
    /// Which honest look-alike the line is, `""` if none.
    pub look_alike: &'static str,
    /// Index of the true good in the catalogue.
    pub good: usize,
    pub net_mass_kg: f64,
    pub value_usd: f64,
    /// Index of the true destination.
    pub destination: usize,
    /// Index of the exporter.
    pub firm: usize,
    /// Share of the exported mineral that the exporter's purchase ledger covers.
    pub ledger_share: f64,
}

/// The twelve methods of evasion, T1 to T12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Typology {
    CoverCode = 1,
    VagueText,
    UnderValuation,
    OverValuation,
    Concealment,
    ReExport,
    FrontCompany,
    Splitting,
    LicenceAbuse,
    MassBalance,
    Ring,
    RoundTrip,
}

impl Typology {
    /// `T1` to `T12`.
    pub(super) fn code(self) -> &'static str {
        ["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12"][self as usize - 1]
    }

    /// Which of the two risks an officer would name.
    pub(super) fn head(self) -> &'static str {
        match self {
            Typology::ReExport | Typology::FrontCompany | Typology::RoundTrip => "re-export",
            _ => "false-declaration",
        }
    }
}
