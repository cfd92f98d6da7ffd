//! The const model: what the derives emit, as plain data.

mod body;
mod index;
mod items;
mod kinds;
mod target;

pub use body::{Body, Constant, Fragment, PropertyValue, Value};
pub use index::{Index, PathEntry, PathKind, Regional};
pub use items::{
    App, AppDef, Child, Condition, ConditionSet, Conditions, Entry, LogicalId, Mapping, MappingDef, Member, Node, Output,
    OutputSet, OutputValue, Outputs, Parameter, ParameterSet, Parameters, Registered, Resource, ResourceDef, Stack, StackDef,
    Summary, Term, Timed, Use,
};
pub use kinds::{
    AvailabilityZoneName, HostedZoneId, ImageId, InstanceId, KeyPairName, ListItem, ParameterType, SecurityGroupId,
    SecurityGroupName, Ssm, StoredType, SubnetId, VolumeId, VpcId,
};
pub use target::{Argument, Identity, Target};
