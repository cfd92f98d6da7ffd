mod data;
mod refusals;

use super::*;
use crate::document::{Document, TemplateSet};
use crate::evaluate::Given;
use serde_json::{Value, json};

fn set(templates: &[(&str, &Value)]) -> TemplateSet {
    let documents = templates.iter().map(|(name, json)| Document::read(name, &json.to_string()).unwrap());
    TemplateSet::new(documents).unwrap()
}

type Parameters<'p> = &'p [(&'p str, &'p str)];

fn between_sets(old: &TemplateSet, new: &TemplateSet, given: (Parameters<'_>, Parameters<'_>)) -> Diff {
    let deployment = |templates, given: Parameters<'_>| Deployment {
        templates,
        parameters: Given::from_iter(given.iter().copied()),
        region: None,
    };
    diff(&deployment(old, given.0), &deployment(new, given.1)).unwrap()
}

fn between_templates(old: &Value, new: &Value) -> Diff {
    between_sets(&set(&[("app", old)]), &set(&[("app", new)]), (&[], &[]))
}

/// A template of one resource.
fn one(kind: &str, properties: Value) -> Value {
    json!({ "Resources": { "It": { "Type": kind, "Properties": properties } } })
}

fn only(diff: &Diff) -> &ResourceChange {
    let changes: Vec<_> = diff.resources().collect();
    assert_eq!(changes.len(), 1, "{changes:#?}");
    changes[0]
}

fn found<'d>(diff: &'d Diff, id: &str) -> &'d ResourceChange {
    diff.resources().find(|change| change.logical_id == id).unwrap_or_else(|| panic!("no {id} in {diff:#?}"))
}

fn paths(change: &ResourceChange) -> Vec<&str> {
    change.properties.iter().map(|property| property.path.as_str()).collect()
}

#[test]
fn the_same_is_no_difference_however_it_is_spelled() {
    let queue = |name: Value, delay: Value| {
        json!({
            "Parameters": { "Suffix": { "Type": "String", "Default": "dev" } },
            "Resources": { "It": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": name, "DelaySeconds": delay } } },
        })
    };
    let old = queue(json!({ "Fn::Sub": "a-${Suffix}-${AWS::Region}" }), json!(5));
    let new = queue(json!({ "Fn::Join": ["-", ["a", { "Ref": "Suffix" }, { "Ref": "AWS::Region" }]] }), json!("5"));
    assert!(between_templates(&old, &new).is_empty());
}

#[test]
fn verdicts_come_from_the_facts() {
    let verdict = |kind: &str, old: Value, new: Value| {
        let diff = between_templates(&one(kind, old), &one(kind, new));
        let change = only(&diff);
        (change.replacement, change.causes.iter().map(|cause| cause.reason.clone()).collect::<Vec<_>>())
    };
    let queue = "AWS::SQS::Queue";
    assert_eq!(verdict(queue, json!({ "DelaySeconds": 1 }), json!({ "DelaySeconds": 2 })), (Replacement::Never, vec![]));
    let named = verdict(queue, json!({ "QueueName": "a" }), json!({ "QueueName": "b" }));
    assert_eq!(named, (Replacement::Always, vec![Reason::CreateOnly]));
    let engine = |name: &str| json!({ "Engine": name });
    let engine = verdict("AWS::RDS::DBCluster", engine("aurora-mysql"), engine("aurora-postgresql"));
    assert_eq!(engine, (Replacement::Maybe, vec![Reason::ConditionalCreateOnly]));
    // Inside a list of objects that is named by one of its members, and as a whole.
    let snapshot = |tags: Value| json!({ "SnapshotName": "s", "Tags": tags });
    let kind = "AWS::RedshiftServerless::Snapshot";
    let added = verdict(kind, snapshot(json!([])), snapshot(json!([{ "Key": "a", "Value": "b" }])));
    assert_eq!(added, (Replacement::Always, vec![Reason::CreateOnly]));
    // The object that holds the property comes, but the property does not.
    let pipe = |source: Value| json!({ "RoleArn": "r", "Source": "s", "Target": "t", "SourceParameters": source });
    let filter = verdict("AWS::Pipes::Pipe", pipe(json!({})), pipe(json!({ "FilterCriteria": {} })));
    assert_eq!(filter, (Replacement::Never, vec![]));
    let queue = json!({ "ActiveMQBrokerParameters": { "QueueName": "q", "Credentials": {} } });
    assert_eq!(verdict("AWS::Pipes::Pipe", pipe(json!({})), pipe(queue)).0, Replacement::Always);
    let other = verdict("Some::Other::Type", json!({ "A": 1 }), json!({ "A": 2 }));
    assert_eq!(other, (Replacement::Maybe, vec![Reason::UnknownType]));
}

#[test]
fn what_is_not_known_is_not_certain() {
    let queue = |name: Value| {
        json!({
            "Parameters": { "Name": { "Type": "String" } },
            "Resources": { "It": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": name } } },
        })
    };
    let reference = queue(json!({ "Ref": "Name" }));
    let diff = between_templates(&reference, &queue(json!("jobs")));
    assert_eq!(only(&diff).causes[0].reason, Reason::UnknownValue);
    assert_eq!(only(&diff).replacement, Replacement::Maybe);
    assert!(matches!(only(&diff).data, DataFate::Lost { certainty: Certainty::Maybe, .. }));
    let around = |text: &str| queue(json!({ "Fn::Sub": text }));
    assert_eq!(only(&between_templates(&around("a-${Name}"), &around("b-${Name}"))).replacement, Replacement::Always);
    // Once it is given, it is known.
    let (old, new) = (set(&[("app", &reference)]), set(&[("app", &reference)]));
    let diff = between_sets(&old, &new, (&[("Name", "a")], &[("Name", "b")]));
    assert_eq!(only(&diff).properties[0].old, Some(json!("a")));
    assert_eq!(only(&diff).replacement, Replacement::Always);
}

#[test]
fn lists_are_compared_by_what_identifies_their_items() {
    let tags = |tags: Value| one("AWS::SQS::Queue", json!({ "Tags": tags }));
    let tag = |key: &str, value: &str| json!({ "Key": key, "Value": value });
    let old = tags(json!([tag("a", "1"), tag("b", "2")]));
    let diff = between_templates(&old, &tags(json!([tag("new", "0"), tag("b", "2"), tag("a", "3")])));
    assert_eq!(paths(only(&diff)), ["Tags[a].Value", "Tags[new]"]);
    let diff = between_templates(&old, &tags(json!([tag("b", "2"), tag("a", "1")])));
    assert!(only(&diff).properties[0].is_reordered);

    let policy = |statements: Value| {
        one(
            "AWS::SQS::QueuePolicy",
            json!({ "Queues": ["q"], "PolicyDocument": { "Version": "2012-10-17", "Statement": statements } }),
        )
    };
    let statement = |sid: &str, action: &str| json!({ "Sid": sid, "Effect": "Allow", "Action": [action] });
    let old = policy(json!([statement("Read", "sqs:ReceiveMessage"), statement("Send", "sqs:SendMessage")]));
    let new = policy(json!([statement("Send", "sqs:*"), statement("Read", "sqs:ReceiveMessage")]));
    assert_eq!(paths(only(&between_templates(&old, &new))), ["PolicyDocument.Statement[Send].Action"]);
    // Without names, equal ones are the same.
    let bare = |action: &str| json!({ "Effect": "Allow", "Action": action });
    let old = policy(json!([bare("a"), bare("b"), bare("c")]));
    let new = policy(json!([bare("b"), bare("c"), bare("d")]));
    assert_eq!(paths(only(&between_templates(&old, &new))), ["PolicyDocument.Statement[2].Action"]);

    let function = |layers: Value| one("AWS::EC2::Instance", json!({ "SecurityGroupIds": layers }));
    let diff = between_templates(&function(json!(["a", "b"])), &function(json!(["c", "a"])));
    assert!(only(&diff).properties.iter().all(|property| !property.is_reordered), "{diff:#?}");
}

#[test]
fn replacement_spreads_along_references_with_its_way() {
    let network = |block: &str| {
        json!({
            "Resources": {
                "Vpc": { "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": block } },
                "Group": { "Type": "AWS::EC2::SecurityGroup", "Properties": { "GroupDescription": "g", "VpcId": { "Ref": "Vpc" } } },
            },
            "Outputs": { "GroupId": { "Value": { "Fn::GetAtt": ["Group", "GroupId"] } } },
        })
    };
    let compute = json!({
        "Parameters": { "Group": { "Type": "String" } },
        "Resources": {
            "Rule": { "Type": "AWS::EC2::SecurityGroupIngress", "Properties": { "IpProtocol": "tcp", "GroupId": { "Ref": "Group" } } },
            "Cluster": { "Type": "AWS::RDS::DBCluster", "Properties": { "VpcSecurityGroupIds": [{ "Ref": "Group" }] } },
        },
    });
    let root = json!({ "Resources": {
        "Network": { "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": "./network.json" } },
        "Compute": { "Type": "AWS::CloudFormation::Stack", "Properties": {
            "TemplateURL": "./compute.json", "Parameters": { "Group": { "Fn::GetAtt": ["Network", "Outputs.GroupId"] } } } },
    } });
    let all = |block: &str| set(&[("root", &root), ("network", &network(block)), ("compute", &compute)]);
    let diff = between_sets(&all("10.0.0.0/16"), &all("10.1.0.0/16"), (&[], &[]));
    let ids: Vec<_> =
        diff.resources().map(|change| (change.path.as_str(), change.logical_id.as_str(), change.replacement)).collect();
    assert_eq!(
        ids,
        [
            ("root/Compute", "Cluster", Replacement::Never),
            ("root/Compute", "Rule", Replacement::Always),
            ("root/Network", "Group", Replacement::Always),
            ("root/Network", "Vpc", Replacement::Always),
        ]
    );
    let Reason::Follows(chain) = &found(&diff, "Rule").causes[0].reason else { panic!("{diff:#?}") };
    let chain: Vec<_> = chain.iter().map(ToString::to_string).collect();
    assert_eq!(
        chain,
        ["root/Network.Vpc", "root/Network.Group", "output GroupId of root/Network", "parameter Group of root/Compute"]
    );
    assert_eq!(found(&diff, "Cluster").properties[0].path, "VpcSecurityGroupIds[0]");
    let output = &diff.stacks.iter().find(|stack| stack.path == "root/Network").unwrap().outputs[0];
    assert_eq!((output.change, output.because.len()), (Certainty::Sure, 2));
}

#[test]
fn an_attribute_of_what_is_replaced_may_stay() {
    let template = |name: &str| {
        json!({ "Resources": {
            "Table": { "Type": "AWS::DynamoDB::Table", "Properties": { "TableName": name } },
            "Made": { "Type": "Custom::Thing", "Properties": { "ServiceToken": "arn", "Table": { "Ref": "Table" } } },
            "Group": { "Type": "AWS::Logs::LogGroup", "Properties": { "LogGroupName": { "Fn::GetAtt": ["Made", "Name"] } } },
        } })
    };
    let diff = between_templates(&template("a"), &template("b"));
    assert_eq!(found(&diff, "Table").replacement, Replacement::Always);
    assert_eq!(found(&diff, "Made").replacement, Replacement::Never);
    assert_eq!(found(&diff, "Group").replacement, Replacement::Maybe);
}

#[test]
fn conditions_that_turn_delete_and_create() {
    let template = json!({
        "Parameters": { "Audit": { "Type": "String", "Default": "true" } },
        "Conditions": { "Audited": { "Fn::Equals": [{ "Ref": "Audit" }, "true"] }, "Not": { "Fn::Not": [{ "Condition": "Audited" }] } },
        "Resources": {
            "Logs": { "Type": "AWS::Logs::LogGroup", "Condition": "Audited" },
            "Other": { "Type": "AWS::SNS::Topic", "Condition": "Not" },
        },
    });
    let all = set(&[("app", &template)]);
    let diff = between_sets(&all, &all, (&[], &[("Audit", "false")]));
    let logs = found(&diff, "Logs");
    assert_eq!((logs.action, &logs.occasion), (Action::Remove, &Some(Occasion::Condition("Audited".into()))));
    assert_eq!(logs.data, DataFate::Lost { what: "its logs", certainty: Certainty::Sure });
    assert_eq!(found(&diff, "Other").action, Action::Add);
    assert_eq!(diff.stacks[0].conditions[0], ConditionFlip { name: "Audited".into(), before: Some(true), after: Some(false) });

    // One that depends on what is not known may turn if it means something else.
    let by_region = |region: &str| {
        json!({
            "Conditions": { "Here": { "Fn::Equals": [{ "Ref": "AWS::Region" }, region] } },
            "Resources": { "Logs": { "Type": "AWS::Logs::LogGroup", "Condition": "Here" }, "Topic": { "Type": "AWS::SNS::Topic" } },
        })
    };
    assert!(between_templates(&by_region("a"), &by_region("a")).is_empty());
    let diff = between_templates(&by_region("a"), &by_region("b"));
    let logs = only(&diff);
    assert_eq!((logs.action, logs.presence), (Action::Change, (Presence::Unknown, Presence::Unknown)));
    assert_eq!(logs.data, DataFate::Lost { what: "its logs", certainty: Certainty::Maybe });
}

#[test]
fn defaults_of_secrets_do_not_show() {
    let template = |default: &str| {
        json!({
            "Parameters": { "Password": { "Type": "String", "NoEcho": true, "Default": default } },
            "Resources": { "It": { "Type": "AWS::SecretsManager::Secret", "Properties": { "SecretString": { "Ref": "Password" } } } },
        })
    };
    let diff = between_templates(&template("hunter1"), &template("hunter2"));
    assert_eq!(diff.stacks[0].sections[0].old, Some(json!("****")));
    assert_eq!(paths(only(&diff)), ["SecretString"]);
    assert!(!format!("{diff:?}").contains("hunter"));
}

#[test]
fn moved_ids_and_stacks_are_recognised() {
    let table = |key: &str| json!({ "Type": "AWS::DynamoDB::Table", "Properties": { "KeySchema": [{ "AttributeName": key, "KeyType": "HASH" }] } });
    let policy = |table: &str| json!({ "Type": "AWS::SSM::Parameter", "Properties": { "Type": "String", "Value": { "Ref": table }, "Name": "/table" } });
    let old = json!({ "Resources": { "Orders": table("id"), "Name": policy("Orders"), "Users": table("user") } });
    let new = json!({ "Resources": { "OrdersTable": table("id"), "NameOf": policy("OrdersTable"), "Users": table("user") } });
    let diff = between_templates(&old, &new);
    let moves: Vec<_> = diff.moves.iter().map(|found| (found.from.1.as_str(), found.to.1.as_str(), found.likeness)).collect();
    assert_eq!(moves, [("Name", "NameOf", 100), ("Orders", "OrdersTable", 100)]);
    assert!(matches!(found(&diff, "Orders").data, DataFate::Lost { .. }));

    let child = json!({ "Resources": { "Orders": table("id"), "Jobs": { "Type": "AWS::SQS::Queue" } } });
    let root = |id: &str| json!({ "Resources": { id: { "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": "./c.json" } } } });
    let all = |id: &str| set(&[("root", &root(id)), ("c", &child)]);
    let diff = between_sets(&all("Data"), &all("Storage"), (&[], &[]));
    assert_eq!(diff.moves.len(), 1, "{:#?}", diff.moves);
    assert_eq!(diff.moves[0].to, ("root".into(), "Storage".into()));
    let lost: Vec<_> = diff.losses().map(|change| (change.path.as_str(), change.logical_id.as_str())).collect();
    assert_eq!(lost, [("root/Data", "Jobs"), ("root/Data", "Orders")]);
    let Some(Occasion::Around(path)) = &found(&diff, "Orders").occasion else { panic!() };
    assert_eq!(path, "root/Data");
}

#[test]
fn a_changed_child_is_no_change_of_its_address() {
    let child = |delay: u8| one("AWS::SQS::Queue", json!({ "DelaySeconds": delay }));
    let all = |delay: u8| {
        use sha2::{Digest, Sha256};
        let child = child(delay);
        let hash: String = Sha256::digest(child.to_string()).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let url = json!({ "Fn::Sub": format!("https://${{AWS::Region}}/child.{hash}.json") });
        let root =
            json!({ "Resources": { "Child": { "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": url } } } });
        set(&[("root", &root), ("child", &child)])
    };
    let diff = between_sets(&all(1), &all(2), (&[], &[]));
    assert_eq!(diff.stacks.len(), 1);
    assert_eq!(only(&diff).path, "root/Child");
    assert_eq!(paths(only(&diff)), ["DelaySeconds"]);
}

#[test]
fn values_of_parameters_reach_conditions_of_nested_stacks_and_secrets_do_not_show() {
    let child = json!({
        "Parameters": { "Reader": { "Type": "String" }, "Password": { "Type": "String", "NoEcho": true } },
        "Conditions": { "HasReader": { "Fn::Equals": [{ "Ref": "Reader" }, "true"] } },
        "Resources": {
            "Topic": { "Type": "AWS::SNS::Topic", "Condition": "HasReader" },
            "Secret": { "Type": "AWS::SecretsManager::Secret", "Properties": { "SecretString": { "Ref": "Password" } } },
        },
    });
    let root = json!({
        "Parameters": { "Reader": { "Type": "String", "Default": "true" }, "Password": { "Type": "String", "NoEcho": true } },
        "Resources": { "Child": { "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": "./child.json", "Parameters": {
            "Reader": { "Ref": "Reader" }, "Password": { "Ref": "Password" } } } } },
    });
    let all = set(&[("root", &root), ("child", &child)]);
    let diff = between_sets(&all, &all, (&[("Password", "hunter1")], &[("Password", "hunter2"), ("Reader", "false")]));
    assert_eq!(found(&diff, "Topic").action, Action::Remove);
    let secret = found(&diff, "Secret");
    assert_eq!(secret.properties[0].path, "SecretString");
    assert_eq!(secret.properties[0].because.len(), 2);
    assert!(!format!("{diff:?}").contains("hunter"), "{diff:#?}");
}

#[test]
fn mappings_that_change_show_where_they_are_used() {
    let template = |block: &str| {
        json!({
            "Mappings": { "Blocks": { "eu-west-1": { "Vpc": block } } },
            "Resources": { "Vpc": { "Type": "AWS::EC2::VPC", "Properties": {
                "CidrBlock": { "Fn::FindInMap": ["Blocks", { "Ref": "AWS::Region" }, "Vpc"] } } } },
        })
    };
    let diff = between_templates(&template("10.0.0.0/16"), &template("10.1.0.0/16"));
    assert_eq!(only(&diff).causes[0].reason, Reason::UnknownValue);
    assert_eq!(diff.stacks[0].sections[0].path, "Blocks.eu-west-1.Vpc");
}

#[test]
fn roots_that_are_emitted_no_more_stay_until_somebody_deletes_them() {
    let queue = one("AWS::SQS::Queue", json!({}));
    let topic = one("AWS::SNS::Topic", json!({}));
    let old = set(&[("a", &queue), ("b", &topic)]);
    let new = set(&[("b", &topic)]);
    let diff = between_sets(&old, &new, (&[], &[]));
    assert_eq!(only(&diff).occasion, Some(Occasion::Root));
    assert_eq!(only(&diff).data, DataFate::Lost { what: "its messages", certainty: Certainty::Maybe });
}

#[test]
fn unknown_parameters_are_errors() {
    let set = set(&[("app", &one("AWS::SQS::Queue", json!({})))]);
    let side = |given: &[(&str, &str)]| Deployment {
        templates: &set,
        parameters: Given::from_iter(given.iter().copied()),
        region: None,
    };
    assert_eq!(diff(&side(&[]), &side(&[("Nme", "x")])).unwrap_err(), "no root stack has a parameter `Nme`");
}

#[test]
fn templates_that_nest_each_other_without_end_are_refused() {
    let nest = |child: &str| {
        let stack = json!({ "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": format!("./{child}.json") } });
        json!({ "Resources": { "One": stack, "Two": stack } })
    };
    let mut templates: Vec<(String, Value)> =
        (0..20).map(|level| (format!("t{level}"), nest(&format!("t{}", level + 1)))).collect();
    templates.push(("t20".into(), one("AWS::SQS::Queue", json!({}))));
    let templates: Vec<(&str, &Value)> = templates.iter().map(|(name, json)| (name.as_str(), json)).collect();
    let set = set(&templates);
    let side = Deployment { templates: &set, parameters: Given::default(), region: None };
    assert!(diff(&side, &side).unwrap_err().contains("more than 10000 nested stacks"));
}
