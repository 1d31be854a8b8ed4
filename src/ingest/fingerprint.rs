//! SHA-256 of a file, taken while it is read.

use sha2::{Digest, Sha256};
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// What has gone through a [`Fingerprinted`] reader so far.
#[derive(Clone, Default)]
pub(super) struct Fingerprint(Arc<Mutex<(Sha256, u64)>>);

impl Fingerprint {
    /// SHA-256 in hex and number of bytes.
    pub fn take(&self) -> (String, u64) {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (hex(&state.0.clone().finalize()), state.1)
    }

    fn add(&self, bytes: &[u8]) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.0.update(bytes);
        state.1 += bytes.len() as u64;
    }
}

/// Passes bytes on and remembers their fingerprint.
pub(super) struct Fingerprinted<R> {
    inner: R,
    fingerprint: Fingerprint,
}

impl<R: Read> Fingerprinted<R> {
    pub fn new(inner: R) -> (Self, Fingerprint) {
        let fingerprint = Fingerprint::default();
        (Fingerprinted { inner, fingerprint: fingerprint.clone() }, fingerprint)
    }
}

impl<R: Read> Read for Fingerprinted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.fingerprint.add(&buffer[..n]);
        Ok(n)
    }
}

/// Bytes in lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|half| char::from_digit(half.into(), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::Fingerprinted;
    use std::io::Read;

    #[test]
    fn is_that_of_the_bytes_read() {
        let (mut reader, fingerprint) = Fingerprinted::new(&b"abc"[..]);
        reader.read_to_end(&mut Vec::new()).expect("bytes");
        // FIPS 180-2, appendix B.1.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(fingerprint.take(), (expected.to_string(), 3));
    }
}
