//! Running other programs, and saying so.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// Prints the command, runs it with this terminal, and fails unless it succeeds.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = command_line(command);
    println!("$ {line}");
    let status = command.status().with_context(|| format!("cannot start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// What a quiet command printed.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) success: bool,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the command without a word and gives back what it printed.
pub(crate) fn output(command: &mut Command) -> Result<Output> {
    let line = command_line(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{line}`"))?;
    Ok(Output {
        success: output.status.success(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// The first of `names` that is a program on PATH.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names.iter().find_map(|name| folders.iter().find_map(|folder| program_in(folder, name)))
}

/// The program `name` in `folder`, if it is there.
pub(crate) fn program_in(folder: &Path, name: &str) -> Option<PathBuf> {
    let path = folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    path.is_file().then_some(path)
}

/// Puts `folders` in front of the PATH that `command` will see.
pub(crate) fn prepend_path(command: &mut Command, folders: &[PathBuf]) -> Result<()> {
    let old = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(folders.iter().cloned().chain(env::split_paths(&old)))
        .context("a tool's folder has a name that cannot stand in PATH")?;
    command.env("PATH", path);
    Ok(())
}

fn command_line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(quoted).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=+./:,@".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.into_owned() } else { format!("'{word}'") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_printed_as_a_shell_would_read_it() {
        let mut command = Command::new("cargo");
        command.args(["test", "--", "a b", ""]);
        assert_eq!(command_line(&command), "cargo test -- 'a b' ''");
    }

    #[cfg(unix)]
    #[test]
    fn a_failing_command_fails_by_name() {
        let error = run(&mut Command::new("false")).unwrap_err();
        assert!(error.to_string().contains("`false` failed"), "{error}");
    }
}
