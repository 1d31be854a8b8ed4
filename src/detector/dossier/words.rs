//! The words that spoke: what they say the goods are, and what such goods weigh.

use super::cells::{Line, figure, words};
use crate::cases::{WordSpoke, Words};
use crate::engines::{WORDING_CODE, WORDING_CODES, WORDING_SPOKE};
use crate::reference::{
    LOOKALIKE_MINERAL, Reference, Spoken, SpokenAs, TEXT_FORM, TEXT_MINERAL, TEXT_PURITY_LIMIT_PCT, form_zh, mineral_zh,
};
use crate::schema;

/// Name and specification as the lists read them; `None` where neither is declared.
pub(super) fn text(line: &Line) -> Option<String> {
    let parts = [schema::GOODS_DESCRIPTION, schema::GOODS_SPECIFICATION].map(|column| line.text(column));
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" | "))
}

/// The words that spoke, in the order of the text; those the past speaks by come last. `vague` tells that the words leave open
/// what the goods are.
pub(super) fn spoke(line: &Line, reference: &Reference, vague: bool) -> Vec<WordSpoke> {
    let Some(text) = text(line) else { return Vec::new() };
    let limit = line.number(TEXT_PURITY_LIMIT_PCT);
    let mut all: Vec<WordSpoke> =
        reference.words_that_speak(&text).iter().map(|spoken| by_list(spoken, limit)).collect();
    all.extend(by_past(line, &text));
    if vague {
        let name = line.text(schema::GOODS_DESCRIPTION).unwrap_or(&text).to_owned();
        let says = words("leaves open what the goods are", "未说明货物究竟为何");
        all.push(WordSpoke { word: name, says, role: "vague".into() });
    }
    all
}

fn by_list(spoken: &Spoken, limit: Option<f64>) -> WordSpoke {
    let mineral = spoken.mineral.as_deref().unwrap_or_default();
    let form = spoken.form.as_deref().unwrap_or_default();
    let goods = goods(mineral, form);
    let (role, says) = match spoken.speaks {
        SpokenAs::Mineral => ("mineral", words(format!("names {}", goods.en), format!("指{}", goods.zh))),
        SpokenAs::Absent => {
            ("mineral", words(format!("says that it holds no {mineral}"), format!("声明不含{}", mineral_zh(mineral))))
        }
        SpokenAs::Outside if mineral.is_empty() => ("cover", words("finished goods", "成品")),
        SpokenAs::Outside => (
            "cover",
            words(
                format!("goods that hold {mineral} and are not on the list"),
                format!("含{}但不属清单的货物", mineral_zh(mineral)),
            ),
        ),
        SpokenAs::Form => ("form", words(format!("form: {form}"), format!("形态：{}", form_zh(form)))),
        SpokenAs::Purity => {
            let pct = spoken.pct.unwrap_or_default();
            let (mut en, mut zh) = (format!("purity {pct} %"), format!("纯度{pct}%"));
            if let Some(limit) = limit {
                en += &format!(", under the limit of {limit} %");
                zh += &format!("，低于{limit}%的管制标准");
            }
            ("purity", words(en, zh))
        }
    };
    WordSpoke { word: spoken.word.clone(), says, role: role.to_owned() }
}

fn goods(mineral: &str, form: &str) -> Words {
    match form {
        "" | "any" => words(mineral, mineral_zh(mineral)),
        form => words(format!("{mineral} {form}"), format!("{}（{}）", mineral_zh(mineral), form_zh(form))),
    }
}

/// The words by which past declarations speak for a code.
fn by_past(line: &Line, text: &str) -> Vec<WordSpoke> {
    let (Some(spoke), Some(code)) = (line.text(WORDING_SPOKE), line.text(WORDING_CODE)) else { return Vec::new() };
    let declared = line.text(schema::HS_CODE).and_then(|hs| hs.get(..6));
    let (role, says) = match declared == Some(code) {
        true => ("for-code", words(format!("speaks for HS {code}, as declared"), format!("与申报编码HS {code}相符"))),
        false => ("against-code", words(format!("speaks for HS {code}"), format!("更符合HS {code}"))),
    };
    let told = |word: &str| WordSpoke { word: as_written(word, text), says: says.clone(), role: role.to_owned() };
    spoke.split(';').filter(|word| !word.is_empty()).map(told).collect()
}

/// The word as it stands in the text; as the classifier reads it where the text spells it otherwise.
fn as_written(word: &str, text: &str) -> String {
    let folded = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<String>();
    let wanted = folded(word);
    let starts = text.char_indices().map(|(start, _)| &text[start..]);
    let found = starts.filter_map(|rest| {
        let end = rest.char_indices().nth(word.chars().count()).map_or(rest.len(), |(end, _)| end);
        (folded(&rest[..end]) == wanted).then(|| rest[..end].to_owned())
    });
    { found }.next().unwrap_or_else(|| word.to_owned())
}

/// Codes that the words fit best, as `282580 0.93; 382499 0.02` tells them.
pub(super) fn codes(line: &Line) -> Vec<(String, f64)> {
    let told = line.text(WORDING_CODES).unwrap_or_default();
    let pairs = told.split(';').filter_map(|pair| pair.trim().split_once(' '));
    pairs.filter_map(|(code, p)| Some((code.to_owned(), p.parse().ok()?))).collect()
}

/// What goods of the code, of the words and of what the code may cover weigh, solid and as packed, kg a cubic metre.
pub(super) fn materials(line: &Line, reference: &Reference) -> Vec<(String, f64)> {
    let (market, hs) = (reference.market(), line.text(schema::HS_CODE).unwrap_or_default());
    let mut told: Vec<(String, f64)> = Vec::new();
    let mut tell = |name: String, density: f64| {
        if let Some(density) = figure(density).filter(|density| *density > 0.0)
            && told.iter().all(|(held, _)| *held != name)
        {
            told.push((name, density));
        }
    };
    let by_words =
        line.text(TEXT_MINERAL).zip(line.text(TEXT_FORM)).and_then(|(name, form)| market.mineral(name, form));
    let by_code = market.minerals.iter().find(|row| row.codes.iter().any(|code| hs.starts_with(code.as_str())));
    let cover = line.text(LOOKALIKE_MINERAL);
    let covers = cover.and_then(|mineral| market.lookalikes_of(hs).find(|row| row.mineral == mineral));
    let covers = covers.and_then(|row| market.mineral(&row.mineral, &row.form));
    for row in [by_code, by_words, covers].into_iter().flatten() {
        tell(format!("{} {}, solid", row.mineral, row.form), row.solid_density_g_cm3 * 1000.0);
        tell(format!("{} {}, packed", row.mineral, row.form), row.packed_density_kg_m3);
    }
    if let Some(cover) = market.cover(hs, line.day()) {
        tell(format!("{}, packed", cover.goods), cover.packed_density_kg_m3);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::as_written;

    #[test]
    fn a_word_is_found_as_it_was_written() {
        assert_eq!(as_written("TRIOXIDE", "Antimony Trioxide 99.8%"), "Trioxide");
        assert_eq!(as_written("氧化锑", "三氧化锑 粉末"), "氧化锑");
        assert_eq!(as_written("SB2O3", "antimony white"), "SB2O3");
        assert_eq!(as_written("straße", "an der STRASSE"), "straße");
    }
}
