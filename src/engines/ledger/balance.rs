//! The running balance of one enterprise and one element, month by month, as known on a day.

use super::chain::Supply;
use super::cusum::Cusum;
use super::delays::Delays;
use super::exports::Sent;
use super::months::{first_day, month_of};
use super::stage::Stage;
use std::collections::BTreeMap;

/// Days between a purchase and the export of what was bought (est.: about a fortnight for goods that pass through; makers hold
/// them longer, which only gives reports more time).
const LEAD_DAYS: i32 = 14;
/// Standard deviation of the unknown opening stock, in months of the account's usual exports (est.: a week's goods in store; two
/// months where the account is as old as the register, because then it was busy before anybody counted).
const OPENING_MONTHS: f64 = 0.25;
const OPENING_MONTHS_OLD: f64 = 0.5;
/// Least share of reports that is still taken to come, however old the sale.
const LEAST_LATE: f64 = 0.001;
/// Random error of weighing and assay of a month's movement, relative, and the error that all months share (est.; the
/// international target values for element factors and bulk weighing, IAEA STR-368, are some tenths of a per cent; trade
/// documents round, moisten and invoice by nominal grade).
const RANDOM: f64 = 0.01;
const SYSTEMATIC: f64 = 0.02;
/// Days before which a register's first sales stand for goods exported: earlier exports were bought before it begins.
const SETTLING_DAYS: i32 = 30;

/// A month of an account, kg of contained element.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Month {
    /// Months since year 0.
    pub month: i32,
    /// Book stock at its beginning; never below zero.
    pub opening_kg: f64,
    /// Purchases of the month that are known, times what the enterprise's link recovers.
    pub bought_kg: f64,
    /// Own production that its capacity allows (mines only).
    pub produced_kg: f64,
    /// Sales inside the country that are known.
    pub sold_kg: f64,
    /// Declared exports.
    pub exported_kg: f64,
    /// Purchases for these exports and sales that are expected to be reported yet.
    pub late_kg: f64,
    /// What left without stock, purchase, production or expected report to cover it.
    pub unexplained_kg: f64,
    /// Standard deviation of the month.
    pub sigma_kg: f64,
    /// Page's sum after the month, in standard deviations.
    pub cusum: f64,
}

/// The whole account.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Balance {
    /// Months from the first movement on.
    pub months: Vec<Month>,
    /// Known purchases after recovery, production, sales, exports and expected reports of all months, kg.
    pub sourced_kg: f64,
    pub sold_kg: f64,
    pub exported_kg: f64,
    pub late_kg: f64,
    /// Exports and sales less everything that could have been their source (below zero: stock), kg.
    pub unexplained_kg: f64,
    /// Its standard deviation, kg: opening stock, late reports, recovery, weighing and assay, share in the goods.
    pub sigma_kg: f64,
    /// Exports and sales of the last twelve months, kg.
    pub year_kg: f64,
    /// Known purchases, one by one.
    pub purchases_n: usize,
    /// How unlikely it is that every month's purchase is still unreported: −log10 of the product over the exporting months of the
    /// share of reports that come later.
    pub silence: f64,
}

/// What a balance is made of.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// What the supply register holds; `None` where it holds nothing.
    pub supply: Option<&'a Supply>,
    /// Exports learned, by month.
    pub exports: Option<&'a BTreeMap<i32, Sent>>,
    /// A line not learned yet, on the day of the balance.
    pub line: Option<Sent>,
    /// Link of the chain, if known.
    pub stage: Option<Stage>,
    /// Capacity, kg a year, if known.
    pub capacity_kg_year: Option<f64>,
    /// First day of the register.
    pub begins: i32,
}

impl Account<'_> {
    /// The balance as known before `as_of`. `None` for a mine without capacity, whose source cannot be told.
    ///
    /// The unexplained part of an account is the inventory difference of nuclear material accounting (MUF = opening + in − out −
    /// closing; IAEA Safeguards Glossary 2022, 6.43) with the closing stock unknown but never below zero: what went out beyond
    /// everything that came in. Purchases not yet reported are expected as in claims reserving (Bornhuetter & Ferguson 1972):
    /// under the hypothesis that all that left was bought, the part of what left in a month whose purchase would not be reported yet.
    pub fn balance(&self, delays: &Delays, as_of: i32) -> Option<Balance> {
        let mining = self.stage == Some(Stage::Mining);
        if mining && self.capacity_kg_year.is_none() {
            return None;
        }
        let (recovery, recovery_sd) = self.stage.map_or((1.0, 0.0), Stage::recovery);
        let now = month_of(as_of);
        let covered = month_of(self.begins + SETTLING_DAYS);
        let mut flows: BTreeMap<i32, [f64; 3]> = BTreeMap::new();
        let (mut exported, mut doubt) = (0.0, 0.0);
        let mut book = |month: i32, sent: Sent, flows: &mut BTreeMap<i32, [f64; 3]>| {
            if month >= covered {
                flows.entry(month).or_default()[2] += sent.grams as f64 / 1000.0;
                exported += sent.grams as f64 / 1000.0;
                doubt += sent.doubt_grams as f64 / 1000.0;
            }
        };
        for (month, sent) in self.exports.into_iter().flatten() {
            book(*month, *sent, &mut flows);
        }
        if let Some(line) = self.line {
            book(now, line, &mut flows);
        }
        let (mut bought, mut sold, mut purchases_n) = (0.0, 0.0, 0);
        for movement in self.supply.into_iter().flat_map(|supply| supply.bought_before(as_of)) {
            flows.entry(month_of(movement.traded_on)).or_default()[0] += movement.kg * recovery;
            bought += movement.kg;
            purchases_n += 1;
        }
        for movement in self.supply.into_iter().flat_map(|supply| supply.sold_before(as_of)) {
            flows.entry(month_of(movement.traded_on)).or_default()[1] += movement.kg;
            sold += movement.kg;
        }
        let first = *flows.keys().next()?;
        // Of the months before the last where there are any: a sudden lot must not widen its own allowance.
        let exporting: Vec<f64> = flows.values().map(|flow| flow[2]).filter(|kg| *kg > 0.0).collect();
        let earlier = &exporting[..exporting.len().saturating_sub(1).max(1).min(exporting.len())];
        let usual = earlier.iter().sum::<f64>() / earlier.len().max(1) as f64;
        let old = first <= covered;
        let opening_sd = usual * if old { OPENING_MONTHS_OLD } else { OPENING_MONTHS };
        let a_month = if mining { self.capacity_kg_year.unwrap_or(0.0) / 12.0 } else { 0.0 };

        let mut balance = Balance { sold_kg: sold, exported_kg: exported, purchases_n, ..Balance::default() };
        let (mut stock, mut cusum, mut variance, mut produced) = (0.0, Cusum::default(), 0.0, 0.0);
        // Nothing of a month that begins on the day can have happened before it but the line.
        let last = if first_day(now) == as_of && self.line.is_none() { now - 1 } else { now };
        for month in first..=last {
            let [bought, sold, exported] = flows.get(&month).copied().unwrap_or_default();
            // Half-way through what there is of the month.
            let middle = (first_day(month) + first_day(month + 1).min(as_of)) / 2;
            let reported = delays.reported(as_of - middle + LEAD_DAYS);
            let left = exported + sold;
            let late = left * (1.0 - reported);
            let month_variance = left * left * reported * (1.0 - reported)
                + (RANDOM * RANDOM) * (exported * exported + bought * bought + sold * sold);
            variance += month_variance;
            produced += a_month;
            let opening = stock;
            stock += bought + a_month + late - sold - exported;
            let unexplained = if stock < 0.0 { -stock } else { 0.0 };
            stock = stock.max(0.0);
            let shared = (SYSTEMATIC * (exported + sold)).powi(2) + (recovery_sd * bought).powi(2);
            let sigma = (month_variance + shared + opening_sd * opening_sd).sqrt();
            let sum = cusum.add(if sigma > 0.0 { unexplained / sigma } else { 0.0 });
            balance.late_kg += late;
            if exported > 0.0 {
                balance.silence -= (1.0 - reported).max(LEAST_LATE).log10();
            }
            if month > now - 12 {
                balance.year_kg += exported + sold;
            }
            balance.months.push(Month {
                month,
                opening_kg: opening,
                bought_kg: bought,
                produced_kg: a_month,
                sold_kg: sold,
                exported_kg: exported,
                late_kg: late,
                unexplained_kg: unexplained,
                sigma_kg: sigma,
                cusum: sum,
            });
        }
        balance.sourced_kg = bought * recovery + produced;
        balance.unexplained_kg = balance.exported_kg + sold - balance.sourced_kg - balance.late_kg;
        let shared = (SYSTEMATIC * (balance.exported_kg + sold)).powi(2)
            + (recovery_sd * bought).powi(2)
            + doubt * doubt
            + opening_sd * opening_sd;
        balance.sigma_kg = (variance + shared).sqrt();
        Some(balance)
    }
}

impl Balance {
    /// The unexplained part in standard deviations; `None` without exports.
    pub fn z(&self) -> Option<f64> {
        (self.exported_kg > 0.0 && self.sigma_kg > 0.0).then(|| self.unexplained_kg / self.sigma_kg)
    }

    /// Page's sum after the last month.
    pub fn cusum(&self) -> f64 {
        self.months.last().map_or(0.0, |month| month.cusum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::ledger::chain::Movement;

    const DAY: i32 = 20_000; // 2024-10-04

    fn punctual() -> Delays {
        let sales: Vec<(i32, i32)> = (0..400).map(|n| (DAY - n, DAY - n + 5)).collect();
        Delays::seen(&sales, DAY + 300).unwrap()
    }

    fn sent(months: &[(i32, f64)]) -> BTreeMap<i32, Sent> {
        months.iter().map(|(month, kg)| (month_of(DAY) + month, Sent::of(*kg, 0.0))).collect()
    }

    fn bought(list: &[(i32, f64)]) -> Supply {
        let bought = list.iter().map(|(day, kg)| Movement { traded_on: DAY + day, known_on: DAY + day + 5, kg: *kg });
        Supply { bought: bought.collect(), sold: Vec::new() }
    }

    fn account<'a>(supply: &'a Supply, exports: &'a BTreeMap<i32, Sent>) -> Account<'a> {
        Account {
            supply: Some(supply),
            exports: Some(exports),
            line: None,
            stage: Some(Stage::Trading),
            capacity_kg_year: None,
            begins: DAY - 400,
        }
    }

    #[test]
    fn what_was_bought_covers_what_was_sent() {
        let (supply, exports) = (bought(&[(-10, 1000.0), (20, 1100.0)]), sent(&[(0, 1000.0), (1, 1050.0)]));
        let balance = account(&supply, &exports).balance(&punctual(), DAY + 100).unwrap();
        assert!((balance.unexplained_kg + 52.0).abs() < 1.0, "{balance:?}");
        assert_eq!(balance.cusum(), 0.0);
        assert!(balance.months.iter().all(|month| month.unexplained_kg < 1.0));
    }

    #[test]
    fn sending_two_and_a_half_times_what_was_bought_adds_up() {
        let (supply, exports) = (
            bought(&[(-10, 400.0), (20, 400.0), (50, 400.0), (80, 400.0)]),
            sent(&[(0, 1000.0), (1, 1000.0), (2, 1000.0), (3, 1000.0)]),
        );
        let balance = account(&supply, &exports).balance(&punctual(), DAY + 200).unwrap();
        // 4,000 out, 1,600 in, 1 a month expected from sales of which no late one was seen yet; sigma: opening stock 250 kg, weighing 2 % of 4,000 = 80.
        assert!((balance.unexplained_kg - 2396.0).abs() < 1.0, "{balance:?}");
        assert!(
            (balance.sigma_kg - (250.0f64.powi(2) + 80.0f64.powi(2) + 4.0 * 985.0).sqrt()).abs() < 5.0,
            "{}",
            balance.sigma_kg
        );
        assert!(balance.z().unwrap() > 8.0);
        let sums: Vec<f64> = balance.months.iter().map(|month| month.cusum).collect();
        assert!(sums[3] > 4.0 && sums.windows(2).take(3).all(|pair| pair[0] < pair[1]), "{sums:?}");
    }

    #[test]
    fn a_late_report_is_expected_before_it_is_missed() {
        // A fifth of all reports comes after 60 days; the month's purchase is not there yet.
        let sales: Vec<(i32, i32)> = (0..400).map(|n| (DAY - n, DAY - n + if n % 5 == 0 { 60 } else { 5 })).collect();
        let delays = Delays::seen(&sales, DAY + 300).unwrap();
        let (supply, exports) = (Supply::default(), sent(&[(0, 1000.0)]));
        let soon = account(&supply, &exports).balance(&delays, DAY + 25).unwrap();
        let later = account(&supply, &exports).balance(&delays, DAY + 90).unwrap();
        assert!(soon.z().unwrap() < 2.0, "{soon:?}");
        assert!(later.z().unwrap() > 3.0, "{later:?}");
    }

    #[test]
    fn only_what_was_known_counts() {
        let mut supply = bought(&[(-10, 1000.0)]);
        supply.bought[0].known_on = DAY + 50;
        let exports = sent(&[(0, 1000.0)]);
        let before = account(&supply, &exports).balance(&punctual(), DAY + 50).unwrap();
        let after = account(&supply, &exports).balance(&punctual(), DAY + 51).unwrap();
        assert_eq!(before.sourced_kg, 0.0);
        assert_eq!(after.sourced_kg, 1000.0);
    }

    #[test]
    fn a_mine_is_bounded_by_its_capacity_alone() {
        let (supply, exports) = (Supply::default(), sent(&[(0, 1000.0), (1, 1000.0)]));
        let mut mine = account(&supply, &exports);
        mine.stage = Some(Stage::Mining);
        assert_eq!(mine.balance(&punctual(), DAY + 50), None);
        mine.capacity_kg_year = Some(12_600.0);
        let balance = mine.balance(&punctual(), DAY + 50).unwrap();
        assert!(balance.unexplained_kg < 0.0, "{balance:?}");
    }
}
