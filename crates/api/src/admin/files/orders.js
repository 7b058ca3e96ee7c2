// What an administrator does to an account, and how it is taken back.

import { act, confirm } from "./dialogs.js";
import { button, h, nameOf } from "./dom.js";
import { complain, tell } from "./outcome.js";

export function orders(account) {
  const name = nameOf(account);
  const base = `/v1/admin/accounts/${account.id}`;
  // Done, said, and shown anew.
  const done = async (method, path, text, undo) => {
    await act(method, `${base}${path}`);
    window.dispatchEvent(new Event("reload-page"));
    tell(text, undo && (() => undo().catch(complain)));
  };

  const activate = () => done("POST", "/activate", `${name} is switched on.`);
  const deactivate = () => done("POST", "/deactivate", `${name} is switched off, and signed out everywhere.`, activate);
  const appoint = () => done("PUT", "/administrator", `${name} is an administrator.`, dismiss);
  const dismiss = () => done("DELETE", "/administrator", `${name} is no administrator any more.`, appoint);

  const asked = (title, text, verb, then) => async () => {
    await confirm(title, text, verb);
    await then();
  };
  const all = [
    [account.locked_until !== null, "Unlock", () => done("POST", "/unlock", `${name} is unlocked.`)],
    [account.email !== null && account.state === "active", "Send a recovery code", () => done("POST", "/send-recovery", `A code is on its way to ${account.email}.`)],
    [account.state !== "active", "Activate", activate],
    [account.live_sessions > 0, "Sign out everywhere", asked(`Sign ${name} out?`, "Every session ends, and no device is known any more. It cannot be undone; whoever has the password signs in again.", "Sign out everywhere", () => done("DELETE", "/sessions", `${name} is signed out everywhere.`)), "danger"],
    [account.has_pin, "Take the PIN away", asked(`Take ${name}'s PIN away?`, "It cannot be given back; its owner is told by mail, and sets another one.", "Take it away", () => done("POST", "/reset-factors", `${name} has no PIN any more.`)), "danger"],
    [!account.is_admin, "Make an administrator", asked(`Make ${name} an administrator?`, "Administrators may do everything that these pages do, to you as well.", "Make an administrator", appoint), "danger"],
    [account.is_admin, "Dismiss as an administrator", asked(`Dismiss ${name}?`, "The account stays, without the rights of administrators.", "Dismiss", dismiss), "danger"],
    [account.state === "active", "Deactivate", asked(`Switch ${name} off?`, "Its sessions end and nobody can sign in with it. Its data stays, and it can be switched on again.", "Deactivate", deactivate), "danger"],
  ];
  const buttons = all.filter(([fits]) => fits).map(([, text, run, kind]) => {
    const press = async (event) => {
      event.target.disabled = true;
      await run().catch(complain);
      event.target.disabled = false;
    };
    return button(text, press, { class: kind });
  });
  return h("div", { class: "buttons" }, buttons);
}
