//! The list of all settings, for `parlor --help` and for the page `docs/settings.md`.

use super::key::{self, PREFIX, Preset};

/// Every setting with its default and meaning, two lines each.
#[must_use]
pub fn reference() -> String {
    let mut text = String::from("Settings (environment variables, or keys of the configuration file):\n");
    for key in key::ALL {
        let default = match key.default {
            Preset::Value(default) | Preset::Without(default) => default,
        };
        let entry = format!("  {PREFIX}{} [default: {default}]\n      {}\n", key.name, key.meaning);
        text.push_str(&entry.replace('`', ""));
    }
    text
}

#[cfg(test)]
mod tests {
    use std::{env, fs};

    use super::super::key::Key;
    use super::*;

    const INTRODUCTION: &str = "\
# Settings

<!-- Made from crates/server/src/settings/key.rs: run the server's tests with UPDATE_DOCS=1 to write it anew. -->

Every setting is an environment variable, a key in a TOML file, or both; then the environment wins. The \
file is the one that `--config` or `PARLOR_CONFIG` names. `__` in a variable's name separates levels, which are \
tables in the file:

```toml
public_url = \"https://accounts.example.com\"
trusted_proxies = [\"10.0.0.0/8\"]

[tokens]
access_ttl = \"15m\"
```

Durations are written `30s`, `15m`, `24h`, `365d`. A setting that does not exist is refused at start with the \
nearest one that does, and a value that cannot be used with what to give instead. Secrets are never shown.
";

    fn page() -> String {
        let head = "| variable | in the file | default | meaning |\n| --- | --- | --- | --- |\n";
        format!("{INTRODUCTION}\n{head}{}", key::ALL.iter().map(|key| row(key)).collect::<String>())
    }

    fn row(key: &Key) -> String {
        let Key { name, meaning, .. } = key;
        let is_in_file = *name != key::CONFIG.name;
        let in_file = if is_in_file { format!("`{}`", key::in_file(name)) } else { "–".to_owned() };
        let default = match key.default {
            Preset::Value(text) => format!("`{text}`"),
            Preset::Without(then) => then.to_owned(),
        };
        format!("| `{PREFIX}{name}` | {in_file} | {default} | {meaning} |\n")
    }

    #[test]
    fn the_documentation_lists_every_setting() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/settings.md");
        if env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1") {
            fs::write(path, page()).unwrap();
        }
        let written = fs::read_to_string(path).unwrap_or_default();
        assert!(written == page(), "docs/settings.md is not up to date: run this test with UPDATE_DOCS=1");
    }

    #[test]
    fn the_list_names_every_setting_once() {
        let list = reference();
        for key in key::ALL {
            let name = format!("  {PREFIX}{} ", key.name);
            assert_eq!(list.matches(&name).count(), 1, "{name}");
        }
    }
}
