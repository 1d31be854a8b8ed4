//! Passwords at the console: asked for without showing them, or read from a pipe.

use crate::error::Error;
use crate::error::Result;
use crate::review::password;
use crate::review::password::BYTES_MAX;
use crate::review::password::CHARACTERS_MIN;
use crate::review::password::Weak;
use std::io::BufRead;
use std::io::IsTerminal;
use std::io::Write;
use std::process::Command;
use std::process::Stdio;

/// A new password for an account, from the terminal (twice, unseen) or the first line of a pipe, as an Argon2id hash.
///
/// # Errors
/// `Error::Usage` where there is none, where it is too short or long, or where the two are not the same.
pub(super) fn new_hash(name: &str) -> Result<String> {
    let password = if std::io::stdin().is_terminal() { asked(name)? } else { line()? };
    check(&password, name)?;
    password::hash(&password).map_err(Error::Busy)
}

fn check(password: &str, name: &str) -> Result<()> {
    let why = match password::check(password, name) {
        Ok(()) => return Ok(()),
        Err(Weak::Short) => format!("is shorter than {CHARACTERS_MIN} characters; choose a longer one"),
        Err(Weak::Long) => format!("has more than {BYTES_MAX} bytes; choose a shorter one"),
        Err(Weak::Name) => "holds the name of its user; choose another".into(),
        Err(Weak::Plain) => "is too easy to guess; use more different characters, as in a few words in a row".into(),
    };
    Err(Error::Usage(format!("the password {why}")))
}

/// The first line of standard input.
fn line() -> Result<String> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|cause| Error::input("standard input", cause, "pipe the password in"))?;
    let line = line.strip_suffix('\n').unwrap_or(&line);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_string())
}

fn asked(name: &str) -> Result<String> {
    let hidden = Hidden::begin()?;
    let first = prompted(&format!("New password for {name}: "))?;
    let second = prompted("Once more: ")?;
    drop(hidden);
    match first == second {
        true => Ok(first),
        false => Err(Error::Usage("the two passwords are not the same; try again".into())),
    }
}

fn prompted(prompt: &str) -> Result<String> {
    let mut out = std::io::stderr().lock();
    // A prompt that cannot be shown does not hinder the typing.
    let _ = write!(out, "{prompt}").and_then(|()| out.flush());
    let line = line();
    let _ = writeln!(out);
    line
}

/// While it lives, the terminal does not show what is typed.
struct Hidden;

impl Hidden {
    fn begin() -> Result<Hidden> {
        match echo("-echo") {
            true => Ok(Hidden),
            false => Err(Error::Usage("the terminal cannot hide what is typed; pipe the password in instead".into())),
        }
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        echo("echo");
    }
}

fn echo(how: &str) -> bool {
    Command::new("stty").arg(how).stdin(Stdio::inherit()).status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_endless_passwords_are_refused() {
        assert!(check("short", "wang").is_err() && check(&"long".repeat(200), "wang").is_err());
        assert!(check("wang fang in the garden", "wang").is_err());
        assert!(check("春眠不觉晓处处闻啼鸟夜来", "wang").is_ok());
    }
}
