// The sessions of an account, each with the device that it is on, and its end.

import { act, confirm } from "./dialogs.js";
import { button, h, instant, number, table } from "./dom.js";
import { complain, tell } from "./outcome.js";

export function endings(account) {
  const end = async (session) => {
    await confirm("End this session?", "Its device is signed out at once. It cannot be undone.", "End it");
    await act("DELETE", `/v1/admin/sessions/${session.id}`);
    window.dispatchEvent(new Event("reload-page"));
    tell("The session is over.");
  };
  const columns = [
    ["Device", (session) => session.user_agent ?? "unknown"],
    ["From", (session) => session.address ?? "unknown"],
    ["Kind", (session) => session.kind],
    ["Opened", (session) => instant(session.created_at)],
    ["Renewed", (session) => instant(session.renewed_at)],
    ["Ends", (session) => instant(session.expires_at)],
    ["", (session) => button("End", () => end(session).catch(complain), { class: "danger", "aria-label": `End the session from ${session.address ?? "an unknown address"}` })],
  ];
  const { node, add } = table("Live sessions, the newest first", columns, "It is signed in nowhere.");
  add(account.sessions);
  const unseen = account.live_sessions - account.sessions.length;
  return h("div", {}, node, unseen > 0 ? h("p", {}, `And ${number(unseen)} older ones.`) : "");
}
