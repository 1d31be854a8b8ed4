//! A clearing in one sentence, in both languages.

use super::change::Words;
use super::search::Clearing;

/// "Value: 1,000 USD → 10,000 USD (proof: commercial invoice …)", or what stands where nothing clears.
pub fn told(clearing: &Clearing) -> Words {
    if clearing.facts.is_empty() {
        let titles = |pick: fn(&super::search::Stands) -> &'static str, between: &str| {
            clearing.stands.iter().map(pick).collect::<Vec<_>>().join(between)
        };
        return match clearing.stands.as_slice() {
            [] => Words::new("No declared fact clears it.", "任何申报事项均不足以排除疑点。"),
            _ => Words::new(
                format!("No declared fact clears it; what stands is: {}.", titles(|s| s.title.en, "; ")),
                format!("任何申报事项均不足以排除疑点；仍存在：{}。", titles(|s| s.title.zh, "；")),
            ),
        };
    }
    let en = clearing.facts.iter().map(|fact| {
        format!("{}: {} → {} (proof: {})", fact.fact.en, fact.declared.en, fact.needed.en, fact.document.en)
    });
    let zh = clearing.facts.iter().map(|fact| {
        format!("{}：{} → {}（证明：{}）", fact.fact.zh, fact.declared.zh, fact.needed.zh, fact.document.zh)
    });
    Words::new(en.collect::<Vec<_>>().join("; and ") + ".", zh.collect::<Vec<_>>().join("；并且") + "。")
}
