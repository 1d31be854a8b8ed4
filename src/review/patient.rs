//! A connection that does not wait for ever: who neither asks nor takes within the time is let go.

use std::io;
use std::io::ErrorKind;
use std::pin::Pin;
use std::task::Context;
use std::task::Poll;
use std::time::Duration;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::io::ReadBuf;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;
use tokio::time::Sleep;

/// A stream that fails when nothing could be written to it for a while.
///
/// Measured from write to write, not from byte to byte: a visitor who sends one byte of a request every few seconds holds a
/// connection no longer than one who sends nothing.
pub struct Patient<S> {
    stream: S,
    patience: Duration,
    until: Pin<Box<Sleep>>,
    /// Its place among the connections, given back when it ends.
    _place: Option<OwnedSemaphorePermit>,
}

impl<S> Patient<S> {
    /// Waits at most `patience` from one write to the next.
    pub fn new(stream: S, patience: Duration, place: Option<OwnedSemaphorePermit>) -> Self {
        Patient { stream, patience, until: Box::pin(tokio::time::sleep(patience)), _place: place }
    }

    fn over(&mut self, cx: &mut Context<'_>) -> bool {
        self.until.as_mut().poll(cx).is_ready()
    }

    fn moved(&mut self) {
        self.until.as_mut().reset(Instant::now() + self.patience);
    }
}

fn late<T>() -> Poll<io::Result<T>> {
    Poll::Ready(Err(io::Error::from(ErrorKind::TimedOut)))
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.over(cx) {
            return late();
        }
        Pin::new(&mut this.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        match Pin::new(&mut this.stream).poll_write(cx, buf) {
            Poll::Ready(done) => {
                this.moved();
                Poll::Ready(done)
            }
            Poll::Pending if this.over(cx) => late(),
            Poll::Pending => Poll::Pending,
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        match Pin::new(&mut this.stream).poll_flush(cx) {
            Poll::Pending if this.over(cx) => late(),
            other => other,
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        match Pin::new(&mut this.stream).poll_shutdown(cx) {
            Poll::Pending if this.over(cx) => late(),
            other => other,
        }
    }
}
