//! What `plan` prints for people.

use super::Planned;
use super::chart;
use tap_core::plan::{Action, Estimates, Operation, Plan, Task};

/// Columns, if standard output is no terminal.
const WIDTH: usize = 100;

/// All roots.
pub fn all(name: &str, region: &str, planned: &[Planned], estimates: &Estimates) -> String {
    let width = terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0).max(60));
    let mut out = format!("{name} in {region}\n");
    for root in planned {
        out.push('\n');
        out.push_str(&one(root, estimates, width));
    }
    out
}

fn one(planned: &Planned, estimates: &Estimates, width: usize) -> String {
    let plan = &planned.plan;
    let verb = match plan.operation {
        Operation::Create => "create",
        Operation::Update => "update",
        Operation::Delete => "delete",
    };
    let mut out = format!("{verb} {}: {}", plan.root, time(plan.seconds));
    if plan.ready < plan.seconds {
        out.push_str(&format!(", in place after {}", time(plan.ready)));
        if plan.monitoring > 0 {
            out.push_str(&format!(", then watched for {}", time(plan.monitoring)));
        }
    }
    out.push_str("\n\n");
    out.push_str(&counts(plan));
    out.push_str(&path(plan));
    out.push_str(&chart::chart(plan, width));
    out.push_str(&comparison(planned, estimates));
    out
}

/// How much is done of what.
fn counts(plan: &Plan) -> String {
    let of = |action| plan.tasks.iter().filter(|task| task.action == action && !is_stack(task)).count();
    let named = [
        (Action::Create, "created"),
        (Action::Update, "updated in place"),
        (Action::Replace, "replaced"),
        (Action::Delete, "deleted"),
        (Action::Keep, "kept"),
    ];
    let counts = named.map(|(action, name)| (of(action), name)).into_iter().filter(|(count, _)| *count > 0);
    let counts: Vec<_> = counts.map(|(count, name)| format!("{count} {name}")).collect();
    let stacks = plan.stacks.len();
    let stacks = if stacks == 1 { "1 stack".to_string() } else { format!("{stacks} stacks") };
    if counts.is_empty() { format!("nothing to do in {stacks}\n\n") } else { format!("{} in {stacks}\n\n", counts.join(", ")) }
}

/// Whether a task is a nested stack, whose resources are tasks of their own.
fn is_stack(task: &Task) -> bool {
    task.kind == tap_schema::STACK
}

/// The critical path: what, how long, and who says so.
fn path(plan: &Plan) -> String {
    let steps: Vec<&Task> = plan.critical.iter().map(|step| &plan.tasks[*step]).collect();
    if steps.is_empty() {
        return String::new();
    }
    let widest = |text: fn(&Task) -> String| steps.iter().map(|task| text(task).chars().count()).max().unwrap_or(0);
    let (paths, kinds) = (widest(|task| task.path.clone()), widest(what));
    let mut out = "critical path\n".to_string();
    for task in steps {
        let seconds = format!("{} s", task.figure.seconds);
        let line = format!("  {:>7}  {:paths$}  {:kinds$}  {}", seconds, task.path, what(task), task.figure.basis);
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out + "\n"
}

/// What is done to what, as far as it is not a matter of course.
fn what(task: &Task) -> String {
    match task.action {
        Action::Create => task.kind.clone(),
        Action::Delete if task.is_cleanup => format!("{}, cleanup", task.kind),
        action => format!("{}, {action}", task.kind),
    }
}

/// Both sets of figures side by side, and the same resources as one stack.
fn comparison(planned: &Planned, estimates: &Estimates) -> String {
    let mut rows = vec![("as planned".to_string(), planned.averages.seconds, planned.plan.seconds)];
    if let Some((averages, all)) = &planned.monolith {
        rows[0].0 = "nested stacks".to_string();
        rows.push(("one stack".to_string(), averages.unchained, all.unchained));
        rows.push(("one stack, chained".to_string(), averages.chained, all.chained));
    }
    let are_two = !estimates.is_empty();
    if rows.len() == 1 && !are_two {
        return String::new();
    }
    let title = if estimates.are_measured() { "with measured durations" } else { "with the app's estimates" };
    let mut out = format!("{:20}  {:>18}", "", "published averages");
    out.push_str(&if are_two { format!("  {title:>24}\n") } else { "\n".to_string() });
    for (name, averages, all) in &rows {
        out.push_str(&format!("{name:20}  {:>18}", format!("{averages} s")));
        out.push_str(&if are_two { format!("  {:>24}\n", format!("{all} s")) } else { "\n".to_string() });
    }
    if let Some((_, one)) = &planned.monolith {
        out.push_str(&credit(planned.plan.seconds, one.unchained, one.chained));
    }
    out
}

/// What saves the time, by these figures.
fn credit(nested: u32, unchained: u32, chained: u32) -> String {
    let nesting = match nested.cmp(&unchained) {
        std::cmp::Ordering::Greater => {
            format!("nesting by itself saves nothing: it takes {} longer than one stack", time(nested - unchained))
        }
        std::cmp::Ordering::Less => format!("nesting by itself saves {}", time(unchained - nested)),
        std::cmp::Ordering::Equal => "nesting by itself makes no difference".to_string(),
    };
    let order = format!("not waiting for what is not needed saves {}", time(chained.saturating_sub(unchained)));
    format!("\n{order}; {nesting}\n(chained: every resource has a DependsOn on the one before it)\n")
}

/// Seconds, and minutes beside them where they help.
pub fn time(seconds: u32) -> String {
    if seconds < 60 { format!("{seconds} s") } else { format!("{seconds} s ({} min {:02} s)", seconds / 60, seconds % 60) }
}
