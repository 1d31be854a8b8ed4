//! The three questions that a trained model answers.

use serde::{Deserialize, Serialize};

/// One thing for each head of a model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByHead<T> {
    /// Are goods, value or quantity declared falsely?
    pub false_declaration: T,
    /// Do the goods go on to a third country or a hidden end user?
    pub re_export: T,
    /// Is anything wrong?
    pub risk: T,
}

/// Files of the weights, in a model's folder.
pub const WEIGHTS: ByHead<&str> = ByHead {
    false_declaration: "weights-false-declaration.bin",
    re_export: "weights-re-export.bin",
    risk: "weights-risk.bin",
};

impl<T> ByHead<T> {
    /// Each head's thing by reference.
    pub fn each(&self) -> ByHead<&T> {
        ByHead { false_declaration: &self.false_declaration, re_export: &self.re_export, risk: &self.risk }
    }

    /// Two things for each head.
    pub fn zip<U>(self, other: ByHead<U>) -> ByHead<(T, U)> {
        ByHead {
            false_declaration: (self.false_declaration, other.false_declaration),
            re_export: (self.re_export, other.re_export),
            risk: (self.risk, other.risk),
        }
    }

    /// The same for each head, in the order false declaration, re-export, risk; stops at the first error.
    pub fn try_map<U, E>(self, mut make: impl FnMut(T) -> Result<U, E>) -> Result<ByHead<U>, E> {
        Ok(ByHead {
            false_declaration: make(self.false_declaration)?,
            re_export: make(self.re_export)?,
            risk: make(self.risk)?,
        })
    }

    /// The three things in the order false declaration, re-export, risk.
    pub fn into_array(self) -> [T; 3] {
        [self.false_declaration, self.re_export, self.risk]
    }
}
