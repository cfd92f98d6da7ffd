//! Malformed templates: whatever is wrong with one is said with its place; nothing panics, overflows the stack or takes long.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tap_tests::malformed::{self, Random, Reached, run};
use tap_tests::{emulators, workspace_root};

/// The stack of the threads that Rust makes by itself.
const STACK: usize = 2 << 20;
/// How long one case may take, in a build for tests.
const LONGEST: Duration = Duration::from_secs(5);
/// Larger texts are changed less often, so that there are more cases.
const SMALL: usize = 4000;

/// A text, and the one that is updated to it.
struct Case {
    name: String,
    text: String,
    before: Option<Arc<str>>,
}

impl From<(String, String)> for Case {
    fn from((name, text): (String, String)) -> Self {
        Case { name, text, before: None }
    }
}

/// Cases, and what came of them.
struct Cases {
    name: &'static str,
    left: Mutex<Box<dyn Iterator<Item = Case> + Send>>,
    reached: [AtomicUsize; 4],
    worst: Mutex<(Duration, String)>,
    wrong: Mutex<Vec<String>>,
}

impl Cases {
    /// Runs all on two threads.
    fn run(name: &'static str, cases: impl Iterator<Item = impl Into<Case> + 'static> + Send + 'static) -> usize {
        let cases = Cases {
            name,
            left: Mutex::new(Box::new(cases.map(Into::into))),
            reached: Default::default(),
            worst: Mutex::default(),
            wrong: Mutex::default(),
        };
        thread::scope(|scope| {
            for _ in 0..2 {
                let each = || cases.each();
                thread::Builder::new().stack_size(STACK).spawn_scoped(scope, each).expect("a thread starts");
            }
        });
        cases.judge()
    }

    fn each(&self) {
        loop {
            let next = self.left.lock().expect("no case panics").next();
            let Some(case) = next else { return };
            let run = run(&case.text, case.before.as_deref().unwrap_or_default());
            let mut wrong = self.wrong.lock().expect("no case panics");
            let shown = || case.text.chars().take(2000).collect::<String>();
            let name = &case.name;
            match run.reached {
                Ok(reached) => {
                    self.reached[reached as usize].fetch_add(1, Ordering::Relaxed);
                }
                Err(said) => wrong.push(format!("{name}: {said}\n{}", shown())),
            }
            wrong.extend(run.misplaced.map(|said| format!("{name}: {said}\n{}", shown())));
            if run.took > LONGEST {
                wrong.push(format!("{name}: takes {:?}", run.took));
            }
            let mut worst = self.worst.lock().expect("no case panics");
            if run.took > worst.0 {
                *worst = (run.took, case.name);
            }
        }
    }

    fn judge(self) -> usize {
        let [text, read, decided, deployed] = self.reached.map(AtomicUsize::into_inner);
        let all = text + read + decided + deployed;
        let (took, worst) = self.worst.into_inner().expect("no case panics");
        println!(
            "{}: {all} cases, {text} of them not read, {read} read, {decided} decided, {deployed} deployed; the longest took {took:?}: {worst}",
            self.name
        );
        let wrong = self.wrong.into_inner().expect("no case panics");
        wrong.iter().take(10).for_each(|said| println!("{said}\n"));
        assert!(wrong.is_empty(), "{}: {} cases go wrong, of which the first are printed", self.name, wrong.len());
        all
    }
}

/// The templates of others and the platform's, as they are written.
fn texts() -> Vec<(String, String)> {
    let mut texts = emulators::originals();
    let lib = workspace_root().join("lib");
    for entry in std::fs::read_dir(&lib).unwrap_or_else(|error| panic!("cannot read {}: {error}", lib.display())) {
        let path = entry.expect("an entry of a folder").path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
            texts.push((format!("lib/{}", path.file_name().unwrap_or_default().display()), text));
        }
    }
    texts.retain(|(_, text)| text.contains("Resources"));
    texts.sort();
    assert!(texts.len() > 1000, "{} texts", texts.len());
    texts
}

/// A JSON text, or the same for the reader of YAML.
fn written(value: &Value, is_yaml: bool) -> String {
    if is_yaml { format!("---\n{value:#}\n") } else { value.to_string() }
}

#[test]
fn templates_as_they_are() {
    Cases::run("as they are", texts().into_iter());
}

#[test]
fn texts_that_end_early() {
    let texts = texts();
    let small = |extension: &str| {
        let is_it = |(name, text): &&(String, String)| name.ends_with(extension) && (600..900).contains(&text.len());
        texts.iter().find(is_it).expect("there is a small one").clone()
    };
    let mut cases = Vec::new();
    for (name, text) in [small(".json"), small(".yaml")] {
        cases.extend((0..text.len()).map(|at| (format!("{name} up to {at}"), malformed::cut(&text, at).to_string())));
    }
    let mut random = Random::new(1);
    for (name, text) in &texts {
        for _ in 0..if text.len() < SMALL { 3 } else { 1 } {
            let at = random.below(text.len());
            cases.push((format!("{name} up to {at}"), malformed::cut(text, at).to_string()));
        }
    }
    let count = Cases::run("cut off", cases.into_iter());
    assert!(count > 4000, "{count} cases");
}

#[test]
fn texts_that_are_changed() {
    let mut random = Random::new(2);
    let cases = texts().into_iter().flat_map(move |(name, text)| {
        let times = if text.len() < SMALL { 14 } else { 2 };
        let before: Arc<str> = text.as_str().into();
        let mut changed = |time| Case {
            name: format!("{name}, change {time}"),
            text: malformed::changed(&text, &mut random),
            before: Some(Arc::clone(&before)),
        };
        (0..times).map(&mut changed).collect::<Vec<_>>()
    });
    let count = Cases::run("texts changed", cases);
    assert!(count > 9000, "{count} cases");
}

#[test]
fn values_that_are_changed() {
    let mut random = Random::new(3);
    let values =
        emulators::observations().into_iter().flat_map(|one| one.templates).collect::<std::collections::BTreeMap<_, _>>();
    let cases = values.into_iter().flat_map(move |(name, template)| {
        let times = if template.to_string().len() < SMALL { 30 } else { 4 };
        let before: Arc<str> = template.to_string().into();
        let mut changed = |time| Case {
            name: format!("{name}, change {time}"),
            text: written(&malformed::replaced(&template, &mut random), time % 4 == 3),
            before: Some(Arc::clone(&before)),
        };
        (0..times).map(&mut changed).collect::<Vec<_>>()
    });
    let count = Cases::run("values changed", cases);
    assert!(count > 9000, "{count} cases");
}

#[test]
fn functions_misused() {
    let cases = malformed::misused().into_iter().enumerate();
    let count = Cases::run(
        "functions misused",
        cases.map(|(number, value)| (format!("case {number}"), written(&value, number % 4 == 3))),
    );
    assert!(count > 3000, "{count} cases");
}

#[test]
fn circles() {
    let of_length =
        |length| malformed::cycles(length).into_iter().map(move |value| (format!("a circle of {length}"), value.to_string()));
    Cases::run("circles", [1, 2, 3, 50].into_iter().flat_map(of_length));
}

#[test]
fn templates_in_templates() {
    let each = || {
        for (name, templates) in malformed::nested() {
            let texts: Vec<_> = templates.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            let run = malformed::run_set(&texts, "");
            println!("{name}: {:?} in {:?}", run.reached, run.took);
            assert!(run.reached.is_ok() && run.took < LONGEST, "{name}: {:?} in {:?}", run.reached, run.took);
        }
    };
    thread::scope(|scope| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, each).map(|_| ()))
        .expect("a thread starts");
}

#[test]
fn deep_wide_and_long() {
    let count = Cases::run("deep, wide and long", malformed::deep().into_iter());
    assert!(count > 200, "{count} cases");
}

#[test]
fn good_templates_come_through() {
    let good = texts().into_iter().filter(|(name, _)| name.starts_with("lib/")).map(|(_, text)| run(&text, ""));
    let reached: Vec<_> = good.map(|run| run.reached.expect("it does not panic")).collect();
    assert!(reached.iter().all(|reached| *reached > Reached::Text), "{reached:?}");
}
