//! The sheet: what is strongest comes first, what is missing is said once.

use super::account;
use super::around;
use super::control::control;
use super::figures;
use super::head::head;
use super::input::HistoryLine;
use super::input::SheetInput;
use super::likeness::similar;
use super::panel::Panel;
use super::parties::parties;
use super::raw::raw;
use super::way::way;
use super::wording::wording;
use crate::cases::Belongs;
use crate::cases::Dossier;
use crate::report::legible::spelled;
use crate::report::numbers::dollars;
use crate::report::numbers::mass;
use crate::report::numbers::risk;
use crate::review::lang::Lang;
use maud::Markup;
use maud::html;

/// Where the control status stands among the panels: as if it carried this share of the score.
const LAW: f64 = 0.15;

/// Everything about a case, for the main part of a page. The same data gives the same bytes; needs [`super::SHEET_CSS`].
///
/// Anchors: `#l1-why` (and `-price`, `-density`, `-tare`, `-words`, `-control`, `-licence`, `-ledger`, `-parties`, `-way`,
/// `-network`, `-time`, `-record`, `-signals`, `-versions`) for the first line, `l2-…` for the second; `#similar`, `#history`.
pub fn sheet(input: &SheetInput, lang: Lang) -> Markup {
    html! {
        div.sheet lang=(lang.tag()) {
            @match input.dossiers.split_first() {
                None => { p.empty { (lang.of("The case has no dossier.", "本案无案卷。")) } }
                Some((first, others)) => {
                    @let together = if others.is_empty() { html! {} } else { lines(input.dossiers, input.belongs, lang) };
                    (line(first, Some(input), "l1", together, lang))
                    div.panels { (similar(input.similar, lang)) }
                    @for (i, dossier) in others.iter().enumerate() { (other(dossier, i + 2, lang)) }
                    @if !input.history.is_empty() { (history(input.history, lang)) }
                    div.panels { (raw(first, "l1", lang)) }
                }
            }
        }
    }
}

/// Why the line is here, `together` with which others, and its evidence in the order in which it weighs.
fn line(dossier: &Dossier, input: Option<&SheetInput>, prefix: &str, together: Markup, lang: Lang) -> Markup {
    let panels = panels(dossier, input, prefix, lang);
    let share = |panel: &Panel| {
        let own = dossier.reasons.iter().filter(|reason| panel.families.contains(&reason.family.as_str()));
        own.map(|reason| reason.share).filter(|share| share.is_finite()).sum::<f64>()
    };
    let mut order: Vec<(&Panel, f64)> =
        panels.iter().filter(|panel| panel.body.is_some()).map(|panel| (panel, share(panel))).collect();
    // Strongest first. What the law says counts as a strong reason even where no signal rests on it.
    let weight = |(panel, share): &(&Panel, f64)| if panel.key == "control" { LAW } else { *share };
    order.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let (wide, halves): (Vec<_>, Vec<_>) = order.into_iter().partition(|(panel, _)| panel.wide);
    let mut columns: [(usize, Vec<(&Panel, f64)>); 2] = Default::default();
    for half in halves {
        let shorter = usize::from(columns[1].0 < columns[0].0);
        columns[shorter].0 += half.0.tall;
        columns[shorter].1.push(half);
    }
    let missing: Vec<&str> = panels.iter().filter(|panel| panel.body.is_none()).map(|panel| panel.title).collect();
    html! {
        (head(dossier, prefix, lang))
        (together)
        div.panels {
            @for (_, column) in &columns {
                @if !column.is_empty() { div.column { @for (panel, share) in column { (panel.section(prefix, *share, lang)) } } }
            }
            @for (panel, share) in wide { (panel.section(prefix, share, lang)) }
        }
        @if !missing.is_empty() {
            p.missing { (lang.of("Nothing is known of: ", "以下方面无资料：")) (missing.join(lang.of(", ", "、"))) (lang.of(".", "。")) }
        }
    }
}

fn panels(dossier: &Dossier, input: Option<&SheetInput>, prefix: &str, lang: Lang) -> Vec<Panel> {
    let evidence = &dossier.evidence;
    let mut panels = vec![
        figures::price(dossier, prefix, lang),
        wording(dossier, lang),
        control(&evidence.control, lang),
        figures::density(dossier, prefix, lang),
        figures::tare(dossier, prefix, lang),
        way(&evidence.way, prefix, lang),
        account::licence(evidence.licence.as_ref(), prefix, lang),
        account::ledger(evidence.ledger.as_ref(), prefix, lang),
        parties(&evidence.parties, lang),
        around::network(&evidence.network, prefix, lang),
    ];
    if let Some(input) = input {
        panels.push(around::timeline(input, dossier, prefix, lang));
    }
    panels
}

/// The other lines of the case, folded; each opens to all that its dossier holds.
fn other(dossier: &Dossier, number: usize, lang: Lang) -> Markup {
    let prefix = format!("l{number}");
    html! {
        details.line id=(prefix) {
            summary {
                h2 { (lang.of("Line ", "第")) (number) (lang.of("", "条")) ": " bdi { (spelled(&dossier.goods)) } }
                " " span.small { (spelled(&dossier.declaration_id)) " · " (dossier.item_no) " · " (lang.of("risk ", "风险")) (risk(dossier.risk)) }
            }
            (line(dossier, None, &prefix, html! {}, lang))
            div.panels { (raw(dossier, &prefix, lang)) }
        }
    }
}

/// The lines that stand together, and why.
fn lines(dossiers: &[Dossier], belongs: Option<&Belongs>, lang: Lang) -> Markup {
    let sum = |of: fn(&Dossier) -> Option<f64>| dossiers.iter().filter_map(of).reduce(|a, b| a + b);
    html! {
        section.panel.wide #lines aria-labelledby="lines-head" {
            h3 #lines-head { (dossiers.len()) (lang.of(" lines that belong together", "条记录并案")) }
            @if let Some(belongs) = belongs { p.claim { (spelled(lang.words(&belongs.why))) } }
            div.scroll tabindex="0" role="group" aria-labelledby="lines-head" {
                table {
                    thead { tr {
                        @for title in ["#", lang.of("Accepted", "接受日期"), lang.of("Declaration", "报关单"), lang.of("Goods", "货物"), lang.of("Exporter", "出口商"),
                            lang.of("Consignee", "收货人"), lang.of("To", "目的国"), lang.of("Net mass", "净重"), lang.of("Value", "价值"), lang.of("Risk", "风险")] {
                            th scope="col" { (title) }
                        }
                    } }
                    tbody { @for (i, dossier) in dossiers.iter().enumerate() {
                        tr {
                            th scope="row" { a href={ "#l" (i + 1) @if i == 0 { "-why" } } { (i + 1) } }
                            td.date { (dossier.accepted_on) }
                            td { bdi { (spelled(&dossier.declaration_id)) } " · " (dossier.item_no) }
                            td { bdi { (spelled(&dossier.goods)) } " " span.small { (spelled(&dossier.hs_code)) } }
                            td { bdi { (spelled(&dossier.exporter_name)) } }
                            td { bdi { (spelled(&dossier.consignee_name)) } }
                            td.date { (spelled(&dossier.destination)) }
                            td.n { (mass(dossier.net_mass_kg)) }
                            td.n { (dollars(dossier.value_usd)) }
                            td.n { (risk(dossier.risk)) }
                        }
                    } }
                    tfoot { tr {
                        th scope="row" colspan="7" { (lang.of("Together", "合计")) }
                        td.n { (mass(sum(|dossier| dossier.net_mass_kg))) }
                        td.n { (dollars(sum(|dossier| dossier.value_usd))) }
                        td {}
                    } }
                }
            }
        }
    }
}

fn history(history: &[HistoryLine], lang: Lang) -> Markup {
    html! {
        section.panel.wide #history aria-labelledby="history-head" {
            h3 #history-head { (lang.of("What was done", "处理经过")) }
            ol.history { @for entry in history {
                li {
                    span.date { (spelled(&entry.at)) } " " b { bdi { (spelled(&entry.who)) } } " "
                    (spelled(lang.words(&entry.deed)))
                    @if !entry.note.is_empty() { p.small { bdi { (spelled(&entry.note)) } } }
                }
            } }
        }
    }
}
