//! An order in which everything comes after what it needs.

use std::collections::HashMap;

/// The names, each after those that it needs and otherwise in the order given. Takes no stack for long chains.
///
/// # Errors
///
/// A cycle, its first name repeated at the end.
pub(crate) fn in_order<'n>(
    names: impl Iterator<Item = &'n str>,
    needs: impl Fn(&str) -> Vec<&'n str>,
) -> Result<Vec<&'n str>, Vec<&'n str>> {
    #[derive(PartialEq)]
    enum State {
        Open,
        Done,
    }
    let mut states: HashMap<&str, State> = HashMap::new();
    let mut order = Vec::new();
    for name in names {
        if states.contains_key(name) {
            continue;
        }
        // The way from `name`: each step with what it still needs.
        let mut way = vec![(name, needs(name))];
        states.insert(name, State::Open);
        while let Some((at, left)) = way.last_mut() {
            let at = *at;
            let Some(next) = left.pop() else {
                states.insert(at, State::Done);
                order.push(at);
                way.pop();
                continue;
            };
            match states.get(next) {
                Some(State::Done) => {}
                Some(State::Open) => {
                    let start = way.iter().position(|(step, _)| *step == next).unwrap_or(0);
                    let mut cycle: Vec<&str> = way[start..].iter().map(|(step, _)| *step).collect();
                    cycle.push(next);
                    return Err(cycle);
                }
                None => {
                    states.insert(next, State::Open);
                    way.push((next, needs(next)));
                }
            }
        }
    }
    Ok(order)
}
