//! Work that takes seconds or minutes, done beside the threads that answer everybody else.

use std::sync::Arc;

use tokio::runtime::Handle;

use crate::answer::WebError;
use crate::serve::State;

/// Does something with a book, when its turn has come: few are unpacked at once.
///
/// # Errors
/// Where it was given up.
pub async fn with_book<E: Send + 'static, T: Send + 'static>(
    state: &Arc<State>,
    entry: E,
    work: impl AsyncFnOnce(&E) -> T + Send + 'static,
) -> Result<(E, T), WebError> {
    let turn = Arc::clone(&state.books).acquire_owned().await;
    let turn = turn.map_err(|_| WebError::Busy("程序正在停下，请稍后再试".to_owned()))?;
    let handle = Handle::current();
    let done = tokio::task::spawn_blocking(move || {
        let done = handle.block_on(work(&entry));
        drop(turn);
        (entry, done)
    });
    done.await.map_err(|_| WebError::Busy("导入没有做完。请重试；已经写入的不会重复".to_owned()))
}

/// Sets the work going on a question over everybody.
pub fn answer(state: &Arc<State>, name: String) {
    let (state, handle) = (Arc::clone(state), Handle::current());
    tokio::task::spawn_blocking(move || handle.block_on(state.live().answer(&name)));
}
