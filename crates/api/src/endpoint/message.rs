//! What is said of a wrong field: the texts of Django REST framework, which clients of the contracts know and
//! people can read everywhere else too, and a word for programs to compare.

use parlor_domain::{Attribute, InvalidPin, PasswordFault};

use super::{FieldFault, ItemFault};

impl FieldFault {
    /// For a person to read.
    pub fn message(self) -> String {
        let fixed = match self {
            Self::TooLong(most) => return format!("Ensure this field has no more than {most} characters."),
            Self::TooLarge(most) => {
                return format!("Ensure this value has no more than {most} bytes as JSON.");
            }
            Self::NotBetween(least, most) => {
                return format!("Ensure this value is between {least} and {most}.");
            }
            Self::TooMany(most) => return format!("Ensure this list has no more than {most} items."),
            Self::InItem(number, field, fault) => {
                let dot = if field.is_empty() { "" } else { "." };
                return format!("[{number}]{dot}{field}: {}", fault.message());
            }
            Self::NotBoth(other) => return format!("Give either this or {other}."),
            Self::Password(fault) => return password_message(fault),
            Self::Oneself => "This is your own account.",
            Self::FileTooLarge(megabytes) => return format!("File size exceeds the limit {megabytes} MB."),
            Self::Required => "This field is required.",
            Self::Null => "This field may not be null.",
            Self::Blank => "This field may not be blank.",
            Self::NotText => "Not a valid string.",
            Self::NotInteger => "A valid integer is required.",
            Self::NotBoolean => "Must be a valid boolean.",
            Self::NotAChoice => "Not one of the values that are possible here.",
            Self::NotAList => "A list is expected.",
            Self::Zero => "This may not be zero.",
            Self::BelowZero => "This may not be below zero.",
            Self::NotATime => "Enter a time as RFC 3339 writes it, such as 2026-11-26T08:30:00Z.",
            Self::InvalidClientId => "Enter 1 to 64 printable ASCII characters, without spaces.",
            Self::InvalidCursor => "Not a cursor that this list gave.",
            Self::InvalidKey => "Enter a key of 1 to 255 visible characters of ASCII.",
            Self::InvalidText => "Enter a text without control or invisible characters.",
            Self::InvalidEmail => "Enter a valid email address.",
            Self::EmailTaken => "A user with that email already exists.",
            Self::InvalidLocale => "Enter a language tag such as en or de-AT.",
            Self::InvalidName => "Enter a name without control or invisible characters.",
            Self::InvalidUsername => {
                "Enter a valid username. This value may contain only letters, numbers, spaces, and @/./+/-/_ \
                 characters."
            }
            Self::UsernameTaken => "A user with that username already exists.",
            Self::WrongPassword => "Invalid password.",
            Self::SignInAgain => "Sign in again to change this.",
            Self::Pin(InvalidPin::Form) => "A PIN has four to eight digits.",
            Self::Pin(InvalidPin::Guessable) => "This PIN is too easily guessed.",
            Self::PasswordMismatch => "The two password fields didn't match.",
            Self::PinMismatch => "PINs do not match.",
            Self::NoPin => "No PIN is set.",
            Self::WrongPin => "Invalid PIN.",
            Self::FileExtension => "Allowed extensions are: jpg, jpeg, png, webp.",
            Self::AttachmentExtension => "Allowed extensions are: png, jpg, jpeg, gif, webp, pdf, txt.",
            Self::EmptyFile => "The submitted file is empty.",
            Self::NotAFile => {
                "The submitted data was not a file. Send it in a multipart form, with a file name."
            }
            Self::NotAsNamed => "The file is not what its name says, is damaged, or has too many pixels.",
            Self::NotAPicture => {
                "Upload a valid image. The file you uploaded was either not an image or a corrupted image."
            }
        };
        fixed.to_owned()
    }

    /// For a program to compare.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLong(_) | Self::Password(PasswordFault::TooLong(_)) => "too_long",
            Self::TooLarge(_) | Self::FileTooLarge(_) => "too_large",
            Self::FileExtension | Self::AttachmentExtension => "extension",
            Self::NotAFile => "not_a_file",
            Self::EmptyFile => "empty",
            Self::NotBetween(..) => "out_of_range",
            Self::Oneself => "oneself",
            Self::Required => "required",
            Self::Null => "null",
            Self::Blank => "blank",
            Self::NotText => "not_a_string",
            Self::NotInteger => "not_an_integer",
            Self::NotBoolean => "not_a_boolean",
            Self::NotAChoice => "not_a_choice",
            Self::NotAList => "not_a_list",
            Self::NotBoth(_) => "not_both",
            Self::TooMany(_) => "too_many",
            Self::InItem(_, _, fault) => fault.code(),
            Self::Zero => "zero",
            Self::BelowZero => "below_zero",
            Self::NotATime => "not_a_time",
            Self::InvalidLocale
            | Self::InvalidClientId
            | Self::InvalidCursor
            | Self::InvalidKey
            | Self::InvalidText
            | Self::InvalidEmail
            | Self::InvalidName
            | Self::NotAPicture
            | Self::NotAsNamed
            | Self::InvalidUsername => "invalid",
            Self::EmailTaken | Self::UsernameTaken => "taken",
            Self::WrongPassword | Self::WrongPin => "wrong",
            Self::SignInAgain => "sign_in_again",
            Self::Pin(InvalidPin::Form) => "invalid",
            Self::Pin(InvalidPin::Guessable) => "too_common",
            Self::PasswordMismatch | Self::PinMismatch => "mismatch",
            Self::NoPin => "not_set",
            Self::Password(PasswordFault::TooShort(_)) => "too_short",
            Self::Password(PasswordFault::TooSimilar(_)) => "too_similar",
            Self::Password(PasswordFault::TooCommon) => "too_common",
            Self::Password(PasswordFault::EntirelyNumeric) => "entirely_numeric",
        }
    }
}

impl ItemFault {
    fn message(self) -> &'static str {
        match self {
            Self::NotAnObject => "An object is expected.",
            Self::Required => "This field is required.",
            Self::NotInteger => "A valid integer is required.",
            Self::NotAChoice => "Not one of the values that are possible here.",
            Self::OutOfRange => "Out of range.",
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::NotAnObject => "not_an_object",
            Self::Required => "required",
            Self::NotInteger => "not_an_integer",
            Self::NotAChoice => "not_a_choice",
            Self::OutOfRange => "out_of_range",
        }
    }
}

fn password_message(fault: PasswordFault) -> String {
    let similar_to = match fault {
        PasswordFault::TooShort(fewest) => {
            return format!("This password is too short. It must contain at least {fewest} characters.");
        }
        PasswordFault::TooLong(most) => {
            return format!("Ensure this field has no more than {most} characters.");
        }
        PasswordFault::TooCommon => return "This password is too common.".to_owned(),
        PasswordFault::EntirelyNumeric => return "This password is entirely numeric.".to_owned(),
        PasswordFault::TooSimilar(Attribute::Username) => "username",
        PasswordFault::TooSimilar(Attribute::Email) => "email address",
        PasswordFault::TooSimilar(Attribute::FirstName) => "first name",
        PasswordFault::TooSimilar(Attribute::LastName) => "last name",
    };
    format!("The password is too similar to the {similar_to}.")
}
