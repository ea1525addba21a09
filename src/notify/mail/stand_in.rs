//! A mail server for the tests, on this machine.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A mail server without encryption, as one on this machine may be.
pub struct MailServer {
    pub place: SocketAddr,
    said: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    /// Every line that it is sent is answered by the first of these whose beginning fits, else
    /// with `250 OK`.
    pub fn start(answers: &'static [(&'static str, &'static str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let place = listener.local_addr().unwrap();
        let said = Arc::<Mutex<Vec<String>>>::default();
        let log = Arc::clone(&said);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let _ = speak(stream, answers, &log);
            }
        });
        Self { place, said }
    }

    pub fn said(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }
}

fn speak(
    stream: TcpStream,
    answers: &[(&str, &str)],
    said: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut writer = stream.try_clone()?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    writer.write_all(b"220 stand-in ESMTP\r\n")?;
    let mut in_data = false;
    for line in BufReader::new(stream).lines() {
        let line = line?;
        said.lock().unwrap().push(line.clone());
        if in_data && line != "." {
            continue;
        }
        in_data = line == "DATA";
        let own = answers.iter().find(|(beginning, _)| line.starts_with(beginning));
        let answer = match own {
            Some((_, answer)) => answer,
            None if line.starts_with("EHLO") => "250-stand-in\r\n250 AUTH PLAIN",
            None if line.starts_with("AUTH") => "235 Welcome",
            None if in_data => "354 Go on",
            None if line == "QUIT" => return writer.write_all(b"221 Bye\r\n"),
            None => "250 OK",
        };
        writer.write_all(format!("{answer}\r\n").as_bytes())?;
    }
    Ok(())
}
