//! A way to a server that can be closed, led elsewhere, and lose an answer.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Passes connections on. It works until the test ends.
pub(crate) struct Gate {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Nobody where the gate is closed.
    server: Option<SocketAddr>,
    /// The next request with this in it arrives, and its answer does not.
    lost: Option<&'static str>,
    open: Vec<TcpStream>,
}

impl Gate {
    /// A gate to a plain server, `http://ADDRESS`.
    pub(crate) fn to(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let gate = Self { address: listener.local_addr().unwrap(), state: Arc::default() };
        gate.lead_to(url);
        let state = gate.state.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let state = state.clone();
                thread::spawn(move || pass(&client, &state));
            }
        });
        gate
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets through to another server from now on.
    pub(crate) fn lead_to(&self, url: &str) {
        self.state.lock().unwrap().server = Some(url.strip_prefix("http://").unwrap().parse().unwrap());
    }

    /// Cuts what is open and lets nobody through.
    pub(crate) fn close(&self) {
        let mut state = self.state.lock().unwrap();
        state.server = None;
        for stream in state.open.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Loses the answer to the next request with this text in its head.
    pub(crate) fn lose_answer_to(&self, text: &'static str) {
        self.state.lock().unwrap().lost = Some(text);
    }

    /// Whether the answer has been lost.
    pub(crate) fn has_lost(&self) -> bool {
        self.state.lock().unwrap().lost.is_none()
    }
}

/// Passes one connection on until either side ends it.
fn pass(client: &TcpStream, state: &Arc<Mutex<State>>) {
    let server = state.lock().unwrap().server;
    let Some(server) = server.and_then(|server| TcpStream::connect(server).ok()) else { return };
    state.lock().unwrap().open.extend([client.try_clone().unwrap(), server.try_clone().unwrap()]);
    let (from_server, to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let is_lost = Arc::new(Mutex::new(false));
    let lost_too = is_lost.clone();
    let answers = thread::spawn(move || {
        copy(from_server, to_client, |_| !*lost_too.lock().unwrap());
    });
    copy(client.try_clone().unwrap(), server, |chunk| {
        let mut state = state.lock().unwrap();
        if state.lost.is_some_and(|text| String::from_utf8_lossy(chunk).contains(text)) {
            state.lost = None;
            *is_lost.lock().unwrap() = true;
        }
        true
    });
    answers.join().unwrap();
}

/// Copies until the end, or until a chunk is not let through; then nothing goes either way any more.
fn copy(mut from: TcpStream, mut to: TcpStream, lets_through: impl Fn(&[u8]) -> bool) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length) = from.read(&mut buffer) {
        if length == 0 || !lets_through(&buffer[..length]) || to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}
