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
/// A custom resource may be called `Custom::Anything` in a template; its facts are those of
/// `AWS::CloudFormation::CustomResource`, and the caller asks for that name.
///
/// ```
/// let bucket = tap_schema::resource_type("AWS::S3::Bucket").unwrap();
/// assert!(bucket.property("BucketName").is_some());
/// assert!(tap_schema::resource_type("AWS::S3::Bukket").is_none());
/// ```
pub fn resource_type(name: &str) -> Option<ResourceType<'static>> {
    Facts::bundled().resource_type(name)
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
