//! Talks in rooms, and keeps sockets open. Must not know how a room is made: each line of a file is the address of
//! one and the tokens of its two.

use std::error::Error;
use std::fs;
use std::io::{self, BufRead as _};
use std::net::TcpStream;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use tungstenite::client::IntoClientRequest as _;
use tungstenite::http::HeaderValue;
use tungstenite::{Message, WebSocket, client};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Two who talk.
struct Pair {
    room: String,
    tokens: [String; 2],
}

fn pairs(file: &str) -> Outcome<Vec<Pair>> {
    let pairs = fs::read_to_string(file)?;
    let pairs = pairs.lines().map(|line| match *line.split(' ').collect::<Vec<_>>() {
        [room, one, other] => Ok(Pair { room: room.to_owned(), tokens: [one.to_owned(), other.to_owned()] }),
        _ => Err(format!("no pair: {line}").into()),
    });
    pairs.collect()
}

fn enter(server: &str, room: &str, token: &str) -> Outcome<WebSocket<TcpStream>> {
    let mut request = format!("ws://{server}{room}").into_client_request()?;
    request.headers_mut().insert("authorization", HeaderValue::from_str(&format!("Bearer {token}"))?);
    let stream = TcpStream::connect(server)?;
    stream.set_nodelay(true)?;
    Ok(client(request, stream).map_err(|error| error.to_string())?.0)
}

/// Reads until a message is there.
fn message(socket: &mut WebSocket<TcpStream>) -> Outcome<()> {
    loop {
        match socket.read()? {
            Message::Text(text) if text.contains("\"error\"") => return Err(text.to_string().into()),
            Message::Text(_) => return Ok(()),
            _ => {}
        }
    }
}

/// Each pair says something by turns, for so long: the next when both have heard the last, or so many a second
/// altogether. Prints how many a second were heard, and in milliseconds how long the other waited.
pub fn talk(server: &str, file: &str, seconds: u64, rate: Option<u32>) -> Outcome<()> {
    let pairs = pairs(file)?;
    let count = u32::try_from(pairs.len())?;
    let pause = rate.map(|rate| Duration::from_secs(1) * count / rate);
    let begin = Arc::new(Barrier::new(pairs.len()));
    let talkers = (0_u32..).zip(pairs).map(|(number, pair)| {
        let (begin, server) = (Arc::clone(&begin), server.to_owned());
        thread::spawn(move || {
            let [one, other] = &pair.tokens;
            let mut two = [enter(&server, &pair.room, one)?, enter(&server, &pair.room, other)?];
            begin.wait();
            // Those who pause do not all do it at the same moments.
            thread::sleep(pause.unwrap_or_default() * number / count);
            converse(&mut two, Instant::now() + Duration::from_secs(seconds), pause)
        })
    });
    let talkers: Vec<_> = talkers.collect();
    let mut waited = Vec::new();
    for talker in talkers {
        waited.extend(talker.join().map_err(|_| "a pair panicked")??);
    }
    waited.sort_unstable();
    let at = |part: usize| {
        let waited = waited.get(waited.len().saturating_sub(1) * part / 100).copied();
        waited.unwrap_or_default().as_secs_f64() * 1_000.0
    };
    let count = u32::try_from(waited.len())?;
    println!(
        "{:.1} {:.3} {:.3}",
        f64::from(count) / Duration::from_secs(seconds).as_secs_f64(),
        at(50),
        at(99)
    );
    Ok(())
}

fn converse(
    two: &mut [WebSocket<TcpStream>; 2],
    until: Instant,
    pause: Option<Duration>,
) -> Outcome<Vec<Duration>> {
    let text = r#"{"message":"what one says to the other in a game, now and then"}"#;
    let mut waited = Vec::new();
    let mut next = Instant::now();
    while Instant::now() < until {
        let said = Instant::now();
        let [speaker, hearer] = &mut *two;
        speaker.send(Message::text(text))?;
        message(hearer)?;
        waited.push(said.elapsed());
        message(speaker)?;
        two.swap(0, 1);
        if let Some(pause) = pause {
            next += pause;
            thread::sleep(next.saturating_duration_since(Instant::now()));
        }
    }
    Ok(waited)
}

/// Opens so many sockets, says so, and keeps them until its input ends.
pub fn idle(server: &str, file: &str, count: usize) -> Outcome<()> {
    let pairs = pairs(file)?;
    let places = pairs.iter().flat_map(|pair| pair.tokens.iter().map(move |token| (&pair.room, token)));
    let sockets: Outcome<Vec<_>> =
        places.cycle().take(count).map(|(room, token)| enter(server, room, token)).collect();
    let sockets = sockets?;
    println!("{} open", sockets.len());
    for line in io::stdin().lock().lines() {
        line?;
    }
    Ok(())
}
