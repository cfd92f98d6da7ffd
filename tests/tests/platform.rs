//! What matters in the transaction platform's templates, read from the committed JSON and not from the types that made it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Value, json};
use tap_tests::workspace_root;

const NESTED: [&str; 5] = ["network-stack", "storage-stack", "database-stack", "compute-stack", "release-stack"];

/// Properties that are physical names, and the types whose `Name` is one.
const NAMES: &[&str] = &[
    "AlarmName",
    "AliasName",
    "BucketName",
    "DBClusterIdentifier",
    "DBClusterParameterGroupName",
    "DBInstanceIdentifier",
    "DBSubnetGroupName",
    "FunctionName",
    "GroupName",
    "LogGroupName",
    "QueueName",
    "RepositoryName",
    "RoleName",
    "StackSetName",
    "TableName",
];
const NAMED: &[&str] = &["AWS::Events::Rule", "AWS::SSM::Parameter"];

/// Statements that may be about every resource, since their actions have none to name: see where they are written.
const WITHOUT_RESOURCES: &[&str] = &["NetworkInterfaces", "Traces", "WatchAlarms", "WithoutNames"];

/// The templates by name.
fn templates() -> BTreeMap<String, Value> {
    let folder = workspace_root().join("lib");
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(&folder).expect("lib/ is read") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = fs::read_to_string(&path).expect("a file is read");
            let json: Value = serde_json::from_str(&text).expect("JSON");
            if json.get("Resources").is_some() {
                found.insert(path.file_stem().expect("a name").to_string_lossy().into_owned(), json);
            }
        }
    }
    found
}

fn template(name: &str) -> Value {
    templates().remove(name).unwrap_or_else(|| panic!("lib/{name}.json is there"))
}

/// Every resource of every template: template, logical id, resource.
fn resources() -> Vec<(String, String, Value)> {
    let of = |(name, template): (String, Value)| {
        let resources = template["Resources"].as_object().expect("resources").clone();
        resources.into_iter().map(move |(id, resource)| (name.clone(), id, resource))
    };
    templates().into_iter().flat_map(of).collect()
}

fn of_type(kind: &str) -> Vec<(String, Value)> {
    let found: Vec<_> = resources()
        .into_iter()
        .filter(|(.., resource)| resource["Type"] == kind)
        .map(|(template, id, resource)| (format!("{template}/{id}"), resource))
        .collect();
    assert!(!found.is_empty(), "no {kind}");
    found
}

/// A value and everything in it.
fn within<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    found.push(value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| within(item, found)),
        Value::Object(members) => members.values().for_each(|member| within(member, found)),
        _ => {}
    }
}

fn depends_on(resource: &Value) -> BTreeSet<String> {
    match &resource["DependsOn"] {
        Value::String(one) => BTreeSet::from([one.clone()]),
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(String::from).collect(),
        _ => BTreeSet::new(),
    }
}

/// Whether a value refers to a logical id of its template.
fn refers_to(value: &Value, id: &str) -> bool {
    let mut all = Vec::new();
    within(value, &mut all);
    all.iter().any(|value| value["Ref"] == *id || value["Fn::GetAtt"][0] == *id)
}

/// Whether a condition of a template holds with these values of parameters.
fn holds(template: &Value, condition: &Value, given: &BTreeMap<&str, &str>) -> bool {
    let operand = |value: &Value| match value.get("Ref").and_then(Value::as_str) {
        Some(name) => match given.get(name) {
            Some(value) => (*value).to_string(),
            None => template["Parameters"][name]["Default"].as_str().unwrap_or_default().to_string(),
        },
        None => value.as_str().unwrap_or_default().to_string(),
    };
    if let Some(operands) = condition.get("Fn::Equals").and_then(Value::as_array) {
        return operand(&operands[0]) == operand(&operands[1]);
    }
    if let Some(operands) = condition.get("Fn::Not").and_then(Value::as_array) {
        return !holds(template, &operands[0], given);
    }
    let name = condition["Condition"].as_str().expect("a condition that is known");
    holds(template, &template["Conditions"][name], given)
}

/// The logical ids that exist with these values of parameters.
fn existing(template: &Value, given: &[(&str, &str)]) -> BTreeSet<String> {
    let given: BTreeMap<_, _> = given.iter().copied().collect();
    let resources = template["Resources"].as_object().expect("resources");
    let exists = |resource: &Value| match resource["Condition"].as_str() {
        Some(name) => holds(template, &template["Conditions"][name], &given),
        None => true,
    };
    resources.iter().filter(|(_, resource)| exists(resource)).map(|(id, _)| id.clone()).collect()
}

#[test]
fn every_physical_name_carries_the_suffix() {
    let mut names = 0;
    for (template, id, resource) in resources() {
        let kind = resource["Type"].as_str().expect("a type");
        let properties = resource["Properties"].as_object().expect("properties");
        for (property, value) in properties {
            // A mapping, a permission or an alarm names a function that has its own name.
            let is_name = NAMES.contains(&property.as_str()) || property == "Name" && NAMED.contains(&kind);
            let is_reference = value.get("Ref").is_some() || value.get("Fn::GetAtt").is_some();
            if is_name && !is_reference {
                names += 1;
                assert!(value.to_string().contains("${EnvironmentSuffix}"), "{template}/{id}: {property} is {value}");
            }
        }
        for tag in properties.get("Tags").and_then(Value::as_array).into_iter().flatten() {
            if tag["Key"] == "Name" {
                assert!(tag["Value"].to_string().contains("${EnvironmentSuffix}"), "{template}/{id}: its name tag is {tag}");
            }
        }
    }
    assert!(names > 50, "{names} names");
}

#[test]
fn data_at_rest_is_encrypted_by_the_customers_key() {
    let key = json!({ "Fn::ImportValue": { "Fn::Sub": "data-key-arn-${EnvironmentSuffix}" } });
    let own = json!({ "Fn::GetAtt": ["DataKey", "Arn"] });
    let paths = [
        ("AWS::S3::Bucket", "/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault/KMSMasterKeyID"),
        ("AWS::DynamoDB::Table", "/SSESpecification/KMSMasterKeyId"),
        ("AWS::RDS::DBCluster", "/KmsKeyId"),
        ("AWS::SQS::Queue", "/KmsMasterKeyId"),
        ("AWS::Logs::LogGroup", "/KmsKeyId"),
        ("AWS::ECR::Repository", "/EncryptionConfiguration/KmsKey"),
        ("AWS::Lambda::Function", "/KmsKeyArn"),
    ];
    for (kind, path) in paths {
        for (id, resource) in of_type(kind) {
            let found = resource["Properties"].pointer(path);
            assert!(found == Some(&key) || found == Some(&own), "{id}: {path} is {found:?}");
        }
    }
    assert!(of_type("AWS::RDS::DBCluster").iter().all(|(_, cluster)| cluster["Properties"]["StorageEncrypted"] == true));
    assert!(of_type("AWS::KMS::Key").iter().all(|(_, key)| key["Properties"]["EnableKeyRotation"] == true));
}

#[test]
fn buckets_are_versioned_private_and_reached_by_tls_only() {
    let policies = of_type("AWS::S3::BucketPolicy");
    for (id, bucket) in of_type("AWS::S3::Bucket") {
        let properties = &bucket["Properties"];
        assert_eq!(properties["VersioningConfiguration"]["Status"], "Enabled", "{id}");
        let block = properties["PublicAccessBlockConfiguration"].as_object().expect("a block of public access");
        assert!(block.len() == 4 && block.values().all(|value| *value == true), "{id}: {block:?}");
        let (template, logical_id) = id.split_once('/').expect("an id");
        let policy = policies
            .iter()
            .find(|(policy, resource)| policy.starts_with(template) && refers_to(&resource["Properties"]["Bucket"], logical_id))
            .unwrap_or_else(|| panic!("{id} has no policy"));
        let statement = &policy.1["Properties"]["PolicyDocument"]["Statement"][0];
        assert_eq!(statement["Effect"], "Deny", "{id}");
        assert_eq!(statement["Condition"]["Bool"]["aws:SecureTransport"], "false", "{id}");
    }
}

#[test]
fn nothing_is_forbidden_or_stays_forever() {
    for (template, id, resource) in resources() {
        let kind = resource["Type"].as_str().expect("a type");
        let forbidden =
            ["AWS::GuardDuty::", "AWS::EC2::NatGateway", "AWS::EC2::InternetGateway", "AWS::IAM::User", "AWS::IAM::Policy"];
        assert!(!forbidden.iter().any(|start| kind.starts_with(start)), "{template}/{id} is {kind}");
        for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
            let value = resource[policy].as_str();
            assert_ne!(value, Some("Retain"), "{template}/{id}");
            let holds_data = matches!(
                kind,
                "AWS::S3::Bucket"
                    | "AWS::DynamoDB::Table"
                    | "AWS::RDS::DBCluster"
                    | "AWS::RDS::DBInstance"
                    | "AWS::SQS::Queue"
                    | "AWS::Logs::LogGroup"
                    | "AWS::KMS::Key"
                    | "AWS::ECR::Repository"
                    | "AWS::CloudFormation::Stack"
            );
            assert!(!holds_data || value.is_some(), "{template}/{id} has no {policy}");
        }
        if kind.starts_with("Custom::") {
            let timeout = resource["Properties"]["ServiceTimeout"].as_u64();
            assert!(timeout.is_some_and(|seconds| seconds <= 300), "{template}/{id}: {timeout:?}");
        }
    }
    let cluster = &template("database-stack")["Resources"]["AuroraCluster"];
    assert_eq!((&cluster["DeletionPolicy"], &cluster["UpdateReplacePolicy"]), (&json!("Snapshot"), &json!("Snapshot")));
    assert_eq!(cluster["Properties"]["BackupRetentionPeriod"], 30);
    assert_eq!(cluster["Properties"]["DeleteAutomatedBackups"], false);
    assert_eq!(cluster["Properties"]["CopyTagsToSnapshot"], true);
}

#[test]
fn functions_are_images_by_digest_and_answer_before_their_caller_gives_up() {
    for (id, function) in of_type("AWS::Lambda::Function") {
        let properties = &function["Properties"];
        assert_eq!(properties["PackageType"], "Image", "{id}");
        assert!(properties.get("Handler").is_none() && properties.get("Runtime").is_none(), "{id}");
        let parameter = properties["Code"]["ImageUri"]["Ref"].as_str().unwrap_or_else(|| panic!("{id}: no image parameter"));
        let template = template(id.split_once('/').expect("an id").0);
        let pattern = template["Parameters"][parameter]["AllowedPattern"].as_str().expect("a pattern");
        assert!(pattern.ends_with("@sha256:[0-9a-f]{64}$"), "{id}: {pattern}");
        assert!(template["Parameters"][parameter].get("Default").is_none(), "{id}");
        assert!(properties["Timeout"].as_u64().is_some_and(|seconds| seconds <= 300), "{id}");
    }
}

#[test]
fn policies_name_their_actions_and_resources() {
    let mut statements = 0;
    for (id, role) in of_type("AWS::IAM::Role") {
        for policy in role["Properties"]["Policies"].as_array().into_iter().flatten() {
            for statement in policy["PolicyDocument"]["Statement"].as_array().expect("statements") {
                statements += 1;
                let sid = statement["Sid"].as_str().unwrap_or_else(|| panic!("{id}: a statement without a name"));
                let actions = match &statement["Action"] {
                    Value::Array(actions) => actions.clone(),
                    one => vec![one.clone()],
                };
                for action in actions.iter().filter_map(Value::as_str) {
                    let (_, verb) = action.split_once(':').unwrap_or_else(|| panic!("{id}/{sid}: {action}"));
                    assert!(verb != "*", "{id}/{sid}: {action}");
                }
                let is_all = statement["Resource"] == "*";
                assert_eq!(is_all, WITHOUT_RESOURCES.contains(&sid), "{id}/{sid}: {}", statement["Resource"]);
            }
        }
    }
    assert!(statements > 20, "{statements} statements");
}

#[test]
fn the_network_has_endpoints_and_no_way_out() {
    let template = template("network-stack");
    let of = |kind: &str| -> Vec<Value> {
        let resources = template["Resources"].as_object().expect("resources").values();
        resources.filter(|resource| resource["Type"] == kind).cloned().collect()
    };
    let endpoints: BTreeSet<_> = of("AWS::EC2::VPCEndpoint")
        .iter()
        .map(|endpoint| {
            let properties = &endpoint["Properties"];
            assert!(properties.get("PolicyDocument").is_some(), "{endpoint}");
            (properties["ServiceName"]["Fn::Sub"].to_string(), properties["VpcEndpointType"].to_string())
        })
        .collect();
    let endpoint = |service: &str, kind: &str| (format!("\"com.amazonaws.${{AWS::Region}}.{service}\""), format!("{kind:?}"));
    assert_eq!(
        endpoints,
        BTreeSet::from([endpoint("dynamodb", "Gateway"), endpoint("s3", "Gateway"), endpoint("ssm", "Interface")])
    );
    assert_eq!(of("AWS::EC2::Subnet").len(), 6, "three of functions, three of the database");
    assert!(of("AWS::EC2::Route").is_empty(), "routes are the endpoints' own");
    for group in of("AWS::EC2::SecurityGroup") {
        let rules = group["Properties"]["SecurityGroupIngress"].as_array().map_or(0, Vec::len);
        assert_eq!(rules, 0, "rules between groups are resources of their own: {group}");
    }
    let is_to_list = |rule: &&Value| rule["Properties"].get("DestinationPrefixListId").is_some();
    let lists = of("AWS::EC2::SecurityGroupEgress").iter().filter(is_to_list).count();
    assert_eq!(lists, 2, "rules to the prefix lists of s3 and dynamodb");
}

#[test]
fn what_has_no_reference_is_ordered() {
    let database = template("database-stack");
    let logs = depends_on(&database["Resources"]["AuroraCluster"]);
    assert_eq!(
        logs,
        ["AuroraAuditLogs", "AuroraErrorLogs", "AuroraSlowQueryLogs"].map(String::from).into(),
        "the cluster comes after its logs"
    );
    assert_eq!(depends_on(&database["Resources"]["AuroraReader"]), BTreeSet::from(["AuroraWriter".to_string()]));
    let release = template("release-stack");
    assert_eq!(depends_on(&release["Resources"]["Flow"]), BTreeSet::from(["SchemaMigration".to_string()]));
    let storage = template("storage-stack");
    assert_eq!(depends_on(&storage["Resources"]["EmptyAuditBucket"]), BTreeSet::from(["AuditBucketPolicy".to_string()]));
}

#[test]
fn compute_and_database_never_wait_for_each_other() {
    let root = template("TapStack");
    for (one, other) in [("Compute", "Database"), ("Database", "Compute")] {
        let stack = &root["Resources"][one];
        assert!(!refers_to(&stack["Properties"], other) && !depends_on(stack).contains(other), "{one} waits for {other}");
    }
    let release = &root["Resources"]["Release"];
    assert!(refers_to(&release["Properties"], "Database") && refers_to(&release["Properties"], "Compute"));
    assert!(refers_to(&root["Resources"]["Gate"]["Properties"], "Release"), "the gate comes last");
}

#[test]
fn every_nested_stack_has_an_alarm_that_the_gate_watches() {
    let gate = &template("TapStack")["Resources"]["Gate"]["Properties"];
    assert_eq!(gate["AlarmNames"].as_array().map(Vec::len), Some(NESTED.len()), "at most five triggers are taken");
    for name in NESTED {
        let template = template(name);
        let resources = template["Resources"].as_object().expect("resources");
        let health: Vec<_> =
            resources.values().filter(|resource| resource["Type"] == "AWS::CloudWatch::CompositeAlarm").collect();
        assert_eq!(health.len(), 1, "{name}");
        let rule = &health[0]["Properties"]["AlarmRule"];
        let alarms = resources.iter().filter(|(_, resource)| resource["Type"] == "AWS::CloudWatch::Alarm");
        for (id, _) in alarms {
            // A long migration is no fault.
            assert!(
                rule.to_string().contains(&format!("${{{id}}}")) || id == "MigratorDuration",
                "{name}: {id} is not in {rule}"
            );
        }
    }
}

#[test]
fn what_is_optional_is_there_when_it_is_asked_for() {
    let database = template("database-stack");
    assert!(!existing(&database, &[]).contains("AuroraReader"));
    assert!(existing(&database, &[("DatabaseReader", "true")]).contains("AuroraReader"));

    let network = template("network-stack");
    let flow_logs = ["FlowLog", "FlowLogGroup", "FlowLogRole"];
    assert!(flow_logs.iter().all(|id| !existing(&network, &[]).contains(*id)));
    assert!(flow_logs.iter().all(|id| existing(&network, &[("FlowLogs", "true")]).contains(*id)));

    let storage = template("storage-stack");
    assert!(existing(&storage, &[]).contains("EmptyAuditBucket"));
    assert!(!existing(&storage, &[("AuditProtected", "true")]).contains("EmptyAuditBucket"));

    for name in NESTED {
        let template = template(name);
        let given =
            |arn| holds(&template, &template["Conditions"]["BySomebody"], &BTreeMap::from([("NotificationTopicArn", arn)]));
        assert!(!given("") && given("arn:aws:sns:us-east-1:123456789012:alarms"), "{name}");
        let mut all = Vec::new();
        within(&template["Resources"], &mut all);
        let of_health = |value: &&&Value| value.get("AlarmRule").is_some();
        for health in all.iter().filter(of_health) {
            let unless = json!({ "Fn::If": ["BySomebody", [{ "Ref": "NotificationTopicArn" }], { "Ref": "AWS::NoValue" }] });
            assert_eq!((&health["AlarmActions"], &health["OKActions"]), (&unless, &unless), "{name}");
        }
    }

    let compute = template("compute-stack");
    let in_detail = |level| holds(&compute, &compute["Conditions"]["InDetail"], &BTreeMap::from([("MonitoringLevel", level)]));
    assert!(!in_detail("basic") && in_detail("detailed"));
    let registry = template("registry-stack");
    let home = ["AdministrationRole", "ExecutionRole"];
    assert!(home.iter().all(|id| existing(&registry, &[("AWS::Region", "us-east-1")]).contains(*id)));
    assert!(home.iter().all(|id| !existing(&registry, &[("AWS::Region", "eu-west-1")]).contains(*id)));
}

#[test]
fn outputs_are_exported_under_names_that_tell_environments_apart() {
    let mut names = BTreeSet::new();
    for (name, template) in templates() {
        for (output, declared) in template["Outputs"].as_object().into_iter().flatten() {
            let export = &declared["Export"]["Name"]["Fn::Sub"];
            if name == "TapStack" {
                assert!(export.is_null(), "the root exports {output}: what it tells is its children's");
                continue;
            }
            let export = export.as_str().unwrap_or_else(|| panic!("{name}: {output} is not exported"));
            assert!(export.ends_with("-${EnvironmentSuffix}"), "{name}: {output} is exported as {export}");
            assert!(names.insert(export.to_string()), "{export} is exported twice");
        }
    }
    assert!(names.len() > 60, "{} exports", names.len());
    for wanted in
        ["vpc-id", "cluster-endpoint", "database-name", "validator-function-arn", "sessions-table-name", "audit-bucket-name"]
    {
        assert!(names.contains(&format!("{wanted}-${{EnvironmentSuffix}}")), "{wanted} is not exported");
    }
}

#[test]
fn parameters_say_what_they_take() {
    for (name, template) in templates() {
        let is_root = ["TapStack", "registry-stack", "retention-stack", "stack-set"].contains(&name.as_str());
        for (parameter, declared) in template["Parameters"].as_object().into_iter().flatten() {
            // What a parent passes on is checked there, or is another stack's output.
            if !is_root {
                continue;
            }
            let has = |key: &str| declared.get(key).is_some();
            assert!(has("Description") && has("ConstraintDescription"), "{name}: {parameter}");
            let limits = ["AllowedValues", "AllowedPattern", "MinValue", "MaxValue"];
            assert!(limits.iter().any(|limit| has(limit)), "{name}: {parameter} takes anything");
            let is_given = ["Digest", "ImageUri"].iter().any(|end| parameter.ends_with(end)) || parameter == "DeploymentId";
            assert_eq!(has("Default"), !is_given, "{name}: {parameter}");
        }
    }
}

#[test]
fn secrets_are_in_parameter_store_only() {
    let cluster = &template("database-stack")["Resources"]["AuroraCluster"]["Properties"];
    assert_eq!(cluster["MasterUserPassword"]["Fn::Sub"], "{{resolve:ssm-secure:/tap/${EnvironmentSuffix}/database/password}}");
    assert_eq!(
        template("database-stack")["Resources"]["AuroraClusterParameters"]["Properties"]["Parameters"]["require_secure_transport"],
        "ON"
    );
    for (name, template) in templates() {
        for (parameter, declared) in template["Parameters"].as_object().into_iter().flatten() {
            assert!(declared.get("NoEcho").is_none(), "{name}: {parameter} would carry a secret");
        }
    }
}

#[test]
fn the_stack_set_deploys_both_regions_at_once() {
    let template = template("stack-set");
    let set = &template["Resources"]["Platform"]["Properties"];
    assert_eq!(set["PermissionModel"], "SELF_MANAGED");
    assert_eq!(set["OperationPreferences"]["RegionConcurrencyType"], "PARALLEL");
    assert_eq!(set["OperationPreferences"]["FailureToleranceCount"], 0);
    let groups = set["StackInstancesGroup"].as_array().expect("instances");
    let regions: Vec<_> = groups.iter().filter_map(|group| group["Regions"][0].as_str()).collect();
    assert_eq!(regions, ["us-east-1", "eu-west-1"]);
    // The root's parameters without a default all have a value.
    let given: BTreeSet<_> =
        set["Parameters"].as_array().expect("parameters").iter().filter_map(|one| one["ParameterKey"].as_str()).collect();
    for (parameter, declared) in self::template("TapStack")["Parameters"].as_object().expect("parameters") {
        assert!(declared.get("Default").is_some() || given.contains(parameter.as_str()), "{parameter} has no value");
    }
}

#[test]
fn the_deployment_names_what_is_there() {
    let folder = workspace_root().join("lib");
    let text = fs::read_to_string(folder.join("deployment.json")).expect("lib/deployment.json is read");
    let deployment: Value = serde_json::from_str(&text).expect("JSON");
    let list = |value: &Value| value.as_array().expect("a list").clone();

    for step in list(&deployment["bootstrap"]).iter().chain(&list(&deployment["deployment"])) {
        for stack in ["stack", "stackSet"].iter().filter_map(|key| step[key].as_str()) {
            template(stack);
        }
    }
    let (root, set, registry) = (template("TapStack"), template("stack-set"), template("registry-stack"));
    for image in list(&deployment["images"]) {
        let text = |key: &str| image[key].as_str().unwrap_or_else(|| panic!("{key} of {image}")).to_string();
        assert!(folder.join(text("dockerfile")).is_file() && folder.join(text("context")).is_dir(), "{image}");
        for context in image["buildContexts"].as_object().into_iter().flatten().filter_map(|(_, path)| path.as_str()) {
            assert!(folder.join(context).is_dir(), "{context}");
        }
        assert!(root["Parameters"].get(text("imageParameter")).is_some(), "{image}");
        assert!(set["Parameters"].get(text("digestParameter")).is_some(), "{image}");
        assert!(registry["Outputs"].get(text("repositoryOutput")).is_some(), "{image}");
    }
    let triggers = list(&deployment["rollbackConfiguration"]["triggers"]);
    assert!(triggers.len() <= 5, "CloudFormation takes five");
    let alarms: BTreeSet<_> = triggers.iter().map(|trigger| trigger["alarm"].clone().to_string()).collect();
    let known = of_type("AWS::CloudWatch::CompositeAlarm");
    let known: BTreeSet<_> = known.iter().map(|(_, alarm)| alarm["Properties"]["AlarmName"]["Fn::Sub"].to_string()).collect();
    assert_eq!(alarms, known, "triggers (left) and composite alarms (right)");
}
