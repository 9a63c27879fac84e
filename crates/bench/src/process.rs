//! A child process that is measured: its CPU time and memory, from `/proc`.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

/// A running program. Ended when dropped.
pub(crate) struct Process {
    child: Child,
    started: Instant,
    /// Kept open: a program that writes to a closed pipe would fail.
    stdout: BufReader<ChildStdout>,
}

impl Process {
    /// Starts the command, its messages going to a file.
    pub(crate) fn start(command: &mut Command, messages: &Path) -> anyhow::Result<Self> {
        let messages = File::create(messages).with_context(|| messages.display().to_string())?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(messages);
        let started = Instant::now();
        let mut child = command.spawn().with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let stdout = BufReader::new(child.stdout.take().context("no output")?);
        Ok(Self { child, started, stdout })
    }

    /// When it was started.
    pub(crate) fn started(&self) -> Instant {
        self.started
    }

    /// The next line that it prints; fails where it ends without one.
    pub(crate) fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        ensure!(
            self.stdout.read_line(&mut line)? > 0,
            "it ended without a word; its messages are in the scratch directory"
        );
        Ok(line)
    }

    /// CPU time of all its threads.
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        cpu_time(&self.child.id().to_string())
    }

    /// Resident memory in MB (10^6 bytes).
    pub(crate) fn resident(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kilobytes * 1024.0 / 1e6)
    }

    /// Asks it to end, and waits.
    pub(crate) fn stop(&mut self) -> anyhow::Result<()> {
        let asked = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status()?;
        ensure!(asked.success(), "it had ended before");
        let deadline = Instant::now() + Duration::from_mins(1);
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait()? {
                ensure!(status.success(), "it ended with {status}");
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        anyhow::bail!("it did not end within a minute")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// CPU time that a process (its id, or `self`) has used so far with all its threads, those that have ended included.
/// It is counted in steps of 10 ms, so that a difference means something over thousands of requests only.
pub(crate) fn cpu_time(id: &str) -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
    // The name in parentheses may hold blanks: fields are counted behind it. utime and stime are the 14th and 15th.
    let fields: Vec<&str> = stat.rsplit_once(')').context("stat")?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).context("stat");
    Ok(Duration::from_millis((ticks(11)? + ticks(12)?) * 10)) // USER_HZ is 100 on Linux
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_shows_as_cpu_time() {
        let before = cpu_time("self").unwrap();
        let started = Instant::now();
        let mut sum = 0_u64;
        while started.elapsed() < Duration::from_millis(100) {
            sum = std::hint::black_box(sum + 1);
        }
        let used = cpu_time("self").unwrap().saturating_sub(before);
        // On a busy machine the thread gets less than the whole core.
        assert!(used >= Duration::from_millis(10), "{used:?}");
    }
}
