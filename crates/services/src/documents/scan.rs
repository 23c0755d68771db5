//! A virus scanner beside the portal, asked about every document before it is kept and before it is shown: ClamAV's
//! daemon, by its INSTREAM command (clamd(8)), over a socket of this machine. Who gives no word says nothing good: what
//! cannot be scanned waits, and nobody is shown it.

use crate::error::ServiceError;
use crate::fund::Fund;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How long a scanner may take for one document: a request is answered within fifteen seconds.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes sent at a time.
const PIECE: usize = 64 * 1024;
/// Longest answer that is read.
const MOST_ANSWER: u64 = 4_096;

/// Where the scanner listens: `unix:/run/clamav/clamd.ctl`, `tcp:127.0.0.1:3310`. On this machine alone: what is sent
/// there is not encrypted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub enum Scanner {
    /// A socket of the file system.
    Unix(PathBuf),
    /// A port of this machine.
    Tcp(SocketAddr),
}

impl TryFrom<String> for Scanner {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WRONG: &str = "unix:/path/of/a/socket, or tcp: and an address of this machine with its port";
        match text.split_once(':') {
            Some(("unix", path)) if path.starts_with('/') => Ok(Self::Unix(PathBuf::from(path))),
            Some(("tcp", address)) => {
                let address: Option<SocketAddr> = address.parse().ok();
                address.filter(|address| address.ip().is_loopback()).map(Self::Tcp).ok_or(WRONG)
            }
            _ => Err(WRONG),
        }
    }
}

/// What the scanner says of a document.
#[derive(Debug, PartialEq, Eq)]
enum Word {
    Clean,
    Infected,
}

/// Why it says nothing.
#[derive(Debug, thiserror::Error)]
enum Silence {
    #[error("it does not answer within {} seconds", PATIENCE.as_secs())]
    Late,
    #[error("its socket: {0}")]
    Socket(#[from] std::io::Error),
    #[error("it answers neither OK nor FOUND")]
    Unclear,
}

impl Scanner {
    async fn ask(&self, document: &[u8]) -> Result<Word, Silence> {
        let asked = async {
            match self {
                Self::Tcp(address) => stream(TcpStream::connect(address).await?, document).await,
                #[cfg(unix)]
                Self::Unix(path) => stream(tokio::net::UnixStream::connect(path).await?, document).await,
                #[cfg(not(unix))]
                Self::Unix(_) => Err(std::io::Error::from(std::io::ErrorKind::Unsupported).into()),
            }
        };
        tokio::time::timeout(PATIENCE, asked).await.map_err(|_| Silence::Late)?
    }
}

/// `zINSTREAM`, then pieces, each after its length, then a length of zero; the answer ends with a zero byte.
async fn stream(mut socket: impl AsyncRead + AsyncWrite + Unpin, document: &[u8]) -> Result<Word, Silence> {
    let sent = async {
        socket.write_all(b"zINSTREAM\0").await?;
        for piece in document.chunks(PIECE) {
            socket.write_all(&u32::try_from(piece.len()).unwrap_or(0).to_be_bytes()).await?;
            socket.write_all(piece).await?;
        }
        socket.write_all(&[0; 4]).await?;
        socket.flush().await
    };
    // One that has heard enough says why before it hangs up.
    let sent: Result<(), std::io::Error> = sent.await;
    let mut answer = Vec::new();
    socket.take(MOST_ANSWER).read_to_end(&mut answer).await?;
    match std::str::from_utf8(&answer).map(|text| text.trim_end_matches(['\0', '\n'])) {
        Ok(text) if text.ends_with(" FOUND") => Ok(Word::Infected),
        Ok("stream: OK") => sent.map(|()| Word::Clean).map_err(Silence::Socket),
        _ => Err(Silence::Unclear),
    }
}

/// The scanner of the settings, if there is one, and what was noticed since the portal started.
#[derive(Debug, Default)]
pub struct Scans {
    scanner: Option<Scanner>,
    infected: AtomicU64,
    unanswered: AtomicU64,
}

impl Scans {
    /// By this scanner; without one every document is taken.
    pub fn by(scanner: Option<Scanner>) -> Self {
        Self { scanner, ..Self::default() }
    }

    /// Documents that were found infected.
    pub fn infected(&self) -> u64 {
        self.infected.load(Ordering::Relaxed)
    }

    /// Times the scanner gave no word.
    pub fn unanswered(&self) -> u64 {
        self.unanswered.load(Ordering::Relaxed)
    }
}

impl Fund {
    /// Whether a document may be kept or shown, as far as the scanner of the settings knows; without one, always.
    ///
    /// # Errors
    /// [`ServiceError::Busy`] while the scanner gives no word.
    pub(super) async fn is_clean(&self, document: &[u8]) -> Result<bool, ServiceError> {
        let Some(scanner) = &self.scans().scanner else { return Ok(true) };
        match scanner.ask(document).await {
            Ok(Word::Clean) => Ok(true),
            Ok(Word::Infected) => {
                self.scans().infected.fetch_add(1, Ordering::Relaxed);
                Ok(false)
            }
            Err(why) => {
                self.scans().unanswered.fetch_add(1, Ordering::Relaxed);
                Err(self.away("virus scanner", &why.to_string()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    #[test]
    fn a_scanner_is_on_this_machine() {
        for good in ["unix:/run/clamav/clamd.ctl", "tcp:127.0.0.1:3310", "tcp:[::1]:3310"] {
            assert!(Scanner::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for wrong in [
            "tcp:192.0.2.1:3310",
            "tcp:localhost:3310",
            "unix:clamd",
            "http://127.0.0.1",
            "",
            "tcp:127.0.0.1",
        ] {
            assert!(Scanner::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }

    /// Answers one connection, and gives what it was sent.
    async fn answered(answer: &'static [u8], document: &[u8]) -> (Result<Word, Silence>, Vec<u8>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let scanner = Scanner::Tcp(listener.local_addr().unwrap());
        let clamd = tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut command = [0; 10];
            socket.read_exact(&mut command).await.unwrap();
            assert_eq!(&command, b"zINSTREAM\0");
            let mut sent = Vec::new();
            loop {
                let length = socket.read_u32().await.unwrap();
                if length == 0 {
                    break;
                }
                let mut piece = vec![0; length as usize];
                socket.read_exact(&mut piece).await.unwrap();
                sent.extend(piece);
            }
            socket.write_all(answer).await.unwrap();
            sent
        });
        (scanner.ask(document).await, clamd.await.unwrap())
    }

    #[tokio::test]
    async fn the_whole_document_is_sent_and_only_a_clear_word_counts() {
        let document: Vec<u8> = (0..200_000_u32).map(|at| at as u8).collect();
        let (word, sent) = answered(b"stream: OK\0", &document).await;
        assert_eq!((word.unwrap(), sent == document), (Word::Clean, true));
        let (word, _) = answered(b"stream: Eicar-Test-Signature FOUND\0", &document).await;
        assert_eq!(word.unwrap(), Word::Infected);
        for unclear in [&b""[..], b"INSTREAM size limit exceeded. ERROR\0", b"stream: OKAY\0", b"OK\0"] {
            let (word, _) = answered(unclear, &document).await;
            assert!(matches!(word, Err(Silence::Unclear)), "{unclear:?}: {word:?}");
        }
    }

    #[tokio::test]
    async fn nobody_there_is_no_word() {
        let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        assert!(matches!(Scanner::Tcp(port).ask(b"x").await, Err(Silence::Socket(_))));
    }
}
