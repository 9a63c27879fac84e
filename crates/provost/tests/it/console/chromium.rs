//! Debian's Chromium, in which people have a tab each. `tests/browser/driver.mjs` drives it.

use serde_json::{Value, json};
use std::cell::RefCell;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use testkit::installed::{BwProgram, CHROMIUM, chromium_driver};

/// A browser on a server. When it is dropped, no page may have complained: of the policy, of a script that failed, of a
/// request to another host, of a password on its way out.
pub(crate) struct Chromium {
    driver: RefCell<Driver>,
}

struct Driver {
    child: Child,
    deeds: ChildStdin,
    answers: BufReader<ChildStdout>,
    tabs: Vec<String>,
}

/// The tab of a person, with cookies and storage of its own.
#[derive(Clone, Copy)]
pub(crate) struct Tab<'c> {
    chromium: &'c Chromium,
    name: &'c str,
}

/// The width of a window, light or dark.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look(pub(crate) u32, pub(crate) &'static str);

impl Chromium {
    /// Starts it. Its certificate errors are ignored: it is the program's own authority that signs, which is tested elsewhere.
    pub(crate) fn at(server: &str) -> Self {
        let (node, modules) = (BwProgram::here().node(), chromium_driver());
        assert!(modules.exists(), "{} is missing: `cargo xtask test` installs it", modules.display());
        let root = env!("CARGO_MANIFEST_DIR");
        let name = thread::current().name().unwrap_or("test").replace("::", "-");
        let mut command = Command::new(node);
        command
            .arg(format!("{root}/tests/browser/driver.mjs"))
            .args([CHROMIUM.as_ref(), modules.as_path()])
            .arg(server);
        command.arg(format!("{root}/../../target/browser/{name}"));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (deeds, answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { driver: RefCell::new(Driver { child, deeds, answers, tabs: Vec::new() }) }
    }

    /// Somebody's tab; opened when it is first used.
    pub(crate) fn tab<'c>(&'c self, name: &'c str) -> Tab<'c> {
        Tab { chromium: self, name }
    }
}

impl Driver {
    fn does(&mut self, deed: &Value) -> Result<Value, String> {
        writeln!(self.deeds, "{deed}").map_err(|error| error.to_string())?;
        let mut line = String::new();
        self.answers.read_line(&mut line).map_err(|error| error.to_string())?;
        let mut answer: Value = serde_json::from_str(&line).map_err(|_| format!("{deed} is answered with {line:?}"))?;
        if answer["ok"] == true {
            Ok(answer["value"].take())
        } else {
            Err(answer["error"].as_str().unwrap().to_owned())
        }
    }

    /// What a page complained of since the last time.
    fn complaints(&mut self, tab: &str) -> Result<Vec<Value>, String> {
        Ok(self.does(&json!({"tab": tab, "do": "complaints"}))?.as_array().unwrap().clone())
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let driver = self.driver.get_mut();
        let mut complaints = Vec::new();
        for tab in std::mem::take(&mut driver.tabs) {
            let found = driver.complaints(&tab).unwrap_or_else(|error| vec![json!(error)]);
            complaints.extend(found.into_iter().map(|complaint| format!("{tab}: {complaint}")));
        }
        let _ = driver.child.kill();
        let _ = driver.child.wait();
        if !thread::panicking() {
            assert!(complaints.is_empty(), "{}", complaints.join("\n"));
        }
    }
}

impl Tab<'_> {
    #[track_caller]
    fn does(self, deed: &str, mut more: Value) -> Value {
        let mut driver = self.chromium.driver.borrow_mut();
        if !driver.tabs.iter().any(|tab| tab == self.name) {
            driver.tabs.push(self.name.to_owned());
        }
        more["do"] = deed.into();
        more["tab"] = self.name.into();
        match driver.does(&more) {
            Ok(value) => value,
            Err(error) => panic!("{error}"),
        }
    }

    /// Follows an address and gives the status.
    #[track_caller]
    pub(crate) fn go(self, path: &str) -> u64 {
        self.does("go", json!({"path": path})).as_u64().unwrap()
    }

    /// Waits until scripts have done what they do on a new page.
    #[track_caller]
    pub(crate) fn rests(self) {
        self.does("rest", json!({}));
    }

    #[track_caller]
    pub(crate) fn reload(self) {
        self.does("reload", json!({}));
    }

    #[track_caller]
    pub(crate) fn back(self) {
        self.does("back", json!({}));
    }

    /// Clicks on a `button`, a `link` and so on with this name.
    #[track_caller]
    pub(crate) fn click(self, role: &str, name: &str) {
        self.does("click", json!({"role": role, "name": name}));
    }

    /// Clicks on what a selector finds: for what has no words of its own.
    #[track_caller]
    pub(crate) fn click_on(self, selector: &str) {
        self.does("click", json!({"selector": selector}));
    }

    /// Types into the field with this label.
    #[track_caller]
    pub(crate) fn fill(self, label: &str, value: &str) {
        self.does("fill", json!({"label": label, "value": value}));
    }

    /// Ticks the box with this label, or switches its switch on.
    #[track_caller]
    pub(crate) fn ticks(self, label: &str) {
        self.does("check", json!({"label": label}));
    }

    /// Presses a key, such as `Tab` or `Shift+Tab`.
    #[track_caller]
    pub(crate) fn press(self, keys: &str) {
        self.does("press", json!({"keys": keys}));
    }

    /// Types to wherever the cursor is.
    #[track_caller]
    pub(crate) fn types(self, value: &str) {
        self.does("type", json!({"value": value}));
    }

    /// Waits until a text is seen.
    #[track_caller]
    pub(crate) fn sees(self, text: &str) {
        self.does("see", json!({"text": text}));
    }

    /// Waits until there is something of this role and name.
    #[track_caller]
    pub(crate) fn finds(self, role: &str, name: &str) {
        self.does("see", json!({"role": role, "name": name}));
    }

    /// Waits until the address has this path, whatever its query.
    #[track_caller]
    pub(crate) fn arrives(self, path: &str) {
        self.does("arrive", json!({"path": path}));
    }

    /// Waits until what a selector finds has this text in it.
    #[track_caller]
    pub(crate) fn reads(self, selector: &str, text: &str) {
        self.does("read", json!({"selector": selector, "text": text}));
    }

    /// The text of what a selector finds.
    #[track_caller]
    pub(crate) fn text(self, selector: &str) -> String {
        self.does("text", json!({"selector": selector})).as_str().unwrap().to_owned()
    }

    /// What an expression gives in the page.
    #[track_caller]
    pub(crate) fn run(self, script: &str) -> Value {
        self.does("run", json!({"script": script}))
    }

    /// Has files whose address is like this (`**/keys.js`) come late.
    #[track_caller]
    pub(crate) fn waits_for(self, address: &str, milliseconds: u64) {
        self.does("delay", json!({"address": address, "milliseconds": milliseconds}));
    }

    /// Makes the window so wide, and light or dark.
    #[track_caller]
    pub(crate) fn looks(self, Look(width, scheme): Look) {
        self.does("look", json!({"width": width, "scheme": scheme}));
    }

    /// What keeps people from using the page (WCAG 2.2 AA), a line each.
    #[track_caller]
    pub(crate) fn hindrances(self) -> Vec<String> {
        let found = self.does("axe", json!({}));
        found.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
    }

    /// Keeps a picture of the window as a small `WebP`.
    #[track_caller]
    pub(crate) fn takes_picture(self, file: &Path) {
        self.does("picture", json!({"file": file, "bytes": 60_000}));
    }

    /// Bytes of assets that came over the wire so far.
    #[track_caller]
    pub(crate) fn loaded(self) -> u64 {
        self.does("loaded", json!({})).as_u64().unwrap()
    }

    /// What the page complained of, which is forgiven then.
    pub(crate) fn complaints(self) -> Vec<Value> {
        self.chromium.driver.borrow_mut().complaints(self.name).unwrap()
    }

    /// Signs in on the page of the sign-in, which is open.
    #[track_caller]
    pub(crate) fn signs_in(self, email: &str, password: &str) {
        self.fill("E-mail address", email);
        self.fill("Master password", password);
        self.click("button", "Sign in");
    }
}
