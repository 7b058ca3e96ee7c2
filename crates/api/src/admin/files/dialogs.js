// Questions that come before something is done: whether it is really wanted, and who asks.

import { Cancelled, call } from "./api.js";
import { button, h } from "./dom.js";
import { field, form } from "./forms.js";

// Shows a dialog until it is answered; closing it answers with nothing.
function ask(title, make) {
  return new Promise((resolve) => {
    const dialog = h("dialog", { "aria-labelledby": "dialog-title" }, h("h2", { id: "dialog-title" }, title));
    let answer;
    const close = (value) => {
      answer = value;
      dialog.close();
    };
    dialog.append(...make(close));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

// Goes on if it is wanted, or ends what was begun.
export async function confirm(title, text, verb) {
  const answer = await ask(title, (close) => [
    h("p", {}, text),
    h("div", { class: "buttons" }, button(verb, () => close(true), { class: "danger" }), button("Cancel", () => close(), { autofocus: true, class: "quiet" })),
  ]);
  if (!answer) throw new Cancelled();
}

export async function tellOnce(title, text, secret) {
  await ask(title, (close) => {
    const shown = h("input", { type: "text", readonly: true, value: secret, class: "secret", "aria-label": title, autofocus: true, focus: (event) => event.target.select() });
    const copy = async (event) => {
      await navigator.clipboard.writeText(secret);
      event.target.textContent = "Copied";
    };
    // Browsers keep the clipboard from pages without https.
    const copying = navigator.clipboard ? button("Copy", copy) : "";
    return [h("p", {}, text), shown, h("div", { class: "buttons" }, copying, button("Done", () => close(), { class: "quiet" }))];
  });
}

// Does a call; where the sign-in is too long ago for it, asks for the password first and does it then.
export async function act(method, path, more) {
  try {
    return await call(method, path, more);
  } catch (error) {
    if (error.code !== "fresh_sign_in_required") throw error;
  }
  await stepUp();
  return call(method, path, more);
}

async function stepUp() {
  const done = await ask("Your password, once more", (close) => {
    const password = field("password", "Password", { type: "password", autocomplete: "current-password", required: true, autofocus: true });
    const send = async (values) => {
      await call("POST", "/v1/sessions/current/step-up", { body: values });
      close(true);
    };
    return [
      h("p", {}, "You signed in a while ago, and this wants to be sure that it is you."),
      form([password], "Go on", send, { beside: button("Cancel", () => close(), { class: "quiet" }) }),
    ];
  });
  if (!done) throw new Cancelled();
}
