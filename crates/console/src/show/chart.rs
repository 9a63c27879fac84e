//! Small charts: stacked bars side by side. A sentence is their label, and the page has the numbers in a table.

use super::number::grouped;
use askama::filters::HtmlSafe;
use std::fmt;

/// The drawing's size, in its own units.
const WIDTH: f64 = 600.0;
const HEIGHT: u32 = 130;
/// Where the bars begin, the line that they stand on, and how high the highest may be.
const LEFT: f64 = 38.0;
const BASE: f64 = 100.0;
const RISE: f64 = 86.0;

/// Stacked bars.
pub(crate) struct Bars {
    /// What they show, as a sentence.
    label: String,
    /// Each bar's parts from the bottom up: a class of `console.css`, and how much.
    columns: Vec<Vec<(&'static str, i64)>>,
    /// What stands below the first bar and below the last.
    ends: [String; 2],
}

impl Bars {
    pub(crate) fn new(
        label: impl Into<String>,
        bars: Vec<Vec<(&'static str, i64)>>,
        ends: [impl Into<String>; 2],
    ) -> Self {
        Self { label: label.into(), columns: bars, ends: ends.map(Into::into) }
    }

    fn draw(&self, f: &mut fmt::Formatter<'_>, top: i64) -> fmt::Result {
        let slot = (WIDTH - LEFT) / as_f64(self.columns.len().max(1));
        let width = (slot * 0.72).min(28.0);
        for (place, bar) in self.columns.iter().enumerate() {
            let x = LEFT + slot * as_f64(place) + (slot - width) / 2.0;
            let mut y = BASE;
            for (class, amount) in bar.iter().filter(|(_, amount)| *amount > 0) {
                // Few among many are seen all the same.
                let height = (as_f64(*amount) / as_f64(top) * RISE).max(1.5);
                y -= height;
                write!(f, r#"<rect class="{class}" x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}"/>"#)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Bars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let highest = self.columns.iter().map(|bar| bar.iter().map(|(_, amount)| amount.max(&0)).sum()).max();
        let top = round_up(highest.unwrap_or(0));
        let label = escaped(&self.label)?;
        write!(f, r#"<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">"#)?;
        for part in [0, top / 2, top] {
            let y = BASE - as_f64(part) / as_f64(top) * RISE;
            write!(f, r#"<path class="grid" d="M{LEFT} {y:.1}H{WIDTH}"/>"#)?;
            write!(f, r#"<text x="{:.0}" y="{:.1}" text-anchor="end">{}</text>"#, LEFT - 6.0, y + 4.0, short(part))?;
        }
        self.draw(f, top)?;
        let [first, last] = &self.ends;
        write!(f, r#"<text x="{LEFT}" y="122">{}</text>"#, escaped(first)?)?;
        write!(f, r#"<text x="{WIDTH}" y="122" text-anchor="end">{}</text></svg>"#, escaped(last)?)
    }
}

impl HtmlSafe for Bars {}

fn escaped(text: &str) -> Result<impl fmt::Display, fmt::Error> {
    askama::filters::escape(text, askama::filters::Html).map_err(|_| fmt::Error)
}

/// The least number that is not below this one, of one digit and zeros, and even.
fn round_up(number: i64) -> i64 {
    let mut unit = 1_i64;
    loop {
        let found = [2, 4, 6, 8].into_iter().map(|digit| unit.saturating_mul(digit)).find(|top| *top >= number);
        match found {
            Some(top) => return top,
            None if unit.saturating_mul(10) >= number => return unit.saturating_mul(10),
            None => unit = unit.saturating_mul(10),
        }
    }
}

/// A number where there is little room: `800`, `2,000`, `40k`, `6M`.
fn short(number: i64) -> String {
    match number {
        0..10_000 => grouped(number),
        10_000..1_000_000 => format!("{}k", number / 1_000),
        _ => format!("{}M", number / 1_000_000),
    }
}

trait Amount: Copy {
    fn as_f64(self) -> f64;
}

impl Amount for i64 {
    #[expect(clippy::cast_precision_loss, reason = "a drawing is not that precise")]
    fn as_f64(self) -> f64 {
        self as f64
    }
}

impl Amount for usize {
    #[expect(clippy::cast_precision_loss, reason = "a drawing is not that precise")]
    fn as_f64(self) -> f64 {
        self as f64
    }
}

fn as_f64(amount: impl Amount) -> f64 {
    amount.as_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_with_an_even_round_number() {
        for (highest, top) in [(0, 2), (2, 2), (3, 4), (9, 10), (11, 20), (3_214, 4_000), (99_999, 100_000)] {
            assert_eq!(round_up(highest), top, "{highest}");
        }
        assert!(round_up(i64::MAX) > 0);
    }

    #[test]
    fn there_is_little_room() {
        for (number, text) in [(0, "0"), (2_000, "2,000"), (40_000, "40k"), (6_000_000, "6M")] {
            assert_eq!(short(number), text);
        }
    }

    #[test]
    fn bars_stand_on_one_another() {
        let bars = vec![vec![("bar", 50), ("bad", 50)], vec![], vec![("bar", 0)]];
        let svg = Bars::new("Calls <b>", bars, ["48 h ago", "now"]).to_string();
        assert_eq!(svg.matches("<rect").count(), 2);
        assert!(svg.contains(r#"class="bar" x="117.7" y="57.0" width="28.0" height="43.0""#), "{svg}");
        assert!(svg.contains(r#"class="bad" x="117.7" y="14.0""#), "{svg}");
        assert!(svg.contains(r#"aria-label="Calls &#60;b&#62;""#), "{svg}");
        assert!(Bars::new("", Vec::new(), ["", ""]).to_string().ends_with("</svg>"));
    }
}
