//! What is asked for something that may be changed.

/// What is asked for a part of something; what is not spoken of stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// That it stays.
    #[default]
    Keep,
    /// That there is none.
    Remove,
    /// That it is this.
    To(T),
}

impl<T> Change<T> {
    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// What there is afterwards.
    #[must_use]
    pub fn apply(self, present: Option<T>) -> Option<T> {
        match self {
            Self::Keep => present,
            Self::Remove => None,
            Self::To(wanted) => Some(wanted),
        }
    }
}
