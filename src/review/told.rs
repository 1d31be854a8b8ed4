//! Small things that several pages tell alike: risks, lanes, states, verdicts, reasons, addresses.

use super::lang::Lang;
use super::query::Query;
use super::words::queue as w;
use crate::cases::State;
use crate::cases::Verdict;
use crate::cases::reason_of;
use crate::cases::reasons_for;
use crate::report::legible::legible;
use crate::report::legible::spelled;
use crate::report::numbers;
use crate::signals::Typology;
use maud::Markup;
use maud::html;

/// Minerals by the name of the reference lists, in Chinese.
const MINERALS_ZH: &[(&str, &str)] = &[
    ("antimony", "锑"),
    ("bismuth", "铋"),
    ("gallium", "镓"),
    ("germanium", "锗"),
    ("graphite", "石墨"),
    ("indium", "铟"),
    ("molybdenum", "钼"),
    ("rare-earths", "稀土"),
    ("tellurium", "碲"),
    ("tungsten", "钨"),
    ("magnesium", "镁"),
    ("tin", "锡"),
    ("vanadium", "钒"),
    ("titanium", "钛"),
    ("lithium", "锂"),
    ("fluorspar", "萤石"),
    ("beryllium", "铍"),
    ("silver", "银"),
    ("superhard", "超硬材料"),
    ("cobalt", "钴"),
    ("nickel", "镍"),
    ("tantalum", "钽"),
    ("niobium", "铌"),
    ("zirconium", "锆"),
    ("scandium", "钪"),
    ("yttrium", "钇"),
    ("samarium", "钐"),
    ("europium", "铕"),
    ("gadolinium", "钆"),
    ("terbium", "铽"),
    ("dysprosium", "镝"),
    ("holmium", "钬"),
    ("erbium", "铒"),
    ("thulium", "铥"),
    ("ytterbium", "镱"),
    ("lutetium", "镥"),
];

/// The risk as a number.
pub fn risk_number(risk: f64) -> Markup {
    html! { span.risknumber { (numbers::risk(risk)) } }
}

/// The risk as a bar of its length.
pub fn risk_bar(risk: f64) -> Markup {
    let width = if risk.is_finite() { (risk.clamp(0.0, 1.0) * 100.0).round() } else { 0.0 };
    html! {
        svg.meter viewBox="0 0 100 6" width="104" height="4" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.rest width="100" height="6" {}
            rect.full width=(width) height="6" {}
        }
    }
}

/// A lane's name.
pub fn lane_name(lane: &str, lang: Lang) -> &str {
    match lane {
        "inspect" => lang.t(w::L_INSPECT),
        "review" => lang.t(w::L_REVIEW),
        "audit" => lang.t(w::L_AUDIT),
        "release" => lang.t(w::L_RELEASE),
        other => other,
    }
}

/// A lane in its colour.
pub fn lane(lane: &str, lang: Lang) -> Markup {
    let class = ["inspect", "review", "audit", "release"].into_iter().find(|known| *known == lane).unwrap_or("other");
    html! { span class={ "lane " (class) } { (legible(lane_name(lane, lang))) } }
}

/// A state's name.
pub fn state_name(state: State, lang: Lang) -> &'static str {
    lang.t(match state {
        State::New => w::NEW,
        State::Taken => w::TAKEN,
        State::Waiting => w::WAITING,
        State::Decided => w::DECIDED,
        State::Reopened => w::REOPENED,
    })
}

/// A verdict's name.
pub fn verdict_name(verdict: Verdict, lang: Lang) -> &'static str {
    lang.t(match verdict {
        Verdict::Inspect => w::V_INSPECT,
        Verdict::Release => w::V_RELEASE,
        Verdict::Hold => w::V_HOLD,
        Verdict::Escalate => w::V_ESCALATE,
        Verdict::Seizure => w::V_SEIZURE,
        Verdict::Clear => w::V_CLEAR,
    })
}

/// Where a case stands, and by which verdict.
pub fn state(state: State, verdict: Option<Verdict>, proposed: Option<Verdict>, lang: Lang) -> Markup {
    html! {
        span class={ "state " (state.name()) } {
            (state_name(state, lang))
            @match (proposed, verdict) {
                (Some(verdict), _) => { ": " (verdict_name(verdict, lang)) "?" }
                (None, Some(verdict)) if state != State::New => { ": " (verdict_name(verdict, lang)) }
                _ => {}
            }
        }
        @if proposed.is_some() { " " span.tag.second { (lang.t(w::SECOND)) } }
    }
}

/// A reason code in words.
pub fn reason_name(code: &str, lang: Lang) -> String {
    reason_of(code).map_or_else(|| legible(code), |reason| lang.of(reason.en, reason.zh).to_owned())
}

/// The reasons that can be given for one of the verdicts, as options; each names its verdicts for the script.
pub fn reasons(verdicts: &[Verdict], chosen: &str, lang: Lang) -> Markup {
    let mut codes = Vec::new();
    for verdict in verdicts {
        for reason in reasons_for(*verdict) {
            if !codes.iter().any(|known: &&crate::cases::Reason| known.code == reason.code) {
                codes.push(reason);
            }
        }
    }
    html! {
        option value="" { "–" }
        @for reason in codes {
            option value=(reason.code) selected[chosen == reason.code]
                data-verdicts=(reason.verdicts.iter().map(|verdict| verdict.name()).collect::<Vec<_>>().join(" ")) {
                (lang.of(reason.en, reason.zh))
            }
        }
    }
}

/// A mineral by its name in the reference lists.
pub fn mineral(name: &str, lang: Lang) -> String {
    match (lang, MINERALS_ZH.iter().find(|(known, _)| *known == name)) {
        (Lang::Zh, Some((_, zh))) => (*zh).to_owned(),
        (Lang::En, Some((known, _))) => known.replace('-', " "),
        (_, None) => spelled(name),
    }
}

/// A typology by its code, with its name.
pub fn typology(code: &str, lang: Lang) -> String {
    match Typology::ALL.into_iter().find(|known| known.code() == code) {
        Some(known) => format!("{code} {}", lang.of(known.en(), known.zh())),
        None => legible(code),
    }
}

/// Name of a party, or its number where no name was declared.
pub fn party<'a>(name: &'a str, id: &'a str) -> &'a str {
    match (name.trim().is_empty(), id.trim().is_empty()) {
        (false, _) => name,
        (true, false) => id,
        (true, true) => "–",
    }
}

/// Address of a case within a filter, with its place there, so that "next" knows what is next.
pub fn case_address(id: i64, query: &Query, place: u64) -> String {
    format!("/cases/{id}?{}", way(query, place))
}

/// The filter and the place in it.
pub fn way(query: &Query, place: u64) -> String {
    let text = query.text();
    format!("{text}{}at={place}", if text.is_empty() { "" } else { "&" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mineral_of_the_list_has_a_chinese_name() {
        let list = include_str!("../../datasets/reference/minerals.csv");
        let minerals: Vec<&str> = list.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
        assert!(minerals.len() > 20);
        for name in minerals {
            assert!(!mineral(name, Lang::Zh).is_ascii(), "{name}");
            assert_eq!(mineral(name, Lang::En), name);
        }
    }
}
