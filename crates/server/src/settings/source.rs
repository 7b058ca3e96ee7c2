//! The settings as text, before anybody has read them: gathered from the environment and a file, each with
//! where it stands. Must not know what a value means.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::SettingsError;
use super::key::{self, Key, PREFIX, Preset};

/// What was set. Holds secrets, so it has no `Debug`.
#[derive(Default)]
pub(super) struct Source {
    given: BTreeMap<String, Given>,
}

struct Given {
    text: String,
    place: Place,
}

#[derive(Clone)]
enum Place {
    Environment,
    File(PathBuf),
}

impl Place {
    /// A setting's name as it is written in this place, and the place.
    fn label(&self, name: &str) -> String {
        match self {
            Self::Environment => format!("{} in the environment", self.spell(name)),
            Self::File(path) => format!("{} in {path:?}", self.spell(name)),
        }
    }

    fn spell(&self, name: &str) -> String {
        match self {
            Self::Environment => key::in_environment(name),
            Self::File(_) => key::in_file(name),
        }
    }
}

impl Source {
    /// Gathers what the environment sets, and what the file sets that it does not. The file is `file`, or
    /// else the one that the environment names.
    pub(super) fn load(
        file: Option<&Path>,
        vars: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, SettingsError> {
        let mut source = Self::from_environment(vars)?;
        let named = source.given.get(key::CONFIG.name).map(|given| PathBuf::from(&given.text));
        if let Some(path) = file.map(Path::to_path_buf).or(named) {
            let text = fs::read_to_string(&path)
                .map_err(|reason| SettingsError::Unreadable { path: path.clone(), reason })?;
            source.add_file(&path, &text)?;
        }
        Ok(source)
    }

    fn from_environment(vars: impl IntoIterator<Item = (OsString, OsString)>) -> Result<Self, SettingsError> {
        let mut source = Self::default();
        for (variable, value) in vars {
            let variable = variable.to_string_lossy();
            let Some(name) = variable.strip_prefix(PREFIX) else { continue };
            known(name, &Place::Environment)?;
            let text = value.into_string().map_err(|_| SettingsError::Invalid {
                label: Place::Environment.label(name),
                problem: "is no UTF-8 text".to_owned(),
                advice: "write it in UTF-8".to_owned(),
            })?;
            source.given.insert(name.to_owned(), Given { text, place: Place::Environment });
        }
        Ok(source)
    }

    /// Adds what a file sets, where the environment does not.
    fn add_file(&mut self, path: &Path, text: &str) -> Result<(), SettingsError> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            // The error's own display would quote the line, which may hold a secret.
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            SettingsError::NotToml {
                path: path.to_path_buf(),
                reason: error.message().to_owned(),
                line: before.matches('\n').count() + 1,
            }
        })?;
        let place = Place::File(path.to_path_buf());
        let mut leaves = BTreeMap::new();
        flatten("", table, &place, &mut leaves)?;
        for (name, text) in leaves {
            known(&name, &place)?;
            if name == key::CONFIG.name {
                return Err(SettingsError::Invalid {
                    label: place.label(&name),
                    problem: "has no effect".to_owned(),
                    advice: "remove it, for one file is read and no more".to_owned(),
                });
            }
            self.given.entry(name).or_insert_with(|| Given { text, place: place.clone() });
        }
        Ok(())
    }

    /// A setting that always has a value.
    pub(super) fn get<T>(
        &self,
        key: &Key,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, SettingsError> {
        parse(self.text(key).unwrap_or_default()).map_err(|advice| self.refuse(key, advice))
    }

    /// A setting that may have none.
    pub(super) fn find<T>(
        &self,
        key: &Key,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, SettingsError> {
        self.text(key).map(parse).transpose().map_err(|advice| self.refuse(key, advice))
    }

    /// A setting's name, and where it stands.
    pub(super) fn label(&self, key: &Key) -> String {
        self.place(key).label(key.name)
    }

    fn text(&self, key: &Key) -> Option<&str> {
        let preset = match key.default {
            Preset::Value(text) => Some(text),
            Preset::Without(_) => None,
        };
        self.given.get(key.name).map(|given| given.text.as_str()).or(preset)
    }

    fn place(&self, key: &Key) -> Place {
        self.given.get(key.name).map_or(Place::Environment, |given| given.place.clone())
    }

    fn refuse(&self, key: &Key, advice: String) -> SettingsError {
        let problem = if key.is_secret {
            "cannot be used".to_owned()
        } else {
            format!("is {:?}", self.text(key).unwrap_or_default())
        };
        SettingsError::Invalid { label: self.label(key), problem, advice }
    }
}

/// Refuses a name that no setting has, with the one most like it.
fn known(name: &str, place: &Place) -> Result<(), SettingsError> {
    if key::ALL.iter().any(|key| key.name == name) {
        return Ok(());
    }
    let name_given = name.to_uppercase();
    // In a file people forget the table as easily as a letter.
    let likeness = |key: &Key| {
        let last = key.name.rsplit("__").next().unwrap_or(key.name);
        let to = |name: &str| strsim::normalized_damerau_levenshtein(name, &name_given);
        to(key.name).max(to(last))
    };
    let nearest = key::ALL.iter().max_by(|left, right| likeness(left).total_cmp(&likeness(right)));
    Err(SettingsError::Unknown {
        label: place.label(name),
        nearest: nearest.map(|key| place.spell(key.name)).unwrap_or_default(),
    })
}

/// Brings nested tables to one level, under the names that the environment uses.
fn flatten(
    level: &str,
    table: Table,
    place: &Place,
    leaves: &mut BTreeMap<String, String>,
) -> Result<(), SettingsError> {
    for (key, value) in table {
        let name = format!("{level}{}", key.to_uppercase());
        if let Value::Table(table) = value {
            flatten(&format!("{name}__"), table, place, leaves)?;
            continue;
        }
        let text = text_of(value).ok_or_else(|| SettingsError::Invalid {
            label: place.label(&name),
            problem: "is a list of lists or tables".to_owned(),
            advice: "give one value, or a list of values".to_owned(),
        })?;
        if leaves.insert(name.clone(), text).is_some() {
            return Err(SettingsError::Twice { label: place.label(&name) });
        }
    }
    Ok(())
}

/// A value as the environment would give it; a list with commas.
fn text_of(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Boolean(truth) => Some(truth.to_string()),
        Value::Datetime(time) => Some(time.to_string()),
        Value::Array(values) => {
            let texts: Option<Vec<_>> = values
                .into_iter()
                .map(|value| if value.is_array() { None } else { text_of(value) })
                .collect();
            texts.map(|texts| texts.join(","))
        }
        Value::Table(_) => None,
    }
}
