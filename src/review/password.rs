//! Passwords: hashed with Argon2id, never kept, never told apart by time.

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use std::panic::resume_unwind;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Characters that a password needs at least (NIST SP 800-63B-4 asks for 15 where it stands alone, 8 beside a second factor).
pub const CHARACTERS_MIN: usize = 12;
/// Longer ones are refused before they are hashed.
pub const BYTES_MAX: usize = 512;

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weak {
    /// Fewer than [`CHARACTERS_MIN`] characters.
    Short,
    /// More than [`BYTES_MAX`] bytes.
    Long,
    /// It holds the name of its user.
    Name,
    /// Too few different characters, or a run such as `123456789012`.
    Plain,
}

/// A new hash of the password in PHC form (`$argon2id$…`), with a salt of the operating system's; parameters are the crate's
/// defaults, those that OWASP's Password Storage Cheat Sheet names first (19 MiB, 2 passes, 1 lane).
///
/// # Errors
/// What the system's source of randomness says where it fails.
pub fn hash(password: &str) -> Result<String, String> {
    let hash = alone(|| Argon2::default().hash_password(password.as_bytes()));
    let hash: PasswordHash = hash.map_err(|cause| format!("no password hash: {cause}"))?;
    Ok(hash.to_string())
}

/// Whether the password is the one of the hash; a hash that cannot be read fits nothing.
pub fn fits(password: &str, hash: &str) -> bool {
    match PasswordHash::new(hash) {
        Ok(hash) => alone(|| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()),
        Err(_) => false,
    }
}

/// Does the work on a thread of its own, one at a time: each of the desk's threads would keep the 19 MiB that a hash takes, and
/// a flood of sign-ins takes no more than one processor.
fn alone<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    std::thread::scope(|scope| scope.spawn(work).join()).unwrap_or_else(|panic| resume_unwind(panic))
}

/// A hash to compare with where there is no such user, so that both take as long.
pub fn decoy() -> &'static str {
    static DECOY: OnceLock<String> = OnceLock::new();
    DECOY.get_or_init(|| hash("nobody has this password").unwrap_or_default())
}

/// Whether a password may be used by `user`.
///
/// # Errors
/// Why not.
pub fn check(password: &str, user: &str) -> Result<(), Weak> {
    if password.len() > BYTES_MAX {
        return Err(Weak::Long);
    }
    if password.chars().count() < CHARACTERS_MIN {
        return Err(Weak::Short);
    }
    let lower = password.to_lowercase();
    if user.chars().count() >= 3 && lower.contains(&user.to_lowercase()) {
        return Err(Weak::Name);
    }
    let mut seen: Vec<char> = lower.chars().collect();
    let steps = seen.windows(2).filter(|pair| (pair[1] as i64 - pair[0] as i64).abs() <= 1).count();
    let runs = steps + 1 >= seen.len() - seen.len() / 4;
    seen.sort_unstable();
    seen.dedup();
    if seen.len() < 5 || runs {
        return Err(Weak::Plain);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_fits_its_hash_and_no_two_hashes_are_alike() {
        let [one, two] = [0; 2].map(|_| hash("quiet harbour at dawn").unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, two);
        assert!(fits("quiet harbour at dawn", &one) && fits("quiet harbour at dawn", &two));
        assert!(!fits("quiet harbour at dusk", &one) && !fits("", &one));
        assert!(!fits("x", "") && !fits("x", "$argon2id$v=19$broken") && !fits("x", decoy()));
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        let weak = |password: &str| check(password, "wangfang").err();
        assert_eq!(weak("short"), Some(Weak::Short));
        assert_eq!(weak(&"ab3 9".repeat(200)), Some(Weak::Long));
        assert_eq!(weak("my WangFang 2026"), Some(Weak::Name));
        assert_eq!(weak("aaaaaaaaaaaaaaaa"), Some(Weak::Plain));
        assert_eq!(weak("123456789012"), Some(Weak::Plain));
        assert_eq!(weak("abcdefghijklmnop"), Some(Weak::Plain));
        assert_eq!(weak("quiet harbour at dawn"), None);
        assert_eq!(weak("春眠不觉晓处处闻啼鸟夜来"), None);
    }
}
