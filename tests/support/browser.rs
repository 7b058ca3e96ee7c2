//! A real browser, driven as a person would use it: by WebDriver (W3C), which is JSON over HTTP.
//!
//! One at a time: several would wait for each other, and each needs much memory.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use reqwest::blocking::Client as Http;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Longer than anything takes to show, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(60);
/// For one answer of the driver; a browser that starts takes the longest.
const SLOWEST: Duration = Duration::from_secs(180);
/// By what the driver names an element (WebDriver, section 12.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
const MISSING: &str = "This test drives a browser, and needs chromium with its driver: apt-get install chromium chromium-driver";

static TURN: Mutex<()> = Mutex::new(());

/// A browser without a past. It does not outlive this value.
pub struct Browser {
    driver: Child,
    http: Http,
    /// The address of the driver's session.
    session: String,
    profile: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// Starts it.
    pub fn open() -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let profile = TempDir::new().unwrap();
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut driver = command.spawn().unwrap_or_else(|error| panic!("{error}. {MISSING}"));
        let port = port(&mut driver);
        let http = Http::builder().no_proxy().timeout(SLOWEST).build().unwrap();
        let mut browser =
            Self { driver, http, session: format!("http://127.0.0.1:{port}/session"), profile, _turn: turn };
        let started = browser.ask("", &browser.wanted()).unwrap_or_else(|error| panic!("{error} {MISSING}"));
        browser.session = format!("{}/{}", browser.session, started["sessionId"].as_str().unwrap());
        browser
    }

    fn wanted(&self) -> Value {
        let profile = format!("--user-data-dir={}", self.profile.path().display());
        let mut args = vec![
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--lang=en-US",
            "--window-size=1200,900",
        ];
        args.push(&profile);
        json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": { "args": args },
            "goog:loggingPrefs": { "browser": "ALL" },
        } } })
    }

    /// Opens an address, or loads it anew.
    pub fn go(&self, address: &str) {
        self.ask("/url", &json!({ "url": address })).unwrap();
    }

    /// Loads the page anew.
    pub fn reload(&self) {
        self.ask("/refresh", &json!({})).unwrap();
    }

    /// Where it is.
    pub fn address(&self) -> String {
        self.look("/url").as_str().unwrap().to_owned()
    }

    /// What a person can read on the page.
    pub fn text(&self) -> String {
        self.run("return document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// Waits until this can be read on the page.
    #[track_caller]
    pub fn sees(&self, text: &str) {
        let shown = self.until(|| Some(self.text()).filter(|shown| shown.contains(text)));
        assert!(shown.is_some(), "{text:?} never shows:\n{}\n{:?}", self.text(), self.complaints());
    }

    /// Waits until this cannot be read on the page.
    #[track_caller]
    pub fn misses(&self, text: &str) {
        let gone = self.until(|| (!self.text().contains(text)).then_some(()));
        assert!(gone.is_some(), "{text:?} does not go away:\n{}", self.text());
    }

    /// Presses the button or follows the link that says this, as soon as it can be pressed. Where several say it, the
    /// last one: a dialog stands at the end of its page.
    #[track_caller]
    pub fn press(&self, text: &str) {
        let path = format!(
            "(//*[self::button or self::a][normalize-space()='{text}' or @aria-label='{text}' or @value='{text}'])[last()]"
        );
        self.on("xpath", &path, |element| self.ask(&format!("/element/{element}/click"), &json!({})));
    }

    /// Presses whatever a selector finds.
    #[track_caller]
    pub fn press_at(&self, selector: &str) {
        self.on("css selector", selector, |element| {
            self.ask(&format!("/element/{element}/click"), &json!({}))
        });
    }

    /// Writes into the field that a selector finds, in place of what is there.
    #[track_caller]
    pub fn write(&self, selector: &str, text: &str) {
        self.on("css selector", selector, |element| {
            self.ask(&format!("/element/{element}/clear"), &json!({}))?;
            self.ask(&format!("/element/{element}/value"), &json!({ "text": text }))
        });
    }

    /// Presses keys, wherever the focus is.
    pub fn type_keys(&self, keys: &str) {
        let pressed = keys.chars().flat_map(|key| {
            let key = key.to_string();
            [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
        });
        let actions: Vec<_> = pressed.collect();
        let all = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.ask("/actions", &all).unwrap();
    }

    /// Makes its window as narrow as it can be.
    pub fn narrow(&self) {
        self.ask("/window/rect", &json!({ "width": 360, "height": 800 })).unwrap();
    }

    /// What a script of the driver gives; the page's own policy does not keep it from running.
    pub fn run(&self, script: &str) -> Value {
        self.ask("/execute/sync", &json!({ "script": script, "args": [] })).unwrap()
    }

    /// What the browser complained about since it was last asked: errors of scripts and refusals by the page's policy,
    /// but not that the server refused something, which is what some tests are about.
    pub fn complaints(&self) -> Vec<String> {
        let log = self.ask("/se/log", &json!({ "type": "browser" })).unwrap();
        let entries = log.as_array().unwrap().iter();
        let entries = entries.filter(|entry| entry["level"] != "INFO" && entry["level"] != "DEBUG");
        entries.filter(|entry| !is_refusal(entry)).map(Value::to_string).collect()
    }

    /// Does something to the element that is found, as soon as it can be done.
    #[track_caller]
    fn on(&self, using: &str, value: &str, act: impl Fn(&str) -> Result<Value, String>) {
        let mut last = String::new();
        let done = self.until(|| {
            let found = self.ask("/element", &json!({ "using": using, "value": value }));
            let shown = found.and_then(|found| {
                // Nothing that stays where it is stands before it there.
                let script = "arguments[0].scrollIntoView({ block: 'center' })";
                self.ask("/execute/sync", &json!({ "script": script, "args": [&found] })).map(|_| found)
            });
            match shown.and_then(|found| act(found[ELEMENT].as_str().unwrap_or_default())) {
                Ok(_) => Some(()),
                Err(error) => {
                    last = error;
                    None
                }
            }
        });
        assert!(done.is_some(), "{value}: {last}\n{}", self.text());
    }

    fn until<T>(&self, mut look: impl FnMut() -> Option<T>) -> Option<T> {
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            if let Some(found) = look() {
                return Some(found);
            }
            thread::sleep(Duration::from_millis(50));
        }
        None
    }

    fn ask(&self, path: &str, body: &Value) -> Result<Value, String> {
        answer(self.http.post(format!("{}{path}", self.session)).json(body))
    }

    fn look(&self, path: &str) -> Value {
        answer(self.http.get(format!("{}{path}", self.session))).unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends the browser with its session; then it may go too.
        drop(self.http.delete(&self.session).send());
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}

/// Whether an entry of the log says that an answer had a status of 400 or more.
fn is_refusal(entry: &Value) -> bool {
    entry["source"] == "network"
        && entry["message"]
            .as_str()
            .is_some_and(|text| text.contains("the server responded with a status of 4"))
}

fn answer(request: reqwest::blocking::RequestBuilder) -> Result<Value, String> {
    let reply = request.send().map_err(|error| error.to_string())?;
    let is_done = reply.status().is_success();
    let value = reply.json::<Value>().map_err(|error| error.to_string())?["value"].take();
    if is_done { Ok(value) } else { Err(value.to_string()) }
}

/// The port at which a driver says that it listens; what it says later is not read.
fn port(driver: &mut Child) -> u16 {
    let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let mut lines = lines.map_while(Result::ok);
    let line = lines
        .find(|line| line.contains("successfully on port "))
        .unwrap_or_else(|| panic!("it does not start. {MISSING}"));
    thread::spawn(move || lines.for_each(drop));
    line.rsplit("on port ").next().unwrap().trim_end_matches('.').parse().unwrap()
}
