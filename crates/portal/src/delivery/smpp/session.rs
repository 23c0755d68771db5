//! One session with a message centre: questions and answers side by side, kept alive, over when the line is.

use damane_services::CarrierError;
use rusmpp::pdus::DeliverSmResp;
use rusmpp::tokio_codec::CommandCodec;
use rusmpp::{Command, CommandStatus, Pdu};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadHalf, WriteHalf};
use tokio::sync::{Mutex as AsyncMutex, oneshot};
use tokio::task::JoinSet;
use tokio_stream::StreamExt as _;
use tokio_util::bytes::BytesMut;
use tokio_util::codec::{Encoder as _, FramedRead};

/// How often the centre is asked whether it is still there (§4.11).
const ENQUIRE: Duration = Duration::from_secs(30);
/// Largest command of a centre, octets.
const COMMAND_BYTES: usize = 4_096;

/// A stream of either kind.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A connected line.
pub type Line = Box<dyn Stream>;

/// A session. Its line is closed when it is dropped.
pub struct Session {
    shared: Arc<Shared>,
    _tasks: JoinSet<()>,
}

struct Shared {
    writer: AsyncMutex<WriteHalf<Line>>,
    /// Who waits for the answer of that number; `None` once the line is closed.
    waiting: Mutex<Option<HashMap<u32, oneshot::Sender<Command>>>>,
    number: AtomicU32,
}

impl Session {
    /// Starts to listen on a line; `within` is how long an answer to a sign of life may take.
    pub fn start(line: Line, within: Duration) -> Self {
        let (reader, writer) = tokio::io::split(line);
        let shared = Arc::new(Shared {
            writer: AsyncMutex::new(writer),
            waiting: Mutex::new(Some(HashMap::new())),
            number: AtomicU32::new(1),
        });
        let mut tasks = JoinSet::new();
        tasks.spawn(listen(Arc::clone(&shared), reader));
        tasks.spawn(keep_alive(Arc::clone(&shared), within));
        Self { shared, _tasks: tasks }
    }

    /// False once the line is closed.
    pub fn stands(&self) -> bool {
        self.shared.waiting().is_some()
    }

    /// Sends a command and waits for its answer, whatever that says.
    ///
    /// # Errors
    /// Temporary: `slow`, or `unreachable` when the line breaks.
    pub async fn ask(&self, pdu: impl Into<Pdu>, within: Duration) -> Result<Command, CarrierError> {
        self.shared.ask(pdu.into(), within).await
    }
}

impl Shared {
    async fn ask(&self, pdu: Pdu, within: Duration) -> Result<Command, CarrierError> {
        // Numbers are positive and go round (§3.2).
        let number = self.number.fetch_add(1, Ordering::Relaxed) % 0x7fff_fffe + 1;
        let (answer, answered) = oneshot::channel();
        match self.waiting().as_mut() {
            Some(waiting) => drop(waiting.insert(number, answer)),
            None => return Err(CarrierError::temporary("unreachable")),
        }
        let asked = async {
            self.write(Command::new(CommandStatus::EsmeRok, number, pdu)).await;
            answered.await
        };
        match tokio::time::timeout(within, asked).await {
            Ok(answer) => answer.map_err(|_| CarrierError::temporary("unreachable")),
            Err(_) => {
                if let Some(waiting) = self.waiting().as_mut() {
                    waiting.remove(&number);
                }
                Err(CarrierError::temporary("slow"))
            }
        }
    }

    /// Writes a command; a line that takes none is closed.
    async fn write(&self, command: Command) {
        let mut bytes = BytesMut::new();
        let encoded = CommandCodec::new().encode(command, &mut bytes);
        let mut writer = self.writer.lock().await;
        if encoded.is_err() || writer.write_all(&bytes).await.is_err() || writer.flush().await.is_err() {
            self.close();
        }
    }

    /// Everybody who waits is told that no answer comes.
    fn close(&self) {
        self.waiting().take();
    }

    fn waiting(&self) -> MutexGuard<'_, Option<HashMap<u32, oneshot::Sender<Command>>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn take(&self, command: Command) {
        let number = command.sequence_number();
        let answer = |pdu: Pdu| Command::new(CommandStatus::EsmeRok, number, pdu);
        match command.pdu() {
            Some(Pdu::EnquireLink) => self.write(answer(Pdu::EnquireLinkResp)).await,
            // We ask for no receipts and read no messages; the centre would repeat one that is not acknowledged.
            Some(Pdu::DeliverSm(_)) => self.write(answer(DeliverSmResp::default().into())).await,
            Some(Pdu::Unbind) => {
                self.write(answer(Pdu::UnbindResp)).await;
                self.close();
            }
            _ => {
                let asker = self.waiting().as_mut().and_then(|waiting| waiting.remove(&number));
                if let Some(asker) = asker {
                    // Nobody waits any more for an answer that came too late.
                    let _too_late = asker.send(command);
                }
            }
        }
    }
}

async fn listen(shared: Arc<Shared>, reader: ReadHalf<Line>) {
    let mut commands = FramedRead::new(reader, CommandCodec::new().with_max_length(COMMAND_BYTES));
    while let Some(Ok(command)) = commands.next().await {
        shared.take(command).await;
    }
    shared.close();
}

async fn keep_alive(shared: Arc<Shared>, within: Duration) {
    loop {
        tokio::time::sleep(ENQUIRE).await;
        if shared.ask(Pdu::EnquireLink, within).await.is_err() {
            return shared.close();
        }
    }
}
