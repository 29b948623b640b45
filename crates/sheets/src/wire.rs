//! Questions and answers as bytes between two processes: a sign for the kind, four bytes of length,
//! and so many bytes. Whoever reads them trusts the other side with nothing but its own time.

use crate::reader::{Part, Question};
use crate::{Bounds, Unreadable};
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};

/// The longest frame: a row of as many cells as there may be, each as long as it may be.
const FRAME_MAX: usize = 64 << 20;
const JSON: u8 = 1;
const RAW: u8 = 2;

/// What comes next of an answer.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    /// A piece of it.
    Part(Part),
    /// It is whole.
    Done,
    /// The file is refused; what was given out so far must not be kept.
    Refused(Unreadable),
}

/// Writes what is asked, and of which file.
pub fn write_question(out: &mut impl Write, question: &Question, bytes: &[u8]) -> io::Result<()> {
    write(out, JSON, &serde_json::to_vec(question)?)?;
    write(out, RAW, bytes)?;
    out.flush()
}

/// Reads what is asked, and of which file.
pub fn read_question(from: &mut impl Read) -> io::Result<(Question, Vec<u8>)> {
    let question = match read(from, FRAME_MAX)? {
        (JSON, json) => serde_json::from_slice(&json)?,
        (_, _) => return Err(io::ErrorKind::InvalidData.into()),
    };
    match read(from, Bounds::default().bytes_max)? {
        (RAW, bytes) => Ok((question, bytes)),
        (_, _) => Err(io::ErrorKind::InvalidData.into()),
    }
}

/// Writes the next of an answer. The last one is to be flushed.
pub fn write_frame(out: &mut impl Write, frame: &Frame) -> io::Result<()> {
    match frame {
        Frame::Part(Part::Bytes(bytes)) => write(out, RAW, bytes),
        Frame::Part(_) | Frame::Done | Frame::Refused(_) => {
            write(out, JSON, &serde_json::to_vec(frame)?)
        }
    }
}

/// Reads the next of an answer. An error where it ends before its end, or is none.
pub fn read_frame(from: &mut impl Read) -> io::Result<Frame> {
    match read(from, FRAME_MAX)? {
        (RAW, bytes) => Ok(Frame::Part(Part::Bytes(bytes))),
        (_, json) => Ok(serde_json::from_slice(&json)?),
    }
}

fn write(out: &mut impl Write, kind: u8, content: &[u8]) -> io::Result<()> {
    let length = u32::try_from(content.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    out.write_all(&[kind])?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(content)
}

fn read(from: &mut impl Read, length_max: usize) -> io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 5];
    from.read_exact(&mut head)?;
    let [kind, length @ ..] = head;
    let length = u32::from_le_bytes(length) as usize;
    if length > length_max || !matches!(kind, JSON | RAW) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    // Grows with what comes and not with what was announced.
    let mut content = Vec::with_capacity(length.min(1 << 20));
    from.take(length as u64).read_to_end(&mut content)?;
    match content.len() == length {
        true => Ok((kind, content)),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// A number as its bits: as text some would come back as their neighbor.
pub(crate) mod bits {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(value: &f64, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(value.to_bits())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        Ok(f64::from_bits(u64::deserialize(from)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cell, SheetRow};

    #[test]
    fn what_is_written_is_read() {
        let value = 0.1 + 0.2;
        let cells = vec![
            Cell::Empty,
            Cell::Text("甲\n\u{1}\"".to_owned()),
            Cell::Number { value, written: "0.30000000000000004".to_owned() },
            Cell::Day(jiff::civil::date(2022, 8, 30)),
            Cell::Flag(true),
            Cell::Fault("#N/A".to_owned()),
        ];
        let frames = [
            Frame::Part(Part::Row(SheetRow { number: 7, cells })),
            Frame::Part(Part::Bytes(vec![0, 255, 1])),
            Frame::Refused(Unreadable::TooManyRows { rows_max: 3 }),
            Frame::Done,
        ];
        let mut bytes = Vec::new();
        for frame in &frames {
            write_frame(&mut bytes, frame).unwrap();
        }
        let mut from = bytes.as_slice();
        for frame in &frames {
            assert_eq!(read_frame(&mut from).unwrap(), *frame);
        }
        assert!(read_frame(&mut from).is_err());
    }

    #[test]
    fn what_is_no_frame_is_refused_and_takes_no_room() {
        assert!(read_frame(&mut [JSON, 255, 255, 255, 255].as_slice()).is_err());
        assert!(read_frame(&mut [JSON, 0, 0, 0, 3, b'1'].as_slice()).is_err());
        assert!(read_frame(&mut [7, 0, 0, 0, 0].as_slice()).is_err());
        assert!(read_frame(&mut [JSON, 1, 0, 0, 0, b'{'].as_slice()).is_err());
    }
}
