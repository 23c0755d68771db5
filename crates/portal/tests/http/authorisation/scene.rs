//! Two insured people at one portal, and one object of each kind that belongs to the first of them.

use super::desk::{Desk, sign_in_officer};
use crate::served::{Served, words};
use damane_domain::ids::Rib;
use damane_domain::time::Timestamp;
use damane_services::demo::PASSWORD;
use damane_storage::accounts::{self, PasskeyRecord};
use damane_storage::{Store, register, sqlite_url};
use reqwest::Method;
use serde_json::{Value, json};

const PASSKEY: [u8; 16] = [0xa7; 16];

/// The people, their sessions, and what the owner has.
pub struct Scene {
    pub portal: Served,
    /// Token of the owner's session; confirmed.
    pub owner: String,
    /// Token of another insured person's session; confirmed.
    pub other: String,
    /// Token of a device of the owner's that is trusted no longer.
    pub revoked: String,
    /// Cookie of an officer of the office that answers for the owner's claims.
    pub officer: String,
    /// Cookie of an officer of another office.
    pub officer_elsewhere: String,
    /// The owner's registration number.
    pub number: String,
    certificate: String,
    year: String,
    device: String,
    document: String,
    claim: String,
    loss: String,
    pension: String,
    /// What was handed in with a dispute.
    shown: String,
    desk: Desk,
    /// The owner's step under way at `…/confirmation/code`, with the code that answers it.
    confirmation: Value,
    /// The owner's step under way at `…/details/code`, likewise.
    change: Value,
    /// What stands in no answer to anybody but the owner.
    marks: Vec<String>,
}

impl Scene {
    /// Signs everybody in and makes the objects.
    pub async fn start() -> Self {
        let portal = Served::start().await;
        let number = portal.people[0].clone();
        make_sixty(&portal, &number).await;
        let owner = portal.sign_in(&number).await;
        let other = portal.sign_in(&portal.people[1]).await;
        let devices = [
            portal.sign_in_on(&number, &"ab".repeat(16)).await,
            portal.sign_in_on(&number, &"cd".repeat(16)).await,
        ];
        let [revoked, _] = devices;
        portal.confirm(&owner).await;
        portal.confirm(&other).await;
        let (_, me) = ask(&portal, Method::GET, "/v1/me", &owner, &Value::Null).await;
        let (_, listed) = ask(&portal, Method::GET, "/v1/me/devices", &owner, &Value::Null).await;
        let named = |name: &str| {
            let mut devices = listed.as_array().unwrap().iter();
            let found = devices.find(|device| device["name"] == name).expect("it is trusted");
            found["id"].as_str().unwrap().to_owned()
        };
        let (gone, device) = (named(&"ab".repeat(16)), named(&"cd".repeat(16)));
        let (status, said) =
            ask(&portal, Method::DELETE, &format!("/v1/me/devices/{gone}"), &owner, &Value::Null).await;
        assert_eq!(status, 204, "{said}");
        let (_, issued) = portal.issue(&owner, "table").await;
        let certificate = issued["id"].as_str().unwrap().to_owned();
        let year = issued["issued_at"].as_str().unwrap()[..4].to_owned();
        let (document, claim) = file_claim(&portal, &owner, "table").await;
        let loss = declare_loss(&portal, &owner).await;
        let pension = ask_for_pension(&portal, &owner).await;
        let shown = dispute(&portal, &owner).await;
        let [officer, officer_elsewhere, colleague] = [
            sign_in_officer(&portal, "h.berrada").await,
            sign_in_officer(&portal, "k.alaoui").await,
            sign_in_officer(&portal, "s.amrani").await,
        ];
        let paid = file_claim(&portal, &owner, "paid").await.1;
        let desk = Desk::prepare(&portal, &officer, &colleague, &paid, &number).await;
        let change = json!({"detail": "email", "value": "owner.new@mail.example"});
        let change = step(&portal, "/v1/me/details", &owner, &change).await;
        let rib = Rib::from_account("0117800000999999999999").unwrap();
        let pending = json!({"detail": "rib", "value": rib.as_str()});
        assert_eq!(ask(&portal, Method::POST, "/v1/me/details", &owner, &pending).await.0, 200);
        let confirmation = step(&portal, "/v1/me/confirmation", &owner, &json!({"password": PASSWORD})).await;
        // Last: an authenticator in use takes the place of the code by SMS.
        add_factors(&portal, &number).await;
        let mut marks = vec![number.clone(), certificate.clone(), device.clone(), rib.masked()];
        marks.extend([document.clone(), claim.clone(), loss.clone()]);
        marks.extend(["name_latin", "name_arabic"].map(|name| me[name].as_str().unwrap().to_owned()));
        Self {
            portal,
            owner,
            other,
            revoked,
            number,
            certificate,
            year,
            device,
            document,
            claim,
            loss,
            pension,
            shown,
            desk,
            officer,
            officer_elsewhere,
            confirmation,
            change,
            marks,
        }
    }

    /// A path of the table with the owner's objects in it.
    pub fn path(&self, template: &str) -> String {
        let id = match template {
            path if path.starts_with("/v1/me/devices") => &self.device,
            path if path.starts_with("/v1/me/passkeys") => &hex(&PASSKEY),
            _ => &self.certificate,
        };
        let path = template.replace("{id}", id).replace("{reference}", id).replace("{year}", &self.year);
        let claim = match template {
            path if path.starts_with("/v1/job-loss/") || path.contains("/months/") => &self.loss,
            path if path.starts_with("/v1/pension/") => &self.pension,
            _ => &self.claim,
        };
        let of_dispute = template.starts_with("/v1/office/disputes/");
        let document = if of_dispute { &self.shown } else { &self.document };
        let path = path.replace("{document}", document).replace("{claim}", claim);
        let path = path.replace("{batch}", &self.desk.batch).replace("{request}", &self.desk.reset);
        let path = path.replace("{certificate}", &self.certificate);
        let path = match template {
            "/v1/office/queue" => format!("{path}?tab=to_do"),
            "/v1/office/batches/{batch}/file" => format!("{path}?form=csv"),
            _ => path,
        };
        path.replace("{offset}", "0")
            .replace("{month}", "1")
            .replace("{detail}", "rib")
            .replace("{file}", "root.crl")
    }

    /// What is sent with an operation: right words of the owner's where an object is named in them, and for the others
    /// words of nothing.
    pub fn body(&self, method: &str, path: &str) -> Option<Value> {
        match (method, path) {
            ("POST", "/v1/claims/{claim}/documents") => Some(json!({"documents": [self.document]})),
            ("POST", "/v1/claims/{claim}/contest") => Some(json!({"reason": "why"})),
            (_, path) if path.starts_with("/v1/office/") => self.desk.body(method, path, &self.number),
            ("POST", "/v1/job-loss/{claim}/months") => Some(json!({"month": 1})),
            ("POST", "/v1/job-loss/{claim}/work") => Some(json!({"from": "2026-11-01"})),
            ("PATCH", "/v1/me/devices/{id}") => Some(json!({"name": "Salon"})),
            ("DELETE", "/v1/me") => Some(json!({"registration_number": self.number})),
            ("POST", "/v1/me/confirmation/code") => Some(self.confirmation.clone()),
            ("POST", "/v1/me/details/code") => Some(self.change.clone()),
            (
                "POST",
                "/v1/me/authenticator" | "/v1/me/recovery-codes" | "/v1/me/passkeys/start" | "/v1/me/export",
            ) => None,
            ("POST" | "PUT", _) => Some(json!({"kind": "employment"})),
            _ => None,
        }
    }

    /// What of the owner's stands in a text.
    pub fn mark_in(&self, text: &str) -> Option<&str> {
        self.marks.iter().map(String::as_str).find(|mark| text.contains(mark))
    }
}

/// Asks with a session; gives status and JSON.
async fn ask(portal: &Served, method: Method, path: &str, token: &str, body: &Value) -> (u16, Value) {
    words(portal.ask(method, path, token, body).await).await
}

/// A document of the owner's and the claim it came with: their ids.
async fn file_claim(portal: &Served, token: &str, key: &str) -> (String, String) {
    let document = hand_in(portal, token, "invoice").await;
    let line = json!({"act": "gp_visit", "on": yesterday(), "paid": 15_000, "quantity": 1});
    let form = json!({"beneficiary": "myself", "lines": [line], "documents": [document]});
    let claim = file(portal, token, "/v1/reimbursements", key, &form).await;
    (document, claim)
}

/// A loss of a job, declared with its papers.
async fn declare_loss(portal: &Served, token: &str) -> String {
    let mut papers = Vec::new();
    for kind in ["identity_card", "employer_statement", "labour_inspector_record"] {
        papers.push(hand_in(portal, token, kind).await);
    }
    let form = json!({"ended_on": yesterday(), "reason": "dismissal", "employer": "ATELIER", "sworn": true,
        "will_report_work": true, "documents": papers});
    file(portal, token, "/v1/job-loss", "loss", &form).await
}

/// A pension, asked for with its papers.
async fn ask_for_pension(portal: &Served, token: &str) -> String {
    let mut papers = Vec::new();
    for kind in ["identity_card", "employer_statement", "life_certificate"] {
        papers.push(hand_in(portal, token, kind).await);
    }
    let form = json!({"stopped_on": yesterday(), "underground": false, "sworn": true, "documents": papers});
    file(portal, token, "/v1/pension/requests", "pension", &form).await
}

/// The register has somebody as sixty-one years old.
pub async fn make_sixty(portal: &Served, number: &str) {
    let store = Store::open(&sqlite_url(&portal.data().join("damane.db")).unwrap()).await.unwrap();
    let number = damane_domain::ids::RegistrationNumber::parse(number).unwrap();
    let mut tx = store.begin().await.unwrap();
    let (id, mut person) = register::find_registered(&mut tx, &number).await.unwrap().unwrap();
    let today = chrono::Utc::now().date_naive();
    person.birth_date = today.checked_sub_months(chrono::Months::new(61 * 12)).unwrap();
    register::put_people(&mut tx, &[(id, person)], Timestamp::from_seconds(1_790_000_000)).await.unwrap();
    tx.commit().await.unwrap();
}

/// A month nobody declared, disputed with a payslip; the payslip.
async fn dispute(portal: &Served, token: &str) -> String {
    let document = hand_in(portal, token, "payslip").await;
    let line = json!({"month": "2001-02", "employer_number": "", "reason": "missing_month", "note": "",
        "documents": [document]});
    let (status, said) = ask(portal, Method::POST, "/v1/career/disputes", token, &line).await;
    assert_eq!(status, 200, "{said}");
    document
}

fn yesterday() -> String {
    chrono::Utc::now().date_naive().pred_opt().unwrap().to_string()
}

async fn hand_in(portal: &Served, token: &str, kind: &str) -> String {
    let paper: &[u8] = b"%PDF-1.7\n%%EOF\n";
    let begin = json!({"kind": kind, "bytes": paper.len()});
    let (status, begun) = ask(portal, Method::POST, "/v1/documents", token, &begin).await;
    assert_eq!(status, 200, "{begun}");
    let document = begun["id"].as_str().unwrap().to_owned();
    let piece = portal.request(Method::PUT, &format!("/v1/documents/{document}/0")).bearer_auth(token);
    assert_eq!(piece.body(paper).send().await.unwrap().status(), 200);
    document
}

/// Files a claim; gives its id.
async fn file(portal: &Served, token: &str, path: &str, key: &str, form: &Value) -> String {
    let request = portal.request(Method::POST, path).bearer_auth(token);
    let answer = request.header("Idempotency-Key", key).json(form).send().await.unwrap();
    let (status, receipt) = words(answer).await;
    assert_eq!(status, 200, "{receipt}");
    receipt["id"].as_str().unwrap().to_owned()
}

/// Begins a step that asks for a code, and gives what answers it.
async fn step(portal: &Served, path: &str, token: &str, body: &Value) -> Value {
    let (status, step) = ask(portal, Method::POST, path, token, body).await;
    assert_eq!(status, 200, "{path}: {step}");
    json!({"challenge_id": step["challenge_id"], "code": portal.latest_code().await})
}

/// A passkey and an authenticator of the owner's, which nobody here holds.
async fn add_factors(portal: &Served, number: &str) {
    let store = Store::open(&sqlite_url(&portal.data().join("damane.db")).unwrap()).await.unwrap();
    let number = damane_domain::ids::RegistrationNumber::parse(number).unwrap();
    let (person, _) =
        register::find_registered(&mut store.read().await.unwrap(), &number).await.unwrap().unwrap();
    let mut tx = store.begin().await.unwrap();
    let record = PasskeyRecord {
        person,
        id: PASSKEY,
        credential: vec![7; 32],
        handle: [8; 16],
        name: "table".into(),
        public_key: "{}".into(),
        added_at: Timestamp::from_seconds(1_790_000_000),
        used_at: None,
    };
    assert!(accounts::add_passkey(&mut tx, &record).await.unwrap());
    accounts::offer_authenticator(&mut tx, person, &[9; 48], record.added_at).await.unwrap();
    accounts::put_authenticator_in_use(&mut tx, person, 1).await.unwrap();
    tx.commit().await.unwrap();
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
