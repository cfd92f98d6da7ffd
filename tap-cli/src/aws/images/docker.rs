//! The user's `docker`.
//!
//! It keeps what it is logged in with, as always, in its credential store, or in a file of its own if it has none. So it is logged out again at the
//! end, whatever became of the images.

use super::repository::{Authorization, Repository};
use crate::aws::description::{Description, Image};
use crate::aws::failure::Failure;
use crate::aws::progress::Progress;
use std::collections::VecDeque;
use std::ffi::OsString;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader};
use tokio::process::Command;
use tokio::sync::mpsc::UnboundedSender;

const PROGRAM: &str = "docker";

/// So many lines of what it said last are in an error.
const LINES: usize = 12;

/// The program, which is in PATH.
pub struct Docker(());

impl Docker {
    /// The one of PATH, if there is one.
    pub fn find() -> Option<Self> {
        let path = std::env::var_os("PATH")?;
        let file = format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX);
        std::env::split_paths(&path).any(|folder| folder.join(&file).is_file()).then_some(Docker(()))
    }

    /// Builds an image under all of these tags.
    pub async fn build(
        &self,
        image: &Image,
        description: &Description,
        tags: &[String],
        region: &str,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let folder = |path: &str| description.folder.join(path);
        // Lines to read, and an image to push even if the user's builder would keep it for itself.
        let mut arguments: Vec<OsString> = vec!["build".into(), "--progress=plain".into(), "--load".into()];
        arguments.extend(description.build_options.iter().map(OsString::from));
        for (name, path) in &image.build_contexts {
            let mut context = OsString::from(format!("{name}="));
            context.push(folder(path));
            arguments.extend(["--build-context".into(), context]);
        }
        arguments.extend(["--file".into(), folder(&image.dockerfile).into_os_string()]);
        for tag in tags {
            arguments.extend(["--tag".into(), tag.into()]);
        }
        arguments.push(folder(&image.context).into_os_string());
        self.run(&arguments, None, &format!("build the image `{}`", image.name), (region, progress)).await
    }

    /// Pushes what was built under a tag.
    pub async fn push(&self, tag: &str, region: &str, progress: &Progress) -> Result<(), Failure> {
        self.run(&["push".into(), tag.into()], None, &format!("push {tag}"), (region, progress)).await
    }

    /// Copies from one registry to another, to the byte: the digest stays.
    pub async fn copy(&self, source: &str, tag: &str, region: &str, progress: &Progress) -> Result<(), Failure> {
        // Else it wraps the image into an index, which Lambda refuses.
        let arguments = ["buildx", "imagetools", "create", "--prefer-index=false", "--tag", tag, source].map(OsString::from);
        self.run(&arguments, None, &format!("copy {source} to {tag}"), (region, progress)).await
    }

    async fn log_in(&self, registry: &str, authorization: &Authorization, show: (&str, &Progress)) -> Result<(), Failure> {
        let arguments = ["login", "--username", &authorization.user, "--password-stdin", registry].map(OsString::from);
        self.run(&arguments, Some(&authorization.password), &format!("log in to {registry}"), show).await
    }

    /// Runs it to its end; what it says goes line by line to the progress. Interrupted, it is stopped.
    async fn run(
        &self,
        arguments: &[OsString],
        secret: Option<&str>,
        doing: &str,
        (region, progress): (&str, &Progress),
    ) -> Result<(), Failure> {
        let failed = |why: String| Failure::from(format!("`{PROGRAM}` cannot {doing}: {why}"));
        let mut command = Command::new(PROGRAM);
        command.args(arguments).kill_on_drop(true).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.stdin(if secret.is_some() { Stdio::piped() } else { Stdio::null() });
        let mut child = command.spawn().map_err(|error| failed(format!("it cannot be started: {error}")))?;
        let (send, mut lines) = tokio::sync::mpsc::unbounded_channel();
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let stdin = child.stdin.take();
        let write = async {
            if let (Some(mut stdin), Some(secret)) = (stdin, secret) {
                // One that ends without having read says why by itself.
                let _ = stdin.write_all(secret.as_bytes()).await;
            }
        };
        let mut last: VecDeque<String> = VecDeque::new();
        let show = async {
            while let Some(line) = lines.recv().await {
                let line: String = line;
                if secret.is_some_and(|secret| line.contains(secret)) {
                    continue;
                }
                // Its answers to a login are advice on how to keep the password.
                if secret.is_none() {
                    progress.say(region, format!("{PROGRAM}: {line}"));
                }
                if last.len() == LINES {
                    last.pop_front();
                }
                last.push_back(line);
            }
        };
        let read = async { tokio::join!(forward(stdout, send.clone()), forward(stderr, send)) };
        let (status, ..) = tokio::join!(child.wait(), write, read, show);
        let status = status.map_err(|error| failed(format!("it is lost: {error}")))?;
        if status.success() {
            return Ok(());
        }
        let said = last.iter().map(|line| format!("\n  {line}")).collect::<String>();
        let said = if said.is_empty() { " it says nothing".to_string() } else { said };
        let code = status.code().map_or("it was stopped".to_string(), |code| format!("exit code {code}"));
        Err(failed(format!("{code}:{said}\nhelp: after that is put right, the same command can be run again")))
    }
}

/// Each line of a stream that is not empty.
async fn forward(stream: Option<impl AsyncRead + Unpin>, send: UnboundedSender<String>) {
    let Some(stream) = stream else { return };
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    while let Ok(1..) = stream.read_until(b'\n', &mut line).await {
        let text = String::from_utf8_lossy(&line);
        // Progress within a line overwrites itself: what stands at its end counts.
        let text = text.trim_end().rsplit('\r').next().unwrap_or_default().trim_end();
        if !text.is_empty() {
            let _ = send.send(text.to_string());
        }
        line.clear();
    }
}

/// The registries that `docker` is logged in to.
pub struct Login<'d> {
    docker: &'d Docker,
    registries: Vec<String>,
}

impl<'d> Login<'d> {
    /// None yet.
    pub fn new(docker: &'d Docker) -> Self {
        Login { docker, registries: Vec::new() }
    }

    /// Logs in to the registry of a repository, unless that is done.
    pub async fn add(&mut self, repository: &Repository, progress: &Progress) -> Result<(), Failure> {
        let registry = &repository.registry;
        if self.registries.contains(registry) {
            return Ok(());
        }
        let authorization = repository.authorization().await?;
        self.docker.log_in(registry, &authorization, (&repository.region, progress)).await?;
        self.registries.push(registry.clone());
        Ok(())
    }
}

impl Drop for Login<'_> {
    /// Logs out. Nobody minds if that does not work: what it is logged in with ends by itself.
    fn drop(&mut self) {
        for registry in &self.registries {
            let mut command = std::process::Command::new(PROGRAM);
            let _ = command.args(["logout", registry]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::forward;

    #[tokio::test]
    async fn lines_are_what_stands_in_the_end() {
        let (send, mut lines) = tokio::sync::mpsc::unbounded_channel();
        let text: &[u8] = b"one\r\n\n  \n10%\r50%\r100%\nnot \xff text\nno end";
        forward(Some(text), send).await;
        let mut got = Vec::new();
        while let Some(line) = lines.recv().await {
            got.push(line);
        }
        assert_eq!(got, ["one", "100%", "not \u{fffd} text", "no end"]);
    }
}
