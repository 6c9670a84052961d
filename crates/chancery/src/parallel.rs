//! Work on many records at once, results in the order of the records.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use chancery_formats::Record;

/// What is worked on together, by number and by size in bytes.
const TOGETHER: usize = 64;
const TOGETHER_BYTES: usize = 256 << 10;

/// Does `work` on all items with `jobs` threads and gives the results, one an item, to `sink` in the order
/// of the items.
///
/// A worker takes several items at once where several are there: dozens of small ones, few large ones by
/// what `weigh` gives as their bytes. It never waits for a second one, so that an item that comes alone
/// is done at once. At most a few such handfuls a worker are in memory.
///
/// # Errors
/// The first error of `sink`; nothing more is read then.
pub fn in_order<I, R, E>(
    jobs: NonZero<usize>,
    items: impl Iterator<Item = I> + Send,
    weigh: impl Fn(&I) -> usize + Send,
    work: impl Fn(Vec<I>) -> Vec<R> + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    I: Send,
    R: Send,
{
    let queue = Queue::new(jobs.get());
    // Who takes items leaves here, in the order in which they were taken, where their results will come.
    let (taken, results) = sync_channel::<Receiver<Vec<R>>>(jobs.get());
    thread::scope(|scope| {
        for _ in 0..jobs.get() {
            let (queue, work, taken) = (&queue, &work, taken.clone());
            scope.spawn(move || {
                while let Some((items, done)) = queue.take(&taken) {
                    // The sink has had enough: the rest is not wanted.
                    if done.send(work(items)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(taken);
        let waiting = &queue;
        scope.spawn(move || {
            for item in items {
                let weight = weigh(&item);
                if !waiting.put(item, weight) {
                    break;
                }
            }
            waiting.close();
        });
        // However this ends, nobody waits for it any longer.
        let closing = Closing(&queue);
        let done = results.into_iter().flatten().flatten().try_for_each(&mut sink);
        drop(closing);
        done
    })
}

/// Items that wait for workers.
struct Queue<I> {
    state: Mutex<Waiting<I>>,
    filled: Condvar,
    room: Condvar,
    jobs: usize,
}

struct Waiting<I> {
    items: VecDeque<(I, usize)>,
    weight: usize,
    /// Nothing more comes.
    closed: bool,
    /// Nothing more is wanted.
    stopped: bool,
}

impl<I> Queue<I> {
    fn new(jobs: usize) -> Self {
        let waiting = Waiting { items: VecDeque::new(), weight: 0, closed: false, stopped: false };
        Queue { state: Mutex::new(waiting), filled: Condvar::new(), room: Condvar::new(), jobs }
    }

    /// A worker that panicked leaves the queue as it was: its panic is passed on when the scope ends.
    fn state(&self) -> MutexGuard<'_, Waiting<I>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an item once there is room; tells whether it is wanted.
    fn put(&self, item: I, weight: usize) -> bool {
        let full = |w: &mut Waiting<I>| {
            !w.stopped
                && !w.items.is_empty()
                && (w.items.len() >= self.jobs * TOGETHER
                    || w.weight + weight > self.jobs * TOGETHER_BYTES)
        };
        let mut state =
            self.room.wait_while(self.state(), full).unwrap_or_else(PoisonError::into_inner);
        state.items.push_back((item, weight));
        state.weight += weight;
        self.filled.notify_one();
        !state.stopped
    }

    /// The next items, and where their results go: a fair part of those that wait.
    fn take<R>(&self, taken: &SyncSender<Receiver<R>>) -> Option<(Vec<I>, SyncSender<R>)> {
        let idle = |w: &mut Waiting<I>| w.items.is_empty() && !w.closed && !w.stopped;
        let mut state =
            self.filled.wait_while(self.state(), idle).unwrap_or_else(PoisonError::into_inner);
        if state.stopped {
            return None;
        }
        let most = state.items.len().div_ceil(self.jobs).min(TOGETHER);
        let mut items = Vec::new();
        let mut bytes = 0;
        while items.len() < most && bytes < TOGETHER_BYTES {
            let Some((item, weight)) = state.items.pop_front() else { break };
            state.weight -= weight;
            bytes += weight;
            items.push(item);
        }
        if items.is_empty() {
            return None;
        }
        self.room.notify_one();
        let (done, result) = sync_channel(1);
        // While nobody else can take, so that results come in the order of the items.
        taken.send(result).is_ok().then_some((items, done))
    }

    fn close(&self) {
        self.state().closed = true;
        self.filled.notify_all();
    }

    fn stop(&self) {
        self.state().stopped = true;
        self.filled.notify_all();
        self.room.notify_all();
    }
}

/// Stops a queue at its end.
struct Closing<'q, I>(&'q Queue<I>);

impl<I> Drop for Closing<'_, I> {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// The bytes of the texts of some records: what they weigh for [`in_order`].
#[must_use]
pub fn weight(records: &[Record]) -> usize {
    records.iter().flatten().map(|input| input.text.len()).sum()
}

/// Records by several, for work whose results are put together anyway: some dozens, fewer where they are
/// long.
pub fn together<R: Iterator<Item = Record>>(records: R) -> Together<R> {
    Together::new(records, TOGETHER)
}

/// See [`together`].
#[derive(Debug)]
pub struct Together<R> {
    records: R,
    most: usize,
}

impl<R: Iterator<Item = Record>> Together<R> {
    /// At most so many records at once.
    pub fn new(records: R, most: usize) -> Self {
        Together { records, most }
    }
}

impl<R: Iterator<Item = Record>> Iterator for Together<R> {
    type Item = Vec<Record>;

    fn next(&mut self) -> Option<Vec<Record>> {
        let mut several = Vec::new();
        let mut bytes = 0;
        while several.len() < self.most && bytes < TOGETHER_BYTES {
            let Some(record) = self.records.next() else { break };
            bytes += weight(std::slice::from_ref(&record));
            several.push(record);
        }
        (!several.is_empty()).then_some(several)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jobs(n: usize) -> NonZero<usize> {
        NonZero::new(n).unwrap_or(NonZero::<usize>::MIN)
    }

    #[test]
    fn results_keep_the_order_of_the_items() {
        for n in 1..6 {
            let mut seen = Vec::new();
            let slow = |several: Vec<u64>| {
                thread::sleep(std::time::Duration::from_micros(several[0] % 7 * 50));
                several.into_iter().map(|i| i * i).collect()
            };
            let weigh = |i: &u64| if i.is_multiple_of(50) { 2 * TOGETHER_BYTES } else { 1 << 12 };
            let done: Result<(), ()> = in_order(jobs(n), 0..200u64, weigh, slow, |r| {
                seen.push(r);
                Ok(())
            });
            assert!(done.is_ok());
            assert_eq!(seen, (0..200u64).map(|i| i * i).collect::<Vec<_>>(), "{n} jobs");
        }
    }

    #[test]
    fn an_error_of_the_sink_ends_the_work() {
        for n in [1, 3] {
            let mut count = 0;
            let endless = (0u64..).inspect(|i| assert!(*i < 10_000, "it reads on"));
            let done = in_order(
                jobs(n),
                endless,
                |_| 1,
                |several| several,
                |_| {
                    count += 1;
                    if count == 5 { Err("full") } else { Ok(()) }
                },
            );
            assert_eq!(done, Err("full"));
        }
    }

    #[test]
    fn an_item_that_comes_alone_is_done_before_the_next_one_is_there() {
        for n in [1, 3] {
            let (answers, heard) = sync_channel(1);
            // Who asks waits for the answer before the next question.
            let questions = (0..20).inspect(move |i| {
                if *i > 0 {
                    assert_eq!(heard.recv_timeout(std::time::Duration::from_secs(60)), Ok(i - 1));
                }
            });
            let done: Result<(), ()> = in_order(
                jobs(n),
                questions,
                |_| 1,
                |several| several,
                |i| {
                    // After the last answer nobody asks.
                    let _ = answers.send(i);
                    Ok(())
                },
            );
            assert!(done.is_ok());
        }
    }

    #[test]
    fn several_are_taken_at_once_where_they_wait_and_no_more_than_fit() {
        let (small, large) = (1 << 10, TOGETHER_BYTES);
        for (weight, most) in [(small, TOGETHER), (large, 1)] {
            let (go, wait) = sync_channel::<()>(1);
            let items = (0..1_000).inspect(|i| {
                if *i == TOGETHER as i32 / 2 {
                    assert!(go.send(()).is_ok());
                }
            });
            let wait = Mutex::new(wait);
            let mut largest = 0;
            let work = |several: Vec<i32>| {
                // The first one is kept until others wait behind it.
                if several[0] == 0 && weight == small {
                    let _ = wait.lock().map(|wait| wait.recv());
                }
                let number = several.len();
                several.iter().map(|_| number).collect()
            };
            let done: Result<(), ()> = in_order(
                jobs(1),
                items,
                |_| weight,
                work,
                |n: usize| {
                    largest = largest.max(n);
                    Ok(())
                },
            );
            assert!(done.is_ok());
            assert!(largest <= most && (weight == large || largest > 1), "{largest}");
        }
    }
}
