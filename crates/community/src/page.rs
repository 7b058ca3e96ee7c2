//! Cuts lists into pages: one item more is read than is wanted, which tells whether the list goes on.

/// How many to read where `limit` are wanted.
pub(crate) fn one_more(limit: usize) -> usize {
    limit.saturating_add(1)
}

/// What was read, without the one more; and the place of the last of them, if the list goes on after it.
pub(crate) fn page<T, P>(
    mut items: Vec<T>,
    limit: usize,
    place: impl FnOnce(&T) -> P,
) -> (Vec<T>, Option<P>) {
    let goes_on = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| goes_on).map(place);
    (items, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_where_the_next_begins_unless_it_is_the_last() {
        assert_eq!(page(vec![1, 2, 3], 2, |item| *item), (vec![1, 2], Some(2)));
        assert_eq!(page(vec![1, 2], 2, |item| *item), (vec![1, 2], None));
        assert_eq!(page(Vec::<i32>::new(), 2, |item| *item), (vec![], None));
    }
}
