//! How often something may be tried: failed logins by user and by address, requests by visitor.

use chrono::DateTime;
use chrono::TimeDelta;
use chrono::Utc;
use std::collections::HashMap;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

/// Keys kept at once; beyond it the ones that waited longest are forgotten, so that an attacker cannot fill the memory.
const KEYS_MAX: usize = 20_000;

/// So many within so long, by key.
#[derive(Debug)]
pub struct Window {
    at_most: usize,
    within: TimeDelta,
    seen: Mutex<HashMap<String, VecDeque<DateTime<Utc>>>>,
}

impl Window {
    /// `at_most` within `within`.
    pub fn new(at_most: usize, within: TimeDelta) -> Self {
        Window { at_most, within, seen: Mutex::default() }
    }

    /// Seconds to wait until the key may try again; nothing where it may now.
    pub fn wait(&self, key: &str, now: DateTime<Utc>) -> Option<u64> {
        let mut seen = self.lock();
        let tries = seen.get_mut(key)?;
        forget(tries, now - self.within);
        let oldest = *tries.front()?;
        (tries.len() >= self.at_most).then(|| ((oldest + self.within - now).num_seconds().max(0) + 1) as u64)
    }

    /// Counts one.
    pub fn count(&self, key: &str, now: DateTime<Utc>) {
        let mut seen = self.lock();
        if seen.len() >= KEYS_MAX && !seen.contains_key(key) {
            let horizon = now - self.within;
            seen.retain(|_, tries| tries.back().is_some_and(|last| *last > horizon));
            if seen.len() >= KEYS_MAX
                && let Some(oldest) =
                    seen.iter().min_by_key(|(_, tries)| tries.back().copied()).map(|(key, _)| key.clone())
            {
                seen.remove(&oldest);
            }
        }
        let tries = seen.entry(key.to_owned()).or_default();
        forget(tries, now - self.within);
        if tries.len() < self.at_most {
            tries.push_back(now);
        }
    }

    /// Forgets a key, as after a login that succeeded.
    pub fn forgive(&self, key: &str) {
        self.lock().remove(key);
    }

    /// A panic of another thread while it counted leaves counts, which stay usable.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, VecDeque<DateTime<Utc>>>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn forget(tries: &mut VecDeque<DateTime<Utc>>, horizon: DateTime<Utc>) {
    while tries.front().is_some_and(|first| *first <= horizon) {
        tries.pop_front();
    }
}

/// A bucket that fills evenly: a burst is let through, a flood is not.
#[derive(Debug)]
pub struct Flow {
    burst: f64,
    a_second: f64,
    level: Mutex<HashMap<String, (f64, DateTime<Utc>)>>,
}

impl Flow {
    /// So many a minute; half a minute's worth at once.
    pub fn a_minute(requests: u32) -> Self {
        let a_second = f64::from(requests.max(1)) / 60.0;
        Flow { burst: (a_second * 30.0).max(1.0), a_second, level: Mutex::default() }
    }

    /// Takes one.
    ///
    /// # Errors
    /// Seconds to wait.
    pub fn take(&self, key: &str, now: DateTime<Utc>) -> Result<(), u64> {
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        if level.len() >= KEYS_MAX && !level.contains_key(key) {
            let full = TimeDelta::milliseconds((self.burst / self.a_second * 1000.0) as i64);
            level.retain(|_, (_, at)| now - *at < full);
            if level.len() >= KEYS_MAX {
                level.clear();
            }
        }
        let (left, at) = level.entry(key.to_owned()).or_insert((self.burst, now));
        let seconds = (now - *at).num_milliseconds().max(0) as f64 / 1000.0;
        *left = (*left + seconds * self.a_second).min(self.burst);
        *at = now;
        if *left < 1.0 {
            return Err(((1.0 - *left) / self.a_second).ceil() as u64);
        }
        *left -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn after_too_many_failures_the_wait_is_told_and_passes() {
        let window = Window::new(3, TimeDelta::minutes(15));
        for second in 0..3 {
            assert_eq!(window.wait("wang", at(second)), None);
            window.count("wang", at(second));
        }
        assert_eq!(window.wait("wang", at(3)), Some(898));
        assert_eq!(window.wait("zhao", at(3)), None, "others are not meant");
        assert_eq!(window.wait("wang", at(900)), None);
        window.count("wang", at(901));
        window.count("wang", at(902));
        window.forgive("wang");
        assert_eq!(window.wait("wang", at(903)), None);
    }

    #[test]
    fn a_burst_passes_and_a_flood_does_not() {
        let flow = Flow::a_minute(60);
        assert!((0..30).all(|_| flow.take("a", at(0)).is_ok()));
        assert_eq!(flow.take("a", at(0)), Err(1));
        assert!(flow.take("b", at(0)).is_ok());
        assert!(flow.take("a", at(2)).is_ok());
    }

    #[test]
    fn strangers_cannot_fill_the_memory() {
        let (window, flow) = (Window::new(3, TimeDelta::minutes(15)), Flow::a_minute(60));
        for i in 0..KEYS_MAX + 500 {
            if !(500..KEYS_MAX).contains(&i) {
                window.count(&i.to_string(), at(i as i64 / 100));
            }
            flow.take(&i.to_string(), at(0)).unwrap();
        }
        assert!(window.lock().len() <= KEYS_MAX);
        assert!(flow.level.lock().unwrap().len() <= KEYS_MAX);
    }
}
