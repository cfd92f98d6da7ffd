//! Backups of databases that outlive them.

use crate::aws::failure::Failure;
use crate::aws::session::Clients;
use aws_sdk_rds::primitives::{DateTime, DateTimeFormat};
use aws_sdk_rds::types::{DbClusterAutomatedBackup, DbClusterSnapshot};

const DAY: i64 = 24 * 60 * 60;

/// A backup that is still there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survivor {
    /// `snapshot` or `automated backups`.
    pub kind: &'static str,
    /// The snapshot's identifier; of automated backups the cluster's resource id.
    pub id: String,
    /// The cluster that it is of.
    pub cluster: String,
    pub region: String,
    /// When it was made, in seconds since 1970; none while it is being made.
    pub made: Option<i64>,
    /// When it expires by itself, in seconds since 1970; none if it stays until somebody deletes it.
    pub until: Option<i64>,
    /// The key without which it cannot be read.
    pub kms_key_arn: Option<String>,
}

impl Survivor {
    /// What it is, and until when: `snapshot tap-dev-final of aurora-dev, until it is deleted`.
    pub fn describe(&self) -> String {
        let until = self.until.and_then(date).map_or("it is deleted".to_string(), |date| date);
        format!("{} {} of {}, until {until}", self.kind, self.id, self.cluster)
    }
}

/// What is left of these clusters, or is encrypted with this key, in a region: snapshots that a person, a deletion or AWS Backup took, and
/// automated backups that a deletion left. Automated backups of a cluster that lives go or stay with it, so they are not among them.
///
/// # Errors
///
/// AWS's refusals.
pub async fn survivors(clients: &Clients, clusters: &[String], kms_key_arn: Option<&str>) -> Result<Vec<Survivor>, Failure> {
    let is_of = |cluster: Option<&str>, key: Option<&str>| {
        cluster.is_some_and(|cluster| clusters.iter().any(|known| known == cluster)) || key.is_some() && key == kms_key_arn
    };
    let (snapshots, backups) = tokio::try_join!(snapshots(clients), backups(clients))?;
    let snapshots = snapshots.iter().filter(|one| is_of(one.db_cluster_identifier(), one.kms_key_id()));
    let backups = backups.iter().filter(|one| is_of(one.db_cluster_identifier(), one.kms_key_id()));
    let region = &clients.region;
    let mut all: Vec<Survivor> =
        snapshots.map(|one| of_snapshot(one, region)).chain(backups.map(|one| of_backup(one, region))).collect();
    all.sort_by(|one, other| (&one.cluster, one.kind, &one.id).cmp(&(&other.cluster, other.kind, &other.id)));
    Ok(all)
}

async fn snapshots(clients: &Clients) -> Result<Vec<DbClusterSnapshot>, Failure> {
    let pages = clients.rds.describe_db_cluster_snapshots().into_paginator().items().send();
    let all: Result<Vec<_>, _> = pages.collect().await;
    let all = all.map_err(|error| Failure::of(&format!("list snapshots of clusters in {}", clients.region), &error))?;
    Ok(all.into_iter().filter(|snapshot| snapshot.snapshot_type() != Some("automated")).collect())
}

async fn backups(clients: &Clients) -> Result<Vec<DbClusterAutomatedBackup>, Failure> {
    let pages = clients.rds.describe_db_cluster_automated_backups().into_paginator().items().send();
    let all: Result<Vec<_>, _> = pages.collect().await;
    match all.map_err(|error| Failure::of(&format!("list automated backups of clusters in {}", clients.region), &error)) {
        Ok(all) => Ok(all.into_iter().filter(|backup| backup.status() == Some("retained")).collect()),
        // A server that does not know the question keeps no such backups.
        Err(failure) if failure.is("InvalidAction") => Ok(Vec::new()),
        Err(failure) => Err(failure),
    }
}

fn of_snapshot(snapshot: &DbClusterSnapshot, region: &str) -> Survivor {
    Survivor {
        kind: "snapshot",
        id: snapshot.db_cluster_snapshot_identifier().unwrap_or_default().to_string(),
        cluster: snapshot.db_cluster_identifier().unwrap_or_default().to_string(),
        region: region.to_string(),
        made: snapshot.snapshot_create_time().map(DateTime::secs),
        until: None,
        kms_key_arn: key(snapshot.kms_key_id()),
    }
}

/// Servers that are not AWS's give an empty text for none.
fn key(arn: Option<&str>) -> Option<String> {
    arn.filter(|arn| !arn.is_empty()).map(str::to_string)
}

/// They go one after the other; the last that can be restored to is there for so many days after it was made.
fn of_backup(backup: &DbClusterAutomatedBackup, region: &str) -> Survivor {
    let last = backup.restore_window().and_then(|window| window.latest_time()).map(DateTime::secs);
    Survivor {
        kind: "automated backups",
        id: backup.db_cluster_resource_id().unwrap_or_default().to_string(),
        cluster: backup.db_cluster_identifier().unwrap_or_default().to_string(),
        region: region.to_string(),
        made: last,
        until: last.zip(backup.backup_retention_period()).map(|(last, days)| last + i64::from(days) * DAY),
        kms_key_arn: key(backup.kms_key_id()),
    }
}

/// `2026-01-31`.
fn date(seconds: i64) -> Option<String> {
    let text = DateTime::from_secs(seconds).fmt(DateTimeFormat::DateTime).ok()?;
    text.split_once('T').map(|(date, _)| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::{DateTime, DbClusterAutomatedBackup, DbClusterSnapshot, date, of_backup, of_snapshot};
    use aws_sdk_rds::types::RestoreWindow;

    /// 2026-01-31 12:00.
    const MADE: i64 = 1_769_860_800;

    #[test]
    fn automated_backups_expire_after_their_days() {
        let window = RestoreWindow::builder().latest_time(DateTime::from_secs(MADE)).build();
        let backup = DbClusterAutomatedBackup::builder()
            .db_cluster_identifier("aurora-dev")
            .db_cluster_resource_id("cluster-ABC")
            .restore_window(window)
            .backup_retention_period(30)
            .build();
        let survivor = of_backup(&backup, "eu-west-1");
        assert_eq!(survivor.until.and_then(date).as_deref(), Some("2026-03-02"));
        assert_eq!(survivor.describe(), "automated backups cluster-ABC of aurora-dev, until 2026-03-02");
    }

    #[test]
    fn a_snapshot_stays_until_it_is_deleted() {
        let snapshot = DbClusterSnapshot::builder()
            .db_cluster_snapshot_identifier("tap-dev-final")
            .db_cluster_identifier("aurora-dev")
            .snapshot_create_time(DateTime::from_secs(MADE))
            .kms_key_id("arn:aws:kms:eu-west-1:123456789012:key/1")
            .build();
        let survivor = of_snapshot(&snapshot, "eu-west-1");
        assert_eq!((survivor.made, survivor.until), (Some(MADE), None));
        assert_eq!(survivor.describe(), "snapshot tap-dev-final of aurora-dev, until it is deleted");
    }

    #[test]
    fn what_does_not_say_when_has_no_date() {
        assert_eq!(of_backup(&DbClusterAutomatedBackup::builder().backup_retention_period(30).build(), "eu-west-1").until, None);
        assert_eq!(date(i64::MAX), None);
    }
}
