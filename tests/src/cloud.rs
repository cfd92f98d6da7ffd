//! An account of AWS to try the platform in: an emulator, a proxy in front of it, and somebody who has the platform's templates.

use crate::boto::Ask;
use crate::edited::Edited;
use crate::program::Account;
use crate::proxy::{Proxy, lacks};
use crate::python;
use crate::servers::{Emulator, Server};
use crate::substitutions;
use crate::workspace_root;
use serde_json::{Value, json};
use std::fs::create_dir_all;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// An emulator with everything around it.
pub struct Cloud {
    /// The emulator.
    pub server: Server,
    /// What stands before it.
    pub proxy: Proxy,
    /// Somebody whose calls go through the proxy.
    pub account: Account,
    /// Somebody whose calls do not, and are not counted.
    pub behind: Account,
    templates: TempDir,
}

impl Cloud {
    /// Starts both, and writes the templates as this emulator takes them.
    ///
    /// # Panics
    ///
    /// If one does not start, or the list of substitutions does not fit the platform.
    pub fn start(emulator: Emulator) -> Self {
        let server = Server::start(emulator);
        let proxy = Proxy::start(server.address(), lacks(emulator.name()));
        let (account, behind) = (Account::at(&proxy.url()), Account::at(&server.url()));
        let templates = tempfile::tempdir().unwrap_or_else(|error| panic!("cannot make a folder: {error}"));
        substitutions::write(emulator.name(), &server.url(), templates.path()).unwrap_or_else(|error| panic!("{error}"));
        let (lib, programs) = (workspace_root().join("lib"), account.home().join("bin"));
        // `python3` may be a script that looks for an interpreter each time, which takes longer than all that `docker` does.
        let python = python::emulators().canonicalize().unwrap_or_else(|error| panic!("there is no interpreter: {error}"));
        // What images are built from, and the `docker` that does it.
        let links = [
            (templates.path().join("functions"), lib.join("functions")),
            (templates.path().join("migrations"), lib.join("migrations")),
            (programs.join("docker"), workspace_root().join("tests/deployment/docker.py")),
            (programs.join("python3"), python),
        ];
        for (link, to) in links {
            let made = link.parent().map_or(Ok(()), create_dir_all).and_then(|()| symlink(to, &link));
            made.unwrap_or_else(|error| panic!("cannot make {}: {error}", link.display()));
        }
        Self { server, proxy, account, behind, templates }
    }

    /// The folder of the templates and their description.
    pub fn templates(&self) -> &Path {
        self.templates.path()
    }

    /// Changes a template in the folder, and the addresses in those above it.
    ///
    /// # Panics
    ///
    /// If there is none of that name, or the folder cannot be written.
    pub fn edit(&self, name: &str, change: impl FnOnce(&mut Value)) {
        let mut templates = Edited::read(self.templates());
        change(templates.template(name));
        templates.write(self.templates()).unwrap_or_else(|error| panic!("cannot write the templates: {error}"));
    }

    /// Gives the stack set's region that is not home another window for its gate than the set has.
    ///
    /// # Panics
    ///
    /// If the stack set gives that region nothing of its own, or the folder cannot be written.
    pub fn override_the_window(&self, seconds: &str) {
        self.edit("stack-set", |template| {
            let overrides = &mut template["Resources"]["Platform"]["Properties"]["StackInstancesGroup"][1]["ParameterOverrides"];
            let overrides = overrides.as_array_mut().expect("the second group has overrides");
            overrides.retain(|one| one["ParameterKey"] != "GateWindowSeconds");
            overrides.push(json!({ "ParameterKey": "GateWindowSeconds", "ParameterValue": seconds }));
        });
    }

    /// A verb of the platform's command line on these templates, as [`Account::tapstack`].
    ///
    /// # Panics
    ///
    /// If the command line cannot be built.
    pub fn verb(&self, verb: &str, arguments: &[&str]) -> Command {
        let mut command = self.account.tapstack();
        command.arg(verb).arg("--templates").arg(self.templates()).args(arguments);
        command.env("TAP_TEST_ECR", self.server.url());
        command
    }

    /// The answer to a call that must succeed, past the proxy.
    ///
    /// # Panics
    ///
    /// If it does not.
    pub fn asked(&self, ask: Ask) -> Value {
        let shown = format!("{ask:?}");
        self.behind.ask(&[ask]).remove(0).unwrap_or_else(|error| panic!("{shown}: {error:?}"))
    }
}
