//! `backtest.html`: how the strategies stand, whether exploring paid, and the weeks in a picture; one file, no script.

use super::backtest_picture::{backtest_picture, stroke};
use super::frame::framed;
use super::numbers::{grouped, percent};
use crate::backtest::{MEASURES, Results, Settings};
use maud::{Markup, html};

/// The whole page. The same results give the same bytes.
pub fn backtest_page(results: &Results, settings: &Settings) -> String {
    let body = html! {
        body {
            a.skip href="#standing" { "Skip to the results" }
            header {
                h1 { "What each way of choosing would have found " span.zh lang="zh-Hans" { "布控策略回测" } }
                p.lead {
                    "Week by week: each strategy opens " (percent(settings.capacity)) " of the lines, sees the truth of those alone, "
                    (settings.delay_days) " days later, and trains every " (settings.retrain_weeks) " weeks on what it knows. The first "
                    (settings.weeks_warm) " weeks are the same for all: half by the rules, half at random. "
                    span lang="zh-Hans" { "每种策略只知道自己查验过的结果。" }
                }
                dl.facts {
                    (fact("Pasts", "回测样本", results.pasts.len() as u64))
                    (fact("Seeds of chance", "随机种子", results.seeds))
                    (fact("Weeks walked", "周数", results.weeks as u64))
                }
            }
            main {
                section id="standing" aria-labelledby="standing-title" {
                    h2 id="standing-title" { "How they stand " span.zh lang="zh-Hans" { "结果" } }
                    p.hint { "Over the last half of the weeks: mean ± standard deviation between walks (pasts × seeds), and the worst walk." }
                    (table(results))
                }
                section id="exploring" aria-labelledby="exploring-title" {
                    h2 id="exploring-title" { "Did exploring pay? " span.zh lang="zh-Hans" { "探索是否值得" } }
                    @for against in &results.against { p { (against.says()) } }
                }
                section id="weeks" aria-labelledby="weeks-title" {
                    h2 id="weeks-title" { "Recall by week " span.zh lang="zh-Hans" { "每周查获率" } }
                    figure {
                        (backtest_picture(results))
                        figcaption { "Mean over all walks, each point over five weeks; the table measures the shaded half." }
                    }
                    ul.legend {
                        @for stand in &results.stands {
                            @let (colour, dashes) = stroke(stand.strategy);
                            li {
                                svg viewBox="0 0 40 10" style="display:inline;width:40px;height:10px" aria-hidden="true" {
                                    line x1="0" x2="40" y1="5" y2="5" stroke=(colour) stroke-width="2.5" stroke-dasharray=[(!dashes.is_empty()).then_some(dashes)] {}
                                }
                                " " b { (stand.strategy.id()) } ": " (stand.strategy.about())
                            }
                        }
                    }
                }
            }
            footer { p { "tidewaiter " (env!("CARGO_PKG_VERSION")) " · " @for past in &results.pasts { (past) " " } } }
        }
    };
    framed(html! { "Back-test" }, &[], body)
}

fn fact(en: &str, zh: &str, value: u64) -> Markup {
    html! { div { dt { (en) " " span.zh lang="zh-Hans" { (zh) } } dd { (grouped(value)) } } }
}

fn table(results: &Results) -> Markup {
    html! {
        div.wide { table {
            thead { tr {
                th { "Strategy " span.zh lang="zh-Hans" { "策略" } }
                @for measure in MEASURES { th.n { (measure.title()) } }
            } }
            tbody {
                @for stand in &results.stands { tr {
                    th scope="row" { (stand.strategy.id()) }
                    @for spread in &stand.spreads {
                        td.n { (format!("{:.3} ± {:.3}", spread.mean, spread.deviation)) br; small.zh { (format!("worst {:.3}", spread.worst)) } }
                    }
                } }
            }
        } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backtest::{Strategy, Walk, Week};

    #[test]
    fn the_page_tells_every_strategy_and_whether_exploring_paid() {
        let week = |found| Week { lines: 100, opened: 2, illicit: 2, found, ..Week::default() };
        let walks = Strategy::ALL.map(|strategy| Walk {
            past: "<a & b>".into(),
            strategy,
            seed: 1,
            trainings: 0,
            weeks: vec![week(0), week(if strategy == Strategy::HybridRandom { 2 } else { 1 })],
        });
        let page = backtest_page(&Results::of(&walks), &Settings::default());
        for strategy in Strategy::ALL {
            assert!(page.contains(strategy.about()), "{strategy:?}");
        }
        assert!(page.contains("recall +0.5000") && page.contains("better in mean"), "{page}");
        assert!(page.contains("&lt;a &amp; b&gt;") && !page.contains("<a &"), "names are escaped");
        assert!(page.contains("1.000 ± 0.000"));
    }
}
