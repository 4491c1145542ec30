//! What a browser takes of the machine, read from `/proc`.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use crate::Browser;

/// Every process of one browser.
#[derive(Debug)]
pub struct Processes {
    profile: String,
}

/// What they have taken until now.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// Seconds of processor time by kind of process (`renderer`, `gpu-process`, `utility`,
    /// `browser`). That of processes which have ended is not in it.
    pub seconds: BTreeMap<String, f64>,
    /// The same by kind of process and name of thread: `renderer: Compositor`.
    pub threads: BTreeMap<String, f64>,
    /// The proportional share of memory by kind of process, bytes: what processes share is counted once.
    pub memory: BTreeMap<String, u64>,
}

impl Processes {
    /// Those of `browser`, and what it starts from now on.
    #[must_use]
    pub fn of(browser: &Browser) -> Self {
        Self { profile: browser.profile().to_string_lossy().into_owned() }
    }

    /// Until now. Nothing where there is no `/proc`.
    #[must_use]
    pub fn taken(&self) -> Taken {
        let mut taken = Taken::default();
        for id in self.ids() {
            let kind = kind(id);
            for (name, seconds) in threads(id) {
                *taken.threads.entry(format!("{kind}: {name}")).or_default() += seconds;
            }
            *taken.memory.entry(kind.clone()).or_default() += share(id).unwrap_or_default();
            *taken.seconds.entry(kind).or_default() += seconds(id).unwrap_or_default();
        }
        taken
    }

    /// The processes that descend from the one with this profile, and that one.
    fn ids(&self) -> Vec<u32> {
        let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
        let ids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        let parents: HashMap<u32, u32> = ids.filter_map(|id| Some((id, parent(id)?))).collect();
        let roots: Vec<u32> =
            parents.keys().copied().filter(|id| command_line(*id).contains(&self.profile)).collect();
        let descends = |mut id: u32| loop {
            if roots.contains(&id) {
                return true;
            }
            match parents.get(&id) {
                Some(parent) => id = *parent,
                None => return false,
            }
        };
        parents.keys().copied().filter(|id| descends(*id)).collect()
    }
}

impl Taken {
    /// Of all kinds.
    #[must_use]
    pub fn all_seconds(&self) -> f64 {
        self.seconds.values().sum()
    }

    /// Of all kinds, bytes.
    #[must_use]
    pub fn all_memory(&self) -> u64 {
        self.memory.values().sum()
    }
}

fn file(id: u32, name: &str) -> Option<String> {
    fs::read(Path::new("/proc").join(id.to_string()).join(name))
        .ok()
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn command_line(id: u32) -> String {
    file(id, "cmdline").unwrap_or_default()
}

/// What Chromium calls it.
fn kind(id: u32) -> String {
    let line = command_line(id);
    let named = line.split(['\0', ' ']).find_map(|word| word.strip_prefix("--type="));
    named.unwrap_or("browser").to_owned()
}

fn parent(id: u32) -> Option<u32> {
    file(id, "status")?.lines().find_map(|line| line.strip_prefix("PPid:")?.trim().parse().ok())
}

fn share(id: u32) -> Option<u64> {
    let sums = file(id, "smaps_rollup")?;
    let kilobytes = sums.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB"))?;
    Some(kilobytes.trim().parse::<u64>().ok()? << 10)
}

/// User and system time (proc(5): fields 14 and 15 of `stat`), of all threads.
fn seconds(id: u32) -> Option<f64> {
    ticks_in(&file(id, "stat")?).map(|ticks| ticks / TICKS)
}

/// The same of each thread, with its name.
fn threads(id: u32) -> Vec<(String, f64)> {
    let Ok(entries) = fs::read_dir(Path::new("/proc").join(id.to_string()).join("task")) else {
        return Vec::new();
    };
    let one = |path: &Path| {
        let name = fs::read_to_string(path.join("comm")).ok()?.trim().to_owned();
        Some((name, ticks_in(&fs::read_to_string(path.join("stat")).ok()?)? / TICKS))
    };
    entries.flatten().filter_map(|entry| one(&entry.path())).collect()
}

/// `sysconf(_SC_CLK_TCK)` is this on every Linux that Rust has.
const TICKS: f64 = 100.0;

fn ticks_in(stat: &str) -> Option<f64> {
    // The name of the program, the second field, may have spaces and parentheses in it.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    Some(ticks(11)? + ticks(12)?)
}

#[cfg(test)]
mod tests {
    use super::{kind, parent, seconds, share, threads};

    #[test]
    fn this_very_process_can_be_read() {
        let id = std::process::id();
        assert!(parent(id).is_some_and(|parent| parent > 0));
        assert!(share(id).is_some_and(|bytes| bytes > 1 << 16));
        assert!(seconds(id).is_some_and(|seconds| seconds < 3600.0));
        assert!(threads(id).iter().all(|(name, seconds)| !name.is_empty() && *seconds < 3600.0));
        assert!(!threads(id).is_empty());
        assert_eq!(kind(id), "browser");
    }
}
