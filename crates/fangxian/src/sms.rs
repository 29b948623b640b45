//! How short messages leave: through a program of the city's choice, or into a file in a drill.

use crate::program::told;
use clap::Args;
use fangxian_app::results::{SmsFailure, SmsGateway};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// Which way.
#[derive(Args)]
#[group(multiple = false)]
pub(crate) struct SmsArg {
    /// 发短信的程序：每条启动一次，从标准输入读两行，手机号和文字
    #[arg(long, value_name = "程序")]
    sms_command: Option<PathBuf>,
    /// 演练用：短信不发出，记到这个文件
    #[arg(long, value_name = "文件")]
    sms_file: Option<PathBuf>,
}

impl SmsArg {
    /// The gateway; none where none was named, and nobody is offered a code.
    pub(crate) fn gateway(&self) -> Option<Arc<dyn SmsGateway>> {
        match (&self.sms_command, &self.sms_file) {
            (Some(program), _) => Some(Arc::new(Program(program.clone()))),
            (None, Some(file)) => Some(Arc::new(File(file.clone()))),
            (None, None) => None,
        }
    }
}

/// A program.
struct Program(PathBuf);

impl SmsGateway for Program {
    fn send(&self, phone: &str, text: &str) -> Result<(), SmsFailure> {
        told(&self.0, phone, text).map_err(|error| SmsFailure(error.to_string()))
    }
}

/// A file that whoever runs the drill reads.
struct File(PathBuf);

impl SmsGateway for File {
    fn send(&self, phone: &str, text: &str) -> Result<(), SmsFailure> {
        let failed = |error: std::io::Error| SmsFailure(error.to_string());
        let mut options = std::fs::File::options();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.0).map_err(failed)?;
        writeln!(file, "{phone}\t{text}").map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_reaches_the_file_or_the_program() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sms.txt");
        File(file.clone()).send("10000000001", "一").unwrap();
        File(file.clone()).send("10000000002", "二").unwrap();
        let read = std::fs::read_to_string(&file).unwrap();
        assert_eq!(read, "10000000001\t一\n10000000002\t二\n");
        assert!(Program(folder.path().join("none")).send("1", "x").is_err());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let (program, out) = (folder.path().join("send"), folder.path().join("out"));
            let script = format!("#!/bin/sh\ncat > {}\n", out.display());
            std::fs::write(&program, script).unwrap();
            std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
            Program(program).send("10000000001", "一").unwrap();
            assert_eq!(std::fs::read_to_string(out).unwrap(), "10000000001\n一\n");
        }
    }
}
