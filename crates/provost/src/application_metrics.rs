//! What storage and trace have done, for Prometheus: read at each scrape.

use application::Application;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::{Registry, Unit};
use std::fmt;
use storage::StorageMetrics;

/// Registers the series.
pub(crate) fn register(registry: &mut Registry, application: Application) {
    registry.register_collector(Box::new(ApplicationMetrics(application)));
}

struct ApplicationMetrics(Application);

impl fmt::Debug for ApplicationMetrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApplicationMetrics")
    }
}

impl Collector for ApplicationMetrics {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let (metrics, mails) = (self.0.storage().metrics(), self.0.mailer().counts());
        for (name, help, value) in [
            ("provost_storage_statements", "SQL statements run", metrics.statements),
            ("provost_storage_rows_read", "Rows read by statements", metrics.rows_read),
            ("provost_storage_rows_written", "Rows changed by statements", metrics.rows_written),
            ("provost_storage_commands", "Commands run", metrics.commands),
            ("provost_storage_refused", "Commands turned away, the queue being full", metrics.refused_busy),
            ("provost_storage_retries", "Commands run again after a deadlock or a lost connection", metrics.retries),
            ("provost_storage_writer_restarts", "Times the writer had to be started again", metrics.writer_restarts),
            ("provost_trace_dropped", "Provisioning trace entries lost", self.0.trace().dropped()),
            ("provost_mail_sent", "Mails that left", mails.sent),
            ("provost_mail_failed", "Attempts to send a mail that failed", mails.failed),
            ("provost_mail_dropped", "Mails with codes that were not sent in time", mails.dropped),
        ] {
            ConstCounter::new(value).encode(encoder.encode_descriptor(name, help, None, MetricType::Counter)?)?;
        }
        let waiting = self.0.mail_totals();
        for (name, help, value) in [
            ("provost_mail_waiting", "Mails of organizations that wait to be sent", as_u64(waiting.waiting)),
            ("provost_mail_dead", "Mails of organizations that were given up", as_u64(waiting.dead)),
            ("provost_storage_queue_depth", "Commands waiting", metrics.queue_depth),
            ("provost_storage_connections", "Open connections", metrics.connections),
        ] {
            let gauge = ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX));
            gauge.encode(encoder.encode_descriptor(name, help, None, MetricType::Gauge)?)?;
        }
        let sizes = buckets(&StorageMetrics::SIZE_BOUNDS, &metrics.commits_by_size, 1);
        histogram(
            &mut encoder,
            ("provost_storage_commit_batch_size", "Commands that shared a commit", None),
            as_f64(metrics.commands),
            &sizes,
        )?;
        let durations = buckets(&StorageMetrics::DURATION_BOUNDS, &metrics.commits_by_duration, 1_000_000);
        histogram(
            &mut encoder,
            ("provost_storage_commit_duration", "Time spent in COMMIT", Some(&Unit::Seconds)),
            as_f64(metrics.commit_micros) / 1e6,
            &durations,
        )
    }
}

fn histogram(
    encoder: &mut DescriptorEncoder<'_>,
    (name, help, unit): (&str, &str, Option<&Unit>),
    sum: f64,
    buckets: &[(f64, u64)],
) -> fmt::Result {
    let count = buckets.iter().map(|(_, count)| count).sum();
    let mut metric = encoder.encode_descriptor(name, help, unit, MetricType::Histogram)?;
    metric.encode_histogram::<NoLabelSet>(sum, count, buckets, None)
}

/// The buckets with their upper bounds, divided by `divisor`; the last one is open.
fn buckets(bounds: &[u64], counts: &[u64], divisor: u32) -> Vec<(f64, u64)> {
    let bounds = bounds.iter().map(|bound| as_f64(*bound) / f64::from(divisor)).chain([f64::INFINITY]);
    bounds.zip(counts.iter().copied()).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a counter beyond 2^53 may be off by one")]
fn as_f64(value: u64) -> f64 {
    value as f64
}

/// A number of rows.
fn as_u64(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
