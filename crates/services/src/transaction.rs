//! One serial transaction, tried again when another one was first. The work has no effect but on the transaction.
//!
//! `Store::write` takes an async closure, and of the future such a closure makes the compiler cannot say that it may move
//! between threads when it borrows; a request handler's must. Written out as a loop, it can.

macro_rules! transaction {
    // Work that takes long: nobody's is committed with it.
    ($store:expr, alone, |$tx:ident| $work:expr) => {
        transaction!(begun $store, |store| async {
            Ok::<_, $crate::error::ServiceError>((store.begin().await?, (), ()))
        }, |$tx, _answers, _asked| $work)
    };
    ($store:expr, |$tx:ident| $work:expr) => {
        transaction!($store, |_questions| (), |$tx, _answers, _asked| $work)
    };
    // What is to be known first is asked with the start: `$ask` adds its questions and says how to find the answers.
    ($store:expr, |$questions:ident| $ask:expr, |$tx:ident, $answers:ident, $asked:ident| $work:expr) => {
        transaction!(begun $store, |store| async {
            let (tx, asked, answers) = store.begin_asking(|$questions| $ask).await?;
            Ok::<_, $crate::error::ServiceError>((tx, asked, answers))
        }, |$tx, $answers, $asked| $work)
    };
    (begun $store:expr, |$of:ident| $begin:expr, |$tx:ident, $answers:ident, $asked:ident| $work:expr) => {{
        let $of: &damane_storage::Store = $store;
        let mut tries = 1_u32;
        loop {
            let attempt = async {
                let (mut opened, $asked, $answers) = $begin.await?;
                let $tx = &mut opened;
                let answer = $work.await?;
                opened.commit().await?;
                Ok::<_, $crate::error::ServiceError>(answer)
            };
            match attempt.await {
                Err(error)
                    if damane_storage::Transient::is_transient(&error)
                        && $of.wait_for_another_try(tries).await =>
                {
                    tries += 1;
                }
                answer => break answer,
            }
        }
    }};
}

pub(crate) use transaction;
