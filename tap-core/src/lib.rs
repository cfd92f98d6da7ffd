//! Infrastructure made of types: CloudFormation apps that the Rust compiler proves before they are emitted.
//!
//! A type is a CloudFormation resource, a struct of such types is a stack, a struct of stacks is an app. References are
//! names of types. What the type system can't know (cycles, missing exports, unknown attributes) is proved by `const`
//! evaluation in the user's own crate; what compiles is emitted as nested JSON templates.
//!
//! ```
//! use tap_core::prelude::*;
//!
//! /// What every stack of the deployment shares.
//! #[derive(Parameters)]
//! pub struct Environment {
//!     /// Suffix of every physical name.
//!     #[parameter(name = "EnvironmentSuffix", default = "dev", allowed_pattern = "^[a-z][a-z0-9-]+$")]
//!     pub suffix: String,
//! }
//!
//! /// The network every other stack lives in.
//! #[derive(Resource)]
//! #[resource("AWS::EC2::VPC")]
//! #[properties { CidrBlock: "10.0.0.0/16", Tags: [{ Key: "Name", Value: Sub("vpc-${Environment::suffix}") }] }]
//! pub struct Vpc;
//!
//! #[derive(Outputs)]
//! pub struct NetworkOutputs {
//!     /// VPC that hosts the platform.
//!     #[output(Ref(Vpc), export = Sub("vpc-id-${Environment::suffix}"))]
//!     pub vpc_id: VpcId,
//! }
//!
//! #[derive(Stack)]
//! #[stack(name = "network-stack", parameters = [Environment], outputs = NetworkOutputs)]
//! pub struct NetworkStack {
//!     vpc: Vpc,
//! }
//!
//! #[derive(App)]
//! #[app(regions = ["eu-west-1"])]
//! pub struct Platform {
//!     network: NetworkStack,
//! }
//!
//! assert_eq!(tap_core::emit(Platform::APP).unwrap().len(), 1);
//! ```

pub mod check;
#[cfg(feature = "tools")]
pub mod diff;
#[cfg(feature = "tools")]
pub mod document;
#[cfg(feature = "tools")]
pub mod evaluate;
#[cfg(feature = "tools")]
pub mod graph;
mod intrinsic;
pub mod model;
#[cfg(feature = "tools")]
mod page;
#[cfg(feature = "tools")]
mod parallel;
#[cfg(feature = "tools")]
pub mod plan;
pub mod proof;
#[cfg(any(feature = "tools", test))]
mod random;
pub mod rules;
#[cfg(feature = "tools")]
pub mod simulate;
mod template;
mod text;

pub use model::{App, AppDef, Fragment, Identity, ParameterType, Ssm};
pub use template::{EmitError, Template, content_hash, emit};

/// Every app linked into this binary, sorted by name.
///
/// A library that nobody names is not linked: say `use my_app as _;`.
///
/// ```
/// for app in tap_core::apps() {
///     println!("{} in {}", app.name, app.regions.join(", "));
/// }
/// ```
pub fn apps() -> Vec<&'static AppDef> {
    let mut apps: Vec<_> = inventory::iter::<model::Registered>.into_iter().map(|app| app.0).collect();
    apps.sort_by_key(|app| app.name);
    apps
}

/// Part of a property block as a constant: see [`Fragment`].
#[macro_export]
macro_rules! fragment {
    ($($value:tt)*) => { $crate::__private::__fragment!($crate; $($value)*) };
}

/// Everything that a file with infrastructure needs.
pub mod prelude {
    pub use crate::fragment;
    pub use crate::model::{
        App, Assertion, AvailabilityZoneName, Condition, Fragment, HostedZoneId, Identity, ImageId, InstanceId, KeyPairName,
        Resource, SecurityGroupId, SecurityGroupName, Ssm, SubnetId, VolumeId, VpcId,
    };
    pub use tap_macros::{App, Assertions, Conditions, Construct, Identity, Mapping, Outputs, Parameters, Resource, Stack};
}

/// What expansions name. No part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::model::*;
    // Under a name that no prelude brings, or a user's `unused_qualifications` would point at the expansion.
    pub use crate::model::Identity as Known;
    pub use crate::proof::*;
    pub use inventory;
    pub use tap_macros::__fragment;
}
