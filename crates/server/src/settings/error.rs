//! Why settings cannot be used, each as one sentence for an operator. Never holds a secret's value.

use std::path::PathBuf;

use thiserror::Error;

/// Why settings cannot be used.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// The file is not there, or cannot be read.
    #[error(
        "the configuration file {path:?} cannot be read ({reason}): name another with --config or PARLOR_CONFIG"
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        reason: std::io::Error,
    },
    /// The file is not TOML.
    #[error("the configuration file {path:?} is not TOML ({reason}, line {line}): correct that line")]
    NotToml {
        /// The file.
        path: PathBuf,
        /// The parser's words, which quote nothing of the file.
        reason: String,
        /// Where, counted from one.
        line: usize,
    },
    /// No setting has this name.
    #[error("there is no setting {label}: did you mean {nearest}?")]
    Unknown {
        /// The name, and where it stands.
        label: String,
        /// The valid name most like it, as written in that place.
        nearest: String,
    },
    /// A value that the setting does not take.
    #[error("{label} {problem}: {advice}")]
    Invalid {
        /// The setting's name, and where it stands.
        label: String,
        /// What is wrong; for a secret, without its value.
        problem: String,
        /// What to do.
        advice: String,
    },
    /// A setting that stands twice in the file, in two spellings.
    #[error("{label} is set twice: keep one of the two")]
    Twice {
        /// The setting's name, and where it stands.
        label: String,
    },
    /// Two root secrets.
    #[error("{secret} and {file} are both set: keep the one that this database was set up with")]
    TwoSecrets {
        /// The setting that holds one, and where it stands.
        secret: String,
        /// The setting that names the other's file, and where it stands.
        file: String,
    },
    /// Cookies for the pages of other sites that are not protected, or that nobody may use.
    #[error(
        "{same_site} is none, which needs an https address in PARLOR_PUBLIC_URL and the origins of your apps in \
         PARLOR_CORS_ORIGINS: set both, or choose lax"
    )]
    OpenCookies {
        /// The setting that asks for it, and where it stands.
        same_site: String,
    },
    /// HS256 without a secret to sign with.
    #[error(
        "{algorithm} is HS256, which needs a secret: set PARLOR_TOKENS__HS256_SECRET to 32 bytes or more, \
         shared with whoever verifies the tokens, or choose ES256"
    )]
    NoSharedSecret {
        /// The setting that asks for it, and where it stands.
        algorithm: String,
    },
}
