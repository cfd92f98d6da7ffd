//! Everything that is done with a template, done with a malformed one.

use std::any::Any;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use serde_json::Value;
use tap_core::diff;
use tap_core::document::{Document, Expression, Problem, TemplateSet};
use tap_core::evaluate::{Deployment, Given, Nothing, Pseudo, Scope, World};
use tap_core::graph::{self, Detail, Graph};
use tap_core::plan::{self, Estimates};
use tap_core::simulate::{self, Simulation};

/// How far a template came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// It is not read.
    Text,
    /// It is read, but its resources have no order, or its templates contain each other.
    Read,
    /// Its parameters, rules and conditions are decided.
    Decided,
    /// It was deployed.
    Deployed,
}

/// What came of a template.
#[derive(Debug)]
pub struct Run {
    /// How far it came, or what panicked.
    pub reached: Result<Reached, String>,
    /// What is wrong with the problem that it has: nothing, unless its place is none, or not in the text.
    pub misplaced: Option<String>,
    /// How long it took: time of the processor where that can be told, since other tests run beside it.
    pub took: Duration,
}

/// Does everything with a text that can be done with a template, and with what comes of that; updates are from the text before, if
/// there is one, to this one.
pub fn run(text: &str, before: &str) -> Run {
    run_set(&[("t", text)], before)
}

/// The same with templates that may be nested in each other. The first is the root.
pub fn run_set(texts: &[(&str, &str)], before: &str) -> Run {
    let clock = Clock::start();
    let mut misplaced = None;
    // A panic is told with the text that it comes from; nothing of what was under way is used afterwards.
    let reached = catch_unwind(AssertUnwindSafe(|| {
        let mut documents = Vec::new();
        for (name, text) in texts {
            match Document::read(name, text) {
                Ok(document) => documents.push(document),
                Err(problem) => {
                    misplaced = is_misplaced(&problem, text);
                    return Reached::Text;
                }
            }
        }
        used(documents, texts[0].0, before)
    }));
    Run { reached: reached.map_err(|panic| said(&*panic)), misplaced, took: clock.elapsed() }
}

struct Clock {
    wall: Instant,
    processor: Option<Duration>,
}

impl Clock {
    fn start() -> Self {
        Clock { wall: Instant::now(), processor: processor() }
    }

    fn elapsed(&self) -> Duration {
        let used = self.processor.zip(processor()).map(|(start, now)| now.saturating_sub(start));
        used.unwrap_or_else(|| self.wall.elapsed())
    }
}

/// What this thread has used of a processor, where Linux says so.
fn processor() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(stat.split(' ').next()?.parse().ok()?))
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words").to_string()
}

fn is_misplaced(problem: &Problem, text: &str) -> Option<String> {
    let Some(place) = problem.place else { return Some(format!("no place: {problem}")) };
    // The end of the text is a place, too, and so is the end of a line. Some characters that are no `\n` end lines in YAML.
    let lines = text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).count();
    let longest = text.split('\n').map(|line| line.chars().count().max(line.len())).max().unwrap_or_default();
    let is_there = (1..=lines + 1).contains(&place.line) && (1..=longest + 2).contains(&place.column);
    (!is_there).then(|| format!("no such place: {problem}"))
}

fn used(documents: Vec<Document>, root: &str, before: &str) -> Reached {
    let needs = |document: &Document| document.resources.keys().map(|id| document.needs(id).len()).sum::<usize>();
    let pieces: usize = documents.iter().map(needs).sum();
    let have_order = documents.iter().all(|document| document.in_order().is_ok());
    let Ok(set) = TemplateSet::new(documents.into_iter()) else { return Reached::Read };
    // Drawing takes longest, so not all are drawn.
    let is_drawn = pieces.is_multiple_of(4);
    if let Ok(graph) = Graph::of_templates(root, &set)
        && is_drawn
    {
        drawn(&graph);
    }
    if !have_order {
        return Reached::Read;
    }
    let document = set.document(root).expect("the set has its root");
    let before = Document::read(root, before).ok().and_then(|before| TemplateSet::new([before].into_iter()).ok());
    let before = before.as_ref().unwrap_or(&set);
    updated(before, &set, root, is_drawn);
    let Ok(scope) = Scope::new(document, &given(document), Pseudo::new("eu-west-1"), &Everything) else { return Reached::Read };
    evaluated(&scope);
    if pieces > MANY {
        return Reached::Decided;
    }
    deployed(before, &set, root)
}

fn given(document: &Document) -> Given {
    let without = document.parameters.iter().filter(|(_, parameter)| parameter.default.is_none());
    without.map(|(name, _)| (name.as_str(), "value")).collect()
}

/// More needs than these are not deployed: a simulated life of them takes seconds in a build for tests.
const MANY: usize = 2000;

fn drawn(graph: &Graph) {
    let texts = [graph::dot(graph, Detail::Resources), graph::mermaid(graph, Detail::Resources), graph::html(graph)];
    assert!(texts.iter().all(|text| !text.is_empty()), "nothing is drawn");
}

/// Plans of a deployment and of an update, and the difference.
fn updated(before: &TemplateSet, after: &TemplateSet, root: &str, is_drawn: bool) {
    let [old, new] = [before, after].map(|set| {
        let parameters = set.document(root).map(given).unwrap_or_default();
        Deployment { parameters, ..Deployment::new(set, Some("eu-west-1")) }
    });
    let estimates = Estimates::default();
    let updates = plan::update(&old, &new, root, &estimates, 0);
    let plans = [plan::create(&new, root, &estimates), plan::delete(&new, root, &estimates), updates];
    for plan in plans.iter().flatten().filter(|_| is_drawn) {
        assert!(!plan::html("t", &[plan]).is_empty(), "no plan is written");
    }
    let differs = diff::diff(&old, &new).is_ok_and(|diff| !diff.is_empty());
    assert!(!(differs && std::ptr::eq(before, after)), "it differs from itself");
}

fn evaluated(scope: &Scope<'_>) {
    let document = scope.document();
    let worlds: [&dyn World; 2] = [&Nothing, &Everything];
    let known = |expression: &Expression| worlds.iter().filter(|world| scope.value(expression, **world).is_ok()).count();
    for (id, resource) in &document.resources {
        known(&resource.properties);
        let _ = (scope.partial(id, &Nothing), scope.needs(id), scope.exists(resource.condition.as_deref()));
        resource.deletion_policy.iter().chain(&resource.update_replace_policy).for_each(|policy| {
            known(policy);
        });
    }
    for output in document.outputs.values() {
        known(&output.value);
        output.export.iter().for_each(|export| {
            known(export);
        });
    }
}

fn deployed(before: &TemplateSet, after: &TemplateSet, root: &str) -> Reached {
    let [old, new] = [before, after].map(|set| {
        let parameters = set.document(root).map(given).unwrap_or_default();
        simulate::Deployment { parameters, ..simulate::Deployment::new("eu-west-1", "t", set, root) }
    });
    let mut simulation = Simulation::new();
    let lived = simulate::live(&mut simulation, 1, &[old], &[new]);
    let wrong = simulation.cloud.inconsistencies();
    assert!(wrong.is_empty(), "{}", wrong.join("; "));
    match lived {
        Ok(_) => Reached::Deployed,
        Err(violation) => {
            // CloudFormation refuses it, too, or it can never be done.
            let is_refused = ["the creation of t", "the update of t"].contains(&violation.after.as_str())
                || violation.problems.iter().all(|problem| problem.starts_with("t could not be "));
            assert!(is_refused, "{violation}");
            Reached::Decided
        }
    }
}

/// A world in which there is a text for every question.
struct Everything;

impl World for Everything {
    fn reference(&self, id: &str) -> Option<Value> {
        Some(id.into())
    }

    fn attribute(&self, id: &str, attribute: &str) -> Option<Value> {
        Some(format!("{id}/{attribute}").into())
    }

    fn import(&self, name: &str) -> Option<Value> {
        Some(name.into())
    }

    fn ssm(&self, name: &str) -> Option<String> {
        Some(name.to_string())
    }
}
