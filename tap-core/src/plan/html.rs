//! A timeline for the browser.

use super::{Plan, json};
use crate::page;
use serde_json::json;
use std::collections::BTreeMap;

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const SCRIPTS: [&str; 3] = [include_str!("page/rows.js"), include_str!("page/detail.js"), include_str!("page/page.js")];

/// Plans as one page that needs nothing else: bars along a line of time, grouped by stack, with the critical path marked and the details
/// of what is pointed at.
///
/// Nothing of a plan is ever read as markup or as a program: its texts are data, and the page's policy lets no script run but its own.
///
/// ```
/// use tap_core::document::{Document, TemplateSet};
/// use tap_core::evaluate::Deployment;
/// use tap_core::plan::{self, Estimates};
///
/// let document = Document::read("data", "Resources:\n  Key: { Type: AWS::KMS::Key }\n").unwrap();
/// let set = TemplateSet::new([document].into_iter()).unwrap();
/// let plan = plan::create(&Deployment::new(&set, Some("eu-west-1")), "data", &Estimates::default()).unwrap();
/// let page = plan::html("</script>", &[&plan]);
/// assert!(page.contains(r#""name":"\u003c/script\u003e""#));
/// ```
pub fn html(name: &str, plans: &[&Plan]) -> String {
    let script = SCRIPTS.concat();
    let plans: Vec<_> = plans.iter().map(|plan| json(plan)).collect();
    let parts = BTreeMap::from([
        ("style-hash", page::hash(STYLE)),
        ("script-hash", page::hash(&script)),
        ("style", STYLE.to_string()),
        ("script", script),
        ("data", page::data(&json!({ "name": name, "plans": plans }))),
    ]);
    page::fill(PAGE, &parts)
}
