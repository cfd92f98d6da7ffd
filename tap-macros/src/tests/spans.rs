//! Where an error is: at the very token that is wrong.

use super::errors;
use crate::derives;

/// Expands the item without the marks `«»`, and compares where its one error is with where they stood.
fn refused(slug: &str, marked: &str) {
    let marked = marked.replace("LONG", &"long".repeat(300));
    let (before, rest) = marked.split_once('«').expect("a mark");
    let (token, after) = rest.split_once('»').expect("the end of the mark");
    let item = format!("{before}{token}{after}");
    let expansion = derives::resource(&syn::parse_str(&item).expect("an item"));
    let found = errors(expansion);
    let [(span, message)] = found.as_slice() else {
        panic!(
            "{slug}: {} errors instead of one: {:?}",
            found.len(),
            found.iter().map(|(_, message)| message).collect::<Vec<_>>()
        )
    };
    assert!(message.lines().next().is_some_and(|line| line.ends_with(&format!("[tap::{slug}]"))), "{message}");
    assert_eq!(span.source_text().as_deref(), Some(token), "{message}");
    let lines: Vec<&str> = before.split('\n').collect();
    let column = lines.last().map_or(0, |line| line.chars().count());
    assert_eq!((span.start().line, span.start().column), (lines.len(), column), "{message}");
}

/// A test for each type, with a block for each mutation.
macro_rules! types {
    ($($name:ident: $kind:literal { $($slug:literal: $($block:literal)+;)* })*) => {$(
        #[test]
        fn $name() {
            let blocks = [$(($slug, concat!($($block, "\n"),+))),*];
            assert_eq!(blocks.map(|(slug, _)| slug), [
                "unknown-property", "missing-property", "wrong-type", "unknown-value", "wrong-length"
            ]);
            for (slug, block) in blocks {
                let name = if block.contains('«') { "Thing" } else { "«Thing»" };
                refused(slug, &format!("#[resource(\"{}\")]\n#[properties {{\n{block}}}]\nstruct {name};", $kind));
            }
        }
    )*};
}

types! {
    functions: "AWS::Lambda::Function" {
        "unknown-property": r#"Role: GetAtt(Role.Arn), Code: { «ImageUrl»: "a" }"#;
        "missing-property": r#"Code: { ImageUri: "a" }, PackageType: "Image""#;
        "wrong-type": r#"Role: GetAtt(Role.Arn), Code: { ImageUri: "a" }, PackageType: "Image","# r#"MemorySize: «"large"»"#;
        "unknown-value": r#"Role: GetAtt(Role.Arn), Code: { ImageUri: "a" },"# r#"PackageType: «"Container"»"#;
        "wrong-length":
            r#"Role: GetAtt(Role.Arn), Code: { ImageUri: "a" }, PackageType: "Image","#
            r#"Description: «"LONG"»"#;
    }
    alarms: "AWS::CloudWatch::Alarm" {
        "unknown-property":
            r#"ComparisonOperator: "GreaterThanThreshold", EvaluationPeriods: 1, MetricName: "Errors", Namespace: "AWS/Lambda","#
            r#"Statistic: "Sum", Period: 60, Threshold: 1, «TreatMisingData»: "notBreaching""#;
        "missing-property":
            r#"ComparisonOperator: "GreaterThanThreshold", EvaluationPeriods: 1, MetricName: "Errors", Namespace: "AWS/Lambda","#
            r#"Statistic: "Sum", Period: 60, Threshold: 1, Dimensions: [«{» Name: "a" }]"#;
        "wrong-type":
            r#"ComparisonOperator: "GreaterThanThreshold", EvaluationPeriods: 1, MetricName: "Errors", Namespace: "AWS/Lambda","#
            r#"Statistic: "Sum", Period: 60, Threshold: 1, Dimensions: «"FunctionName"»"#;
        "unknown-value":
            r#"ComparisonOperator: «"GreaterThan"», EvaluationPeriods: 1, MetricName: "Errors", Namespace: "AWS/Lambda","#
            r#"Statistic: "Sum", Period: 60, Threshold: 1"#;
        "wrong-length":
            r#"ComparisonOperator: "GreaterThanThreshold", EvaluationPeriods: 1, Namespace: "AWS/Lambda","#
            r#"MetricName: "Errors", Statistic: "Sum", Period: 60, Threshold: 1, Dimensions: [{ Value: "a", Name: «"LONG"» }]"#;
    }
    keys: "AWS::KMS::Key" {
        "unknown-property": r#"Description: "of the data", «EnabelKeyRotation»: true"#;
        "missing-property": r#"Tags: [{ Key: "Name", Value: "a" }, «{» Key: "a" }]"#;
        "wrong-type": r#"EnableKeyRotation: «"often"»"#;
        "unknown-value": r#"KeySpec: "SYMMETRIC_DEFAULT","# r#"KeyUsage: «"DECRYPT"»"#;
        "wrong-length": r#"Tags: [{ Key: «"LONG"», Value: "a" }]"#;
    }
    tables: "AWS::DynamoDB::Table" {
        "unknown-property":
            r#"KeySchema: [{ «AttributName»: "id", KeyType: "HASH" }], BillingMode: "PAY_PER_REQUEST","#
            r#"AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }]"#;
        "missing-property":
            r#"KeySchema: [{ AttributeName: "id", KeyType: "HASH" }], BillingMode: "PAY_PER_REQUEST","#
            r#"AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }, «{» AttributeType: "S" }]"#;
        "wrong-type":
            r#"KeySchema: [{ AttributeName: "id", KeyType: «[»"HASH"] }], BillingMode: "PAY_PER_REQUEST","#
            r#"AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }]"#;
        "unknown-value":
            r#"KeySchema: [{ AttributeName: "id", KeyType: "HASH" }], BillingMode: "PAY_PER_REQUEST","#
            r#"AttributeDefinitions: [{ AttributeName: "id", AttributeType: «"String"» }]"#;
        "wrong-length":
            r#"KeySchema: [{ AttributeName: "id", KeyType: "HASH" }], BillingMode: "PAY_PER_REQUEST","#
            r#"AttributeDefinitions: [{ AttributeName: «"LONG"», AttributeType: "S" }]"#;
    }
    clusters: "AWS::RDS::DBCluster" {
        "unknown-property": r#"Engine: "aurora-mysql", «EnginVersion»: "8.0""#;
        "missing-property": r#"Engine: "aurora-mysql", Tags: [«{» Value: "a" }]"#;
        "wrong-type": r#"Engine: "aurora-mysql", BackupRetentionPeriod: «"a week"»"#;
        "unknown-value": r#"Engine: "aurora-mysql", DatabaseInsightsMode: «"expert"»"#;
        "wrong-length": r#"Engine: "aurora-mysql", Tags: [{ Value: "a", Key: «"LONG"» }]"#;
    }
}
