//! A bucket as S3 has them: an HTTP server of this process that keeps what it is sent, in memory.
//!
//! It asks for a signature by the key that it knows and does not compute it: what is shown with it is what the product
//! asks for, not that a library signs.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A running bucket. Its thread ends with the process.
pub struct Bucket {
    address: String,
    state: Arc<Mutex<State>>,
}

/// One request that a bucket got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its method.
    pub method: String,
    /// What it is about, without the bucket's name.
    pub key: String,
    /// Whether it was signed by the right key, for this day, region and service.
    pub is_signed: bool,
}

#[derive(Default)]
struct State {
    files: BTreeMap<String, Vec<u8>>,
    asked: Vec<Asked>,
    is_down: bool,
}

/// The name of the bucket.
const NAME: &str = "pictures";
const KEY: &str = "PARLORTESTKEY";

impl Bucket {
    /// Starts one on a port of its own.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || serve(&stream, &state));
            }
        });
        Self { address, state }
    }

    /// The settings by which a service finds it; all names begin with `of/parlor`.
    #[must_use]
    pub fn settings(&self) -> [(&'static str, String); 6] {
        [
            ("PARLOR_MEDIA_URL", format!("s3://{NAME}/of/parlor")),
            ("AWS_ENDPOINT_URL", self.address.clone()),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_REGION", "eu-test-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "a secret that signs".to_owned()),
        ]
    }

    /// The names of what is in it.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.state.lock().unwrap().files.keys().cloned().collect()
    }

    /// What it was asked for so far.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        self.state.lock().unwrap().asked.clone()
    }

    /// From now on it answers with a failure of its own, or no longer does.
    pub fn fail(&self, is_down: bool) {
        self.state.lock().unwrap().is_down = is_down;
    }
}

struct Request {
    method: String,
    path: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

fn serve(stream: &TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        let answer = answer(&request, &mut state.lock().unwrap());
        let mut writer = stream;
        if writer.write_all(&answer).is_err() {
            return;
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut words = line.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { method, path, headers, body })
}

fn answer(request: &Request, state: &mut State) -> Vec<u8> {
    let path = request.path.split('?').next().unwrap_or_default();
    let key = path.strip_prefix(&format!("/{NAME}/")).unwrap_or_default().to_owned();
    let signature = request.headers.get("authorization").map_or("", String::as_str);
    let is_signed = signature.starts_with(&format!("AWS4-HMAC-SHA256 Credential={KEY}/"))
        && signature.contains("/eu-test-1/s3/aws4_request")
        && signature.contains("Signature=")
        && request.headers.contains_key("x-amz-content-sha256");
    state.asked.push(Asked { method: request.method.clone(), key: key.clone(), is_signed });
    if state.is_down {
        return reply("500 Internal Server Error", &[], b"<Error><Code>InternalError</Code></Error>", true);
    }
    if !is_signed || key.is_empty() {
        return reply("403 Forbidden", &[], b"<Error><Code>AccessDenied</Code></Error>", true);
    }
    match request.method.as_str() {
        "PUT" => {
            state.files.insert(key, request.body.clone());
            reply("200 OK", &["ETag: \"1\""], b"", true)
        }
        "DELETE" => {
            state.files.remove(&key);
            reply("204 No Content", &[], b"", true)
        }
        method => match state.files.get(&key) {
            None => reply("404 Not Found", &[], b"<Error><Code>NoSuchKey</Code></Error>", method != "HEAD"),
            Some(file) => give(file, request.headers.get("range"), method != "HEAD"),
        },
    }
}

fn give(file: &[u8], range: Option<&String>, has_body: bool) -> Vec<u8> {
    let dated = ["ETag: \"1\"", "Last-Modified: Sat, 21 Nov 2026 08:30:00 GMT"];
    let Some((first, last)) = range.and_then(|range| range.strip_prefix("bytes=")?.split_once('-')) else {
        return reply("200 OK", &dated, file, has_body);
    };
    let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
    let said = format!("Content-Range: bytes {first}-{last}/{}", file.len());
    reply("206 Partial Content", &[dated[0], dated[1], &said], &file[first..=last], has_body)
}

fn reply(status: &str, headers: &[&str], body: &[u8], has_body: bool) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    [head.as_bytes(), b"\r\n", if has_body { body } else { b"" }].concat()
}
