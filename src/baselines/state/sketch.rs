//! Reads a sketch from bytes that may be damaged: the crate's own reader takes any key and any count, and overflows on them.

use super::MOST;
use sketches_ddsketch::{Config, DDSketch};
use std::sync::LazyLock;

/// How a sketch writes its accuracy: all that an empty one has to say. Another one would not merge.
static ACCURACY: LazyLock<Vec<u8>> = LazyLock::new(|| DDSketch::new(Config::defaults()).to_java_bytes());
/// Marks of the layout (sketches-java, `Flag` and `BinEncodingMode`) in the order in which a sketch of positive numbers is written.
const COUNT: u8 = 0xA0;
const MIN: u8 = 0x88;
const MAX: u8 = 0x8C;
const SUM: u8 = 0x84;
const BINS: u8 = 0x05;
/// Bins lie 2 % apart: those of all values from 1e-9 to 1e12 are nearer to zero than this.
const FARTHEST: i64 = 4_096;

/// The sketch in the bytes; `None` where it cannot be one of positive numbers and the crate's default accuracy.
pub(super) fn read(bytes: &[u8]) -> Option<DDSketch> {
    is_sketch(bytes)?.then(|| DDSketch::from_java_bytes(bytes).ok())?
}

fn is_sketch(bytes: &[u8]) -> Option<bool> {
    let rest = &mut &*bytes;
    let n = after(rest, COUNT, fraction)?;
    let (min, max, sum) = (after(rest, MIN, number)?, after(rest, MAX, number)?, after(rest, SUM, number)?);
    *rest = rest.strip_prefix(ACCURACY.as_slice())?;
    let bins = after(rest, BINS, whole)?;
    let (mut key, mut last, mut told) = (0i64, None, 0.0);
    for _ in 0..bins {
        let step = whole(rest)?;
        key = key.checked_add((step >> 1) as i64 ^ -((step & 1) as i64))?;
        let count = fraction(rest)?;
        let believed =
            key.abs() < FARTHEST && last.is_none_or(|last| last < key) && count >= 1.0 && count.fract() == 0.0;
        if !believed {
            return None;
        }
        (last, told) = (Some(key), told + count);
    }
    let believed = min > 0.0 && min <= max && max.is_finite() && sum.is_finite();
    Some(rest.is_empty() && believed && told == n && n <= MOST as f64)
}

/// What stands behind a mark.
fn after<T>(rest: &mut &[u8], mark: u8, read: fn(&mut &[u8]) -> Option<T>) -> Option<T> {
    *rest = rest.strip_prefix(&[mark])?;
    read(rest)
}

fn byte(rest: &mut &[u8]) -> Option<u8> {
    let (first, tail) = rest.split_first()?;
    *rest = tail;
    Some(*first)
}

fn number(rest: &mut &[u8]) -> Option<f64> {
    let (eight, tail) = rest.split_first_chunk::<8>()?;
    *rest = tail;
    Some(f64::from_le_bytes(*eight))
}

/// A whole number, seven bits a byte, the lowest first, at most nine bytes.
fn whole(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..=56).step_by(7) {
        let next = byte(rest)?;
        if next < 0x80 || shift == 56 {
            return Some(value | u64::from(next) << shift);
        }
        value |= u64::from(next & 0x7F) << shift;
    }
    None
}

/// A number whose bits, less those of one, were turned by six and written seven a byte, the highest first.
fn fraction(rest: &mut &[u8]) -> Option<f64> {
    let mut bits = 0;
    for shift in (1..=57).rev().step_by(7) {
        let next = byte(rest)?;
        // The ninth byte has eight bits.
        bits |= if shift == 1 { u64::from(next) } else { u64::from(next & 0x7F) << shift };
        if next < 0x80 {
            break;
        }
    }
    Some(f64::from_bits(bits.rotate_right(6).wrapping_add(1f64.to_bits())) - 1.0)
}
