//! Costly work (password hashes, pages): few at a time, on threads of its own, and a queue that does not grow.

use crate::error::ServiceError;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long one waits for a place.
const WAIT: Duration = Duration::from_secs(5);
/// How many wait for each place there is.
const WAITING: usize = 32;

/// Places at which costly work is done.
pub struct Places {
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

/// A place taken, until its work is done.
pub struct Place(OwnedSemaphorePermit);

impl Places {
    /// As many places as the machine has processors: more would share them, and each costs memory.
    pub fn for_this_machine() -> Self {
        Self::new(std::thread::available_parallelism().map_or(2, usize::from))
    }

    fn new(places: usize) -> Self {
        let queue = Arc::new(Semaphore::new(places * (WAITING + 1)));
        Self { places: Arc::new(Semaphore::new(places)), queue }
    }

    /// Waits for a place; refused at once when too many wait already.
    pub async fn take(&self) -> Result<Place, ServiceError> {
        let busy = |_| ServiceError::Busy { retry_after: 2 };
        let _in_the_queue = self.queue.try_acquire().map_err(|_| ServiceError::Busy { retry_after: 2 })?;
        let waited = tokio::time::timeout(WAIT, Arc::clone(&self.places).acquire_owned()).await;
        let place = waited.map_err(busy)?;
        place.map(Place).map_err(|error| ServiceError::internal("a place for costly work", error))
    }
}

impl Place {
    /// Does the work. The place stays taken until it is done, also when nobody waits for it any more.
    pub async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ServiceError> {
        let place = self.0;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        done.await.map_err(|error| ServiceError::internal("costly work", error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_beyond_the_queue_is_refused_at_once() {
        let places = Arc::new(Places::new(1));
        let held = places.take().await.unwrap();
        let waiting: Vec<_> = (0..=WAITING)
            .map(|_| {
                let places = Arc::clone(&places);
                tokio::spawn(async move { places.take().await.map(|_| ()) })
            })
            .collect();
        while places.queue.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(places.take().await, Err(ServiceError::Busy { .. })));
        drop(held);
        for one in waiting {
            assert!(one.await.unwrap().is_ok(), "whoever waited in the queue gets a place");
        }
        assert_eq!(places.take().await.unwrap().run(|| 42).await.unwrap(), 42);
    }
}
