#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod attributes;
pub mod check;
pub mod duration;
mod format;
mod layout;
pub mod name;
pub mod reference;
mod resource;
pub mod stateful;
mod value;

pub use format::{Facts, FormatError};
pub use resource::{Property, ResourceType};
pub use value::{Kind, Value};

/// The facts about a resource type, by its exact name.
///
/// A custom resource may be called `Custom::Anything` in a template; [`facts_of`] knows it by that name.
///
/// ```
/// let bucket = tap_schema::resource_type("AWS::S3::Bucket").unwrap();
/// assert!(bucket.property("BucketName").is_some());
/// assert!(tap_schema::resource_type("AWS::S3::Bukket").is_none());
/// ```
pub fn resource_type(name: &str) -> Option<ResourceType<'static>> {
    Facts::bundled().resource_type(name)
}

/// The facts about a resource type as templates call it: custom resources, whatever their names, have one.
///
/// ```
/// assert_eq!(tap_schema::facts_of("Custom::Migration").unwrap().name(), "AWS::CloudFormation::CustomResource");
/// assert_eq!(tap_schema::facts_of("AWS::S3::Bucket").unwrap().name(), "AWS::S3::Bucket");
/// ```
pub fn facts_of(kind: &str) -> Option<ResourceType<'static>> {
    resource_type(listed(kind))
}

/// Whether a function of the user's makes resources of this type: `Custom::…` or `AWS::CloudFormation::CustomResource`.
///
/// ```
/// assert!(tap_schema::is_custom("Custom::Migration") && !tap_schema::is_custom("AWS::Lambda::Function"));
/// ```
pub fn is_custom(kind: &str) -> bool {
    listed(kind) == CUSTOM
}

const CUSTOM: &str = "AWS::CloudFormation::CustomResource";

/// The name under which a type is listed.
pub(crate) fn listed(kind: &str) -> &str {
    if kind.starts_with("Custom::") { CUSTOM } else { kind }
}

/// The names of all resource types, sorted.
///
/// ```
/// let close = tap_schema::name::closest("AWS::S3::Bukcet", tap_schema::resource_types());
/// assert_eq!(close, Some("AWS::S3::Bucket"));
/// ```
pub fn resource_types() -> impl Iterator<Item = &'static str> {
    Facts::bundled().resource_types()
}

/// The pseudo parameters of CloudFormation, sorted.
pub const PSEUDO_PARAMETERS: &[&str] = &[
    "AWS::AccountId",
    "AWS::NoValue",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
];

/// The type of stacks: of nested ones, and of a stack in its own events.
///
/// ```
/// assert!(tap_schema::resource_type(tap_schema::STACK).is_some());
/// ```
pub const STACK: &str = "AWS::CloudFormation::Stack";

/// The type of a stack set.
///
/// ```
/// assert!(tap_schema::resource_type(tap_schema::STACK_SET).is_some());
/// ```
pub const STACK_SET: &str = "AWS::CloudFormation::StackSet";

/// The number of a region in [`regions`], if the facts know what it offers.
///
/// ```
/// assert_eq!(tap_schema::region_number("af-south-1"), Some(0));
/// assert_eq!(tap_schema::region_number("eusc-de-east-1"), None);
/// ```
pub fn region_number(region: &str) -> Option<usize> {
    regions().position(|known| known == region).filter(|_| !resource::UNKNOWN_REGIONS.contains(&region))
}

/// The names of all regions CloudFormation is known to have, in the order of the bits of a record's `regions` mask.
///
/// ```
/// assert!(tap_schema::regions().any(|region| region == "us-east-1"));
/// ```
pub fn regions() -> impl Iterator<Item = &'static str> {
    Facts::bundled().regions()
}
