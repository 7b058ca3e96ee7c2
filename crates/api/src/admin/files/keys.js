// The keys of other back ends.

import { act, confirm, tellOnce } from "./dialogs.js";
import { badge, button, h, instant, section } from "./dom.js";
import { boxes, field, form } from "./forms.js";
import { list } from "./lists.js";
import { complain, tell } from "./outcome.js";

const SCOPES = [
  ["accounts:read", "accounts:read – ask whether tokens are good, and whose"],
  ["wallet:write", "wallet:write – move balances, read ledgers"],
  ["scores:write", "scores:write – write scores"],
];

const COLUMNS = [
  ["Key", (key) => [key.name, " ", key.revoked_at === null ? "" : badge("taken back", "warn")]],
  ["Id", (key) => String(key.id)],
  ["Good for", (key) => key.scopes.join(", ")],
  ["Made", (key) => instant(key.created_at)],
  ["Last used", (key) => instant(key.last_used_at, "never")],
  ["Taken back", (key) => (key.revoked_at === null ? takeBack(key) : instant(key.revoked_at))],
];

export async function keys() {
  const found = await list("/v1/admin/keys", {}, { caption: "Service keys, the newest first", columns: COLUMNS, empty: "There is no key yet." });
  return [
    h("h1", { tabindex: "-1" }, "Service keys"),
    h("p", {}, "With one of them another back end acts by itself. Each is shown once, when it is made."),
    section("A new key", make()),
    section("All keys", found),
  ];
}

function make() {
  const fields = [
    field("name", "Name", { maxlength: "100", autocomplete: "off", hint: "By what people will tell it from others." }),
    boxes("scopes", "Good for", SCOPES),
  ];
  const send = async (body) => {
    const made = await act("POST", "/v1/admin/keys", { body });
    await tellOnce(`The key ${made.name}`, "Keep it now: it is not shown again. It is sent as Authorization: Bearer …", made.secret);
    window.dispatchEvent(new Event("reload-page"));
    tell(`The key ${made.name} is made.`);
  };
  return form(fields, "Make the key", send, { label: "A new key" });
}

function takeBack(key) {
  const run = async () => {
    await confirm(`Take ${key.name} back?`, "It opens nothing from then on, and cannot be given again.", "Take it back");
    await act("DELETE", `/v1/admin/keys/${key.id}`);
    window.dispatchEvent(new Event("reload-page"));
    tell(`The key ${key.name} is taken back.`);
  };
  return button("Take back", () => run().catch(complain), { class: "danger", "aria-label": `Take ${key.name} back` });
}
