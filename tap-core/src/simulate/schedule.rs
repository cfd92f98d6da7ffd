//! Work that is done in parallel, each piece after what it needs, on a virtual clock.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};

/// How a piece of work has begun.
pub(super) enum Begun {
    /// It ends after so many seconds, and maybe badly.
    Lasts(u64, Option<String>),
    /// Its end is that of a nested stack.
    Nested,
}

/// Pieces of work; more may be added while others are under way. Equal times are served in the order in which the work began, so that a
/// run is always the same.
#[derive(Debug)]
pub(super) struct Schedule<T> {
    jobs: Vec<Job<T>>,
    ready: VecDeque<usize>,
    running: BinaryHeap<Reverse<(u64, u64, usize)>>,
    begun: u64,
    /// Why those that are under way will fail.
    failing: HashMap<usize, String>,
}

#[derive(Debug)]
struct Job<T> {
    work: T,
    /// How many others it waits for.
    waits: usize,
    /// Those that wait for it.
    users: Vec<usize>,
    done: bool,
}

impl<T: Copy> Schedule<T> {
    pub(super) fn new() -> Self {
        Schedule { jobs: Vec::new(), ready: VecDeque::new(), running: BinaryHeap::new(), begun: 0, failing: HashMap::new() }
    }

    /// Adds work that waits for nothing yet; it is ready after [`Schedule::release`].
    pub(super) fn add(&mut self, work: T) -> usize {
        self.jobs.push(Job { work, waits: 1, users: Vec::new(), done: false });
        self.jobs.len() - 1
    }

    /// Lets a job wait for another.
    pub(super) fn after(&mut self, job: usize, need: usize) {
        if !self.jobs[need].done {
            self.jobs[need].users.push(job);
            self.jobs[job].waits += 1;
        }
    }

    /// Says that all that a job waits for has been named.
    pub(super) fn release(&mut self, job: usize) {
        self.jobs[job].waits -= 1;
        if self.jobs[job].waits == 0 {
            self.ready.push_back(job);
        }
    }

    /// The next job that may begin.
    pub(super) fn begin(&mut self) -> Option<(usize, T)> {
        let job = self.ready.pop_front()?;
        Some((job, self.jobs[job].work))
    }

    /// Says how a job has begun.
    pub(super) fn begun(&mut self, job: usize, now: u64, begun: Begun) {
        if let Begun::Lasts(seconds, failure) = begun {
            self.failing.extend(failure.map(|failure| (job, failure)));
            self.ends_at(job, now + seconds);
        }
    }

    /// Says when a job that has begun ends.
    pub(super) fn ends_at(&mut self, job: usize, time: u64) {
        self.running.push(Reverse((time, self.begun, job)));
        self.begun += 1;
    }

    /// The job that ends next, when, and why it failed if it did.
    pub(super) fn next_end(&mut self) -> Option<(u64, usize, T, Option<String>)> {
        let Reverse((time, _, job)) = self.running.pop()?;
        Some((time, job, self.jobs[job].work, self.failing.remove(&job)))
    }

    /// When the next job ends.
    pub(super) fn next_time(&self) -> Option<u64> {
        self.running.peek().map(|Reverse((time, ..))| *time)
    }

    /// Those that wait for a job wait no longer.
    pub(super) fn done(&mut self, job: usize) {
        self.jobs[job].done = true;
        for user in std::mem::take(&mut self.jobs[job].users) {
            self.release(user);
        }
    }

    /// A job that has ended begins once more.
    pub(super) fn again(&mut self, job: usize) {
        self.ready.push_back(job);
    }

    /// Work that is under way.
    pub(super) fn under_way(&self) -> impl Iterator<Item = T> {
        let mut jobs: Vec<_> = self.running.iter().map(|Reverse((_, begun, job))| (*begun, *job)).collect();
        jobs.sort_unstable();
        jobs.into_iter().map(|(_, job)| self.jobs[job].work)
    }
}
