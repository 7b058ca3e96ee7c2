//! Which usernames can be had.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::both_databases;
use crate::support::{Member, Reply, Server};

both_databases! {
    fn letters_digits_single_spaces_and_four_marks_make_a_name(server: Server) {
        let ann = server.member("ann@example.com");
        for name in ["John Smith", "a", "7", "a.b+c-d_e", "Zoë", "李小龍", "Ольга", "محمد", "x_1.2-3+4"]
        {
            let reply = rename(&ann, json!(name)).expect(200);
            assert_eq!(reply.json(), json!({ "id": 1, "username": name, "email": "ann@example.com" }));
        }
    }

    fn everything_else_does_not(server: Server) {
        let ann = server.member("ann@example.com");
        for name in [
            "a/b",
            "a@b",
            "ann!",
            "two  spaces",
            "tab\tbed",
            "line\nbreak",
            "nul\u{0}nul",
            "zero\u{200b}width",
            "right\u{202e}left",
            "🦀",
            "<b>ann</b>",
            "a,b",
            "a'b",
            "someone@example.com",
            "@",
            "a\u{7f}b",
            "soft\u{ad}hyphen",
        ] {
            assert_snapshot!(
                rename(&ann, json!(name)),
                @r#"400 {"username":["Enter a valid username. This value may contain only letters, numbers, spaces, and @/./+/-/_ characters."]}"#
            );
        }
    }

    fn what_is_no_text_is_no_name(server: Server) {
        let ann = server.member("ann@example.com");
        for odd in [json!([]), json!({ "a": 1 }), json!(true)] {
            assert_snapshot!(rename(&ann, odd), @r#"400 {"username":["Not a valid string."]}"#);
        }
        assert_snapshot!(rename(&ann, json!(null)), @r#"400 {"username":["This field may not be null."]}"#);
        assert_snapshot!(rename(&ann, json!(" \n ")), @r#"400 {"username":["This field may not be blank."]}"#);
    }

    fn a_name_has_at_most_150_characters_however_many_bytes_they_have(server: Server) {
        let ann = server.member("ann@example.com");
        for letter in ["n", "漢"] {
            rename(&ann, json!(letter.repeat(150))).expect(200);
            assert_snapshot!(
                rename(&ann, json!(letter.repeat(151))),
                @r#"400 {"username":["Ensure this field has no more than 150 characters."]}"#
            );
        }
        rename(&ann, json!(format!("  {}  ", "n".repeat(150)))).expect(200);
    }

    fn white_space_around_a_name_is_cut_and_a_number_is_a_name(server: Server) {
        let ann = server.member("ann@example.com");
        assert_eq!(rename(&ann, json!(" \tAnn Lee\r\n")).expect(200).json()["username"], "Ann Lee");
        assert_eq!(rename(&ann, json!(2026)).expect(200).json()["username"], "2026");
    }

    fn a_name_that_somebody_has_is_taken_in_every_spelling(server: Server) {
        let (ann, ben) = (server.member("ann@example.com"), server.member("ben@example.com"));
        rename(&ann, json!("Straße 7")).expect(200);
        for name in ["Straße 7", "STRASSE 7", "strasse ７", "ｓtraße 7"] {
            assert_snapshot!(
                rename(&ben, json!(name)),
                @r#"400 {"username":["A user with that username already exists."]}"#
            );
        }
        // Its owner may write it another way, and whoever gives it up leaves it to others.
        assert_eq!(rename(&ann, json!("STRASSE 7")).expect(200).json()["username"], "STRASSE 7");
        rename(&ann, json!("Ann")).expect(200);
        rename(&ben, json!("straße 7")).expect(200);
    }

    fn one_s_own_email_is_a_name_and_nobody_else_s_is(server: Server) {
        let (ann, _ben) = (server.member("Ann@example.com"), server.member("ben@example.com"));
        rename(&ann, json!("Ann")).expect(200);
        for own in ["Ann@example.com", "ANN@EXAMPLE.COM"] {
            assert_snapshot!(
                rename(&ann, json!(own)),
                @r#"200 {"id":1,"username":"Ann@example.com","email":"Ann@example.com"}"#
            );
        }
        for other in ["ben@example.com", "nobody@example.com"] {
            assert_snapshot!(
                rename(&ann, json!(other)),
                @r#"400 {"username":["Enter a valid username. This value may contain only letters, numbers, spaces, and @/./+/-/_ characters."]}"#
            );
        }
    }

    fn two_who_ask_at_once_do_not_both_get_a_name(server: Server) {
        let members: Vec<_> = (0..4).map(|number| server.member(&format!("m{number}@example.com"))).collect();
        let at_once = parlor_testkit::at_once(4, |index| rename(&members[index], json!("The One")));
        assert_eq!(at_once.iter().filter(|reply| reply.status == 200).count(), 1, "{at_once:?}");
        assert_eq!(at_once.iter().filter(|reply| reply.status == 400).count(), 3, "{at_once:?}");
    }
}

fn rename(member: &Member, name: Value) -> Reply {
    member.patch("/api/me/", json!({ "username": name }))
}
