//! `graph`: what needs what.

use super::scene::{CYCLE, argument, file, names, scratch};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use tap_core::document::TemplateSet;
use tap_core::graph::Graph;
use tap_tests::program::{Said, tap, tapstack};
use tap_tests::workspace_root;

fn graph(arguments: &[&str]) -> Said {
    Said::by(tap().args(["graph", "--templates"]).args(arguments))
}

/// How each format begins, and the ending of its files.
const FORMATS: [(&str, &str, &str); 4] = [
    ("mermaid", "%% lib\nflowchart", "mmd"),
    ("dot", "digraph", "dot"),
    ("svg", "<svg", "svg"),
    ("html", "<!doctype html>", "html"),
];

#[test]
fn each_format_is_printed_or_written_the_same() {
    let folder = scratch("formats");
    for (format, start, ending) in FORMATS {
        let printed = graph(&["lib", "--format", format]).ended(0);
        assert!(printed.starts_with(start), "{format}: {}", &printed[..printed.len().min(200)]);
        // The ending of the file says the format as well.
        let out = argument(&folder.join(format!("graph.{ending}")));
        let said = graph(&["lib", "--out", &out]).ended(0);
        assert_eq!(said, format!("wrote 9 stacks and 107 resources to {out}\n"));
        assert_eq!(fs::read_to_string(&out).expect("it is written"), printed, "{format}");
        // What is asked for goes before what the ending says.
        graph(&["lib", "--out", &out, "--format", "dot"]).ended(0);
        assert!(fs::read_to_string(&out).expect("it is written").starts_with("digraph"), "{format}");
    }
    assert_eq!(names(&folder), ["graph.dot", "graph.html", "graph.mmd", "graph.svg"]);
}

/// Takes the seconds out of an object, and says those of one resource.
fn seconds(object: &mut Value, path: &str) -> u64 {
    let mut found = None;
    for resource in object["resources"].as_array_mut().expect("a list") {
        let seconds = resource["seconds"].take().as_u64().expect("seconds");
        if resource["path"] == path {
            found = Some(seconds);
        }
    }
    found.unwrap_or_else(|| panic!("there is no {path}"))
}

#[test]
fn an_app_and_its_emission_have_the_same_graph() {
    let (mut own, mut emitted) = (Said::by(tapstack().args(["graph", "--json"])).json(0), graph(&["lib", "--json"]).json(0));
    assert_eq!((&own["name"], &emitted["name"]), (&json!("transaction-platform"), &json!("lib")));
    own["name"] = emitted["name"].clone();
    // What the app estimates of itself is not in its templates.
    assert_eq!(
        [seconds(&mut own, "TapStack/Database/AuroraWriter"), seconds(&mut emitted, "TapStack/Database/AuroraWriter")],
        [420, 595]
    );
    assert!(own == emitted, "{own}\n{emitted}");
}

#[test]
fn one_stack_is_shown_with_what_is_in_it() {
    let text = graph(&["lib", "--stack", "TapStack/Network"]).ended(0);
    assert!(text.contains("\"PrivateVpc<br/>AWS::EC2::VPC\"") && !text.contains("AWS::RDS"), "{text}");
    let object = graph(&["lib", "--stack", "TapStack/Network", "--json"]).json(0);
    assert_eq!(object["stacks"], json!([{ "path": "TapStack/Network", "template": "network-stack" }]));
    let resources = object["resources"].as_array().expect("a list");
    assert_eq!(resources.len(), 32);
    assert!(resources.iter().all(|resource| resource["stack"] == "TapStack/Network"));

    let message = graph(&["lib", "--stack", "TapStack/Netwrk"]).refused(1);
    let start = "error: there is no stack `TapStack/Netwrk`\nhelp: did you mean `TapStack/Network`?\nhelp: the stacks are registry-stack, TapStack, ";
    assert!(message.starts_with(start), "{message}");
}

#[test]
fn stacks_alone_are_shown() {
    for (format, _, _) in FORMATS.iter().filter(|(format, _, _)| *format != "html") {
        let text = graph(&["lib", "--stacks", "--format", format]).ended(0);
        for stack in
            ["TapStack", "Compute", "Database", "Network", "Release", "Storage", "registry-stack", "retention-stack", "stack-set"]
        {
            assert!(text.contains(stack), "{format}: {stack}");
        }
        assert!(!text.contains("AWS::"), "{format}: {text}");
    }
}

#[test]
fn the_object_is_the_whole_graph() {
    let mut object = graph(&["lib", "--json"]).json(0);
    // By default that one does not exist.
    assert_eq!(seconds(&mut object.clone(), "TapStack/Database/AuroraMonitoringRole"), 0);
    assert_eq!(seconds(&mut object, "TapStack/Network/PrivateVpc"), 12);
    let set = TemplateSet::read(&workspace_root().join("lib")).expect("templates");
    let graph = Graph::of_templates("lib", &set).expect("a graph");
    let list = |name: &str| object[name].as_array().unwrap_or_else(|| panic!("no {name}")).clone();
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}")).to_string();
    let edges: BTreeSet<_> =
        graph.edges.iter().map(|edge| (graph.path_of(edge.from), graph.path_of(edge.to), edge.label())).collect();
    let said: BTreeSet<_> =
        list("dependencies").iter().map(|edge| (text(edge, "from"), text(edge, "to"), text(edge, "reason"))).collect();
    assert_eq!(said, edges);
    for (number, resource) in list("resources").iter().enumerate() {
        let node = &graph.nodes[number];
        let wanted = json!({
            "path": graph.path_of(number), "logicalId": node.id, "type": node.kind, "stack": graph.stacks[node.stack].path,
            "condition": node.condition, "seconds": null,
        });
        assert_eq!(*resource, wanted);
    }
    assert_eq!((list("resources").len(), list("stacks").len()), (graph.nodes.len(), graph.stacks.len()));
    assert_eq!(object["cycles"], json!([]));
}

#[test]
fn a_cycle_is_said_and_drawn_and_sets_the_exit_code() {
    let folder = scratch("cycle");
    let template = file(&folder, "loop.yaml", CYCLE);
    let cycle = "error: circular dependency:\nloop/First needs loop/Second (DependsOn)\nloop/Second needs loop/First (QueueName: GetAtt)\n";
    let said = graph(&[&template]);
    assert_eq!((said.code, said.err.as_str()), (Some(1), cycle));
    assert!(said.out.contains("class n0,n1 cycle"), "{}", said.out);

    let out = argument(&folder.join("loop.svg"));
    let written = graph(&[&template, "--out", &out]);
    assert_eq!((written.code, written.err.as_str()), (Some(1), cycle));
    assert_eq!(written.out, format!("wrote 1 stack and 2 resources to {out}\n"));
    assert!(fs::read_to_string(&out).expect("it is written").contains("cycle"));

    let said = graph(&[&template, "--json", "--out", &out]);
    assert_eq!(said.err, "", "the object says it");
    let steps = json!([[
        { "path": "loop/First", "needsNextBy": "DependsOn" },
        { "path": "loop/Second", "needsNextBy": "QueueName: GetAtt" },
    ]]);
    assert_eq!(said.json(1)["cycles"], steps);
}

#[test]
fn an_object_and_a_file_are_written_at_once() {
    let out = argument(&scratch("both").join("graph.html"));
    let object = graph(&["lib", "--json", "--out", &out]).json(0);
    assert_eq!(object["resources"].as_array().map(Vec::len), Some(107));
    assert!(fs::read_to_string(&out).expect("it is written").starts_with("<!doctype html>"));
}

#[test]
fn what_cannot_be_read_is_said_with_its_place() {
    let folder = scratch("wrong");
    let empty = folder.join("empty");
    fs::create_dir(&empty).expect("a folder");
    let cases = [
        (argument(&folder.join("nowhere")), "nowhere: cannot be read: "),
        (argument(&empty), "empty: there is no template in this folder"),
        (file(&folder, "bytes.yaml", [0x80, 0xff, 0]), "bytes.yaml: cannot be read: "),
        (file(&folder, "comma.json", "{\n  \"Resources\": {},\n}"), "comma.json:3:1: this is no JSON: trailing comma"),
        (file(&folder, "flow.yaml", "Resources:\n  A: { Type: AWS::SQS::Queue\n  B: 3\n"), "flow.yaml:3:4: this is no YAML: "),
        (
            file(&folder, "function.yaml", "Resources:\n  A: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sob x } }\n"),
            "function.yaml:2:56: unknown function `!Sob`",
        ),
        (file(&folder, "other.json", "{ \"name\": \"tap\" }"), "other.json:1:3: unknown section `name`"),
        (file(&folder, "nothing.yaml", ""), "nothing.yaml:1:1: there is nothing in this text"),
    ];
    for (path, wanted) in cases {
        let message = graph(&[&path]).refused(1);
        assert!(message.starts_with("error: ") && message.contains(wanted), "{path}: {message}");
    }
    let message = graph(&["lib", "--format", "png"]).refused(2);
    assert!(message.contains("possible values: mermaid, dot, svg, html"), "{message}");
    let message = Said::by(tap().arg("graph")).refused(1);
    assert!(message.contains("help: templates are named by --templates PATH"), "{message}");
}
