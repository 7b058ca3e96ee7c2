//! Whether mail can leave: the SMTP server takes us in, or a folder takes the files; and the words work.

use std::fs;
use std::io::ErrorKind;

use parlor_adapters::mail::{SmtpMailer, SmtpServer};
use parlor_persistence::Inspection;

use super::Line;
use crate::application::templates;
use crate::mail::{folder_path, warning};
use crate::settings::Settings;

const MAIL: &str = "mail";

pub(super) fn check(settings: &Settings, inspection: Option<&Inspection>) -> Vec<Line> {
    let way = match &settings.mail.smtp {
        Some(server) => smtp(settings, server),
        None => vec![folder(settings)],
    };
    let words = templates(settings).err().map(|exit| Line::failed("mail templates", exit));
    let failed = inspection.map_or(0, |inspection| inspection.undelivered);
    let failed = (failed > 0).then(|| {
        Line::note(
            MAIL,
            format!("{failed} mails of the last 30 days could not be delivered: the log says why"),
        )
    });
    way.into_iter().chain(words).chain(failed).collect()
}

fn smtp(settings: &Settings, server: &SmtpServer) -> Vec<Line> {
    let reached =
        SmtpMailer::new(server.clone(), settings.mail.from.clone()).and_then(|mailer| mailer.check());
    let line = match reached {
        Ok(()) => Line::ok(MAIL, format!("{server} takes mail from {:?}", settings.mail.from)),
        Err(reason) => {
            Line::failed(MAIL, format!("{server} takes no mail ({reason}): check PARLOR_SMTP_URL"))
        }
    };
    let shown = server.shows_its_password().then(|| {
        Line::note(MAIL, "the password for the SMTP server is sent in plain text: use ?tls=starttls or tls")
    });
    [line].into_iter().chain(shown).collect()
}

fn folder(settings: &Settings) -> Line {
    let path = folder_path(settings);
    match fs::metadata(&path) {
        Ok(found) if !found.is_dir() => {
            return Line::failed(MAIL, format!("{} is no folder: remove it", path.display()));
        }
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Line::failed(MAIL, format!("{} cannot be looked at ({error})", path.display()));
        }
        _ => {}
    }
    match warning(settings) {
        Some(warning) => Line::note(MAIL, warning),
        None => Line::ok(MAIL, format!("no SMTP server is set: mails go to files in {}", path.display())),
    }
}
