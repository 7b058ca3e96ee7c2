// Lists of `/v1`, a page at a time.

import { get } from "./api.js";
import { button, h, table } from "./dom.js";
import { complain } from "./outcome.js";

// Shows what an address names, anew if it is shown already.
export function go(address) {
  if (location.hash === address) window.dispatchEvent(new Event("reload-page"));
  else location.hash = address;
}

// The first page of a list, and a button for what follows.
export async function list(path, query, { caption, columns, empty }) {
  const { node, add } = table(caption, columns, empty);
  let cursor;
  const load = async () => {
    const page = await get(path, { ...query, cursor });
    add(page.items);
    cursor = page.next_cursor;
    more.hidden = !cursor;
  };
  const press = async () => {
    more.disabled = true;
    await load().catch(complain);
    more.disabled = false;
  };
  const more = button("Show more", press, { class: "quiet more" });
  await load();
  return h("div", {}, node, more);
}
