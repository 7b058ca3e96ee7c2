//! An operator's templates: a folder for each language, in which any file may be missing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use minijinja::Environment;
use parlor_domain::Locale;

use super::{TemplateError, builtin};

/// The templates of every language, read once.
pub(super) struct Library(BTreeMap<String, Environment<'static>>);

/// Language and file name, and what the file holds.
type Files = BTreeMap<(String, String), String>;

impl Library {
    /// Reads `<folder>/<language>/<file>`. What is missing in `de-AT` is taken from `de`, and what is missing
    /// there from `en`, and what is missing there from ours.
    pub fn read(folder: &Path) -> Result<Self, TemplateError> {
        let mut files = Files::new();
        for language in names_in(folder)? {
            let path = folder.join(&language);
            let locale = Locale::parse(&language).filter(|locale| locale.as_str() == language);
            if locale.is_none() {
                let advice = "name folders after languages, such as de or de-AT".to_owned();
                return Err(TemplateError::Unknown { path: path.display().to_string(), advice });
            }
            for name in names_in(&path)? {
                let path = path.join(&name);
                known(&path, &name)?;
                let text = fs::read_to_string(&path).map_err(|reason| unreadable(&path, reason))?;
                files.insert((language.clone(), name), text.replace("\r\n", "\n"));
            }
        }
        let mut languages: BTreeSet<String> = files.keys().map(|(language, _)| language.clone()).collect();
        languages.insert(builtin::LOCALE.to_owned());
        let files = Arc::new(files);
        let environments = languages.into_iter().map(|language| {
            let environment = environment(&language, &files);
            (language, environment)
        });
        Ok(Self(environments.collect()))
    }

    /// Every language that has a folder, and English.
    pub fn locales(&self) -> impl Iterator<Item = (&str, &Environment<'static>)> {
        self.0.iter().map(|(language, environment)| (language.as_str(), environment))
    }

    /// The templates of a language, or of what comes nearest.
    pub fn nearest(&self, locale: Option<&Locale>) -> Option<&Environment<'static>> {
        let mut tags = locale.into_iter().flat_map(Locale::from_near_to_far).chain([builtin::LOCALE]);
        tags.find_map(|tag| self.0.get(tag))
    }
}

fn environment(language: &str, files: &Arc<Files>) -> Environment<'static> {
    let locale = Locale::parse(language);
    let tags = locale.iter().flat_map(Locale::from_near_to_far).chain([builtin::LOCALE]);
    let tags: Vec<_> = tags.map(str::to_owned).collect();
    let files = Arc::clone(files);
    builtin::with_loader(move |name| {
        let theirs = tags.iter().find_map(|tag| files.get(&(tag.clone(), name.to_owned())).cloned());
        theirs.or_else(|| builtin::file(name).map(str::to_owned))
    })
}

/// The names in a folder, but for hidden ones, which editors leave behind.
fn names_in(folder: &Path) -> Result<Vec<String>, TemplateError> {
    let entries = fs::read_dir(folder).map_err(|reason| unreadable(folder, reason))?;
    let names: Result<Vec<_>, _> = entries.map(|entry| Ok(entry?.file_name())).collect();
    let names = names.map_err(|reason| unreadable(folder, reason))?;
    let names = names.into_iter().map(|name| name.to_string_lossy().into_owned());
    Ok(names.filter(|name| !name.starts_with('.')).collect())
}

/// Refuses a name that no mail has: it would never be read, and nobody would be told.
fn known(path: &Path, name: &str) -> Result<(), TemplateError> {
    let of_kind = name.strip_suffix(".html").map(|kind| format!("{kind}.txt"));
    let is_known =
        builtin::file(name).is_some() || of_kind.is_some_and(|text| builtin::file(&text).is_some());
    // Others may be included by name, if they say so.
    if is_known || name.starts_with('_') {
        return Ok(());
    }
    let names: Vec<_> = builtin::FILES.iter().map(|(name, _)| *name).collect();
    let advice = format!("call it one of {}, or let its name begin with _", names.join(", "));
    Err(TemplateError::Unknown { path: path.display().to_string(), advice })
}

fn unreadable(path: &Path, reason: std::io::Error) -> TemplateError {
    TemplateError::Unreadable { path: path.display().to_string(), reason }
}
