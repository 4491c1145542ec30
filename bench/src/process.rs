//! What a process and its children take of processors and memory, as `/proc` says.

use std::fs;
use std::time::Duration;

/// What processes have taken.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Taken {
    /// Of processors, since they began.
    pub(crate) processor: Duration,
    /// Memory of their own and their share of what is shared, in kB.
    pub(crate) memory: f64,
}

/// Of the process `id` and all that it has started.
pub(crate) fn taken(id: u32) -> Taken {
    tree(id).into_iter().fold(Taken::default(), |sum, id| Taken {
        processor: sum.processor + processor(id),
        memory: sum.memory + memory(id),
    })
}

/// Memory that the kernel holds for all TCP connections of this machine, in kB.
pub(crate) fn kernel() -> f64 {
    let text = fs::read_to_string("/proc/net/sockstat").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("TCP:")).unwrap_or_default().to_owned();
    let pages = line.split_once("mem ").and_then(|(_, pages)| pages.trim().parse::<f64>().ok());
    pages.unwrap_or_default() * 4.0
}

fn tree(id: u32) -> Vec<u32> {
    let children = tasks(id).into_iter().flat_map(|task| {
        let path = format!("/proc/{id}/task/{task}/children");
        let text = fs::read_to_string(path).unwrap_or_default();
        text.split_whitespace().filter_map(|child| child.parse().ok()).collect::<Vec<u32>>()
    });
    let children: Vec<u32> = children.collect();
    std::iter::once(id).chain(children.into_iter().flat_map(tree)).collect()
}

fn tasks(id: u32) -> Vec<u32> {
    let Ok(entries) = fs::read_dir(format!("/proc/{id}/task")) else { return Vec::new() };
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
}

/// The first number of `schedstat` is time on a processor, in nanoseconds.
fn processor(id: u32) -> Duration {
    let times = tasks(id).into_iter().filter_map(|task| {
        let text = fs::read_to_string(format!("/proc/{id}/task/{task}/schedstat")).ok()?;
        text.split_whitespace().next()?.parse().ok()
    });
    times.map(Duration::from_nanos).sum()
}

fn memory(id: u32) -> f64 {
    let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap_or_default();
    line.trim().trim_end_matches("kB").trim().parse().unwrap_or_default()
}
