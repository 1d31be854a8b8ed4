//! The program's own words: help and errors, as snapshots.

use expect_test::expect_file;
use std::process::Command;

/// What the program said and how it ended.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs the program in an empty environment but for `variables`.
pub fn tidewaiter(arguments: &[&str], variables: &[(&str, &str)]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidewaiter"));
    command.args(arguments).env_remove("COLUMNS").env("NO_COLOR", "1");
    variables.iter().for_each(|(name, value)| {
        command.env(name, value);
    });
    let output = command.output().expect("the program starts");
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[test]
fn help_tells_what_each_command_is_for() {
    let mut all = String::new();
    for command in [
        "",
        "demo",
        "check",
        "score",
        "replay",
        "reference",
        "signals",
        "evaluate",
        "simulate",
        "text",
        "screen",
        "ledger",
        "warn",
        "backtest",
        "models",
        "train",
        "cases",
        "audit",
        "users",
        "nightly",
        "replay-night",
        "config",
        "review",
    ] {
        let arguments: Vec<&str> = [command, "--help"].into_iter().filter(|word| !word.is_empty()).collect();
        let said = tidewaiter(&arguments, &[]);
        assert_eq!(said.code, 0, "{command}: {}", said.err);
        all.push_str(&format!("$ tidewaiter {}\n{}\n", arguments.join(" "), said.out));
        assert!(command.is_empty() || said.out.contains("Examples:"), "{command}: a help without an example");
    }
    expect_file!["../golden/help.txt"].assert_eq(&all);
}

#[test]
fn errors_say_what_where_and_what_to_do() {
    let cases: &[(&[&str], i32)] = &[
        (&["score", "no-such-file.csv"], 65),
        (&["score", "Cargo.toml"], 65),
        (&["score", "datasets/sample/declarations.parquet", "--mapping", "no-such-mapping"], 2),
        (&["score", "datasets/sample/declarations.parquet", "--capacity", "much"], 2),
        (&["score", "datasets/sample/declarations.parquet", "--baselines", "src"], 65),
        (&["signals", "unit-value"], 2),
        (&["signals", "--family", "price"], 2),
        (&["models", "list", "--models", "no-such-folder"], 65),
        (&["models", "show", "label-free-3"], 2),
        (&["cases", "list", "--db", "no-such-file.db"], 65),
        (&["audit", "verify", "--db", "Cargo.toml"], 65),
        (&["users", "add", "wang", "--role", "officer"], 2),
    ];
    let mut all = String::new();
    for (arguments, code) in cases {
        let out = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidewaiter"));
        command.args(*arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
        if arguments[0] == "score" {
            command.arg("--out").arg(out.path());
        }
        let output = command.output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(*code), "{arguments:?}: {err}");
        all.push_str(&format!("$ tidewaiter {}    [{code}]\n{err}\n", arguments.join(" ")));
    }
    expect_file!["../golden/errors.txt"].assert_eq(&all);
}
