//! What each signal is worth, as a Markdown page.

use super::numbers::grouped;
use crate::detector::{Area, Order, Picked, SignalWorth, TOP_SHARE, Verdict, Worth};
use std::fmt::Write;

/// What the columns and the verdicts mean.
const READ: &str = "\
How to read it. **Coverage**: share of lines on which the signal speaks; null is not zero. **AUC**: probability that an illicit line is \
stranger to the signal than an honest one, among the lines on which it speaks (95 % interval by DeLong, schemes taken as wholes where the truth \
tells them); the same for the illicit lines of those typologies only that the signal is meant to show; and over all lines with the silent as least strange. **Alarms**: share of lines beyond its alarm, and how many of \
them are illicit. **Lift**: share of illicit lines among the strangest 1 % of *all* lines, times chance; ties go by lot (expected value). **Nearest**: the \
other signal that ranks most alike (Spearman, where both speak); bold from 0.9 on; below −0.9 it is the same measure turned round. **Stands \
out for**: typologies of which the strangest 1 % holds at least 3 times chance, chance explains it with less than 1 in 1,000, and the lower bound over its schemes (two or more) lies above chance.

Verdicts, the first that applies. **slept**: speaks nowhere. **too few cases**: speaks on fewer than 20 illicit lines, and no typology stands out. \
**worth nothing**: neither AUC's interval lies above 0.5, the lift is below 1.2 or its lower bound below 1, and no typology stands \
out: mend or remove it. **redundant**: correlation of 0.9 or more with a signal that picks as much or more and speaks on 90 % of its lines. **weak**: \
more than nothing, but both AUCs below 0.55, no lift, no typology. **worth**: the rest. A signal may be worth nothing here because nothing in \
this world does what it looks for.
";

/// The whole page; `made_by` are the commands that make it anew, where they are known.
pub fn worth_page(worth: &Worth, made_by: &[String]) -> String {
    let mut page = format!(
        "# What each signal is worth\n\n{} lines of {} to {} are judged, {} of them illicit ({}); {} lines from {} on are history. \
         Night by night: each line is measured with what was known the evening before, no label is used. Made by {}.\n\n",
        grouped(worth.lines_judged),
        worth.since,
        worth.last_on,
        grouped(worth.illicit),
        percent(worth.illicit as f64 / worth.lines_judged as f64),
        grouped(worth.lines_learned),
        worth.first_on,
        worth.program,
    );
    let set_aside =
        [(worth.lines_unlabelled, "lines have no label"), (worth.rows_quarantined, "rows were quarantined")];
    for (rows, why) in set_aside.into_iter().filter(|(rows, _)| *rows > 0) {
        let _ = writeln!(page, "{} {why} and are left out.\n", grouped(rows));
    }
    if !made_by.is_empty() {
        page += "This page is generated:\n\n";
        made_by.iter().for_each(|command| page += &format!("    {command}\n"));
        page += "\n";
    }
    scores(worth, &mut page);
    let _ = write!(page, "\n## Signals\n\n{READ}\n");
    signals(worth, &mut page);
    let Some(first) = worth.signals.first() else { return page };
    let _ = write!(
        page,
        "\n## Recall by typology\n\nShare of a typology's lines among the signal's strangest 1 % of all lines; chance is {}. In brackets: lines, and the schemes they belong \
         to. Bold: stands out. A dash: nothing.\n\n",
        percent(TOP_SHARE)
    );
    by_kind(worth, &first.order.typologies, |order| &order.typologies, &mut page);
    page += "\n## False alarms by honest look-alike\n\nShare of the honest lines of a kind among the same strangest 1 %; plain lines are those that look \
             like nothing. Bold: at least 3 %.\n\n";
    by_kind(worth, &first.order.look_alikes, |order| &order.look_alikes, &mut page);
    page
}

fn scores(worth: &Worth, page: &mut String) {
    *page += "## The model over all signals\n\n| score | ROC-AUC | precision at 1 % | recall at 1 % | recall at 5 % | lift at 1 % |\n\
              |---|---|---|---|---|---|\n";
    for score in &worth.scores {
        let order = &score.order;
        let _ = writeln!(
            page,
            "| {} | {} | {:.3} | {:.3} | {:.3} | {:.1} |",
            score.id,
            area(order.auc_all),
            order.precision,
            order.recall,
            order.recall_wide,
            order.lift
        );
    }
    let Some(risk) = worth.scores.first() else { return };
    let _ = write!(
        page,
        "\nBy typology, for `{}` (AUC against honest lines):\n\n| typology | lines | AUC | recall at 1 % | times chance | recall at 5 % |\n\
         |---|---|---|---|---|---|\n",
        risk.id
    );
    for kind in &risk.order.typologies {
        let auc = kind.auc.map_or(String::new(), |auc| format!("{auc:.3}"));
        let times = kind.picked / TOP_SHARE;
        let _ = writeln!(
            page,
            "| {} | {} | {auc} | {:.2} | {times:.1} | {:.2} |",
            kind.kind,
            grouped(kind.lines),
            kind.picked,
            kind.picked_wide
        );
    }
    *page += "\n| honest look-alike | lines | picked at 1 % | at 5 % |\n|---|---|---|---|\n";
    for kind in &risk.order.look_alikes {
        let (picked, wide) = (percent(kind.picked), percent(kind.picked_wide));
        let _ = writeln!(page, "| {} | {} | {picked} | {wide} |", kind.kind, grouped(kind.lines));
    }
}

fn signals(worth: &Worth, page: &mut String) {
    *page += "| family | signal | coverage | AUC where it speaks | AUC for what it shows | AUC over all | alarms | of them illicit | lift at 1 % | nearest | stands out for \
              | verdict |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n";
    for signal in &worth.signals {
        let order = &signal.order;
        let nearest = signal.nearest.map_or(String::new(), |nearest| {
            let bold = if nearest.correlation.abs() >= 0.9 { "**" } else { "" };
            format!("{bold}{:+.2}{bold} `{}`", nearest.correlation, nearest.id)
        });
        let _ = writeln!(
            page,
            "| {} | `{}` | {} | {} | {} | {} | {} | {} | {:.1} | {nearest} | {} | {} |",
            signal.family,
            signal.id,
            percent(order.coverage),
            area(order.auc_speaking),
            format_args!("{} {}", area(order.auc_shown), signal.shows.join(" ")),
            order.auc_all.map_or(String::new(), |area| format!("{:.3}", area.value)),
            percent(signal.alarms),
            signal.alarm_precision.map_or(String::new(), percent),
            order.lift,
            signal.stands_out_for.join(" "),
            verdict(signal),
        );
    }
    let count = |verdict: Verdict| worth.signals.iter().filter(|signal| signal.verdict == verdict).count();
    let _ = writeln!(
        page,
        "\n{} signals: {} worth, {} weak, {} redundant, {} worth nothing, {} with too few cases, {} slept.",
        worth.signals.len(),
        count(Verdict::Worth),
        count(Verdict::Weak),
        count(Verdict::Redundant),
        count(Verdict::WorthNothing),
        count(Verdict::TooFewCases),
        count(Verdict::Slept)
    );
}

fn verdict(signal: &SignalWorth) -> String {
    match signal.verdict {
        Verdict::Slept => "slept".into(),
        Verdict::TooFewCases => "too few cases".into(),
        Verdict::WorthNothing => "**worth nothing**".into(),
        Verdict::Redundant => format!("redundant with `{}`", signal.redundant_with.unwrap_or_default()),
        Verdict::Weak => "weak".into(),
        Verdict::Worth => "worth".into(),
    }
}

fn by_kind(worth: &Worth, kinds: &[Picked], pick: fn(&Order) -> &Vec<Picked>, page: &mut String) {
    *page += "| signal |";
    for kind in kinds {
        let schemes = if kind.schemes > 0 { format!(" in {}", grouped(kind.schemes)) } else { String::new() };
        *page += &format!(" {} ({}{schemes}) |", kind.kind, grouped(kind.lines));
    }
    *page += &format!("\n|---|{}\n", "---|".repeat(kinds.len()));
    for signal in &worth.signals {
        *page += &format!("| `{}` |", signal.id);
        for kind in pick(&signal.order) {
            let marked = match kind.auc {
                Some(_) => signal.stands_out_for.iter().any(|code| *code == kind.kind),
                None => kind.picked >= 3.0 * TOP_SHARE,
            };
            let bold = if marked { "**" } else { "" };
            let share = if kind.picked == 0.0 { "–".into() } else { percent(kind.picked) };
            *page += &format!(" {bold}{share}{bold} |");
        }
        *page += "\n";
    }
}

fn area(area: Option<Area>) -> String {
    area.map_or(String::new(), |area| format!("{:.3} ({:.3}–{:.3})", area.value, area.low, area.high))
}

/// A share in per cent, with more digits where it is small.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let digits = if percent >= 9.95 || percent == 0.0 { 0 } else { 1 + usize::from(percent < 0.95) };
    format!("{percent:.digits$} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_shares_keep_their_digits() {
        assert_eq!(
            [0.0, 0.000_12, 0.009_9, 0.012, 0.5, 1.0].map(percent),
            ["0 %", "0.01 %", "1.0 %", "1.2 %", "50 %", "100 %"]
        );
    }
}
