//! Parameter sets. A set that parent and child both declare is passed on by itself, so each parameter is written once
//! and set once, at the root.

use tap_core::prelude::*;

/// An image of a registry of AWS, by its digest.
const IMAGE: &str = "^[0-9]{12}[.]dkr[.]ecr[.][a-z0-9-]+[.]amazonaws[.]com/[a-z0-9/._-]+@sha256:[0-9a-f]{64}$";
const IMAGE_CONSTRAINT: &str = "an ECR image by digest: ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY@sha256:DIGEST";

/// What tells one deployment of the platform from another.
#[derive(Parameters)]
#[parameters(label = "Deployment")]
pub struct Environment {
    /// Suffix of every physical name in the deployment.
    #[parameter(
        name = "EnvironmentSuffix",
        default = "dev",
        min_length = 3,
        max_length = 20,
        allowed_pattern = "^[a-z][a-z0-9-]{1,18}[a-z0-9]$",
        constraint = "3 to 20 lower-case letters, digits and hyphens, starting with a letter, not ending with a hyphen"
    )]
    pub suffix: String,
}

/// How logs are kept.
#[derive(Parameters)]
#[parameters(label = "Logs")]
pub struct Logging {
    /// Days that log events are kept.
    #[parameter(
        name = "LogRetentionDays",
        default = 30,
        allowed_values = [7, 14, 30, 60, 90, 180, 365],
        constraint = "one of the periods that CloudWatch Logs knows, from a week to a year"
    )]
    pub retention_days: u32,
}

/// How the network is laid out.
#[derive(Parameters)]
#[parameters(label = "Network")]
pub struct NetworkParameters {
    /// Address block of the VPC, of which each subnet takes 256 addresses.
    #[parameter(
        default = "10.20.0.0/16",
        min_length = 11,
        max_length = 13,
        allowed_pattern = "^10[.](25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])[.]0[.]0/16$",
        constraint = "a /16 block inside 10.0.0.0/8, for example 10.20.0.0/16"
    )]
    pub vpc_cidr: String,

    /// Whether refused connections are logged.
    #[parameter(
        name = "FlowLogs",
        default = "false",
        allowed_values = ["true", "false"],
        constraint = "true or false"
    )]
    pub flow_logs: String,

    /// Packets that an interface endpoint may drop in a minute, for three minutes, before its alarm fires.
    #[parameter(
        name = "EndpointDropsThreshold",
        default = 10,
        min_value = 0,
        max_value = 1_000_000,
        constraint = "0 to 1000000 packets a minute"
    )]
    pub endpoint_drops: u32,
}

/// How the database is sized and named.
#[derive(Parameters)]
#[parameters(label = "Database")]
pub struct DatabaseParameters {
    /// Name of the database that holds the transactions.
    #[parameter(
        default = "transactions",
        min_length = 1,
        max_length = 63,
        allowed_pattern = "^[a-z][a-z0-9_]{0,62}$",
        constraint = "1 to 63 lower-case letters, digits and underscores, starting with a letter"
    )]
    pub database_name: String,

    /// Name of the database's administrator, whose password is a secure parameter put before the deployment.
    #[parameter(
        name = "DatabaseUsername",
        default = "tapadmin",
        min_length = 2,
        max_length = 16,
        allowed_pattern = "^[a-z][a-z0-9]{1,15}$",
        constraint = "2 to 16 lower-case letters and digits, starting with a letter"
    )]
    pub username: String,

    /// Instance class of the cluster's members.
    #[parameter(
        name = "DatabaseInstanceClass",
        default = "db.serverless",
        allowed_values = ["db.serverless", "db.r6g.large", "db.r6g.xlarge"],
        constraint = "db.serverless, or a memory-optimised class that both regions offer"
    )]
    pub instance_class: String,

    /// Aurora capacity units that a serverless member never goes below.
    #[parameter(
        name = "DatabaseMinCapacity",
        default = 1,
        min_value = 1,
        max_value = 64,
        constraint = "1 to 64 units, at most the maximum"
    )]
    pub min_capacity: u32,

    /// Aurora capacity units that a serverless member never goes above, which also set its connection limit.
    #[parameter(
        name = "DatabaseMaxCapacity",
        default = 16,
        min_value = 1,
        max_value = 128,
        constraint = "1 to 128 units, at least the minimum"
    )]
    pub max_capacity: u32,

    /// Whether the cluster has a reader in a second availability zone.
    #[parameter(
        name = "DatabaseReader",
        default = "false",
        allowed_values = ["true", "false"],
        constraint = "true or false"
    )]
    pub reader: String,

    /// Open connections to the cluster above which its alarm fires.
    #[parameter(
        name = "DatabaseConnectionsThreshold",
        default = 800,
        min_value = 10,
        max_value = 16000,
        constraint = "10 to 16000 connections, below the limit that the maximum capacity sets"
    )]
    pub connections_threshold: u32,

    /// Per cent of the processors' time, over five minutes, above which an alarm fires.
    #[parameter(
        name = "DatabaseCpuThreshold",
        default = 80,
        min_value = 1,
        max_value = 100,
        constraint = "1 to 100 per cent; 100 turns the alarm off"
    )]
    pub cpu_threshold: u32,

    /// Per cent of the maximum capacity, over five minutes, above which an alarm fires.
    #[parameter(
        name = "DatabaseCapacityThreshold",
        default = 90,
        min_value = 1,
        max_value = 100,
        constraint = "1 to 100 per cent; 100 turns the alarm off"
    )]
    pub capacity_threshold: u32,

    /// Bytes of free memory, over five minutes, below which an alarm fires.
    #[parameter(
        name = "DatabaseFreeMemoryThreshold",
        default = 268_435_456,
        min_value = 0,
        max_value = 137_438_953_472,
        constraint = "0 to 137438953472 bytes (128 GiB); 0 turns the alarm off"
    )]
    pub free_memory_threshold: u64,

    /// Deadlocks a second, over three minutes, above which an alarm fires.
    #[parameter(
        name = "DatabaseDeadlocksThreshold",
        default = 1,
        min_value = 0,
        max_value = 1000,
        constraint = "0 to 1000 deadlocks a second"
    )]
    pub deadlocks_threshold: u32,
}

/// What the functions of the platform's work run.
#[derive(Parameters)]
#[parameters(label = "Functions")]
pub struct ComputeParameters {
    /// Image of the validator in this region's registry, pinned by its digest.
    #[parameter(
        name = "ValidatorImageUri",
        min_length = 100,
        max_length = 400,
        allowed_pattern = IMAGE,
        constraint = IMAGE_CONSTRAINT
    )]
    pub validator_image: String,

    /// Image of the migrator in this region's registry, pinned by its digest.
    #[parameter(
        name = "MigratorImageUri",
        min_length = 100,
        max_length = 400,
        allowed_pattern = IMAGE,
        constraint = IMAGE_CONSTRAINT
    )]
    pub migrator_image: String,

    /// Calls of one function, in per cent, that may fail before its alarm fires.
    #[parameter(
        name = "FunctionErrorPercent",
        default = 5,
        min_value = 1,
        max_value = 100,
        constraint = "1 to 100 per cent of the calls within a minute"
    )]
    pub error_percent: u32,

    /// Seconds that a transaction may wait in the queue before an alarm fires.
    #[parameter(
        name = "IntakeAgeThreshold",
        default = 300,
        min_value = 60,
        max_value = 86400,
        constraint = "60 to 86400 seconds"
    )]
    pub intake_age: u32,
}

/// What the functions that operate the platform run.
#[derive(Parameters)]
#[parameters(label = "Operations")]
pub struct OperationsParameters {
    /// Image of the operations functions in this region's registry, pinned by its digest.
    #[parameter(
        name = "OperationsImageUri",
        min_length = 100,
        max_length = 400,
        allowed_pattern = IMAGE,
        constraint = IMAGE_CONSTRAINT
    )]
    pub operations_image: String,
}

/// How the audit log is kept.
#[derive(Parameters)]
#[parameters(label = "Storage")]
pub struct StorageParameters {
    /// Whether the audit bucket can be deleted only when somebody has emptied it.
    #[parameter(
        name = "AuditProtected",
        default = "false",
        allowed_values = ["true", "false"],
        constraint = "true in production; false where environments come and go"
    )]
    pub audit_protected: String,
}

/// What is watched, and who hears of it.
#[derive(Parameters)]
#[parameters(label = "Monitoring")]
pub struct Monitoring {
    /// How closely the platform is watched: detailed adds traces of functions and Performance Insights, which cost.
    #[parameter(
        name = "MonitoringLevel",
        default = "basic",
        allowed_values = ["basic", "detailed"],
        constraint = "basic or detailed"
    )]
    pub level: String,

    /// Topic that hears of alarms; nobody does if it is empty.
    #[parameter(
        name = "NotificationTopicArn",
        default = "",
        max_length = 256,
        allowed_pattern = "^(arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,240})?$",
        constraint = "the ARN of an SNS topic in this region, or nothing"
    )]
    pub notification_topic: String,
}

/// What monitoring means to resources.
#[derive(Conditions)]
pub struct Watched {
    /// Traces and Performance Insights are wanted.
    #[condition(Equals(Ref(Monitoring::level), "detailed"))]
    pub in_detail: Condition,

    /// Somebody hears of alarms.
    #[condition(Not(Equals(Ref(Monitoring::notification_topic), "")))]
    pub by_somebody: Condition,
}

/// What one deployment does differently from the one before.
#[derive(Parameters)]
#[parameters(label = "Release")]
pub struct ReleaseParameters {
    /// Identifies this deployment, so that its gate is asked again even if nothing else changes.
    #[parameter(
        name = "DeploymentId",
        min_length = 1,
        max_length = 64,
        allowed_pattern = "^[A-Za-z0-9._-]{1,64}$",
        constraint = "1 to 64 letters, digits, dots, underscores and hyphens, another for each deployment"
    )]
    pub deployment_id: String,

    /// Seconds that alarms are watched after everything is in place.
    #[parameter(name = "GateWindowSeconds", default = 60, min_value = 0, max_value = 240, constraint = "0 to 240 seconds")]
    pub gate_window: u32,

    /// Whether the gate stands open, to roll a repair forward while an alarm is on.
    #[parameter(
        name = "GateBypass",
        default = "false",
        allowed_values = ["true", "false"],
        constraint = "true or false"
    )]
    pub gate_bypass: String,
}

/// Where what exists once in an account is made.
#[derive(Parameters)]
#[parameters(label = "Bootstrap")]
pub struct RegistryParameters {
    /// Region that makes what an account has once: the roles of StackSets.
    #[parameter(
        name = "HomeRegion",
        default = "us-east-1",
        allowed_values = ["us-east-1", "eu-west-1"],
        constraint = "one of the platform's regions"
    )]
    pub home_region: String,
}
