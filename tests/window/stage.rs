//! What the journeys are played on: one portal, one desktop, and one person for each language with their devices.

use damane_tests::{Authenticator, DemoPortal, Desktop, Device, Newcomer, Outbox, built};
use std::path::PathBuf;

/// The first password of everybody here.
pub const FIRST: &str = "olive tambour nuage sept";
/// The one chosen by a link in an SMS.
pub const SECOND: &str = "ruelle citron bateau neuf";
/// The one chosen by a link in an e-mail.
pub const THIRD: &str = "montagne lampe savon onze";
/// The one chosen with the officers' letter.
pub const FOURTH: &str = "pont figue cahier douze";
/// The last one, chosen by the person signed in.
pub const FIFTH: &str = "olivier cuivre voyage treize";

/// A person, and what they hold.
pub struct Person {
    pub who: Newcomer,
    pub email: String,
    pub password: &'static str,
    pub authenticator: Option<Authenticator>,
    /// Printed codes not used yet.
    pub printed: Vec<String>,
    /// The device they opened their account on.
    pub home: Device,
    /// Another one.
    pub laptop: Device,
    /// A third one, which is lost.
    pub tablet: Device,
}

/// Everything a journey may use.
pub struct Stage {
    pub portal: DemoPortal,
    pub outbox: Outbox,
    pub desktop: Desktop,
    pub language: &'static str,
    pub person: Person,
    /// The device of the person with the long career.
    pub long_career: Device,
    newcomers: Vec<Newcomer>,
    app: PathBuf,
}

impl Stage {
    /// A portal, a desktop, and the first person.
    pub async fn set() -> Self {
        let portal = DemoPortal::start();
        let (outbox, desktop, app) =
            (Outbox::new(&portal.url()), Desktop::start().await, built("damane-app"));
        let newcomers = portal.newcomers("everything fits");
        let profile = portal.data().join("app/fund.toml");
        let person = Person::new(newcomers[0].clone(), "ar", || Device::new(&app, &profile));
        let long_career = Device::new(&app, &profile);
        Self { portal, outbox, desktop, language: "ar", person, long_career, newcomers, app }
    }

    /// The person of a language begins.
    pub fn begin(&mut self, language: &'static str) {
        self.language = language;
        let rank = usize::from(language == "fr");
        let who = self.newcomers.get(rank).expect("the demonstration has two newcomers").clone();
        self.person = Person::new(who, language, || self.device());
    }

    /// A device nobody is signed in on.
    pub fn device(&self) -> Device {
        self.device_of(&self.portal)
    }

    /// The same, for the fund of another portal.
    pub fn device_of(&self, portal: &DemoPortal) -> Device {
        Device::new(&self.app, &portal.data().join("app/fund.toml"))
    }
}

impl Person {
    fn new(who: Newcomer, language: &str, device: impl Fn() -> Device) -> Self {
        Self {
            who,
            email: format!("window-{language}@example.com"),
            password: FIRST,
            authenticator: None,
            printed: Vec::new(),
            home: device(),
            laptop: device(),
            tablet: device(),
        }
    }

    /// The next code of their authenticator app.
    pub async fn app_code(&mut self) -> String {
        self.authenticator.as_mut().expect("their app is in use").code().await
    }

    /// A printed code; it is crossed out.
    pub fn printed_code(&mut self) -> String {
        self.printed.pop().expect("a printed code is left")
    }
}
