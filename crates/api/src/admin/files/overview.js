// How much there is of everything, each with the way to it, and the search that most visits begin with.

import { get } from "./api.js";
import { h, number, section } from "./dom.js";
import { search } from "./accounts.js";

export async function overview() {
  const counts = await get("/v1/admin/statistics");
  const tiles = [
    ["Active accounts", counts.accounts.active, "#/accounts?state=active"],
    ["Waiting for their code", counts.accounts.pending, "#/accounts?state=pending"],
    ["Deactivated", counts.accounts.deactivated, "#/accounts?state=deactivated"],
    ["Administrators", counts.administrators, "#/accounts?is_admin=true"],
    ["Live sessions", counts.live_sessions],
    ["Service keys", counts.service_keys, "#/keys"],
    ["Mails on their way", counts.mails.pending],
    ["Undelivered mails", counts.mails.failed, "#/mails"],
  ];
  return [
    h("h1", { tabindex: "-1" }, "Overview"),
    search(new URLSearchParams()),
    section("In numbers", h("ul", { class: "tiles" }, tiles.map(tile))),
  ];
}

function tile([name, count, address]) {
  const content = [h("span", { class: "count" }, number(count)), h("span", {}, name)];
  return h("li", {}, address ? h("a", { href: address }, content) : h("div", {}, content));
}
