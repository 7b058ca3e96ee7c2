//! Against hashes that Django 5.2 made itself.

use std::time::{Duration, Instant};

use super::*;

const COST: u32 = 4;
const PASSWORD: &str = "Größe 岩 horse battery";

/// Every format, as Django wrote it for [`PASSWORD`], at low costs.
const DJANGO: [&str; 12] = [
    "pbkdf2_sha256$1000$saltsaltSALT22charsabc$bxYThHWLUCt6aCRGLb+2KQ1W5AsWwqFvx8s9IcRfGvI=",
    "pbkdf2_sha1$1000$saltsaltSALT22charsabc$e/M+l+FWMAXSPkRaIP9mVUb4Dy4=",
    "argon2$argon2id$v=19$m=64,t=2,p=4$c2FsdHNhbHRTQUxUMjJjaGFyc2FiYw$bPYnzEtCcMeL2KVAmIxcHy4IXGX5dd8rAlCltBb0hyk",
    "argon2$argon2i$v=19$m=64,t=2,p=4$c2FsdHNhbHRTQUxUMjJjaGFyc2FiYw$2LOZstI3tvj1j6QaVCS19gZJbhMI4wuDIZhsHqHHeKQ",
    "argon2$argon2d$v=19$m=64,t=2,p=4$c2FsdHNhbHRTQUxUMjJjaGFyc2FiYw$BRjKd3HGXb7zmLz3gwCzVqzHZSIvhIZ3BKshOZ75rXA",
    "argon2$argon2i$v=16$m=64,t=2,p=4$c2FsdHNhbHRTQUxUMjJjaGFyc2FiYw$ldjTGn3LQhlC85mCFa7w/KZWHNg3MDATYe/B3//UGNI",
    "argon2$argon2i$m=64,t=2,p=4$c2FsdHNhbHRTQUxUMjJjaGFyc2FiYw$ldjTGn3LQhlC85mCFa7w/KZWHNg3MDATYe/B3//UGNI",
    "scrypt$16$saltsaltSALT22charsabc$8$5$X55pnk2E9mdsaUNAezRIdjO3ZVKCxUmjKzyucSuHPfR0MxZorMhS4NWfBly/IVbXXX5ANnjAZ9B1Vo+jGO9Mtg==",
    "bcrypt$$2b$04$oMv6YvkRDhKY6jNceeuzM.BUcVIwf7tHxVZHxd0mGUa0bAG18sgGO",
    "bcrypt$$2a$04$nvmY.hREFBHBJc.BgbmcluJu.mhoGKv8cHhzdYeibPmp4qBxDeWVy",
    "bcrypt$$2y$04$oMv6YvkRDhKY6jNceeuzM.BUcVIwf7tHxVZHxd0mGUa0bAG18sgGO",
    "bcrypt_sha256$$2a$04$eTKkQQty49qULtkgW5aiJeC6faCRxbN9r.x5xieUcTFRPenKhftiC",
];

/// The shape that is made today, from Django, at [`COST`].
const CURRENT: &str = "bcrypt_sha256$$2b$04$ys7uy2jSF/dvvBl6rooE1eFHMpKzMiekKslk2tB9q/prYzX0gvPX2";

fn passwords() -> BcryptPasswords {
    BcryptPasswords::new(COST).unwrap()
}

fn given(raw: &str) -> Password {
    Password::given(raw.to_owned())
}

fn check(raw: &str, stored: &str) -> Checked {
    passwords().check(&given(raw), Some(&PasswordHash::stored(stored.to_owned())))
}

#[test]
fn s8_every_format_of_django_verifies_and_asks_to_be_replaced() {
    for stored in DJANGO {
        assert_eq!(check(PASSWORD, stored), Checked::RightButOutdated, "{stored}");
    }
}

#[test]
fn s8_a_wrong_password_opens_no_format() {
    for stored in DJANGO.into_iter().chain([CURRENT]) {
        for wrong in ["", "größe 岩 horse battery", "Größe 岩 horse battery ", "Größe 岩 horse batter"]
        {
            assert_eq!(check(wrong, stored), Checked::Wrong, "{wrong:?} {stored}");
        }
    }
}

#[test]
fn s8_a_changed_hash_opens_nothing() {
    for stored in DJANGO.into_iter().chain([CURRENT]) {
        // Six places before the end: inside the hash, wherever padding or spare bits stand.
        let (head, tail) = stored.split_at(stored.len() - 6);
        let other = if tail.starts_with('A') { "B" } else { "A" };
        let changed = format!("{head}{other}{}", &tail[1..]);
        assert_eq!(check(PASSWORD, &changed), Checked::Wrong, "{changed}");
    }
}

#[test]
fn s8_only_the_current_shape_and_cost_stay() {
    assert_eq!(check(PASSWORD, CURRENT), Checked::Right);
    let dearer = BcryptPasswords::new(5).unwrap();
    let stored = PasswordHash::stored(CURRENT.to_owned());
    assert_eq!(dearer.check(&given(PASSWORD), Some(&stored)), Checked::RightButOutdated);
}

#[test]
fn s8_the_real_costs_of_django_are_within_the_caps() {
    let real = [
        "pbkdf2_sha256$1000000$0w76SbYag1qYPqSxanO7MS$jlEPt/gk0j47F3yH1YTxw9i3loFSAdimIgCLs0DpnRo=",
        "argon2$argon2id$v=19$m=102400,t=2,p=8$bENCN2R5ekswendROE1Ka3ZsdDJGUA$wuh/IuMiVF2piqVKG7GluoWSaPUFLNHJ3Pn7zDn54DQ",
        "scrypt$16384$FbSffCvPkanqiMdfcJ72dl$8$5$LIWQ+dS9Uh3TTpRMTy1oYynW4tm6qx5sKWG2g7mcE32RLuojPkIA9eD6r9CYoLUvDfnyha0d38NPDUINDn98Cg==",
        "bcrypt_sha256$$2b$12$/QxnC99q2a9IqxxkiJjCPeQBkD48B4s/xXoedorUgLgvYXoD6uyPm",
    ];
    for stored in real {
        assert_eq!(check(PASSWORD, stored), Checked::RightButOutdated, "{stored}");
    }
}

#[test]
fn s8_hostile_costs_are_refused_before_anything_is_computed() {
    let hash = "A".repeat(43);
    let long = "A".repeat(86);
    let hostile = [
        format!("pbkdf2_sha256$4294967295$salt${hash}="),
        format!("pbkdf2_sha256$4000001$salt${hash}="),
        format!("pbkdf2_sha256$99999999999999999999$salt${hash}="),
        format!("pbkdf2_sha256$0$salt${hash}="),
        format!("pbkdf2_sha256$4000000$salt${}", "A".repeat(88)),
        format!("pbkdf2_sha1$4000000$salt${hash}="),
        format!("pbkdf2_sha256$-1$salt${hash}="),
        format!("argon2$argon2id$v=19$m=4294967295,t=1,p=1$c2FsdHNhbHQ${hash}"),
        format!("argon2$argon2id$v=19$m=131073,t=1,p=1$c2FsdHNhbHQ${hash}"),
        format!("argon2$argon2id$v=19$m=64,t=4294967295,p=1$c2FsdHNhbHQ${hash}"),
        format!("argon2$argon2id$v=19$m=131072,t=1,p=16777215$c2FsdHNhbHQ${hash}"),
        format!("argon2$argon2id$v=19$m=131072,t=10,p=0$c2FsdHNhbHQ${hash}"),
        "argon2$argon2id$v=19$m=131072,t=10,p=1$c2FsdHNhbHQ$AAAA".to_owned(),
        format!("argon2$argon2id$v=19$m=131072,t=10,p=1$c2FsdHNhbHQ${}", "A".repeat(340)),
        format!("scrypt$1073741824$salt$8$1${long}=="),
        format!("scrypt$2$salt$8$1000000000${long}=="),
        format!("scrypt$2$salt$4294967295$4294967295${long}=="),
        format!("scrypt$1048576$salt$1$3${long}=="),
        format!("scrypt$0$salt$8$1${long}=="),
        format!("scrypt$1$salt$8$1${long}=="),
        format!("scrypt$1000$salt$8$1${long}=="),
        format!("scrypt$16384$salt$8$5${hash}="),
        format!("bcrypt$$2b$31${}", ".".repeat(53)),
        format!("bcrypt$$2b$17${}", ".".repeat(53)),
        format!("bcrypt_sha256$$2b$99${}", ".".repeat(53)),
        format!("bcrypt$$2b$03${}", ".".repeat(53)),
    ];
    let begun = Instant::now();
    for stored in &hostile {
        assert_eq!(verify(PASSWORD, stored), None, "{stored}");
        assert_eq!(check(PASSWORD, stored), Checked::Wrong, "{stored}");
    }
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

#[test]
fn s8_what_cannot_be_read_is_wrong() {
    let unreadable = [
        "",
        "!",
        "!KHHaZyVfkDy7RaymtyMvWKGUwxVY9yV97XpwjAk1",
        "!bcrypt_sha256$$2b$04$ys7uy2jSF/dvvBl6rooE1eFHMpKzMiekKslk2tB9q/prYzX0gvPX2",
        "Größe 岩 horse battery",
        "$",
        "$$$$$$",
        "md5$salt$8b1a9953c4611296a827abf8c47804d7",
        "bcrypt$",
        "bcrypt_sha256$2b$04$short",
        "bcrypt$$2b$04$岩岩岩岩岩岩岩岩岩岩岩岩岩岩岩岩岩岩",
        "bcrypt$$2x$04$oMv6YvkRDhKY6jNceeuzM.BUcVIwf7tHxVZHxd0mGUa0bAG18sgGO",
        "pbkdf2_sha256$1000$salt",
        "pbkdf2_sha256$1000$salt$not base64",
        "pbkdf2_sha256$1000$salt$AAAA$AAAA",
        "argon2$argon2id$v=20$m=64,t=2,p=4$c2FsdHNhbHQ$AAAA",
        "argon2$argon2x$v=19$m=64,t=2,p=4$c2FsdHNhbHQ$AAAA",
        "scrypt$16$salt$8",
    ];
    for stored in unreadable {
        assert_eq!(verify(PASSWORD, stored), None, "{stored}");
        assert_eq!(check(PASSWORD, stored), Checked::Wrong, "{stored}");
    }
    assert_eq!(verify("x", &format!("bcrypt${}", "$".repeat(100_000))), None);
}

#[test]
fn no_unusable_and_unreadable_hashes_take_as_long_as_a_right_shaped_one() {
    let passwords = BcryptPasswords::new(9).unwrap();
    let fastest = |stored: Option<&PasswordHash>| {
        let time = |_| {
            let begun = Instant::now();
            assert_eq!(passwords.check(&given("not it at all"), stored), Checked::Wrong);
            begun.elapsed()
        };
        (0..4).map(time).min().unwrap()
    };
    let shaped = passwords.hash(&given(PASSWORD)).unwrap();
    let shaped = fastest(Some(&shaped));
    let unusable = PasswordHash::stored("!KHHaZyVfkDy7Raymty".into());
    let dear = PasswordHash::stored(format!("bcrypt$$2b$31${}", ".".repeat(53)));
    for stored in [None, Some(&unusable), Some(&dear)] {
        let taken = fastest(stored);
        assert!(taken * 3 > shaped && taken < shaped * 3, "{taken:?} against {shaped:?}");
    }
}

#[test]
fn the_dummy_is_well_formed_at_every_cost() {
    for cost in BcryptPasswords::MIN_COST..=BcryptPasswords::MAX_COST {
        let parts: ::bcrypt::HashParts = bcrypt::dummy(cost).parse().unwrap();
        assert_eq!(parts.get_cost(), cost);
    }
}

#[test]
fn a_new_hash_has_the_shape_of_django_and_a_salt_of_its_own() {
    let passwords = passwords();
    let (one, two) = (passwords.hash(&given(PASSWORD)).unwrap(), passwords.hash(&given(PASSWORD)).unwrap());
    assert_ne!(one, two);
    for hash in [one, two] {
        assert!(hash.as_str().starts_with("bcrypt_sha256$$2b$04$"), "{}", hash.as_str());
        assert_eq!(hash.as_str().len(), 74);
        assert_eq!(passwords.check(&given(PASSWORD), Some(&hash)), Checked::Right);
    }
}

#[test]
fn s3_a_password_counts_to_its_last_byte() {
    let long = "x".repeat(1024);
    let pairs = [
        (format!("{}a", "x".repeat(72)), format!("{}b", "x".repeat(72))),
        ("with a space".to_owned(), "with a space ".to_owned()),
        ("Capital".to_owned(), "capital".to_owned()),
        ("nul\0inside".to_owned(), "nul\0outside".to_owned()),
        ("nul\0inside".to_owned(), "nul".to_owned()),
        (format!("{long}a"), format!("{long}b")),
        (long.clone(), long[1..].to_owned()),
        ("岩".repeat(1024), "岩".repeat(1023)),
    ];
    let passwords = passwords();
    for (one, other) in pairs {
        let hash = passwords.hash(&given(&one)).unwrap();
        assert_eq!(passwords.check(&given(&one), Some(&hash)), Checked::Right, "{one:?}");
        assert_eq!(passwords.check(&given(&other), Some(&hash)), Checked::Wrong, "{other:?}");
    }
}

#[test]
fn a_cost_out_of_bounds_is_refused() {
    for cost in [0, 3, 17, 31, u32::MAX] {
        assert!(BcryptPasswords::new(cost).is_err(), "{cost}");
    }
}
