//! The ranked table of the terminal.

use super::CaseLine;
use super::legible::shortened;
use super::numbers;
use comfy_table::Attribute;
use comfy_table::Cell;
use comfy_table::CellAlignment;
use comfy_table::Color;
use comfy_table::ColumnConstraint;
use comfy_table::ContentArrangement;
use comfy_table::Table;
use comfy_table::Width;
use comfy_table::presets;

/// Narrower than this, even a plain table cannot be read.
const WIDTH_MIN: u16 = 60;
/// From here on each kind of fact gets a column of its own; below it they stand under each other.
const WIDTH_OF_COLUMNS: u16 = 110;
/// Reasons told in the terminal; the page tells all.
const REASONS: usize = 2;
/// Letters in which the terminal tells what would clear a case, where something would.
const CLEARED_BY: usize = 90;

/// How the table may look; only `cli` knows the terminal, so it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableLook {
    /// Columns of the terminal; 120 when not known.
    pub width: Option<u16>,
    /// Line drawing and colours; `false` for a pipe, a file or `NO_COLOR`.
    pub fancy: bool,
    /// Cases to show.
    pub cases: usize,
}

/// Rank, risk, declaration, goods, route and first reasons of the first cases, best first, ending with a newline.
pub fn ranked_table(cases: &[CaseLine], look: TableLook) -> String {
    if cases.is_empty() {
        return "No record was picked this night.\n".into();
    }
    let width = look.width.unwrap_or(120).max(WIDTH_MIN);
    let wide = width >= WIDTH_OF_COLUMNS;
    let mut table = Table::new();
    table.load_style(if look.fancy { presets::UTF8_HORIZONTAL_ONLY } else { presets::ASCII_HORIZONTAL_ONLY });
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    if look.fancy {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    let header: &[&str] = if wide {
        &["#", "Risk", "Declaration", "Goods", "Route", "Looked at because"]
    } else {
        &["#", "Risk", "Case, and why it is looked at"]
    };
    table.set_header(header.iter().map(|name| styled(Cell::new(name), look, Attribute::Bold)).collect::<Vec<_>>());
    for case in cases.iter().take(look.cases) {
        table.add_row(row(case, look, wide));
    }
    let share = |percent| ColumnConstraint::UpperBoundary(Width::Percentage(percent));
    let mut constraints = vec![ColumnConstraint::ContentWidth, ColumnConstraint::ContentWidth];
    if wide {
        constraints.extend([share(22), share(25), share(19)]);
    }
    table.set_constraints(constraints);
    for number in 0..2 {
        if let Some(column) = table.column_mut(number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut out: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    if cases.len() > look.cases {
        out.push_str(&format!("… and {} more in ranked.csv and report.html\n", cases.len() - look.cases));
    }
    out
}

fn row(case: &CaseLine, look: TableLook, wide: bool) -> Vec<Cell> {
    let declaration = format!("{}/{}", shortened(&case.declaration_id, 24), case.item_no);
    let lane = shortened(&case.lane, 12);
    let goods = shortened(&case.goods, 72);
    let mut code = shortened(&case.hs_code, 14);
    if let Some(mineral) = &case.mineral {
        code.push_str(&format!(" · {}", shortened(mineral, 24)));
    }
    let route = shortened(&case.route, 48);
    let mass = numbers::mass(case.net_mass_kg);
    let mut reasons: Vec<String> = case
        .reasons
        .iter()
        .take(REASONS)
        .map(|reason| format!("{}: {}", numbers::percent(reason.share), shortened(&reason.text_en, 160)))
        .collect();
    let clears = case.clearing.as_ref().filter(|clearing| clearing.clears);
    reasons.extend(clears.map(|clearing| format!("Cleared by: {}", shortened(&clearing.text_en, CLEARED_BY))));
    let reasons = reasons.join("\n");
    let cells = if wide {
        vec![format!("{declaration}\n{lane}"), format!("{goods}\n{code}"), format!("{route}\n{mass}"), reasons]
    } else {
        vec![format!("{goods}\n{code} · {mass}\n{route}\n{declaration} · {lane}\n{reasons}")]
    };
    let risk = styled(Cell::new(numbers::risk(case.risk)), look, Attribute::Bold);
    let risk = if look.fancy { risk.fg(colour_of(&case.lane)) } else { risk };
    [Cell::new(case.rank), risk].into_iter().chain(cells.into_iter().map(Cell::new)).collect()
}

fn styled(cell: Cell, look: TableLook, attribute: Attribute) -> Cell {
    if look.fancy { cell.add_attribute(attribute) } else { cell }
}

fn colour_of(lane: &str) -> Color {
    match lane {
        "inspect" => Color::Red,
        "review" => Color::Yellow,
        "audit" => Color::Cyan,
        _ => Color::Reset,
    }
}
