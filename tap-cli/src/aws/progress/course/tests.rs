//! How far a small deployment is, second by second.

use super::super::kit::{KEY, START, begun, changed, creation, deletion, ended, update};
use super::{Course, News, Outcome, Phase, View};
use crate::aws::progress::Event;
use tap_schema::STACK;

/// A course that is told things at the time they happen.
struct Story(Course);

impl Story {
    fn of(first: Event) -> Self {
        let mut course = Course::default();
        course.tell(&first, START);
        Story(course)
    }

    fn tell(&mut self, after: u32, path: &str, kind: &str, status: &str) -> News {
        self.because(after, path, kind, status, None)
    }

    fn because(&mut self, after: u32, path: &str, kind: &str, status: &str, reason: Option<&str>) -> News {
        self.0.tell(&changed(after, path, kind, status, reason), START + f64::from(after)).unwrap()
    }

    fn view(&self, path: &str, after: u32) -> View {
        self.0.runs()[0].view(path, START + f64::from(after))
    }

    fn left(&self, after: u32) -> Option<u32> {
        self.view("", after).left
    }

    fn current(&self, after: u32) -> Option<String> {
        self.view("", after).current
    }

    fn at_work(&self) -> Vec<&str> {
        self.0.runs()[0].at_work()
    }
}

/// A creation in which everything has begun that needs nothing.
fn created() -> Story {
    let mut story = Story::of(begun(Some(creation()), 0));
    story.tell(0, "", STACK, "CREATE_IN_PROGRESS");
    story.tell(0, "Network", STACK, "CREATE_IN_PROGRESS");
    story.tell(0, "Topic", "AWS::SNS::Topic", "CREATE_IN_PROGRESS");
    story.tell(2, "Network/Slow", KEY, "CREATE_IN_PROGRESS");
    story.tell(2, "Network/Vpc", "AWS::EC2::VPC", "CREATE_IN_PROGRESS");
    story
}

#[test]
fn before_anything_happens_all_is_left() {
    let view = Story::of(begun(Some(creation()), 0)).view("", 0);
    let wanted = View {
        phase: Phase::Working,
        elapsed: 0,
        estimated: Some(214),
        left: Some(214),
        share: Some(0.0),
        done: 0,
        planned: Some(5),
        failed: 0,
        current: None,
    };
    assert_eq!(view, wanted);
}

#[test]
fn the_first_unfinished_resource_of_the_critical_path_is_what_all_wait_for() {
    let mut story = created();
    assert_eq!(story.current(10).as_deref(), Some("Network/Slow"));
    story.tell(80, "Network/Slow", KEY, "CREATE_COMPLETE");
    // The next one, the queue, has not begun; the network has still to end.
    assert_eq!(story.current(80).as_deref(), Some("Network"));
    story.tell(81, "Network/Vpc", "AWS::EC2::VPC", "CREATE_COMPLETE");
    story.tell(90, "Network", STACK, "CREATE_COMPLETE");
    story.tell(91, "Data", STACK, "CREATE_IN_PROGRESS");
    story.tell(92, "Data/Jobs", "AWS::SQS::Queue", "CREATE_IN_PROGRESS");
    assert_eq!(story.current(93).as_deref(), Some("Data/Jobs"));
}

#[test]
fn what_is_off_the_critical_path_is_named_if_nothing_else_is_open() {
    let mut story = Story::of(begun(Some(creation()), 0));
    story.tell(1, "Topic", "AWS::SNS::Topic", "CREATE_IN_PROGRESS");
    assert_eq!(story.current(1).as_deref(), Some("Topic"));
}

#[test]
fn time_left_follows_what_has_begun_and_stands_still_when_it_is_late() {
    let story = created();
    // The key takes 122 s from its own beginning, then 10 s of the network, 72 s of the queue and 10 s of its stack.
    assert_eq!(story.left(2), Some(122 + 92));
    assert_eq!(story.left(62), Some(62 + 92));
    assert_eq!(story.view("", 62).share, Some(1.0 - 154.0 / 214.0));
    assert_eq!((story.left(124), story.left(500)), (Some(92), Some(92)));
    assert_eq!(story.view("", 500).elapsed, 500);
}

#[test]
fn what_is_done_early_shortens_the_rest() {
    let mut story = created();
    story.tell(40, "Network/Vpc", "AWS::EC2::VPC", "CREATE_COMPLETE");
    story.tell(40, "Network/Slow", KEY, "CREATE_COMPLETE");
    assert_eq!(story.left(40), Some(92));
    assert_eq!((story.view("", 40).done, story.view("", 40).planned), (2, Some(5)));
    story.tell(41, "Network", STACK, "CREATE_COMPLETE");
    assert_eq!(story.left(41), Some(82));
}

#[test]
fn nested_stacks_are_shown_while_they_are_at_work() {
    let mut story = created();
    assert_eq!(story.at_work(), ["Network"]);
    let view = story.view("Network", 63);
    assert_eq!((view.elapsed, view.estimated, view.left), (63, Some(132), Some(61 + 10)));
    assert_eq!((view.done, view.planned, view.current.as_deref()), (0, Some(2), Some("Network/Slow")));
    story.tell(90, "Network", STACK, "CREATE_COMPLETE");
    story.tell(91, "Data", STACK, "CREATE_IN_PROGRESS");
    assert_eq!(story.at_work(), ["Data"]);
    assert_eq!((story.view("Data", 101).elapsed, story.view("Data", 101).estimated), (10, Some(82)));
}

#[test]
fn news_say_what_matters() {
    let mut story = created();
    let news = story.tell(100, "Network/Slow", KEY, "CREATE_COMPLETE");
    assert_eq!(news, News { outcome: Outcome::Done, elapsed: 100, is_critical: true, is_nested: false, is_repeated: false });
    // AWS says `in progress` twice, and a nested stack says of itself what its parent says of it.
    assert!(story.tell(101, "Network/Slow", KEY, "CREATE_COMPLETE").is_repeated);
    let news = story.tell(110, "Network", STACK, "CREATE_COMPLETE");
    assert_eq!((news.is_nested, news.is_repeated), (true, false));
    assert!(!story.tell(111, "Topic", "AWS::SNS::Topic", "CREATE_COMPLETE").is_critical);
    assert!(!story.tell(112, "", STACK, "CREATE_COMPLETE").is_nested);
}

#[test]
fn an_older_event_is_news_but_changes_nothing() {
    let mut story = created();
    story.tell(50, "Network", STACK, "ROLLBACK_IN_PROGRESS");
    let late = changed(49, "Network", STACK, "CREATE_FAILED", Some("Slow"));
    let news = story.0.tell(&late, START + 51.0).unwrap();
    assert_eq!((news.outcome, news.elapsed, news.is_repeated), (Outcome::Failed, 49, false));
    assert_eq!(story.at_work(), ["Network"]);
}

#[test]
fn after_a_failure_nothing_is_promised() {
    let mut story = created();
    assert_eq!(story.because(30, "Network/Slow", KEY, "CREATE_FAILED", Some("denied")).outcome, Outcome::Failed);
    let reason = Some("Resource creation cancelled");
    assert_eq!(story.because(30, "Network/Vpc", "AWS::EC2::VPC", "CREATE_FAILED", reason).outcome, Outcome::Cancelled);
    story.because(31, "Network", STACK, "CREATE_FAILED", Some("The following resource(s) failed to create: [Slow]"));
    let view = story.view("", 32);
    assert_eq!((view.failed, view.left, view.share, view.current), (1, None, None, None));
    story.tell(33, "", STACK, "ROLLBACK_IN_PROGRESS");
    assert_eq!(story.view("", 34).phase, Phase::RollingBack);
    story.tell(35, "Topic", "AWS::SNS::Topic", "DELETE_COMPLETE");
    assert_eq!((story.view("", 35).done, story.view("", 35).failed), (1, 1));
}

#[test]
fn an_update_is_made_watched_and_cleaned_up() {
    let plan = update();
    assert_eq!((plan.ready, plan.seconds), (38, 38 + 60 + 38));
    let mut story = Story::of(begun(Some(plan), 0));
    story.tell(0, "", STACK, "UPDATE_IN_PROGRESS");
    for (path, kind) in
        [("Network", STACK), ("Network/Vpc", "AWS::EC2::VPC"), ("Data", STACK), ("Data/Group", "AWS::EC2::SecurityGroup")]
    {
        story.tell(1, path, kind, "UPDATE_IN_PROGRESS");
    }
    assert_eq!((story.left(1), story.view("", 1).phase), (Some(136), Phase::Working));
    for (path, kind) in
        [("Network/Vpc", "AWS::EC2::VPC"), ("Network", STACK), ("Data/Group", "AWS::EC2::SecurityGroup"), ("Data", STACK)]
    {
        story.tell(20, path, kind, "UPDATE_COMPLETE");
    }
    // Both made, none of the old ones deleted.
    let view = story.view("", 50);
    assert_eq!((view.phase, view.left, view.done, view.planned), (Phase::Watching, Some(30 + 38), 2, Some(4)));
    assert_eq!(story.left(300), Some(38));
    story.tell(81, "", STACK, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
    story.tell(81, "Data", STACK, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
    story.tell(82, "Data/Group", "AWS::EC2::SecurityGroup", "DELETE_IN_PROGRESS");
    let view = story.view("", 85);
    assert_eq!((view.phase, view.left, view.current.as_deref()), (Phase::CleaningUp, Some(3 + 32), Some("Data/Group")));
    story.tell(86, "Data/Group", "AWS::EC2::SecurityGroup", "DELETE_COMPLETE");
    story.tell(87, "Data", STACK, "UPDATE_COMPLETE");
    // The network's VPC and its stack are left.
    assert_eq!((story.left(87), story.at_work()), (Some(22), vec![]));
    story.tell(90, "Network/Vpc", "AWS::EC2::VPC", "DELETE_COMPLETE");
    assert_eq!((story.view("", 90).done, story.view("", 90).planned), (4, Some(4)));
}

#[test]
fn a_deletion_has_a_plan_as_well() {
    let plan = deletion();
    let whole = plan.seconds;
    let mut story = Story::of(begun(Some(plan), 0));
    story.tell(0, "", STACK, "DELETE_IN_PROGRESS");
    story.tell(0, "Data", STACK, "DELETE_IN_PROGRESS");
    story.tell(0, "Data/Jobs", "AWS::SQS::Queue", "DELETE_IN_PROGRESS");
    assert_eq!((story.left(0), story.current(0).as_deref()), (Some(whole), Some("Data/Jobs")));
    story.tell(5, "Data/Jobs", "AWS::SQS::Queue", "DELETE_COMPLETE");
    assert!(story.left(5).unwrap() < whole);
    assert_eq!((story.view("", 5).done, story.view("", 5).planned), (1, Some(5)));
}

#[test]
fn the_end_is_the_end() {
    let mut story = created();
    story.0.tell(&ended("CREATE_COMPLETE", 200), START + 203.0);
    let view = story.view("", 400);
    assert_eq!((view.phase, view.elapsed, view.left, view.share, view.current), (Phase::Ended, 200, Some(0), Some(1.0), None));
}

#[test]
fn a_command_that_comes_later_counts_from_the_beginning() {
    let mut story = Story::of(begun(Some(creation()), 100));
    let event = Event::Changed {
        region: "eu-west-1".into(),
        stack: "tap-dev".into(),
        path: vec!["Network".into(), "Slow".into()],
        kind: KEY.into(),
        status: "CREATE_IN_PROGRESS".into(),
        reason: None,
        at: START - 90.0,
    };
    assert_eq!(story.0.tell(&event, START).unwrap().elapsed, 10);
    assert_eq!((story.view("", 20).elapsed, story.left(20)), (120, Some(122 - 110 + 92)));
}

#[test]
fn a_clock_that_is_wrong_does_not_turn_time_back() {
    let mut story = Story::of(begun(Some(creation()), 0));
    let before = changed(0, "Network/Slow", KEY, "CREATE_IN_PROGRESS", None);
    // AWS's clock is 30 s behind: what it says happened before the beginning happened at the beginning.
    let news = story.0.tell(&before, START - 30.0).unwrap();
    assert_eq!(news.elapsed, 0);
    // And 30 s ahead: what it says has not happened yet happens now.
    let news = story.0.tell(&changed(40, "Network/Slow", KEY, "CREATE_COMPLETE", None), START + 10.0).unwrap();
    assert_eq!(news.elapsed, 10);
}

#[test]
fn without_a_plan_things_are_counted() {
    let mut story = Story::of(begun(None, 0));
    story.tell(0, "", STACK, "DELETE_IN_PROGRESS");
    story.tell(1, "Inner", STACK, "DELETE_IN_PROGRESS");
    story.tell(2, "Inner/Topic", "AWS::SNS::Topic", "DELETE_COMPLETE");
    story.tell(2, "Inner/Bucket", "AWS::S3::Bucket", "DELETE_SKIPPED");
    let view = story.view("", 3);
    assert_eq!((view.elapsed, view.done, view.planned, view.estimated, view.left), (3, 2, None, None, None));
    assert_eq!((story.at_work(), story.view("Inner", 3).done), (vec!["Inner"], 2));
}

#[test]
fn a_stack_that_begins_again_starts_over_and_regions_are_apart() {
    let mut story = created();
    story.0.tell(&ended("ROLLBACK_COMPLETE", 60), START + 60.0);
    story.0.tell(&begun(None, 0), START + 61.0);
    assert_eq!((story.view("", 62).phase, story.view("", 62).elapsed, story.at_work()), (Phase::Working, 1, vec![]));
    let other = Event::Begun { region: "us-east-1".into(), stack: "tap-dev".into(), plan: None, elapsed: 0 };
    story.0.tell(&other, START + 61.0);
    assert_eq!(story.0.runs().iter().map(|run| run.region.as_str()).collect::<Vec<_>>(), ["eu-west-1", "us-east-1"]);
}
