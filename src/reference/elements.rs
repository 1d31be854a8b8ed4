//! How much a specification states, as the Chinese declaration rules ask: elements separated by `|`.

/// Answers that fill a box and state nothing: kinds of brand, "none", "no mark".
const FILLERS: &[&str] = &[
    "无",
    "无牌",
    "无品牌",
    "无型号",
    "其他",
    "境内自主品牌",
    "境内收购品牌",
    "境外品牌",
    "境外品牌(贴牌生产)",
    "境外品牌(其他)",
    "贴牌",
    "不享惠",
    "n/m",
    "n/a",
    "nil",
    "none",
    "no brand",
    "no",
    "-",
    "/",
];

/// Elements of a specification that state something of the goods: grade, composition, size, brand by name.
///
/// The codes of brand type and export preference (one digit each) and fillers are no elements.
pub(super) fn count_elements(specification: &str) -> usize {
    let states = |part: &str| {
        let code = part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_digit());
        !part.is_empty() && !code && !FILLERS.iter().any(|filler| filler.eq_ignore_ascii_case(part))
    };
    specification.split(['|', ';', '；']).map(str::trim).filter(|part| states(part)).count()
}

#[cfg(test)]
mod tests {
    use super::count_elements;

    #[test]
    fn what_states_something_counts() {
        for (specification, elements) in [
            ("0|1|境内自主品牌|Sb 99.65%|ingot 22kg", 2),
            ("3|2|", 0),
            ("", 0),
            ("In 99.995%|500g", 2),
            ("1|0|无品牌|N/M|", 0),
            ("4|3|HUAYU牌|N42SH|Nd 29% Dy 3.0%|镀锌", 4),
            ("purity 99.9%; mesh 200；bag", 3),
        ] {
            assert_eq!(count_elements(specification), elements, "{specification}");
        }
    }
}
