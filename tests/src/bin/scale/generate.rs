//! The generated packages: an app of many topics, and one that only depends on the library.

use std::path::PathBuf;
use std::{fs, io};

use tap_tests::workspace_root;

use crate::cargo;

/// AWS's limit of resources in one stack, and so the size of each stack here.
const STACK: usize = 500;
/// Each topic refers to the topics this far before it in its stack.
const DISTANCES: [usize; 3] = [1, 7, 31];

/// A generated app on disk.
pub struct App {
    /// Number of resources, without the nested stacks themselves.
    pub resources: usize,
    /// Name of the package and of its program.
    pub name: String,
    /// Folder of the package.
    pub folder: PathBuf,
}

impl App {
    /// Writes the package: a library with a module for each stack, and a program that links it.
    pub fn write(resources: usize) -> io::Result<Self> {
        let name = format!("scale-{resources}");
        let app = Self { resources, folder: write_package(&name, &["tap-core", "tap-cli"])?, name };
        fs::write(app.source("lib"), library(resources / STACK))?;
        let main = "fn main() -> std::process::ExitCode {\n    tap_cli::run()\n}\n";
        fs::write(app.source("main"), format!("use scale_{resources} as _;\n\n{main}"))?;
        for stack in 0..resources / STACK {
            fs::write(app.source(&format!("s{stack}")), stack_module(stack, 0))?;
        }
        Ok(app)
    }

    /// Changes one literal of one resource; each `revision` gives another.
    pub fn edit(&self, revision: usize) -> io::Result<()> {
        fs::write(self.source("s0"), stack_module(0, revision))
    }

    fn source(&self, module: &str) -> PathBuf {
        self.folder.join("src").join(module).with_extension("rs")
    }
}

/// Writes a package that depends on `tap-core` and has nothing of its own.
pub fn write_dependent(name: &str) -> io::Result<PathBuf> {
    let folder = write_package(name, &["tap-core"])?;
    fs::write(folder.join("src/lib.rs"), "pub use tap_core::prelude::*;\n")?;
    Ok(folder)
}

/// A package outside the workspace, with the workspace's versions of everything.
fn write_package(name: &str, dependencies: &[&str]) -> io::Result<PathBuf> {
    let folder = cargo::folder().join(name);
    let mut manifest = format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n");
    for dependency in dependencies {
        let path = workspace_root().join(dependency);
        manifest += &format!("{dependency} = {{ path = {path:?} }}\n");
    }
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), manifest)?;
    let lock = "Cargo.lock";
    fs::copy(workspace_root().join(lock), folder.join(lock))?;
    Ok(folder)
}

fn library(stacks: usize) -> String {
    let modules: String = (0..stacks).map(|i| format!("pub mod s{i};\n")).collect();
    let nested: String = (0..stacks).map(|i| format!("    #[stack(nested)] topics_{i}: s{i}::Topics{i},\n")).collect();
    format!(
        r#"{modules}
use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Environment {{
    /// Suffix of every physical name in the deployment.
    #[parameter(name = "EnvironmentSuffix", default = "dev")]
    pub suffix: String,
}}

#[derive(Stack)]
#[stack(name = "scale", parameters = [Environment])]
pub struct Root {{
{nested}}}

#[derive(App)]
#[app(regions = ["us-east-1", "eu-west-1"])]
pub struct Scale {{
    root: Root,
}}
"#
    )
}

fn stack_module(stack: usize, revision: usize) -> String {
    // The edited literal stands in the middle of the stack.
    let value = |index| if index == STACK / 2 { revision } else { 0 };
    let topics: String = (0..STACK).map(|i| topic(stack, i, value(i))).collect();
    let fields: String = (0..STACK).map(|i| format!("    r{i}: R{i},\n")).collect();
    format!(
        r#"use tap_core::prelude::*;

use crate::Environment;

{topics}#[derive(Stack)]
#[stack(name = "topics-{stack}", parameters = [Environment])]
pub struct Topics{stack} {{
{fields}}}
"#
    )
}

/// One resource: a name, six literal properties, and up to three references.
fn topic(stack: usize, index: usize, value: usize) -> String {
    let references: String = DISTANCES
        .iter()
        .filter_map(|distance| index.checked_sub(*distance))
        .map(|earlier| format!(", GetAtt(R{earlier}.TopicName)"))
        .collect();
    format!(
        r#"#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties {{
    TopicName: Sub("t{stack}-{index}-${{Environment::suffix}}"),
    DisplayName: Join("-", ["x"{references}]),
    SignatureVersion: "2",
    TracingConfig: "Active",
    KmsMasterKeyId: "alias/aws/sns",
    FifoTopic: false,
    ContentBasedDeduplication: false,
    Tags: [{{ Key: "a", Value: "v{value}" }}, {{ Key: "b", Value: "w" }}],
}}]
pub struct R{index};

"#
    )
}
