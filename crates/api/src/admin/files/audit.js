// The audit log.

import { account, h, instant, link, words } from "./dom.js";
import { field, form } from "./forms.js";
import { go, list } from "./lists.js";

// The columns of an entry, here and on the page of an account.
export const ENTRY = [
  ["When", (entry) => instant(entry.at)],
  ["What", (entry) => link(`#/audit?kind=${encodeURIComponent(entry.kind)}`, words(entry.kind))],
  ["Account", (entry) => account(entry.account_id)],
  ["By", who],
  ["From", (entry) => entry.address ?? "–"],
  ["Session", (entry) => (entry.session_id === null ? "–" : String(entry.session_id))],
];

function who(entry) {
  if (entry.actor === "account") {
    return entry.actor_id === entry.account_id ? "its owner" : account(entry.actor_id);
  }
  if (entry.actor === "service") return link("#/keys", `service key ${entry.actor_id}`);
  return entry.actor === "operator" ? "the operator" : "anyone";
}

const columns = ENTRY.map(([title, cell]) =>
  title === "What" ? [title, (entry) => [cell(entry), entry.subject_id === null ? "" : ` ${entry.subject_id}`]] : [title, cell],
);

export async function audit(asked) {
  const found = await list("/v1/admin/audit", Object.fromEntries(asked), {
    caption: "Entries, the newest first",
    columns,
    empty: "Nothing like this is recorded.",
  });
  return [h("h1", { tabindex: "-1" }, "Audit log"), filters(asked), found];
}

function filters(asked) {
  const value = (name) => asked.get(name) ?? "";
  const fields = [
    field("account", "Account", { value: value("account"), inputmode: "numeric", placeholder: "Its id" }),
    field("kind", "What happened", { value: value("kind"), placeholder: "signed_in", autocapitalize: "none", spellcheck: "false" }),
    field("actor", "By whom", { value: value("actor"), placeholder: "account:7, service:3, operator, anyone", autocapitalize: "none", spellcheck: "false" }),
    field("from", "Since", { type: "datetime-local", step: "1", value: local(value("from")) }),
    field("until", "Until", { type: "datetime-local", step: "1", value: local(value("until")) }),
  ];
  const send = async (values) => {
    const wanted = new URLSearchParams();
    for (const [name, text] of Object.entries(values)) {
      if (text.trim() !== "") wanted.set(name, name === "from" || name === "until" ? new Date(text).toISOString() : text.trim());
    }
    go(wanted.size > 0 ? `#/audit?${wanted}` : "#/audit");
  };
  const beside = asked.size > 0 ? link("#/audit", "Show all") : "";
  return h("div", { class: "search", role: "search" }, form(fields, "Filter", send, { label: "Filter the audit log", beside }));
}

// An instant as such a field has it: in the time zone of whoever looks.
function local(text) {
  const at = new Date(text);
  if (text === "" || Number.isNaN(at.getTime())) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
