// Finds out who looks, and shows the page that the address names. All pages stand behind `#`, so that any of them
// can be kept as a link and loaded anew.

import { Problem, get } from "./api.js";
import { accounts } from "./accounts.js";
import { account } from "./account.js";
import { audit } from "./audit.js";
import { button, h, link, nameOf } from "./dom.js";
import { keys } from "./keys.js";
import { mails } from "./mails.js";
import { clear, complain, said } from "./outcome.js";
import { overview } from "./overview.js";
import { signIn, signOut } from "./signing.js";

const PAGES = [
  [/^\/$/, "Overview", overview],
  [/^\/accounts$/, "Accounts", accounts],
  [/^\/accounts\/(\d+)$/, "Account", account],
  [/^\/audit$/, "Audit log", audit],
  [/^\/keys$/, "Service keys", keys],
  [/^\/mails$/, "Undelivered mail", mails],
];
const MENU = [
  ["#/", "Overview"],
  ["#/accounts", "Accounts"],
  ["#/audit", "Audit log"],
  ["#/keys", "Service keys"],
  ["#/mails", "Mail"],
];

const top = document.getElementById("top");
const main = document.getElementById("main");
let shown = 0;
let me;

// Shows the page of the address. Of two that are asked for at once, the later one.
async function show({ keepOutcome = false } = {}) {
  if (!me) return;
  const turn = (shown += 1);
  const [path, query] = location.hash.replace(/^#/, "").split("?");
  const wanted = path === "" ? "/" : path;
  mark(wanted);
  main.setAttribute("aria-busy", "true");
  let content;
  let title;
  for (const [pattern, name, page] of PAGES) {
    const match = pattern.exec(wanted);
    if (!match) continue;
    title = name;
    content = await page(new URLSearchParams(query), ...match.slice(1)).catch(refused);
  }
  if (turn !== shown || !me) return;
  content ??= [h("h1", { tabindex: "-1" }, "Nothing is here"), h("p", {}, link("#/", "To the overview"))];
  main.replaceChildren(...[content].flat());
  main.removeAttribute("aria-busy");
  const heading = main.querySelector("h1");
  document.title = `${heading?.firstChild?.textContent ?? title} · Parlor`;
  if (keepOutcome) return;
  clear();
  heading?.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

function refused(error) {
  if (!(error instanceof Problem)) console.error(error);
  return [h("h1", { tabindex: "-1" }, error.status === 404 ? "There is no such account" : "That went wrong"), h("p", {}, ...said(error))];
}

function mark(path) {
  for (const item of top.querySelectorAll("nav a")) {
    const target = item.getAttribute("href").slice(1);
    const is = target === "/" ? path === "/" : path.startsWith(target);
    if (is) item.setAttribute("aria-current", "page");
    else item.removeAttribute("aria-current");
  }
}

function head() {
  const leave = async () => {
    await signOut().catch((error) => {
      if (error.status !== 401) throw error;
    });
    out("You are signed out.");
  };
  top.replaceChildren(
    h("a", { class: "brand", href: "#/" }, "Parlor"),
    h("nav", { "aria-label": "Pages" }, MENU.map(([address, text]) => link(address, text))),
    h("div", { class: "who" }, link(`#/accounts/${me.id}`, nameOf(me)), button("Sign out", () => leave().catch(complain), { class: "quiet" })),
  );
  top.hidden = false;
}

// Nobody is signed in, or nobody any more.
function out(notice) {
  me = undefined;
  shown += 1;
  clear();
  top.hidden = true;
  top.replaceChildren();
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
  main.removeAttribute("aria-busy");
  main.replaceChildren(signIn(notice, begin));
  document.title = "Sign in · Parlor";
  main.querySelector("input").focus();
}

async function begin() {
  const found = await get("/v1/accounts/me");
  if (!found.is_admin) {
    out("You are signed in, but not as an administrator: sign in as one.");
    return;
  }
  me = found;
  head();
  await show();
}

window.addEventListener("hashchange", () => show());
window.addEventListener("reload-page", () => show({ keepOutcome: true }));
window.addEventListener("signed-out", () => {
  if (me) out("Your session has ended: sign in again.");
});

begin().catch((error) => {
  if (error.status === 401) out("These pages are for administrators.");
  else out(error.message);
});
