//! What all handlers share: the store, asked away from the event loop, the limits, the clock.

use super::fault::Fault;
use super::limits::Flow;
use super::limits::Window;
use super::settings::Settings;
use crate::cases::Answer;
use crate::cases::Store;
use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;
use chrono::TimeDelta;
use chrono::Utc;
use std::ops::Deref;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Questions put to the store at once; the rest waits its turn, so that a burst does not start a thread each.
const ASKING_MAX: usize = 16;
/// Passwords hashed at once: each takes 19 MiB and a core.
const HASHING_MAX: usize = 4;

/// Shared by all handlers.
#[derive(Clone)]
pub struct Desk(Arc<Inside>);

/// What the desk holds.
pub struct Inside {
    pub store: Arc<dyn Store>,
    pub settings: Settings,
    /// Failed logins by address, and by name whether or not there is such an account.
    pub failed_addresses: Window,
    pub failed_names: Window,
    /// Requests by visitor.
    pub requests: Flow,
    pub(super) hashing: Semaphore,
    asking: Semaphore,
    clock: fn() -> DateTime<Utc>,
}

impl Deref for Desk {
    type Target = Inside;

    fn deref(&self) -> &Inside {
        &self.0
    }
}

impl Desk {
    /// A desk over a store, with the clock of the computer.
    pub fn new(store: Arc<dyn Store>, settings: Settings) -> Self {
        let rules = store.rules();
        let quarter = TimeDelta::minutes(i64::from(rules.lock_minutes.max(1)));
        Desk(Arc::new(Inside {
            failed_addresses: Window::new(settings.address_failures_max, quarter),
            failed_names: Window::new(rules.lock_after.max(1) as usize, quarter),
            requests: Flow::a_minute(settings.requests_a_minute),
            hashing: Semaphore::new(HASHING_MAX),
            asking: Semaphore::new(ASKING_MAX),
            clock: Utc::now,
            store,
            settings,
        }))
    }

    /// Asks the store on a thread that may block.
    ///
    /// # Errors
    /// What the store refuses; [`Fault::Broken`] where the question itself failed.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Store) -> Answer<T> + Send + 'static,
    ) -> Result<T, Fault> {
        self.work(move |desk| question(&*desk.store)).await?.map_err(Fault::Refused)
    }

    /// Does something that blocks, such as reading a file, on a thread that may.
    ///
    /// # Errors
    /// [`Fault::Broken`] where it panicked.
    pub async fn work<T: Send + 'static>(&self, work: impl FnOnce(&Desk) -> T + Send + 'static) -> Result<T, Fault> {
        let _turn = self.asking.acquire().await.map_err(|_| Fault::Broken("the desk is closed".into()))?;
        let desk = self.clone();
        tokio::task::spawn_blocking(move || work(&desk)).await.map_err(|cause| Fault::Broken(cause.to_string()))
    }

    /// Now.
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// The administration's day of an instant.
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.offset()).date_naive()
    }

    /// Today, as the administration counts its days.
    pub fn today(&self) -> NaiveDate {
        self.day(self.now())
    }

    /// An instant as the administration's clocks show it, to the minute.
    pub fn told(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.offset()).format("%Y-%m-%d %H:%M").to_string()
    }

    fn offset(&self) -> FixedOffset {
        let hours = self.store.rules().utc_offset_hours.clamp(-23, 23);
        FixedOffset::east_opt(hours * 3600).expect("within a day")
    }
}
