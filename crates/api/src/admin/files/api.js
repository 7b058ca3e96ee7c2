// Calls of `/v1`, with the session in the cookie. What the API refuses comes out as a Problem, in its own words.

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? `The server answered with ${status}.`);
    this.status = status;
    this.code = body.code;
    this.until = body.until;
    this.errors = body.errors ?? {};
  }
}

// Somebody closed a dialog: nothing was done, and nothing is to be said.
export class Cancelled extends Error {}

export async function call(method, path, { body, query, key } = {}) {
  const headers = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (key !== undefined) headers["idempotency-key"] = key;
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") asked.set(name, value);
  }
  const address = asked.size > 0 ? `${path}?${asked}` : path;
  let answer;
  try {
    answer = await fetch(address, { method, headers, body: body && JSON.stringify(body), cache: "no-store" });
  } catch {
    throw new Problem(0, { detail: "The server does not answer. Nothing may have happened; look before you repeat it." });
  }
  const text = await answer.text();
  let content = {};
  try {
    content = text === "" ? {} : JSON.parse(text);
  } catch {
    // Something in between answered, and not with JSON.
  }
  if (answer.ok) return content;
  const problem = new Problem(answer.status, content);
  if (answer.status === 401 && problem.code !== "invalid_login") {
    window.dispatchEvent(new Event("signed-out"));
  }
  throw problem;
}

export const get = (path, query) => call("GET", path, { query });

// A key with which a call is harmless to repeat. Not `randomUUID`, which browsers keep from pages without https.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `admin-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
