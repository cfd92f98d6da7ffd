//! The platform's constructs in the hands of somebody else: a ledger with two databases in a network of its own. What belongs to the
//! platform's stacks must not show, and two of a kind must fit into one stack.

#![allow(missing_docs, reason = "a test documents nothing")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tap_core::Template;
use tap_core::prelude::*;
use tap_stacks::constructs::*;
use tap_stacks::environment::{Environment, Monitoring, Watched};
use tap_tests::python;

/// Encrypts both databases.
#[derive(Resource)]
#[resource("AWS::KMS::Key", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties {
    EnableKeyRotation: true,
    KeyPolicy: {
        Version: "2012-10-17",
        Statement: [{
            Effect: "Allow",
            Principal: { AWS: Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root") },
            Action: "kms:*",
            Resource: "*",
        }],
    },
    Tags: [{ Key: "Name", Value: Sub("ledger-key-${Environment::suffix}") }],
}]
pub struct LedgerKey;

#[derive(Identity)]
pub struct Ledger;

impl Network for Ledger {
    const NAME: &'static str = "ledger";
    const DESCRIPTION: &'static str = "the ledger";
    const CIDR: Fragment = fragment!("10.77.0.0/16");
    const DATABASE_PORT: u16 = 3307;
}

#[derive(Identity)]
pub struct Secrets;

impl InterfaceService for Secrets {
    const NAME: &'static str = "secretsmanager";
    const POLICY: Fragment = fragment!({
        Version: "2012-10-17",
        Statement: [{
            Effect: "Allow",
            Principal: "*",
            Action: "secretsmanager:GetSecretValue",
            Resource: Sub("arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:ledger-*"),
        }],
    });
}

#[derive(Identity)]
pub struct Queues;

impl InterfaceService for Queues {
    const NAME: &'static str = "sqs";
    const POLICY: Fragment = fragment!({
        Version: "2012-10-17",
        Statement: [{
            Effect: "Allow",
            Principal: "*",
            Action: "sqs:SendMessage",
            Resource: Sub("arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:ledger-*"),
        }],
    });
}

#[derive(Outputs)]
pub struct LedgerNetworkOutputs {
    /// Subnets of the databases.
    #[output(Join(",", [
        Ref(Subnet<Ledger, DatabaseTier, 0>),
        Ref(Subnet<Ledger, DatabaseTier, 1>),
        Ref(Subnet<Ledger, DatabaseTier, 2>),
    ]))]
    pub database_subnet_ids: Vec<SubnetId>,
    /// Security group of the databases.
    #[output(GetAtt(DatabaseSecurityGroup<Ledger>.GroupId))]
    pub database_security_group_id: SecurityGroupId,
}

/// Two interface endpoints, no gateway, no flow logs.
#[derive(Stack)]
#[stack(name = "ledger-network", description = "Network of the ledger", parameters = [Environment], outputs = LedgerNetworkOutputs)]
pub struct LedgerNetwork {
    ledger: PrivateNetwork<Ledger>,
    secrets: InterfaceEndpoint<Ledger, Secrets>,
    queues: InterfaceEndpoint<Ledger, Queues>,
}

#[derive(Conditions)]
pub struct When {
    /// Reports read from a member of their own, at home.
    #[condition(Equals(Ref(AWS::Region), "us-east-1"))]
    pub at_home: Condition,
    /// Nobody reads entries from a member of its own.
    #[condition(Equals(Ref(Environment::suffix), "never"))]
    pub never: Condition,
}

/// Bookings, as they come.
#[derive(Identity)]
pub struct Entries;

impl Database for Entries {
    const NAME: &'static str = "entries";
    const CLUSTER: &'static str = "ledger-entries";
    const DESCRIPTION: &'static str = "the ledger's entries";
    const ENGINE_VERSION: &'static str = "8.0.mysql_aurora.3.10.4";
    const INSTANCE_CLASS: Fragment = fragment!("db.serverless");
    const MIN_CAPACITY: Fragment = fragment!(0.5);
    const MAX_CAPACITY: Fragment = fragment!(4);
    const HAS_READER: &'static Condition = When::never;
    const SCHEMA: Fragment = fragment!("entries");
    const USERNAME: Fragment = fragment!("bookkeeper");
    const PASSWORD: Fragment = fragment!(Secret("ledger-entries:SecretString:password"));
    const SUBNETS: Fragment = fragment!(Output(LedgerNetworkOutputs::database_subnet_ids));
    const SECURITY_GROUPS: Fragment = fragment!([Output(LedgerNetworkOutputs::database_security_group_id)]);
    const KEY: Fragment = fragment!(GetAtt(LedgerKey.Arn));
    const LOG_DAYS: Fragment = fragment!(14);
    const CONNECTIONS: Fragment = fragment!(100);
}

/// What is made of them.
#[derive(Identity)]
pub struct Reports;

impl Database for Reports {
    const NAME: &'static str = "reports";
    const CLUSTER: &'static str = "ledger-reports";
    const DESCRIPTION: &'static str = "the ledger's reports";
    const ENGINE_VERSION: &'static str = "8.0.mysql_aurora.3.10.4";
    const INSTANCE_CLASS: Fragment = fragment!("db.r6g.large");
    const MIN_CAPACITY: Fragment = fragment!(1);
    const MAX_CAPACITY: Fragment = fragment!(8);
    const HAS_READER: &'static Condition = When::at_home;
    const SCHEMA: Fragment = fragment!("reports");
    const USERNAME: Fragment = fragment!("bookkeeper");
    const PASSWORD: Fragment = fragment!(Secret("ledger-reports:SecretString:password"));
    const SUBNETS: Fragment = fragment!(Output(LedgerNetworkOutputs::database_subnet_ids));
    const SECURITY_GROUPS: Fragment = fragment!([Output(LedgerNetworkOutputs::database_security_group_id)]);
    const KEY: Fragment = fragment!(GetAtt(LedgerKey.Arn));
    const BACKUP_DAYS: u32 = 7;
    const LOG_DAYS: Fragment = fragment!(90);
    const CONNECTIONS: Fragment = fragment!(2000);
    const CPU_PERCENT: Fragment = fragment!(95);
}

#[derive(Stack)]
#[stack(
    name = "ledger-databases",
    description = "Databases of the ledger",
    parameters = [Environment, Monitoring],
    conditions = [When, Watched]
)]
pub struct LedgerDatabases {
    key: LedgerKey,
    entries: AuroraServerless<Entries>,
    entries_health: Health<DatabaseAlarms<Entries>>,
    reports: AuroraServerless<Reports>,
    reports_health: Health<DatabaseAlarms<Reports>>,
}

#[derive(Stack)]
#[stack(name = "ledger", description = "The ledger", parameters = [Environment, Monitoring])]
pub struct LedgerStack {
    #[stack(nested, deletion_policy = Delete, update_replace_policy = Delete)]
    network: LedgerNetwork,
    #[stack(nested, deletion_policy = Delete, update_replace_policy = Delete)]
    databases: LedgerDatabases,
}

#[derive(App)]
#[app(regions = ["us-east-1", "eu-west-1"], deploy_budget = "30m")]
pub struct LedgerApp {
    ledger: LedgerStack,
}

fn templates() -> Vec<Template> {
    tap_core::emit(LedgerApp::APP).expect("the ledger is emitted")
}

fn resources(stack: &str) -> serde_json::Map<String, Value> {
    let template = templates().into_iter().find(|template| template.name == stack).expect("the template");
    template.value().expect("JSON")["Resources"].as_object().expect("resources").clone()
}

#[test]
fn a_network_of_another_name_is_whole() {
    let resources = resources("ledger-network");
    assert_eq!(resources["LedgerVpc"]["Properties"]["CidrBlock"], "10.77.0.0/16");
    let kinds = |kind: &str| resources.values().filter(|resource| resource["Type"] == kind).count();
    assert_eq!(kinds("AWS::EC2::Subnet"), 6);
    assert_eq!(kinds("AWS::EC2::SubnetRouteTableAssociation"), 6);
    assert_eq!(kinds("AWS::EC2::RouteTable"), 2);
    assert_eq!(kinds("AWS::EC2::SecurityGroup"), 3);
    assert_eq!(kinds("AWS::EC2::SecurityGroupEgress"), 2, "no gateway, no rule to one");
    assert_eq!(kinds("AWS::EC2::SecurityGroupIngress"), 2);
    assert_eq!(kinds("AWS::EC2::FlowLog"), 0);
    let services: BTreeSet<_> = ["SecretsEndpoint", "QueuesEndpoint"]
        .map(|id| resources[id]["Properties"]["ServiceName"]["Fn::Sub"].as_str().expect("a service").to_string())
        .into();
    assert_eq!(services, ["secretsmanager", "sqs"].map(|name| format!("com.amazonaws.${{AWS::Region}}.{name}")).into());
    for rule in ["LedgerApplicationToDatabase", "LedgerDatabaseFromApplication"] {
        let properties = &resources[rule]["Properties"];
        assert_eq!((&properties["FromPort"], &properties["ToPort"]), (&json!(3307), &json!(3307)), "{rule}");
    }
}

#[test]
fn each_database_is_what_its_user_says() {
    let resources = resources("ledger-databases");
    let property = |id: &str, name: &str| resources[id]["Properties"][name].clone();
    assert_eq!(property("EntriesCluster", "BackupRetentionPeriod"), 30, "the default");
    assert_eq!(property("ReportsCluster", "BackupRetentionPeriod"), 7);
    assert_eq!(property("EntriesCluster", "ServerlessV2ScalingConfiguration"), json!({ "MinCapacity": 0.5, "MaxCapacity": 4 }));
    assert_eq!(property("EntriesCpu", "Threshold"), 80, "the default");
    assert_eq!(property("ReportsCpu", "Threshold"), 95);
    assert_eq!(property("EntriesConnections", "Threshold"), 100);
    assert_eq!(property("ReportsAuditLogs", "RetentionInDays"), 90);
    assert_eq!(property("ReportsWriter", "DBInstanceClass"), "db.r6g.large");
    assert_eq!(resources["EntriesReader"]["Condition"], "Never");
    assert_eq!(resources["ReportsReader"]["Condition"], "AtHome");
    assert_eq!(
        property("EntriesCluster", "MasterUserPassword"),
        "{{resolve:secretsmanager:ledger-entries:SecretString:password}}"
    );
    for database in ["Entries", "Reports"] {
        let logs = ["AuditLogs", "ErrorLogs", "SlowQueryLogs"].map(|log| Value::from(format!("{database}{log}")));
        assert_eq!(resources[&format!("{database}Cluster")]["DependsOn"], json!(logs));
        let rule = property(&format!("{database}Health"), "AlarmRule").to_string();
        for alarm in ["Connections", "Cpu", "Capacity", "Memory", "Deadlocks"] {
            assert!(rule.contains(&format!("${{{database}{alarm}}}")), "{rule}");
        }
    }
}

/// CloudFormation would refuse the second of two resources of one type and one name.
#[test]
fn two_of_a_kind_share_no_name() {
    let names = [
        "AlarmName",
        "DBClusterIdentifier",
        "DBClusterParameterGroupName",
        "DBInstanceIdentifier",
        "DBSubnetGroupName",
        "GroupName",
        "LogGroupName",
        "Name",
        "RoleName",
    ];
    for (stack, expected) in [("ledger-network", 5), ("ledger-databases", 32)] {
        let mut seen = BTreeSet::new();
        for (id, resource) in resources(stack) {
            for name in names.iter().filter_map(|name| resource["Properties"][name]["Fn::Sub"].as_str()) {
                assert!(name.contains("${EnvironmentSuffix}"), "{stack}/{id}: {name}");
                assert!(
                    seen.insert((resource["Type"].clone().to_string(), name.to_string())),
                    "{stack}/{id}: {name} stands twice"
                );
            }
        }
        assert_eq!(seen.len(), expected, "{seen:#?}");
    }
}

#[test]
fn nothing_of_the_platform_shows() {
    for template in templates() {
        for word in ["transaction platform", "transaction database", "aurora-${", "network-", "data-key"] {
            let text = template.json.replace("ledger-network", "");
            assert!(!text.contains(word), "{}: {word}", template.name);
        }
    }
}

#[test]
fn the_linter_has_nothing_to_say() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ledger");
    fs::create_dir_all(&folder).expect("a folder");
    let paths: Vec<_> = templates()
        .iter()
        .map(|template| {
            let path = folder.join(format!("{}.json", template.name));
            fs::write(&path, &template.json).expect("a template is written");
            path
        })
        .collect();
    assert_eq!(paths.len(), 3);
    for region in ["us-east-1", "eu-west-1"] {
        let output = Command::new(python::cfn_lint())
            .args(["--include-checks", "I", "--regions", region, "--template"])
            .args(&paths)
            .output()
            .expect("cfn-lint starts");
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success() && said.is_empty(), "{region}: {}", String::from_utf8_lossy(&said));
    }
}
