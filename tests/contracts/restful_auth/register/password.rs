//! Which passwords are accepted, and that they are taken whole.

use insta::assert_snapshot;
use serde_json::json;

use crate::both_databases;
use crate::support::Server;

both_databases! {
    fn s1_seven_characters_are_refused_and_eight_accepted_however_many_bytes_they_have(server: Server) {
        let anyone = server.anonymous();
        for short in ["1234567", "passwor", "ü漢字🦀éßñ", "       ", "x"] {
            assert_snapshot!(
                anyone.register("ann@example.com", short),
                @r#"400 {"password":["This password is too short. It must contain at least 8 characters."]}"#
            );
        }
        anyone.register("ann@example.com", "ü漢字🦀éßñж").expect(201);
        anyone.login("ann@example.com", "ü漢字🦀éßñж").expect(200);
    }

    fn s2_64_characters_of_mixed_scripts_are_accepted_and_so_are_1024(server: Server) {
        let anyone = server.anonymous();
        let mixed = "aZ9 ßжλ漢字かナ한🦀\u{0301}".chars().cycle().take(64).collect::<String>();
        anyone.register("ann@example.com", &mixed).expect(201);
        anyone.login("ann@example.com", &mixed).expect(200);

        let longest = "漢字🦀x".repeat(256);
        anyone.register("ben@example.com", &longest).expect(201);
        anyone.login("ben@example.com", &longest).expect(200);
        assert_snapshot!(
            anyone.register("cat@example.com", &format!("{longest}x")),
            @r#"400 {"password":["Ensure this field has no more than 1024 characters."]}"#
        );
    }

    fn s3_a_password_is_taken_whole(server: Server) {
        let anyone = server.anonymous();
        let start = "p".repeat(72);
        for (email, end) in [("ann@example.com", "a"), ("ben@example.com", "b")] {
            anyone.register(email, &format!("{start}{end}")).expect(201);
        }
        anyone.login("ann@example.com", &format!("{start}a")).expect(200);
        anyone.login("ann@example.com", &format!("{start}b")).expect(401);
        anyone.login("ben@example.com", &start).expect(401);
        anyone.login("ben@example.com", &format!("{start}b")).expect(200);
    }

    fn s3_white_space_and_case_belong_to_a_password(server: Server) {
        let anyone = server.anonymous();
        anyone.register("ann@example.com", " Secret\tword ").expect(201);
        anyone.register("ben@example.com", "        ").expect(201);
        for wrong in ["Secret\tword", " Secret\tword", " secret\tword ", " Secret word "] {
            anyone.login("ann@example.com", wrong).expect(401);
        }
        anyone.login("ann@example.com", " Secret\tword ").expect(200);
        anyone.login("ben@example.com", "        ").expect(200);
    }

    fn s4_a_phrase_of_lower_case_letters_is_as_good_as_any(server: Server) {
        server.anonymous().register("ann@example.com", "alllowercaseletters").expect(201);
    }

    fn a_password_that_holds_nul_is_not_cut_there(server: Server) {
        let anyone = server.anonymous();
        anyone.register("ann@example.com", "password\u{0}one").expect(201);
        anyone.login("ann@example.com", "password\u{0}two").expect(401);
        anyone.login("ann@example.com", "password").expect(401);
        anyone.login("ann@example.com", "password\u{0}one").expect(200);
    }

    fn a_number_is_the_text_that_it_is_written_as(server: Server) {
        let anyone = server.anonymous();
        let body = json!({ "email": "ann@example.com", "password": 1234567890 });
        anyone.post("/api/register/", body.clone()).expect(201);
        anyone.login("ann@example.com", "1234567890").expect(200);
        anyone.post("/api/login/", body).expect(200);
    }

    fn only_the_length_is_asked_for(server: Server) {
        for (number, weak) in ["password", "12345678", "ann@example.com", "parlorparlor"].iter().enumerate() {
            server.anonymous().register(&format!("ann{number}@example.com"), weak).expect(201);
        }
    }

    with [("PARLOR_PASSWORD__STRICT", "true")]
    fn s6_all_the_rules_can_be_asked_for(server: Server) {
        let told = |password| server.anonymous().register("maria.gonzales@example.com", password);
        assert_snapshot!(told("gonzales1"), @r#"400 {"password":["The password is too similar to the email address."]}"#);
        assert_snapshot!(told("Maria.Gonzales"), @r#"400 {"password":["The password is too similar to the email address."]}"#);
        assert_snapshot!(told("7301945528"), @r#"400 {"password":["This password is entirely numeric."]}"#);
        assert_snapshot!(told("parlor1!"), @r#"400 {"password":["This password is too common."]}"#);
        assert_snapshot!(told("730194"), @r#"400 {"password":["This password is too short. It must contain at least 8 characters.","This password is entirely numeric."]}"#);
        told("correct horse battery").expect(201);
    }

    with [("PARLOR_PASSWORD__MIN_LENGTH", "12")]
    fn the_fewest_characters_can_be_set(server: Server) {
        assert_snapshot!(
            server.anonymous().register("ann@example.com", "elevenchars"),
            @r#"400 {"password":["This password is too short. It must contain at least 12 characters."]}"#
        );
        server.anonymous().register("ann@example.com", "twelve chars").expect(201);
    }
}
