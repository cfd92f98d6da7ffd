//! The alarms that roll an update back.

use crate::aws::failure::Failure;
use crate::aws::session::Clients;
use crate::aws::setting::Setting;
use aws_sdk_cloudformation::types::{RollbackConfiguration, RollbackTrigger};
use aws_sdk_cloudwatch::types::AlarmType;
use std::collections::BTreeMap;

/// What rolls an update back in a region, and which of the alarms that the description names do not exist there.
pub struct Triggers {
    pub configuration: RollbackConfiguration,
    pub missing: Vec<String>,
    /// Seconds in which the alarms are watched.
    pub monitoring: u32,
}

/// The alarms of the description that exist; none if it says nothing of any. AWS refuses an update whose triggers are not there, and keeps
/// the earlier ones if nothing is said, so an empty list is said, too.
///
/// # Errors
///
/// A parameter in the name of an alarm that has no value; AWS does not answer, or does not permit it.
pub async fn triggers(setting: &Setting, clients: &Clients) -> Result<Option<Triggers>, Failure> {
    let Some(described) = &setting.description.rollback_configuration else { return Ok(None) };
    let expanded =
        described.triggers.iter().map(|trigger| Ok((trigger.kind.as_str(), setting.expand(&trigger.alarm, &clients.region)?)));
    let wanted: Vec<(&str, String)> = expanded.collect::<Result<_, Failure>>()?;
    let found = if wanted.is_empty() { BTreeMap::new() } else { arns(clients, &wanted).await? };
    let mut triggers = Vec::new();
    let mut missing = Vec::new();
    for (kind, name) in wanted {
        match found.get(&(kind.to_string(), name.clone())) {
            Some(arn) => triggers.push(RollbackTrigger::builder().arn(arn).r#type(kind).build()),
            None => missing.push(name),
        }
    }
    // AWS would wait even if there is nothing to watch.
    let minutes = if triggers.is_empty() { 0 } else { described.monitoring_time_in_minutes };
    let monitoring = u32::try_from(minutes).unwrap_or_default() * 60;
    let configuration =
        RollbackConfiguration::builder().set_rollback_triggers(Some(triggers)).monitoring_time_in_minutes(minutes).build();
    Ok(Some(Triggers { configuration, missing, monitoring }))
}

/// The ARNs of those alarms that exist, by type and name.
async fn arns(clients: &Clients, wanted: &[(&str, String)]) -> Result<BTreeMap<(String, String), String>, Failure> {
    // Without the types, CloudWatch tells of no composite alarm.
    let request = clients
        .cloudwatch
        .describe_alarms()
        .set_alarm_names(Some(wanted.iter().map(|(_, name)| name.clone()).collect()))
        .alarm_types(AlarmType::CompositeAlarm)
        .alarm_types(AlarmType::MetricAlarm);
    let mut pages = request.into_paginator().send();
    let mut found = BTreeMap::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| Failure::of(&format!("look up alarms in {}", clients.region), &error))?;
        let metric = page.metric_alarms().iter().map(|alarm| ("AWS::CloudWatch::Alarm", alarm.alarm_name(), alarm.alarm_arn()));
        let composite = page
            .composite_alarms()
            .iter()
            .map(|alarm| ("AWS::CloudWatch::CompositeAlarm", alarm.alarm_name(), alarm.alarm_arn()));
        for (kind, name, arn) in metric.chain(composite) {
            if let (Some(name), Some(arn)) = (name, arn) {
                found.insert((kind.to_string(), name.to_string()), arn.to_string());
            }
        }
    }
    Ok(found)
}
