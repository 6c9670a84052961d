//! Work on many records at once, results in the order of the records.

use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use chancery_formats::Record;

/// How many records and results wait at each worker; bounds memory.
const QUEUE: usize = 4;

/// Does `work` on every item with `jobs` threads and gives the results to `sink` in the order of the
/// items. Items go to the workers in turn, and results are taken from them in turn, so that nothing
/// has to be sorted and at most a few items a worker are in memory.
///
/// # Errors
/// The first error of `sink`; nothing more is read then.
pub fn in_order<I, R, E>(
    jobs: NonZero<usize>,
    items: impl Iterator<Item = I> + Send,
    work: impl Fn(I) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    I: Send,
    R: Send,
{
    if jobs.get() == 1 {
        for item in items {
            sink(work(item))?;
        }
        return Ok(());
    }
    thread::scope(|scope| {
        let mut inputs: Vec<SyncSender<I>> = Vec::new();
        let mut outputs: Vec<Receiver<R>> = Vec::new();
        for _ in 0..jobs.get() {
            let (input, todo) = sync_channel(QUEUE);
            let (done, output) = sync_channel(QUEUE);
            inputs.push(input);
            outputs.push(output);
            let work = &work;
            scope.spawn(move || {
                for item in todo {
                    // The sink has had enough: the rest is not wanted.
                    if done.send(work(item)).is_err() {
                        break;
                    }
                }
            });
        }
        scope.spawn(move || {
            for (number, item) in items.enumerate() {
                if inputs[number % inputs.len()].send(item).is_err() {
                    break;
                }
            }
        });
        for number in 0.. {
            let Ok(result) = outputs[number % outputs.len()].recv() else { break };
            sink(result)?;
        }
        Ok(())
    })
}

/// Documents that are worked on together, by number and by size in bytes.
const TOGETHER: usize = 64;
const TOGETHER_BYTES: usize = 256 << 10;

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
            bytes += record.as_ref().map_or(0, |input| input.text.len());
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
            let slow = |i: u64| {
                thread::sleep(std::time::Duration::from_micros(i % 7 * 50));
                i * i
            };
            let done: Result<(), ()> = in_order(jobs(n), 0..200u64, slow, |r| {
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
                |i| i,
                |_| {
                    count += 1;
                    if count == 5 { Err("full") } else { Ok(()) }
                },
            );
            assert_eq!(done, Err("full"));
        }
    }
}
