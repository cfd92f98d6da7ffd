//! Whole runs against a server that plays a script.

use super::server::{Heard, Line, Play, World};
use crate::aws::stack::{delete, find, roll_back};
use tap_schema::STACK;

fn run(body: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(body);
}

fn line(stack: &'static str, id: &'static str, status: &'static str, reason: &'static str) -> Line {
    let is_stack = id == "tap" || id.starts_with("tap-");
    (stack, id, if is_stack { STACK } else { "AWS::S3::Bucket" }, status, reason)
}

/// A stack that was made, and is being updated; another is nested in it, which its parent calls by its name.
fn updated() -> World {
    let mut world = World::new("UPDATE_IN_PROGRESS");
    for id in ["tap", "Bucket", "tap-inner", "tap"] {
        world.happen(line("tap", id, if id == "tap" { "CREATE_IN_PROGRESS" } else { "CREATE_COMPLETE" }, ""));
    }
    world.happen(line("tap-inner", "tap-inner", "CREATE_COMPLETE", ""));
    world.happen(line("tap", "tap", "CREATE_COMPLETE", ""));
    world.happen(line("tap", "tap", "UPDATE_IN_PROGRESS", "User Initiated"));
    world.happen(line("tap", "tap-inner", "UPDATE_IN_PROGRESS", ""));
    world
}

#[test]
fn an_update_under_way_is_stopped_and_followed_back() {
    run(async {
        let mut world = updated();
        let back = vec![
            ("UPDATE_ROLLBACK_IN_PROGRESS", vec![line("tap", "tap", "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated")]),
            (
                "UPDATE_ROLLBACK_IN_PROGRESS",
                vec![
                    line("tap-inner", "tap-inner", "UPDATE_ROLLBACK_IN_PROGRESS", ""),
                    line("tap-inner", "Data", "UPDATE_IN_PROGRESS", ""),
                ],
            ),
            (
                "UPDATE_ROLLBACK_COMPLETE",
                vec![
                    line("tap-inner", "Data", "UPDATE_COMPLETE", ""),
                    line("tap-inner", "tap-inner", "UPDATE_ROLLBACK_COMPLETE", ""),
                    line("tap", "tap-inner", "UPDATE_COMPLETE", ""),
                    line("tap", "tap", "UPDATE_ROLLBACK_COMPLETE", ""),
                ],
            ),
        ];
        world.after.insert("CancelUpdateStack", back);
        let (play, heard) = (Play::new(world), Heard::default());
        let done = roll_back(&play.clients, "tap", &[], &heard.progress()).await.unwrap();
        assert_eq!(done, "stopped the update of tap in eu-west-1: everything is as before");
        assert_eq!(play.changes(), ["CancelUpdateStack"]);
        let lines = heard.lines();
        let wanted = [
            "begun tap",
            " UPDATE_IN_PROGRESS",
            "tap-inner UPDATE_IN_PROGRESS",
            " UPDATE_ROLLBACK_IN_PROGRESS",
            "tap-inner/Data UPDATE_IN_PROGRESS",
            "tap-inner/Data UPDATE_COMPLETE",
            "tap-inner UPDATE_COMPLETE",
            " UPDATE_ROLLBACK_COMPLETE",
            "ended UPDATE_ROLLBACK_COMPLETE false",
        ];
        assert_eq!(lines, wanted);
        // The creation is not read again and again: only until the operation's beginning, then until what is known.
        assert_eq!((play.reads("tap", 2), play.reads("tap", 4), play.reads("tap", 6)), (2, 0, 0));
    });
}

#[test]
fn what_stands_in_the_way_of_a_deletion_is_named_with_what_to_do() {
    run(async {
        let mut world = World::new("DELETE_FAILED");
        world.happen(line("tap", "tap", "DELETE_IN_PROGRESS", ""));
        world.happen(line("tap", "tap", "DELETE_FAILED", ""));
        // At first nothing shows that it is deleted again.
        let again = vec![
            ("DELETE_FAILED", vec![]),
            ("DELETE_FAILED", vec![line("tap", "tap", "DELETE_IN_PROGRESS", "User Initiated")]),
            (
                "DELETE_IN_PROGRESS",
                vec![
                    line("tap", "tap-inner", "DELETE_IN_PROGRESS", ""),
                    line("tap-inner", "tap-inner", "DELETE_IN_PROGRESS", ""),
                    line("tap-inner", "Data", "DELETE_FAILED", "The bucket you tried to delete is not empty."),
                    line("tap-inner", "tap-inner", "DELETE_FAILED", "The following resource(s) failed to delete: [Data]."),
                ],
            ),
            (
                "DELETE_FAILED",
                vec![
                    line("tap", "tap-inner", "DELETE_FAILED", "Embedded stack was not deleted"),
                    line("tap", "tap", "DELETE_FAILED", "The following resource(s) failed to delete: [tap-inner]."),
                ],
            ),
        ];
        world.after.insert("DeleteStack", again);
        let (play, heard) = (Play::new(world), Heard::default());
        let live = find(&play.clients, "tap").await.unwrap().unwrap();
        let failure = delete(&play.clients, &live, &heard.progress()).await.unwrap_err().message;
        let wanted = "tap in eu-west-1 is not deleted: it is DELETE_FAILED\n  \
                      tap/tap-inner.Data (AWS::S3::Bucket) is DELETE_FAILED: The bucket you tried to delete is not empty\n\
                      help: empty the bucket, all versions of its objects, too, as `destroy` does; then run the same command again";
        assert_eq!(failure, wanted);
        assert_eq!(play.changes(), ["DeleteStack"]);
        assert_eq!(heard.lines().last().unwrap(), "ended DELETE_FAILED false");
    });
}
