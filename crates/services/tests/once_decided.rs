//! What officers do, and what follows a grant, each sent one to five times at once as a bad line does: steps of claims,
//! batches, what the bank says, months confirmed, new work. Each has exactly one effect.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::claim::{DocumentKind, Refusal, ReturnReason};
use damane_domain::ids::{BatchId, ClaimId, PaymentId};
use damane_domain::money::Money;
use damane_services::{Fund, Officer, OfficerStep, ServiceError, Session};
use damane_storage::sqlite_url;
use sqlx::{Connection as _, Row as _};
use std::sync::Arc;
use support::TestFund;
use support::claims::{filed, officer};
use support::losses::{declared, later, ready};

/// Claims of one day: what the fund takes of one person.
const CLAIMS: usize = 18;
const DAYS: usize = 3;
const REFUND: Money = Money::centimes(5_600);

/// Sends a request one to five times at once: how many were done, and what the others were told.
async fn sent<T: Send + 'static, W>(times: usize, request: impl Fn() -> W) -> (Vec<T>, Vec<ServiceError>)
where
    W: Future<Output = Result<T, ServiceError>> + Send + 'static,
{
    let tries: Vec<_> = (0..times).map(|_| tokio::spawn(request())).collect();
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    for one in tries {
        match one.await.unwrap() {
            Ok(answer) => done.push(answer),
            Err(error) => refused.push(error),
        }
    }
    (done, refused)
}

/// One was done; the others were told that it stands elsewhere by now.
fn once<T>((done, refused): (Vec<T>, Vec<ServiceError>)) -> T {
    assert_eq!(done.len(), 1, "{refused:?}");
    for one in refused {
        assert!(matches!(one, ServiceError::IllegalStep(_)), "{one:?}");
    }
    done.into_iter().next().unwrap()
}

/// All were told that it is done.
fn done<T>((done, refused): (Vec<T>, Vec<ServiceError>)) {
    assert!(refused.is_empty() && !done.is_empty(), "{refused:?}");
}

#[derive(Clone)]
struct Office {
    fund: Arc<Fund>,
    first: Officer,
    second: Officer,
}

impl Office {
    fn of(fund: &TestFund) -> Self {
        let [first, second] = ["S. Amrani", "H. Berrada"].map(|name| officer(fund, name));
        Self { fund: Arc::clone(fund.shared()), first, second }
    }

    async fn step(
        &self,
        times: usize,
        second: bool,
        id: ClaimId,
        step: OfficerStep<'static>,
    ) -> (Vec<()>, Vec<ServiceError>) {
        let request = || {
            let office = self.clone();
            async move {
                let officer = if second { &office.second } else { &office.first };
                office.fund.decide_claim(officer, &id, step).await
            }
        };
        sent(times, request).await
    }

    async fn batch(&self, times: usize) -> Option<BatchId> {
        let request = || {
            let office = self.clone();
            async move { office.fund.make_batch(&office.first, office.fund.now().date()).await }
        };
        let (made, refused) = sent(times, request).await;
        assert!(refused.is_empty(), "{refused:?}");
        let made: Vec<_> = made.into_iter().flatten().collect();
        assert!(made.len() <= 1, "{made:?}");
        made.first().copied()
    }

    /// The second officer agrees, the bank pays, and one payment comes back.
    async fn pay(&self, times: usize, batch: BatchId) -> PaymentId {
        let agree = || {
            let office = self.clone();
            async move { office.fund.agree_to_batch(&office.second, &batch).await }
        };
        once(sent(times, agree).await);
        let settle = || {
            let office = self.clone();
            async move { office.fund.settle_batch(&office.first, &batch, office.fund.now().date()).await }
        };
        done(sent(times, settle).await);
        let payment = self.fund.batch(&self.first, &batch).await.unwrap().payments[0].id;
        let comes_back = || {
            let office = self.clone();
            async move {
                let (on, reason) = (office.fund.now().date(), ReturnReason::AccountClosed);
                office.fund.return_payment(&office.first, &batch, &payment, reason, on).await
            }
        };
        done(sent(times, comes_back).await);
        payment
    }
}

async fn count(fund: &TestFund, query: &'static str) -> usize {
    let url = sqlite_url(&fund.folder.path().join("damane.db")).unwrap();
    let mut connection = sqlx::AnyConnection::connect(&url).await.unwrap();
    let counted: i64 = sqlx::query(query).fetch_one(&mut connection).await.unwrap().get(0);
    usize::try_from(counted).unwrap()
}

async fn all_are(fund: &TestFund, expected: &[(&'static str, usize)]) {
    for (query, expected) in expected {
        assert_eq!(count(fund, query).await, *expected, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn officers_steps_batches_and_what_the_bank_says_have_one_effect_each_however_often_they_are_sent() {
    let (fund, session) = ready().await;
    let office = Office::of(&fund);
    for day in 0..DAYS {
        for claim in 0..CLAIMS {
            let (id, times) = (filed(&fund, &session, &format!("{day}-{claim}")).await, 1 + claim % 5);
            done(office.step(times, false, id, OfficerStep::Take).await);
            if claim % 6 == 5 {
                let refuse = OfficerStep::Refuse(&[Refusal::DocumentMissing], None);
                once(office.step(times, false, id, refuse).await);
                continue;
            }
            if claim % 6 == 4 {
                let ask = OfficerStep::AskDocuments(&[DocumentKind::Prescription], None);
                once(office.step(times, false, id, ask).await);
                continue;
            }
            once(office.step(times, false, id, OfficerStep::Propose(REFUND, "[]")).await);
            once(office.step(times, true, id, OfficerStep::Approve).await);
        }
        let batch = office.batch(1 + (day + 4) % 5).await.unwrap();
        office.pay(1 + (day + 2) % 5, batch).await;
        fund.wait(86_400);
    }
    // Twelve of eighteen are granted; what came back goes out with the next day's.
    let (all, granted, back) = (DAYS * CLAIMS, DAYS * 12, DAYS);
    let sent_out = granted + DAYS - 1;
    all_are(
        &fund,
        &[
            ("SELECT COUNT(*) FROM claim_events WHERE step = 'taken'", all),
            ("SELECT COUNT(*) FROM claim_events WHERE step = 'proposed'", granted),
            ("SELECT COUNT(*) FROM claim_events WHERE step = 'accepted'", granted),
            ("SELECT COUNT(*) FROM claim_events WHERE step IN ('rejected', 'documents_asked')", all - granted),
            ("SELECT COUNT(*) FROM claim_events WHERE step = 'in_payment'", sent_out),
            ("SELECT COUNT(*) FROM claim_events WHERE step = 'paid'", sent_out),
            ("SELECT COUNT(*) FROM payments", sent_out),
            ("SELECT COUNT(*) FROM payments WHERE returned IS NOT NULL", back),
            ("SELECT COUNT(*) FROM payment_batches", DAYS),
            ("SELECT COUNT(*) FROM audit_log WHERE action IN ('batch_made', 'batch_agreed', 'batch_settled')", 3 * DAYS),
        ],
    )
    .await;
    let paid: Money = fund.claims(&session).await.unwrap().iter().map(|known| known.claim.paid).sum();
    assert_eq!(
        paid.as_centimes(),
        REFUND.as_centimes() * i64::try_from(granted - 1).unwrap(),
        "one is back still"
    );
}

async fn confirmed(office: &Office, session: &Arc<Session>, id: ClaimId, month: u32, times: usize) {
    let request = || {
        let (office, session) = (office.clone(), Arc::clone(session));
        async move { office.fund.confirm_job_loss_month(&session, &id, month, &format!("month-{month}")).await }
    };
    done(sent(times, request).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn months_and_new_work_have_one_effect_each_however_often_they_are_sent() {
    let (fund, session) = ready().await;
    let (office, session) = (Office::of(&fund), Arc::new(session));
    let id = declared(&fund, &session).await;
    done(office.step(5, false, id, OfficerStep::Take).await);
    once(office.step(4, false, id, OfficerStep::Propose(Money::centimes(300_000), "[]")).await);
    once(office.step(3, true, id, OfficerStep::Approve).await);
    later(&fund, "2026-12-01");
    confirmed(&office, &session, id, 1, 5).await;
    let batch = office.batch(5).await.unwrap();
    office.pay(5, batch).await;
    // What came back is paid before the second month, which is late and waits for an officer.
    later(&fund, "2027-01-20");
    confirmed(&office, &session, id, 2, 4).await;
    let release = || {
        let office = office.clone();
        async move { office.fund.release_job_loss_month(&office.first, &id, 2).await }
    };
    once(sent(5, release).await);
    let work = || {
        let (office, session) = (office.clone(), Arc::clone(&session));
        async move { office.fund.report_new_work(&session, &id, "2027-01-18".parse().unwrap(), "work").await }
    };
    done(sent(5, work).await);
    let mut batches = 1;
    while let Some(batch) = office.batch(3).await {
        batches += 1;
        once(
            sent(2, || {
                let office = office.clone();
                async move { office.fund.agree_to_batch(&office.second, &batch).await }
            })
            .await,
        );
        office.fund.settle_batch(&office.first, &batch, office.fund.now().date()).await.unwrap();
    }
    all_are(
        &fund,
        &[
            ("SELECT COUNT(*) FROM job_loss_months", 2),
            ("SELECT COUNT(*) FROM claim_events WHERE step = 'month_confirmed'", 2),
            ("SELECT COUNT(*) FROM claim_events WHERE step = 'month_released'", 1),
            ("SELECT COUNT(*) FROM claim_events WHERE step = 'work_reported'", 1),
            ("SELECT COUNT(*) FROM payments WHERE returned IS NULL", 2),
        ],
    )
    .await;
    assert_eq!(batches, 3, "the first, what came back, the second month");
    assert_eq!(fund.job_loss(&session, &id).await.unwrap().claim.paid, Money::centimes(600_000));
}
