//! Intrinsic functions: a name and its arguments in parentheses.

use super::names::{self, Case};
use super::sub;
use super::value::{Parser, Position, finish};
use crate::value::{Kind, Reference, Value};
use proc_macro2::Span;
use syn::parse::{ParseBuffer, ParseStream};
use syn::spanned::Spanned;
use syn::{Ident, LitStr, Token, Type, ext::IdentExt};
use tap_schema::name::did_you_mean;

/// Intrinsic functions whose arguments are values: name in the language, key in JSON, least and most arguments.
const CALLS: &[(&str, &str, usize, usize)] = &[
    ("Join", "Fn::Join", 2, 2),
    ("Select", "Fn::Select", 2, 2),
    ("Split", "Fn::Split", 2, 2),
    ("GetAZs", "Fn::GetAZs", 0, 1),
    ("Cidr", "Fn::Cidr", 2, 3),
    ("Base64", "Fn::Base64", 1, 1),
    ("Length", "Fn::Length", 1, 1),
    ("ToJsonString", "Fn::ToJsonString", 1, 1),
    ("GetStackOutput", "Fn::GetStackOutput", 1, 1),
    ("And", "Fn::And", 2, 10),
    ("Or", "Fn::Or", 2, 10),
    ("Not", "Fn::Not", 1, 1),
    ("Equals", "Fn::Equals", 2, 2),
];

/// Those that only assertions have.
const OF_ASSERTIONS: &[(&str, &str, usize, usize)] = &[
    ("Contains", "Fn::Contains", 2, 2),
    ("EachMemberEquals", "Fn::EachMemberEquals", 2, 2),
    ("EachMemberIn", "Fn::EachMemberIn", 2, 2),
];

/// All functions that an assertion can have, for suggestions.
pub const IN_ASSERTIONS: &[&str] = &["And", "Contains", "EachMemberEquals", "EachMemberIn", "Equals", "Not", "Or"];

/// All functions, for suggestions.
const FUNCTIONS: &[&str] = &[
    "Ref",
    "GetAtt",
    "Sub",
    "Join",
    "Select",
    "Split",
    "GetAZs",
    "Cidr",
    "FindInMap",
    "ImportValue",
    "If",
    "Base64",
    "Length",
    "ToJsonString",
    "GetStackOutput",
    "And",
    "Or",
    "Not",
    "Equals",
    "Output",
    "TemplateUrl",
    "Ssm",
    "SsmSecure",
    "Secret",
];

impl Parser<'_> {
    /// A function and its arguments in parentheses.
    pub fn function(&mut self, input: ParseStream, position: Position) -> syn::Result<Value> {
        let name = input.call(Ident::parse_any)?;
        let inner;
        syn::parenthesized!(inner in input);
        let before = self.errors.count();
        let kind = self.call(&name, &inner, position)?;
        trailing(&inner)?;
        if !inner.is_empty() {
            if self.errors.count() == before {
                self.errors.rule(inner.span(), "syntax", &format!("unexpected argument of `{name}`"), "");
            }
            finish(&inner);
        }
        Ok(Value { span: name.span(), kind })
    }

    fn call(&mut self, name: &Ident, input: &ParseBuffer, position: Position) -> syn::Result<Kind> {
        let function = name.to_string();
        Ok(match function.as_str() {
            "Ref" => {
                let path: Type = input.parse()?;
                Kind::Reference(self.reference(&path))
            }
            "GetAtt" => Kind::Reference(get_att(input)?),
            "Sub" => sub::parse(self, input)?,
            "Ssm" => sub::dynamic(self, input, "ssm")?,
            "SsmSecure" => sub::dynamic(self, input, "ssm-secure")?,
            "Secret" => sub::dynamic(self, input, "secretsmanager")?,
            "Output" => Kind::Output(field(input, "Output")?),
            "ImportValue" => Kind::Import(field(input, "ImportValue")?),
            "TemplateUrl" => Kind::TemplateUrl(input.parse()?),
            "If" => {
                let condition: Type = input.parse()?;
                comma(input)?;
                let then = self.value(input, Position::Property);
                comma(input)?;
                let otherwise = self.value(input, Position::Property);
                trailing(input)?;
                match (then, otherwise) {
                    (Some(then), Some(otherwise)) => Kind::If(names::expression(&condition), Box::new(then), Box::new(otherwise)),
                    _ => Kind::Broken,
                }
            }
            "FindInMap" => {
                let mapping: Type = input.parse()?;
                comma(input)?;
                let keys = self.list(input, Position::Property);
                if keys.len() < 2 || keys.len() > 3 {
                    let message = "`FindInMap` takes a mapping, two keys and perhaps a default";
                    self.errors.rule(name.span(), "syntax", message, "write `FindInMap(Sizes, Ref(AWS::Region), \"MaxAcu\")`");
                }
                Kind::FindInMap(mapping, keys)
            }
            _ => return self.plain_call(name, &function, input, position),
        })
    }

    fn plain_call(&mut self, name: &Ident, function: &str, input: &ParseBuffer, position: Position) -> syn::Result<Kind> {
        let is_this = |call: &&(&str, _, _, _)| call.0 == function;
        let of_assertions = || OF_ASSERTIONS.iter().find(is_this);
        let in_assertion = || of_assertions().filter(|_| position == Position::Assertion);
        let Some((_, key, least, most)) = CALLS.iter().find(is_this).or_else(in_assertion) else {
            finish(input);
            let (message, help) = match of_assertions() {
                Some(_) => (
                    format!("`{function}` is for assertions only"),
                    "write it in `#[assertion(…)]` of a `#[derive(Assertions)]` struct".into(),
                ),
                None => {
                    let known = if position == Position::Assertion { IN_ASSERTIONS } else { FUNCTIONS };
                    (format!("unknown intrinsic function `{function}`"), did_you_mean(function, known.iter().copied()))
                }
            };
            self.errors.rule(name.span(), "unknown-function", &message, &help);
            return Ok(Kind::Broken);
        };
        let position = match (position, function) {
            (Position::Assertion, _) => Position::Assertion,
            (_, "And" | "Or" | "Not") => Position::Condition,
            _ => Position::Property,
        };
        let before = self.errors.count();
        let mut arguments = self.list(input, position);
        if arguments.len() < *least || arguments.len() > *most {
            let wanted = if least == most { least.to_string() } else { format!("{least} to {most}") };
            let plural = if wanted == "1" { "" } else { "s" };
            let message = format!("`{function}` takes {wanted} argument{plural}, not {}", arguments.len());
            // An argument that is wrong itself has been reported.
            if self.errors.count() == before {
                let form = match function {
                    "Join" => "write `Join(\"-\", [\"a\", Ref(Environment::suffix)])`",
                    "Select" => "write `Select(0, GetAZs())`",
                    "Split" => "write `Split(\",\", Ref(Environment::zones))`",
                    "Cidr" => "write `Cidr(GetAtt(Network.CidrBlock), 6, 8)`",
                    "Equals" => "write `Equals(Ref(Environment::stage), \"prod\")`",
                    "Contains" => "write `Contains([\"dev\", \"prod\"], Ref(Environment::stage))`",
                    "EachMemberEquals" => "write `EachMemberEquals(Ref(Environment::zones), \"eu-west-1a\")`",
                    "EachMemberIn" => "write `EachMemberIn(Ref(Environment::zones), [\"eu-west-1a\", \"eu-west-1b\"])`",
                    _ => "",
                };
                self.errors.rule(name.span(), "argument-count", &message, form);
            }
            return Ok(Kind::Broken);
        }
        if function == "GetAZs" && arguments.is_empty() {
            arguments.push(Value { span: name.span(), kind: Kind::Text(String::new()) });
        }
        let bare = *most == 1 && function != "Not";
        Ok(Kind::Call { name: key, arguments, bare })
    }
}

/// `Type.Attr.Path` or `Type, "A.0.B"`.
fn get_att(input: &ParseBuffer) -> syn::Result<Reference> {
    let target: Type = input.parse()?;
    if input.peek(Token![,]) {
        input.parse::<Token![,]>()?;
        let attribute: LitStr = input.parse()?;
        return Ok(Reference::Attribute(Box::new(target), attribute.value(), attribute.span()));
    }
    if !input.peek(Token![.]) {
        let name = names::text(&target);
        return Err(syn::Error::new(target.span(), format!("expected an attribute, as in `GetAtt({name}.Arn)`")));
    }
    let mut attribute = String::new();
    let mut span = Span::call_site();
    while input.peek(Token![.]) {
        input.parse::<Token![.]>()?;
        let part = input.call(Ident::parse_any)?;
        // The caret of a path of several parts is on its last one: spans can't be joined on stable.
        span = part.span();
        if !attribute.is_empty() {
            attribute.push('.');
        }
        attribute.push_str(part.to_string().trim_start_matches("r#"));
    }
    Ok(Reference::Attribute(Box::new(target), attribute, span))
}

/// `NetworkOutputs::vpc_id`.
fn field(input: &ParseBuffer, function: &str) -> syn::Result<Type> {
    let path: Type = input.parse()?;
    match names::last(&path) {
        Some(last) if names::case(&last.to_string()) == Case::Lower => Ok(names::expression(&path)),
        _ => Err(syn::Error::new(
            path.span(),
            format!("`{function}` takes a field of an outputs struct, as in `{function}(NetworkOutputs::vpc_id)`"),
        )),
    }
}

fn comma(input: &ParseBuffer) -> syn::Result<()> {
    input.parse::<Token![,]>().map(|_| ())
}

fn trailing(input: &ParseBuffer) -> syn::Result<()> {
    if input.peek(Token![,]) { comma(input) } else { Ok(()) }
}
