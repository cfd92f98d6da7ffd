//! What resources need, and what is known of values, once conditions are decided.

use super::{Scope, Unresolved, World};
use crate::document::{Expression, Part};
use serde_json::{Map, Value};

impl<'d> Scope<'d> {
    /// The resources that a resource needs: those that it names in `DependsOn` and refers to, on the side that each condition chooses.
    /// Sorted; those that a condition leaves out are not among them.
    ///
    /// ```
    /// use tap_core::document::Document;
    /// use tap_core::evaluate::{Given, Nothing, Pseudo, Scope};
    ///
    /// let text = "
    /// Conditions: { Mine: !Equals [!Ref AWS::Region, us-east-1] }
    /// Resources:
    ///   Key: { Type: AWS::KMS::Key, Condition: Mine }
    ///   Topic: { Type: AWS::SNS::Topic, Properties: { KmsMasterKeyId: !If [Mine, !Ref Key, alias/aws/sns] } }
    /// ";
    /// let document = Document::read("topic.yaml", text).unwrap();
    /// for (region, needs) in [("us-east-1", vec!["Key"]), ("eu-west-1", vec![])] {
    ///     let scope = Scope::new(&document, &Given::default(), Pseudo::new(region), &Nothing).unwrap();
    ///     assert_eq!(scope.needs("Topic"), needs);
    /// }
    /// ```
    pub fn needs(&self, id: &str) -> Vec<&'d str> {
        let mut needs = Vec::new();
        let Some(resource) = self.document.resources.get(id) else { return needs };
        self.references(&resource.properties, &mut |id, _| needs.push(id));
        resource.functions.iter().for_each(|(_, value)| self.references(value, &mut |id, _| needs.push(id)));
        needs.extend(resource.depends_on.iter().map(String::as_str));
        needs.retain(|need| {
            let needed = self.document.resources.get(*need);
            needed.is_some_and(|needed| self.exists(needed.condition.as_deref()) != Some(false))
        });
        needs.sort_unstable();
        needs.dedup();
        needs
    }

    /// Calls `each` with every name that a value refers to, and with the attribute if it is one; of a choice, on the side that its condition
    /// chooses, or on both if that is not known.
    pub fn references<'e>(&self, expression: &'e Expression, each: &mut dyn FnMut(&'e str, Option<&'e str>)) {
        match expression {
            Expression::List(items) | Expression::Call(_, items) => items.iter().for_each(|item| self.references(item, each)),
            Expression::Object(members) => members.iter().for_each(|(_, member)| self.references(member, each)),
            Expression::If(condition, sides) => {
                let condition = self.condition(condition);
                if condition != Some(false) {
                    self.references(&sides.0, each);
                }
                if condition != Some(true) {
                    self.references(&sides.1, each);
                }
            }
            Expression::GetAtt(id, attribute) => {
                let literal = if let Expression::Literal(Value::String(name)) = &**attribute { name.as_str() } else { "" };
                each(id, Some(literal));
                self.references(attribute, each);
            }
            Expression::Sub(parts) => parts.iter().for_each(|part| match part {
                Part::Text(_) => {}
                Part::Ref(id) => each(id, None),
                Part::GetAtt(id, attribute) => each(id, Some(attribute)),
                Part::Value(value) => self.references(value, each),
            }),
            other => other.references(each),
        }
    }

    /// The properties of a resource as far as they are known: what depends on anything that is not stays the function that it is.
    ///
    /// # Errors
    ///
    /// If a function is wrong.
    pub fn partial(&self, id: &str, world: &dyn World) -> Result<Value, Unresolved> {
        let Some(resource) = self.document.resources.get(id) else { return Ok(Value::Null) };
        self.known(&resource.properties, self.document.properties(id).unwrap_or(&Value::Null), world)
            .map(|value| value.unwrap_or_default())
    }

    fn known(&self, expression: &Expression, json: &Value, world: &dyn World) -> Result<Option<Value>, Unresolved> {
        match (expression, json) {
            (Expression::Object(members), Value::Object(written)) => {
                let mut object = Map::new();
                for (name, member) in members {
                    let Some(json) = written.get(name) else { continue };
                    if let Some(value) = self.known(member, json, world).map_err(|error| error.within(name))? {
                        object.insert(name.clone(), value);
                    }
                }
                Ok(Some(Value::Object(object)))
            }
            (Expression::List(items), Value::Array(written)) => {
                let mut list = Vec::new();
                for (item, json) in items.iter().zip(written) {
                    list.extend(self.known(item, json, world)?);
                }
                Ok(Some(Value::Array(list)))
            }
            (Expression::If(condition, sides), _) if self.condition(condition).is_some() => {
                let is_true = self.condition(condition) == Some(true);
                let (side, number) = if is_true { (&sides.0, 1) } else { (&sides.1, 2) };
                let written = json.get("Fn::If").and_then(|arguments| arguments.get(number)).unwrap_or(&Value::Null);
                self.known(side, written, world)
            }
            _ => match self.value(expression, world) {
                Err(Unresolved::Unknown(_)) => Ok(Some(json.clone())),
                other => other,
            },
        }
    }
}
