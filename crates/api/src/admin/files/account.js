// One account: what is known of it, what happened to it, and what can be done.

import { get } from "./api.js";
import { orders } from "./orders.js";
import { badges, facts, h, instant, link, nameOf, number, section, table } from "./dom.js";
import { endings } from "./sessions.js";
import { ENTRY } from "./audit.js";
import { money } from "./money.js";
import { points } from "./points.js";

export async function account(_, id) {
  const found = await get(`/v1/admin/accounts/${id}`);
  return [
    h("h1", { tabindex: "-1" }, nameOf(found), " ", ...badges(found)),
    known(found),
    section("What can be done", orders(found)),
    section("Sessions", endings(found)),
    section("Wallet", await money(found)),
    section("Score", points(found)),
    section("What happened", ...happened(found)),
  ];
}

function known(found) {
  const proved = found.email_verified_at ? ["proved ", instant(found.email_verified_at)] : "not proved";
  return facts([
    ["Id", String(found.id)],
    ["Email", found.email === null ? "none" : [found.email, h("small", {}, " (", proved, ")")]],
    ["Username", found.username ?? "none"],
    ["Name", [found.first_name, found.last_name].filter(Boolean).join(" ") || "none"],
    ["State", found.state],
    ["Made", instant(found.created_at)],
    ["Password", found.has_password ? "set" : "none"],
    ["PIN", found.has_pin ? "set" : "none"],
    ["Locked", found.locked_until ? ["until ", instant(found.locked_until)] : "no"],
    ["PIN locked", found.pin_locked_until ? ["until ", instant(found.pin_locked_until)] : undefined],
    ["Balance", number(found.balance)],
    ["Score", number(found.score)],
  ]);
}

function happened(found) {
  const { node, add } = table("The newest entries of the audit log about it", ENTRY, "Nothing is recorded of it.");
  add(found.audit);
  return [node, h("p", {}, link(`#/audit?account=${found.id}`, "The whole log of this account"))];
}
