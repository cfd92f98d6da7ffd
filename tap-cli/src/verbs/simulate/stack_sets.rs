//! Stack sets, and what they deploy.

use tap_core::document::TemplateSet;
use tap_schema::STACK_SET;

/// Each stack set's own template, and the one that it deploys.
pub fn stack_sets(set: &TemplateSet) -> impl Iterator<Item = (&str, &str)> {
    let resources =
        set.documents().flat_map(|document| document.resources.iter().map(move |(id, resource)| (document, id, resource)));
    let sets = resources.filter(|(_, _, resource)| resource.kind == STACK_SET);
    sets.filter_map(|(document, id, _)| Some((document.name(), set.child(document, id)?.name())))
}
