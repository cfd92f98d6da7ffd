//! What stands on a terminal.

use super::super::kit::{Hands, KEY, START, begun, changed, creation, ended};
use super::super::{Event, Reporter};
use super::Bars;
use indicatif::{InMemoryTerm, ProgressDrawTarget};
use tap_schema::STACK;

/// Bars on a terminal of so many columns.
struct Screen {
    bars: Bars,
    terminal: InMemoryTerm,
    hands: Hands,
}

impl Screen {
    fn new(columns: u16) -> Self {
        let (terminal, hands) = (InMemoryTerm::new(20, columns), Hands::new());
        let bars = Bars::new(ProgressDrawTarget::term_like(Box::new(terminal.clone())), hands.clock(), Some(900));
        Screen { bars, terminal, hands }
    }

    fn tell(&mut self, after: u32, event: &Event) {
        self.hands.turn(after);
        self.bars.tell(event);
    }

    fn tick(&mut self, after: u32) {
        self.hands.turn(after);
        self.bars.tick();
    }

    #[track_caller]
    fn shows(&self, wanted: &[&str]) {
        let contents = self.terminal.contents();
        assert_eq!(contents.lines().map(str::trim_end).collect::<Vec<_>>(), wanted, "\n{contents}");
    }
}

fn at_work(columns: u16) -> Screen {
    let mut screen = Screen::new(columns);
    screen.tell(0, &begun(Some(creation()), 0));
    screen.tell(0, &changed(0, "", STACK, "CREATE_IN_PROGRESS", None));
    screen.tell(0, &changed(0, "Network", STACK, "CREATE_IN_PROGRESS", None));
    screen.tell(2, &changed(2, "Network/Slow", KEY, "CREATE_IN_PROGRESS", None));
    screen
}

#[test]
fn a_bar_for_the_root_and_one_for_what_is_at_work_in_it() {
    let mut screen = at_work(100);
    screen.tick(109);
    screen.shows(&[
        "eu-west-1 tap-dev  [==========>         ]  1:49 of 3:34, budget 15:00  Network/Slow  0 of 5 done",
        "  Network          [================>   ]  1:49 of 2:12  Slow  0 of 2 done",
    ]);
    screen.tell(124, &changed(124, "Network/Slow", KEY, "CREATE_COMPLETE", None));
    screen.tell(125, &changed(125, "Network/Vpc", "AWS::EC2::VPC", "CREATE_COMPLETE", None));
    screen.tell(134, &changed(134, "Network", STACK, "CREATE_COMPLETE", None));
    screen.tell(135, &changed(135, "Data", STACK, "CREATE_IN_PROGRESS", None));
    screen.shows(&[
        "eu-west-1 tap-dev  [============>       ]  2:15 of 3:34, budget 15:00  Data  2 of 5 done",
        "  Data             [                    ]  0:00 of 1:22  0 of 2 done",
    ]);
    screen.tell(220, &ended("CREATE_COMPLETE", 220));
    screen.shows(&["eu-west-1  3:40  tap-dev  CREATE_COMPLETE"]);
}

#[test]
fn failures_stand_above_the_bars_with_their_reason() {
    let mut screen = at_work(120);
    screen.tell(30, &changed(30, "Network/Slow", KEY, "CREATE_FAILED", Some("not\u{1b}[2J allowed")));
    screen.tell(30, &changed(30, "Network/Vpc", "AWS::EC2::VPC", "CREATE_FAILED", Some("Resource creation cancelled")));
    screen.tell(31, &changed(31, "", STACK, "ROLLBACK_IN_PROGRESS", None));
    screen.tell(32, &changed(32, "Network", STACK, "DELETE_IN_PROGRESS", None));
    screen.shows(&[
        "eu-west-1  0:30  tap-dev/Network/Slow (AWS::KMS::Key)  CREATE_FAILED: not\\u{1b}[2J allowed",
        "eu-west-1 tap-dev  0:32 of 3:34, budget 15:00  rolling back  0 done, 1 failed",
        "  Network          0:32 of 2:12  0 done, 1 failed",
    ]);
}

#[test]
fn both_regions_have_their_bars_and_lines_go_above() {
    let mut screen = Screen::new(90);
    for (region, stack) in [("us-east-1", "StackSet-tap-dev-0b1c2d3e-4f50-6172"), ("eu-west-1", "StackSet-tap-dev-1a")] {
        screen.tell(0, &Event::Begun { region: region.into(), stack: stack.into(), plan: Some(creation()), elapsed: 60 });
    }
    screen.tell(1, &Event::Said { region: "us-east-1".into(), text: "the operation runs".into() });
    screen.shows(&[
        "us-east-1  the operation runs",
        "us-east-1 StackSet-tap-dev-0b1c2d…  [                    ]  1:01 of 3:34, budget 15:00  0",
        "eu-west-1 StackSet-tap-dev-1a       [                    ]  1:01 of 3:34, budget 15:00  0",
    ]);
}

#[test]
fn over_the_budget_is_said_and_without_a_plan_there_is_no_bar() {
    let mut screen = Screen::new(100);
    screen.tell(0, &begun(None, 0));
    screen.tell(1, &changed(1, "Topic", "AWS::SNS::Topic", "CREATE_COMPLETE", None));
    screen.tick(901);
    screen.shows(&["eu-west-1 tap-dev  15:01, over the budget of 15:00  1 done"]);
}

#[test]
fn a_question_has_the_terminal_to_itself() {
    let mut screen = at_work(100);
    screen.bars.pause();
    screen.shows(&[]);
    screen.tick(10);
    assert_eq!(screen.terminal.contents().lines().count(), 2);
}

#[test]
fn a_nested_stack_that_begins_again_takes_another_place() {
    let mut screen = at_work(100);
    screen.tell(20, &changed(20, "Data", STACK, "CREATE_IN_PROGRESS", None));
    let names = |screen: &Screen| -> Vec<String> {
        let contents = screen.terminal.contents();
        contents.lines().map(|line| line.split("  [").next().unwrap_or_default().trim().to_string()).collect()
    };
    assert_eq!(names(&screen), ["eu-west-1 tap-dev", "Network", "Data"]);
    let other = begun(Some(creation()), 0);
    screen.tell(30, &other);
    screen.tell(31, &changed(31, "Data", STACK, "CREATE_IN_PROGRESS", None));
    screen.tell(32, &changed(32, "Network", STACK, "CREATE_IN_PROGRESS", None));
    assert_eq!(names(&screen), ["eu-west-1 tap-dev", "Data", "Network"]);
    // Without a draw in between, both are there in the other order.
    screen.bars.course.tell(&other, START + 40.0);
    screen.bars.course.tell(&changed(41, "Network", STACK, "CREATE_IN_PROGRESS", None), START + 41.0);
    screen.bars.course.tell(&changed(42, "Data", STACK, "CREATE_IN_PROGRESS", None), START + 42.0);
    screen.tick(43);
    assert_eq!(names(&screen), ["eu-west-1 tap-dev", "Network", "Data"]);
}

#[test]
fn sentences_need_no_bars() {
    let mut screen = Screen::new(60);
    for text in ["put the secure parameter /tap/dev", "put the template\u{7} s3://artifacts/inner.json", "made the change set"] {
        screen.tell(0, &Event::Said { region: "eu-west-1".into(), text: text.into() });
        screen.tick(1);
    }
    screen.shows(&[
        "eu-west-1  put the secure parameter /tap/dev",
        "eu-west-1  put the template\\u{7} s3://artifacts/inner.json",
        "eu-west-1  made the change set",
    ]);
}
