// Signing in and out.

import { call } from "./api.js";
import { h } from "./dom.js";
import { field, form } from "./forms.js";

// The form; `done` is called once somebody is signed in.
export function signIn(notice, done) {
  const fields = [
    field("login", "Email or username", { autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true }),
    field("password", "Password", { type: "password", autocomplete: "current-password", required: true }),
  ];
  const send = async (values) => {
    await call("POST", "/admin/session", { body: values });
    await done();
  };
  return h(
    "div",
    { class: "signing" },
    h("h1", { tabindex: "-1" }, "Sign in"),
    h("p", {}, notice),
    form(fields, "Sign in", send, { label: "Sign in" }),
  );
}

export async function signOut() {
  await call("DELETE", "/v1/sessions/current");
}
