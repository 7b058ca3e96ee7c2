//! The media store: a folder, or a bucket of S3 or whatever speaks as it does.

mod chunks;
mod place;
mod store;
#[cfg(test)]
mod tests;

pub use place::MediaPlace;
pub use store::{MediaStore, OpenMediaError};
