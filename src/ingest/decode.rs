//! Text encodings: found out by the first bytes, decoded as a stream.

use encoding_rs::{Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, Read};

/// The encoding of a text by its first bytes: byte order mark, zero bytes of UTF-16, or how well UTF-8 or GB18030 fits.
pub(super) fn detect(sample: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return encoding;
    }
    let pairs = sample.len().min(4096) / 2;
    if pairs > 8 {
        let zeros = |odd: usize| sample.iter().take(pairs * 2).skip(odd).step_by(2).filter(|byte| **byte == 0).count();
        // Latin text in UTF-16 has a zero in nearly every other byte.
        if zeros(1) * 10 > pairs * 4 && zeros(0) * 10 < pairs {
            return UTF_16LE;
        }
        if zeros(0) * 10 > pairs * 4 && zeros(1) * 10 < pairs {
            return UTF_16BE;
        }
    }
    let (fit, misfit) = utf8_fit(sample);
    if misfit > fit && gb18030_fits(sample) { GB18030 } else { UTF_8 }
}

/// Whole multi-byte characters of UTF-8, and places where the bytes are none.
fn utf8_fit(sample: &[u8]) -> (usize, usize) {
    sample.utf8_chunks().fold((0, 0), |(fit, misfit), chunk| {
        let wide = chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        (fit + wide, misfit + usize::from(!chunk.invalid().is_empty()))
    })
}

/// One damaged byte in a Latin text is no Chinese: several pairs of high bytes must decode without fault.
fn gb18030_fits(sample: &[u8]) -> bool {
    let pairs = sample.windows(2).filter(|pair| pair[0] >= 0xA1 && pair[1] >= 0xA1).count();
    // The sample may end within a character, so its tail may be cut.
    pairs >= 4
        && (0..4.min(sample.len())).any(|cut| {
            encoding_rs::GB18030
                .decode_without_bom_handling_and_without_replacement(&sample[..sample.len() - cut])
                .is_some()
        })
}

/// A reader that gives UTF-8, whatever it reads. What does not decode becomes U+FFFD.
pub(super) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    bytes: Vec<u8>,
    filled: usize,
    used: usize,
    ended: bool,
    done: bool,
}

impl<R: Read> Decoded<R> {
    pub fn new(source: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Decoded { source, decoder, bytes: vec![0; 64 * 1024], filled: 0, used: 0, ended: false, done: false }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // The decoder needs room for one character; callers' windows have far more.
        while !self.done && buffer.len() >= 16 {
            if self.used == self.filled && !self.ended {
                self.filled = self.source.read(&mut self.bytes)?;
                self.used = 0;
                self.ended = self.filled == 0;
            }
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(&self.bytes[self.used..self.filled], buffer, self.ended);
            self.used += read;
            self.done = self.ended && result == encoding_rs::CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Decoded, detect};
    use std::io::Read;

    #[test]
    fn tells_encodings_apart() {
        let chinese = "商品编号,商品名称\n8110101000,锑锭\n".repeat(4);
        let latin = "id,date,hs\n1,2025-01-01,811010\n".repeat(4);
        let wide = |text: &str, little: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
        };
        let mut marked = vec![0xFF, 0xFE];
        marked.extend(wide(&chinese, true));
        let mut damaged = latin.clone().into_bytes();
        damaged[20] = 0xC1;
        for (bytes, name) in [
            (latin.clone().into_bytes(), "UTF-8"),
            (damaged, "UTF-8"),
            (chinese.clone().into_bytes(), "UTF-8"),
            (encoding_rs::GB18030.encode(&chinese).0.into_owned(), "gb18030"),
            (wide(&latin, true), "UTF-16LE"),
            (wide(&latin, false), "UTF-16BE"),
            (marked, "UTF-16LE"),
            (Vec::new(), "UTF-8"),
        ] {
            assert_eq!(detect(&bytes).name(), name);
            let mut text = String::new();
            Decoded::new(&bytes[..], detect(&bytes)).read_to_string(&mut text).expect("utf-8");
            assert!(text.is_empty() || text.starts_with("id,") || text.starts_with("商品编号"), "{name}: {text}");
        }
    }
}
