//! What a body says, by names.

use serde_json::{Map, Value};

/// Names and values of a form.
pub(super) fn pairs(text: &[u8]) -> impl Iterator<Item = (String, String)> {
    form_urlencoded::parse(text).into_owned()
}

/// A form as the API has it: `Tags.member.1.Key=a` is the key of the first of `Tags`.
pub(super) fn form(body: &[u8]) -> Value {
    let mut tree = Value::Object(Map::new());
    for (name, value) in pairs(body) {
        let mut at = &mut tree;
        for part in name.split('.') {
            // A name that goes on where another one has ended is no form of AWS: the later one counts.
            if !at.is_object() {
                *at = Value::Object(Map::new());
            }
            at = &mut at[part];
        }
        *at = value.into();
    }
    with_lists(tree)
}

/// JSON; null if it is none.
pub(super) fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}

/// CBOR; null if it is none.
pub(super) fn cbor(body: &[u8]) -> Value {
    ciborium::from_reader(body).unwrap_or_default()
}

/// `{"member": {"1": …, "2": …}}` is a list, in the order of its numbers.
fn with_lists(value: Value) -> Value {
    let Value::Object(mut members) = value else { return value };
    if members.len() == 1 && members.get("member").is_some_and(Value::is_object) {
        let Some(Value::Object(items)) = members.remove("member") else { unreachable!("it is an object") };
        let numbered =
            |(name, item): (String, Value)| name.parse::<usize>().map(|number| (number, item.clone())).map_err(|_| (name, item));
        return match items.clone().into_iter().map(numbered).collect::<Result<Vec<_>, _>>() {
            Ok(mut list) => {
                list.sort_by_key(|(number, _)| *number);
                list.into_iter().map(|(_, item)| with_lists(item)).collect()
            }
            Err(_) => Value::Object(Map::from_iter([("member".to_string(), with_lists(Value::Object(items)))])),
        };
    }
    Value::Object(members.into_iter().map(|(name, value)| (name, with_lists(value))).collect())
}

#[cfg(test)]
mod tests {
    use super::{cbor, form, json};
    use serde_json::{Value, json};

    #[test]
    fn lists_keep_their_order_and_may_nest() {
        let body: String = (1..=12).map(|number| format!("L.member.{number}.X.member.1={number}&")).collect();
        let lists: Vec<Value> = (1..=12).map(|number| json!({ "X": [number.to_string()] })).collect();
        assert_eq!(form(body.as_bytes()), json!({ "L": lists }));
    }

    #[test]
    fn a_member_that_is_no_list_stays_one() {
        assert_eq!(form(b"A.member.x=1"), json!({ "A": { "member": { "x": "1" } } }));
        assert_eq!(form(b"A.member=1"), json!({ "A": { "member": "1" } }));
        assert_eq!(form(b"A=1&A.B=2"), json!({ "A": { "B": "2" } }));
    }

    #[test]
    fn what_cannot_be_read_says_nothing() {
        assert_eq!((json(b"{"), cbor(&[0xff])), (Value::Null, Value::Null));
        assert_eq!(form(b""), json!({}));
    }
}
