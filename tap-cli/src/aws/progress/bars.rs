//! Progress on a terminal: a bar for each root stack and each nested one at work, failures above them.

use super::course::{Course, Outcome, Phase, Run};
use super::lines::{changed, counts, current, line, times};
use super::text::{cut, escaped};
use super::{Clock, Event, Reporter};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Widest name of a stack; those of stack sets are longer.
const NAME: usize = 24;
/// Steps of a bar, finer than its columns.
const STEPS: u64 = 1000;

/// Draws bars, and prints above them.
pub struct Bars {
    all: MultiProgress,
    clock: Clock,
    budget: Option<u32>,
    course: Course,
    rows: Vec<(Row, ProgressBar)>,
}

/// Region, stack, and path of a bar.
type Key = (String, String, String);

/// What a bar shows.
#[derive(PartialEq)]
struct Row {
    key: Key,
    name: String,
    share: Option<f64>,
    text: String,
}

impl Bars {
    pub fn new(target: ProgressDrawTarget, clock: Clock, budget: Option<u32>) -> Self {
        Bars { all: MultiProgress::with_draw_target(target), clock, budget, course: Course::default(), rows: Vec::new() }
    }

    fn print(&self, line: &str) {
        // A terminal that is gone is no reason to stop halfway through a deployment.
        let _ = self.all.println(line);
    }

    fn draw(&mut self) {
        let now = (self.clock)();
        let rows: Vec<Row> =
            self.course.runs().iter().filter(|run| run.phase() != Phase::Ended).flat_map(|run| self.of(run, now)).collect();
        let widest = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
        let (stay, gone): (Vec<_>, Vec<_>) =
            self.rows.drain(..).partition(|(shown, _)| rows.iter().any(|row| row.key == shown.key));
        gone.iter().for_each(|(_, bar)| remove(&self.all, bar));
        self.rows = stay;
        let stay = rows.iter().map(|row| &row.key).filter(|key| self.rows.iter().any(|(shown, _)| shown.key == **key));
        if !stay.eq(self.rows.iter().map(|(shown, _)| &shown.key)) {
            // A nested stack that begins again takes another place.
            self.clear();
        }
        for (number, mut row) in rows.into_iter().enumerate() {
            row.name = format!("{:widest$}", row.name);
            match self.rows.get_mut(number) {
                Some((shown, bar)) if shown.key == row.key => {
                    if *shown != row {
                        show(bar, &row);
                        bar.tick();
                        *shown = row;
                    }
                }
                _ => {
                    // Seen only when it is complete.
                    let bar = ProgressBar::with_draw_target(Some(STEPS), ProgressDrawTarget::hidden());
                    show(&bar, &row);
                    let bar = self.all.insert(number, bar);
                    bar.tick();
                    self.rows.insert(number, (row, bar));
                }
            }
        }
    }

    fn clear(&mut self) {
        self.rows.drain(..).for_each(|(_, bar)| remove(&self.all, &bar));
    }

    /// The rows of a root stack, with what is at work in it.
    fn of(&self, run: &Run, now: f64) -> Vec<Row> {
        let key = |path: &str| (run.region.clone(), run.stack.clone(), path.to_string());
        let root = run.view("", now);
        // What is last is cut first where there is no room.
        let mut parts = vec![times(&root, self.budget)];
        parts.extend(current(&root));
        parts.extend(counts(&root));
        let name = format!("{} {}", run.region, cut(&run.stack, NAME));
        let mut rows = vec![Row { key: key(""), name, share: root.share, text: parts.join("  ") }];
        rows.extend(run.at_work().into_iter().map(|path| {
            let view = run.view(path, now);
            let mut parts = vec![times(&view, None)];
            let inside =
                view.current.as_deref().and_then(|current| current.strip_prefix(path)).map(|rest| rest.trim_start_matches('/'));
            parts.extend(inside.filter(|inside| !inside.is_empty()).map(escaped));
            parts.extend(counts(&view));
            Row { key: key(path), name: format!("  {}", cut(&escaped(path), NAME)), share: view.share, text: parts.join("  ") }
        }));
        rows
    }
}

impl Reporter for Bars {
    fn tell(&mut self, event: &Event) {
        let news = self.course.tell(event, (self.clock)());
        match event {
            Event::Said { .. } | Event::Ended { .. } => line(event, news, None).iter().for_each(|line| self.print(line)),
            Event::Changed { region, stack, path, kind, status, reason, .. } => {
                if let Some(news) = news.filter(|news| news.outcome == Outcome::Failed && !news.is_repeated) {
                    self.print(&changed(region, stack, path, kind, status, reason.as_deref(), news.elapsed));
                }
            }
            Event::Begun { .. } => {}
        }
        self.draw();
    }

    fn tick(&mut self) {
        self.draw();
    }

    fn pause(&mut self) {
        self.clear();
        let _ = self.all.clear();
    }
}

fn show(bar: &ProgressBar, row: &Row) {
    bar.set_style(style(row.share.is_some()));
    bar.set_prefix(row.name.clone());
    bar.set_position(steps(row.share.unwrap_or(0.0)));
    bar.set_message(row.text.clone());
}

fn remove(all: &MultiProgress, bar: &ProgressBar) {
    bar.finish_and_clear();
    all.remove(bar);
}

/// A bar where there is a share, else none.
fn style(has_share: bool) -> ProgressStyle {
    let template = if has_share { "{prefix}  [{bar:20}]  {wide_msg}" } else { "{prefix}  {wide_msg}" };
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ")
}

fn steps(share: f64) -> u64 {
    (share * STEPS as f64) as u64
}

#[cfg(test)]
mod tests;
