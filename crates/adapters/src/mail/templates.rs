//! The words of every mail: ours, in plain English, and the operator's in their place, by language.
//!
//! Of a kind of mail, `<kind>.txt` has the subject in its first line, and the plain text after an empty one.
//! `mail.html` makes the other half of it, paragraph by paragraph, so that a changed word need be changed once;
//! `<kind>.html`, where there is one, does so for that kind alone.

mod builtin;
mod digits;
mod library;
mod values;

use std::path::Path;

use minijinja::Environment;
use parlor_auth::Unexpected;
use parlor_auth::ports::{Rendered, Templates};
use parlor_domain::{Mail, MailContent};
use thiserror::Error;

use digits::runs_of_six;
use library::Library;
use values::{Values, samples};

/// Where people are sent by a mail: the service as its operator named it, never as a request did.
#[derive(Debug, Clone)]
pub struct Site {
    /// The public URL, without a slash at its end.
    pub url: String,
    /// Its host.
    pub host: String,
}

/// Templates, ours and those in a folder.
pub struct FileTemplates {
    site: Site,
    ours: Environment<'static>,
    theirs: Option<Library>,
}

/// Why an operator's templates cannot be used.
#[derive(Debug, Error)]
pub enum TemplateError {
    /// A file or folder cannot be read.
    #[error("{path} cannot be read ({reason})")]
    Unreadable {
        /// Which.
        path: String,
        /// The system's words.
        reason: std::io::Error,
    },
    /// A folder is not named after a language, or a file after a template.
    #[error("{path} is no template: {advice}")]
    Unknown {
        /// Which.
        path: String,
        /// What it might be called.
        advice: String,
    },
    /// A template does not work.
    #[error("the mail {kind} in {locale} does not work: {reason}")]
    Broken {
        /// The language's folder.
        locale: String,
        /// The kind of mail.
        kind: &'static str,
        /// What is wrong.
        reason: String,
    },
}

impl FileTemplates {
    /// Reads the operator's folder, if there is one, and tries every mail in every language that is there.
    ///
    /// # Errors
    /// [`TemplateError`], the first that is found.
    pub fn load(site: Site, folder: Option<&Path>) -> Result<Self, TemplateError> {
        let theirs = folder.map(Library::read).transpose()?;
        let templates = Self { site, ours: builtin::environment(), theirs };
        let locales = templates.theirs.iter().flat_map(Library::locales);
        for (locale, environment) in locales {
            for content in samples() {
                let kind = content.kind();
                render(environment, &templates.site, &content).map_err(|reason| TemplateError::Broken {
                    locale: locale.to_owned(),
                    kind,
                    reason,
                })?;
            }
        }
        Ok(templates)
    }
}

impl Templates for FileTemplates {
    fn render(&self, mail: &Mail) -> Result<Rendered, Unexpected> {
        let theirs = self.theirs.as_ref().and_then(|library| library.nearest(mail.locale.as_ref()));
        if let Some(environment) = theirs {
            match render(environment, &self.site, &mail.content) {
                Ok(rendered) => return Ok(rendered),
                // It worked with every sample, so this is rare; that somebody gets no code is worse than English.
                Err(error) => {
                    tracing::error!(kind = mail.content.kind(), error, "a mail template does not work")
                }
            }
        }
        render(&self.ours, &self.site, &mail.content)
            .map_err(|error| Unexpected::while_doing("writing a mail", error))
    }
}

/// The words of a mail, which have to keep the promise about digits.
fn render(environment: &Environment<'_>, site: &Site, content: &MailContent) -> Result<Rendered, String> {
    let kind = content.kind();
    let values = Values::of(site, content);
    let text = fill(environment, &format!("{kind}.txt"), &values)?;
    let (subject, plain) = text.split_once("\n\n").ok_or("there is no empty line after the subject")?;
    let subject = subject.strip_prefix("Subject:").map(str::trim).filter(|subject| !subject.is_empty());
    let subject = subject.ok_or("the first line is not \"Subject: …\"")?.to_owned();
    if subject.contains('\n') {
        return Err("the subject has more than one line".to_owned());
    }
    let plain = format!("{}\n", plain.trim());
    if values.code.is_some_and(|code| runs_of_six(&plain) != [code]) {
        return Err("the code has to be the only six digits in a row in the text".to_owned());
    }
    let paragraphs: Vec<&str> = plain.split("\n\n").map(str::trim).filter(|text| !text.is_empty()).collect();
    let values = Values { subject: Some(&subject), paragraphs, ..values };
    let html = match environment.get_template(&format!("{kind}.html")) {
        Ok(_) => fill(environment, &format!("{kind}.html"), &values)?,
        Err(_) => fill(environment, "mail.html", &values)?,
    };
    Ok(Rendered { subject, plain: plain.clone(), html })
}

fn fill(environment: &Environment<'_>, name: &str, values: &Values<'_>) -> Result<String, String> {
    let template = environment.get_template(name).map_err(|error| worded(name, &error))?;
    template.render(values).map_err(|error| worded(name, &error))
}

fn worded(name: &str, error: &minijinja::Error) -> String {
    let line = error.line().map(|line| format!(", line {line}")).unwrap_or_default();
    let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
    format!("{}{line}: {}{detail}", error.name().unwrap_or(name), error.kind())
}

#[cfg(test)]
mod tests;
