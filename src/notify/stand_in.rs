//! Servers for the tests, on this machine: they do what a server should not, too.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What is done with a request.
#[derive(Clone, Copy)]
pub enum Act {
    Answer(&'static str),
    /// Takes it and says nothing.
    Silent,
    Cut,
    /// Bytes without end.
    Endless,
    /// A byte now and then, without end.
    Trickle,
}

impl Act {
    pub const fn ok() -> Self {
        Self::Answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK")
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// `POST /x HTTP/1.1`
    pub line: String,
    pub head: String,
    pub body: String,
}

pub struct Server {
    place: SocketAddr,
    scheme: &'static str,
    seen: Arc<Mutex<Vec<Seen>>>,
    is_over: Arc<AtomicBool>,
}

pub struct MadeCertificate {
    pub pem: Vec<u8>,
    key: Vec<u8>,
}

impl Server {
    /// The acts go by connection; the last one goes on.
    pub fn start(acts: Vec<Act>) -> Self {
        Self::serve("http", acts, None)
    }

    pub fn start_tls(certificate: &MadeCertificate, acts: Vec<Act>) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![CertificateDer::from_pem_slice(&certificate.pem).unwrap()],
                PrivateKeyDer::from_pem_slice(&certificate.key).unwrap(),
            )
            .unwrap();
        Self::serve("https", acts, Some(Arc::new(config)))
    }

    fn serve(scheme: &'static str, acts: Vec<Act>, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let place = listener.local_addr().unwrap();
        let (seen, is_over) = (Arc::<Mutex<Vec<Seen>>>::default(), Arc::<AtomicBool>::default());
        let (log, end) = (Arc::clone(&seen), Arc::clone(&is_over));
        thread::spawn(move || {
            for (number, stream) in listener.incoming().map_while(Result::ok).enumerate() {
                if end.load(Ordering::SeqCst) {
                    break;
                }
                let act = acts[number.min(acts.len() - 1)];
                let (log, end, tls) = (Arc::clone(&log), Arc::clone(&end), tls.clone());
                thread::spawn(move || match tls {
                    None => serve_one(stream, act, &log, &end),
                    Some(config) => {
                        let connection = ServerConnection::new(config).unwrap();
                        serve_one(StreamOwned::new(connection, stream), act, &log, &end);
                    }
                });
            }
        });
        Self { place, scheme, seen, is_over }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.place)
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn lines(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.line).collect()
    }

    /// Waits for as many requests.
    pub fn wait_for(&self, count: usize) {
        let deadline = std::time::Instant::now() + Duration::from_secs(30);
        while self.seen().len() < count {
            assert!(std::time::Instant::now() < deadline, "{:?}", self.seen());
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.place);
    }
}

fn serve_one(stream: impl Read + Write, act: Act, seen: &Mutex<Vec<Seen>>, is_over: &AtomicBool) {
    let mut reader = BufReader::new(stream);
    let Some(request) = read(&mut reader) else { return };
    seen.lock().unwrap().push(request);
    let mut stream = reader.into_inner();
    let goes_on = || !is_over.load(Ordering::SeqCst);
    let endless = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n";
    match act {
        Act::Answer(text) => drop(stream.write_all(text.as_bytes())),
        Act::Cut => {}
        Act::Silent => {
            while goes_on() {
                thread::sleep(Duration::from_millis(10));
            }
        }
        Act::Endless => {
            let mut result = stream.write_all(endless.as_bytes());
            while goes_on() && result.is_ok() {
                result = stream.write_all(&[b'x'; 4096]);
            }
        }
        Act::Trickle => {
            let mut result = stream.write_all(endless.as_bytes());
            while goes_on() && result.is_ok() {
                result = stream.write_all(b"x").and_then(|()| stream.flush());
                thread::sleep(Duration::from_millis(20));
            }
        }
    }
    let _ = stream.flush();
}

fn read(reader: &mut BufReader<impl Read>) -> Option<Seen> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let header =
        |line: &str| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok();
    let mut body = vec![0; head.lines().find_map(header).unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let line = head.lines().next()?.to_owned();
    Some(Seen { line, head, body: String::from_utf8(body).ok()? })
}

/// One that nobody signed, for this name.
pub fn certificate(name: &str) -> MadeCertificate {
    let folder = tempfile::tempdir().unwrap();
    let (key, pem) = (folder.path().join("key"), folder.path().join("pem"));
    let output = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=stand-in", "-addext", &format!("subjectAltName=DNS:{name}")])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&pem)
        .output()
        .expect("openssl is installed");
    assert!(output.status.success(), "{output:?}");
    MadeCertificate { pem: std::fs::read(pem).unwrap(), key: std::fs::read(key).unwrap() }
}
