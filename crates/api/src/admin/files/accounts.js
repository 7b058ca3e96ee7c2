// Finding accounts.

import { account, badges, h, instant, nameOf } from "./dom.js";
import { field, form } from "./forms.js";
import { go, list } from "./lists.js";

const WHICH = [
  ["", "All accounts"],
  ["state=active", "Active"],
  ["state=deactivated", "Deactivated"],
  ["state=pending", "Waiting for their code"],
  ["is_admin=true", "Administrators"],
];

const COLUMNS = [
  ["Account", (item) => [account(item.id, nameOf(item)), " ", ...badges(item)]],
  ["Email", (item) => item.email ?? "–"],
  ["Name", (item) => [item.first_name, item.last_name].filter(Boolean).join(" ") || "–"],
  ["Made", (item) => instant(item.created_at)],
  ["Id", (item) => String(item.id)],
];

export async function accounts(asked) {
  const query = Object.fromEntries(asked);
  const found = await list("/v1/admin/accounts", query, {
    caption: "Accounts",
    columns: COLUMNS,
    empty: "No account is like this.",
  });
  return [h("h1", { tabindex: "-1" }, "Accounts"), search(asked), found];
}

// What is looked for becomes the address, so that it can be kept, and gone back to.
export function search(asked) {
  const which = WHICH.find(([choice]) => choice !== "" && new URLSearchParams(choice).toString() === rest(asked));
  const fields = [
    field("query", "Find an account", {
      type: "search",
      value: asked.get("query") ?? "",
      placeholder: "How an email or username begins, or an id",
      autocapitalize: "none",
      spellcheck: "false",
    }),
    field("which", "Among", { choices: WHICH, value: which?.[0] ?? "" }),
  ];
  const send = async (values) => {
    const wanted = new URLSearchParams(values.which);
    if (values.query.trim()) wanted.set("query", values.query.trim());
    go(wanted.size > 0 ? `#/accounts?${wanted}` : "#/accounts");
  };
  return h("div", { class: "search", role: "search" }, form(fields, "Find", send, { label: "Find an account" }));
}

function rest(asked) {
  const other = new URLSearchParams(asked);
  other.delete("query");
  return other.toString();
}
