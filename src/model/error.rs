//! Why a model cannot be fitted or read.

/// Messages are fragments that read well after "the model cannot be used: "; each says what, where and what to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// Two tables that belong together differ in length or width.
    #[error("{what}: {expected} expected, {got} given; give one for each")]
    Shape { what: &'static str, expected: usize, got: usize },
    /// A value that is no observation. `column` counts from 0.
    #[error("{what} of row {row}{} is {value}; {remedy}", column.map(|column| format!(", column {column}")).unwrap_or_default())]
    Value { what: &'static str, row: usize, column: Option<usize>, value: f64, remedy: &'static str },
    /// All rows that weigh something have the same outcome.
    #[error("every row that has weight has the same outcome; add rows of the other kind or wait for more outcomes")]
    OneKind,
    /// A setting outside its range.
    #[error("`{name}` is {value}; choose {range}")]
    Setting { name: &'static str, value: f64, range: &'static str },
    /// Bytes that are no whole model of this program.
    #[error(
        "these are not the bytes of a usable model: {0}; restore the file from its backup or train the model again"
    )]
    Bytes(String),
    /// The library that grows the trees refused.
    #[error("the trees could not be grown: {0}; this is a fault of the program, please report it")]
    Learner(String),
}
