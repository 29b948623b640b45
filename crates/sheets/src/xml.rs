//! XML as office programs write it, read in steps whose size is bounded.
//!
//! Why rows are streamed from here and not from calamine: calamine has no limit of its own and
//! makes a dense range of what may be two cells at the corners of a sheet (a file of 511 KB became
//! 530 MiB). Its streaming reader covers xlsx alone and leaves the shared strings, the styles and
//! the XML events below it unbounded. With `quick-xml` both formats pass one door, which counts.

use crate::archive::PartReader;
use crate::unreadable::{Unreadable, damaged};
use quick_xml::Reader;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

/// No tag and no run of text of an office program is longer than this, in bytes.
const STEP_MAX: usize = 1 << 20;
/// No office program nests deeper.
const DEPTH_MAX: usize = 256;
const BUFFER: usize = 64 << 10;

/// One part of the workbook, read step by step.
pub(crate) struct XmlPart<'a> {
    reader: Reader<Metered<BufReader<PartReader<'a>>>>,
    since_step: Rc<Cell<usize>>,
    depth: usize,
    name: String,
}

/// What comes next. Comments, declarations and instructions are empty text.
pub(crate) enum Step<'b> {
    Open(Tag<'b>),
    Close(BytesEnd<'b>),
    Text(Cow<'b, str>),
    Done,
}

/// The opening of an element. An empty element opens and closes.
pub(crate) struct Tag<'b>(BytesStart<'b>);

impl<'a> XmlPart<'a> {
    pub(crate) fn new(name: &str, part: PartReader<'a>) -> XmlPart<'a> {
        let since_step = Rc::new(Cell::new(0));
        let inner = BufReader::with_capacity(BUFFER, part);
        let mut reader = Reader::from_reader(Metered { inner, since_step: since_step.clone() });
        reader.config_mut().expand_empty_elements = true;
        XmlPart { reader, since_step, depth: 0, name: name.to_owned() }
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// The next step; `buffer` holds what it borrows.
    pub(crate) fn next<'b>(&mut self, buffer: &'b mut Vec<u8>) -> Result<Step<'b>, Unreadable> {
        self.since_step.set(0);
        buffer.clear();
        let event = self.reader.read_event_into(buffer).map_err(|cause| self.wrong(&cause))?;
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                self.depth += 1;
                if self.depth > DEPTH_MAX {
                    return Err(damaged(format!("{} 嵌套太深", self.name)));
                }
                Ok(Step::Open(Tag(tag)))
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                Ok(Step::Close(tag))
            }
            Event::Text(text) => Ok(Step::Text(lines(text.into_inner()))),
            Event::CData(text) => Ok(Step::Text(lines(text.into_inner()))),
            Event::GeneralRef(entity) => {
                let code = format!("&{};", entity.into_inner());
                let text = quick_xml::escape::unescape(&code)
                    .map_err(|_| damaged(format!("{} 里的 {code}", self.name)))?;
                Ok(Step::Text(Cow::Owned(text.into_owned())))
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Ok(Step::Text(Cow::Borrowed(""))),
            Event::DocType(_) => Err(Unreadable::Doctype),
            Event::Eof if self.depth > 0 => Err(damaged(format!("{} 没有写完", self.name))),
            Event::Eof => Ok(Step::Done),
        }
    }

    /// Goes past the element that has just been opened, and all within it.
    pub(crate) fn skip(&mut self, buffer: &mut Vec<u8>) -> Result<(), Unreadable> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if matches!(self.next(buffer)?, Step::Done) {
                return Ok(());
            }
        }
        Ok(())
    }

    fn wrong(&self, cause: &quick_xml::Error) -> Unreadable {
        if let quick_xml::Error::Io(cause) = cause
            && let Some(known) = cause.get_ref().and_then(|inner| inner.downcast_ref())
        {
            let known: &Unreadable = known;
            return known.clone();
        }
        damaged(format!("{} 不是正确的 XML", self.name))
    }
}

impl Tag<'_> {
    /// The name without its prefix: programs choose the prefix as they like.
    pub(crate) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The first attribute with this name, whatever its prefix.
    pub(crate) fn attribute(&self, name: &str) -> Result<Option<Cow<'_, str>>, Unreadable> {
        self.find(|key| key.rsplit(':').next() == Some(name))
    }

    /// The attribute with this name and prefix, for names that two prefixes share.
    pub(crate) fn qualified(&self, name: &str) -> Result<Option<Cow<'_, str>>, Unreadable> {
        self.find(|key| key == name)
    }

    /// All attributes by their full names, in one pass.
    pub(crate) fn attributes(
        &self,
    ) -> impl Iterator<Item = Result<(&str, Cow<'_, str>), Unreadable>> {
        let mut all = self.0.attributes();
        // Unchecked: looking for double names takes time by the square of their number.
        all.with_checks(false);
        let wrong = || damaged(format!("<{}> 的属性", self.name()));
        all.map(move |attribute| {
            let attribute = attribute.map_err(|_| wrong())?;
            let value = match attribute.value {
                Cow::Borrowed(value) => quick_xml::escape::unescape(value),
                Cow::Owned(value) => {
                    quick_xml::escape::unescape(&value).map(|value| Cow::Owned(value.into_owned()))
                }
            };
            Ok((attribute.key.into_inner(), value.map_err(|_| wrong())?))
        })
    }

    fn find(&self, is: impl Fn(&str) -> bool) -> Result<Option<Cow<'_, str>>, Unreadable> {
        for attribute in self.attributes() {
            let (name, value) = attribute?;
            if is(name) {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }
}

/// XML has one end of line.
fn lines(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') {
        return Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    text
}

/// Counts what one step takes: `quick-xml` collects a tag or a text whole, however long it is.
struct Metered<R> {
    inner: R,
    since_step: Rc<Cell<usize>>,
}

impl<R: BufRead> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buffer)?;
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since_step.get() > STEP_MAX {
            return Err(io::Error::other(Unreadable::Swollen));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.since_step.set(self.since_step.get() + amount);
        self.inner.consume(amount);
    }
}
