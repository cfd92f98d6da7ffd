//! Where a value is in a resource's properties: names and positions, through functions too.

use serde_json::Value;
use std::fmt;

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A member of an object.
    Key(String),
    /// An item of a list.
    Position(usize),
}

/// The way from `Properties` to a value: `Tags/Fn::If/1/0/Key`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// The path of a finding of cfn-lint.
    pub(super) fn of_json(steps: &Value) -> Self {
        let step = |step: &Value| match step {
            Value::Number(number) => Step::Position(number.as_u64().expect("positions count from zero") as usize),
            other => Step::Key(other.as_str().expect("a step is a name or a position").to_string()),
        };
        Self(steps.as_array().expect("a path is a list").iter().map(step).collect())
    }

    /// The path of a member.
    pub fn member(&self, key: &str) -> Self {
        self.with(Step::Key(key.into()))
    }

    /// The path of an item.
    pub fn item(&self, position: usize) -> Self {
        self.with(Step::Position(position))
    }

    fn with(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }

    /// The path of what holds the value.
    pub fn parent(&self) -> Self {
        Self(self.0[..self.0.len().saturating_sub(1)].to_vec())
    }

    /// The name or position of the value in what holds it.
    pub fn last(&self) -> String {
        self.0.last().map(Step::to_string).unwrap_or_default()
    }

    /// The path without the sides of `Fn::If` that it leads through. cfn-lint reports what concerns the whole of an object at
    /// the property or at the side, depending on how its schema is written.
    pub fn without_sides(&self) -> Self {
        let mut steps = Vec::new();
        let mut rest = self.0.iter();
        while let Some(step) = rest.next() {
            match step {
                Step::Key(key) if key == "Fn::If" => drop(rest.next()),
                other => steps.push(other.clone()),
            }
        }
        Self(steps)
    }

    /// Whether it is of this shape: `Tags/*/Key`, in which `*` is any step and `**` any number of them.
    pub fn is_like(&self, pattern: &str) -> bool {
        fn fits(steps: &[Step], parts: &[&str]) -> bool {
            match (parts.split_first(), steps.split_first()) {
                (None, None) => true,
                (Some((&"**", rest)), _) => (0..=steps.len()).any(|skipped| fits(&steps[skipped..], rest)),
                (Some((part, rest)), Some((step, steps))) => (*part == "*" || *part == step.to_string()) && fits(steps, rest),
                _ => false,
            }
        }
        let parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
        fits(&self.0, &parts)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps: Vec<_> = self.0.iter().map(Step::to_string).collect();
        formatter.write_str(&steps.join("/"))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => formatter.write_str(key),
            Self::Position(position) => write!(formatter, "{position}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Path;
    use serde_json::json;

    #[test]
    fn patterns_have_stars() {
        let path = Path::of_json(&json!(["Tags", "Fn::If", 1, 0, "Key"]));
        for pattern in ["Tags/Fn::If/1/0/Key", "Tags/**", "**/Key", "Tags/**/0/*", "**"] {
            assert!(path.is_like(pattern), "{pattern}");
        }
        for pattern in ["", "Tags", "Tags/*/Key", "**/Value"] {
            assert!(!path.is_like(pattern), "{pattern}");
        }
        assert_eq!(path.without_sides(), Path::of_json(&json!(["Tags", 0, "Key"])));
    }
}
