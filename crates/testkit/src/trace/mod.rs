//! Recorded identity-provider traffic: the requests of one provider in the order it sends them, and what it needs to
//! get back. The format is described in `recorded/README.md`.
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! let target = testkit::trace::Target::new("http://127.0.0.1:44559/v2/ORGANIZATION", "KEY")?;
//! for trace in testkit::trace::recorded()? {
//!     testkit::trace::play(&trace, &target).await.assert_clean();
//! }
//! # Ok(())
//! # }
//! ```

mod client;
mod expectation;
mod format;
mod play;
mod variables;

pub use client::{Answer, Target};
pub use format::{Step, Trace, recorded};
pub use play::{Report, play};
