//! Counting tests by the closing lines of cargo test and nextest.

use std::fmt;

/// How many tests passed and how many failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

impl Counts {
    /// One check.
    pub(crate) fn of(passed: bool) -> Self {
        Self { passed: usize::from(passed), failed: usize::from(!passed) }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }

    /// Adds what a closing line says: `test result: ok. 5 passed; 0 failed; …` of cargo test, or nextest's
    /// `Summary [ 0.1s] 7 tests run: 5 passed, 1 failed, 1 timed out, 0 skipped`. Other lines say nothing.
    pub(crate) fn read(&mut self, line: &str) {
        let plain = without_colors(line);
        let line = plain.trim();
        let is_closing = line.starts_with("test result:") || (line.starts_with("Summary [") && line.contains("run:"));
        if !is_closing {
            return;
        }
        let words: Vec<&str> = line.split([' ', ',', ';', '.', '(', ')']).filter(|word| !word.is_empty()).collect();
        for (number, kind) in words.iter().zip(words.iter().skip(1)) {
            let Ok(number) = number.parse::<usize>() else { continue };
            match *kind {
                "passed" => self.passed += number,
                "failed" | "timed" | "exec" => self.failed += number,
                _ => {}
            }
        }
    }

    /// The counts of a program that may have failed without saying so: not compiled, or ended by a signal.
    pub(crate) fn unless(self, passes: bool) -> Self {
        if passes || self.failed > 0 { self } else { Self { failed: 1, ..self } }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Without the escape sequences of a terminal.
fn without_colors(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').map_or("", |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Counts {
        let mut counts = Counts::default();
        for line in lines {
            counts.read(line);
        }
        counts
    }

    #[test]
    fn closing_lines_of_both_runners_count() {
        let cargo = "test result: FAILED. 5 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.04s";
        assert_eq!(read(&[cargo, cargo]), Counts { passed: 10, failed: 4 });
        assert_eq!(
            read(&["     Summary [   1.107s] 7 tests run: 5 passed (1 slow), 1 failed, 1 timed out, 4 skipped"]),
            Counts { passed: 5, failed: 2 }
        );
        assert_eq!(
            read(&[
                "\u{1b}[32;1m     Summary\u{1b}[0m [   0.005s] \u{1b}[1m3\u{1b}[0m tests run: \u{1b}[1m3\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, 0 skipped"
            ]),
            Counts { passed: 3, failed: 0 }
        );
    }

    #[test]
    fn other_lines_do_not() {
        assert_eq!(read(&["test a ... ok", "7 passed", "Summary: 3 passed"]), Counts::default());
    }

    #[test]
    fn a_run_that_fails_in_silence_is_a_failure() {
        assert_eq!(Counts { passed: 3, failed: 0 }.unless(false), Counts { passed: 3, failed: 1 });
        assert_eq!(Counts { passed: 3, failed: 2 }.unless(false), Counts { passed: 3, failed: 2 });
        assert_eq!(Counts { passed: 3, failed: 0 }.unless(true), Counts { passed: 3, failed: 0 });
    }
}
