//! POST `/users/avatar/`

use insta::assert_snapshot;
use parlor_testkit::pictures::{file, photograph, quarters, small, upright};
use reqwest::blocking::multipart::{Form, Part};
use serde_json::json;

use super::player::Player;
use crate::both_databases;
use crate::support::{Exchange, Reply, Server};

both_databases! {
    fn a_picture_is_shown_at_an_address_of_its_own(server: Server) {
        let ann = Player::new(&server, "ann");
        assert_eq!(ann.me().text_of("avatar"), "/media/avatars/default.png");
        let reply = upload(&ann, "cat.jpg", photograph(6)).expect(200);
        let address = reply.text_of("avatar_url");
        assert_eq!(
            reply.text.replace(&address, "…"),
            r#"{"id":1,"username":"ann","message":"Avatar updated.","avatar_url":"…"}"#
        );
        assert!(address.starts_with("/media/avatars/1/cat-") && address.ends_with(".jpg"), "{address}");
        assert!(address.rsplit('/').next().unwrap().len() <= 100);
        assert_eq!(quarters(&server.anonymous().bytes(&address)), "red green blue white");
        assert_eq!(ann.me().text_of("avatar"), address);
        let next = upload(&ann, "cat.png", small()).expect(200).text_of("avatar_url");
        assert_ne!(next, address);
    }

    fn what_is_not_taken_is_told_why(server: Server) {
        let ann = Player::new(&server, "ann");
        assert_snapshot!(ann.post("/users/avatar/", json!({})), @r#"400 {"errors":"No file uploaded."}"#);
        let none = ann.request("POST", "/users/avatar/").multipart(Form::new().text("other", "x"));
        assert_snapshot!(none.reply(), @r#"400 {"errors":"No file uploaded."}"#);
        assert_snapshot!(
            upload(&ann, "cat.gif", small()),
            @r#"400 {"errors":{"avatar":["File extension “gif” is not allowed. Allowed extensions are: jpg, jpeg, png."]}}"#
        );
        assert_snapshot!(
            upload(&ann, "cat.webp", file(&upright(60, 40), "webp")),
            @r#"400 {"errors":{"avatar":["File extension “webp” is not allowed. Allowed extensions are: jpg, jpeg, png."]}}"#
        );
        assert_snapshot!(
            upload(&ann, "cat.png", vec![0; 2 * 1024 * 1024 + 1]),
            @r#"400 {"errors":{"avatar":["File size exceeds the limit 2 MB."]}}"#
        );
        assert_snapshot!(
            upload(&ann, "cat.png", Vec::new()),
            @r#"400 {"errors":{"avatar":["The submitted file is empty."]}}"#
        );
        for content in [b"not a picture".to_vec(), photograph(1)] {
            assert_snapshot!(
                upload(&ann, "cat.png", content),
                @r#"400 {"errors":{"avatar":["Upload a valid image. The file you uploaded was either not an image or a corrupted image."]}}"#
            );
        }
        assert_eq!(ann.me().text_of("avatar"), "/media/avatars/default.png");
        assert_snapshot!(
            server.anonymous().upload("POST", "/users/avatar/", "cat.png", &small()),
            @r#"401 {"errors":"User is not authenticated."}"#
        );
    }
}

fn upload(player: &Player, name: &str, content: Vec<u8>) -> Reply {
    let form = Form::new().part("avatar", Part::bytes(content).file_name(name.to_owned()));
    player.request("POST", "/users/avatar/").multipart(form).reply()
}
