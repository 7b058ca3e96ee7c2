// What came of what somebody did: said where a screen reader hears it, with a way back where there is one.

import { Cancelled } from "./api.js";
import { button, h, instant } from "./dom.js";

const place = () => document.getElementById("outcome");

export function clear() {
  place().replaceChildren();
}

export function tell(text, undo) {
  say("done", h("p", {}, text), undo ? button("Undo", undo) : "", close());
}

export function complain(error) {
  // Whose session is over sees the sign-in, which says so.
  if (error instanceof Cancelled || error.status === 401) return;
  say("failed", h("p", { role: "alert" }, ...said(error)), close());
}

function say(kind, ...content) {
  place().replaceChildren(h("div", { class: kind }, ...content));
  place().focus({ preventScroll: true });
}

const close = () => button("Close", clear, { class: "quiet" });

// The API's own words, with the wrong fields and the end of a lock, if it names them.
export function said(error) {
  const fields = Object.entries(error.errors ?? {});
  const text = fields.map(([name, faults]) => `${name}: ${faults.map((fault) => fault.message).join(" ")}`);
  const until = error.until ? [" It ends ", instant(error.until), "."] : [];
  return [[error.message, ...text].join(" "), ...until];
}
