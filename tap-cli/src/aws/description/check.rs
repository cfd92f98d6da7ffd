//! What a description says must be there.

use super::{Description, Step};
use std::collections::BTreeSet;
use std::path::Path;
use tap_core::document::TemplateSet;
use tap_schema::name::help;

/// CloudFormation takes so many triggers.
const TRIGGERS: usize = 5;
/// And watches them for so many minutes.
const MINUTES: i32 = 180;
const ALARMS: [&str; 2] = ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"];

/// Everything that is wrong.
pub fn problems(description: &Description, set: &TemplateSet) -> Vec<String> {
    let mut problems = Vec::new();
    regions(description, &mut problems);
    stacks(description, set, &mut problems);
    images(description, set, &mut problems);
    secrets(description, &mut problems);
    triggers(description, &mut problems);
    let has = |name: &String| set.documents().any(|document| document.parameters.contains_key(name));
    if let Some(name) = description.deployment_id_parameter.as_ref().filter(|name| !has(name)) {
        problems.push(format!("`deploymentIdParameter`: no template has a parameter `{name}`"));
    }
    for (name, text) in &description.parameters {
        if !has(name) {
            problems.push(format!("`parameters`: no template has a parameter `{name}`"));
        }
        if text.contains("${AWS::Region}") {
            problems.push(format!("`parameters`: `{name}` has one value for all regions, so it cannot hold `${{AWS::Region}}`"));
        }
    }
    problems
}

fn regions(description: &Description, problems: &mut Vec<String>) {
    let known = |region: &str| crate::input::known_region(region);
    problems.extend(description.regions.iter().filter_map(|region| known(region).err()).map(|why| format!("`regions`: {why}")));
    problems.extend(twice(&description.regions).map(|region| format!("`regions`: `{region}` stands there twice")));
    let home = description.home_region.as_ref();
    if let Some(home) = home.filter(|home| !description.regions.contains(home)) {
        problems.push(format!("`homeRegion`: `{home}` is none of `regions`"));
    }
}

fn stacks(description: &Description, set: &TemplateSet, problems: &mut Vec<String>) {
    let all = || description.bootstrap_stacks().chain(&description.deployment);
    for step in description.bootstrap_stacks() {
        if step.stack_set.is_some() {
            problems.push(format!("`bootstrap`: `{}` is made in each region by itself, without a `stackSet`", step.stack));
        }
        let Some(document) = set.document(&step.stack) else { continue };
        // To upload takes a bucket, which the bootstrap makes.
        for (id, child) in document.resources.keys().filter_map(|id| Some((id, set.child(document, id)?))) {
            problems.push(format!(
                "`bootstrap`: `{id}` in `{}` needs the template `{}`, and templates are uploaded for stacks of `deployment` only",
                step.stack,
                child.name()
            ));
        }
    }
    for step in all() {
        for template in [Some(&step.stack), step.stack_set.as_ref()].into_iter().flatten() {
            if set.document(template).is_none() {
                let help = help(template, set.documents().map(|document| document.name()));
                problems.push(format!("there is no template `{template}`{help}"));
            }
        }
        let Some(of) = step.stack_set.as_ref().and_then(|name| set.document(name)) else { continue };
        let sets: Vec<_> = of.resources.iter().filter(|(_, one)| one.kind == tap_schema::STACK_SET).collect();
        match sets.as_slice() {
            [(id, _)] if set.child(of, id).is_none_or(|child| child.name() != step.stack) => {
                problems.push(format!("the stack set `{id}` in `{}` does not deploy `{}`", of.name(), step.stack));
            }
            [_] => {}
            _ => problems.push(format!(
                "`{}` holds {} stack sets; one is wanted to deploy `{}`",
                of.name(),
                sets.len(),
                step.stack
            )),
        }
    }
    problems.extend(twice(all().map(|step| &step.name)).map(|name| format!("two stacks have the name `{name}`")));
    if description.deployment.is_empty() {
        problems.push("`deployment`: no stack is named".to_string());
    }
}

fn images(description: &Description, set: &TemplateSet, problems: &mut Vec<String>) {
    let names = || description.images.iter().map(|image| image.name.as_str());
    let mut pushed = BTreeSet::new();
    for step in &description.bootstrap {
        let Step::Push { images } = step else { continue };
        for image in images {
            pushed.insert(image.as_str());
            if description.image(image).is_none() {
                problems.push(format!("`bootstrap`: there is no image `{image}`{}", help(image, names())));
            }
        }
    }
    problems.extend(twice(names()).map(|name| format!("two images have the name `{name}`")));
    for image in &description.images {
        let name = &image.name;
        if !pushed.contains(name.as_str()) {
            problems.push(format!("image `{name}`: no step of `bootstrap` pushes it"));
        }
        let folder = |path: &String| description.folder.join(Path::new(path));
        if !folder(&image.dockerfile).is_file() {
            problems.push(format!("image `{name}`: there is no file `{}`", image.dockerfile));
        }
        for context in image.build_contexts.values().chain([&image.context]).filter(|context| !folder(context).is_dir()) {
            problems.push(format!("image `{name}`: there is no folder `{context}`"));
        }
        let is_output = |document: &tap_core::document::Document| document.outputs.contains_key(&image.repository_output);
        if !set.documents().any(is_output) {
            problems.push(format!("image `{name}`: no template has an output `{}`", image.repository_output));
        }
        for parameter in image.image_parameter.iter().chain(&image.digest_parameter) {
            if !set.documents().any(|document| document.parameters.contains_key(parameter)) {
                problems.push(format!("image `{name}`: no template has a parameter `{parameter}`"));
            }
        }
    }
}

fn secrets(description: &Description, problems: &mut Vec<String>) {
    let names = description.secure_parameters.iter().map(|parameter| &parameter.name);
    problems.extend(twice(names).map(|name| format!("two secure parameters have the name `{name}`")));
    for parameter in &description.secure_parameters {
        let (name, generate) = (&parameter.name, &parameter.generate);
        let different = super::super::secrets::alphabet(&generate.without).len();
        if !(8..=4096).contains(&generate.length) {
            problems.push(format!("secure parameter `{name}`: a length of {} is not between 8 and 4096", generate.length));
        }
        if different < 16 {
            problems.push(format!(
                "secure parameter `{name}`: `without` leaves {different} characters to choose from; 16 are wanted"
            ));
        }
    }
}

fn triggers(description: &Description, problems: &mut Vec<String>) {
    let Some(configuration) = &description.rollback_configuration else { return };
    if configuration.triggers.len() > TRIGGERS {
        problems.push(format!(
            "`rollbackConfiguration`: {} triggers, of which CloudFormation takes {TRIGGERS}",
            configuration.triggers.len()
        ));
    }
    if !(0..=MINUTES).contains(&configuration.monitoring_time_in_minutes) {
        problems.push(format!(
            "`rollbackConfiguration`: CloudFormation watches for 0 to {MINUTES} minutes, not {}",
            configuration.monitoring_time_in_minutes
        ));
    }
    for trigger in configuration.triggers.iter().filter(|trigger| !ALARMS.contains(&trigger.kind.as_str())) {
        problems.push(format!("`rollbackConfiguration`: a trigger is an {}, not `{}`", ALARMS.join(" or an "), trigger.kind));
    }
}

/// Those that stand there again.
fn twice<T: Ord + Copy>(names: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
    let mut known = BTreeSet::new();
    names.into_iter().filter(move |name| !known.insert(*name))
}
