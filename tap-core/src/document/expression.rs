//! Values with intrinsic functions, parsed.

use super::substitution::{self, Part};
use crate::intrinsic::function;
use serde_json::{Map, Value};
use std::borrow::Cow;
use tap_schema::name::help;

/// A value of a template: literal, or made by functions.
///
/// ```
/// use tap_core::document::{Expression, Part};
///
/// let json = serde_json::json!({ "Fn::Sub": "vpc-${EnvironmentSuffix}" });
/// let Expression::Sub(parts) = Expression::parse(&json).unwrap() else { panic!() };
/// assert_eq!(parts[0], Part::Text("vpc-".to_string()));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A value without functions, whole.
    Literal(Value),
    /// A list, an item of which has a function.
    List(Vec<Expression>),
    /// An object, a member of which has a function; sorted by name.
    Object(Vec<(String, Expression)>),
    /// `Ref` of a parameter, a pseudo parameter or a resource.
    Ref(String),
    /// `Fn::GetAtt`: a resource and its attribute.
    GetAtt(String, Box<Expression>),
    /// `Fn::Sub`, cut at its variables.
    Sub(Vec<Part>),
    /// `Fn::If`: a condition and two sides.
    If(String, Box<(Expression, Expression)>),
    /// `Condition`: a named condition inside another.
    Condition(String),
    /// `Fn::FindInMap`: the mapping, its two keys, and what stands for a missing value.
    FindInMap(Box<[Expression; 3]>, Option<Box<Expression>>),
    /// Any other function and its arguments.
    Call(Function, Vec<Expression>),
}

/// Functions whose arguments are plain values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `Fn::And` of 2 to 10 conditions.
    And,
    /// `Fn::Base64` of a text.
    Base64,
    /// `Fn::Cidr`: block, count and, if wanted, bits.
    Cidr,
    /// `Fn::Contains`: a list and a text.
    Contains,
    /// `Fn::EachMemberEquals`: a list and a text.
    EachMemberEquals,
    /// `Fn::EachMemberIn`: two lists.
    EachMemberIn,
    /// `Fn::Equals` of two values.
    Equals,
    /// `Fn::GetAZs` of a region.
    GetAzs,
    /// `Fn::GetStackOutput`: one object.
    GetStackOutput,
    /// `Fn::ImportValue` of an export's name.
    ImportValue,
    /// `Fn::Join`: a delimiter and a list.
    Join,
    /// `Fn::Length` of a list.
    Length,
    /// `Fn::Not` of one condition.
    Not,
    /// `Fn::Or` of 2 to 10 conditions.
    Or,
    /// `Fn::RefAll` of a parameter type.
    RefAll,
    /// `Fn::Select`: an index and a list.
    Select,
    /// `Fn::Split`: a delimiter and a text.
    Split,
    /// `Fn::ToJsonString` of an object or a list.
    ToJsonString,
    /// `Fn::ValueOf`: a parameter and an attribute of its value.
    ValueOf,
    /// `Fn::ValueOfAll`: a parameter type and an attribute.
    ValueOfAll,
}

/// Functions, their names, and how few and many arguments they take; `true` if one argument stands there without a list.
const FUNCTIONS: &[(&str, Function, usize, usize, bool)] = &[
    ("Fn::And", Function::And, 2, 10, false),
    ("Fn::Base64", Function::Base64, 1, 1, true),
    ("Fn::Cidr", Function::Cidr, 2, 3, false),
    ("Fn::Contains", Function::Contains, 2, 2, false),
    ("Fn::EachMemberEquals", Function::EachMemberEquals, 2, 2, false),
    ("Fn::EachMemberIn", Function::EachMemberIn, 2, 2, false),
    ("Fn::Equals", Function::Equals, 2, 2, false),
    ("Fn::GetAZs", Function::GetAzs, 1, 1, true),
    ("Fn::GetStackOutput", Function::GetStackOutput, 1, 1, true),
    ("Fn::ImportValue", Function::ImportValue, 1, 1, true),
    ("Fn::Join", Function::Join, 2, 2, false),
    ("Fn::Length", Function::Length, 1, 1, true),
    ("Fn::Not", Function::Not, 1, 1, false),
    ("Fn::Or", Function::Or, 2, 10, false),
    ("Fn::RefAll", Function::RefAll, 1, 1, true),
    ("Fn::Select", Function::Select, 2, 2, false),
    ("Fn::Split", Function::Split, 2, 2, false),
    ("Fn::ToJsonString", Function::ToJsonString, 1, 1, true),
    ("Fn::ValueOf", Function::ValueOf, 2, 2, false),
    ("Fn::ValueOfAll", Function::ValueOfAll, 2, 2, false),
];

impl Function {
    /// Its name in a template, such as `Fn::Join`.
    pub fn name(self) -> &'static str {
        FUNCTIONS.iter().find(|(_, function, ..)| *function == self).map_or("Fn::", |(name, ..)| name)
    }
}

/// What is wrong with an expression: the path to it from where parsing began, and why.
pub type Misuse = (Vec<String>, String);

impl Expression {
    /// Parses a value in the long form of functions.
    ///
    /// # Errors
    ///
    /// An unknown function, or one whose arguments are not those it takes; with the path to it.
    pub fn parse(value: &Value) -> Result<Self, Misuse> {
        expression(value).map_err(|(mut path, message)| {
            path.reverse();
            (path, message)
        })
    }

    /// Whether it has no function.
    pub fn is_literal(&self) -> bool {
        matches!(self, Expression::Literal(_))
    }

    /// The member of an object of which only some are made by functions.
    ///
    /// ```
    /// use tap_core::document::Expression;
    ///
    /// let object = Expression::parse(&serde_json::json!({ "Port": 80, "Host": { "Ref": "Host" } })).unwrap();
    /// assert!(object.member("Port").unwrap().is_literal() && !object.member("Host").unwrap().is_literal());
    /// ```
    pub fn member(&self, name: &str) -> Option<Cow<'_, Expression>> {
        match self {
            Expression::Object(members) => members.iter().find(|(known, _)| known == name).map(|(_, value)| Cow::Borrowed(value)),
            Expression::Literal(Value::Object(members)) => {
                members.get(name).map(|value| Cow::Owned(Expression::Literal(value.clone())))
            }
            _ => None,
        }
    }

    /// Calls `each` with every name that is referred to and, for attributes, the attribute if it is a literal; in document order.
    ///
    /// ```
    /// use tap_core::document::Expression;
    ///
    /// let json = serde_json::json!({ "Fn::Join": ["-", [{ "Ref": "Vpc" }, { "Fn::Sub": "${Queue.Arn}" }]] });
    /// let mut found = Vec::new();
    /// Expression::parse(&json).unwrap().references(&mut |id, attribute| found.push(format!("{id} {attribute:?}")));
    /// assert_eq!(found, ["Vpc None", "Queue Some(\"Arn\")"]);
    /// ```
    pub fn references<'e>(&'e self, each: &mut dyn FnMut(&'e str, Option<&'e str>)) {
        match self {
            Expression::Literal(_) | Expression::Condition(_) => {}
            Expression::List(items) | Expression::Call(_, items) => items.iter().for_each(|item| item.references(each)),
            Expression::Object(members) => members.iter().for_each(|(_, member)| member.references(each)),
            Expression::Ref(id) => each(id, None),
            Expression::GetAtt(id, attribute) => {
                let literal =
                    if let Expression::Literal(Value::String(name)) = &**attribute { Some(name.as_str()) } else { None };
                each(id, Some(literal.unwrap_or("")));
                attribute.references(each);
            }
            Expression::Sub(parts) => parts.iter().for_each(|part| match part {
                Part::Text(_) => {}
                Part::Ref(id) => each(id, None),
                Part::GetAtt(id, attribute) => each(id, Some(attribute)),
                Part::Value(value) => value.references(each),
            }),
            Expression::If(_, sides) => {
                sides.0.references(each);
                sides.1.references(each);
            }
            Expression::FindInMap(keys, default) => {
                keys.iter().for_each(|key| key.references(each));
                default.iter().for_each(|default| default.references(each));
            }
        }
    }

    /// Calls `each` with every condition that is named.
    pub fn conditions<'e>(&'e self, each: &mut dyn FnMut(&'e str)) {
        match self {
            Expression::Literal(_) | Expression::Ref(_) => {}
            Expression::List(items) | Expression::Call(_, items) => items.iter().for_each(|item| item.conditions(each)),
            Expression::Object(members) => members.iter().for_each(|(_, member)| member.conditions(each)),
            Expression::GetAtt(_, attribute) => attribute.conditions(each),
            Expression::Sub(parts) => parts.iter().for_each(|part| {
                if let Part::Value(value) = part {
                    value.conditions(each);
                }
            }),
            Expression::If(name, sides) => {
                each(name);
                sides.0.conditions(each);
                sides.1.conditions(each);
            }
            Expression::Condition(name) => each(name),
            Expression::FindInMap(keys, default) => {
                keys.iter().for_each(|key| key.conditions(each));
                default.iter().for_each(|default| default.conditions(each));
            }
        }
    }
}

/// What is wrong one step further in. The path is put together from the inside out, and only if something is wrong.
fn at<T>(step: impl ToString, inner: Result<T, Misuse>) -> Result<T, Misuse> {
    inner.map_err(|(mut path, message)| {
        path.push(step.to_string());
        (path, message)
    })
}

fn wrong<T>(message: impl Into<String>) -> Result<T, Misuse> {
    Err((Vec::new(), message.into()))
}

fn expression(value: &Value) -> Result<Expression, Misuse> {
    Ok(made(value)?.unwrap_or_else(|| Expression::Literal(value.clone())))
}

/// The expression that a value is if it has a function anywhere. What has none is left to whoever holds it, so that it is copied once.
fn made(value: &Value) -> Result<Option<Expression>, Misuse> {
    match value {
        Value::Array(items) => list(items),
        Value::Object(members) => match called(value) {
            Some((name, argument)) => at(name, function_of(name, argument)).map(Some),
            None => object(members),
        },
        _ => Ok(None),
    }
}

fn list(items: &[Value]) -> Result<Option<Expression>, Misuse> {
    let literal = |item: &Value| Expression::Literal(item.clone());
    let mut list: Option<Vec<Expression>> = None;
    for (number, item) in items.iter().enumerate() {
        match (at(number, made(item))?, &mut list) {
            (None, None) => {}
            (found, Some(list)) => list.push(found.unwrap_or_else(|| literal(item))),
            (Some(found), None) => list = Some(items[..number].iter().map(literal).chain([found]).collect()),
        }
    }
    Ok(list.map(Expression::List))
}

fn object(members: &Map<String, Value>) -> Result<Option<Expression>, Misuse> {
    let literal = |(name, member): (&String, &Value)| (name.clone(), Expression::Literal(member.clone()));
    let mut object: Option<Vec<(String, Expression)>> = None;
    for (number, (name, member)) in members.iter().enumerate() {
        if name.starts_with("Fn::") {
            return at(
                name,
                wrong(format!("`{name}` stands beside other members\nhelp: a function is an object with one member")),
            );
        }
        match (at(name, made(member))?, &mut object) {
            (None, None) => {}
            (None, Some(object)) => object.push(literal((name, member))),
            (Some(found), Some(object)) => object.push((name.clone(), found)),
            (Some(found), None) => {
                let found = (name.clone(), found);
                object = Some(members.iter().take(number).map(literal).chain([found]).collect());
            }
        }
    }
    Ok(object.map(Expression::Object))
}

fn arguments(items: &[Value]) -> Result<Vec<Expression>, Misuse> {
    items.iter().enumerate().map(|(number, item)| at(number, expression(item))).collect()
}

fn function_of(name: &str, argument: &Value) -> Result<Expression, Misuse> {
    match name {
        "Ref" => named(name, argument).map(Expression::Ref),
        "Condition" => named(name, argument).map(Expression::Condition),
        "Fn::GetAtt" => attribute(argument),
        "Fn::Sub" => substitution(argument),
        "Fn::If" => choice(argument),
        "Fn::FindInMap" => lookup(argument),
        "Fn::Transform" => {
            wrong("a macro: what it makes of the template is known to AWS only\nhelp: give the processed template")
        }
        _ if name.starts_with("Fn::ForEach::") => wrong("a loop cannot stand here"),
        _ => call(name, argument),
    }
}

fn named(function: &str, argument: &Value) -> Result<String, Misuse> {
    match argument {
        Value::String(name) if !name.is_empty() => Ok(name.clone()),
        other => wrong(format!("`{function}` takes a name, not {}", brief(other))),
    }
}

fn attribute(argument: &Value) -> Result<Expression, Misuse> {
    match argument {
        Value::Array(items) => match items.as_slice() {
            [Value::String(id), attribute] => {
                let attribute = at("1", expression(attribute))?;
                Ok(Expression::GetAtt(id.clone(), Box::new(attribute)))
            }
            _ => wrong("`Fn::GetAtt` takes a logical id and an attribute"),
        },
        Value::String(text) => match text.split_once('.') {
            Some((id, attribute)) => Ok(Expression::GetAtt(id.to_string(), Box::new(Expression::Literal(attribute.into())))),
            None => wrong("`Fn::GetAtt` takes a logical id and an attribute, such as `Queue.Arn`"),
        },
        other => wrong(format!("`Fn::GetAtt` takes a logical id and an attribute, not {}", brief(other))),
    }
}

fn substitution(argument: &Value) -> Result<Expression, Misuse> {
    let (text, values) = match argument {
        Value::String(text) => (text, None),
        Value::Array(items) => match items.as_slice() {
            [Value::String(text), Value::Object(values)] => (text, Some(values)),
            _ => return wrong("`Fn::Sub` takes a text, or a text and an object of its variables"),
        },
        other => return wrong(format!("`Fn::Sub` takes a text, not {}", brief(other))),
    };
    let mut named = Vec::new();
    for (name, value) in values.into_iter().flatten() {
        let value = at("1", at(name, expression(value)))?;
        named.push((name.as_str(), value));
    }
    substitution::parse(text, &named).map(Expression::Sub).or_else(wrong)
}

fn choice(argument: &Value) -> Result<Expression, Misuse> {
    let Value::Array(items) = argument else { return wrong("`Fn::If` takes a condition and two values") };
    match items.as_slice() {
        [Value::String(condition), yes, no] => {
            let yes = at("1", expression(yes))?;
            let no = at("2", expression(no))?;
            Ok(Expression::If(condition.clone(), Box::new((yes, no))))
        }
        _ => wrong("`Fn::If` takes a condition's name and two values"),
    }
}

fn lookup(argument: &Value) -> Result<Expression, Misuse> {
    let Value::Array(items) = argument else { return wrong("`Fn::FindInMap` takes a mapping and two keys") };
    let (keys, default) = match items.as_slice() {
        [_, _, _] => (items.as_slice(), None),
        [_, _, _, Value::Object(options)] if options.len() == 1 && options.contains_key("DefaultValue") => {
            let default = &options["DefaultValue"];
            let default = at("3", at("DefaultValue", expression(default)))?;
            (&items[..3], Some(Box::new(default)))
        }
        _ => return wrong("`Fn::FindInMap` takes a mapping and two keys, and maybe `{ \"DefaultValue\": … }`"),
    };
    match <[Expression; 3]>::try_from(arguments(keys)?) {
        Ok(keys) => Ok(Expression::FindInMap(Box::new(keys), default)),
        Err(_) => wrong("`Fn::FindInMap` takes a mapping and two keys"),
    }
}

fn call(name: &str, argument: &Value) -> Result<Expression, Misuse> {
    let Some((_, function, least, most, is_bare)) = FUNCTIONS.iter().find(|(known, ..)| *known == name) else {
        let known = FUNCTIONS.iter().map(|(known, ..)| *known).chain(["Fn::FindInMap", "Fn::GetAtt", "Fn::If", "Fn::Sub", "Ref"]);
        return wrong(format!("unknown function `{name}`{}", help(name, known)));
    };
    let arguments = match argument {
        // `Fn::Base64`, `Fn::GetAZs` and the like take their argument bare; a list around a single text is taken too.
        Value::Array(items) if !is_bare || (items.len() == 1 && takes_no_list(*function)) => arguments(items)?,
        _ if *is_bare => vec![expression(argument)?],
        // A list made by a function, such as `Fn::Join` of what a transform leaves.
        other => return wrong(format!("`{name}` takes a list of {least} arguments, not {}", brief(other))),
    };
    if arguments.len() < *least || arguments.len() > *most {
        let wanted = if least == most { least.to_string() } else { format!("{least} to {most}") };
        return wrong(format!("`{name}` takes {wanted} arguments, not {}", arguments.len()));
    }
    Ok(Expression::Call(*function, arguments))
}

fn takes_no_list(function: Function) -> bool {
    matches!(function, Function::Base64 | Function::GetAzs | Function::ImportValue)
}

/// The function that a value is, and its argument; of conditions, `Condition` is one.
pub(super) fn called(value: &Value) -> Option<(&str, &Value)> {
    let condition = || {
        let members = value.as_object().filter(|members| members.len() == 1)?;
        members.get("Condition").filter(|name| name.is_string()).map(|name| ("Condition", name))
    };
    function(value).or_else(condition)
}

/// A value for a message.
pub(super) fn brief(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_string(),
        Value::Array(items) if items.is_empty() => "an empty list".to_string(),
        Value::Array(_) => "a list".to_string(),
        Value::Object(_) => "an object".to_string(),
        Value::String(text) if text.chars().count() > 40 => "a long text".to_string(),
        other => other.to_string(),
    }
}
