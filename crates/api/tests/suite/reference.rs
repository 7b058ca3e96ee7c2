//! The published list of endpoints and their budgets is the one that runs.

use std::path::Path;

#[test]
fn s21_the_published_list_of_endpoints_and_budgets_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/endpoints.md");
    let current = parlor_api::reference();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(published == current, "docs/endpoints.md is not current: run this test with UPDATE_DOCS=1");
}
