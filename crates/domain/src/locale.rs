//! The language in which somebody wants to be written to.

use std::fmt;

/// A language, perhaps with a script and a region: `de`, `de-AT`, `zh-Hant-TW` (BCP 47, without variants and
/// extensions, which no text here differs by).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Locale(String);

impl Locale {
    /// Reads a tag in any case; `None` for what is none.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let mut parts = raw.split('-');
        let language = parts.next().filter(|part| is_letters(part, 2..=3))?;
        let mut tag = language.to_ascii_lowercase();
        let mut next = parts.next();
        if let Some(script) = next.filter(|part| is_letters(part, 4..=4)) {
            let (first, rest) = script.split_at(1);
            tag = format!("{tag}-{}{}", first.to_ascii_uppercase(), rest.to_ascii_lowercase());
            next = parts.next();
        }
        if let Some(region) = next {
            let is_number = region.len() == 3 && region.bytes().all(|byte| byte.is_ascii_digit());
            if !is_number && !is_letters(region, 2..=2) {
                return None;
            }
            tag = format!("{tag}-{}", region.to_ascii_uppercase());
        }
        parts.next().is_none().then_some(Self(tag))
    }

    /// The tag as it is usually written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tag, then what it is a kind of: `zh-Hant-TW`, `zh-Hant`, `zh`.
    pub fn from_near_to_far(&self) -> impl Iterator<Item = &str> {
        std::iter::successors(Some(self.as_str()), |tag| tag.rsplit_once('-').map(|(wider, _)| wider))
    }
}

fn is_letters(part: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Option<String> {
        Locale::parse(raw).map(|locale| locale.as_str().to_owned())
    }

    #[test]
    fn a_tag_is_read_in_any_case_and_written_as_usual() {
        for (given, read_as) in [
            ("en", "en"),
            ("DE-at", "de-AT"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("sr-LATN", "sr-Latn"),
            ("es-419", "es-419"),
            ("gsw", "gsw"),
        ] {
            assert_eq!(read(given).as_deref(), Some(read_as));
        }
    }

    #[test]
    fn what_is_no_tag_is_refused_above_all_what_could_name_another_folder() {
        for raw in
            ["", "e", "english", "de_AT", "de-", "-de", "de--AT", "de-AT-1996", "..", "de/..", "de-A", "d€"]
        {
            assert_eq!(read(raw), None, "{raw:?}");
        }
    }

    #[test]
    fn a_region_is_a_kind_of_its_language() {
        let tags =
            |raw: &str| Locale::parse(raw).unwrap().from_near_to_far().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(tags("zh-Hant-TW"), ["zh-Hant-TW", "zh-Hant", "zh"]);
        assert_eq!(tags("en"), ["en"]);
    }
}
