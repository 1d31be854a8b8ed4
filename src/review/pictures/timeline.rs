//! The life of a party: a sign for each line by its day, in rows by goods; size by mass, colour and shape by what came of it.

use super::drawing::Align;
use super::drawing::Drawing;
use super::drawing::Ink;
use super::drawing::Shape;
use super::drawing::cut;
use super::drawing::text_width;
use crate::report::legible::spelled;
use crate::report::numbers::mass;
use crate::review::lang::Lang;
use crate::review::sheet::Outcome;
use crate::review::sheet::TimelineLine;
use crate::review::sheet::line_outcome;
use crate::review::told;
use chrono::Datelike;
use chrono::Days;
use chrono::Months;
use chrono::NaiveDate;

/// Lines that are drawn of a party, the youngest and those of the case.
const LINES_MAX: usize = 400;
/// Rows of goods of a party; the rest shares one.
const GOODS_MAX: usize = 5;
const WIDTH: f64 = 1120.0;
const LEFT: f64 = 190.0;
const RIGHT: f64 = 1106.0;
const ROW: f64 = 30.0;
const HEAD: f64 = 24.0;

/// One party's lines.
pub(crate) struct Life<'a> {
    pub(crate) name: String,
    pub(crate) lines: &'a [TimelineLine],
}

/// All lives over one axis of days; `dates` are days to be marked, with their names. `None` where there is no line at all.
pub(crate) fn timeline(lives: &[Life], dates: &[(NaiveDate, String)], lang: Lang) -> Option<Drawing> {
    let lives: Vec<(&Life, Vec<&TimelineLine>)> =
        lives.iter().map(|life| (life, shown(life.lines))).filter(|(_, lines)| !lines.is_empty()).collect();
    let days = || lives.iter().flat_map(|(_, lines)| lines.iter().map(|line| line.day));
    let (first, last) = (days().min()?, days().max()?);
    let from = first.checked_sub_days(Days::new(3))?;
    let span = ((last - from).num_days() + 4).max(28) as f64;
    let x = |day: NaiveDate| LEFT + (RIGHT - LEFT) * ((day - from).num_days() as f64 / span).clamp(0.0, 1.0);
    let heaviest =
        lives.iter().flat_map(|(_, lines)| lines.iter().filter_map(|line| weighed(line))).fold(0.0, f64::max);
    let rows: Vec<Vec<(String, Vec<&TimelineLine>)>> = lives.iter().map(|(_, lines)| by_goods(lines, lang)).collect();
    let height_of = |rows: &[(String, Vec<&TimelineLine>)]| HEAD + ROW * rows.len() as f64 + 10.0;
    let floor: f64 = 16.0 + rows.iter().map(|rows| height_of(rows)).sum::<f64>();
    let title = lang.of("Lines of the parties by day", "当事人历史申报").to_string();
    let told: Vec<String> = lives.iter().map(|(life, lines)| in_words(&life.name, lines, lang)).collect();
    let mut drawing = Drawing::new(WIDTH, floor + 22.0, title, told.join(" "));
    for (i, day) in months(from, last, span).into_iter().enumerate() {
        drawing.line((x(day), 14.0), (x(day), floor), Ink::Grid);
        let text = if i == 0 || day.month() == 1 { day.format("%Y-%m") } else { day.format("%m") };
        drawing.words_inside((x(day), floor + 15.0), &text.to_string(), 11.0, Ink::Soft);
    }
    let mut free_from = 0.0;
    for (day, name) in dates.iter().filter(|(day, _)| *day > from && *day <= last) {
        drawing.line((x(*day), 14.0), (x(*day), floor), Ink::Control);
        let text = cut(&spelled(name), 11.0, 260.0);
        let left = (x(*day) - text_width(&text, 11.0) / 2.0).clamp(LEFT, RIGHT - text_width(&text, 11.0));
        if left > free_from {
            drawing.words((left, 11.0), text.clone(), Align::Start, 11.0, Ink::OwnText);
            free_from = left + text_width(&text, 11.0) + 8.0;
        }
    }
    let mut top = 16.0;
    for ((life, lines), rows) in lives.iter().zip(&rows) {
        let more = life.lines.len() - lines.len();
        let head = match (more, lang) {
            (0, _) => spelled(&life.name),
            (more, Lang::En) => format!("{} · {more} older lines are not drawn", spelled(&life.name)),
            (more, Lang::Zh) => format!("{} · 另有{more}条较早记录未绘出", spelled(&life.name)),
        };
        drawing.words((6.0, top + 14.0), cut(&head, 12.5, WIDTH - 12.0), Align::Start, 12.5, Ink::Strong);
        for (row, (goods, lines)) in rows.iter().enumerate() {
            let y = top + HEAD + ROW * (row as f64 + 0.5);
            drawing.line((LEFT, y), (RIGHT, y), Ink::Grid);
            drawing.words((LEFT - 10.0, y + 4.0), cut(goods, 12.0, LEFT - 16.0), Align::End, 12.0, Ink::Text);
            for line in lines {
                let (shape, ink) = outcome_look(line.outcome);
                let share = weighed(line).map_or(0.0, |kg| kg / heaviest);
                let radius = 2.8 + 8.2 * share.sqrt();
                if line.own {
                    drawing.sign(Shape::Circle, (x(line.day), y), radius + 4.5, Ink::Here, String::new());
                }
                drawing.sign(shape, (x(line.day), y), radius, ink, line_in_words(line, lang));
            }
        }
        top += height_of(rows);
    }
    Some(drawing)
}

/// A mass that can be drawn.
fn weighed(line: &TimelineLine) -> Option<f64> {
    line.mass_kg.filter(|kg| kg.is_finite() && *kg > 0.0)
}

/// Sign and ink of an outcome.
pub(crate) fn outcome_look(outcome: Outcome) -> (Shape, Ink) {
    match outcome {
        Outcome::NotExamined => (Shape::Circle, Ink::Unseen),
        Outcome::Open => (Shape::Triangle, Ink::Open),
        Outcome::Clear => (Shape::Square, Ink::Clear),
        Outcome::FalseDeclaration | Outcome::ReExport | Outcome::Other => (Shape::Diamond, Ink::Found),
    }
}

/// The case's own lines and the youngest others, oldest first, own ones last so that they lie above.
fn shown(lines: &[TimelineLine]) -> Vec<&TimelineLine> {
    let mut lines: Vec<&TimelineLine> = lines.iter().collect();
    lines.sort_by(|a, b| {
        (a.own, a.day)
            .cmp(&(b.own, b.day))
            .then_with(|| a.declaration_id.cmp(&b.declaration_id))
            .then(a.item_no.cmp(&b.item_no))
    });
    lines.split_off(lines.len().saturating_sub(LINES_MAX))
}

/// Lines by mineral, or by HS heading where there is none: rows of the case first, then the fullest.
fn by_goods<'a>(lines: &[&'a TimelineLine], lang: Lang) -> Vec<(String, Vec<&'a TimelineLine>)> {
    let mut rows: Vec<(String, Vec<&TimelineLine>)> = Vec::new();
    for line in lines {
        let heading: String = line.hs_code.chars().take(4).collect();
        let goods = match line.mineral.as_deref().map(str::trim).filter(|mineral| !mineral.is_empty()) {
            Some(mineral) => format!("{} · {}", told::mineral(mineral, lang), spelled(&heading)),
            None => spelled(&heading),
        };
        match rows.iter_mut().find(|(known, _)| *known == goods) {
            Some((_, lines)) => lines.push(line),
            None => rows.push((goods, vec![line])),
        }
    }
    let own = |lines: &[&TimelineLine]| lines.iter().any(|line| line.own);
    rows.sort_by(|a, b| own(&b.1).cmp(&own(&a.1)).then(b.1.len().cmp(&a.1.len())).then_with(|| a.0.cmp(&b.0)));
    if rows.len() > GOODS_MAX {
        let rest = rows.split_off(GOODS_MAX - 1);
        rows.push((lang.of("other goods", "其他货物").into(), rest.into_iter().flat_map(|(_, lines)| lines).collect()));
    }
    rows
}

/// First days of months, quarters or years, so that they have room.
fn months(from: NaiveDate, last: NaiveDate, span: f64) -> Vec<NaiveDate> {
    let step = match span {
        span if span <= 550.0 => 1,
        span if span <= 1600.0 => 3,
        span if span <= 6000.0 => 12,
        _ => 60,
    };
    let mut day = from.with_day(1).unwrap_or(from);
    if step > 1 {
        day = day.with_month(1).unwrap_or(day);
    }
    let mut out = Vec::new();
    while day <= last && out.len() < 60 {
        if day >= from {
            out.push(day);
        }
        match day.checked_add_months(Months::new(step)) {
            Some(next) => day = next,
            None => break,
        }
    }
    out
}

fn line_in_words(line: &TimelineLine, lang: Lang) -> String {
    let outcome = line_outcome(line, lang);
    format!(
        "{} · {} · {} · {} · {} · {outcome}",
        line.day,
        spelled(&line.declaration_id),
        spelled(&line.hs_code),
        mass(line.mass_kg),
        spelled(&line.destination)
    )
}

fn in_words(name: &str, lines: &[&TimelineLine], lang: Lang) -> String {
    let (n, name) = (lines.len(), spelled(name));
    let (first, last) = (lines.iter().map(|line| line.day).min(), lines.iter().map(|line| line.day).max());
    let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
    let count = |wanted: fn(Outcome) -> bool| lines.iter().filter(|line| wanted(line.outcome)).count();
    let (found, clear) = (count(Outcome::is_find), count(|outcome| outcome == Outcome::Clear));
    match lang {
        Lang::En => {
            let lines = if n == 1 { "line" } else { "lines" };
            format!("{name}: {n} {lines} from {first} to {last}, {found} with a find, {clear} found clear.")
        }
        Lang::Zh => format!("{name}：{first}至{last}共{n}条，查获{found}条，查验无异常{clear}条。"),
    }
}
