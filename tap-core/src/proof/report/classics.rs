//! The circular dependencies that everyone meets once, and how each is cut.

/// An edge that can be done without.
pub(super) struct Classic {
    /// Type of the resource that refers.
    pub(super) kind: &'static str,
    /// Its property.
    pub(super) property: &'static str,
    /// Type of the resource that is referred to, or nothing if it may be any.
    pub(super) to: &'static str,
    /// What to do instead.
    pub(super) advice: &'static str,
}

const ARN_OF_NAME: &str = "give the bucket a name, and write its ARN as text from that name";
const READ_LATER: &str = "let the function read it when it runs, from an `AWS::SSM::Parameter` that comes after both";

/// Those whose cut costs least come first.
pub(super) const CLASSICS: &[Classic] = &[
    Classic {
        kind: "AWS::EC2::SecurityGroup",
        property: "SecurityGroupIngress",
        to: "AWS::EC2::SecurityGroup",
        advice: "move that rule into an `AWS::EC2::SecurityGroupIngress` of its own",
    },
    Classic {
        kind: "AWS::EC2::SecurityGroup",
        property: "SecurityGroupEgress",
        to: "AWS::EC2::SecurityGroup",
        advice: "move that rule into an `AWS::EC2::SecurityGroupEgress` of its own",
    },
    Classic {
        kind: "AWS::IAM::Role",
        property: "Policies",
        to: "",
        advice: "move that policy into an `AWS::IAM::RolePolicy` of its own",
    },
    Classic { kind: "AWS::Lambda::Permission", property: "SourceArn", to: "AWS::S3::Bucket", advice: ARN_OF_NAME },
    Classic { kind: "AWS::SQS::QueuePolicy", property: "PolicyDocument", to: "AWS::S3::Bucket", advice: ARN_OF_NAME },
    Classic { kind: "AWS::SNS::TopicPolicy", property: "PolicyDocument", to: "AWS::S3::Bucket", advice: ARN_OF_NAME },
    Classic {
        kind: "AWS::SQS::Queue",
        property: "RedriveAllowPolicy",
        to: "AWS::SQS::Queue",
        advice: "give the other queue a name, and write its ARN as text from that name",
    },
    Classic {
        kind: "AWS::SecretsManager::Secret",
        property: "GenerateSecretString",
        to: "",
        advice: "let an `AWS::SecretsManager::SecretTargetAttachment` add the host and port to the secret",
    },
    Classic {
        kind: "AWS::KMS::Key",
        property: "KeyPolicy",
        to: "",
        advice: "let the key's policy trust the account, and allow the role by a policy of its own",
    },
    Classic { kind: "AWS::Lambda::Function", property: "Environment", to: "", advice: READ_LATER },
];
