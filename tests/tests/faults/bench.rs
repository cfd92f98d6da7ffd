//! A command that meets faults, and what became of the account then.

use super::done::{self, Done, done};
use super::script::{Place, at_places};
use super::secrets;
use super::state::{self, Reader, State};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use tap_tests::cloud::Cloud;
use tap_tests::program::Said;
use tap_tests::proxy::{Call, Script, Treatment, pass};
use tap_tests::servers::Emulator;

/// A verb of the command line with its arguments.
pub type Verb = (&'static str, &'static [&'static str]);

/// A command, and where it starts from.
pub struct Scene {
    /// Where it is.
    pub emulator: Emulator,
    /// Makes the account from nothing, once.
    pub once: &'static [Verb],
    /// Whether the server forgets everything before each time, or goes on with what the command has left.
    pub is_from_nothing: bool,
    /// Brings the account to where the command starts from, before each time.
    pub before: &'static [Verb],
    /// The command; one of several by turns, if one of them leaves the account as the next one needs it.
    pub commands: &'static [Verb],
    /// Makes the templates those of the command of a turn, if they are not the same for all.
    pub templates: Option<fn(&Cloud, usize)>,
}

/// What was done, and how an account is then: the same command again does the same from there, so one try tells.
pub type Left = (Done, State);

/// From where the same command again has led to its end, whichever of the workers has tried it.
pub type Known = Mutex<BTreeSet<Left>>;

/// What a command leads to without faults.
struct Expected {
    state: State,
    done: Done,
    calls: Vec<Call>,
}

/// A scene in an emulator of its own.
pub struct Bench {
    cloud: Cloud,
    reader: Reader,
    scene: &'static Scene,
    expected: Vec<Expected>,
    /// What the first command starts from.
    start: State,
    turn: usize,
    /// Whether the account is what the next command starts from.
    is_ready: bool,
}

impl Bench {
    /// Starts an emulator, and finds out what each command leads to without faults.
    pub fn start(scene: &'static Scene) -> Self {
        let cloud = Cloud::start(scene.emulator);
        let reader = Reader::start(&cloud);
        let (expected, start) = (Vec::new(), State::new());
        let mut bench = Self { cloud, reader, scene, expected, start, turn: 0, is_ready: false };
        bench.restart();
        for turn in 0..scene.commands.len() {
            bench.turn = turn;
            bench.begin();
            bench.start = if turn == 0 { bench.reader.read().0 } else { bench.start };
            let (said, calls) = bench.run(pass());
            assert_eq!(said.code, Some(0), "{said:?}");
            let (state, values) = bench.reader.read();
            let runs = [calls];
            let done = done(&runs, bench.home());
            let secrets = secrets::secrets(&values, &runs);
            assert_eq!(secrets::found(&secrets, &[said], bench.home()), [""; 0]);
            let [calls] = runs;
            bench.expected.push(Expected { state, done, calls });
        }
        bench
    }

    /// From nothing.
    pub fn restart(&mut self) {
        self.is_ready = false;
        self.cloud.server.reset();
        self.does(self.scene.once);
    }

    /// Before the command of the next turn.
    pub fn next(&mut self) {
        self.turn = (self.turn + 1) % self.scene.commands.len();
        if !std::mem::take(&mut self.is_ready) {
            self.begin();
        }
    }

    /// The command under a script.
    pub fn run(&self, script: Script) -> (Said, Vec<Call>) {
        self.cloud.proxy.run(&mut self.command(self.scene.commands[self.turn]), script)
    }

    /// The command with a fault at each of these calls, and those that it came to.
    pub fn run_at(&self, places: Vec<Place>, treatment: Treatment) -> (Said, Vec<Call>, Vec<Place>) {
        let (script, met) = at_places(places, treatment);
        let (said, calls) = self.run(script);
        let met = met.lock().unwrap_or_else(PoisonError::into_inner).clone();
        (said, calls, met)
    }

    /// The calls of a run without faults.
    pub fn calls(&self) -> &[Call] {
        &self.expected[self.turn].calls
    }

    /// Where these runs of the command have not led to what one without faults leads to, a line each.
    pub fn differences(&mut self, said: &[Said], runs: &[Vec<Call>]) -> Vec<String> {
        let (state, values) = self.reader.read();
        let expected = &self.expected[self.turn];
        let mut found = state::differences(&state, &expected.state);
        found.extend(done::differences(&done(runs, self.home()), &expected.done));
        found.extend(secrets::found(&secrets::secrets(&values, runs), said, self.home()));
        found
    }

    /// What a command that was killed has left, and where secrets are, a line each. None if it may be another thing a moment later, or if the
    /// next command can only start from the end of this one.
    pub fn left(&mut self, said: &Said, calls: &Vec<Call>) -> Option<(Left, Vec<String>)> {
        let is_over = self.scene.emulator == Emulator::Moto;
        if !is_over || !(self.scene.is_from_nothing || self.is_dear()) {
            return None;
        }
        let (state, values) = self.reader.read();
        let runs = std::slice::from_ref(calls);
        let with = secrets::found(&secrets::secrets(&values, runs), std::slice::from_ref(said), self.home());
        Some(((done(runs, self.home()), state), with))
    }

    /// Whether it takes long to bring the account to where the command starts from.
    pub fn is_dear(&self) -> bool {
        !self.scene.before.is_empty()
    }

    /// Where the account is not what the command has started from any more, what was written into the home, and where secrets are, a line
    /// each. If there is nothing, the next command starts from this.
    pub fn traces(&mut self, said: &[Said], runs: &[Vec<Call>]) -> Vec<String> {
        let (state, values) = self.reader.read();
        let mut found = state::differences(&state, &self.start);
        found.extend(secrets::found(&secrets::secrets(&values, runs), said, self.home()));
        found.extend(secrets::files(self.home()).into_iter().map(|(file, _)| format!("{file} is written")));
        self.is_ready = found.is_empty();
        found
    }

    fn begin(&self) {
        if self.scene.is_from_nothing {
            self.cloud.server.reset();
        }
        self.does(self.scene.before);
        if let Some(edit) = self.scene.templates {
            edit(&self.cloud, self.turn);
        }
        // What earlier runs have written; the programs in it are links.
        let entries = fs::read_dir(self.home()).expect("the home can be read");
        for path in entries.map(|entry| entry.expect("the home can be read").path()).filter(|path| !path.ends_with("bin")) {
            let gone = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            gone.unwrap_or_else(|error| panic!("cannot remove {}: {error}", path.display()));
        }
        fs::create_dir(self.home().join("tmp")).expect("a folder can be made");
    }

    fn does(&self, verbs: &[Verb]) {
        for verb in verbs {
            let (said, _) = self.cloud.proxy.run(&mut self.command(*verb), pass());
            assert_eq!(said.code, Some(0), "{verb:?}: {said:?}");
        }
    }

    /// A command that can write into its home only, as far as it does not choose another place.
    fn command(&self, (verb, arguments): Verb) -> Command {
        let mut command = self.cloud.verb(verb, arguments);
        command.current_dir(self.home()).env("TMPDIR", self.home().join("tmp"));
        command
    }

    fn home(&self) -> &Path {
        self.cloud.account.home()
    }
}
