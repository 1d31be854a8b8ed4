//! Numbers as people read them: grouped, with their unit, never more digits than they deserve.

/// 1234567 → "1,234,567".
pub(crate) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Kilograms below ten tonnes, tonnes above; a dash when not declared.
pub(crate) fn mass(kg: Option<f64>) -> String {
    match kg {
        Some(kg) if !kg.is_finite() => "–".into(),
        Some(kg) if kg.abs() >= 100_000.0 => format!("{} t", whole(kg / 1000.0)),
        Some(kg) if kg.abs() >= 10_000.0 => format!("{:.1} t", kg / 1000.0),
        Some(kg) if kg.abs() >= 100.0 => format!("{} kg", whole(kg)),
        Some(kg) if kg == kg.trunc() => format!("{kg:.0} kg"),
        Some(kg) => format!("{} kg", significant(kg)),
        None => "–".into(),
    }
}

/// As [`mass`], in at most six characters, for cells of a wide table.
pub(crate) fn short_mass(kg: f64) -> String {
    match kg.abs() {
        _ if !kg.is_finite() => "–".into(),
        a if a < 1.0 && a > 0.0 => "<1 kg".into(),
        a if a < 999.5 => format!("{kg:.0} kg"),
        a if a < 99_950.0 => format!("{:.1} t", kg / 1e3),
        a if a < 99_950_000.0 => format!("{} t", whole(kg / 1e3)),
        _ => format!("{:.1} Mt", kg / 1e9),
    }
}

/// US dollars with k, M or bn; a dash when not declared.
pub(crate) fn dollars(usd: Option<f64>) -> String {
    match usd {
        Some(usd) if !usd.is_finite() => "–".into(),
        Some(usd) if usd.abs() >= 1e9 => format!("${:.2} bn", usd / 1e9),
        Some(usd) if usd.abs() >= 1e6 => format!("${:.2} M", usd / 1e6),
        Some(usd) if usd.abs() >= 1e4 => format!("${:.1} k", usd / 1e3),
        Some(usd) => format!("${}", whole(usd)),
        None => "–".into(),
    }
}

/// Declared dollars per kilogram; a dash when it cannot be said.
pub(crate) fn unit_value(usd: Option<f64>, kg: Option<f64>) -> String {
    match (usd, kg) {
        (Some(usd), Some(kg)) if kg > 0.0 && usd.is_finite() => format!("{} USD/kg", significant(usd / kg)),
        _ => "–".into(),
    }
}

/// 0.034 → "3.4 %"; what is there but tiny is not shown as zero.
pub(crate) fn percent(share: f64) -> String {
    match share * 100.0 {
        p if !p.is_finite() => "–".into(),
        0.0 => "0 %".into(),
        p if p < 0.1 => "<0.1 %".into(),
        p if p < 10.0 => format!("{p:.1} %"),
        p if p > 99.9 && p < 100.0 => ">99.9 %".into(),
        p if p > 99.0 && p < 100.0 => format!("{p:.1} %"),
        p => format!("{p:.0} %"),
    }
}

/// A risk with two digits that never rounds up to certainty.
pub(crate) fn risk(risk: f64) -> String {
    match risk {
        r if r.is_nan() => "–".into(),
        r if (0.995..1.0).contains(&r) => ">0.99".into(),
        r => format!("{r:.2}"),
    }
}

/// Three significant digits, without an exponent.
pub(crate) fn significant(value: f64) -> String {
    match value.abs() {
        a if a >= 100.0 => whole(value),
        a if a >= 10.0 => format!("{value:.1}"),
        a if a >= 1.0 => format!("{value:.2}"),
        a if a >= 0.001 => format!("{value:.3}"),
        0.0 => "0".into(),
        _ => "<0.001".into(),
    }
}

fn whole(value: f64) -> String {
    let sign = if value <= -0.5 { "-" } else { "" };
    format!("{sign}{}", grouped(value.abs().round() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn numbers_are_short_and_honest() {
        let masses = [0.0, 0.5, 12.5, 80.0, 600.0, 9_999.0, 25_171.85, 166_000.0, f64::NAN].map(|kg| mass(Some(kg)));
        expect!["0 kg | 0.500 kg | 12.5 kg | 80 kg | 600 kg | 9,999 kg | 25.2 t | 166 t | –"]
            .assert_eq(&masses.join(" | "));
        expect!["<1 kg | 669 kg | 3.7 t | 256 t | 8,120 t"]
            .assert_eq(&[0.2, 669.0, 3_740.0, 256_000.0, 8_120_000.0].map(short_mass).join(" | "));
        let values = [0.4, 950.0, 68_000.0, 54_400_000.0, 8e9].map(|usd| dollars(Some(usd)));
        expect!["$0 | $950 | $68.0 k | $54.40 M | $8.00 bn"].assert_eq(&values.join(" | "));
        let shares = [0.0, 0.0001, 0.034, 0.5, 0.995, 0.99999, 1.0, f64::NAN].map(percent);
        expect!["0 % | <0.1 % | 3.4 % | 50 % | 99.5 % | >99.9 % | 100 % | –"].assert_eq(&shares.join(" | "));
        expect!["0.97 | >0.99 | 1.00 | –"].assert_eq(&[0.97, 0.9999, 1.0, f64::NAN].map(risk).join(" | "));
        expect!["2.70 USD/kg | – | –"].assert_eq(
            &[(Some(270.0), Some(100.0)), (Some(1.0), Some(0.0)), (None, Some(1.0))]
                .map(|(usd, kg)| unit_value(usd, kg))
                .join(" | "),
        );
    }
}
