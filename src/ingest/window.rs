//! A window that slides over a stream: bounded memory, whole records.

use std::io::{self, Read};

/// Bytes of a stream that are not yet consumed.
pub(super) struct Window {
    source: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
}

const STEP: usize = 256 * 1024;
const ROOM: usize = 4 * 1024;

impl Window {
    pub fn new(source: Box<dyn Read + Send>) -> Window {
        Window { source, buffer: vec![0; STEP], start: 0, end: 0, ended: false }
    }

    /// The bytes at hand.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Whether the bytes at hand are the last ones.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Drops the first bytes.
    pub fn consume(&mut self, n: usize) {
        self.start = (self.start + n).min(self.end);
    }

    /// Reads more; the bytes at hand stay and grow.
    pub fn more(&mut self) -> io::Result<()> {
        if self.ended {
            return Ok(());
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.buffer.len() - self.end < STEP / 2 {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        // Fill well, so that few records are looked at twice; a decoder needs some room for its last character.
        while self.buffer.len() - self.end >= ROOM {
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(n) => self.end += n,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(cause),
            }
        }
        Ok(())
    }
}
