//! Emulators of AWS as processes: MiniStack and moto, each on a free port of 127.0.0.1 and with nothing in it.

use crate::python;
use crate::workspace_root;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// So long a server may take until it answers.
const START: Duration = Duration::from_secs(60);
/// So long a server may take to forget everything.
const RESET: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(20);
/// Another process may take a port between the look for a free one and the start.
const STARTS: usize = 3;

/// Which emulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emulator {
    /// MiniStack: change sets, updates with rollbacks, functions behind custom resources; no StackSets.
    MiniStack,
    /// moto with what its StackSets lack, see `tests/deployment/README.md`.
    Moto,
}

impl Emulator {
    /// Its name, as `tests/deployment/substitutions.json` has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::MiniStack => "ministack",
            Self::Moto => "moto",
        }
    }

    /// The account that everything belongs to.
    pub fn account(self) -> &'static str {
        match self {
            Self::MiniStack => "000000000000",
            Self::Moto => "123456789012",
        }
    }

    fn reset_path(self) -> &'static str {
        match self {
            Self::MiniStack => "/_ministack/reset",
            Self::Moto => "/moto-api/reset",
        }
    }

    /// The command that starts it on a port, but for what every emulator is given.
    fn command(self, port: u16) -> Command {
        let interpreter = python::emulators();
        match self {
            Self::MiniStack => {
                let mut command = Command::new(interpreter.with_file_name("ministack"));
                command.env("BIND_HOST", "127.0.0.1").env("MINISTACK_HOST", "127.0.0.1").env("GATEWAY_PORT", port.to_string());
                command
            }
            Self::Moto => {
                let mut command = Command::new(interpreter);
                command.arg(workspace_root().join("tests/deployment/moto_with_stack_sets.py"));
                command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
                command
            }
        }
    }
}

/// A server that runs until this is dropped.
pub struct Server {
    /// Which emulator it is.
    pub emulator: Emulator,
    address: SocketAddr,
    child: Child,
    folder: TempDir,
}

impl Server {
    /// Starts an emulator, and waits until it answers.
    ///
    /// # Panics
    ///
    /// If it does not start, with what it said.
    ///
    /// ```no_run
    /// use tap_tests::servers::{Emulator, Server};
    ///
    /// let server = Server::start(Emulator::Moto);
    /// assert!(server.url().starts_with("http://127.0.0.1:"));
    /// ```
    pub fn start(emulator: Emulator) -> Self {
        let mut said = String::new();
        for _ in 0..STARTS {
            match Self::try_start(emulator) {
                Ok(server) => return server,
                Err(error) => said = error,
            }
        }
        panic!("{} does not start: {said}", emulator.name());
    }

    fn try_start(emulator: Emulator) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| format!("cannot make a folder: {error}"))?;
        let log = folder.path().join("log");
        let address = free_address();
        let output = File::create(&log).map_err(|error| format!("cannot create {}: {error}", log.display()))?;
        let errors = output.try_clone().map_err(|error| format!("cannot write {}: {error}", log.display()))?;
        let mut command = emulator.command(address.port());
        // Neither looks for a Docker engine, nor writes what it keeps, but into its own folder.
        command.env("DOCKER_HOST", "unix:///nonexistent").env("HOME", folder.path()).env("TMPDIR", folder.path());
        command.env("PYTHONDONTWRITEBYTECODE", "1").current_dir(folder.path());
        command.stdin(Stdio::null()).stdout(output).stderr(errors);
        let child = command.spawn().map_err(|error| format!("{command:?}: {error}"))?;
        let mut server = Self { emulator, address, child, folder };
        let until = Instant::now() + START;
        loop {
            let Err(error) = server.try_reset() else { return Ok(server) };
            let ended = server.child.try_wait().map_err(|error| error.to_string())?;
            if ended.is_some() || Instant::now() > until {
                return Err(format!("{error}\n{}", server.log()));
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens, as clients are told.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes the server forget everything.
    ///
    /// # Panics
    ///
    /// If it does not, with what it has said so far.
    pub fn reset(&self) {
        if let Err(error) = self.try_reset() {
            panic!("{} cannot be reset: {error}\n{}", self.emulator.name(), self.log());
        }
    }

    /// What it has printed.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn try_reset(&self) -> Result<(), String> {
        let path = self.emulator.reset_path();
        let answer = post(self.address, path).map_err(|error| format!("POST {path}: {error}"))?;
        let status = answer.lines().next().unwrap_or_default();
        if status.contains(" 200") { Ok(()) } else { Err(format!("POST {path}: {status}")) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended if this fails.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address of 127.0.0.1 at which nobody listens.
///
/// # Panics
///
/// If there is none.
///
/// ```
/// assert!(std::net::TcpStream::connect(tap_tests::servers::free_address()).is_err());
/// ```
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    listener.and_then(|listener| listener.local_addr()).unwrap_or_else(|error| panic!("no port of 127.0.0.1 is free: {error}"))
}

/// Posts nothing; the answer with its head.
fn post(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(RESET))?;
    stream.write_all(
        format!("POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").as_bytes(),
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
