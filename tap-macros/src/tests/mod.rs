//! The derives as functions of tokens, outside of the compiler.

mod hostile;
mod spans;

use crate::derives;
use proc_macro2::{Span, TokenStream, TokenTree};
use syn::DeriveInput;

type Derive = fn(&DeriveInput) -> TokenStream;

/// Every derive, with an item that it accepts.
const DERIVES: [(Derive, &str); 10] = [
    (derives::identity, "struct Validator;"),
    (
        derives::parameters,
        r#"#[parameters(label = "Environment")] struct Environment {
            /// Suffix of names.
            #[parameter(name = "Suffix", default = "dev", allowed_pattern = "^[a-z]+$", min_length = 1, max_length = 9)]
            pub suffix: String,
            #[parameter(default = 3, min_value = 1, max_value = 5, no_echo)]
            count: Number,
        }"#,
    ),
    (
        derives::resource,
        r#"#[resource("AWS::SQS::Queue", deletion_policy = Retain, depends_on = [Key, Log<A>], estimate = "2m")]
        #[properties {
            QueueName: Sub("jobs-${Environment::suffix}-${name}-${AWS::Region}", name = F::NAME),
            DelaySeconds: If(When::slow, 900, Ref(AWS::NoValue)),
            RedrivePolicy: { deadLetterTargetArn: GetAtt(Dead.Arn), maxReceiveCount: 3 },
            KmsMasterKeyId: Output(StorageOutputs::key),
            unchecked(Newer): [Join("-", ["a", Select(0, Split(",", ImportValue(Outputs::list)))]), -1.5, F::NAME],
            Tags: [{ Key: "Size", Value: FindInMap(Sizes, Ref(AWS::Region), "Large") }],
        }]
        struct Jobs<F: Function>(PhantomData<F>);"#,
    ),
    (
        derives::outputs,
        r#"#[outputs(crate = ::tap_core)] struct QueueOutputs {
            /// The queue.
            #[output(GetAtt(Jobs.Arn), export = "jobs-arn", condition = When::slow)]
            pub jobs_arn: String,
        }"#,
    ),
    (
        derives::conditions,
        r#"struct When {
            #[condition(And(Equals(Ref(Environment::suffix), "prod"), Not(When::slow)))]
            pub large: bool,
            #[condition(Or(Equals(Ref(AWS::Region), "eu-west-1"), Equals(Ref(AWS::Region), "eu-west-2")))]
            slow: bool,
        }"#,
    ),
    (
        derives::assertions,
        r#"#[assertions(crate = ::tap_core)] struct Supported {
            /// The queue is in Europe only.
            #[assertion(Contains(["eu-west-1", NEAR], Ref(AWS::Region)), when = Not(Equals(Ref(Environment::suffix), 3)))]
            pub region: bool,
            /// Zones are known.
            #[assertion(Or(EachMemberIn(Ref(Environment::zones), ZONES), EachMemberEquals(Ref(Environment::zones), "a")))]
            zones: bool,
        }"#,
    ),
    (
        derives::mapping,
        r#"#[mapping { "us-east-1": { Large: "8", Small: 1 }, "eu-west-1": { Large: "4", Small: 1 } }] struct Sizes;"#,
    ),
    (derives::construct, r#"struct Queues<F: Function> { #[construct(id = "Jobs")] jobs: Jobs<F>, dead: Dead }"#),
    (
        derives::stack,
        r#"#[stack(name = "queue-stack", parameters = [Environment], outputs = QueueOutputs)]
        struct QueueStack { jobs: Jobs<Validator>, #[stack(id = "Other")] other: Queues<Validator> }"#,
    ),
    (derives::app, r#"#[app(regions = ["us-east-1"])] struct Messaging { queue: QueueStack, topic: TopicStack }"#),
];

/// What `tap-core` gives to `fragment!`.
const FRAGMENT: &str = r#"::tap_core; { Version: "2012-10-17", Statement: [{ Effect: "Allow", Resource: GetAtt(Jobs.Arn) }] }"#;

/// The errors that an expansion holds: span and message.
fn errors(expansion: TokenStream) -> Vec<(Span, String)> {
    let mut errors = Vec::new();
    let mut tokens = expansion.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => errors.extend(self::errors(group.stream())),
            TokenTree::Ident(name) if name == "compile_error" => {
                let arguments = tokens.nth(1);
                let Some(TokenTree::Group(arguments)) = arguments else { panic!("compile_error! without a message") };
                let message: syn::LitStr = syn::parse2(arguments.stream()).expect("a message");
                errors.push((name.span(), message.value()));
            }
            _ => {}
        }
    }
    errors
}

#[test]
fn the_items_are_accepted() {
    let constant = r#"#[resource("AWS::SQS::Queue")] #[properties { DelaySeconds: const { 1 + 1 } }] struct Jobs;"#;
    for (derive, item) in DERIVES.into_iter().chain([(derives::resource as Derive, constant)]) {
        let expansion = derive(&syn::parse_str(item).expect("an item"));
        let found: Vec<_> = errors(expansion.clone()).into_iter().map(|(_, message)| message).collect();
        assert_eq!(found, [""; 0], "{item}");
        syn2::parse2::<syn2::File>(expansion).expect("items");
    }
    let expansion = derives::fragment(FRAGMENT.parse().expect("tokens"));
    assert!(errors(expansion.clone()).is_empty());
    syn2::parse2::<syn2::Expr>(expansion).expect("an expression");
}
