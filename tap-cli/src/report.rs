//! What a verb prints.

use std::path::Path;
use tap_core::{AppDef, Template};

/// A table of templates for people.
pub fn table(app: &AppDef, templates: &[Template]) -> String {
    let width = templates.iter().map(|template| template.name.len()).max().unwrap_or(0).max("template".len());
    let mut out = format!("{} for {}\n\n", app.name, app.regions.join(", "));
    out.push_str(&format!("{:width$}  {:>9}  {:>9}\n", "template", "resources", "bytes"));
    for template in templates {
        let root = if template.is_root { "  root" } else { "" };
        out.push_str(&format!("{:width$}  {:>9}  {:>9}{root}\n", template.name, template.resources, template.json.len()));
    }
    out.push('\n');
    out
}

/// The same as one JSON object, for machines.
pub fn json(app: &AppDef, templates: &[Template], out: Option<&Path>) -> String {
    let templates: Vec<_> = templates
        .iter()
        .map(|template| {
            serde_json::json!({
                "name": template.name, "key": template.key, "resources": template.resources, "bytes": template.json.len(),
                "root": template.is_root,
                "file": out.map(|out| out.join(format!("{}.json", template.name)).display().to_string()),
            })
        })
        .collect();
    format!("{}\n", serde_json::json!({ "app": app.name, "regions": app.regions, "templates": templates }))
}
