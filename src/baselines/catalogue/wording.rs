//! What texts usually say under a code, and which minerals they name there.

use super::columns::columns;
use super::parts::{count, small, tally};
use crate::baselines::keys::Part;
use crate::baselines::ladder::{Ladder, LadderSpec};
use crate::baselines::set::Baseline;
use crate::baselines::state::Decayed;
use crate::baselines::tally::{Tally, TallySpec};
use crate::schema;

columns! {
    TEXT_MINERAL_GOODS_N = "text_mineral_goods_n", Count, "Past lines of the same 6-digit code whose text names the same mineral, decayed";
    TEXT_MINERAL_HEADING_N = "text_mineral_heading_n", Count, "Past lines of the same heading whose text names the same mineral, decayed";
    EXPORTER_TEXT_MINERAL_N = "exporter_text_mineral_n", Count, "Past lines of the exporter whose text names the same mineral, decayed";
    EXPORTER_TEXT_MINERAL_CHAPTER_N = "exporter_text_mineral_chapter_n", Count, "Of those the lines in the same chapter, decayed";
    TEXT_USUAL_ELEMENTS = "text_usual_elements", Count, "One more than the median number of elements that specifications of these goods, and of the exporter's, state";
    TEXT_USUAL_ELEMENTS_SPREAD = "text_usual_elements_spread", LogRatio, "Robust standard deviation of the logarithm of that number";
    TEXT_USUAL_ELEMENTS_N = "text_usual_elements_n", Count, "Texts behind the usual number of elements";
    TEXT_USUAL_ELEMENTS_LOW = "text_usual_elements_p10", Count, "10th percentile of that number";
    TEXT_USUAL_ELEMENTS_HIGH = "text_usual_elements_p90", Count, "90th percentile of that number";
    WORDING_USUAL_CODES = "wording_usual_codes", Count, "Median number of codes that texts of these goods leave open: 2 to the power of the entropy";
    WORDING_USUAL_CODES_SPREAD = "wording_usual_codes_spread", LogRatio, "Robust standard deviation of the logarithm of that number";
    WORDING_USUAL_CODES_N = "wording_usual_codes_n", Count, "Texts behind the usual number of codes left open";
    WORDING_USUAL_CODES_LOW = "wording_usual_codes_p10", Count, "10th percentile of that number";
    WORDING_USUAL_CODES_HIGH = "wording_usual_codes_p90", Count, "90th percentile of that number";
}

/// The baselines of this file, knowing nothing yet.
pub(super) fn all() -> Vec<Box<dyn Baseline>> {
    vec![
        Tally::new(&TEXT_MINERAL_GOODS),
        Tally::new(&TEXT_MINERAL_HEADING),
        Tally::new(&EXPORTER_TEXT_MINERAL),
        Tally::new(&EXPORTER_TEXT_MINERAL_CHAPTER),
        Ladder::new(&ELEMENTS),
        Ladder::new(&CODES_LEFT_OPEN),
    ]
}

static TEXT_MINERAL_GOODS: TallySpec<Decayed> = tally(
    "text-mineral-goods",
    "Lines by 6-digit code and the mineral that the text names",
    &[Part::Hs6, Part::TextMineral],
    &[count(TEXT_MINERAL_GOODS_N)],
);

static TEXT_MINERAL_HEADING: TallySpec<Decayed> = tally(
    "text-mineral-heading",
    "Lines by heading and the mineral that the text names",
    &[Part::Hs4, Part::TextMineral],
    &[count(TEXT_MINERAL_HEADING_N)],
);

static EXPORTER_TEXT_MINERAL: TallySpec<Decayed> = tally(
    "exporter-text-mineral",
    "Lines by exporter and the mineral that the text names",
    &[Part::Exporter, Part::TextMineral],
    &[count(EXPORTER_TEXT_MINERAL_N)],
);

static EXPORTER_TEXT_MINERAL_CHAPTER: TallySpec<Decayed> = tally(
    "exporter-text-mineral-chapter",
    "Lines by exporter, mineral that the text names, and chapter",
    &[Part::Exporter, Part::TextMineral, Part::Hs2],
    &[count(EXPORTER_TEXT_MINERAL_CHAPTER_N)],
);

/// The exporter's own habit counts from some thirty of its lines on: who always types little is known for it.
static ELEMENTS: LadderSpec = LadderSpec {
    id: "text-elements",
    about: "How many elements specifications state, by goods and by the exporter's habit; one is added, so that none can be told",
    levels: &[&[Part::Hs6], &[Part::Exporter, Part::Hs4]],
    months: None,
    value: |keys| {
        Ok(small(keys, schema::TEXT_ELEMENTS)?.into_iter().map(|elements| elements.map(|n| n + 1.0)).collect())
    },
    shrink: 30.0,
    spread_min: 0.25,
    median: TEXT_USUAL_ELEMENTS,
    spread: TEXT_USUAL_ELEMENTS_SPREAD,
    n: TEXT_USUAL_ELEMENTS_N,
    low: TEXT_USUAL_ELEMENTS_LOW,
    high: TEXT_USUAL_ELEMENTS_HIGH,
};

static CODES_LEFT_OPEN: LadderSpec = LadderSpec {
    id: "wording-codes-left-open",
    about: "How many 6-digit codes texts of these goods leave open",
    levels: &[&[Part::Hs4], &[Part::Hs6]],
    months: None,
    value: |keys| Ok(small(keys, schema::WORDING_ENTROPY)?.into_iter().map(|entropy| entropy.map(f64::exp2)).collect()),
    shrink: 15.0,
    spread_min: 0.5,
    median: WORDING_USUAL_CODES,
    spread: WORDING_USUAL_CODES_SPREAD,
    n: WORDING_USUAL_CODES_N,
    low: WORDING_USUAL_CODES_LOW,
    high: WORDING_USUAL_CODES_HIGH,
};
