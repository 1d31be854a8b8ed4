//! Passwords at the console: asked for without showing them, or read from a pipe.

use crate::error::Error;
use crate::error::Result;
use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::PasswordHash;
use std::io::BufRead;
use std::io::IsTerminal;
use std::io::Write;
use std::process::Command;
use std::process::Stdio;

/// Characters that a password needs at least.
const CHARACTERS_MIN: usize = 12;
/// Longer ones are refused before they are hashed.
const BYTES_MAX: usize = 512;

/// A new password for an account, from the terminal (twice, unseen) or the first line of a pipe, as an Argon2id hash.
///
/// # Errors
/// `Error::Usage` where there is none, where it is too short or long, or where the two are not the same.
pub(super) fn new_hash(name: &str) -> Result<String> {
    let password = if std::io::stdin().is_terminal() { asked(name)? } else { line()? };
    check(&password)?;
    hash(&password)
}

/// Argon2id in PHC form, with the crate's parameters (19 MiB, 2 passes) and a salt of the operating system's.
fn hash(password: &str) -> Result<String> {
    let hash: PasswordHash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|cause| Error::Busy(format!("no password hash can be made: {cause}")))?;
    Ok(hash.to_string())
}

fn check(password: &str) -> Result<()> {
    let n = password.chars().count();
    if n < CHARACTERS_MIN {
        return Err(Error::Usage(format!("the password has {n} characters; choose one of at least {CHARACTERS_MIN}")));
    }
    if password.len() > BYTES_MAX {
        return Err(Error::Usage(format!("the password has more than {BYTES_MAX} bytes; choose a shorter one")));
    }
    Ok(())
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
    use argon2::password_hash::PasswordVerifier;

    #[test]
    fn a_hash_fits_its_password_only() {
        let told = hash("quiet harbour at dawn").unwrap();
        assert!(told.starts_with("$argon2id$"), "{told}");
        let hash = PasswordHash::new(&told).unwrap();
        let fits = |password: &str| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
        assert!(fits("quiet harbour at dawn") && !fits("quiet harbour at dusk"));
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        assert!(check("short").is_err() && check(&"long".repeat(200)).is_err());
        assert!(check("春眠不觉晓处处闻啼鸟夜来").is_ok());
    }
}
