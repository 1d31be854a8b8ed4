//! `bulletin.html`: what rose, since when, how surely, and who makes it up; one file, no script.

use super::flow_picture::{Marks, flow_picture};
use super::legible::legible;
use super::numbers::{dollars, grouped, mass, percent};
use crate::reference::mineral_zh;
use crate::warnings::{Bulletin, Part, Parts, Warning};
use chrono::NaiveDate;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Pull of prices that is worth a sentence.
const PULL_TOLD: f64 = 1.2;

/// What the page needs to know beside the bulletin.
pub struct BulletinWords<'a> {
    /// English and Chinese name of a country by its code.
    pub country: &'a dyn Fn(&str) -> Option<(String, String)>,
    /// First days of the Chinese New Year.
    pub new_years: &'a [NaiveDate],
}

impl BulletinWords<'_> {
    fn place_en(&self, code: &str) -> String {
        (self.country)(code).map_or_else(|| code.to_owned(), |(en, _)| format!("{en} ({code})"))
    }

    fn place_zh(&self, code: &str) -> String {
        (self.country)(code).map_or_else(|| code.to_owned(), |(_, zh)| zh)
    }
}

/// The whole page. The same bulletin gives the same bytes.
pub fn bulletin_page(bulletin: &Bulletin, words: &BulletinWords) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { "Flow warnings of " (bulletin.evening) " · tidewaiter" }
                style { (PreEscaped(include_str!("page.css"))) (PreEscaped(include_str!("bulletin.css"))) }
            }
            body {
                a.skip href="#warnings" { "Skip to the warnings" }
                (head_of(bulletin))
                main {
                    (section("summary", "At a glance", "概览", summary(bulletin, words)))
                    (section("warnings", "What rose", "上升的流向", warnings(bulletin, words)))
                    (section("mirror", "What partners say arrived", "贸易伙伴镜像统计", mirror(bulletin, words)))
                    (section("prices", "Price pull", "内外价差", prices(bulletin)))
                    (section("notes", "How to read this", "说明", notes(bulletin)))
                }
                footer { p { "tidewaiter " (env!("CARGO_PKG_VERSION")) } }
            }
        }
    }
    .into_string()
}

fn section(id: &str, title_en: &str, title_zh: &str, body: Markup) -> Markup {
    html! {
        section id=(id) aria-labelledby={ (id) "-title" } {
            h2 id={ (id) "-title" } { (title_en) " " span.zh lang="zh-Hans" { (title_zh) } }
            (body)
        }
    }
}

fn head_of(bulletin: &Bulletin) -> Markup {
    let fact = |en: &str, zh: &str, value: String| html! { div { dt { (en) " " span.zh lang="zh-Hans" { (zh) } } dd { (value) } } };
    let new = bulletin.warnings.iter().filter(|warning| warning.raised == bulletin.evening).count();
    let levels = &bulletin.thresholds;
    html! {
        header {
            h1 { "Flow warnings of " (bulletin.evening) " " span.zh lang="zh-Hans" { "矿产流向预警" } }
            p.lead {
                "With what was known that evening; history from " (bulletin.history_from) ", " (grouped(bulletin.lines)) " lines of all goods. "
                span lang="zh-Hans" { "仅使用当晚已知信息；历史自 " (bulletin.history_from) " 起。" }
            }
            dl.facts {
                (fact("Warnings", "预警", grouped(bulletin.warnings.len() as u64)))
                (fact("New this week", "本周新增", grouped(new as u64)))
                (fact("Corridors watched", "监测流向", grouped(levels.corridors as u64)))
                (fact("Stated false alarms a year", "设定误报/年", format!("{}", levels.alarms_a_year)))
            }
            nav aria-label="On this page" {
                ul {
                    @for (id, name) in [("summary", "At a glance"), ("warnings", "What rose"), ("mirror", "Partners' statistics"),
                        ("prices", "Price pull"), ("notes", "How to read")] {
                        li { a href={ "#" (id) } { (name) } }
                    }
                }
            }
        }
    }
}

fn id_of(warning: &Warning) -> String {
    format!("w-{}-{}", warning.mineral.replace(' ', "-"), warning.destination)
}

fn summary(bulletin: &Bulletin, words: &BulletinWords) -> Markup {
    if bulletin.warnings.is_empty() {
        return html! { p.empty { "Nothing rose beyond what chance shows. " span lang="zh-Hans" { "无超出随机波动的上升。" } } };
    }
    html! {
        div.wide { table {
            thead { tr {
                th { "Mineral " span.zh lang="zh-Hans" { "矿产" } }
                th { "To " span.zh lang="zh-Hans" { "目的国" } }
                th { "From, where it fell " span.zh lang="zh-Hans" { "此消处" } }
                th { "Began about " span.zh lang="zh-Hans" { "起始" } }
                th.n { "Lines a week " span.zh lang="zh-Hans" { "每周票数" } }
                th.n { "Times usual " span.zh lang="zh-Hans" { "倍数" } }
                th.n { "Over threshold " span.zh lang="zh-Hans" { "超阈" } }
                th.n { "By chance, a year " span.zh lang="zh-Hans" { "随机/年" } }
            } }
            tbody {
                @for warning in &bulletin.warnings {
                    tr {
                        td { a href={ "#" (id_of(warning)) } { (legible(&warning.mineral)) } " " span.zh lang="zh-Hans" { (mineral_zh(&warning.mineral)) } }
                        td { (words.place_en(&warning.destination)) @if warning.hub { " " span.tag { "hub 中转地" } } }
                        td { @match &warning.from { Some(from) => { (words.place_en(&from.destination)) } None => { "–" } } }
                        td { (warning.onset) @if warning.raised == bulletin.evening { " " span.tag.new { "new 新" } } }
                        td.n { (format!("{:.1} → {:.1}", warning.usual_lines_a_week, warning.lines_a_week)) }
                        td.n { (times(warning)) }
                        td.n { (format!("{:.2}", warning.over_threshold)) }
                        td.n { (chance(bulletin, warning)) }
                    }
                }
            }
        } }
    }
}

/// Times the usual rate; a flow without a past has none.
fn times(warning: &Warning) -> String {
    if warning.usual_lines_a_week < 0.02 { "new".to_owned() } else { format!("{:.1}", warning.factor) }
}

fn chance(bulletin: &Bulletin, warning: &Warning) -> String {
    let least = 1.0 / bulletin.thresholds.quiet_years.max(1.0);
    let rate = warning.as_strong_by_chance_a_year;
    if rate <= least * 1.001 { format!("<{least:.2}") } else { format!("{rate:.2}") }
}

fn warnings(bulletin: &Bulletin, words: &BulletinWords) -> Markup {
    html! {
        @if bulletin.warnings.is_empty() { p.empty { "None. " span lang="zh-Hans" { "无。" } } }
        @for warning in &bulletin.warnings { (told(bulletin, warning, words)) }
    }
}

fn told(bulletin: &Bulletin, warning: &Warning, words: &BulletinWords) -> Markup {
    let to = words.place_en(&warning.destination);
    let mineral = legible(&warning.mineral);
    let marks = |title: String| Marks {
        title,
        onset: warning.onset,
        between: Some((warning.onset_from, warning.onset_to)),
        controls: &warning.controls,
        new_years: words.new_years,
    };
    html! {
        div.warning id=(id_of(warning)) {
            h3 {
                (mineral) " → " (to) " "
                span.zh lang="zh-Hans" { (mineral_zh(&warning.mineral)) " → " (words.place_zh(&warning.destination)) }
            }
            p { (says_en(bulletin, warning, words)) }
            p.zh lang="zh-Hans" { (says_zh(bulletin, warning, words)) }
            figure {
                div.wide { (flow_picture(&warning.weeks, &marks(format!("{mineral} → {to}: lines a week 每周票数")))) }
                @if let Some(from) = &warning.from {
                    div.wide {
                        (flow_picture(&from.weeks, &Marks { between: None, ..marks(format!("{mineral} → {}: lines a week 每周票数", words.place_en(&from.destination))) }))
                    }
                }
                figcaption {
                    "Bars: lines declared, red since the estimated onset. Dark step: to be expected had nothing changed. Red shade: weeks in which the change may have begun. Grey band: Chinese New Year. "
                    span lang="zh-Hans" { "柱：申报票数（红色为起始后）；折线：预期；红色底纹：可能的起始周；灰带：春节。" }
                }
            }
            (parts(&warning.since_onset))
        }
    }
}

fn says_en(bulletin: &Bulletin, warning: &Warning, words: &BulletinWords) -> String {
    let mut text = format!(
        "{:.1} lines a week since about {} (between {} and {}), where {:.1} were usual: {:.0} lines more than expected.",
        warning.lines_a_week,
        warning.onset,
        warning.onset_from,
        warning.onset_to,
        warning.usual_lines_a_week,
        warning.excess_lines
    );
    if let Some(from) = &warning.from {
        text += &format!(
            " In the same weeks the flow to {} fell to {:.0} % of its rate.",
            words.place_en(&from.destination),
            from.factor * 100.0
        );
    }
    text += &format!(
        " Times a year that a quiet trade shows something as strong, over all corridors: {}.",
        chance(bulletin, warning)
    );
    if warning.raised < bulletin.evening {
        text += &format!(" Standing since the evening of {}.", warning.raised);
    }
    if let Some(pull) = warning.price_pull.filter(|pull| *pull >= PULL_TOLD) {
        text += &format!(" Prices outside and inside the country stand {pull:.1} times as far apart as usual.");
    }
    text
}

fn says_zh(bulletin: &Bulletin, warning: &Warning, words: &BulletinWords) -> String {
    let mut text = format!(
        "约自 {} 起（{} 至 {} 之间）每周 {:.1} 票，往常为 {:.1} 票，较预期多 {:.0} 票。",
        warning.onset,
        warning.onset_from,
        warning.onset_to,
        warning.lines_a_week,
        warning.usual_lines_a_week,
        warning.excess_lines
    );
    if let Some(from) = &warning.from {
        text += &format!("同期对{}的流量降至原来的 {:.0} %。", words.place_zh(&from.destination), from.factor * 100.0);
    }
    text += &format!("平静贸易中全部流向每年约出现 {} 次同等强度的波动。", chance(bulletin, warning));
    if warning.raised < bulletin.evening {
        text += &format!("自 {} 晚起持续预警。", warning.raised);
    }
    if let Some(pull) = warning.price_pull.filter(|pull| *pull >= PULL_TOLD) {
        text += &format!("境内外价差约为往常的 {pull:.1} 倍。");
    }
    text
}

fn parts(parts: &Parts) -> Markup {
    let list = |en: &str, zh: &str, list: &[Part]| {
        html! {
            div {
                h4 { (en) " " span.zh lang="zh-Hans" { (zh) } }
                table { tbody {
                    @for part in list {
                        tr {
                            td.party { @if part.name.trim().is_empty() { "not declared 未申报" } @else { (legible(&part.name)) } @if part.new { " " span.tag.new { "new 新" } } }
                            td.n { (part.lines) }
                            td.n { (mass(Some(part.net_mass_kg))) }
                            td.n { (percent(part.share)) }
                        }
                    }
                } }
            }
        }
    };
    html! {
        p.hint {
            "Since the onset: " (grouped(parts.lines)) " lines, " (mass(Some(parts.net_mass_kg))) ", " (dollars(Some(parts.value_usd)))
            ". Lines, mass and share of the mass; “new”: first seen on this corridor, within half a year, since the onset. "
            span lang="zh-Hans" { "起始以来的票数、净重及净重占比；“新”指半年内首次出现于该流向。" }
        }
        div.parts {
            (list("Exporters", "出口企业", &parts.exporters))
            (list("Consignees", "境外收货人", &parts.consignees))
            (list("Declarations", "报关单", &parts.declarations))
        }
    }
}

fn mirror(bulletin: &Bulletin, words: &BulletinWords) -> Markup {
    if bulletin.mirror_gaps.is_empty() {
        return html! { p.empty { "No gap to tell, or no partners' statistics were given (--mirror). " span lang="zh-Hans" { "无显著差额，或未提供镜像统计。" } } };
    }
    html! {
        p.hint {
            "A prior on where to look, not proof: statistics differ for many honest reasons (transit, own codes, late books). Below 1, goods declared for the place did not arrive there; above 1, more arrived than was declared for it. "
            span lang="zh-Hans" { "仅为先验线索，并非证据。小于 1：申报运往该地的货物未在当地入境；大于 1：当地入境多于申报。" }
        }
        div.wide { table {
            thead { tr {
                th { "Partner " span.zh lang="zh-Hans" { "伙伴" } } th { "HS6" } th.n { "Months " span.zh lang="zh-Hans" { "月数" } }
                th.n { "Declared for it " span.zh lang="zh-Hans" { "申报出口" } } th.n { "Arrived there " span.zh lang="zh-Hans" { "对方进口" } }
                th.n { "Ratio, habit taken off " span.zh lang="zh-Hans" { "校正比" } } th.n { "Scatters from habit " span.zh lang="zh-Hans" { "偏离" } }
            } }
            tbody { @for gap in &bulletin.mirror_gaps {
                tr {
                    td { (words.place_en(&gap.destination)) " " span.zh lang="zh-Hans" { (words.place_zh(&gap.destination)) } }
                    td { (gap.hs6) }
                    td.n { (gap.months) }
                    td.n { (mass(Some(gap.declared_kg))) }
                    td.n { (mass(Some(gap.reported_kg))) }
                    td.n { (format!("{:.2}", gap.ratio)) }
                    td.n { (format!("{:+.1}", gap.scatters)) }
                }
            } }
        } }
    }
}

fn prices(bulletin: &Bulletin) -> Markup {
    html! {
        p.hint {
            "Ends of the dated price band; where a control parts the market the low end is near the inside, the high end near the outside price (est.). Usually: the narrowest the band has been; pull: how much wider it is now. "
            span lang="zh-Hans" { "价格带两端：受管制矿产的低端接近境内价，高端接近境外价（估计）。往常：历史最窄；拉力：现比往常。" }
        }
        div.wide { table {
            thead { tr {
                th { "Mineral " span.zh lang="zh-Hans" { "矿产" } } th { "Form " span.zh lang="zh-Hans" { "形态" } }
                th.n { "Low USD/kg " span.zh lang="zh-Hans" { "低" } } th.n { "High USD/kg " span.zh lang="zh-Hans" { "高" } }
                th.n { "High over low " span.zh lang="zh-Hans" { "倍数" } } th.n { "Usually " span.zh lang="zh-Hans" { "往常" } } th.n { "Pull " span.zh lang="zh-Hans" { "拉力" } }
            } }
            tbody { @for pull in &bulletin.arbitrage {
                tr {
                    td { (legible(&pull.mineral)) " " span.zh lang="zh-Hans" { (mineral_zh(&pull.mineral)) } }
                    td { (legible(&pull.form)) }
                    td.n { (format!("{:.2}", pull.inside)) }
                    td.n { (format!("{:.2}", pull.outside)) }
                    td.n { (format!("{:.1}", pull.ratio)) }
                    td.n { (format!("{:.1}", pull.usual_ratio)) }
                    td.n { (format!("{:.1}", pull.pull)) }
                }
            } }
        } }
    }
}

fn notes(bulletin: &Bulletin) -> Markup {
    let levels = &bulletin.thresholds;
    html! {
        ul.notes {
            li {
                "A warning says that a flow rose beyond chance, not why. A new plant, a new customer or a season do the same; look at who makes it up. "
                span.zh lang="zh-Hans" { "预警仅说明流量超出随机波动，不说明原因；新厂、新客户、季节亦可如此。" }
            }
            li {
                "Expected lines follow the office's activity (holidays, Chinese New Year by its real dates), the mineral's flow to all other places (so that a control moves none by itself) and, where two years are known, the season."
            }
            li {
                "Thresholds (rise " (format!("{:.1}", levels.rise)) ", shift " (format!("{:.1}", levels.shift)) " in units of log-likelihood) are set so that a quiet trade raises "
                (levels.alarms_a_year) " alarms a year over all " (levels.corridors) " corridors: found on " (format!("{:.0}", levels.quiet_years))
                " years made from this past by turning each seller's series in time by its own angle. Honest growth is no quiet trade and comes on top."
            }
            li { "Partners' statistics are used from their day of publication on; nothing later than the evening is read." }
            li { "The series stand in weekly.csv, monthly.csv, weekly_exporters.csv and monthly_exporters.csv; everything on this page in bulletin.json." }
        }
    }
}
