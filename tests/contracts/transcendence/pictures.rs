//! Pictures, with `/auth/registration/` and `/users/update/`

use insta::assert_snapshot;
use parlor_testkit::pictures::small;
use reqwest::blocking::multipart::{Form, Part};
use serde_json::json;

use super::players::Player;
use crate::both_databases;
use crate::support::{Exchange as _, PASSWORD, Server};

fn picture(content: &[u8]) -> Part {
    Part::bytes(content.to_vec()).file_name("me.png")
}

both_databases! {
    fn a_picture_is_kept_and_shown_wherever_one_is(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let bob = Player::sign_up(&server, "bob");
        ann.befriend("bob").expect(200);
        let form = Form::new().text("username", "anna").part("avatar", picture(&small()));
        let updated = ann.request("POST", "/users/update/").multipart(form).reply().expect(200);
        let address = updated.text_of("avatar");
        assert!(address.starts_with("/media/avatars/") && address.ends_with(".png"), "{address}");
        assert_eq!(updated.text_of("username"), "anna");
        server.anonymous().bytes(&address);
        assert_eq!(ann.get("/users/profile/").json()[0]["avatar"], address);
        assert_eq!(bob.get("/users/friend_list/").json()[0]["avatar"], address);
        assert_eq!(bob.get("/users/user_list/").json()[0]["avatar"], address);
        // Sent back as a text it stays.
        ann.post("/users/update/", json!({ "avatar": address })).expect(200);
        server.anonymous().bytes(&address);
    }

    fn what_is_no_picture_is_told_with_all_else_and_changes_nothing(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let form = Form::new().text("username", "a@b").part("avatar", picture(b"no picture"));
        let answer = ann.request("POST", "/users/update/").multipart(form).reply();
        assert_snapshot!(
            answer,
            @r#"400 {"username":["Enter a valid username. This value may contain only letters, numbers, spaces, and @/./+/-/_ characters."],"avatar":["Upload a valid image. The file you uploaded was either not an image or a corrupted image."]}"#
        );
        assert_eq!(ann.get("/users/profile").json()[0]["avatar"], "/media/avatars/default.png");
        let registration = Form::new()
            .text("username", "bob")
            .text("email", "bob@example.com")
            .text("password1", PASSWORD)
            .text("password2", PASSWORD);
        let anyone = server.anonymous();
        let refused = registration.part("avatar", picture(b"no picture"));
        let refused = anyone.request("POST", "/auth/registration/").multipart(refused).reply();
        assert_snapshot!(
            refused,
            @r#"400 {"avatar":["Upload a valid image. The file you uploaded was either not an image or a corrupted image."]}"#
        );
        // Nobody was made.
        anyone.sign_in("bob", PASSWORD).expect(401);
    }

    fn a_picture_may_come_with_the_registration(server: Server) {
        let form = Form::new()
            .text("username", "ann")
            .text("email", "ann@example.com")
            .text("password1", PASSWORD)
            .text("password2", PASSWORD)
            .part("avatar", picture(&small()));
        server.anonymous().request("POST", "/auth/registration/").multipart(form).reply().expect(201);
        let ann = Player::sign_in(&server, "ann");
        let address = ann.get("/users/profile/").json()[0]["avatar"].as_str().unwrap().to_owned();
        server.anonymous().bytes(&address);
    }
}
