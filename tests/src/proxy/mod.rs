//! A proxy between a client and an emulator of AWS: it knows each call, records it, and lets it fail as a script says.
//!
//! Clients are given its address as AWS's. It passes requests on as they are, with their `Host`, so that signatures stay what they
//! were.

mod answer;
mod call;
mod decode;
mod forward;
mod lacks;
mod positions;
mod serve;
mod wire;

pub use call::{Call, Protocol};
pub use lacks::{Lack, lacks};
pub use positions::{Position, Scenario, every_position};
pub use wire::{compare, same_lists};

use crate::program::Said;
use serve::{Shared, serve};
use shared_child::SharedChild;
use std::io::Read;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};
use std::sync::{Arc, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// So long a command may take: far more than any takes, so that one that hangs fails its test.
const LIMIT: Duration = Duration::from_secs(300);
/// So long the server may take for what a command has left behind.
const SETTLING: Duration = Duration::from_secs(30);

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// It is passed on, and so is the answer.
    Pass,
    /// It is answered that there are too many calls, as the protocol has it; the server does not get it.
    Throttle,
    /// It is answered that AWS failed; the server does not get it.
    Fail,
    /// It is answered that the caller may not do this; the server does not get it.
    Deny,
    /// The connection ends; the server does not get it.
    CutBefore,
    /// The connection ends when the server has done it: the answer gets lost.
    CutAfter,
    /// The client is killed; the server does not get it.
    KillBefore,
    /// The client is killed when the server has done it.
    KillAfter,
}

impl Treatment {
    /// Whether the server gets the call.
    pub fn is_forwarded(self) -> bool {
        matches!(self, Self::Pass | Self::CutAfter | Self::KillAfter)
    }
}

/// What a script says of a call that has no treatment yet.
pub type Script = Arc<dyn Fn(&Call) -> Treatment + Send + Sync>;

/// A script that passes everything on.
pub fn pass() -> Script {
    Arc::new(|_| Treatment::Pass)
}

/// A script that treats one call so, by its number, and passes on the others.
pub fn at(number: usize, treatment: Treatment) -> Script {
    Arc::new(move |call| if call.number == number { treatment } else { Treatment::Pass })
}

/// A proxy that runs until this is dropped.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Starts a proxy in front of a server, which lacks this.
    ///
    /// # Panics
    ///
    /// If no port of 127.0.0.1 is free.
    ///
    /// ```
    /// use tap_tests::{proxy::Proxy, servers::free_address};
    ///
    /// let proxy = Proxy::start(free_address(), Vec::new());
    /// assert!(proxy.url().starts_with("http://127.0.0.1:"));
    /// ```
    pub fn start(server: SocketAddr, lacks: Vec<Lack>) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime is made");
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).expect("a port of 127.0.0.1 is free");
        let address = listener.local_addr().expect("it has an address");
        let shared = Arc::new(Shared::new(server, lacks));
        let (stop, stopped) = oneshot::channel();
        let known = Arc::clone(&shared);
        let thread = thread::spawn(move || runtime.block_on(serve(listener, known, stopped)));
        Self { address, shared, stop: Some(stop), thread: Some(thread) }
    }

    /// Where it listens, as clients are told.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on calls are counted from 1, and treated as this script says.
    pub fn begin(&self, script: Script) {
        locked(&self.shared.calls).clear();
        *locked(&self.shared.script) = script;
    }

    /// The calls since the script began.
    ///
    /// # Panics
    ///
    /// If the server does not finish what it has begun.
    pub fn calls(&self) -> Vec<Call> {
        let until = Instant::now() + SETTLING;
        while self.shared.is_busy() {
            assert!(Instant::now() < until, "the server does not answer: {:?}", locked(&self.shared.calls));
            thread::sleep(Duration::from_millis(2));
        }
        locked(&self.shared.calls).clone()
    }

    /// Runs a command under a script; what it says, and the calls that it made. The script may kill it, then it has no exit code.
    ///
    /// # Panics
    ///
    /// If it cannot be started, does not say text, panics, or takes more than five minutes.
    pub fn run(&self, command: &mut Command, script: Script) -> (Said, Vec<Call>) {
        self.begin(script);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = {
            // Held while it starts: its first call may come before this goes on.
            let mut client = locked(&self.shared.client);
            let child = SharedChild::spawn(command).unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
            Arc::clone(client.insert(Arc::new(child)))
        };
        let out = reader(child.take_stdout().expect("it is piped"));
        let err = reader(child.take_stderr().expect("it is piped"));
        let ended = child.wait_timeout(LIMIT).unwrap_or_else(|error| panic!("cannot wait for {command:?}: {error}"));
        if ended.is_none() {
            child.kill().unwrap_or_else(|error| panic!("cannot stop {command:?}: {error}"));
        }
        *locked(&self.shared.client) = None;
        let said = Said {
            code: ended.and_then(|status| status.code()),
            out: out.join().expect("standard output is text"),
            err: err.join().expect("standard error is text"),
        };
        assert!(ended.is_some(), "{command:?} does not end: {said:?}");
        assert!(!said.err.contains("panicked"), "{command:?}: {said:?}");
        let calls = self.calls();
        let killed = calls.iter().any(|call| matches!(call.treatment, Treatment::KillBefore | Treatment::KillAfter));
        assert!(killed || said.code.is_some(), "a signal has ended {command:?}: {said:?}");
        (said, calls)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // It has ended if nobody takes the message.
        let _ = self.stop.take().map(|stop| stop.send(()));
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Reads to the end beside everything else, so that the process never waits for a reader.
fn reader(mut from: impl Read + Send + 'static) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        from.read_to_string(&mut text).expect("it is text");
        text
    })
}

/// What a mutex holds, also after a test that held it failed.
fn locked<T: ?Sized>(mutex: &std::sync::Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
