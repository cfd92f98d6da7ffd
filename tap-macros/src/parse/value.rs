//! Parser of property blocks. Goes on after an error, so that each is reported at its own token.

use super::names::{self, Case};
use super::sub;
use crate::errors::Errors;
use crate::value::{Kind, Member, Reference, Value};
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{ParseBuffer, ParseStream};
use syn::spanned::Spanned;
use syn::{Ident, Lit, LitStr, Token, Type, ext::IdentExt, token};
use tap_schema::name::did_you_mean;

/// Deepest nesting of values: beyond it the block is refused, so that no input can exhaust the stack.
const DEPTH: usize = 64;

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

/// Where a value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// A property: a bare path is a constant.
    Property,
    /// A condition: a bare path is a condition.
    Condition,
}

/// Parser of values.
pub struct Parser<'e> {
    pub errors: &'e mut Errors,
    depth: usize,
}

impl<'e> Parser<'e> {
    /// A parser that notes errors there.
    pub fn new(errors: &'e mut Errors) -> Self {
        Parser { errors, depth: 0 }
    }

    /// The members of an object, without its braces.
    pub fn members(&mut self, input: ParseStream) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        while !input.is_empty() {
            match self.member(input) {
                Ok(Some(member)) => {
                    if members.iter().any(|other| other.key == member.key) {
                        let message = format!("`{}` is written twice", member.key);
                        self.errors.rule(member.span, "duplicate-key", &message, "remove one of the two");
                    } else {
                        members.push(member);
                    }
                }
                Ok(None) => {}
                Err(error) => {
                    self.errors.syntax(&error);
                    skip(input);
                }
            }
            self.separator(input, "`,` between properties");
        }
        members
    }

    /// The comma after a value; what stands before it and belongs to nothing is one error.
    fn separator(&mut self, input: ParseStream, wanted: &str) {
        if input.is_empty() {
            return;
        }
        if !input.peek(Token![,]) {
            self.errors.rule(input.span(), "syntax", &format!("expected {wanted}"), "");
            skip(input);
        }
        let _ = input.parse::<Token![,]>();
    }

    fn member(&mut self, input: ParseStream) -> syn::Result<Option<Member>> {
        let mut unchecked = false;
        let (key, span) = if input.cursor().literal().is_some() {
            let key: LitStr = input.parse()?;
            (key.value(), key.span())
        } else if input.peek(Ident::peek_any) {
            let key = input.call(Ident::parse_any)?;
            if key == "unchecked" && input.peek(token::Paren) {
                unchecked = true;
                let inner;
                syn::parenthesized!(inner in input);
                if inner.peek(LitStr) {
                    let key: LitStr = inner.parse()?;
                    (key.value(), key.span())
                } else {
                    let key = inner.call(Ident::parse_any)?;
                    (key.to_string(), key.span())
                }
            } else {
                (key.to_string().trim_start_matches("r#").to_string(), key.span())
            }
        } else {
            return Err(input.error("expected a property, as in `CidrBlock: \"10.0.0.0/16\"`"));
        };
        if !input.peek(Token![:]) {
            return Err(syn::Error::new(span, format!("expected a value after `{key}`, as in `{key}: \"…\"`")));
        }
        input.parse::<Token![:]>()?;
        Ok(self.value(input, Position::Property).map(|value| Member { key, span, value, unchecked }))
    }

    /// A value; nothing if it is wrong, which is noted then.
    pub fn value(&mut self, input: ParseStream, position: Position) -> Option<Value> {
        if self.depth == DEPTH {
            self.errors.rule(input.span(), "syntax", "values are nested more than 64 deep", "");
            skip(input);
            return None;
        }
        self.depth += 1;
        let value = self.try_value(input, position);
        self.depth -= 1;
        match value {
            Ok(value) => Some(value),
            Err(error) => {
                self.errors.syntax(&error);
                skip(input);
                None
            }
        }
    }

    fn try_value(&mut self, input: ParseStream, position: Position) -> syn::Result<Value> {
        // Asked of the cursor where that is possible: the literals of `syn` are parsed to be seen.
        let (span, start) = (input.span(), input.cursor());
        let kind = if input.peek(token::Brace) {
            let inner;
            syn::braced!(inner in input);
            Kind::Object(self.members(&inner))
        } else if input.peek(token::Bracket) {
            let inner;
            syn::bracketed!(inner in input);
            Kind::List(self.list(&inner, position))
        } else if input.peek(Token![-]) || start.literal().is_some() {
            literal(input)?
        } else if let Some((word, after)) = start.ident() {
            match word.to_string().as_str() {
                "true" | "false" => literal(input)?,
                "null" => {
                    input.call(Ident::parse_any)?;
                    Kind::Null
                }
                "const" => {
                    input.parse::<Token![const]>()?;
                    let block;
                    syn::braced!(block in input);
                    let tokens: TokenStream = block.parse()?;
                    Kind::Constant(quote!({ #tokens }))
                }
                _ if after.group(Delimiter::Parenthesis).is_some() => return self.function(input),
                _ => return self.path(&input.parse()?, position),
            }
        } else if input.peek(Token![<]) || input.peek(Token![::]) {
            return self.path(&input.parse()?, position);
        } else {
            return Err(input.error("expected a value: a literal, `[…]`, `{…}`, a function such as `Ref(…)`, or a constant"));
        };
        Ok(Value { span, kind })
    }

    /// A function and its arguments in parentheses.
    fn function(&mut self, input: ParseStream) -> syn::Result<Value> {
        let name = input.call(Ident::parse_any)?;
        let inner;
        syn::parenthesized!(inner in input);
        let before = self.errors.count();
        let kind = self.call(&name, &inner)?;
        trailing(&inner)?;
        if !inner.is_empty() {
            if self.errors.count() == before {
                self.errors.rule(inner.span(), "syntax", &format!("unexpected argument of `{name}`"), "");
            }
            finish(&inner);
        }
        Ok(Value { span: name.span(), kind })
    }

    fn path(&mut self, path: &Type, position: Position) -> syn::Result<Value> {
        let Some(last) = names::last(path) else {
            return Err(syn::Error::new(path.span(), "expected a value"));
        };
        let name = names::text(path);
        let span = last.span();
        let kind = match (names::case(&last.to_string()), position) {
            (Case::Lower, Position::Condition) => Kind::Condition(names::expression(path)),
            (Case::Upper, _) => Kind::Constant(names::expression(path).into_token_stream()),
            (Case::Camel, _) => {
                self.errors.rule(span, "bare-type", &format!("`{name}` is a type, not a value"), &format!("write `Ref({name})`"));
                Kind::Broken
            }
            (Case::Lower, _) => {
                let help = if name.contains("::") {
                    format!("write `Ref({name})` for a parameter, `Output({name})` for an output of another stack")
                } else {
                    "constants are written in upper case; an expression is written `const { … }`".into()
                };
                self.errors.rule(span, "bare-name", &format!("`{name}` is not a value"), &help);
                Kind::Broken
            }
        };
        Ok(Value { span, kind })
    }

    fn list(&mut self, input: &ParseBuffer, position: Position) -> Vec<Value> {
        let mut items = Vec::new();
        while !input.is_empty() {
            items.extend(self.value(input, position));
            self.separator(input, "`,` between items");
        }
        items
    }

    fn call(&mut self, name: &Ident, input: &ParseBuffer) -> syn::Result<Kind> {
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
            _ => return self.plain_call(name, &function, input),
        })
    }

    fn plain_call(&mut self, name: &Ident, function: &str, input: &ParseBuffer) -> syn::Result<Kind> {
        let Some((_, key, least, most)) = CALLS.iter().find(|call| call.0 == function) else {
            finish(input);
            let help = did_you_mean(function, FUNCTIONS.iter().copied());
            self.errors.rule(name.span(), "unknown-function", &format!("unknown intrinsic function `{function}`"), &help);
            return Ok(Kind::Broken);
        };
        let position = match function {
            "And" | "Or" | "Not" => Position::Condition,
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

    /// What `Ref` names; errors are noted.
    pub fn reference(&mut self, path: &Type) -> Reference {
        names::reference(path).unwrap_or_else(|(span, message, help)| {
            self.errors.rule(span, "unknown-pseudo-parameter", &message, &help);
            Reference::Pseudo("AWS::NoValue".into())
        })
    }
}

fn literal(input: ParseStream) -> syn::Result<Kind> {
    let sign = if input.peek(Token![-]) {
        input.parse::<Token![-]>()?;
        "-"
    } else {
        ""
    };
    let literal: Lit = input.parse()?;
    Ok(match &literal {
        Lit::Str(text) if sign.is_empty() => Kind::Text(text.value()),
        Lit::Bool(value) if sign.is_empty() => Kind::Bool(value.value),
        Lit::Int(number) if number.suffix().is_empty() => Kind::Number(format!("{sign}{}", number.base10_digits())),
        Lit::Float(number) if number.suffix().is_empty() => {
            let digits = number.base10_digits().trim_end_matches('.');
            Kind::Number(format!("{sign}{digits}"))
        }
        Lit::Int(number) => return Err(suffix(literal.span(), number.suffix())),
        Lit::Float(number) => return Err(suffix(literal.span(), number.suffix())),
        _ => {
            return Err(syn::Error::new(literal.span(), "JSON has strings, numbers, `true`, `false` and `null` only"));
        }
    })
}

fn suffix(span: Span, suffix: &str) -> syn::Error {
    syn::Error::new(span, format!("a number has no type here: remove `{suffix}`"))
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

/// Skips to the next comma, which stays.
fn skip(input: ParseStream) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _ = input.parse::<TokenTree>();
    }
}

/// Skips all that is left.
fn finish(input: ParseStream) {
    while input.parse::<TokenTree>().is_ok() {}
}
