//! The const model: what the derives emit, as plain data.

mod assertion;
mod body;
mod index;
mod items;
mod kinds;
mod stacks;
mod target;

pub use assertion::{Assertion, AssertionSet, Assertions};
pub use body::{Body, Constant, Fragment, PropertyValue, Value};
pub use index::{Index, PathEntry, PathKind, Regional};
pub use items::{
    Condition, ConditionSet, Conditions, Entry, Mapping, MappingDef, Member, Node, Output, OutputSet, OutputValue, Outputs,
    Parameter, ParameterSet, Parameters, Resource, ResourceDef, Term,
};
pub use kinds::{
    AvailabilityZoneName, HostedZoneId, ImageId, InstanceId, KeyPairName, ListItem, ParameterType, SecurityGroupId,
    SecurityGroupName, Ssm, StoredType, SubnetId, VolumeId, VpcId,
};
pub use stacks::{App, AppDef, Child, LogicalId, Registered, Stack, StackDef, Summary, Timed, Use};
pub use target::{Argument, Identity, Target};
