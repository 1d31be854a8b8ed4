//! Lists for a spreadsheet, in which no declared text can become a formula.
