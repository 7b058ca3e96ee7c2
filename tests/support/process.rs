//! One run of the binary: started, listened to, ended.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Slower than this is broken, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server process. It does not outlive this value.
pub struct Process {
    child: Child,
    address: SocketAddr,
    log: Log,
}

/// All that a process has said so far, on either stream.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Process {
    /// Starts the server and waits until it says where it listens.
    pub fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let log = Log::default();
        let (found, address) = channel();
        log.follow(child.stdout.take().unwrap(), Some(found));
        log.follow(child.stderr.take().unwrap(), None);
        let Ok(address) = address.recv_timeout(PATIENCE) else {
            child.kill().unwrap();
            panic!("the server does not listen ({:?}):\n{}", child.wait().unwrap(), log.text());
        };
        Self { child, address, log }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it has said so far.
    pub fn log(&self) -> String {
        self.log.text()
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Waits until it has ended.
    pub fn wait(&mut self) -> ExitStatus {
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("the server does not end:\n{}", self.log());
    }

    /// Ends it at once, whatever it is doing.
    pub fn kill(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Log {
    fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }

    /// Remembers every line of a stream, so that the process never waits for a reader, and sends on the
    /// first address that is named in one.
    fn follow(&self, stream: impl Read + Send + 'static, found: Option<Sender<SocketAddr>>) {
        let log = self.clone();
        thread::spawn(move || {
            let mut stream = BufReader::new(stream);
            let mut line = Vec::new();
            while stream.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
                let text = String::from_utf8_lossy(&line);
                if let Some((found, address)) = found.as_ref().zip(address_in(&text)) {
                    // Only the first is waited for.
                    let _ = found.send(address);
                }
                log.0.lock().unwrap().push_str(&text);
                line.clear();
            }
        });
    }
}

fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://")?;
    rest.split(|c: char| c.is_whitespace() || c == '/').next()?.parse().ok()
}
