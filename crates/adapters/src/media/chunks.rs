//! A file that is being read.

use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use object_store::GetResult;
use parlor_community::ports::{Awaited, Chunks, MediaError};

/// What the store sends, piece by piece. Generic over the pieces, whose type is the store's own affair.
pub(super) struct Pieces<B>(BoxStream<'static, object_store::Result<B>>);

pub(super) fn pieces(found: GetResult) -> Box<dyn Chunks> {
    Box::new(Pieces(found.into_stream()))
}

impl<B> Chunks for Pieces<B>
where
    B: Into<Vec<u8>> + Send + 'static,
{
    fn next(&mut self) -> Awaited<'_, Option<Result<Vec<u8>, MediaError>>> {
        Box::pin(async {
            let piece = self.0.next().await?;
            Some(piece.map(Into::into).map_err(|error| MediaError(error.into())))
        })
    }
}
