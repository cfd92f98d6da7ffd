//! Types of fields in parameter sets and outputs structs, and what they are called in templates.

use std::marker::PhantomData;
use tap_schema::reference;

/// A Rust type that can be the type of a parameter or an output.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type of parameters or outputs",
    label = "not a type of parameters or outputs",
    note = "there are `String`, numbers, `Vec<String>`, AWS ids such as `VpcId` and `Vec<SubnetId>`, and `Ssm<String>`"
)]
pub trait ParameterType {
    /// CloudFormation's name of the type.
    const TYPE: &'static str;
    /// What is known of its values: see [`tap_schema::reference`].
    const SOURCE: &'static [u8] = &[];
}

/// A type that has a list type beside it.
#[diagnostic::on_unimplemented(message = "CloudFormation has no list of `{Self}`", label = "no parameter type")]
pub trait ListItem {
    /// CloudFormation's name of the list type.
    const LIST: &'static str;
    /// What is known of its items: see [`tap_schema::reference`].
    const ITEM: &'static [u8] = &[];
}

/// A type whose value may be kept in Parameter Store.
#[diagnostic::on_unimplemented(message = "CloudFormation reads no `{Self}` from Parameter Store", label = "no parameter type")]
pub trait StoredType {
    /// CloudFormation's name of the stored type.
    const STORED: &'static str;
}

impl<T: ListItem> ParameterType for Vec<T> {
    const TYPE: &'static str = T::LIST;
    const SOURCE: &'static [u8] = T::ITEM;
}

/// A value read from Parameter Store: the parameter names it.
#[derive(Clone, Debug)]
pub struct Ssm<T>(PhantomData<T>);

impl<T: StoredType> ParameterType for Ssm<T> {
    const TYPE: &'static str = T::STORED;
}

impl ParameterType for String {
    const TYPE: &'static str = "String";
}
impl ListItem for String {
    const LIST: &'static str = "CommaDelimitedList";
}
impl StoredType for String {
    const STORED: &'static str = "AWS::SSM::Parameter::Value<String>";
}
impl StoredType for Vec<String> {
    const STORED: &'static str = "AWS::SSM::Parameter::Value<List<String>>";
}
impl ParameterType for bool {
    const TYPE: &'static str = "String";
}

macro_rules! numbers {
    ($($type:ty)*) => {$(
        impl ParameterType for $type { const TYPE: &'static str = "Number"; }
        impl ListItem for $type { const LIST: &'static str = "List<Number>"; }
    )*};
}
numbers!(i8 i16 i32 i64 u8 u16 u32 u64 f32 f64);

macro_rules! ids {
    ($($(#[$doc:meta])* $type:ident = $name:literal: $owner:literal $format:literal $attribute:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $type;
        impl ParameterType for $type {
            const TYPE: &'static str = $name;
            const SOURCE: &'static [u8] =
                &reference::parameter($owner, [concat!($owner, ".", $format), concat!($owner, ".", $attribute)]);
        }
        impl ListItem for $type {
            const LIST: &'static str = concat!("List<", $name, ">");
            const ITEM: &'static [u8] = <$type as ParameterType>::SOURCE;
        }
        impl StoredType for $type { const STORED: &'static str = concat!("AWS::SSM::Parameter::Value<", $name, ">"); }
    )*};
}
ids! {
    /// Name of an availability zone.
    AvailabilityZoneName = "AWS::EC2::AvailabilityZone::Name": "AWS::EC2::AvailabilityZone" "Name" "ZoneName";
    /// Id of an image.
    ImageId = "AWS::EC2::Image::Id": "AWS::EC2::Image" "Id" "ImageId";
    /// Id of an instance.
    InstanceId = "AWS::EC2::Instance::Id": "AWS::EC2::Instance" "Id" "InstanceId";
    /// Name of a key pair.
    KeyPairName = "AWS::EC2::KeyPair::KeyName": "AWS::EC2::KeyPair" "Name" "KeyName";
    /// Name of a security group.
    SecurityGroupName = "AWS::EC2::SecurityGroup::GroupName": "AWS::EC2::SecurityGroup" "Name" "GroupName";
    /// Id of a security group.
    SecurityGroupId = "AWS::EC2::SecurityGroup::Id": "AWS::EC2::SecurityGroup" "Id" "GroupId";
    /// Id of a subnet.
    SubnetId = "AWS::EC2::Subnet::Id": "AWS::EC2::Subnet" "Id" "SubnetId";
    /// Id of a volume.
    VolumeId = "AWS::EC2::Volume::Id": "AWS::EC2::Volume" "Id" "VolumeId";
    /// Id of a VPC.
    VpcId = "AWS::EC2::VPC::Id": "AWS::EC2::VPC" "Id" "VpcId";
    /// Id of a hosted zone.
    HostedZoneId = "AWS::Route53::HostedZone::Id": "AWS::Route53::HostedZone" "Id" "Id";
}
