//! A plan as bars of text.

use std::collections::BTreeSet;
use tap_core::plan::{Plan, Task};

/// Bars of the stacks and of what takes long enough to be seen, along a common line of time. `#` is the critical path.
pub fn chart(plan: &Plan, width: usize) -> String {
    if plan.seconds == 0 {
        return String::new();
    }
    let critical: BTreeSet<usize> = plan.critical.iter().copied().collect();
    let rows = rows(plan, &critical, width);
    let times = |row: &Row| format!("{}–{} s", row.start, row.end);
    let names = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0).min(width / 3);
    let ends = rows.iter().map(|row| times(row).chars().count()).max().unwrap_or(0);
    let room = width.saturating_sub(names + ends + 4).max(10);
    let mut out = format!("timeline, 0–{} s\n", plan.seconds);
    for row in &rows {
        let name: String = row.name.chars().take(names).collect();
        let line = format!("{name:names$}  {:room$}  {:>ends$}", bar(row, plan.seconds, room), times(row));
        out.push_str(line.trim_end());
        out.push('\n');
    }
    let hidden = plan.tasks.len() - rows.iter().filter(|row| row.is_task).count();
    if hidden > 0 {
        out.push_str(&format!("and {hidden} that take less than one column\n"));
    }
    out + "\n"
}

struct Row {
    name: String,
    start: u32,
    end: u32,
    is_critical: bool,
    is_task: bool,
    is_stack: bool,
}

fn rows(plan: &Plan, critical: &BTreeSet<usize>, width: usize) -> Vec<Row> {
    // What would not fill a column of the bars.
    let short = plan.seconds / u32::try_from(width / 2).unwrap_or(50).max(1);
    let mut inner: Vec<Vec<usize>> = vec![Vec::new(); plan.stacks.len()];
    for (number, task) in plan.tasks.iter().enumerate() {
        inner[task.stack].push(number);
    }
    let mut rows = Vec::new();
    stack(plan, 0, 0, &inner, critical, short, &mut rows);
    // An update deletes whole stacks that are in no other.
    for (number, found) in plan.stacks.iter().enumerate() {
        if number > 0 && found.parent.is_none() {
            stack(plan, number, 0, &inner, critical, short, &mut rows);
        }
    }
    rows
}

fn stack(
    plan: &Plan,
    number: usize,
    depth: usize,
    inner: &[Vec<usize>],
    critical: &BTreeSet<usize>,
    short: u32,
    rows: &mut Vec<Row>,
) {
    let found = &plan.stacks[number];
    let name = found.path.rsplit('/').next().unwrap_or(&found.path);
    let is_critical = critical.iter().any(|step| plan.tasks[*step].path.starts_with(&format!("{}/", found.path)));
    let named = |name: &str, depth: usize| format!("{:indent$}{name}", "", indent = depth * 2);
    rows.push(Row { name: named(name, depth), start: found.start, end: found.end, is_critical, is_task: false, is_stack: true });
    let mut tasks: Vec<usize> = inner[number].clone();
    tasks.sort_by_key(|task| (plan.tasks[*task].start, *task));
    for task in tasks {
        let step: &Task = &plan.tasks[task];
        let child = plan.stacks.iter().position(|stack| stack.path == step.path && stack.parent == Some(number));
        match child {
            Some(child) if !step.is_cleanup => stack(plan, child, depth + 1, inner, critical, short, rows),
            _ if step.end - step.start > short || critical.contains(&task) => rows.push(Row {
                name: named(&step.id, depth + 1),
                start: step.start,
                end: step.end,
                is_critical: critical.contains(&task),
                is_task: true,
                is_stack: false,
            }),
            _ => {}
        }
    }
}

/// A bar in its place; something that takes no time is a point.
fn bar(row: &Row, total: u32, room: usize) -> String {
    let column = |seconds: u32| seconds as usize * room / total as usize;
    let (start, end) = (column(row.start).min(room - 1), column(row.end));
    let length = end.saturating_sub(start).max(1);
    let mark = match (row.is_critical, row.is_stack) {
        (true, true) => "=",
        (true, false) => "#",
        (false, true) => "-",
        (false, false) => "·",
    };
    " ".repeat(start) + &mark.repeat(length)
}
