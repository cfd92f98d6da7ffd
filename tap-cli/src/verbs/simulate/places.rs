//! Where faults can strike.

use std::collections::BTreeMap;
use tap_core::document::{Document, Expression, Resource, TemplateSet};
use tap_core::evaluate::{Nothing, Pseudo, Scope};
use tap_core::simulate::{Deployment, Fault};
use tap_schema::STACK_SET;
use tap_schema::name::help;

/// More paths than this are not listed.
const MOST: usize = 5;

/// What the names of stacks begin with that stack sets deploy.
const INSTANCE: &str = "StackSet-";

/// Resources by their paths, as the simulation has them.
#[derive(Default)]
pub struct Places<'t>(BTreeMap<String, &'t Resource>);

impl<'t> Places<'t> {
    /// What is in the deployed roots, and in the instances of their stack sets.
    pub fn of(deployments: impl Iterator<Item = &'t Deployment<'t>>) -> Self {
        let mut places = Places::default();
        for deployment in deployments {
            let Some(document) = deployment.templates.document(&deployment.root) else { continue };
            places.walk(deployment.templates, document, &deployment.stack);
            for (instance, document) in instances(deployment, document) {
                places.walk(deployment.templates, document, &instance);
            }
        }
        places
    }

    fn walk(&mut self, set: &'t TemplateSet, document: &'t Document, stack: &str) {
        for (id, resource) in &document.resources {
            let path = format!("{stack}/{id}");
            if let Some(child) = set.child(document, id).filter(|_| resource.is_nested_stack()) {
                self.walk(set, child, &path);
            }
            self.0.insert(path, resource);
        }
    }

    /// Refuses faults that can never strike.
    pub fn check(&self, faults: &[Fault]) -> Result<(), String> {
        faults.iter().try_for_each(|fault| match fault {
            Fault::Fail { path, .. } => self.at(path).map(|_| ()),
            Fault::Hang { path } => match self.at(path)? {
                resource if resource.is_custom() => Ok(()),
                Resource { kind, .. } => Err(format!("`{path}` is {kind}: only custom resources can hang{}", self.custom())),
            },
            Fault::Alarm(_) | Fault::Cancel(_) => Ok(()),
        })
    }

    fn at(&self, path: &str) -> Result<&'t Resource, String> {
        let within = format!("{path}/");
        let mut inside = self.0.keys().filter(|known| known.starts_with(&within) && !self.is_stack(known));
        if let Some(resource) = inside.next() {
            return Err(format!("`{path}` is a stack: a resource of it is wanted\nhelp: such as `{resource}`"));
        }
        match self.0.get(path) {
            Some(set) if set.kind == STACK_SET => {
                Err(format!("`{path}` is a stack set: a resource of one of its stacks is wanted{}", self.deployed()))
            }
            Some(resource) => Ok(resource),
            None => Err(format!("there is no resource `{path}`{}", self.near(path))),
        }
    }

    fn is_stack(&self, path: &str) -> bool {
        self.0.get(path).is_some_and(|resource| resource.is_nested_stack())
    }

    /// Those of the same logical id, or else the one of the nearest path.
    fn near(&self, path: &str) -> String {
        let id = |path: &str| path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let same: Vec<&str> = self.0.keys().map(String::as_str).filter(|known| id(known) == id(path)).collect();
        if !same.is_empty() {
            return format!("\nhelp: did you mean {}?", listed(&same));
        }
        help(path, self.0.keys().map(String::as_str))
    }

    /// An example of what stack sets deploy.
    fn deployed(&self) -> String {
        let deployed = self.0.keys().find(|path| path.starts_with(INSTANCE) && !self.is_stack(path));
        deployed.map_or(String::new(), |path| format!("\nhelp: such as `{path}`"))
    }

    fn custom(&self) -> String {
        let custom = self.0.iter().filter(|(_, resource)| resource.is_custom());
        let custom: Vec<&str> = custom.map(|(path, _)| path.as_str()).collect();
        if custom.is_empty() { String::new() } else { format!("\nhelp: these can: {}", listed(&custom)) }
    }
}

fn listed(paths: &[&str]) -> String {
    let shown: Vec<String> = paths.iter().take(MOST).map(|path| format!("`{path}`")).collect();
    let more = paths.len().saturating_sub(MOST);
    shown.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() }
}

/// The names of what a root's stack sets deploy, and the templates.
fn instances<'t>(deployment: &Deployment<'t>, document: &'t Document) -> Vec<(String, &'t Document)> {
    // What is wrong with parameters is said by the simulation.
    let Ok(scope) = Scope::new(document, &deployment.parameters, Pseudo::new(&deployment.region), &Nothing) else {
        return Vec::new();
    };
    let sets = document.resources.iter().filter(|(_, resource)| resource.kind == STACK_SET);
    let instance = |(id, resource): (&String, &'t Resource)| {
        let name = stack_set_name(&scope, &resource.properties)?;
        Some((format!("{INSTANCE}{name}"), deployment.templates.child(document, id)?))
    };
    sets.filter_map(instance).collect()
}

/// None if it depends on what is not known before.
fn stack_set_name(scope: &Scope<'_>, properties: &Expression) -> Option<String> {
    const NAME: &str = "StackSetName";
    let name = match properties {
        Expression::Object(members) => {
            let (_, name) = members.iter().find(|(member, _)| member == NAME)?;
            scope.value(name, &Nothing).ok()??
        }
        Expression::Literal(properties) => properties.get(NAME)?.clone(),
        _ => return None,
    };
    name.as_str().map(str::to_string)
}
