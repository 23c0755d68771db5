//! The inputs one after the other: files as they are named, folders with all that is below them, in order of names.
//!
//! Inside a folder links are not followed, since they may lead anywhere and round in circles, and what is no plain file
//! (a pipe, a device) is not opened, since it may never end.

use std::path::{Path, PathBuf};

/// What the walk comes upon.
pub enum Step {
    /// To be checked.
    File(PathBuf),
    /// Not opened, and why.
    PassedOver(PathBuf, &'static str),
    /// Cannot be listed.
    Failed(PathBuf, std::io::Error),
}

/// Most folders inside one another.
const MAX_DEPTH: usize = 64;

/// A walk over inputs. It holds the names of one folder a level, not of all files.
pub struct Walk {
    /// What is still to come, the next one last; with its depth.
    waiting: Vec<(PathBuf, usize)>,
}

impl Walk {
    /// Starts at the first input.
    pub fn over(inputs: &[PathBuf]) -> Self {
        Self { waiting: inputs.iter().rev().map(|input| (input.clone(), 0)).collect() }
    }

    fn enter(&mut self, folder: &Path, depth: usize) -> Result<(), std::io::Error> {
        let mut inside: Vec<PathBuf> = std::fs::read_dir(folder)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        inside.sort_unstable_by(|a, b| b.cmp(a));
        self.waiting.extend(inside.into_iter().map(|path| (path, depth + 1)));
        Ok(())
    }
}

impl Iterator for Walk {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        loop {
            let (path, depth) = self.waiting.pop()?;
            // What is named by whoever asks is followed and read, whatever it is.
            let seen = if depth == 0 { std::fs::metadata(&path) } else { std::fs::symlink_metadata(&path) };
            let Ok(seen) = seen else { return Some(Step::File(path)) };
            if seen.is_dir() && depth >= MAX_DEPTH {
                return Some(Step::PassedOver(path, "folders nest too deeply"));
            }
            if seen.is_dir() {
                if let Err(error) = self.enter(&path, depth) {
                    return Some(Step::Failed(path, error));
                }
                continue;
            }
            if depth == 0 || seen.is_file() {
                return Some(Step::File(path));
            }
            let why = if seen.is_symlink() { "a link" } else { "no plain file" };
            return Some(Step::PassedOver(path, why));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_walked_in_order_and_links_in_it_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("b")).unwrap();
        for name in ["c.txt", "a.txt", "b/d.txt"] {
            std::fs::write(at(name), name).unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path(), at("b/loop")).unwrap();
        let (mut files, mut passed) = (Vec::new(), 0);
        for step in Walk::over(&[folder.path().to_owned()]) {
            match step {
                Step::File(path) => files.push(path),
                Step::PassedOver(..) => passed += 1,
                Step::Failed(path, error) => panic!("{}: {error}", path.display()),
            }
        }
        assert_eq!(files, [at("a.txt"), at("b/d.txt"), at("c.txt")]);
        assert_eq!(passed, usize::from(cfg!(unix)));
    }

    #[test]
    fn an_input_that_is_not_there_is_handed_on_to_be_complained_about() {
        let mut walk = Walk::over(&[PathBuf::from("no such file")]);
        assert!(matches!(walk.next(), Some(Step::File(_))));
    }
}
