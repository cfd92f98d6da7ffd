//! The generated packages: an app of many topics, and one that only depends on the library.

use std::path::PathBuf;
use std::{fs, io};

use tap_tests::package;

use crate::cargo;

/// AWS's limit of resources in one stack, and so the size of each stack here.
const STACK: usize = 500;
/// Outputs of each stack, if stacks use each other's.
const OUTPUTS: usize = 10;

/// What an app is made of.
pub struct Shape {
    /// Name of the package and of its program.
    pub name: &'static str,
    /// Number of stacks, of [`STACK`] resources each.
    pub stacks: usize,
    /// Each topic refers to the topics this far before it in its stack.
    pub distances: &'static [usize],
    /// Number of uses that stacks make of the outputs of earlier ones.
    pub crossings: usize,
}

impl Shape {
    /// Number of resources, without the nested stacks themselves.
    pub const fn resources(&self) -> usize {
        self.stacks * STACK
    }

    /// Number of references between the resources of a stack, in all stacks.
    pub fn references(&self) -> usize {
        self.distances.iter().map(|distance| STACK - distance).sum::<usize>() * self.stacks
    }
}

/// A generated app on disk.
pub struct App {
    pub shape: &'static Shape,
    /// Folder of the package.
    pub folder: PathBuf,
}

impl App {
    /// Writes the package: a library with a module for each stack, and a program that links it.
    pub fn write(shape: &'static Shape) -> io::Result<Self> {
        let app = Self { shape, folder: write_package(shape.name, &["tap-core", "tap-cli"])? };
        fs::write(app.source("lib"), library(shape.stacks))?;
        let main = "fn main() -> std::process::ExitCode {\n    tap_cli::run()\n}\n";
        let library = shape.name.replace('-', "_");
        fs::write(app.source("main"), format!("use {library} as _;\n\n{main}"))?;
        for stack in 0..shape.stacks {
            fs::write(app.source(&format!("s{stack}")), stack_module(shape, stack, 0))?;
        }
        Ok(app)
    }

    /// Changes one literal of one resource; each `revision` gives another.
    pub fn edit(&self, revision: usize) -> io::Result<()> {
        fs::write(self.source("s0"), stack_module(self.shape, 0, revision))
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

fn write_package(name: &str, dependencies: &[&str]) -> io::Result<PathBuf> {
    let folder = cargo::folder().join(name);
    package::write(&folder, name, dependencies)?;
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

fn stack_module(shape: &Shape, stack: usize, revision: usize) -> String {
    // The edited literal stands in the middle of the stack.
    let value = |index| if index == STACK / 2 { revision } else { 0 };
    let topics: String = (0..STACK).map(|i| topic(shape, stack, i, value(i))).collect();
    let fields: String = (0..STACK).map(|i| format!("    r{i}: R{i},\n")).collect();
    let (outputs, option) = match shape.crossings {
        0 => (String::new(), String::new()),
        _ => (outputs(stack), format!(", outputs = Outputs{stack}")),
    };
    format!(
        r#"use tap_core::prelude::*;

use crate::Environment;

{topics}{outputs}#[derive(Stack)]
#[stack(name = "topics-{stack}", parameters = [Environment]{option})]
pub struct Topics{stack} {{
{fields}}}
"#
    )
}

/// The outputs of a stack: names of topics all over it.
fn outputs(stack: usize) -> String {
    let output = |i| format!("    #[output(GetAtt(R{}.TopicName))]\n    pub o{i}: String,\n", i * STACK / OUTPUTS);
    let outputs: String = (0..OUTPUTS).map(output).collect();
    format!("#[derive(Outputs)]\npub struct Outputs{stack} {{\n{outputs}}}\n\n")
}

/// What a topic uses of earlier stacks: the uses are dealt out to all stacks but the first, and in a stack to every other topic.
fn crossings(shape: &Shape, stack: usize, index: usize) -> impl Iterator<Item = String> {
    let users = shape.stacks - 1;
    let of_stack = move |crossing: &usize| 1 + crossing % users == stack && crossing / users * 2 == index;
    let crossings = (0..shape.crossings).filter(of_stack);
    crossings.map(move |i| format!(", Output(crate::s{0}::Outputs{0}::o{1})", i % stack, i % OUTPUTS))
}

/// One resource: a name, six literal properties, and its references.
fn topic(shape: &Shape, stack: usize, index: usize, value: usize) -> String {
    let earlier = shape.distances.iter().filter_map(|distance| index.checked_sub(*distance));
    let references = earlier.map(|earlier| format!(", GetAtt(R{earlier}.TopicName)"));
    let references: String = references.chain(crossings(shape, stack, index)).collect();
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
