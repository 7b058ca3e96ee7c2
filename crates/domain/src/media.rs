//! Files that people give and others see: what they are called, and what they may be.

use std::fmt;

use crate::{AccountId, AttachmentKind, ConversationId};

/// What a file is for. Each kind has a folder of its own, in the store as in the addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaKind {
    /// The picture of an account.
    Avatar,
    /// What came with a message.
    Attachment,
}

impl MediaKind {
    /// All there are.
    pub const ALL: &[Self] = &[Self::Avatar, Self::Attachment];

    /// The name of its folder.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Avatar => "avatars",
            Self::Attachment => "attachments",
        }
    }
}

/// How large the file of a picture may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AvatarPolicy {
    /// In MB; at least one.
    pub max_megabytes: usize,
}

impl AvatarPolicy {
    /// The same in bytes.
    #[must_use]
    pub fn max_bytes(self) -> usize {
        self.max_megabytes.saturating_mul(1024 * 1024)
    }
}

impl Default for AvatarPolicy {
    fn default() -> Self {
        Self { max_megabytes: 2 }
    }
}

/// The kinds of picture that are read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PictureFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
}

impl PictureFormat {
    /// All there are.
    pub const ALL: &[Self] = &[Self::Jpeg, Self::Png, Self::WebP];

    /// The extension that is written.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }

    /// Finds the kind that an extension stands for, in any case.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        let extension = extension.to_ascii_lowercase();
        let written = |format: &&Self| format.extension() == extension;
        Self::ALL.iter().find(written).copied().or((extension == "jpeg").then_some(Self::Jpeg))
    }

    /// The type that it is served as.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }
}

/// What follows the last point of a name that a client gave, in small letters; empty where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileExtension(String);

impl FileExtension {
    /// More than any that has a meaning: what is longer is cut.
    const MAX_LENGTH: usize = 16;

    /// That of a file's name.
    #[must_use]
    pub fn of(file_name: &str) -> Self {
        let extension = file_name.rsplit_once('.').map_or("", |(_, extension)| extension);
        Self(extension.chars().take(Self::MAX_LENGTH).collect::<String>().to_lowercase())
    }

    /// Its letters, which may be any.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The kind of picture that it promises.
    #[must_use]
    pub fn picture(&self) -> Option<PictureFormat> {
        PictureFormat::of_extension(&self.0)
    }
}

/// A name under which a file is kept: small letters, digits, `-`, `_` and one point before its extension. It is part
/// of paths and addresses as it stands.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct FileName(String);

impl FileName {
    /// The most characters a name has.
    pub const MAX_LENGTH: usize = 100;
    /// How many random bytes are in each.
    pub const RANDOM_BYTES: usize = 16;
    /// What is kept of the client's name.
    const MAX_STEM: usize = 50;

    /// A name that no other file has: what is harmless in the client's name, so that people recognise it, and
    /// `random`, so that every upload has an address of its own that cannot be guessed.
    #[must_use]
    pub fn generate(client_name: &str, format: PictureFormat, random: [u8; Self::RANDOM_BYTES]) -> Self {
        Self::made_of(client_name, ("picture", format.extension()), random)
    }

    /// The same for what comes with a message.
    #[must_use]
    pub fn of_attachment(client_name: &str, kind: AttachmentKind, random: [u8; Self::RANDOM_BYTES]) -> Self {
        Self::made_of(client_name, ("file", kind.extension()), random)
    }

    fn made_of(
        client_name: &str,
        (nameless, extension): (&str, &str),
        random: [u8; Self::RANDOM_BYTES],
    ) -> Self {
        let base = client_name.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
        let mut kept = String::new();
        for letter in stem.chars().map(|letter| letter.to_ascii_lowercase()) {
            match letter {
                'a'..='z' | '0'..='9' | '_' => kept.push(letter),
                _ if kept.is_empty() || kept.ends_with('-') => {}
                _ => kept.push('-'),
            }
            if kept.len() == Self::MAX_STEM {
                break;
            }
        }
        let random: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let stem = match kept.trim_end_matches('-') {
            "" => nameless,
            stem => stem,
        };
        Self(format!("{stem}-{random}.{extension}"))
    }

    /// Reads a name of the kind that [`FileName::generate`] makes, as it stands in an address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (stem, extension) = text.split_once('.')?;
        let is_plain = |letter: u8| matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
        let is_name = !stem.is_empty() && stem.bytes().all(is_plain) && text.len() <= Self::MAX_LENGTH;
        // Every kind of picture is one of attachment too.
        let is_known = AttachmentKind::ALL.iter().any(|kind| kind.extension() == extension);
        (is_name && is_known).then(|| Self(text.to_owned()))
    }

    /// The name as a store gives it back.
    #[must_use]
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What came with a message, by its extension; nothing else is ever kept under such a name.
    #[must_use]
    pub fn attachment(&self) -> Option<AttachmentKind> {
        self.0.rsplit_once('.').and_then(|(_, extension)| AttachmentKind::of_extension(extension))
    }

    /// Which picture is in the file, likewise.
    #[must_use]
    pub fn format(&self) -> Option<PictureFormat> {
        self.0.rsplit_once('.').and_then(|(_, extension)| PictureFormat::of_extension(extension))
    }
}

/// What a client called a file may stand in it, so it is not for the log.
impl fmt::Debug for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileName(…)")
    }
}

/// One file in the media store.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MediaFile {
    /// What it is for.
    pub kind: MediaKind,
    /// The number of what it belongs to: for an avatar, of the account; for an attachment, of the conversation.
    pub owner: i64,
    /// What it is called.
    pub name: FileName,
}

impl MediaFile {
    /// The picture of an account.
    #[must_use]
    pub fn avatar(account: AccountId, name: FileName) -> Self {
        Self { kind: MediaKind::Avatar, owner: account.0, name }
    }

    /// What came with a message of a conversation.
    #[must_use]
    pub fn attachment(conversation: ConversationId, name: FileName) -> Self {
        Self { kind: MediaKind::Attachment, owner: conversation.0, name }
    }

    /// Where it is in the store: `avatars/7/<name>`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}/{}", self.kind.folder(), self.owner, self.name.as_str())
    }

    /// Reads a path back.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let mut parts = path.split('/');
        let (folder, owner, name) = (parts.next()?, parts.next()?, parts.next()?);
        let kind = MediaKind::ALL.iter().find(|kind| kind.folder() == folder)?;
        let owner = owner.parse().ok()?;
        parts.next().is_none().then(|| FileName::parse(name))?.map(|name| Self { kind: *kind, owner, name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(client_name: &str) -> String {
        FileName::generate(client_name, PictureFormat::Png, [0xab; 16]).as_str().to_owned()
    }

    #[test]
    fn s62_of_a_client_s_name_only_what_is_harmless_is_kept() {
        let random = "ab".repeat(16);
        for (given, stem) in [
            ("cat.png", "cat"),
            ("Cat on a Mat.PNG", "cat-on-a-mat"),
            ("../../etc/passwd.png", "passwd"),
            ("C:\\Users\\ann\\me.png", "me"),
            ("a.b.c.png", "a-b-c"),
            ("\"\r\nSet-Cookie: x=1.png", "set-cookie-x-1"),
            ("猫.png", "picture"),
            ("<script>.png", "script"),
            (".png", "picture"),
            ("", "picture"),
            ("--__--.png", "__"),
        ] {
            assert_eq!(named(given), format!("{stem}-{random}.png"), "{given:?}");
        }
    }

    #[test]
    fn a_name_is_never_too_long_and_reads_back() {
        for given in ["x".repeat(10_000), "ä".repeat(200), "a b".repeat(60)] {
            let name = FileName::generate(&given, PictureFormat::WebP, [7; 16]);
            assert!(name.as_str().len() <= FileName::MAX_LENGTH);
            assert_eq!(FileName::parse(name.as_str()), Some(name));
        }
    }

    #[test]
    fn s62_what_could_leave_its_folder_is_no_name() {
        let long = format!("{}.png", "x".repeat(97));
        for text in [
            "", ".png", "a", "a.svg", "a.PNG", "A.png", "../a.png", "a/b.png", "a.b.png", "a%2e.png",
            "a#1.png", &long,
        ] {
            assert_eq!(FileName::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_path_reads_back() {
        let file = MediaFile::avatar(AccountId(7), FileName::generate("cat", PictureFormat::Jpeg, [1; 16]));
        assert_eq!(file.path(), format!("avatars/7/cat-{}.jpg", "01".repeat(16)));
        assert_eq!(MediaFile::of_path(&file.path()), Some(file));
        for other in
            ["avatars/7", "avatars/x/a.png", "others/7/a.png", "avatars/7/a.png/b", "avatars/7/../a.png"]
        {
            assert_eq!(MediaFile::of_path(other), None, "{other}");
        }
    }

    #[test]
    fn an_extension_promises_a_kind_of_picture() {
        for (name, extension, format) in [
            ("cat.jpg", "jpg", Some(PictureFormat::Jpeg)),
            ("cat.JPEG", "jpeg", Some(PictureFormat::Jpeg)),
            ("cat.tar.png", "png", Some(PictureFormat::Png)),
            ("cat.webp", "webp", Some(PictureFormat::WebP)),
            ("cat.svg", "svg", None),
            ("cat", "", None),
            ("cat.", "", None),
        ] {
            let read = FileExtension::of(name);
            assert_eq!((read.as_str(), read.picture()), (extension, format), "{name}");
        }
        assert_eq!(FileExtension::of(&format!("a.{}", "x".repeat(1_000))).as_str().len(), 16);
    }
}
