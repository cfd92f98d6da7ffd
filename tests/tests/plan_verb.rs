//! `plan` as a user runs it.

use serde_json::Value;
use std::fs;
use std::process::{Command, Output};
use tap_tests::{target_dir, workspace_root};

fn plan(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--locked", "--package", "tap-examples", "--example", "tapstack", "--", "plan"])
        .args(arguments)
        .current_dir(workspace_root())
        .output()
        .expect("cargo starts")
}

fn printed(arguments: &[&str]) -> String {
    let output = plan(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn refused(arguments: &[&str]) -> String {
    let output = plan(arguments);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).expect("text")
}

#[test]
fn the_text_says_how_long_why_and_what_saves_the_time() {
    let text = printed(&["--stack", "TapStack"]);
    assert!(text.starts_with("transaction-platform in us-east-1\n\ncreate TapStack: 875 s (14 min 35 s)\n"), "{text}");
    for line in [
        "    420 s  TapStack/Database/AuroraWriter       AWS::RDS::DBInstance               the app's estimate",
        "    222 s  TapStack/Database/AuroraCluster      AWS::RDS::DBCluster                published average",
        "                      published averages  with the app's estimates",
        "nested stacks                     1168 s                     875 s",
        "one stack                         1073 s                     780 s",
        "one stack, chained                1835 s                    1568 s",
    ] {
        assert!(text.lines().any(|known| known == line), "{line}\n{text}");
    }
    assert!(text.contains("not waiting for what is not needed saves 788 s"), "{text}");
    assert!(text.contains("nesting by itself saves nothing"), "{text}");
    // Bars are as wide as a terminal that is not there.
    let bars: Vec<_> = text.lines().filter(|line| line.contains("##")).collect();
    assert!(bars.len() >= 5 && bars.iter().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn the_object_has_the_schedule_of_every_root() {
    let object: Value = serde_json::from_str(&printed(&["--json"])).expect("JSON");
    let roots = object["roots"].as_array().expect("roots");
    let seconds = |root: &str| roots.iter().find(|known| known["root"] == root).expect("the root")["seconds"].as_u64();
    assert_eq!((seconds("TapStack"), seconds("stack-set")), (Some(875), Some(892)));
    assert_eq!(roots.len(), 4);
    let tasks = roots.iter().find(|known| known["root"] == "TapStack").expect("the root")["tasks"].as_array().expect("tasks");
    let writer = tasks.iter().find(|task| task["path"] == "TapStack/Database/AuroraWriter").expect("the writer");
    assert_eq!((writer["seconds"].as_u64(), writer["basis"].as_str()), (Some(420), Some("the app's estimate")));
}

#[test]
fn an_update_is_planned_against_a_folder_with_its_monitoring_time() {
    let arguments = ["--against", "lib", "--stack", "TapStack", "--monitoring", "180"];
    let text =
        printed(&[&arguments[..], &["--previous", "DatabaseMaxCapacity=16", "--parameter", "DatabaseMaxCapacity=32"]].concat());
    assert!(text.contains("1 updated in place in 6 stacks"), "{text}");
    assert!(text.contains("then watched for 180 s (3 min 00 s)"), "{text}");
    assert!(text.contains("TapStack/Database/AuroraCluster"), "{text}");
}

#[test]
fn the_page_needs_nothing_else() {
    let file = target_dir().join("plan-timeline.html");
    printed(&["--html", file.to_str().expect("a path"), "--delete"]);
    let page = fs::read_to_string(&file).expect("the page");
    assert!(page.contains("Content-Security-Policy") && page.contains("default-src 'none'"));
    assert!(!page.contains("src=\"") && !page.contains("href="));
    let data = page.split("<script type=\"application/json\" id=\"data\">").nth(1).expect("the data");
    let data: Value = serde_json::from_str(data.split("</script>").next().expect("its end")).expect("JSON");
    assert_eq!(data["plans"].as_array().map(Vec::len), Some(4));
}

#[test]
fn what_is_asked_wrongly_is_refused() {
    assert!(refused(&["--stack", "Tap"]).contains("there is no stack `Tap`: choose one of TapStack, registry-stack"));
    assert!(refused(&["--region", "moon-1"]).contains("there is no region `moon-1`"));
    let message = refused(&["--parameter", "DatabaseReeder=true"]);
    assert!(message.contains("there is no parameter `DatabaseReeder`"), "{message}");
    let message = refused(&["--stack", "TapStack", "--parameter", "DatabaseReader=maybe"]);
    assert!(message.contains("has to be one of true, false"), "{message}");
    assert!(refused(&["--durations", "no-such-file.yaml"]).contains("no-such-file.yaml: cannot be read"));
    let file = target_dir().join("plan-durations.yaml");
    fs::write(&file, "TapStack/Database/Riter: { create: 3 }\n").expect("written");
    let message = refused(&["--durations", file.to_str().expect("a path")]);
    assert!(message.contains("no template has a resource `Riter`") && message.contains("did you mean"), "{message}");
    assert_eq!(plan(&["--monitoring", "3"]).status.code(), Some(2));
    assert_eq!(plan(&["--parameter", "nothing"]).status.code(), Some(2));
}
