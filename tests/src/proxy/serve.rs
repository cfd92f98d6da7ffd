//! Takes connections, and does with each call what the script says.

use super::answer::{Problem, problem};
use super::call::Call;
use super::forward::forward;
use super::lacks::Lack;
use super::{Script, Treatment, locked, pass};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use shared_child::SharedChild;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// What the proxy and its user both look at.
pub(super) struct Shared {
    server: SocketAddr,
    lacks: Vec<Lack>,
    pub(super) calls: Mutex<Vec<Call>>,
    pub(super) script: Mutex<Script>,
    /// The client that a script may kill.
    pub(super) client: Mutex<Option<Arc<SharedChild>>>,
    busy: AtomicUsize,
}

impl Shared {
    pub(super) fn new(server: SocketAddr, lacks: Vec<Lack>) -> Self {
        let (calls, script, client) = (Mutex::default(), Mutex::new(pass()), Mutex::default());
        Self { server, lacks, calls, script, client, busy: AtomicUsize::new(0) }
    }

    /// Whether a call is under way.
    pub(super) fn is_busy(&self) -> bool {
        self.busy.load(Ordering::SeqCst) > 0
    }

    /// Kills the client, and waits until it is gone.
    fn kill(&self) -> io::Result<()> {
        let client = locked(&self.client).clone();
        client.map_or(Ok(()), |client| client.kill())
    }
}

pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>, mut stopped: oneshot::Receiver<()>) {
    loop {
        let accepted = tokio::select! {
            _ = &mut stopped => return,
            accepted = listener.accept() => accepted,
        };
        // A client that is killed may be gone before its connection is taken.
        let Ok((stream, _)) = accepted else { continue };
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                // A task of its own: a call that has begun ends, also if the client is gone.
                let task = tokio::spawn(treat(request, Arc::clone(&shared)));
                async move { task.await.map_err(io::Error::other)? }
            });
            // An error is a cut connection: either the script wants it, or the client is gone.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// An error ends the connection without an answer.
async fn treat(request: Request<Incoming>, shared: Arc<Shared>) -> io::Result<Response<Full<Bytes>>> {
    shared.busy.fetch_add(1, Ordering::SeqCst);
    let done = treated(request, &shared).await;
    shared.busy.fetch_sub(1, Ordering::SeqCst);
    done
}

async fn treated(request: Request<Incoming>, shared: &Shared) -> io::Result<Response<Full<Bytes>>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let mut call = Call::recognise(&head, &body);
    let at = {
        let script = locked(&shared.script).clone();
        let mut calls = locked(&shared.calls);
        call.number = calls.len() + 1;
        call.treatment = script(&call);
        calls.push(call.clone());
        calls.len() - 1
    };
    if call.treatment == Treatment::KillBefore {
        shared.kill()?;
    }
    let answer = match call.treatment {
        Treatment::Throttle => problem(&call, Problem::Throttled),
        Treatment::Fail => problem(&call, Problem::Failed),
        Treatment::Deny => problem(&call, Problem::Denied),
        Treatment::CutBefore | Treatment::KillBefore => return Err(cut()),
        Treatment::Pass | Treatment::CutAfter | Treatment::KillAfter => {
            match shared.lacks.iter().find(|lack| lack.is_of(&call)) {
                Some(lack) => lack.answer(),
                None => forward(shared.server, head, body).await,
            }
        }
    };
    let (answer_head, answer_body) = answer.into_parts();
    // The list is another one if a script began in between.
    if let Some(known) = locked(&shared.calls).get_mut(at) {
        known.status = Some(answer_head.status.as_u16());
        known.answer = answer_body.to_vec();
    }
    match call.treatment {
        Treatment::CutAfter => Err(cut()),
        Treatment::KillAfter => {
            shared.kill()?;
            Err(cut())
        }
        _ => Ok(Response::from_parts(answer_head, Full::new(answer_body))),
    }
}

fn cut() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "the script cuts the connection")
}
