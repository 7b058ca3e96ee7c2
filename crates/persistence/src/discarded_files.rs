//! Files of the media store that are to go, as rows.

use diesel::prelude::*;
use parlor_community::ports::{DiscardedFiles, DueFiles};
use parlor_domain::{MediaFile, StoreError, Timestamp};

use crate::link::on;
use crate::pool::Slot;
use crate::schema::discarded_files;
use crate::time::Ts;

impl DiscardedFiles for Slot {
    fn discard(&mut self, file: &MediaFile, due: Timestamp) -> Result<(), StoreError> {
        let due_at = discarded_files::due_at.eq(Ts(due));
        on!(&mut self.link, |conn| diesel::insert_into(discarded_files::table)
            .values((discarded_files::path.eq(file.path()), due_at))
            .on_conflict(discarded_files::path)
            .do_update()
            .set(due_at)
            .execute(conn))
        .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn keep(&mut self, file: &MediaFile, now: Timestamp) -> Result<bool, StoreError> {
        // One whose time has come may be half removed.
        let row = discarded_files::table.find(file.path()).filter(discarded_files::due_at.gt(Ts(now)));
        let kept = on!(&mut self.link, |conn| diesel::delete(row).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(kept > 0)
    }

    fn forget(&mut self, files: &[MediaFile]) -> Result<(), StoreError> {
        let paths: Vec<String> = files.iter().map(MediaFile::path).collect();
        let rows = discarded_files::table.filter(discarded_files::path.eq_any(paths));
        on!(&mut self.link, |conn| diesel::delete(rows).execute(conn)).map_err(|error| self.failed(error))?;
        Ok(())
    }
}

impl DueFiles for Slot {
    fn due(&mut self, now: Timestamp, limit: usize) -> Result<Vec<MediaFile>, StoreError> {
        let rows = discarded_files::table
            .filter(discarded_files::due_at.le(Ts(now)))
            .order(discarded_files::due_at)
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select(discarded_files::path);
        let paths: Vec<String> =
            on!(&mut self.link, |conn| rows.load(conn)).map_err(|error| self.failed(error))?;
        let unreadable =
            |path: String| StoreError::Unreadable { table: "discarded_files", column: "path", id: path };
        paths.into_iter().map(|path| MediaFile::of_path(&path).ok_or_else(|| unreadable(path))).collect()
    }
}
