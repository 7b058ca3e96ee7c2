// The mails that nobody got.

import { account, h, instant, number, words } from "./dom.js";
import { list } from "./lists.js";

const COLUMNS = [
  ["To", (mail) => mail.to],
  ["Account", (mail) => account(mail.account_id)],
  ["What", (mail) => words(mail.kind)],
  ["Why not", (mail) => mail.reason],
  ["Tries", (mail) => number(mail.attempts)],
  ["Queued", (mail) => instant(mail.queued_at)],
  ["Given up", (mail) => instant(mail.failed_at)],
];

export async function mails() {
  const found = await list("/v1/admin/outbox", {}, { caption: "Those given up last first", columns: COLUMNS, empty: "Every mail has found its way." });
  return [h("h1", { tabindex: "-1" }, "Undelivered mail"), h("p", {}, "What could not be delivered is known for 30 days. What it said is gone."), found];
}
