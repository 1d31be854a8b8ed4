//! The balance by month and the list of the worst, for the terminal.

use super::ledger::{LedgerAccount, LedgerMonth};
use super::numbers::short_mass;
use super::terminal::TableLook;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// Characters of the longest bar.
const BAR: usize = 24;

fn table(look: TableLook, header: &[&str], left: &[usize]) -> Table {
    let mut table = Table::new();
    table.load_style(if look.fancy { presets::UTF8_HORIZONTAL_ONLY } else { presets::ASCII_HORIZONTAL_ONLY });
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(look.width.unwrap_or(140).max(80));
    table.force_no_tty();
    table.set_header(header);
    for number in (0..header.len()).filter(|number| !left.contains(number)) {
        if let Some(column) = table.column_mut(number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn text(table: &Table) -> String {
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// What left in a month as a bar: full where something covers it, light where nothing does.
fn bar(month: &LedgerMonth, longest_kg: f64) -> String {
    let left = month.exported_kg + month.sold_kg;
    let cells = |kg: f64| ((kg / longest_kg.max(1e-9)) * BAR as f64).round() as usize;
    let light = cells(month.unexplained_kg.min(left)).max(usize::from(month.unexplained_kg > 0.0));
    let full = cells(left).saturating_sub(light);
    format!("{}{}", "█".repeat(full), "░".repeat(light.min(BAR)))
}

/// An account month by month, with a bar a month and the sums below.
pub fn ledger_table(account: &LedgerAccount, look: TableLook) -> String {
    let header = [
        "Month",
        "Opening",
        "Bought",
        "Sold",
        "Exported",
        "Late",
        "Unexplained",
        "Sigma",
        "CUSUM",
        "Left: █ covered ░ not",
    ];
    let mut table = table(look, &header, &[0, 9]);
    let longest = account.months.iter().map(|month| month.exported_kg + month.sold_kg).fold(0.0, f64::max);
    for month in &account.months {
        table.add_row([
            month.month.clone(),
            short_mass(month.opening_kg),
            short_mass(month.sourced_kg),
            short_mass(month.sold_kg),
            short_mass(month.exported_kg),
            short_mass(month.late_kg),
            short_mass(month.unexplained_kg),
            short_mass(month.sigma_kg),
            format!("{:.1}{}", month.cusum, if month.cusum >= account.threshold { " !" } else { "" }),
            bar(month, longest),
        ]);
    }
    let stage = if account.stage.is_empty() { "link unknown" } else { &account.stage };
    let capacity = account.capacity_kg_year.map_or(String::new(), |capacity| {
        format!(
            ", capacity {} a year, twelve months' exports and sales {}",
            short_mass(capacity),
            short_mass(account.year_kg)
        )
    });
    format!(
        "{} {} ({stage}), {} before {}{capacity}\n{}{}\n",
        account.enterprise,
        account.name,
        account.element,
        account.as_of,
        text(&table),
        account.verdict()
    )
}

/// The worst accounts, worst first.
pub fn breaches_table(accounts: &[LedgerAccount], look: TableLook) -> String {
    if accounts.is_empty() {
        return "No account is out of balance.\n".into();
    }
    let header = [
        "Enterprise",
        "Name",
        "Link",
        "Element",
        "Sourced",
        "Sold",
        "Exported",
        "Unexplained",
        "Sigma",
        "z",
        "CUSUM",
        "Crossed",
    ];
    let mut table = table(look, &header, &[0, 1, 2, 3, 11]);
    for account in accounts.iter().take(look.cases) {
        table.add_row([
            account.enterprise.clone(),
            account.name.clone(),
            account.stage.clone(),
            account.element.clone(),
            short_mass(account.sourced_kg),
            short_mass(account.sold_kg),
            short_mass(account.exported_kg),
            short_mass(account.unexplained_kg),
            short_mass(account.sigma_kg),
            account.z.map_or("–".into(), |z| format!("{z:.1}")),
            format!("{:.1}", account.cusum()),
            account.crossed.clone().unwrap_or_else(|| "–".into()),
        ]);
    }
    let more = accounts.len().saturating_sub(look.cases);
    let more = if more > 0 { format!("{more} more with --top {}\n", accounts.len()) } else { String::new() };
    text(&table) + &more
}

#[cfg(test)]
pub(in crate::report) mod tests {
    use super::*;

    pub(in crate::report) fn account() -> LedgerAccount {
        let month = |month: &str, sourced_kg, exported_kg, unexplained_kg, cusum| LedgerMonth {
            month: month.into(),
            opening_kg: 0.0,
            sourced_kg,
            sold_kg: 0.0,
            exported_kg,
            late_kg: 0.0,
            unexplained_kg,
            sigma_kg: 100.0,
            cusum,
        };
        LedgerAccount {
            enterprise: "3100000001".into(),
            name: "EXAMPLE".into(),
            stage: "trading".into(),
            element: "antimony".into(),
            as_of: "2025-04-01".into(),
            capacity_kg_year: None,
            year_kg: 3000.0,
            sourced_kg: 2000.0,
            sold_kg: 0.0,
            exported_kg: 3000.0,
            late_kg: 0.0,
            unexplained_kg: 1000.0,
            sigma_kg: 150.0,
            z: Some(6.7),
            crossed: Some("2025-03".into()),
            threshold: 4.0,
            months: vec![month("2025-02", 1500.0, 1500.0, 0.0, 0.0), month("2025-03", 500.0, 1500.0, 1000.0, 9.5)],
        }
    }

    #[test]
    fn bars_show_what_nothing_covers() {
        let look = TableLook { width: Some(160), fancy: false, cases: 10 };
        let table = ledger_table(&account(), look);
        assert!(table.contains("9.5 !") && table.contains("████████░░░░"), "{table}");
        assert!(
            table.contains("1000 kg of antimony are unexplained") || table.contains("1,000 kg of antimony are"),
            "{table}"
        );
        let list = breaches_table(&[account()], look);
        assert!(list.contains("2025-03") && list.contains("6.7"), "{list}");
    }
}
