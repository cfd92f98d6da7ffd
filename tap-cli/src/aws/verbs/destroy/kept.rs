//! What a deletion of stacks leaves behind, and what stands in its way, as the deployed templates say.

use crate::aws::stack::Tree;
use serde_json::Value;
use std::collections::BTreeSet;
use tap_core::document::{Document, Expression};

/// A resource of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Logical ids from the root down, with its own.
    pub path: Vec<String>,
    pub kind: String,
    pub physical_id: String,
    pub policy: Policy,
}

/// What becomes of a resource with its stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// It goes.
    Delete,
    /// It stays.
    Retain,
    /// It goes, and a snapshot stays.
    Snapshot,
}

/// Every resource that exists in a stack and those nested in it. Of a nested stack that stays, only itself.
///
/// # Errors
///
/// A template that cannot be read: nobody knows what it keeps.
pub fn resources(tree: &Tree) -> Result<Vec<Kept>, String> {
    let mut found = Vec::new();
    within(tree, &mut Vec::new(), &mut |_, kept| found.push(kept))?;
    Ok(found)
}

/// Physical ids of buckets and repositories that have to be empty before their stack can be deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Full {
    pub buckets: Vec<String>,
    pub repositories: Vec<String>,
}

/// Those that go with the stack, but for what its template empties itself: a bucket that a custom resource is told of.
///
/// # Errors
///
/// A template that cannot be read.
pub fn full(tree: &Tree) -> Result<Full, String> {
    let mut full = Full::default();
    within(tree, &mut Vec::new(), &mut |document, kept| {
        let id = kept.path.last().map(String::as_str).unwrap_or_default();
        match kept.kind.as_str() {
            _ if kept.policy != Policy::Delete => {}
            "AWS::S3::Bucket" if !emptied(document).contains(id) => full.buckets.push(kept.physical_id),
            "AWS::ECR::Repository" => full.repositories.push(kept.physical_id),
            _ => {}
        }
    })?;
    Ok(full)
}

fn within(tree: &Tree, path: &mut Vec<String>, each: &mut dyn FnMut(&Document, Kept)) -> Result<(), String> {
    let document = Document::read(&tree.live.name, &tree.template).map_err(|problem| format!("as it is at AWS: {problem}"))?;
    for resource in tree.resources.iter().filter(|resource| resource.status != "DELETE_COMPLETE") {
        let Some(physical_id) = resource.physical_id.clone() else { continue };
        let policy = policy(&document, &resource.logical_id);
        path.push(resource.logical_id.clone());
        each(&document, Kept { path: path.clone(), kind: resource.kind.clone(), physical_id, policy });
        if let Some(child) = tree.children.get(&resource.logical_id).filter(|_| policy == Policy::Delete) {
            within(child, path, each)?;
        }
        path.pop();
    }
    Ok(())
}

/// Without a policy, databases leave a snapshot, but for members of a cluster:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html>.
fn policy(document: &Document, id: &str) -> Policy {
    let Some(resource) = document.resources.get(id) else { return Policy::Delete };
    let is_member = || document.properties(id).is_some_and(|properties| properties.get("DBClusterIdentifier").is_some());
    let said = resource.deletion_policy.as_ref().map(|policy| match policy {
        Expression::Literal(Value::String(policy)) => policy.as_str(),
        // It follows from parameters; what may stay is said to stay.
        _ => "Retain",
    });
    match (said, resource.kind.as_str()) {
        (Some("Retain" | "RetainExceptOnCreate"), _) => Policy::Retain,
        (Some("Snapshot"), _) | (None, "AWS::RDS::DBCluster") => Policy::Snapshot,
        (None, "AWS::RDS::DBInstance") if !is_member() => Policy::Snapshot,
        _ => Policy::Delete,
    }
}

/// Logical ids of the buckets that a custom resource is told of.
fn emptied(document: &Document) -> BTreeSet<String> {
    let mut told = BTreeSet::new();
    for resource in document.resources.values().filter(|resource| resource.is_custom()) {
        resource.properties.references(&mut |id, _| {
            told.insert(id.to_string());
        });
    }
    told
}

#[cfg(test)]
mod tests {
    use super::{Full, Policy, full, resources};
    use crate::aws::stack::{Live, LiveResource, Tree};
    use std::collections::BTreeMap;

    fn tree(template: &str, resources: &[(&str, &str)], children: BTreeMap<String, Tree>) -> Tree {
        let resource = |(id, kind): &(&str, &str)| LiveResource {
            logical_id: (*id).to_string(),
            physical_id: Some(format!("{}-1", id.to_lowercase())),
            kind: (*kind).to_string(),
            status: "CREATE_COMPLETE".to_string(),
            reason: None,
            drift: None,
        };
        let live = Live { name: "tap-dev".into(), ..Live::default() };
        Tree { live, template: template.to_string(), resources: resources.iter().map(resource).collect(), children }
    }

    fn database() -> Tree {
        let template = "
Resources:
  Cluster: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-mysql } }
  Writer: { Type: AWS::RDS::DBInstance, Properties: { DBClusterIdentifier: !Ref Cluster } }
  Alone: { Type: AWS::RDS::DBInstance, DeletionPolicy: Delete, Properties: { Engine: mysql } }
  Audit: { Type: AWS::Logs::LogGroup, DeletionPolicy: RetainExceptOnCreate }
";
        let kinds = [
            ("Cluster", "AWS::RDS::DBCluster"),
            ("Writer", "AWS::RDS::DBInstance"),
            ("Alone", "AWS::RDS::DBInstance"),
            ("Audit", "AWS::Logs::LogGroup"),
        ];
        tree(template, &kinds, BTreeMap::new())
    }

    fn nesting(policy: &str) -> Tree {
        let template = format!(
            "
Resources:
  Database: {{ Type: AWS::CloudFormation::Stack, {policy} Properties: {{ TemplateURL: https://example.com/database.yaml }} }}
  Mail: {{ Type: AWS::S3::Bucket }}
  Files: {{ Type: AWS::S3::Bucket }}
  Archive: {{ Type: AWS::S3::Bucket, DeletionPolicy: Retain }}
  Images: {{ Type: AWS::ECR::Repository }}
  Empty: {{ Type: Custom::Empty, Properties: {{ ServiceToken: arn, Bucket: !Ref Mail }} }}
"
        );
        let kinds = [
            ("Database", "AWS::CloudFormation::Stack"),
            ("Mail", "AWS::S3::Bucket"),
            ("Files", "AWS::S3::Bucket"),
            ("Archive", "AWS::S3::Bucket"),
            ("Images", "AWS::ECR::Repository"),
        ];
        tree(&template, &kinds, BTreeMap::from([("Database".to_string(), database())]))
    }

    fn staying(tree: &Tree) -> Vec<(String, Policy)> {
        let all = resources(tree).expect("the templates are right").into_iter();
        all.filter(|kept| kept.policy != Policy::Delete).map(|kept| (kept.path.join("."), kept.policy)).collect()
    }

    #[test]
    fn policies_and_their_defaults_say_what_stays() {
        let expected = [("Database.Cluster", Policy::Snapshot), ("Database.Audit", Policy::Retain), ("Archive", Policy::Retain)];
        assert_eq!(staying(&nesting("")), expected.map(|(path, policy)| (path.to_string(), policy)));
    }

    #[test]
    fn a_nested_stack_that_stays_stays_whole() {
        let expected = [("Database", Policy::Retain), ("Archive", Policy::Retain)];
        assert_eq!(staying(&nesting("DeletionPolicy: Retain,")), expected.map(|(path, policy)| (path.to_string(), policy)));
    }

    #[test]
    fn what_goes_has_to_be_empty_but_for_what_empties_itself() {
        let expected = Full { buckets: vec!["files-1".to_string()], repositories: vec!["images-1".to_string()] };
        assert_eq!(full(&nesting("")), Ok(expected));
    }
}
