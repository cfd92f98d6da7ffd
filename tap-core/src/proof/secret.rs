//! Secrets: what may hold one, and where it may not be shown.

use super::constant::is_dynamic;
use super::message::Message;
use super::report::fail;
use crate::model::{Constant, Output, OutputValue, Parameter, Value};

const NO_ECHO: &str = " [tap::plaintext-secret]\nhelp: add `no_echo` to its `#[parameter(…)]`, or write `Secret(\"…\")`";

/// Panics unless a parameter may hold a secret.
#[track_caller]
pub const fn parameter_is_secret(parameter: &'static Parameter, subject: &str) {
    if !parameter.no_echo {
        let message = Message::new().push(subject).push(" is a secret, but parameter `").push(parameter.name).push("` of `");
        fail(message.target(parameter.set).push("` is shown to everyone who may describe the stack").push(NO_ECHO));
    }
}

/// Panics unless a constant is a dynamic reference: any other text is a secret written down.
#[track_caller]
pub const fn constant_is_secret(value: Value, subject: &str) {
    if let Value::Constant(Constant::Text(text)) = value
        && !is_dynamic(text.as_bytes())
    {
        let message = Message::new().push(subject).push(" is a secret and can't be written down, not in a constant either");
        fail(message.push(" [tap::plaintext-secret]\nhelp: write `Secret(\"…\")`, or `Ref` to a parameter with `no_echo`"));
    }
}

/// Panics if an output carries a parameter that may not hold a secret.
#[track_caller]
pub const fn output_is_secret(output: &'static Output, subject: &str) {
    if let OutputValue::Parameter(parameter) = output.value {
        parameter_is_secret(parameter, subject);
    }
}

/// Panics if an output shows a parameter that CloudFormation hides.
#[track_caller]
pub const fn parameter_is_shown(parameter: &'static Parameter, output: &str) {
    if parameter.no_echo {
        let message =
            Message::new().push("output `").push(output).push("` shows parameter `").push(parameter.name).push("` of `");
        let message = message.target(parameter.set).push("`, which is `no_echo`");
        fail(message.push(" [tap::no-echo-output]\nhelp: give others the name of the secret, not the secret"));
    }
}

/// Panics if a nested stack is given a hidden parameter for one that it shows.
#[track_caller]
pub const fn parameter_stays_hidden(given: &'static Parameter, to: &'static Parameter) {
    if given.no_echo && !to.no_echo {
        let message = Message::new().push("parameter `").push(given.name).push("` of `").target(given.set);
        let message = message.push("` is `no_echo`, but it is given to `").push(to.name).push("` of `").target(to.set);
        fail(
            message.push("`, which is shown [tap::no-echo-output]\nhelp: add `no_echo` to the `#[parameter(…)]` of that one too"),
        );
    }
}
