//! Where files are kept, as an operator says it.

use std::fmt;
use std::path::PathBuf;

use url::Url;

/// A folder or a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaPlace {
    /// A folder of this machine, or one that several share.
    Folder(PathBuf),
    /// A bucket, and what all names in it begin with; empty for nothing. Credentials, region and endpoint come from
    /// the variables that every program for S3 reads: `AWS_ACCESS_KEY_ID` and so on.
    Bucket {
        /// Its name.
        bucket: String,
        /// A path without a slash at either end.
        prefix: String,
    },
}

impl MediaPlace {
    /// Reads `file:///path` or `s3://bucket/prefix`.
    ///
    /// # Errors
    /// What to give instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let advice = || "give file:///path or s3://bucket/prefix".to_owned();
        let url = Url::parse(text).map_err(|_| advice())?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err("leave out what follows the path".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() || url.port().is_some() {
            return Err("leave out user, password and port: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and \
                 AWS_ENDPOINT_URL say them"
                .to_owned());
        }
        match url.scheme() {
            "file" => url.to_file_path().map(Self::Folder).map_err(|()| advice()),
            "s3" => {
                let bucket = url.host_str().filter(|host| !host.is_empty()).ok_or_else(advice)?;
                let prefix = url.path().trim_matches('/').to_owned();
                if prefix.contains('%') {
                    return Err("give a prefix of plain letters, such as s3://bucket/parlor".to_owned());
                }
                Ok(Self::Bucket { bucket: bucket.to_owned(), prefix })
            }
            _ => Err(advice()),
        }
    }
}

impl fmt::Display for MediaPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => path.display().fmt(f),
            Self::Bucket { bucket, prefix } if prefix.is_empty() => write!(f, "s3://{bucket}"),
            Self::Bucket { bucket, prefix } => write!(f, "s3://{bucket}/{prefix}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_buckets_are_read() {
        for (text, shown) in [
            ("file:///var/lib/parlor/media", "/var/lib/parlor/media"),
            ("file:///var/a%20b", "/var/a b"),
            ("s3://pictures", "s3://pictures"),
            ("s3://pictures/", "s3://pictures"),
            ("s3://pictures/of/parlor/", "s3://pictures/of/parlor"),
        ] {
            assert_eq!(MediaPlace::parse(text).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_place_is_refused_with_what_to_give() {
        for text in [
            "",
            "media",
            "/var/media",
            "http://example.com/media",
            "file://host/media",
            "s3://",
            "s3:///prefix",
            "s3://bucket/a?b=c",
            "s3://key:secret@bucket/a",
            "s3://bucket:9000/a",
            "s3://bucket/a%20b",
        ] {
            assert!(MediaPlace::parse(text).is_err(), "{text}");
        }
    }
}
