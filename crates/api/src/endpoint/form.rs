//! What a client sends in a field, and what can be wrong with it.

use parlor_auth::Change;
use parlor_domain::{
    Attachment, InvalidAmount, InvalidAttachment, InvalidClientId, InvalidEmail, InvalidIdempotencyKey,
    InvalidMessage, InvalidName, InvalidPin, InvalidReason, InvalidServiceKeyName, InvalidUsername, JsonText,
    MOST_EXACT, MessageText, OutOfRange, Password, PasswordFault, TooLarge,
};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use utoipa::ToSchema;

use super::shape::fields_of;

/// A field as it came: any JSON at all, so that one wrong field does not keep the others from being looked at.
#[derive(Default)]
pub(crate) enum Field {
    #[default]
    Missing,
    Null,
    Value(Value),
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer)
            .map(|value| if value.is_null() { Self::Null } else { Self::Value(value) })
    }
}

impl Field {
    /// Whether nothing at all was sent; `null` is something.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }

    /// Whether a text was sent that has no characters.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Value(Value::String(text)) if text.trim().is_empty())
    }

    /// The same, but missing where it has no characters.
    pub fn unless_blank(self) -> Self {
        if self.is_blank() { Self::Missing } else { self }
    }

    /// The text, if there is any: where an endpoint has words of its own for a missing field, `null`, empty
    /// text and what is no text count as missing.
    pub fn given(self) -> Option<String> {
        self.text().ok().map(trimmed).filter(|text| !text.is_empty())
    }

    /// The same for a password, of which no white space is cut.
    pub fn given_password(self) -> Option<Password> {
        self.text().ok().filter(|text| !text.is_empty()).map(Password::given)
    }

    /// The whole number. A text stands for the number that is written in it.
    fn integer(self) -> Result<i64, FieldFault> {
        match self {
            Self::Missing => Err(FieldFault::Required),
            Self::Null => Err(FieldFault::Null),
            Self::Value(Value::String(text)) => text.trim().parse().map_err(|_| FieldFault::NotInteger),
            Self::Value(Value::Number(number)) => {
                // What 64 bits have no room for is beyond every bound as well.
                let beyond = number.is_u64().then_some(i64::MAX);
                number.as_i64().or(beyond).ok_or(FieldFault::NotInteger)
            }
            Self::Value(_) => Err(FieldFault::NotInteger),
        }
    }

    /// Whether it says yes. In a form, words stand for that.
    fn boolean(self) -> Result<bool, FieldFault> {
        match self {
            Self::Missing => Err(FieldFault::Required),
            Self::Null => Err(FieldFault::Null),
            Self::Value(Value::Bool(said)) => Ok(said),
            Self::Value(Value::String(text)) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "1" | "on" | "yes" => Ok(true),
                "false" | "0" | "off" | "no" => Ok(false),
                _ => Err(FieldFault::NotBoolean),
            },
            Self::Value(_) => Err(FieldFault::NotBoolean),
        }
    }

    /// The texts of a list. In a form, one text stands for the list of its words.
    fn texts(self) -> Result<Vec<String>, FieldFault> {
        match self {
            Self::Missing => Err(FieldFault::Required),
            Self::Null => Err(FieldFault::Null),
            Self::Value(Value::Array(items)) => {
                items.into_iter().map(|item| Self::Value(item).text()).collect()
            }
            Self::Value(Value::String(text)) => Ok(text.split_whitespace().map(str::to_owned).collect()),
            Self::Value(_) => Err(FieldFault::NotAList),
        }
    }

    /// The text as it came. A number stands for the text that it is written as.
    fn text(self) -> Result<String, FieldFault> {
        match self {
            Self::Missing => Err(FieldFault::Required),
            Self::Null => Err(FieldFault::Null),
            Self::Value(Value::String(text)) => Ok(text),
            Self::Value(Value::Number(number)) => Ok(number.to_string()),
            Self::Value(_) => Err(FieldFault::NotText),
        }
    }
}

fn trimmed(text: String) -> String {
    let cut = text.trim();
    if cut.len() == text.len() { text } else { cut.to_owned() }
}

/// What can be wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldFault {
    Required,
    Null,
    Blank,
    NotText,
    NotInteger,
    NotBoolean,
    NotAChoice,
    NotAList,
    NotATime,
    TooLong(usize),
    TooLarge(usize),
    NotBetween(i64, i64),
    Oneself,
    /// Beside the one that is named.
    NotBoth(&'static str),
    Zero,
    BelowZero,
    TooMany(usize),
    /// Of a list: which item, counted from 0, and which of its fields.
    InItem(usize, &'static str, ItemFault),
    InvalidClientId,
    InvalidCursor,
    InvalidKey,
    InvalidText,
    InvalidEmail,
    EmailTaken,
    InvalidLocale,
    InvalidName,
    InvalidUsername,
    UsernameTaken,
    WrongPassword,
    SignInAgain,
    Pin(InvalidPin),
    PasswordMismatch,
    PinMismatch,
    NoPin,
    WrongPin,
    Password(PasswordFault),
    FileExtension,
    FileTooLarge(usize),
    EmptyFile,
    NotAPicture,
    NotAFile,
    AttachmentExtension,
    NotAsNamed,
}

impl From<InvalidAttachment> for FieldFault {
    fn from(invalid: InvalidAttachment) -> Self {
        match invalid {
            InvalidAttachment::Empty => Self::EmptyFile,
            InvalidAttachment::TooLarge => Self::FileTooLarge(Attachment::MAX_BYTES / (1024 * 1024)),
            InvalidAttachment::Kind => Self::AttachmentExtension,
            InvalidAttachment::Mismatch => Self::NotAsNamed,
        }
    }
}

impl From<InvalidMessage> for FieldFault {
    fn from(invalid: InvalidMessage) -> Self {
        match invalid {
            InvalidMessage::Blank => Self::Blank,
            InvalidMessage::TooLong => Self::TooLong(MessageText::MAX_LENGTH),
            InvalidMessage::Characters => Self::InvalidText,
        }
    }
}

impl From<InvalidClientId> for FieldFault {
    fn from(InvalidClientId: InvalidClientId) -> Self {
        Self::InvalidClientId
    }
}

impl From<InvalidEmail> for FieldFault {
    fn from(invalid: InvalidEmail) -> Self {
        match invalid {
            InvalidEmail::Malformed => Self::InvalidEmail,
            InvalidEmail::TooLong => Self::TooLong(parlor_domain::EmailAddress::MAX_LENGTH),
        }
    }
}

/// What can be wrong with a field of an item of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemFault {
    NotAnObject,
    Required,
    NotInteger,
    NotAChoice,
    OutOfRange,
}

impl From<InvalidAmount> for FieldFault {
    fn from(invalid: InvalidAmount) -> Self {
        match invalid {
            InvalidAmount::Zero => Self::Zero,
            InvalidAmount::OutOfRange => OutOfRange.into(),
        }
    }
}

impl From<OutOfRange> for FieldFault {
    fn from(OutOfRange: OutOfRange) -> Self {
        Self::NotBetween(-MOST_EXACT, MOST_EXACT)
    }
}

impl From<InvalidReason> for FieldFault {
    fn from(invalid: InvalidReason) -> Self {
        match invalid {
            InvalidReason::Blank => Self::Blank,
            InvalidReason::TooLong => Self::TooLong(parlor_domain::Reason::MAX_LENGTH),
            InvalidReason::Characters => Self::InvalidText,
        }
    }
}

impl From<InvalidIdempotencyKey> for FieldFault {
    fn from(InvalidIdempotencyKey: InvalidIdempotencyKey) -> Self {
        Self::InvalidKey
    }
}

impl From<InvalidName> for FieldFault {
    fn from(invalid: InvalidName) -> Self {
        match invalid {
            InvalidName::TooLong => Self::TooLong(parlor_domain::PersonName::MAX_LENGTH),
            InvalidName::Characters => Self::InvalidName,
        }
    }
}

impl From<InvalidPin> for FieldFault {
    fn from(invalid: InvalidPin) -> Self {
        Self::Pin(invalid)
    }
}

impl From<InvalidServiceKeyName> for FieldFault {
    fn from(invalid: InvalidServiceKeyName) -> Self {
        match invalid {
            InvalidServiceKeyName::Blank => Self::Blank,
            InvalidServiceKeyName::TooLong => Self::TooLong(parlor_domain::ServiceKeyName::MAX_LENGTH),
            InvalidServiceKeyName::Characters => Self::InvalidName,
        }
    }
}

impl From<TooLarge> for FieldFault {
    fn from(TooLarge: TooLarge) -> Self {
        Self::TooLarge(JsonText::MAX_BYTES)
    }
}

impl From<InvalidUsername> for FieldFault {
    fn from(invalid: InvalidUsername) -> Self {
        match invalid {
            InvalidUsername::Blank => Self::Blank,
            InvalidUsername::TooLong => Self::TooLong(parlor_domain::Username::MAX_LENGTH),
            InvalidUsername::Characters => Self::InvalidUsername,
        }
    }
}

/// Every field that was refused, in the order in which they were looked at.
#[derive(Debug, Default)]
pub(crate) struct FieldErrors(pub Vec<(&'static str, Vec<FieldFault>)>);

impl FieldErrors {
    /// One fault of one field.
    pub fn of(field: &'static str, fault: FieldFault) -> Self {
        Self(vec![(field, vec![fault])])
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a fault that was found later, of a field that nothing was wrong with so far; the fields stay
    /// in the order of the body they are of.
    pub fn push<T: ToSchema>(&mut self, field: &'static str, fault: FieldFault) {
        if self.0.iter().all(|(known, _)| *known != field) {
            self.0.push((field, vec![fault]));
        }
        let order = fields_of::<T>();
        self.0.sort_by_key(|(field, _)| order.iter().position(|known| known == field));
    }
}

/// Reads the fields of a body one after the other and remembers all that is wrong.
#[derive(Debug, Default)]
pub(crate) struct Check(FieldErrors);

impl Check {
    /// A text that has to be there: white space cut, then read by `parse`.
    pub fn text<T, E>(
        &mut self,
        name: &'static str,
        field: Field,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T>
    where
        FieldFault: From<E>,
    {
        let text = field.text().map(trimmed);
        let parsed = text.and_then(|text| match text.as_str() {
            "" => Err(FieldFault::Blank),
            text => parse(text).map_err(FieldFault::from),
        });
        self.keep(name, parsed.map_err(|fault| vec![fault]))
    }

    /// A list of texts that has to be there, each read by `parse`; one at least.
    pub fn texts<T, E>(
        &mut self,
        name: &'static str,
        field: Field,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<Vec<T>>
    where
        FieldFault: From<E>,
    {
        let parsed = field.texts().and_then(|texts| match texts.as_slice() {
            [] => Err(FieldFault::Blank),
            texts => texts.iter().map(|text| parse(text.trim()).map_err(FieldFault::from)).collect(),
        });
        self.keep(name, parsed.map_err(|fault| vec![fault]))
    }

    /// A text that may be missing.
    pub fn optional_text<T, E>(
        &mut self,
        name: &'static str,
        field: Field,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T>
    where
        FieldFault: From<E>,
    {
        if field.is_missing() { None } else { self.text(name, field, parse) }
    }

    /// A text that is to change: `null`, or no characters, takes it away.
    pub fn change<T, E>(
        &mut self,
        name: &'static str,
        field: Field,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Change<T>
    where
        FieldFault: From<E>,
    {
        match field {
            Field::Missing => Change::Keep,
            Field::Null => Change::Remove,
            given if given.is_blank() => Change::Remove,
            given @ Field::Value(_) => self.text(name, given, parse).map_or(Change::Keep, Change::To),
        }
    }

    /// A document of an app's own that is to change: `null` takes it away.
    pub fn json(&mut self, name: &'static str, field: Field) -> Change<JsonText> {
        match field {
            Field::Missing => Change::Keep,
            Field::Null => Change::Remove,
            Field::Value(value) => {
                let written = JsonText::written(value.to_string()).map_err(|error| vec![error.into()]);
                self.keep(name, written).map_or(Change::Keep, Change::To)
            }
        }
    }

    /// A text that may be missing, or `null`, which is the same.
    pub fn nullable_text<T, E>(
        &mut self,
        name: &'static str,
        field: Field,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T>
    where
        FieldFault: From<E>,
    {
        match field {
            Field::Missing | Field::Null => None,
            given @ Field::Value(_) => self.text(name, given, parse),
        }
    }

    /// The items of a list that has to be there; one at least.
    pub fn items(&mut self, name: &'static str, field: Field, most: usize) -> Option<Vec<Value>> {
        let read = match field {
            Field::Missing => Err(FieldFault::Required),
            Field::Null => Err(FieldFault::Null),
            Field::Value(Value::Array(items)) if items.is_empty() => Err(FieldFault::Blank),
            Field::Value(Value::Array(items)) if items.len() > most => Err(FieldFault::TooMany(most)),
            Field::Value(Value::Array(items)) => Ok(items),
            Field::Value(_) => Err(FieldFault::NotAList),
        };
        self.keep(name, read.map_err(|fault| vec![fault]))
    }

    /// Refuses a field for all of these.
    pub fn refuse_for(&mut self, name: &'static str, faults: Vec<FieldFault>) {
        self.0.0.push((name, faults));
    }

    /// Refuses a field for what shows only beside others.
    pub fn refuse(&mut self, name: &'static str, fault: FieldFault) {
        self.0.0.push((name, vec![fault]));
    }

    /// Whether a field was refused already.
    pub fn has_refused(&self, name: &str) -> bool {
        self.0.0.iter().any(|(refused, _)| *refused == name)
    }

    /// A yes or no that has to be there.
    pub fn boolean(&mut self, name: &'static str, field: Field) -> Option<bool> {
        self.keep(name, field.boolean().map_err(|fault| vec![fault]))
    }

    /// A whole number that may be missing, judged by `parse`.
    pub fn optional_integer<T, E>(
        &mut self,
        name: &'static str,
        field: Field,
        parse: impl FnOnce(i64) -> Result<T, E>,
    ) -> Option<T>
    where
        FieldFault: From<E>,
    {
        if field.is_missing() { None } else { self.integer(name, field, parse) }
    }

    /// A whole number that has to be there, judged by `parse`.
    pub fn integer<T, E>(
        &mut self,
        name: &'static str,
        field: Field,
        parse: impl FnOnce(i64) -> Result<T, E>,
    ) -> Option<T>
    where
        FieldFault: From<E>,
    {
        let parsed = field.integer().and_then(|number| parse(number).map_err(FieldFault::from));
        self.keep(name, parsed.map_err(|fault| vec![fault]))
    }

    /// Yes or no; no where nothing was sent.
    pub fn optional_boolean(&mut self, name: &'static str, field: Field) -> bool {
        !field.is_missing() && self.boolean(name, field).unwrap_or_default()
    }

    /// A password that has to be there, whole, and let through by `choose`.
    pub fn password<T>(
        &mut self,
        name: &'static str,
        field: Field,
        choose: impl FnOnce(Password) -> Result<T, Vec<PasswordFault>>,
    ) -> Option<T> {
        let chosen = match field.text() {
            Err(fault) => Err(vec![fault]),
            Ok(text) if text.is_empty() => Err(vec![FieldFault::Blank]),
            Ok(text) => choose(Password::given(text))
                .map_err(|faults| faults.into_iter().map(FieldFault::Password).collect()),
        };
        self.keep(name, chosen)
    }

    /// What was read, unless something was wrong.
    pub fn done<T>(self, read: Option<T>) -> Result<T, FieldErrors> {
        read.filter(|_| self.0.is_empty()).ok_or(self.0)
    }

    /// All that was wrong, which may be nothing.
    pub fn errors(self) -> FieldErrors {
        self.0
    }

    /// A password that may be missing, `null` or empty, which is the same. One that is no text is refused, so
    /// that who sends a wrong one is never taken for somebody who sent none.
    pub fn optional_password(&mut self, name: &'static str, field: Field) -> Option<Password> {
        match field {
            Field::Missing | Field::Null => None,
            given @ Field::Value(_) => {
                let text = self.keep(name, given.text().map_err(|fault| vec![fault]));
                text.filter(|text| !text.is_empty()).map(Password::given)
            }
        }
    }

    fn keep<T>(&mut self, name: &'static str, read: Result<T, Vec<FieldFault>>) -> Option<T> {
        read.map_err(|faults| self.0.0.push((name, faults))).ok()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field(value: Value) -> Field {
        serde_json::from_value(value).unwrap()
    }

    fn read(value: Field) -> Result<String, FieldFault> {
        let mut check = Check::default();
        let text = check.text("name", value, |text| Ok::<_, FieldFault>(text.to_owned()));
        check.done(text).map_err(|errors| errors.0[0].1[0])
    }

    #[test]
    fn a_text_is_cut_and_a_number_is_a_text() {
        assert_eq!(read(field(json!("  a b \n"))), Ok("a b".into()));
        assert_eq!(read(field(json!(533712))), Ok("533712".into()));
    }

    #[test]
    fn what_is_no_text_is_told_apart() {
        assert_eq!(read(Field::Missing), Err(FieldFault::Required));
        assert_eq!(read(field(json!(null))), Err(FieldFault::Null));
        assert_eq!(read(field(json!("  "))), Err(FieldFault::Blank));
        for odd in [json!(true), json!([1]), json!({"a": 1})] {
            assert_eq!(read(field(odd)), Err(FieldFault::NotText));
        }
    }

    #[test]
    fn a_number_is_read_from_a_number_or_a_text() {
        let read = |value| {
            let mut check = Check::default();
            let number = check.optional_integer("n", value, Ok::<_, FieldFault>);
            (number, check.errors().0.first().map(|(_, faults)| faults[0]))
        };
        assert_eq!(read(Field::Missing), (None, None));
        assert_eq!(read(field(json!(7))), (Some(7), None));
        assert_eq!(read(field(json!(" -7 "))), (Some(-7), None));
        for odd in [json!("seven"), json!(""), json!(7.5), json!([7]), json!("9223372036854775808")] {
            assert_eq!(read(field(odd)), (None, Some(FieldFault::NotInteger)));
        }
        assert_eq!(read(field(json!(null))), (None, Some(FieldFault::Null)));
    }

    #[test]
    fn yes_and_no_are_read_from_json_and_from_forms() {
        let read = |value| {
            let mut check = Check::default();
            let is_so = check.optional_boolean("b", value);
            (is_so, check.errors().0.first().map(|(_, faults)| faults[0]))
        };
        assert_eq!(read(Field::Missing), (false, None));
        for yes in [json!(true), json!("true"), json!("True"), json!("on"), json!("1")] {
            assert_eq!(read(field(yes)), (true, None));
        }
        for no in [json!(false), json!("false"), json!("off"), json!("0")] {
            assert_eq!(read(field(no)), (false, None));
        }
        for odd in [json!(""), json!("maybe"), json!(7), json!([true])] {
            assert_eq!(read(field(odd)), (false, Some(FieldFault::NotBoolean)));
        }
        assert_eq!(read(field(json!(null))), (false, Some(FieldFault::Null)));
    }

    #[test]
    fn a_list_of_texts_is_read_from_json_and_from_forms() {
        let read = |value| {
            let mut check = Check::default();
            let texts = check.texts("t", value, |text| Ok::<_, FieldFault>(text.to_owned()));
            (texts, check.errors().0.first().map(|(_, faults)| faults[0]))
        };
        let two = Some(vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(read(field(json!(["a", " b "]))), (two.clone(), None));
        assert_eq!(read(field(json!("a b"))), (two, None));
        for (odd, fault) in [
            (json!([]), FieldFault::Blank),
            (json!(" "), FieldFault::Blank),
            (json!(null), FieldFault::Null),
            (json!(7), FieldFault::NotAList),
            (json!({ "a": 1 }), FieldFault::NotAList),
            (json!(["a", ["b"]]), FieldFault::NotText),
        ] {
            assert_eq!(read(field(odd)), (None, Some(fault)));
        }
    }

    #[test]
    fn white_space_belongs_to_a_password() {
        let password = field(json!(" secret ")).given_password().unwrap();
        assert_eq!(password.expose(), " secret ");
        assert!(field(json!("")).given_password().is_none());
    }

    #[test]
    fn a_password_that_is_no_text_is_not_taken_for_none() {
        let read = |value| {
            let mut check = Check::default();
            let password = check.optional_password("p", value);
            let password = password.map(|password| password.expose().to_owned());
            (password, check.errors().0.first().map(|(_, faults)| faults[0]))
        };
        for none in [Field::Missing, field(json!(null)), field(json!(""))] {
            assert_eq!(read(none), (None, None));
        }
        assert_eq!(read(field(json!(" secret "))), (Some(" secret ".into()), None));
        for odd in [json!(true), json!(["secret"]), json!({})] {
            assert_eq!(read(field(odd)), (None, Some(FieldFault::NotText)));
        }
    }

    #[test]
    fn every_wrong_field_is_told() {
        let mut check = Check::default();
        let text = check.text("a", Field::Missing, |text| Ok::<_, FieldFault>(text.to_owned()));
        let password = check.password("b", field(json!("")), Ok);
        let errors = check.done(text.zip(password)).unwrap_err();
        assert_eq!(errors.0, [("a", vec![FieldFault::Required]), ("b", vec![FieldFault::Blank])]);
    }
}
