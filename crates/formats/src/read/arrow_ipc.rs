//! Arrow's own formats, read so that no length that they claim is believed: memory follows the bytes
//! that are there. Arrow's readers make room for what a length claims before they read, and a claim
//! of some terabytes ends the process.
//!
//! A file is a stream between a mark and a footer, and is read as that.

use std::io::{BufRead, Cursor, ErrorKind, Read};

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::reader::StreamDecoder;
use arrow_ipc::{Message, RecordBatch as Layout, root_as_message};
use arrow_schema::{ArrowError, SchemaRef};

use crate::source::Bytes;

/// Most bytes of one message, as it lies there and decompressed.
const MAX_MESSAGE: u64 = 1 << 30;
/// How a file begins, in pieces of eight bytes, and how it ends.
const MARK: &[u8; 6] = b"ARROW1";
const BEGIN: usize = 8;
/// What stands before the length of a message.
const CONTINUES: [u8; 4] = [0xff; 4];
/// What stands at the end of the messages.
const END: [u8; 8] = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

/// The batches of a stream or a file.
pub(super) struct Batches {
    reader: Bytes,
    decoder: StreamDecoder,
    is_file: bool,
    /// What of a message is not decoded yet.
    rest: Buffer,
    /// A batch that came with the schema.
    first: Option<RecordBatch>,
    /// The decoder knows of the end.
    flushed: bool,
    ended: bool,
}

fn broken(what: impl Into<String>) -> ArrowError {
    ArrowError::IpcError(what.into())
}

impl Batches {
    /// A stream or a file, read up to its schema.
    pub(super) fn open(mut reader: Bytes) -> Result<(Self, SchemaRef), ArrowError> {
        let is_file = reader.fill_buf()?.starts_with(MARK);
        if is_file {
            // Zeros after the mark, to a multiple of eight that its writer chose.
            let mut next = [0; BEGIN];
            reader.read_exact(&mut next)?;
            while next[0] == MARK[0] || next == [0; BEGIN] {
                reader.read_exact(&mut next)?;
            }
            reader = Box::new(Cursor::new(next).chain(reader));
        }
        let mut batches = Batches {
            reader,
            decoder: StreamDecoder::new(),
            is_file,
            rest: Buffer::from(&[]),
            first: None,
            flushed: false,
            ended: false,
        };
        loop {
            if let Some(schema) = batches.decoder.schema() {
                return Ok((batches, schema));
            }
            let mut first = None;
            if !batches.step(&mut first)? {
                return Err(broken("it holds no schema"));
            }
            batches.first = first;
        }
    }

    /// Decodes on; false at the end.
    fn step(&mut self, batch: &mut Option<RecordBatch>) -> Result<bool, ArrowError> {
        if self.rest.is_empty() {
            if self.flushed {
                return Ok(false);
            }
            // A message without a body is only done with once more bytes come: those of the next
            // message, or of the end.
            let message = self.message()?;
            self.flushed = message.is_none();
            self.rest = Buffer::from(message.unwrap_or_else(|| END.to_vec()));
        }
        *batch = self.decoder.decode(&mut self.rest)?;
        Ok(true)
    }

    /// The bytes of the next message, its lengths checked.
    fn message(&mut self) -> Result<Option<Vec<u8>>, ArrowError> {
        let mut message = self.take(4)?;
        if message.is_empty() {
            return Ok(None);
        }
        if message == CONTINUES {
            let length = self.take(4)?;
            message.extend(length);
        }
        let length: [u8; 4] =
            message[message.len() - 4..].try_into().map_err(|_| broken("a message is cut off"))?;
        let length = u64::from(u32::from_le_bytes(length));
        if length == 0 {
            return Ok(None);
        }
        let head = self.exactly(length)?;
        let parsed = root_as_message(&head).map_err(|e| broken(format!("a message: {e}")))?;
        let body = u64::try_from(parsed.bodyLength()).map_err(|_| broken("a negative length"))?;
        let body = self.exactly(body)?;
        check(&parsed, &body)?;
        message.extend(head);
        message.extend(body);
        Ok(Some(message))
    }

    /// So many bytes, or what is left.
    fn take(&mut self, length: u64) -> Result<Vec<u8>, ArrowError> {
        let mut bytes = Vec::new();
        self.reader.by_ref().take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn exactly(&mut self, length: u64) -> Result<Vec<u8>, ArrowError> {
        if length > MAX_MESSAGE {
            return Err(broken(format!("a message of {length} bytes; {MAX_MESSAGE} is the limit")));
        }
        let bytes = self.take(length)?;
        if (bytes.len() as u64) < length {
            return Err(std::io::Error::from(ErrorKind::UnexpectedEof).into());
        }
        Ok(bytes)
    }

    fn read(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        let mut batch = self.first.take();
        if batch.is_some() {
            return Ok(batch);
        }
        while self.step(&mut batch)? {
            if batch.is_some() {
                return Ok(batch);
            }
        }
        self.decoder.finish()?;
        if self.is_file {
            let mut last = Vec::new();
            loop {
                let bytes = self.reader.fill_buf()?;
                if bytes.is_empty() {
                    break;
                }
                let read = bytes.len();
                last.extend_from_slice(&bytes[read.saturating_sub(MARK.len())..]);
                last.drain(..last.len().saturating_sub(MARK.len()));
                self.reader.consume(read);
            }
            if last != MARK {
                return Err(broken("the end of the file is missing"));
            }
        }
        Ok(None)
    }
}

/// Whether what a message says of its body is true of it.
fn check(message: &Message<'_>, body: &[u8]) -> Result<(), ArrowError> {
    let dictionary = message.header_as_dictionary_batch().and_then(|d| d.data());
    match message.header_as_record_batch().or(dictionary) {
        Some(layout) if layout.compression().is_some() => check_compressed(&layout, body),
        _ => Ok(()),
    }
}

/// Each compressed buffer begins with its length when decompressed; -1 says that it is not.
fn check_compressed(layout: &Layout<'_>, body: &[u8]) -> Result<(), ArrowError> {
    let mut all = 0_u64;
    for buffer in layout.buffers().iter().flatten().filter(|b| b.length() != 0) {
        let start = usize::try_from(buffer.offset()).ok();
        let claim = start.and_then(|start| body.get(start..)?.first_chunk::<8>());
        let claim = claim.map(|bytes| i64::from_le_bytes(*bytes));
        let claim = claim.ok_or_else(|| broken("a buffer lies outside its message"))?;
        all = all.saturating_add(u64::try_from(claim).unwrap_or(0));
        if all > MAX_MESSAGE {
            return Err(broken(format!("a batch of more than {MAX_MESSAGE} bytes")));
        }
    }
    Ok(())
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let read = self.read();
        self.ended = !matches!(read, Ok(Some(_)));
        read.transpose()
    }
}
