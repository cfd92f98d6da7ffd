//! The language, as it is emitted: each function and attribute against the JSON that CloudFormation documents.

#![allow(missing_docs, reason = "a test documents nothing")]

use serde_json::{Value, json};
use tap_core::prelude::*;

/// Shared by the whole deployment.
#[derive(Parameters)]
#[parameters(label = "Deployment")]
pub struct Environment {
    /// Suffix of every physical name.
    #[parameter(name = "EnvironmentSuffix", default = "dev", min_length = 3, constraint = "at least 3 characters")]
    pub suffix: String,
    /// Zones in use.
    #[parameter(default = "a,b")]
    pub zones: Vec<String>,
    /// Not used by anybody, so not emitted.
    #[parameter(default = 1, min_value = 1, max_value = 9)]
    pub unused: u32,
    /// A secret.
    #[parameter(no_echo, default = "x")]
    pub secret: String,
}

const RETENTION_DAYS: u32 = 14;
const NAME: &str = "quote \" and ${dollar}";
const ACTIONS: &[&str] = &["sqs:SendMessage", "sqs:ReceiveMessage"];
const ALLOW: Fragment = fragment!({ Effect: "Allow", Action: ACTIONS, Resource: GetAtt(Alerts.TopicArn) });

#[derive(Conditions)]
pub struct When {
    #[condition(Equals(Ref(Environment::suffix), "prod"))]
    pub production: Condition,
    #[condition(Not(When::production))]
    pub other: Condition,
    #[condition(And(When::production, Or(When::other, Equals(Ref(AWS::Region), "us-east-1"))))]
    pub both: Condition,
}

#[derive(Mapping)]
#[mapping { "us-east-1": { Size: 16, Zones: ["a", "b"] }, "eu-west-1": { Size: 8, Zones: ["a"] } }]
pub struct Sizes;

#[derive(Resource)]
#[resource("AWS::SQS::Queue", deletion_policy = RetainExceptOnCreate, update_replace_policy = Delete, condition = When::production,
           depends_on = [Alerts], metadata = { Owner: "payments", Days: RETENTION_DAYS }, estimate = "90s")]
#[properties { QueueName: Sub("jobs-${Environment::suffix}") }]
pub struct Jobs;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: NAME }]
pub struct Alerts;

/// Holds one of everything, in the metadata, where any JSON is allowed.
#[derive(Resource)]
#[resource("AWS::CloudFormation::WaitConditionHandle", metadata = {
    a_pseudo: Ref(AWS::Region),
    b_parameter: Ref(Environment::suffix),
    c_resource: Ref(Alerts),
    d_attribute: GetAtt(Alerts.TopicName),
    e_attribute: GetAtt(Alerts, "TopicArn"),
    f_sub: Sub("${AWS::Region}-${Environment::suffix}-${Alerts}-${Alerts.TopicName}-${!literal}"),
    g_sub: Sub("${days}-${name}-${AWS::Region}", days = RETENTION_DAYS, name = NAME),
    h_sub: Sub("${zone}/${AWS::Region}", zone = Select(0, GetAZs())),
    i_sub: Sub("${days} days", days = RETENTION_DAYS),
    j_join: Join("-", ["a", Ref(AWS::Region)]),
    k_select: Select(1, Ref(Environment::zones)),
    l_split: Split(",", "a,b"),
    m_zones: GetAZs(Ref(AWS::Region)),
    n_cidr: Cidr("10.0.0.0/16", 6, 8),
    o_map: FindInMap(Sizes, Ref(AWS::Region), "Size"),
    p_if: If(When::both, GetAtt(Jobs.Arn), Ref(AWS::NoValue)),
    q_base64: Base64("text"),
    r_length: Length(Ref(Environment::zones)),
    s_json: ToJsonString({ key: [1, true] }),
    t_output: GetStackOutput({ StackName: "other", OutputName: "Thing" }),
    u_ssm: Ssm("/tap/${Environment::suffix}/name"),
    v_secure: SsmSecure("/tap/password:3"),
    w_secret: Secret("tap:SecretString:password"),
    x_number: -2.5,
    y_constant: const { RETENTION_DAYS * 2 },
    z_null: null,
    "za quoted": true,
    r#type: ALLOW,
})]
pub struct Everything;

#[derive(Resource)]
#[resource("Custom::Migration", attributes = ["AppliedVersion"])]
#[properties { ServiceToken: "arn:aws:lambda:us-east-1:123456789012:function:migrate", Anything: Ref(Environment::secret) }]
pub struct Migration;

#[derive(Outputs)]
pub struct MessagesOutputs {
    /// Where alerts go.
    #[output(Ref(Alerts), export = Sub("alerts-${Environment::suffix}"))]
    pub alerts_arn: String,
    /// Every zone.
    #[output(Join(",", GetAZs()), condition = When::production)]
    pub all_zones: Vec<String>,
    #[output(GetAtt(Migration.AppliedVersion), name = "Version")]
    pub applied: String,
}

/// A stack with one of everything.
#[derive(Stack)]
#[stack(name = "messages", parameters = [Environment], conditions = [When], mappings = [Sizes], outputs = MessagesOutputs)]
pub struct Messages {
    #[stack(id = "LegacyTopic")]
    alerts: Alerts,
    jobs: Jobs,
    everything: Everything,
    migration: Migration,
}

/// Brings its name into generic types.
pub trait Worker: Identity {
    /// Its name.
    const NAME: &'static str;
}

#[derive(Identity)]
pub struct Payments;
impl Worker for Payments {
    const NAME: &'static str = "payments";
}

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { QueueName: Sub("${name}-${index}-${Environment::suffix}", name = W::NAME, index = INDEX) }]
pub struct Inbox<W: Worker, const INDEX: usize>(std::marker::PhantomData<W>);

#[derive(Resource)]
#[resource("AWS::SNS::Subscription")]
#[properties { Protocol: "sqs", TopicArn: Output(MessagesOutputs::alerts_arn), Endpoint: GetAtt(Inbox<W, 0>.Arn) }]
pub struct Subscription<W: Worker>(std::marker::PhantomData<W>);

/// Two queues, one of which hears of alerts.
#[derive(Construct)]
pub struct Mailbox<W: Worker> {
    first: Inbox<W, 0>,
    second: Inbox<W, 1>,
    #[construct(id = "Alerting")]
    subscription: Subscription<W>,
}

/// Takes a list from another stack.
#[derive(Resource)]
#[resource("AWS::SSM::Parameter")]
#[properties { Type: "StringList", Value: Join(",", Output(MessagesOutputs::all_zones)) }]
pub struct Zones;

#[derive(Stack)]
#[stack(name = "workers", parameters = [Environment])]
pub struct Workers {
    payments: Mailbox<Payments>,
    zones: Zones,
}

/// Goes by the export.
#[derive(Resource)]
#[resource("AWS::SSM::Parameter")]
#[properties { Type: "String", Value: ImportValue(MessagesOutputs::alerts_arn) }]
pub struct Remembered;

#[derive(Stack)]
#[stack(name = "memory", parameters = [Environment])]
pub struct Memory {
    remembered: Remembered,
}

/// Between the root and the stack whose outputs others use.
#[derive(Stack)]
#[stack(name = "group", parameters = [Environment])]
pub struct Group {
    #[stack(nested, with { Environment::secret: "given" })]
    messages: Messages,
}

#[derive(Stack)]
#[stack(name = "root", parameters = [Environment], conditions = [RootWhen, When])]
pub struct Root {
    #[stack(nested, deletion_policy = Delete, update_replace_policy = Delete, tags = [{ Key: "team", Value: "payments" }])]
    group: Group,
    #[stack(nested, condition = When::production)]
    workers: Workers,
    #[stack(nested, condition = RootWhen::remembering)]
    memory: Memory,
}

#[derive(Conditions)]
pub struct RootWhen {
    #[condition(Equals(Ref(AWS::Region), "us-east-1"))]
    pub remembering: Condition,
}

#[derive(Resource)]
#[resource("AWS::CloudFormation::StackSet")]
#[properties { StackSetName: "roots", PermissionModel: "SELF_MANAGED", TemplateURL: TemplateUrl(Root) }]
pub struct Roots;

#[derive(Stack)]
#[stack(name = "stack-set")]
pub struct StackSetStack {
    roots: Roots,
}

#[derive(App)]
#[app(regions = ["us-east-1", "eu-west-1"])]
pub struct LanguageTest {
    stack_set: StackSetStack,
    root: Root,
}

fn template(name: &str) -> Value {
    let templates = tap_core::emit(LanguageTest::APP).expect("the app is emitted");
    let found = templates.iter().find(|template| template.name == name).expect(name);
    found.value().expect("what is emitted is JSON")
}

#[test]
fn every_function_is_emitted_as_documented() {
    let metadata = &template("messages")["Resources"]["Everything"]["Metadata"];
    let wanted = json!({
        "a_pseudo": { "Ref": "AWS::Region" },
        "b_parameter": { "Ref": "EnvironmentSuffix" },
        "c_resource": { "Ref": "LegacyTopic" },
        "d_attribute": { "Fn::GetAtt": ["LegacyTopic", "TopicName"] },
        "e_attribute": { "Fn::GetAtt": ["LegacyTopic", "TopicArn"] },
        "f_sub": { "Fn::Sub": "${AWS::Region}-${EnvironmentSuffix}-${LegacyTopic}-${LegacyTopic.TopicName}-${!literal}" },
        "g_sub": { "Fn::Sub": "14-quote \" and ${!dollar}-${AWS::Region}" },
        "h_sub": { "Fn::Sub": ["${zone}/${AWS::Region}", { "zone": { "Fn::Select": [0, { "Fn::GetAZs": "" }] } }] },
        "i_sub": "14 days",
        "j_join": { "Fn::Join": ["-", ["a", { "Ref": "AWS::Region" }]] },
        "k_select": { "Fn::Select": [1, { "Ref": "Zones" }] },
        "l_split": { "Fn::Split": [",", "a,b"] },
        "m_zones": { "Fn::GetAZs": { "Ref": "AWS::Region" } },
        "n_cidr": { "Fn::Cidr": ["10.0.0.0/16", 6, 8] },
        "o_map": { "Fn::FindInMap": ["Sizes", { "Ref": "AWS::Region" }, "Size"] },
        "p_if": { "Fn::If": ["Both", { "Fn::GetAtt": ["Jobs", "Arn"] }, { "Ref": "AWS::NoValue" }] },
        "q_base64": { "Fn::Base64": "text" },
        "r_length": { "Fn::Length": { "Ref": "Zones" } },
        "s_json": { "Fn::ToJsonString": { "key": [1, true] } },
        "t_output": { "Fn::GetStackOutput": { "StackName": "other", "OutputName": "Thing" } },
        "u_ssm": { "Fn::Sub": "{{resolve:ssm:/tap/${EnvironmentSuffix}/name}}" },
        "v_secure": "{{resolve:ssm-secure:/tap/password:3}}",
        "w_secret": "{{resolve:secretsmanager:tap:SecretString:password}}",
        "x_number": -2.5,
        "y_constant": 28,
        "z_null": null,
        "za quoted": true,
        "type": {
            "Effect": "Allow", "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"], "Resource": { "Fn::GetAtt": ["LegacyTopic", "TopicArn"] },
        },
    });
    for (key, value) in wanted.as_object().expect("an object") {
        assert_eq!(&metadata[key], value, "{key}");
    }
    assert_eq!(metadata.as_object().map(serde_json::Map::len), wanted.as_object().map(serde_json::Map::len));
    assert_eq!(template("messages")["Transform"], "AWS::LanguageExtensions");
}

#[test]
fn resource_attributes_conditions_and_mappings() {
    let messages = template("messages");
    assert_eq!(
        messages["Resources"]["Jobs"],
        json!({
            "Condition": "Production",
            "DeletionPolicy": "RetainExceptOnCreate",
            "DependsOn": ["LegacyTopic"],
            "Metadata": { "Days": 14, "Owner": "payments" },
            "Properties": { "QueueName": { "Fn::Sub": "jobs-${EnvironmentSuffix}" } },
            "Type": "AWS::SQS::Queue",
            "UpdateReplacePolicy": "Delete",
        })
    );
    assert_eq!(messages["Resources"]["LegacyTopic"]["Properties"]["DisplayName"], NAME);
    assert_eq!(messages["Mappings"]["Sizes"]["us-east-1"], json!({ "Size": 16, "Zones": ["a", "b"] }));
    assert_eq!(
        messages["Conditions"],
        json!({
            "Both": { "Fn::And": [
                { "Condition": "Production" },
                { "Fn::Or": [{ "Condition": "Other" }, { "Fn::Equals": [{ "Ref": "AWS::Region" }, "us-east-1"] }] },
            ] },
            "Other": { "Fn::Not": [{ "Condition": "Production" }] },
            "Production": { "Fn::Equals": [{ "Ref": "EnvironmentSuffix" }, "prod"] },
        })
    );
    assert_eq!(messages["Description"], "A stack with one of everything.");
}

#[test]
fn parameters_are_emitted_where_they_are_used() {
    let messages = template("messages");
    assert_eq!(
        messages["Parameters"],
        json!({
            "EnvironmentSuffix": {
                "ConstraintDescription": "at least 3 characters", "Default": "dev", "Description": "Suffix of every physical name.",
                "MinLength": 3, "Type": "String",
            },
            "Secret": { "Default": "x", "Description": "A secret.", "NoEcho": true, "Type": "String" },
            "Zones": { "Default": "a,b", "Description": "Zones in use.", "Type": "CommaDelimitedList" },
        })
    );
    assert_eq!(
        messages["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"],
        json!([{ "Label": { "default": "Deployment" }, "Parameters": ["EnvironmentSuffix", "Zones", "Secret"] }])
    );
    let group = template("group");
    let passed = &group["Resources"]["Messages"]["Properties"]["Parameters"];
    assert_eq!(
        passed,
        &json!({
            "EnvironmentSuffix": { "Ref": "EnvironmentSuffix" },
            "Secret": "given",
            "Zones": { "Fn::Join": [",", { "Ref": "Zones" }] },
        })
    );
    assert!(group["Parameters"].get("Secret").is_none(), "an explicit value is not asked for again");
}

#[test]
fn outputs_travel_by_themselves() {
    let messages = template("messages");
    assert_eq!(
        messages["Outputs"]["AlertsArn"],
        json!({
            "Description": "Where alerts go.",
            "Export": { "Name": { "Fn::Sub": "alerts-${EnvironmentSuffix}" } },
            "Value": { "Ref": "LegacyTopic" },
        })
    );
    assert_eq!(messages["Outputs"]["AllZones"]["Condition"], "Production");
    assert_eq!(messages["Outputs"]["Version"]["Value"], json!({ "Fn::GetAtt": ["Migration", "AppliedVersion"] }));
    // Up through the stack between, by an output of its own …
    let raised = &template("group")["Outputs"]["MessagesOutputsAlertsArn"]["Value"];
    assert_eq!(raised, &json!({ "Fn::GetAtt": ["Messages", "Outputs.AlertsArn"] }));
    // … across the root, and down by a parameter.
    let root = template("root");
    let given = &root["Resources"]["Workers"]["Properties"]["Parameters"];
    assert_eq!(given["MessagesOutputsAlertsArn"], json!({ "Fn::GetAtt": ["Group", "Outputs.MessagesOutputsAlertsArn"] }));
    let workers = template("workers");
    assert_eq!(workers["Parameters"]["MessagesOutputsAlertsArn"]["Type"], "String");
    assert_eq!(workers["Parameters"]["MessagesOutputsAllZones"]["Type"], "CommaDelimitedList");
    assert_eq!(
        workers["Resources"]["PaymentsAlerting"]["Properties"],
        json!({
            "Endpoint": { "Fn::GetAtt": ["PaymentsFirst", "Arn"] },
            "Protocol": "sqs",
            "TopicArn": { "Ref": "MessagesOutputsAlertsArn" },
        })
    );
    assert_eq!(
        workers["Resources"]["Zones"]["Properties"]["Value"],
        json!({ "Fn::Join": [",", { "Ref": "MessagesOutputsAllZones" }] })
    );
}

#[test]
fn constructs_and_generics_have_their_own_names() {
    let resources = &template("workers")["Resources"];
    let name = |id: &str| resources[id]["Properties"]["QueueName"]["Fn::Sub"].clone();
    assert_eq!(name("PaymentsFirst"), "payments-0-${EnvironmentSuffix}");
    assert_eq!(name("PaymentsSecond"), "payments-1-${EnvironmentSuffix}");
}

#[test]
fn an_import_waits_for_its_export() {
    let root = template("root");
    assert_eq!(root["Resources"]["Memory"]["DependsOn"], json!(["Group"]));
    assert_eq!(root["Resources"]["Memory"]["Condition"], "Remembering");
    assert_eq!(root["Resources"]["Workers"].get("DependsOn"), None, "an output orders the two already");
    assert_eq!(
        template("memory")["Resources"]["Remembered"]["Properties"]["Value"],
        json!({ "Fn::ImportValue": { "Fn::Sub": "alerts-${EnvironmentSuffix}" } })
    );
    assert_eq!(root["Resources"]["Group"]["Properties"]["Tags"], json!([{ "Key": "team", "Value": "payments" }]));
    assert_eq!(root["Resources"]["Group"]["DeletionPolicy"], "Delete");
}

#[test]
fn templates_are_addressed_by_their_content() {
    let templates = tap_core::emit(LanguageTest::APP).expect("the app is emitted");
    let root = templates.iter().find(|template| template.name == "root").expect("the root");
    let address =
        format!("https://${{ArtifactBucketPrefix}}-${{AWS::Region}}.s3.${{AWS::Region}}.${{AWS::URLSuffix}}/{}", root.key);
    let stack_set = template("stack-set");
    assert_eq!(stack_set["Resources"]["Roots"]["Properties"]["TemplateURL"], json!({ "Fn::Sub": address }));
    assert_eq!(stack_set["Parameters"]["ArtifactBucketPrefix"]["Type"], "String");
    assert!(root.key.starts_with("language-test/root."));
}
