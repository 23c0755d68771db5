//! Documents in a bucket: the portal against an S3 service nobody here wrote (moto's), through a line that is cut.

use damane_domain::ids::DocumentId;
use damane_tests::{Client, DEMO_PASSWORD, DemoPortal, NAIMA, PythonService, SignedIn};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const PIECE: usize = 1024 * 1024;

/// The S3 service, in memory.
struct Bucket(PythonService);

impl Bucket {
    async fn start() -> Self {
        let bucket = Self(PythonService::start(|serve, port| {
            serve.args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()]);
        }));
        let made = reqwest::Client::new().put(bucket.url("")).send().await.expect("it answers");
        assert!(made.status().is_success(), "the bucket is made");
        bucket
    }

    fn url(&self, rest: &str) -> String {
        format!("http://127.0.0.1:{}/damane{rest}", self.0.port())
    }

    /// An object as it lies there, read by who may.
    async fn read(&self, name: &str) -> Vec<u8> {
        let bucket = damane_storage::objects::Bucket {
            endpoint: format!("http://127.0.0.1:{}", self.0.port()),
            name: "damane".to_owned(),
            region: "eu-west-1".to_owned(),
            access_key_id: "somebody".to_owned(),
            secret_access_key: "else".to_owned(),
            plain_http: true,
        };
        let objects = damane_storage::objects::Objects::in_bucket(bucket).expect("a bucket");
        objects.get(name).await.expect("it is there")
    }

    /// Names of what lies in it.
    async fn names(&self) -> Vec<String> {
        let list = reqwest::Client::new().get(self.url("?list-type=2")).send().await.expect("it answers");
        let list = list.text().await.expect("text");
        let keys = list.split("<Key>").skip(1);
        keys.map(|rest| rest.split('<').next().unwrap_or_default().to_owned()).collect()
    }
}

fn at(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

/// A line to the service that can be cut: what is on it ends, nobody is let through, until it is mended.
struct Line {
    port: u16,
    open: Arc<Mutex<Option<Vec<TcpStream>>>>,
}

impl Line {
    fn to(service: u16) -> Self {
        let listener = TcpListener::bind(at(0)).expect("a free port");
        let port = listener.local_addr().expect("it has an address").port();
        let open = Arc::new(Mutex::new(Some(Vec::new())));
        let through = Arc::clone(&open);
        std::thread::spawn(move || {
            for here in listener.incoming().flatten() {
                let mut through = through.lock().expect("nobody panicked");
                let Some(lines) = &mut *through else { continue };
                let there = TcpStream::connect(at(service)).expect("the service answers");
                lines.extend([&here, &there].map(|end| end.try_clone().expect("another handle")));
                for (mut from, mut to) in [(&here, &there), (&there, &here)].map(|(from, to)| {
                    (from.try_clone().expect("a handle"), to.try_clone().expect("a handle"))
                }) {
                    std::thread::spawn(move || {
                        let mut bytes = [0; 16 * 1024];
                        while let Ok(count @ 1..) = from.read(&mut bytes) {
                            if to.write_all(&bytes[..count]).is_err() {
                                break;
                            }
                        }
                        let _ended = to.shutdown(Shutdown::Both);
                    });
                }
            }
        });
        Self { port, open }
    }

    fn cut(&self) {
        for end in self.open.lock().expect("nobody panicked").take().into_iter().flatten() {
            let _ended = end.shutdown(Shutdown::Both);
        }
    }

    fn mend(&self) {
        *self.open.lock().expect("nobody panicked") = Some(Vec::new());
    }
}

fn document() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n% a blood test of yesterday\n".to_vec();
    bytes.resize(2 * PIECE + 700, b' ');
    bytes.extend(b"\n%%EOF\n");
    bytes
}

async fn begun(person: &SignedIn, bytes: usize, key: &str) -> String {
    let body = json!({"kind": "invoice", "bytes": bytes});
    let (status, arrival) = person.post_keyed("/v1/documents", key, &body).await;
    assert_eq!(status, 200, "{arrival}");
    let id = arrival["id"].as_str().expect("it has an id").to_owned();
    assert!(DocumentId::parse(&id).is_ok());
    id
}

async fn piece(person: &SignedIn, id: &str, document: &[u8], number: usize) -> (u16, Value) {
    let piece = &document[number * PIECE..document.len().min((number + 1) * PIECE)];
    person.put(&format!("/v1/documents/{id}/{}", number * PIECE), piece.to_vec()).await
}

#[tokio::test]
async fn documents_lie_sealed_in_a_bucket_and_the_portal_goes_on_when_it_was_away() {
    let _already_installed = rustls::crypto::ring::default_provider().install_default();
    let bucket = Bucket::start().await;
    let line = Line::to(bucket.0.port());
    let settings = format!(
        "[objects]\nendpoint = \"http://127.0.0.1:{}\"\nbucket = \"damane\"\nregion = \"eu-west-1\"\n\
         access_key_id = \"portal\"\nsecret_access_key = \"not-a-secret\"\n",
        line.port
    );
    let portal = DemoPortal::with_settings(&settings);
    let person = Client::new(&portal.url()).sign_in(NAIMA, DEMO_PASSWORD).await;
    let document = document();
    let id = begun(&person, document.len(), "first").await;
    assert_eq!(piece(&person, &id, &document, 0).await.0, 200);

    line.cut();
    let started = Instant::now();
    let (status, away) = piece(&person, &id, &document, 1).await;
    assert_eq!((status, away["code"].as_str()), (503, Some("busy")), "{away}");
    assert!(away["retry_after"].as_u64().is_some_and(|seconds| seconds > 0), "{away}");
    assert!(started.elapsed() < Duration::from_secs(12), "{:?}", started.elapsed());
    let arrival = person.get_json(&format!("/v1/documents/{id}")).await;
    assert_eq!((&arrival["received"], &arrival["ready"]), (&PIECE.into(), &false.into()), "it has not come");
    assert_eq!(person.get("/v1/career").await.0, 200, "everything else goes on");
    assert_eq!(person.get("/healthz").await.0, 200);

    line.mend();
    for number in [1, 2] {
        let (status, arrival) = piece(&person, &id, &document, number).await;
        assert_eq!(status, 200, "it goes on where it was: {arrival}");
    }
    let content = format!("/v1/documents/{id}/content");
    assert_eq!(person.get(&content).await, (200, document.clone()));
    let names = bucket.names().await;
    let [name] = &names[..] else { panic!("of the pieces nothing stays: {names:?}") };
    let chance =
        name.strip_prefix(&format!("documents/{id}-")).expect("a document, and what nobody foresees");
    assert_eq!(chance.len(), 32, "{chance}");
    let kept = bucket.read(name).await;
    assert!(kept.len() > document.len() && !kept.windows(5).any(|window| window == b"blood"));

    line.cut();
    let (status, away) = person.get(&content).await;
    assert_eq!(status, 503, "{}", String::from_utf8_lossy(&away));
    line.mend();
    assert_eq!(person.get(&content).await.0, 200);
}
