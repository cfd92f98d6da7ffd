//! What the derive declares of assertions: the `Rules` of a template.

use super::{Body, Identity, Target};

/// One assertion: the type of the fields of a `#[derive(Assertions)]` struct.
///
/// What it asserts stands in `#[assertion(…)]`: a function that is true or false, and perhaps `when`, another one that says
/// when the assertion is in effect. The doc comment is its description, which is all that CloudFormation tells when it is
/// false. Each stack that lists the set in `assertions` has each of its fields as a rule of its template, which CloudFormation
/// decides before it makes or changes anything.
///
/// The functions are `And`, `Or`, `Not`, `Equals`, `Contains` (a list and a value that must be in it), `EachMemberIn` (a list
/// whose items must all be in another) and `EachMemberEquals` (a list whose items must all be a value). Their operands are
/// literals, constants, `Ref` of parameters and pseudo parameters, and lists of these. An assertion that is false when every
/// parameter has its default is refused, as far as `const` evaluation knows.
///
/// ```
/// use tap_core::prelude::*;
///
/// #[derive(Parameters)]
/// pub struct Sizing {
///     /// How large everything is.
///     #[parameter(default = "small", allowed_values = ["small", "large"])]
///     pub size: String,
/// }
///
/// #[derive(Assertions)]
/// pub struct Supported {
///     /// The topic is deployed to us-east-1 and eu-west-1 only.
///     #[assertion(Contains(["us-east-1", "eu-west-1"], Ref(AWS::Region)))]
///     pub region: Assertion,
///
///     /// Europe has the small size only.
///     #[assertion(Equals(Ref(Sizing::size), "small"), when = Equals(Ref(AWS::Region), "eu-west-1"))]
///     pub european_size: Assertion,
/// }
///
/// #[derive(Resource)]
/// #[resource("AWS::SNS::Topic")]
/// #[properties { DisplayName: "alerts" }]
/// struct Alerts;
///
/// #[derive(Stack)]
/// #[stack(name = "alerts-stack", parameters = [Sizing], assertions = [Supported])]
/// struct AlertsStack {
///     alerts: Alerts,
/// }
///
/// #[derive(App)]
/// #[app(regions = ["eu-west-1"])]
/// struct Example {
///     alerts: AlertsStack,
/// }
///
/// let template = tap_core::emit(Example::APP)?[0].value()?;
/// let rule = &template["Rules"]["EuropeanSize"];
/// assert_eq!(rule["Assertions"][0]["Assert"]["Fn::Equals"][1], "small");
/// assert_eq!(rule["Assertions"][0]["AssertDescription"], "Europe has the small size only.");
/// assert_eq!(rule["RuleCondition"]["Fn::Equals"][1], "eu-west-1");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Assertion;

/// A set of assertions, made by `#[derive(Assertions)]`.
#[derive(Clone, Copy, Debug)]
pub struct AssertionSet {
    /// The struct.
    pub target: &'static Target,
    /// The names of the rules with their JSON, in the order of the fields.
    pub assertions: &'static [(&'static str, &'static Body)],
    /// Whether its derive reported an error.
    pub broken: bool,
}

/// Implemented by `#[derive(Assertions)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a set of assertions",
    label = "not a set of assertions",
    note = "a set of assertions is a struct with `#[derive(Assertions)]`"
)]
pub trait Assertions: Identity {
    /// The set.
    const SET: &'static AssertionSet;
}
