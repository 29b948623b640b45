//! How letters leave for other installations: through a program of the city's choice, which knows the way
//! and speaks TLS.

use crate::program::told;
use clap::Args;
use fangxian_app::verifications::{PeerFailure, PeerPost};
use std::path::PathBuf;
use std::sync::Arc;

/// Which way.
#[derive(Args)]
pub(crate) struct PeersArg {
    /// 把协查来往信件送到外地系统的程序：每封启动一次，从标准输入读，第一行是地址，其余是信；对方收下才以0结束
    #[arg(long, value_name = "程序")]
    peers_command: Option<PathBuf>,
}

impl PeersArg {
    /// The carrier; none where none was named, and letters wait in the outbox.
    pub(crate) fn post(&self) -> Option<Arc<dyn PeerPost>> {
        let program = self.peers_command.clone()?;
        Some(Arc::new(Program(program)))
    }
}

/// A program.
struct Program(PathBuf);

impl PeerPost for Program {
    fn post(&self, address: &str, letter: &str) -> Result<(), PeerFailure> {
        told(&self.0, address, letter).map_err(|error| PeerFailure(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_letter_reaches_the_program_and_its_failure_is_told() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        assert!(Program(folder.path().join("none")).post("https://a", "x").is_err());
        let (program, out) = (folder.path().join("send"), folder.path().join("out"));
        let script = |end: u8| format!("#!/bin/sh\ncat > {}\nexit {end}\n", out.display());
        std::fs::write(&program, script(0)).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
        Program(program.clone()).post("https://a/peer/letters", "{}").unwrap();
        assert_eq!(std::fs::read_to_string(&out).unwrap(), "https://a/peer/letters\n{}\n");
        std::fs::write(&program, script(22)).unwrap();
        assert!(Program(program).post("https://a/peer/letters", "{}").is_err());
    }
}
