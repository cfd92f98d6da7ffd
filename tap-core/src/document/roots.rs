//! The order in which roots can be deployed: each after those whose exports it imports.

use super::{Document, Expression, Function, TemplateSet, in_order};

/// The roots in that order, else by name; by name if they import from each other.
pub(super) fn in_order_of_imports(set: &TemplateSet, roots: &[String]) -> Vec<String> {
    let offers: Vec<(&str, Vec<&Expression>)> = roots.iter().map(|root| (root.as_str(), exports(set, root))).collect();
    let needs = |root: &str| {
        let own = exports(set, root);
        let wanted: Vec<&Expression> = imports(set, root).into_iter().filter(|name| !own.contains(name)).collect();
        let others =
            offers.iter().filter(|(other, exported)| *other != root && exported.iter().any(|name| wanted.contains(name)));
        others.map(|(other, _)| *other).collect()
    };
    let order = in_order(roots.iter().map(String::as_str), needs);
    order.map_or_else(|_| roots.to_vec(), |order| order.into_iter().map(str::to_string).collect())
}

/// A root, and all that is nested in it or deployed by a stack set of it.
fn tree<'s>(set: &'s TemplateSet, root: &str) -> Vec<&'s Document> {
    let mut tree: Vec<&Document> = set.document(root).into_iter().collect();
    let mut at = 0;
    while at < tree.len() {
        let document = tree[at];
        for child in document.resources.keys().filter_map(|id| set.child(document, id)) {
            if !tree.iter().any(|known| known.name() == child.name()) {
                tree.push(child);
            }
        }
        at += 1;
    }
    tree
}

/// Names of exports, as they are written.
fn exports<'s>(set: &'s TemplateSet, root: &str) -> Vec<&'s Expression> {
    let outputs = tree(set, root).into_iter().flat_map(|document| document.outputs.values());
    outputs.filter_map(|output| output.export.as_ref()).collect()
}

/// Names of imports, as they are written.
fn imports<'s>(set: &'s TemplateSet, root: &str) -> Vec<&'s Expression> {
    let mut found = Vec::new();
    for document in tree(set, root) {
        document.resources.values().for_each(|resource| collect(&resource.properties, &mut found));
        document.outputs.values().for_each(|output| collect(&output.value, &mut found));
    }
    found
}

fn collect<'e>(expression: &'e Expression, found: &mut Vec<&'e Expression>) {
    match expression {
        Expression::Call(Function::ImportValue, arguments) => found.extend(arguments.first()),
        Expression::List(items) | Expression::Call(_, items) => items.iter().for_each(|item| collect(item, found)),
        Expression::Object(members) => members.iter().for_each(|(_, member)| collect(member, found)),
        Expression::If(_, sides) => {
            collect(&sides.0, found);
            collect(&sides.1, found);
        }
        Expression::Sub(parts) => parts.iter().for_each(|part| {
            if let super::Part::Value(value) = part {
                collect(value, found);
            }
        }),
        _ => {}
    }
}
