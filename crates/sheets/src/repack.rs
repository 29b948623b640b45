//! The same archive with one part written anew: every other part keeps its bytes as they are
//! packed.

use crate::archive::{Archive, number, read_entry, slice};
use crate::unreadable::{Unreadable, damaged};
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use std::io::Write;

const FLAG_UTF8: u16 = 1 << 11;
const DEFLATED: u16 = 8;

impl Archive {
    /// The archive as a file in which the part with this name holds `content`.
    pub(crate) fn repacked(&self, replaced: &str, content: &[u8]) -> Result<Vec<u8>, Unreadable> {
        let replaced = replaced.trim_start_matches('/').to_ascii_lowercase();
        let mut out = Vec::with_capacity(self.bytes.len() + content.len() / 4);
        let mut directory = Vec::new();
        let (mut at, n_entries) = self.directory;
        for _ in 0..n_entries {
            let (name, _, next) = read_entry(&self.bytes, at)?;
            let wrong = || damaged("目录里的一项");
            let field = |offset, width| number(&self.bytes, at + offset, width).ok_or_else(wrong);
            let key = String::from_utf8_lossy(&name).replace('\\', "/").to_ascii_lowercase();
            let known = *self.entries.get(&key).ok_or_else(wrong)?;
            let anew;
            let (method, crc, inflated, packed) = if key == replaced {
                anew = deflated(content)?;
                let mut crc = Crc::new();
                crc.update(content);
                (DEFLATED, crc.sum(), content.len() as u64, anew.as_slice())
            } else {
                let packed = slice(&self.bytes, known.starts_at, known.packed).ok_or_else(wrong)?;
                (if known.stored { 0 } else { DEFLATED }, known.crc, known.inflated, packed)
            };
            let small = |n: u64| u32::try_from(n).map_err(|_| Unreadable::Swollen);
            let mut fields = Vec::new();
            fields.extend(20_u16.to_le_bytes());
            fields.extend((field(8, 2)? as u16 & FLAG_UTF8).to_le_bytes());
            fields.extend(method.to_le_bytes());
            fields.extend(slice(&self.bytes, at + 12, 4).ok_or_else(wrong)?);
            fields.extend(crc.to_le_bytes());
            fields.extend(small(packed.len() as u64)?.to_le_bytes());
            fields.extend(small(inflated)?.to_le_bytes());
            fields.extend(u16::try_from(name.len()).map_err(|_| wrong())?.to_le_bytes());
            fields.extend([0, 0]);
            let header_at = small(out.len() as u64)?;
            out.extend(b"PK\x03\x04");
            out.extend(&fields);
            out.extend(&name);
            out.extend(packed);
            directory.extend(b"PK\x01\x02\x14\0");
            directory.extend(&fields);
            // No comment, the first disk, no attributes.
            directory.extend([0; 10]);
            directory.extend(header_at.to_le_bytes());
            directory.extend(&name);
            at = next;
        }
        let small = |n: usize| u32::try_from(n).map_err(|_| Unreadable::Swollen);
        let n = u16::try_from(n_entries).map_err(|_| Unreadable::Swollen)?;
        let (starts_at, length) = (small(out.len())?, small(directory.len())?);
        out.extend(directory);
        out.extend(b"PK\x05\x06\0\0\0\0");
        out.extend(n.to_le_bytes());
        out.extend(n.to_le_bytes());
        out.extend(length.to_le_bytes());
        out.extend(starts_at.to_le_bytes());
        out.extend([0, 0]);
        Ok(out)
    }
}

fn deflated(content: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
    let packed = packer.write_all(content).and_then(|()| packer.finish());
    packed.map_err(|_| Unreadable::Swollen)
}
