//! What stands in a log.

use super::super::kit::{Hands, KEY, Paper, begun, changed, creation, ended, update};
use super::super::{Event, Reporter};
use super::Lines;
use tap_schema::STACK;

fn lines() -> (Lines<Paper>, Paper, Hands) {
    let (paper, hands) = (Paper::default(), Hands::new());
    (Lines::new(paper.clone(), hands.clock(), Some(900)), paper, hands)
}

#[test]
fn a_log_says_what_is_worth_a_line() {
    let (mut lines, paper, hands) = lines();
    let mut tell = |after: u32, event: &Event| {
        hands.turn(after);
        lines.tell(event);
    };
    tell(0, &Event::Said { region: "eu-west-1".into(), text: "upload network.json".into() });
    tell(0, &begun(Some(creation()), 0));
    tell(0, &changed(0, "", STACK, "CREATE_IN_PROGRESS", Some("User Initiated")));
    tell(1, &changed(1, "Network", STACK, "CREATE_IN_PROGRESS", None));
    tell(2, &changed(2, "Network/Slow", KEY, "CREATE_IN_PROGRESS", Some("")));
    tell(2, &changed(2, "Network/Vpc", "AWS::EC2::VPC", "CREATE_IN_PROGRESS", None));
    tell(3, &changed(3, "Network/Slow", KEY, "CREATE_IN_PROGRESS", Some("Resource creation Initiated")));
    tell(14, &changed(14, "Network/Vpc", "AWS::EC2::VPC", "CREATE_COMPLETE", None));
    tell(120, &changed(120, "Network/Slow", KEY, "CREATE_COMPLETE", None));
    tell(130, &changed(130, "Network", STACK, "CREATE_COMPLETE", None));
    tell(131, &changed(131, "Network", STACK, "CREATE_COMPLETE", None));
    tell(140, &changed(140, "Data/Jobs", "AWS::SQS::Queue", "CREATE_FAILED", Some("name is\u{1b}[31m taken\ntwice")));
    tell(141, &changed(141, "Data/Group", "AWS::EC2::SecurityGroup", "CREATE_FAILED", Some("Resource creation cancelled")));
    tell(142, &changed(142, "", STACK, "ROLLBACK_IN_PROGRESS", Some("The following resource(s) failed to create: [Data]")));
    tell(190, &ended("ROLLBACK_COMPLETE", 190));
    assert_eq!(
        paper.text(),
        "\
eu-west-1  upload network.json
eu-west-1  0:00  tap-dev  begun, planned to take 3:34, budget 15:00
eu-west-1  0:01  tap-dev/Network (AWS::CloudFormation::Stack)  CREATE_IN_PROGRESS
eu-west-1  0:02  tap-dev/Network/Slow (AWS::KMS::Key)  CREATE_IN_PROGRESS
eu-west-1  2:10  tap-dev/Network (AWS::CloudFormation::Stack)  CREATE_COMPLETE
eu-west-1  2:20  tap-dev/Data/Jobs (AWS::SQS::Queue)  CREATE_FAILED: name is\\u{1b}[31m taken\\ntwice
eu-west-1  2:21  tap-dev/Data/Group (AWS::EC2::SecurityGroup)  CREATE_FAILED: Resource creation cancelled
eu-west-1  2:22  tap-dev (AWS::CloudFormation::Stack)  ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [Data]
eu-west-1  3:10  tap-dev  ROLLBACK_COMPLETE
"
    );
}

#[test]
fn a_minute_of_silence_is_broken_once() {
    let (mut lines, paper, hands) = lines();
    lines.tell(&begun(Some(creation()), 0));
    lines.tell(&changed(0, "Network/Slow", KEY, "CREATE_IN_PROGRESS", None));
    for after in [10, 59, 60, 61, 119] {
        hands.turn(after);
        lines.tick();
    }
    let text = paper.text();
    let last: Vec<&str> = text.lines().skip(2).collect();
    assert_eq!(last, ["eu-west-1  tap-dev: 1:00 of 3:34, budget 15:00, 0 of 5 done, waiting for Network/Slow"]);
    hands.turn(960);
    lines.tick();
    assert!(
        paper
            .text()
            .ends_with("eu-west-1  tap-dev: 16:00 of 3:34, over the budget of 15:00, 0 of 5 done, waiting for Network/Slow\n")
    );
    lines.tell(&ended("CREATE_COMPLETE", 961));
    let before = paper.text();
    hands.turn(2000);
    lines.tick();
    assert_eq!(paper.text(), before);
}

#[test]
fn silence_is_broken_by_what_is_going_on() {
    let (mut lines, paper, hands) = lines();
    lines.tell(&begun(Some(update()), 0));
    for (path, kind) in
        [("Network", STACK), ("Network/Vpc", "AWS::EC2::VPC"), ("Data", STACK), ("Data/Group", "AWS::EC2::SecurityGroup")]
    {
        lines.tell(&changed(0, path, kind, "UPDATE_COMPLETE", None));
    }
    hands.turn(70);
    lines.tick();
    assert!(
        paper.text().ends_with("eu-west-1  tap-dev: 1:10 of 2:16, budget 15:00, 2 of 4 done, watching alarms\n"),
        "{}",
        paper.text()
    );
    lines.tell(&changed(80, "", STACK, "UPDATE_ROLLBACK_IN_PROGRESS", Some("an alarm is on")));
    hands.turn(170);
    lines.tick();
    assert!(paper.text().ends_with("eu-west-1  tap-dev: 2:50 of 2:16, budget 15:00, 2 done, rolling back\n"), "{}", paper.text());
}
