//! What a resource costs in the macro, built as Cargo builds macros: without optimisation.
//!
//! ```sh
//! cargo run -p tap-macros --example check_speed
//! ```
//!
//! Prints a table: for three typical resources how long it takes to parse their tokens, to check the block, and to expand the
//! whole derive; the first time in a process, and the median of many. Fails if a check takes longer than the goal.

// A crate of macros can't be linked, so its modules are built into this program. What only its entry uses is dead here.
#![allow(dead_code, unused_imports, reason = "the modules have more in them than is measured")]

// Known to a crate of macros by itself.
extern crate proc_macro;

#[path = "../src/check.rs"]
mod check;
#[path = "../src/derives/mod.rs"]
mod derives;
#[path = "../src/errors.rs"]
mod errors;
#[path = "../src/expand/mod.rs"]
mod expand;
#[path = "../src/parse/mod.rs"]
mod parse;
#[path = "../src/value.rs"]
mod value;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use errors::Errors;
use parse::value::Parser;
use proc_macro2::{Span, TokenStream};
use syn::parse::{ParseStream, Parser as _};
use value::Member;

/// What a check may take in the median.
const GOAL: Duration = Duration::from_micros(300);
/// Runs of which the median is taken.
const RUNS: usize = 301;

const RESOURCES: [(&str, &str); 3] = [
    (
        "AWS::Lambda::Function",
        r#"
        FunctionName: Sub("validator-${Environment::suffix}"),
        Description: "Checks what arrives, and passes it on",
        PackageType: "Image",
        Code: { ImageUri: "123456789012.dkr.ecr.us-east-1.amazonaws.com/validator@sha256:0123456789abcdef" },
        ImageConfig: { Command: ["validator.handler"], WorkingDirectory: "/var/task" },
        Architectures: ["x86_64"],
        Role: GetAtt(ValidatorRole.Arn),
        MemorySize: 1024,
        Timeout: 30,
        ReservedConcurrentExecutions: 20,
        EphemeralStorage: { Size: 1024 },
        TracingConfig: { Mode: "Active" },
        Environment: {
            Variables: { TABLE: Ref(Table), QUEUE: Ref(Queue), STAGE: Ref(Environment::suffix), LOG_LEVEL: "info" },
        },
        KmsKeyArn: Output(StorageOutputs::data_key_arn),
        LoggingConfig: { LogFormat: "JSON", LogGroup: Ref(ValidatorLogs), ApplicationLogLevel: "INFO" },
        DeadLetterConfig: { TargetArn: GetAtt(Failures.Arn) },
        VpcConfig: {
            SubnetIds: Output(NetworkOutputs::application_subnet_ids),
            SecurityGroupIds: [ImportValue(NetworkOutputs::function_security_group_id)],
        },
        Tags: [{ Key: "Name", Value: Sub("validator-${Environment::suffix}") }, { Key: "Team", Value: "payments" }],
        "#,
    ),
    (
        "AWS::RDS::DBCluster",
        r#"
        DBClusterIdentifier: Sub("aurora-${Environment::suffix}"),
        Engine: "aurora-mysql",
        EngineVersion: "8.0.mysql_aurora.3.08.2",
        DatabaseName: Ref(DatabaseParameters::database_name),
        MasterUsername: Ref(DatabaseParameters::username),
        MasterUserPassword: SsmSecure("/tap/${Environment::suffix}/database/password"),
        DBSubnetGroupName: Ref(SubnetGroup),
        DBClusterParameterGroupName: Ref(ClusterParameters),
        VpcSecurityGroupIds: [Output(NetworkOutputs::database_security_group_id)],
        ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 8 },
        StorageEncrypted: true,
        KmsKeyId: Output(StorageOutputs::data_key_arn),
        BackupRetentionPeriod: 30,
        DeleteAutomatedBackups: false,
        CopyTagsToSnapshot: true,
        DeletionProtection: false,
        PreferredBackupWindow: "02:00-03:00",
        PreferredMaintenanceWindow: "sun:03:30-sun:04:30",
        EnableCloudwatchLogsExports: ["audit", "error", "slowquery"],
        Tags: [
            { Key: "Name", Value: Sub("aurora-${Environment::suffix}") },
            { Key: "EnvironmentSuffix", Value: Ref(Environment::suffix) },
        ],
        "#,
    ),
    (
        "AWS::CloudWatch::Alarm",
        r#"
        AlarmName: Sub("database-connections-${Environment::suffix}"),
        AlarmDescription: "The database has too many open connections",
        AlarmActions: [Ref(Alerts)],
        Namespace: "AWS/RDS",
        MetricName: "DatabaseConnections",
        Dimensions: [{ Name: "DBClusterIdentifier", Value: Ref(AuroraCluster) }],
        Statistic: "Maximum",
        Period: 60,
        EvaluationPeriods: 3,
        Threshold: Ref(DatabaseParameters::connections_threshold),
        ComparisonOperator: "GreaterThanThreshold",
        TreatMissingData: "notBreaching",
        "#,
    ),
];

/// What was measured of one step of one resource.
struct Measured {
    first: Duration,
    median: Duration,
}

/// Runs a step many times. What it makes is dropped outside of the measured time.
fn measure<T>(mut step: impl FnMut() -> T) -> Measured {
    let mut times: Vec<Duration> = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let start = Instant::now();
        let made = step();
        times.push(start.elapsed());
        drop(made);
    }
    let first = times[0];
    times.sort_unstable();
    Measured { first, median: times[RUNS / 2] }
}

fn members(block: &TokenStream, errors: &mut Errors) -> syn::Result<Vec<Member>> {
    (|input: ParseStream| Ok(Parser::new(errors).members(input))).parse2(block.clone())
}

/// Parse, check and expansion of a resource.
fn resource(kind: &str, block: &str) -> Result<[Measured; 3], Box<dyn std::error::Error>> {
    let facts = tap_schema::resource_type(kind).ok_or("no such type")?;
    let block: TokenStream = block.parse()?;
    let mut errors = Errors::default();
    let properties = members(&block, &mut errors)?;
    // First what is the goal's, so that its first run is the first in the process for the type.
    let (members, name) = (properties.as_slice(), Span::call_site());
    let of = check::Block { facts, members, name, is_open: false };
    let check = measure(|| check::properties(&of, &mut errors).places.len());
    let parse = measure(|| self::members(&block, &mut errors).is_ok());
    let item: TokenStream = quote::quote!(
        #[resource(#kind)]
        #[properties { #block }]
        struct Thing;
    );
    let expansion = measure(|| parse::item::read(item.clone()).map(|item| derives::resource(&item)));
    if !errors.is_empty() {
        return Err(format!("{kind} is refused: {}", errors.into_tokens().unwrap_or_default()).into());
    }
    Ok([parse, check, expansion])
}

fn main() -> ExitCode {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    if !cfg!(debug_assertions) {
        println!("note: built with optimisation, which macros are not");
    }
    println!("milliseconds, median of {RUNS} (first in the process); goal for a check: {}", milliseconds(GOAL));
    println!("{:<24} {:>18} {:>18} {:>18}", "", "parse", "check", "whole expansion");
    let mut is_met = true;
    for (kind, block) in RESOURCES {
        let measured = match resource(kind, block) {
            Ok(measured) => measured,
            Err(error) => {
                eprintln!("error: {error}");
                return ExitCode::FAILURE;
            }
        };
        is_met &= measured[1].median <= GOAL;
        let shown = measured.map(|step| format!("{:.3} ({:.3})", milliseconds(step.median), milliseconds(step.first)));
        println!("{kind:<24} {:>18} {:>18} {:>18}", shown[0], shown[1], shown[2]);
    }
    println!("{}", if is_met { "the goal is met" } else { "the goal is missed" });
    if is_met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
