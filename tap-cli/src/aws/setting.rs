//! What a verb works on: templates, their description, parameters, and an account.

use super::Options;
use super::description::{Description, StackStep};
use super::failure::{Failure, no_region};
use super::fingerprint::Fingerprint;
use super::session::Session;
use crate::input::{choose, known_region};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tap_core::document::{Document, TemplateSet};
use tap_core::evaluate::Given;
use tap_core::plan::Estimates;

/// Everything that is known before anything is asked of AWS but who asks.
pub struct Setting {
    /// The app, or the folder of templates.
    pub name: String,
    pub set: TemplateSet,
    pub description: Description,
    /// Values that the user gives, by parameter.
    pub given: Given,
    pub session: Session,
    /// How long operations take.
    pub estimates: Estimates,
    /// Seconds that a deployment may take, if the app says so.
    pub budget: Option<u32>,
}

/// A stack as it shall be.
#[derive(Clone, Debug)]
pub struct Target {
    /// The name of its template in the set.
    pub template: String,
    /// Its name at AWS.
    pub name: String,
    pub region: String,
    /// Values of its parameters; what is not here keeps its value at AWS, or has its default.
    pub given: Given,
    pub tags: BTreeMap<String, String>,
    pub capabilities: Vec<String>,
}

impl Setting {
    /// Reads the templates and their description, then finds the account.
    ///
    /// # Errors
    ///
    /// Templates, description or parameters that are wrong; no credentials, no region, no way to AWS.
    pub async fn open(options: &Options, app: Option<&str>) -> Result<Self, Failure> {
        options.connection.region.as_deref().map_or(Ok(()), known_region)?;
        let (name, set) = options.templates.set(app)?;
        let (estimates, budget) = match &options.templates.templates {
            Some(_) => (Estimates::default(), None),
            None => {
                let app = choose(app)?;
                (Estimates::of_app(app), app.deploy_budget)
            }
        };
        let folder = match &options.templates.templates {
            Some(path) if path.is_dir() => path.clone(),
            Some(path) => path.parent().unwrap_or(Path::new("")).to_path_buf(),
            None => PathBuf::from("lib"),
        };
        let beside = folder.join("deployment.json");
        let description = match &options.deployment {
            Some(file) => Description::read(file, &set)?,
            None if beside.is_file() => Description::read(&beside, &set)?,
            None => Description::of_roots(&name, &set, &folder),
        };
        if options.templates.templates.is_none() && description.app != name {
            return Err(format!(
                "the description is of the app `{}`, not of `{name}`\nhelp: name another with --deployment FILE",
                description.app
            )
            .into());
        }
        let given = options.parameters.given()?;
        for (parameter, _) in given.iter() {
            if !set.documents().any(|document| document.parameters.contains_key(parameter)) {
                let known = set.documents().flat_map(|document| document.parameters.keys().map(String::as_str));
                let help = tap_schema::name::help(parameter, known);
                return Err(format!("no template has a parameter `{parameter}`{help}").into());
            }
        }
        let session = Session::open(&options.connection, description.home()).await?;
        let mut setting = Setting { name, set, description, given, session, estimates, budget };
        setting.follow()?;
        Ok(setting)
    }

    /// Gives the parameters whose values follow from others, and that the user does not give.
    fn follow(&mut self) -> Result<(), Failure> {
        let mut following = Vec::new();
        for (name, text) in &self.description.parameters {
            if self.given.get(name).is_none() {
                following.push((name.clone(), self.expand(text, "")?));
            }
        }
        following.iter().for_each(|(name, value)| self.given.set(name, value));
        Ok(())
    }

    /// The region of what an account has once.
    pub fn home(&self) -> Result<String, Failure> {
        let home = self.description.home().or(self.session.region.as_deref());
        home.map(str::to_string).ok_or_else(no_region)
    }

    /// The regions of the bootstrap and of stack sets.
    pub fn regions(&self) -> Result<Vec<String>, Failure> {
        if self.description.regions.is_empty() { Ok(vec![self.home()?]) } else { Ok(self.description.regions.clone()) }
    }

    /// The template of that name; descriptions are checked, so it is there.
    pub fn document(&self, name: &str) -> Result<&Document, Failure> {
        self.set.document(name).ok_or_else(|| Failure::from(format!("there is no template `{name}`")))
    }

    /// The value of a parameter: the one that is given, or the default of the first template that has one.
    pub fn value(&self, parameter: &str) -> Option<String> {
        if let Some(given) = self.given.get(parameter) {
            return given.clone();
        }
        self.set.documents().find_map(|document| document.parameters.get(parameter)?.default.clone())
    }

    /// A text of the description with `${…}` filled in, as it is in a region.
    ///
    /// # Errors
    ///
    /// A parameter that has no value.
    pub fn expand(&self, text: &str, region: &str) -> Result<String, Failure> {
        let mut expanded = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}').ok_or_else(|| Failure::from(format!("`{text}`: a `${{` is not closed")))?;
            let value = match name {
                "AWS::AccountId" => Some(self.session.account.clone()),
                "AWS::Region" => Some(region.to_string()),
                parameter => self.value(parameter),
            };
            let value = value.ok_or_else(|| {
                Failure::from(format!("`{text}`: `{name}` has no value\nhelp: give one with --parameter {name}=VALUE"))
            })?;
            expanded.push_str(before);
            expanded.push_str(&value);
            rest = after;
        }
        Ok(expanded + rest)
    }

    /// The tags of everything, as they are in a region.
    ///
    /// # Errors
    ///
    /// A parameter that has no value.
    pub fn tags(&self, region: &str) -> Result<BTreeMap<String, String>, Failure> {
        let tags = self.description.tags.iter();
        tags.map(|(key, value)| Ok((key.clone(), self.expand(value, region)?))).collect()
    }

    /// What a step deploys in a region: with these values, and those of the user that count more. Neither need all be for its template.
    ///
    /// # Errors
    ///
    /// A parameter in its name or in tags that has no value.
    pub fn target(&self, step: &StackStep, region: &str, values: &Given) -> Result<Target, Failure> {
        let document = self.document(&step.stack)?;
        let all = values.iter().chain(self.given.iter());
        let own = all.filter(|(name, _)| document.parameters.contains_key(*name));
        Ok(Target {
            template: step.stack.clone(),
            name: self.expand(&step.name, region)?,
            region: region.to_string(),
            given: own.filter_map(|(name, value)| Some((name, value?))).collect(),
            tags: self.tags(region)?,
            capabilities: self.description.capabilities.clone(),
        })
    }

    /// What tells this deployment from others: the same templates, values and tags give the same.
    pub fn deployment_id(&self, values: &Given) -> String {
        let mut id = Fingerprint::default();
        for document in self.set.documents() {
            id.add(document.name());
            id.add(document.source.text());
        }
        // It will be seen, so it does not follow from what must not be.
        let is_secret = |name: &str| {
            let mut parameters = self.set.documents().filter_map(|document| document.parameters.get(name));
            parameters.any(|parameter| parameter.no_echo)
        };
        for (name, value) in values.iter().chain(self.given.iter()).filter(|(name, _)| !is_secret(name)) {
            id.add(name);
            id.add(value.unwrap_or_default());
        }
        for (key, value) in &self.description.tags {
            id.add(key);
            id.add(value);
        }
        id.text()
    }
}
