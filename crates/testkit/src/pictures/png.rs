//! PNG, chunk by chunk.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

/// A chunk with its checksum.
#[must_use]
pub fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut checksum = Crc::new();
    checksum.update(name);
    checksum.update(content);
    let length = u32::try_from(content.len()).unwrap();
    [&length.to_be_bytes()[..], name, content, &checksum.sum().to_be_bytes()].concat()
}

/// A file of these chunks.
pub(super) fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
    let all = chunks.iter().flatten();
    b"\x89PNG\r\n\x1a\n".iter().chain(all).copied().collect()
}

/// A header: eight bits for each of red, green, blue and alpha.
pub(super) fn header(width: u32, height: u32) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    chunk(b"IHDR", &[size, vec![8, 6, 0, 0, 0]].concat())
}

/// So many zeros, packed.
pub(super) fn packed_zeros(count: usize) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0; 1024 * 1024];
    let mut left = count;
    while left > 0 {
        let now = left.min(zeros.len());
        packed.write_all(&zeros[..now]).unwrap();
        left -= now;
    }
    packed.finish().unwrap()
}
