//! Two nested stacks, one output wired between them.

use std::process::ExitCode;

use tap_core::prelude::*;

/// What tells one deployment from another.
#[derive(Parameters)]
pub struct Environment {
    /// Suffix of every physical name in the deployment.
    #[parameter(
        name = "EnvironmentSuffix",
        allowed_pattern = "^[a-z][a-z0-9-]{1,18}[a-z0-9]$",
        constraint = "3 to 20 lower-case letters, digits and hyphens, starting with a letter"
    )]
    pub suffix: String,
}

/// One message for each file.
#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties {
    QueueName: Sub("arrivals-${Environment::suffix}"),
    MessageRetentionPeriod: 345600,
    SqsManagedSseEnabled: true,
}]
pub struct Arrivals;

/// Lets this account's buckets send to the queue.
#[derive(Resource)]
#[resource("AWS::SQS::QueuePolicy")]
#[properties {
    Queues: [Ref(Arrivals)],
    PolicyDocument: {
        Version: "2012-10-17",
        Statement: [{
            Effect: "Allow",
            Principal: { Service: "s3.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: GetAtt(Arrivals.Arn),
            Condition: { StringEquals: { "aws:SourceAccount": Ref(AWS::AccountId) } },
        }],
    },
}]
pub struct ArrivalsPolicy;

/// What other stacks may use of the queue.
#[derive(Outputs)]
pub struct QueueOutputs {
    /// ARN of the queue that hears of each file.
    #[output(GetAtt(Arrivals.Arn))]
    pub arrivals_arn: String,
}

/// The queue and who may send to it.
#[derive(Stack)]
#[stack(name = "queue-stack", parameters = [Environment], outputs = QueueOutputs)]
pub struct QueueStack {
    arrivals: Arrivals,
    arrivals_policy: ArrivalsPolicy,
}

/// Where the files arrive.
#[derive(Resource)]
#[resource("AWS::S3::Bucket", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties {
    BucketName: Sub("inbox-${Environment::suffix}-${AWS::AccountId}-${AWS::Region}"),
    NotificationConfiguration: {
        QueueConfigurations: [{ Event: "s3:ObjectCreated:*", Queue: Output(QueueOutputs::arrivals_arn) }],
    },
}]
pub struct Inbox;

/// The bucket.
#[derive(Stack)]
#[stack(name = "file-stack", parameters = [Environment])]
pub struct FileStack {
    inbox: Inbox,
}

/// The root: nested stacks, and nothing else.
#[derive(Stack)]
#[stack(name = "hello", parameters = [Environment])]
pub struct Hello {
    #[stack(nested)]
    files: FileStack,
    #[stack(nested)]
    queue: QueueStack,
}

/// The whole of what is deployed.
#[derive(App)]
#[app(regions = ["us-east-1", "eu-west-1"])]
pub struct HelloApp {
    hello: Hello,
}

fn main() -> ExitCode {
    tap_cli::run()
}
