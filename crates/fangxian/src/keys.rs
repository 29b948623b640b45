//! The key of an installation: 32 secret bytes in a file of its own, beside the store and never
//! in it.

use crate::failure::bad_input;
use crate::store_commands::StoreArg;
use anyhow::{Context, Result};
use fangxian_app::mint;
use fangxian_app::secrets::Keys;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The path that was given; else that of the store with `.key` behind it. A server has no place
/// beside it.
pub(crate) fn key_path(given: Option<PathBuf>, store: &StoreArg) -> Result<PathBuf> {
    match (given, store.file()) {
        (Some(path), _) => Ok(path),
        (None, Some(file)) => Ok(beside(file, ".key")),
        (None, None) => Err(bad_input("存储是数据库服务器时，请用 --key-file 指定密钥文件。")),
    }
}

/// A path with something behind its name.
pub(crate) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The keys in a file.
pub(crate) fn read(path: &Path) -> Result<Keys> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| bad_input(format!("读不了密钥文件{shown}：{error}")))?;
    let mut seed = [0; 32];
    hex::decode_to_slice(text.trim(), &mut seed)
        .map_err(|_| bad_input(format!("{shown}不是密钥文件：应为64位十六进制数字。")))?;
    Ok(Keys::from_seed(&seed))
}

/// Makes a key file that only its owner may read. Never replaces one.
pub(crate) fn make(path: &Path) -> Result<()> {
    let seed: [u8; 32] = mint::random()?;
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        writeln!(file, "{}", hex::encode(seed))?;
        file.sync_all()
    });
    written.with_context(|| format!("写不了密钥文件{}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_made_once_for_its_owner_alone_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        make(&path).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(read(&path).unwrap().public(), read(&path).unwrap().public());
        assert!(make(&path).is_err());
        std::fs::write(&path, "short").unwrap();
        assert!(read(&path).is_err());
    }
}
