//! Passes a request on as it is.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper::header::{CONNECTION, EXPECT};
use hyper::http::request::Parts;
use hyper::{Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use std::error::Error;
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// The server's answer; if there is none, one that says why.
pub(super) async fn forward(server: SocketAddr, head: Parts, body: Bytes) -> Response<Bytes> {
    ask(server, head, body).await.unwrap_or_else(|error| {
        let mut answer = Response::new(Bytes::from(format!("the proxy got no answer from the emulator: {error}")));
        *answer.status_mut() = StatusCode::BAD_GATEWAY;
        answer
    })
}

async fn ask(server: SocketAddr, head: Parts, body: Bytes) -> Result<Response<Bytes>, Box<dyn Error + Send + Sync>> {
    let (mut sender, connection) = handshake(TokioIo::new(TcpStream::connect(server).await?)).await?;
    // Ends with the connection, whose errors the request says too.
    tokio::spawn(connection);
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = head.method;
    *request.uri_mut() = head.uri.path_and_query().map_or_else(|| Ok(Uri::from_static("/")), |path| path.as_str().parse())?;
    *request.headers_mut() = head.headers;
    // These two are between a client and the next one; clients do not sign them.
    request.headers_mut().remove(CONNECTION);
    request.headers_mut().remove(EXPECT);
    let (mut head, body) = sender.send_request(request).await?.into_parts();
    head.headers.remove(CONNECTION);
    Ok(Response::from_parts(head, body.collect().await?.to_bytes()))
}
