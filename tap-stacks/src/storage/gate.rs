//! The function that decides whether a deployment stays. The root asks it last: see [`platform`](crate::platform).

use tap_core::prelude::*;

use crate::constructs::Named;

use crate::environment::Environment;
use crate::operations::Operation;

/// Sends the validator synthetic transactions, then watches the alarms of every stack for its window.
#[derive(Identity)]
pub struct RollbackGate;

impl Named for RollbackGate {
    const NAME: &'static str = "rollback-gate";
}

impl Operation for RollbackGate {
    const COMMAND: &'static [&'static str] = &["app.gate"];

    const POLICY: Fragment = fragment!({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "SendTransactions",
                Effect: "Allow",
                Action: "lambda:InvokeFunction",
                Resource: Sub("arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:validator-${Environment::suffix}"),
            },
            {
                // A narrower scope hides composite alarms.
                Sid: "WatchAlarms",
                Effect: "Allow",
                Action: "cloudwatch:DescribeAlarms",
                Resource: "*",
            },
            {
                Sid: "AskWhatHappens",
                Effect: "Allow",
                Action: "cloudformation:DescribeStacks",
                Resource: Sub("arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/*"),
            },
        ],
    });

    const VARIABLES: Fragment = fragment!({});
    /// Below the 300 seconds that CloudFormation waits for an answer, above the longest window.
    const TIMEOUT: u32 = 290;
}
