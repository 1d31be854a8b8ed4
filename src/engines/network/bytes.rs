//! Numbers in files: little-endian, of fixed width.

pub(super) fn put_key(into: &mut Vec<u8>, key: u64) {
    into.extend(key.to_le_bytes());
}

pub(super) fn put_day(into: &mut Vec<u8>, day: i32) {
    into.extend(day.to_le_bytes());
}

pub(super) fn put_n(into: &mut Vec<u8>, n: u32) {
    into.extend(n.to_le_bytes());
}

fn take<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = from.split_first_chunk::<N>()?;
    *from = rest;
    Some(*head)
}

pub(super) fn take_key(from: &mut &[u8]) -> Option<u64> {
    take(from).map(u64::from_le_bytes)
}

pub(super) fn take_day(from: &mut &[u8]) -> Option<i32> {
    take(from).map(i32::from_le_bytes)
}

pub(super) fn take_n(from: &mut &[u8]) -> Option<u32> {
    take(from).map(u32::from_le_bytes)
}
