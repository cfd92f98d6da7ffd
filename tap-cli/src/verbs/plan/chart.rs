//! A plan as bars of text.

use std::collections::BTreeSet;
use tap_core::plan::Plan;

/// Bars of the stacks and of what takes long enough to be seen, along a common line of time. `#` is the critical path.
pub fn chart(plan: &Plan, width: usize) -> String {
    if plan.seconds == 0 {
        return String::new();
    }
    let mut drawing = Drawing::of(plan, width);
    // Besides the root, an update's cleanup has stacks that are in none of the new ones.
    for (number, stack) in plan.stacks.iter().enumerate() {
        if stack.parent.is_none() {
            drawing.stack(number, 0);
        }
    }
    let rows = drawing.rows;
    let times = |row: &Row| format!("{}–{} s", row.start, row.end);
    let names = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0).min(width / 3);
    let ends = rows.iter().map(|row| times(row).chars().count()).max().unwrap_or(0);
    let room = width.saturating_sub(names + ends + 4).max(10);
    let mut out = format!("timeline, 0–{} s\n", plan.seconds);
    for row in &rows {
        let name: String = row.name.chars().take(names).collect();
        let bar = row.bar(plan.seconds, room);
        out.push_str(&format!("{name:names$}  {bar:room$}  {:>ends$}\n", times(row)));
    }
    if drawing.hidden > 0 {
        out.push_str(&format!("and {} that take less time than would be seen\n", drawing.hidden));
    }
    out + "\n"
}

struct Row {
    name: String,
    start: u32,
    end: u32,
    mark: char,
}

impl Row {
    /// The bar in its place; something that takes no time is a point.
    fn bar(&self, total: u32, room: usize) -> String {
        let column = |seconds: u32| seconds as usize * room / total as usize;
        let start = column(self.start).min(room - 1);
        let length = column(self.end).saturating_sub(start).max(1);
        " ".repeat(start) + &String::from(self.mark).repeat(length)
    }
}

struct Drawing<'p> {
    plan: &'p Plan,
    critical: BTreeSet<usize>,
    /// Stacks with something of the critical path in them.
    critical_stacks: BTreeSet<usize>,
    /// Tasks of each stack, by their start.
    tasks: Vec<Vec<usize>>,
    /// Stacks in each stack.
    inner: Vec<Vec<usize>>,
    /// Seconds that would not fill a column.
    short: u32,
    rows: Vec<Row>,
    hidden: usize,
}

impl<'p> Drawing<'p> {
    fn of(plan: &'p Plan, width: usize) -> Self {
        let (mut tasks, mut inner) = (vec![Vec::new(); plan.stacks.len()], vec![Vec::new(); plan.stacks.len()]);
        for (number, task) in plan.tasks.iter().enumerate() {
            tasks[task.stack].push(number);
        }
        for (number, stack) in plan.stacks.iter().enumerate() {
            if let Some(parent) = stack.parent {
                inner[parent].push(number);
            }
        }
        for list in &mut tasks {
            list.sort_by_key(|task: &usize| (plan.tasks[*task].start, *task));
        }
        let mut critical_stacks = BTreeSet::new();
        for step in &plan.critical {
            let mut stack = Some(plan.tasks[*step].stack);
            while let Some(number) = stack.filter(|number| critical_stacks.insert(*number)) {
                stack = plan.stacks[number].parent;
            }
        }
        let columns = u32::try_from(width / 2).unwrap_or(u32::MAX).max(1);
        let critical = plan.critical.iter().copied().collect();
        Drawing { plan, critical, critical_stacks, tasks, inner, short: plan.seconds / columns, rows: Vec::new(), hidden: 0 }
    }

    fn stack(&mut self, number: usize, depth: usize) {
        let stack = &self.plan.stacks[number];
        let name = stack.path.rsplit('/').next().unwrap_or(&stack.path);
        let mark = if self.critical_stacks.contains(&number) { '=' } else { '-' };
        self.rows.push(Row { name: indented(name, depth), start: stack.start, end: stack.end, mark });
        let inner = self.inner[number].clone();
        for task in self.tasks[number].clone() {
            let step = &self.plan.tasks[task];
            let own = inner.iter().copied().find(|inner| self.plan.stacks[*inner].path == step.path);
            if let Some(own) = own.filter(|_| !step.is_cleanup) {
                self.stack(own, depth + 1);
                continue;
            }
            let is_critical = self.critical.contains(&task);
            if !is_critical && step.end - step.start <= self.short {
                self.hidden += 1;
                continue;
            }
            let mark = if is_critical { '#' } else { '·' };
            self.rows.push(Row { name: indented(&step.id, depth + 1), start: step.start, end: step.end, mark });
            // What a stack set deploys, by region.
            let regions = inner
                .iter()
                .filter(|inner| self.plan.stacks[**inner].path.rsplit_once('/').is_some_and(|(set, _)| set == step.path));
            for region in regions.copied().collect::<Vec<_>>() {
                self.stack(region, depth + 2);
            }
        }
    }
}

fn indented(name: &str, depth: usize) -> String {
    " ".repeat(depth * 2) + name
}
