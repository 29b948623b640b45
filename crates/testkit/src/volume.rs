//! Small volumes of their own for tests: one that runs full, and one whose power is cut.
//!
//! Mounting needs rights that not every machine gives; [`may_mount`] says why not.

use crate::postgres::run;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// A mounted volume. It is unmounted when this value goes.
pub struct Volume {
    place: PathBuf,
    /// The loop device, where the volume is an image.
    device: Option<String>,
}

/// Whether this machine lets tests mount volumes; otherwise why not.
pub fn may_mount() -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let image = folder.path().join("try.img");
    let place = folder.path().join("try");
    image_make(&image, 8)
        .and_then(|()| Volume::of_image(&image, &place))
        .map(drop)
        .map_err(|error| format!("this machine mounts no volumes ({})", error.to_string().trim()))
}

/// A temporary folder that a database server's user may enter; in memory where this machine lets
/// tests mount that. A kill, unlike a power cut, finds the same on either, and memory lets a child
/// do many times the work before it.
pub struct QuickFolder {
    /// Unmounted before the folder goes.
    volume: Option<Volume>,
    folder: tempfile::TempDir,
}

impl QuickFolder {
    /// Makes one.
    pub fn new() -> io::Result<QuickFolder> {
        let folder = tempfile::tempdir()?;
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755))?;
        let volume = Volume::of_memory(&folder.path().join("memory"), 2048).ok();
        Ok(QuickFolder { volume, folder })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.volume.as_ref().map_or(self.folder.path(), Volume::path)
    }
}

/// Makes an image that holds an empty ext4.
pub fn image_make(image: &Path, size_mib: u64) -> io::Result<()> {
    fs::File::create(image)?.set_len(size_mib << 20)?;
    run(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(image))
}

impl Volume {
    /// Mounts memory of a fixed size.
    pub fn of_memory(place: &Path, size_mib: u64) -> io::Result<Volume> {
        Volume::mount(place, |mount| {
            mount.args(["-t", "tmpfs", "-o", &format!("size={size_mib}m"), "tmpfs"]);
        })?;
        Ok(Volume { place: place.to_owned(), device: None })
    }

    /// Mounts an image; its journal is replayed where the image was cut off.
    pub fn of_image(image: &Path, place: &Path) -> io::Result<Volume> {
        let device = Command::new("losetup").args(["--find", "--show"]).arg(image).output()?;
        if !device.status.success() {
            let said = String::from_utf8_lossy(&device.stderr).into_owned();
            return Err(io::Error::other(format!("losetup: {said}")));
        }
        let device = String::from_utf8_lossy(&device.stdout).trim().to_owned();
        let mounted = Volume::mount(place, |mount| {
            mount.args(["-t", "ext4", &device]);
        });
        let volume = Volume { place: place.to_owned(), device: Some(device) };
        mounted.map(|()| volume)
    }

    fn mount(place: &Path, what: impl Fn(&mut Command)) -> io::Result<()> {
        fs::create_dir_all(place)?;
        let mut mount = Command::new("mount");
        what(&mut mount);
        run(mount.arg(place))?;
        fs::set_permissions(place, Permissions::from_mode(0o755))
    }

    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        &self.place
    }

    /// Copies the image as the power leaves it: what has reached the device, and nothing that the
    /// system still holds in memory. The copy counts only where the device was at rest from its
    /// first byte to its last; otherwise it is taken again.
    pub fn cut_to(&self, image: &Path, copy: &Path) -> io::Result<()> {
        let device = self.device.as_deref().unwrap_or_default().trim_start_matches("/dev/");
        let writes = || {
            let stat = fs::read_to_string(format!("/sys/block/{device}/stat"))?;
            let numbers: Vec<u64> =
                stat.split_whitespace().filter_map(|number| number.parse().ok()).collect();
            // Writes completed, and how many are on their way.
            Ok::<_, io::Error>((numbers.get(4).copied(), numbers.get(8).copied()))
        };
        for _ in 0..100 {
            let before = writes()?;
            if before.1 == Some(0) {
                run(Command::new("cp").arg("--sparse=always").args([image, copy]))?;
                if writes()? == before {
                    return Ok(());
                }
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Err(io::Error::other("the device never came to rest"))
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        // Whoever was killed may hold a file for a moment longer.
        for _ in 0..100 {
            if run(Command::new("umount").arg(&self.place)).is_ok() {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        if let Some(device) = &self.device {
            let _ = run(Command::new("losetup").args(["--detach", device]));
        }
    }
}
