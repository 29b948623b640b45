//! A file is opened in a process of its own: `fangxian read-sheet`, started by the server for one
//! question and ended with it. Whatever a file does to its reader, it does to nobody else.

mod confined;
mod started;

pub(crate) use confined::run;
pub(crate) use started::OwnReader;
