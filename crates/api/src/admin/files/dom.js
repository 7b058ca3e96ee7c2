// Makes what is on the pages. Whatever people wrote goes into a text node or an attribute, never into HTML.

export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

const instants = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

// An instant in the time zone of whoever looks, or a word where there is none.
export function instant(text, none = "–") {
  if (!text) return none;
  return h("time", { datetime: text, title: text }, instants.format(new Date(text)));
}

export const number = (value) => value.toLocaleString();

// The word of a kind or scope, as people write it.
export const words = (kind) => kind.replaceAll("_", " ");

export function link(address, text) {
  return h("a", { href: address }, text);
}

export function account(id, text = `#${id}`) {
  return id === null || id === undefined ? "–" : link(`#/accounts/${id}`, text);
}

// By what people know an account.
export const nameOf = (account) => account.username ?? account.email ?? `#${account.id}`;

export function badge(text, kind = "") {
  return h("span", { class: `badge ${kind}` }, text);
}

export function badges(account) {
  const shown = [];
  if (account.state !== "active") shown.push(badge(account.state, "warn"));
  if (account.is_admin) shown.push(badge("administrator"));
  return shown;
}

export function button(text, act, attributes = {}) {
  return h("button", { type: "button", click: act, ...attributes }, text);
}

export function section(title, ...content) {
  const id = `section-${title.toLowerCase().replaceAll(/[^a-z]+/g, "-")}`;
  return h("section", { "aria-labelledby": id }, h("h2", { id }, title), ...content);
}

// Names with their values, one below the other.
export function facts(pairs) {
  const shown = pairs.filter(([, value]) => value !== undefined);
  return h("dl", {}, shown.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

// A table whose columns are `[title, item => content]`. On a narrow screen each row stands as a block, where each
// cell shows its title.
export function table(caption, columns, empty) {
  const body = h("tbody");
  const heads = columns.map(([title]) => h("th", { scope: "col" }, title));
  const grid = h("table", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, heads)), body);
  const nothing = h("p", { class: "empty" }, empty);
  const node = h("div", { class: "list" }, grid, nothing);
  const add = (items) => {
    body.append(...items.map((item) => h("tr", {}, columns.map(([title, cell]) => h("td", { "data-title": title }, h("div", {}, cell(item)))))));
    grid.hidden = body.children.length === 0;
    nothing.hidden = !grid.hidden;
  };
  add([]);
  return { node, add };
}
