// An account's balance, and the ledger behind it.

import { newKey } from "./api.js";
import { act } from "./dialogs.js";
import { account as to, h, instant, number } from "./dom.js";
import { field, form } from "./forms.js";
import { list } from "./lists.js";
import { complain, tell } from "./outcome.js";

const COLUMNS = [
  ["When", (entry) => instant(entry.created_at)],
  ["Amount", (entry) => h("span", { class: entry.amount < 0 ? "minus" : "plus" }, entry.amount > 0 ? `+${number(entry.amount)}` : number(entry.amount))],
  ["Then", (entry) => number(entry.balance_after)],
  ["Why", (entry) => entry.reason],
  ["By", (entry) => (entry.actor === "account" ? to(entry.actor_id) : [entry.actor, entry.actor_id ? ` ${entry.actor_id}` : ""].join(""))],
];

export async function money(account) {
  const path = `/v1/admin/accounts/${account.id}/wallet/entries`;
  const ledger = await list(path, {}, { caption: "The ledger, the last entry first", columns: COLUMNS, empty: "Nothing moved yet." });
  return [h("p", {}, "Balance: ", h("strong", {}, number(account.balance))), move(path), ledger];
}

function move(path) {
  // Stays the same until it is known that the balance moved, or something else is wanted: whoever presses the button
  // again because no answer came moves nothing twice.
  let key = newKey();
  const fields = [
    field("how", "Do", { choices: [["amount", "Give or take"], ["balance", "Set the balance to"]] }),
    field("units", "Units", { inputmode: "numeric", hint: "Whole units; below zero takes.", autocomplete: "off" }),
    field("reason", "Reason", { maxlength: "200", hint: "The account's owner sees it.", autocomplete: "off" }),
  ];
  const send = async ({ how, units, reason }) => {
    const entry = await act("POST", path, { body: { [how]: units.trim(), reason }, key }).catch((error) => {
      throw rename(error, how);
    });
    key = newKey();
    const back = { amount: -entry.amount, reason: `Undone: ${reason.trim()}`.slice(0, 200) };
    done(entry, entry.amount !== 0 && undo(path, { body: back, key: newKey() }));
  };
  const node = form(fields, "Move the balance", send, { label: "Move the balance" });
  node.addEventListener("input", () => (key = newKey()));
  return node;
}

function done(entry, undo) {
  window.dispatchEvent(new Event("reload-page"));
  tell(`The balance moved by ${number(entry.amount)}, and is ${number(entry.balance_after)} now.`, undo);
}

// Nothing leaves a ledger: what was given is taken, and the other way round.
const undo = (path, call) => () => act("POST", path, call).then((entry) => done(entry), complain);

// The API names the field by what was wanted.
function rename(error, how) {
  if (error.errors?.[how]) {
    error.errors.units = error.errors[how];
    delete error.errors[how];
  }
  return error;
}
