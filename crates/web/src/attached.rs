//! The file of a record on its way out: sent piece by piece, shown by no browser as a page of this site.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use hyper::body::{Bytes, Frame, SizeHint};
use office::{AttachmentOpened, AttachmentRefused, FileKept, OfficeError};
use tokio::sync::mpsc;

use crate::download::attachment;
use crate::serve::State;

/// Whatever is in it, it runs nothing and has no origin.
const POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// Says in the log why a file could not be looked at: whoever brought it cannot help it.
pub fn note_unscanned(kept: &FileKept) {
    if let Err(AttachmentRefused::NotScanned { reason, .. }) = kept {
        tracing::warn!(%reason, "the virus scanner gave no verdict; the file is not kept");
    }
}

/// A file as an answer.
pub fn attached(state: &Arc<State>, opened: AttachmentOpened) -> Response {
    let (name, media_type, size) = (opened.name.clone(), opened.media_type, opened.size);
    let mut response = attachment(&name, media_type, Body::new(Pieces::of(state, opened)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    response
}

/// So many pieces wait for a slow reader.
const AHEAD: usize = 2;

/// A file on its way out. A piece that cannot be read breaks the answer off: half a file is not taken for a whole one.
struct Pieces {
    pieces: mpsc::Receiver<Result<Bytes, OfficeError>>,
    left: u64,
}

impl Pieces {
    fn of(state: &Arc<State>, opened: AttachmentOpened) -> Pieces {
        let (sender, pieces) = mpsc::channel(AHEAD);
        let left = opened.size;
        let state = Arc::clone(state);
        tokio::spawn(async move {
            for number in 0..opened.pieces {
                let piece = match state.live().attachment_piece(&opened, number).await {
                    Ok(Some(piece)) => Ok(Bytes::from(piece)),
                    Ok(None) => break,
                    Err(error) => {
                        tracing::error!(%error, "a file could not be read to its end");
                        Err(error)
                    }
                };
                let is_last = piece.is_err();
                // Whoever hangs up wants no more.
                if sender.send(piece).await.is_err() || is_last {
                    break;
                }
            }
        });
        Pieces { pieces, left }
    }
}

impl hyper::body::Body for Pieces {
    type Data = Bytes;
    type Error = OfficeError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, OfficeError>>> {
        self.pieces.poll_recv(context).map(|next| {
            next.map(|piece| {
                piece.map(|piece| {
                    self.left = self.left.saturating_sub(piece.len() as u64);
                    Frame::data(piece)
                })
            })
        })
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
