//! Keys that come and go while tokens are read.

use super::*;

const BOTH: [&str; 2] = ["old-es", "new-es"];

fn kids(tokens: &JwtTokens) -> Vec<String> {
    let set: Value = serde_json::from_str(&tokens.jwks()).unwrap();
    set["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

fn signed(tokens: &JwtTokens) -> String {
    tokens.sign_access(&claims()).unwrap()
}

#[test]
fn s38_a_key_is_published_then_signs_while_the_old_one_verifies_until_it_is_gone() {
    let ring = ring();
    let tokens = tokens(&part_of(&ring, &["old-es"], "old-es"), &Signing::Es256);
    let old = signed(&tokens);

    assert!(tokens.replace_keys(&part_of(&ring, &BOTH, "old-es")).unwrap());
    assert_eq!(kids(&tokens), BOTH);
    assert_eq!(part(&signed(&tokens), 0)["kid"], "old-es");

    assert!(tokens.replace_keys(&part_of(&ring, &BOTH, "new-es")).unwrap());
    let new = signed(&tokens);
    assert_eq!(part(&new, 0)["kid"], "new-es");
    for token in [&old, &new] {
        assert_eq!(tokens.read_access(token, at(NOW)), Some(claims()));
    }

    assert!(tokens.replace_keys(&part_of(&ring, &["new-es"], "new-es")).unwrap());
    assert_eq!(tokens.read_access(&old, at(NOW)), None, "remembered, but its key is gone");
    assert_eq!(tokens.read_access(&new, at(NOW)), Some(claims()));
    assert_eq!(kids(&tokens), ["new-es"]);
}

#[test]
fn s38_a_token_of_a_key_that_came_later_elsewhere_is_taken_once_the_key_is_known() {
    let ring = ring();
    let here = tokens(&part_of(&ring, &["old-es"], "old-es"), &Signing::Es256);
    let there = tokens(&part_of(&ring, &["old-es", "new-ed"], "new-ed"), &Signing::EdDsa);
    let token = signed(&there);
    assert_eq!(here.read_access(&token, at(NOW)), None);
    let mut both = part_of(&ring, &["old-es", "new-ed"], "new-ed");
    both.signing[0].signs = true;
    assert!(here.replace_keys(&both).unwrap());
    assert_eq!(here.read_access(&token, at(NOW)), Some(claims()));
}

#[test]
fn the_same_keys_again_change_nothing_and_forget_nothing() {
    let ring = ring();
    let tokens = tokens(&ring, &Signing::Es256);
    let token = signed(&tokens);
    assert_eq!(tokens.read_access(&token, at(NOW)), Some(claims()));
    assert!(!tokens.replace_keys(&ring).unwrap());
    assert_eq!(tokens.in_use().verified.len(), 1);
}

#[test]
fn keys_that_cannot_be_used_leave_those_in_use() {
    let ring = ring();
    let tokens = tokens(&ring, &Signing::Es256);
    let token = signed(&tokens);
    assert!(tokens.replace_keys(&part_of(&ring, &["new-ed"], "new-ed")).is_err(), "nothing would sign");
    let mut broken = part_of(&ring, &BOTH, "new-es");
    broken.signing[0].pkcs8 = vec![1; 48];
    assert!(tokens.replace_keys(&broken).is_err());
    assert_eq!(tokens.read_access(&token, at(NOW)), Some(claims()));
    assert_eq!(kids(&tokens).len(), 4);
}
