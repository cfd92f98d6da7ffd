//! What a machine reads.

use super::super::kit::{Hands, KEY, Paper, START, begun, changed, creation, ended};
use super::super::{Event, Reporter};
use super::Json;
use serde_json::{Value, json};

#[test]
fn every_event_is_an_object_on_a_line_of_its_own() {
    let (paper, hands) = (Paper::default(), Hands::new());
    let mut reporter = Json::new(paper.clone(), hands.clock(), Some(900));
    reporter.tell(&Event::Said { region: "eu-west-1".into(), text: "upload network.json".into() });
    reporter.tell(&begun(Some(creation()), 0));
    hands.turn(2);
    reporter.tell(&changed(2, "Network/Slow", KEY, "CREATE_IN_PROGRESS", None));
    hands.turn(30);
    reporter.tick();
    reporter.tell(&changed(30, "Network/Vpc", "AWS::EC2::VPC", "CREATE_FAILED", Some("no\u{1b}[2J \u{9b} VPC")));
    hands.turn(40);
    reporter.tell(&ended("ROLLBACK_COMPLETE", 40));
    let text = paper.text();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        lines,
        [
            json!({ "event": "said", "at": START, "region": "eu-west-1", "text": "upload network.json" }),
            json!({ "event": "begun", "at": START, "region": "eu-west-1", "stack": "tap-dev", "elapsed": 0, "estimated": 214, "budget": 900 }),
            json!({
                "event": "changed", "at": START + 2.0, "region": "eu-west-1", "stack": "tap-dev", "path": ["Network", "Slow"],
                "type": "AWS::KMS::Key", "status": "CREATE_IN_PROGRESS", "reason": null, "elapsed": 2, "critical": true,
                "failed": false, "cancelled": false, "share": 0.0, "left": 214, "current": "Network/Slow",
            }),
            json!({
                "event": "changed", "at": START + 30.0, "region": "eu-west-1", "stack": "tap-dev", "path": ["Network", "Vpc"],
                "type": "AWS::EC2::VPC", "status": "CREATE_FAILED", "reason": "no\u{1b}[2J \u{9b} VPC", "elapsed": 30, "critical": false,
                "failed": true, "cancelled": false, "share": null, "left": null, "current": null,
            }),
            json!({ "event": "ended", "at": START + 40.0, "region": "eu-west-1", "stack": "tap-dev", "status": "ROLLBACK_COMPLETE", "seconds": 40, "good": true }),
        ]
    );
    assert!(text.is_ascii(), "{text:?}");
    assert!(!text.contains('\u{1b}'), "{text:?}");
}

#[test]
fn what_ends_the_reader_does_not_end_the_deployment() {
    struct Closed;
    impl std::io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
    }
    let mut reporter = Json::new(Closed, Hands::new().clock(), None);
    reporter.tell(&begun(None, 0));
    reporter.tell(&ended("CREATE_COMPLETE", 1));
}
