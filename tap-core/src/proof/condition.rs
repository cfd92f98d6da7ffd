//! Whether some conditions imply another: over all values that their parameters can have.
//!
//! Values are compared by hash. A parameter without allowed values has, beside the values that conditions compare it with,
//! two more that stand for all others: two, so that parameters that are compared with each other can differ.

use crate::model::{Condition, ConditionSet, Constant, StackDef, Term, Value};
use tap_schema::name::{SEED, hash};

/// Most assignments that are gone through; beyond, nothing is known.
const ASSIGNMENTS: usize = 4096;
/// Most parameters and other values that conditions depend on.
const VARIABLES: usize = 12;
/// Most values of one of them.
const VALUES: usize = 24;
/// Most operands that stand beside each other, and how deep conditions may name each other.
const DEPTH: usize = 16;
/// Values other than those that are written anywhere.
const OTHERS: [u64; 2] = [1, 2];

/// Conditions that hold, or don't: as many as there can be around one reference.
#[derive(Clone, Copy)]
pub(crate) struct Guards {
    conditions: [Option<(&'static Condition, bool)>; DEPTH],
    count: usize,
}

impl Guards {
    const NONE: Guards = Guards { conditions: [None; DEPTH], count: 0 };

    /// The condition of something, if it has one.
    pub(crate) const fn of(condition: Option<&'static Condition>) -> Self {
        match condition {
            Some(condition) => Guards::NONE.and(condition, true),
            None => Guards::NONE,
        }
    }

    /// These and one more.
    pub(crate) const fn and(mut self, condition: &'static Condition, is_true: bool) -> Self {
        if self.count < DEPTH {
            self.conditions[self.count] = Some((condition, is_true));
            self.count += 1;
        }
        self
    }
}

/// What is found out about an implication.
pub(crate) enum Implied {
    Yes,
    No,
    /// There are too many assignments, or a condition is not declared here.
    Unknown,
}

/// A parameter, pseudo parameter or other value, and what it can be.
#[derive(Clone, Copy)]
struct Variable {
    key: u64,
    values: [u64; VALUES],
    count: usize,
    /// Whether those values are all there are.
    is_closed: bool,
}

struct Variables<'a> {
    stack: &'a StackDef,
    /// Of a condition that the stack need not declare.
    set: Option<&'static ConditionSet>,
    all: [Variable; VARIABLES],
    count: usize,
    /// Whether parameters have their defaults, and nothing is known of other variables.
    by_default: bool,
    /// For each variable, the position of its value.
    chosen: [usize; VARIABLES],
    is_unknown: bool,
}

/// Whether a condition is true whenever the guards hold. If it isn't of the stack, its set says what it means.
pub(crate) const fn implies(
    stack: &StackDef,
    set: Option<&'static ConditionSet>,
    guards: &Guards,
    wanted: &'static Condition,
) -> Implied {
    let mut variables = Variables::of(stack, set, false);
    variables.collect(wanted, 0);
    let mut i = 0;
    while i < guards.count {
        if let Some((condition, _)) = guards.conditions[i] {
            variables.collect(condition, 0);
        }
        i += 1;
    }
    let mut assignments = 1;
    let mut i = 0;
    while i < variables.count {
        variables.close(i);
        assignments *= variables.all[i].count;
        if assignments > ASSIGNMENTS {
            return Implied::Unknown;
        }
        i += 1;
    }
    let mut number = 0;
    while number < assignments && !variables.is_unknown {
        let mut rest = number;
        let mut i = 0;
        while i < variables.count {
            variables.chosen[i] = rest % variables.all[i].count;
            rest /= variables.all[i].count;
            i += 1;
        }
        let mut holds = true;
        let mut i = 0;
        while i < guards.count && holds {
            if let Some((condition, is_true)) = guards.conditions[i] {
                holds = variables.condition(condition, 0) == is_true;
            }
            i += 1;
        }
        if holds && !variables.condition(wanted, 0) && !variables.is_unknown {
            return Implied::No;
        }
        number += 1;
    }
    if variables.is_unknown { Implied::Unknown } else { Implied::Yes }
}

/// Whether a condition is false for certain when every parameter has its default.
pub(crate) const fn is_false_by_default(stack: &StackDef, condition: &'static Condition) -> bool {
    let mut variables = Variables::of(stack, None, true);
    !variables.condition(condition, 0) && !variables.is_unknown
}

/// What a condition means to a set.
const fn terms_in(set: &ConditionSet, condition: &Condition) -> &'static [Term] {
    if !set.target.is(condition.set) {
        return &[];
    }
    let name = hash(SEED, condition.name);
    let mut i = 0;
    while i < set.conditions.len() {
        if hash(SEED, set.conditions[i].0.name) == name {
            return set.terms[i];
        }
        i += 1;
    }
    &[]
}

impl<'a> Variables<'a> {
    /// No variable yet.
    const fn of(stack: &'a StackDef, set: Option<&'static ConditionSet>, by_default: bool) -> Self {
        let none = Variable { key: 0, values: [0; VALUES], count: 0, is_closed: false };
        Variables { stack, set, all: [none; VARIABLES], count: 0, by_default, chosen: [0; VARIABLES], is_unknown: false }
    }

    /// What a condition means.
    const fn terms(&self, condition: &Condition) -> &'static [Term] {
        let mut sets = self.stack.conditions;
        while let [set, rest @ ..] = sets {
            let terms = terms_in(set, condition);
            if !terms.is_empty() {
                return terms;
            }
            sets = rest;
        }
        match self.set {
            Some(set) => terms_in(set, condition),
            None => &[],
        }
    }

    /// Notes the variables of a condition, and the values that they are compared with.
    const fn collect(&mut self, condition: &Condition, depth: usize) {
        let mut terms = self.terms(condition);
        if depth == DEPTH || terms.is_empty() {
            self.is_unknown = true;
            return;
        }
        while let [term, rest @ ..] = terms {
            match term {
                Term::Condition(other) => self.collect(other, depth + 1),
                _ => {
                    if let [one, other, Term::Equals, ..] = terms {
                        self.compare(one, other);
                        self.compare(other, one);
                    }
                }
            }
            terms = rest;
        }
    }

    /// Notes that a variable is compared with something.
    const fn compare(&mut self, one: &Term, other: &Term) {
        let Some(number) = self.variable(one) else { return };
        if let Some(value) = literal(other) {
            self.add(number, value);
        }
    }

    const fn add(&mut self, number: usize, value: u64) {
        let variable = &mut self.all[number];
        let mut i = 0;
        while i < variable.count {
            if variable.values[i] == value {
                return;
            }
            i += 1;
        }
        // A closed variable never has any other value.
        if variable.is_closed {
            return;
        }
        if variable.count == VALUES {
            self.is_unknown = true;
            return;
        }
        variable.values[variable.count] = value;
        variable.count += 1;
    }

    /// The number of a variable; none for what is no variable.
    const fn variable(&mut self, term: &Term) -> Option<usize> {
        let key = match term {
            Term::Parameter(parameter) => hash(parameter.set.key as u64, parameter.name),
            Term::Pseudo(name) => hash(3, name),
            Term::Opaque(text) => hash(4, text),
            _ => return None,
        };
        let mut i = 0;
        while i < self.count {
            if self.all[i].key == key {
                return Some(i);
            }
            i += 1;
        }
        if self.count == VARIABLES {
            self.is_unknown = true;
            return None;
        }
        self.all[self.count].key = key;
        if let Term::Parameter(parameter) = term
            && parameter.is_limited
        {
            let mut i = 0;
            while i < parameter.values.len() {
                if let Some(value) = value(&parameter.values[i]) {
                    self.add(self.count, value);
                }
                i += 1;
            }
            self.all[self.count].is_closed = true;
        }
        self.count += 1;
        Some(self.count - 1)
    }

    /// The default of a parameter.
    const fn default(&mut self, term: &Term) -> u64 {
        if let Term::Parameter(parameter) = term
            && let [only] = parameter.default
            && let Some(value) = value(only)
        {
            return value;
        }
        self.is_unknown = true;
        0
    }

    /// Adds the values that stand for all others.
    const fn close(&mut self, number: usize) {
        if !self.all[number].is_closed {
            self.add(number, OTHERS[0]);
            self.add(number, OTHERS[1]);
        }
    }

    /// Whether a condition is true under the assignment.
    const fn condition(&mut self, condition: &Condition, depth: usize) -> bool {
        let mut values = [0; DEPTH];
        let mut count = 0;
        let mut terms = self.terms(condition);
        if depth == DEPTH {
            self.is_unknown = true;
            return false;
        }
        while let [term, rest @ ..] = terms {
            let value = match term {
                Term::Condition(other) => self.condition(other, depth + 1) as u64,
                Term::Equals if count >= 2 => {
                    count -= 2;
                    (values[count] == values[count + 1]) as u64
                }
                Term::Not if count >= 1 => {
                    count -= 1;
                    1 - values[count]
                }
                Term::And(operands) | Term::Or(operands) if count >= *operands => {
                    let is_and = matches!(term, Term::And(_));
                    let mut result = is_and as u64;
                    let mut i = 0;
                    while i < *operands {
                        count -= 1;
                        result = if is_and { result & values[count] } else { result | values[count] };
                        i += 1;
                    }
                    result
                }
                _ => match literal(term) {
                    Some(value) => value,
                    None if self.by_default => self.default(term),
                    None => match self.variable(term) {
                        Some(number) => self.all[number].values[self.chosen[number]],
                        None => 0,
                    },
                },
            };
            if count == DEPTH {
                self.is_unknown = true;
                return false;
            }
            values[count] = value;
            count += 1;
            terms = rest;
        }
        count == 1 && values[0] == 1
    }
}

const fn literal(term: &Term) -> Option<u64> {
    match term {
        Term::Text(text) => Some(hash(SEED, text)),
        Term::Constant(constant) => value(constant),
        _ => None,
    }
}

/// CloudFormation compares texts; a number is compared as it is written.
pub(super) const fn value(value: &Value) -> Option<u64> {
    match value {
        Value::Constant(Constant::Text(text)) => Some(hash(SEED, text)),
        Value::Constant(Constant::Bool(value)) => Some(hash(SEED, if *value { "true" } else { "false" })),
        Value::Constant(Constant::Integer(number)) => Some(digits(*number)),
        _ => None,
    }
}

const fn digits(number: i128) -> u64 {
    let mut text = [b'0'; 40];
    let mut start = 40;
    let mut rest = number.unsigned_abs();
    while rest > 0 || start == 40 {
        start -= 1;
        text[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    if number < 0 {
        start -= 1;
        text[start] = b'-';
    }
    let (_, text) = text.split_at(start);
    tap_schema::name::hash_bytes(SEED, text)
}
