//! What was worked out before and is likely asked for again: the answers used last, up to a weight.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Answers at most, whatever they weigh: a look passes over all keys.
const ANSWERS_MAX: usize = 100;

struct Entry<K, V> {
    key: K,
    value: Arc<V>,
    weight: usize,
}

/// Few and large answers by what was asked; together they weigh no more than `MOST`. What was not asked for longest goes first.
pub(super) struct Kept<K, V, const MOST: usize>(Mutex<VecDeque<Entry<K, V>>>);

impl<K, V, const MOST: usize> Default for Kept<K, V, MOST> {
    fn default() -> Self {
        Kept(Mutex::default())
    }
}

impl<K: PartialEq, V, const MOST: usize> Kept<K, V, MOST> {
    /// The answer to a question that was asked before.
    pub fn get(&self, key: &K) -> Option<Arc<V>> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = entries.iter().position(|entry| entry.key == *key)?;
        let entry = entries.remove(at)?;
        let value = entry.value.clone();
        entries.push_front(entry);
        Some(value)
    }

    /// Keeps an answer; one that weighs more than all may is let go at once.
    pub fn put(&self, key: K, value: Arc<V>, weight: usize) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|entry| entry.key != key);
        entries.push_front(Entry { key, value, weight });
        let mut all: usize = entries.iter().map(|entry| entry.weight).sum();
        while all > MOST || entries.len() > ANSWERS_MAX {
            let Some(last) = entries.pop_back() else { break };
            all -= last.weight;
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl<K, V, const MOST: usize> std::fmt::Debug for Kept<K, V, MOST> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_asked_for_longest_goes_first() {
        let mut kept: Kept<&str, u32, 10> = Kept::default();
        kept.put("a", Arc::new(1), 4);
        kept.put("b", Arc::new(2), 4);
        assert_eq!(kept.get(&"a").as_deref(), Some(&1));
        kept.put("c", Arc::new(3), 4);
        assert_eq!((kept.get(&"a").as_deref(), kept.get(&"b"), kept.get(&"c").as_deref()), (Some(&1), None, Some(&3)));
        // What is too heavy for the place is not kept, nor is anything beside it.
        kept.put("d", Arc::new(4), 11);
        assert_eq!((kept.get(&"d"), kept.get(&"a")), (None, None));
        kept.put("a", Arc::new(5), 1);
        kept.put("a", Arc::new(6), 1);
        assert_eq!(kept.get(&"a").as_deref(), Some(&6));
        kept.clear();
        assert_eq!(kept.get(&"a"), None);
    }

    #[test]
    fn many_light_answers_are_not_kept_without_end() {
        let kept: Kept<usize, (), 1000> = Kept::default();
        (0..=ANSWERS_MAX).for_each(|n| kept.put(n, Arc::new(()), 0));
        assert!(kept.get(&0).is_none() && kept.get(&1).is_some());
    }
}
