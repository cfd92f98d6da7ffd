//! Whether a finding of Tap and one of cfn-lint say the same.

use super::ours::Ours;
use super::path::Path;
use super::resource::Theirs;

/// Whether they do: the same thing is wrong at the same place. Where nothing fits of several alternatives, Tap says what is
/// wrong with the nearest of them, cfn-lint with each.
pub fn agree(ours: &Ours, theirs: &Theirs) -> bool {
    says(ours, theirs) || theirs.alternatives.iter().any(|alternative| agree(ours, alternative))
}

fn says(ours: &Ours, theirs: &Theirs) -> bool {
    let keyword = theirs.keyword.as_str();
    let here = || same_place(&ours.path, &theirs.path);
    let on_a_member = || same_place(&ours.path.parent(), &theirs.path);
    // "'X' is a required property", "'X' is a dependency of 'Y'"; rules with words of their own name none.
    let named = || {
        let is_usual = theirs.message.ends_with("' is a required property") || theirs.message.contains("' is a dependency of '");
        !is_usual || theirs.message.split('\'').nth(1).is_some_and(|name| ours.names(name))
    };
    match ours.rule {
        // The rule on tags leaves the keyword out, and its findings have the property's own beside them.
        _ if keyword == "tagging" => here() || ours.rule == "duplicate-item" && on_a_member(),
        "unknown-property" => keyword == "additionalProperties" && here(),
        "missing-property" => match keyword {
            "required" => here() && named(),
            "requiredXor" | "requiredOr" | "anyOf" | "oneOf" => here(),
            _ => false,
        },
        "exclusive-properties" => match keyword {
            // Tap has one finding on a pair of properties, cfn-lint one on each.
            "requiredXor" | "dependentExcluded" => {
                same_place(&ours.path.parent(), &theirs.path.parent()) && ours.names(&theirs.path.last())
            }
            "oneOf" | "not" => here() || on_a_member(),
            // A property whose schema is `false`.
            "" => here(),
            _ => false,
        },
        "dependent-property" => matches!(keyword, "dependentRequired" | "dependencies") && on_a_member() && named(),
        "wrong-type" => match keyword {
            "type" => here(),
            "fn_getatt" => ours.path.member("Fn::GetAtt") == theirs.path,
            function => (function == "ref" || function.starts_with("fn_")) && here(),
        },
        "unknown-value" => matches!(keyword, "enum" | "enumCaseInsensitive" | "const" | "not") && here(),
        "wrong-pattern" => keyword == "pattern" && here(),
        "wrong-format" => keyword == "format" && here(),
        "wrong-length" => matches!(keyword, "minLength" | "maxLength") && here(),
        "wrong-count" => {
            matches!(keyword, "minItems" | "maxItems" | "maxUniqueItems" | "minProperties" | "maxProperties") && here()
        }
        "wrong-range" => {
            matches!(keyword, "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf") && here()
        }
        // Tap points at the second of two equal items, cfn-lint at the list.
        "duplicate-item" => {
            matches!(keyword, "uniqueItems" | "uniqueKeys")
                && (on_a_member() || same_place(&ours.path.without_sides().parent(), &theirs.path))
        }
        "no-alternative" => matches!(keyword, "anyOf" | "oneOf") && here(),
        "contradiction" => matches!(keyword, "not" | "contains") && here(),
        "unknown-attribute" => theirs.rule == "E1010" && ours.path == theirs.path.parent(),
        "wrong-kind" => matches!(theirs.rule.as_str(), "E1040" | "E1041") && here(),
        _ => false,
    }
}

fn same_place(one: &Path, two: &Path) -> bool {
    one == two || one.without_sides() == two.without_sides()
}
