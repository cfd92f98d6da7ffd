//! Property blocks that can be changed, and what the checker takes for them.

use tap_schema::check::{Content, Entry, Input};

/// A value of a property block, without anything unknown in it.
#[derive(Debug, Clone, PartialEq)]
pub enum Sample {
    /// A boolean.
    Bool(bool),
    /// A number as JSON writes it.
    Number(String),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Sample>),
    /// An object, in the order in which it is written.
    Object(Vec<(String, Sample)>),
}

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// To the value of a property.
    Key(String),
    /// To an item of a list.
    Item(usize),
}

/// Where a value is, from the block on.
pub type Path = Vec<Step>;

/// What a finding is about: a value, or the name of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// The value there.
    Value(Path),
    /// The name of the property there.
    Name(Path),
}

impl Sample {
    /// The value there, if there is one.
    ///
    /// ```
    /// use tap_tests::mutations::{Sample, Step};
    ///
    /// let block = Sample::Object(vec![("Size".into(), Sample::Number("3".into()))]);
    /// assert_eq!(block.at(&[Step::Key("Size".into())]), Some(&Sample::Number("3".into())));
    /// assert_eq!(block.at(&[Step::Item(0)]), None);
    /// ```
    pub fn at(&self, path: &[Step]) -> Option<&Sample> {
        path.iter().try_fold(self, |sample, step| match (sample, step) {
            (Sample::Object(members), Step::Key(key)) => members.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            (Sample::List(items), Step::Item(position)) => items.get(*position),
            _ => None,
        })
    }

    /// The same, to change it.
    pub fn at_mut(&mut self, path: &[Step]) -> Option<&mut Sample> {
        path.iter().try_fold(self, |sample, step| match (sample, step) {
            (Sample::Object(members), Step::Key(key)) => members.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value),
            (Sample::List(items), Step::Item(position)) => items.get_mut(*position),
            _ => None,
        })
    }
}

/// The block as the checker takes it, and what its tags stand for.
///
/// ```
/// use tap_tests::mutations::{Sample, Step, Token, input};
///
/// let block = Sample::Object(vec![("Size".into(), Sample::Bool(true))]);
/// let (_, tokens) = input(&block);
/// assert_eq!(tokens[1], Token::Name(vec![Step::Key("Size".into())]));
/// assert_eq!(tokens[2], Token::Value(vec![Step::Key("Size".into())]));
/// ```
pub fn input(sample: &Sample) -> (Input<'_>, Vec<Token>) {
    let mut tokens = Vec::new();
    let input = convert(sample, &mut Vec::new(), &mut tokens);
    (input, tokens)
}

fn convert<'a>(sample: &'a Sample, path: &mut Path, tokens: &mut Vec<Token>) -> Input<'a> {
    let tag = tokens.len();
    tokens.push(Token::Value(path.clone()));
    let mut inside = |step: Step, sample: &'a Sample, is_named: bool| {
        path.push(step);
        let tag = tokens.len();
        if is_named {
            tokens.push(Token::Name(path.clone()));
        }
        let value = convert(sample, path, tokens);
        path.pop();
        (tag, value)
    };
    let content = match sample {
        Sample::Bool(value) => Content::Bool(*value),
        Sample::Number(digits) => Content::Number(digits),
        Sample::Text(text) => Content::Text(text),
        Sample::List(items) => {
            Content::List(items.iter().enumerate().map(|(position, item)| inside(Step::Item(position), item, false).1).collect())
        }
        Sample::Object(members) => {
            let entries = members.iter().map(|(key, value)| {
                let (tag, value) = inside(Step::Key(key.clone()), value, true);
                Entry { key, tag, value, unchecked: false }
            });
            Content::Object(entries.collect())
        }
    };
    Input { tag, content }
}
