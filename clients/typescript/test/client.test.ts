// The client against the server at PARLOR_ADDRESS, whose access tokens are good for three seconds.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Memory, Parlor, type Options, type Problem } from "../src/client.js";

const address = process.env.PARLOR_ADDRESS ?? assert.fail("PARLOR_ADDRESS is not set");
const password = "a quiet evening";
const refreshing = "POST /v1/sessions/refresh";

/** Somebody with an account of their own, signed in, and what this client has sent since. */
async function member(name: string, options: Options = {}) {
  const sent: string[] = [];
  const storage = new Memory();
  const through = options.fetch ?? fetch;
  const counting = (request: Request) => {
    sent.push(`${request.method} ${new URL(request.url).pathname}`);
    return through(request);
  };
  const parlor = new Parlor(address, { storage, ...options, fetch: counting });
  const email = `${name}@example.com`;
  const account = await parlor.api.POST("/v1/accounts", { body: { email, password } });
  assert.equal(account.response.status, 201, JSON.stringify(account.error));
  await signIn(parlor, email);
  sent.length = 0;
  const times = (call: string) => sent.filter((other) => other === call).length;
  return { parlor, storage, email, sent, times };
}

async function signIn(parlor: Parlor, login: string) {
  const { data, error } = await parlor.signIn(login, password);
  return data ?? assert.fail(JSON.stringify(error));
}

/** Makes the access token one that is not good. */
function spoil(storage: Memory) {
  const kept = storage.get();
  assert.ok(kept.session);
  storage.set({ ...kept, session: { ...kept.session, accessToken: "spoilt" } });
}

test("an account is made, read and changed on the state that was read", async () => {
  const { parlor, email } = await member("ann");
  const me = await parlor.api.GET("/v1/accounts/me");
  assert.equal(me.data?.email, email);
  assert.equal(me.data.id, await parlor.accountId());
  const tag = me.response.headers.get("etag");
  assert.ok(tag);
  const on = { header: { "If-Match": tag } };
  const body = { first_name: "Ann", public_data: { colour: "green" } };
  const changed = await parlor.api.PATCH("/v1/accounts/me", { params: on, body });
  assert.equal(changed.data?.first_name, "Ann");
  assert.deepEqual(changed.data.public_data, { colour: "green" });
  const late = await parlor.api.PATCH("/v1/accounts/me", { params: on, body: { first_name: "Anne" } });
  assert.equal(late.error?.code, "outdated");
});

test("refusals say their code, and what is wrong with each field", async () => {
  const parlor = new Parlor(address);
  const weak = await parlor.api.POST("/v1/accounts", { body: { email: "weak@example.com", password: "1234" } });
  assert.equal(weak.error?.code, "invalid_fields");
  assert.equal(weak.error.errors?.["password"]?.[0]?.code, "too_short");
  const unknown = await parlor.signIn("nobody@example.com", password);
  assert.equal(unknown.error?.code, "invalid_login");
  assert.equal(await parlor.accountId(), null);
  const anonymous = await parlor.api.GET("/v1/accounts/me");
  assert.equal(anonymous.error?.code, "no_credential");
});

test("what the document does not know does not compile", async () => {
  const parlor = new Parlor(address);
  // @ts-expect-error There is no such address.
  await parlor.api.GET("/v1/nothing");
  // @ts-expect-error A step-up needs a password.
  await parlor.api.POST("/v1/sessions/current/step-up", { body: {} });
  const { data } = await parlor.api.GET("/v1/accounts/me");
  // @ts-expect-error An account has no such field.
  assert.equal(data?.nickname, undefined);
});

test("fifty calls at once on an expired access token renew the session once", async () => {
  const { parlor, times } = await member("bob");
  const opened = await signIn(parlor, "bob@example.com");
  await sleep(Date.parse(opened.access_expires_at) - Date.now() + 1100);
  const calls = Array.from({ length: 50 }, () => parlor.api.GET("/v1/accounts/me"));
  for (const { data, error } of await Promise.all(calls)) {
    assert.equal(data?.email, "bob@example.com", JSON.stringify(error));
  }
  assert.equal(times(refreshing), 1);
  assert.ok(times("GET /v1/accounts/me") <= 100, "each call was repeated at most once");
});

test("a call with a body is repeated with its body", async () => {
  const { parlor, storage, times } = await member("cleo");
  spoil(storage);
  const changed = await parlor.api.PATCH("/v1/accounts/me", { body: { first_name: "Cleo" } });
  assert.equal(changed.data?.first_name, "Cleo");
  assert.equal(times("PATCH /v1/accounts/me"), 2);
});

test("a renewal whose reply was lost is asked for again with the same token", async () => {
  let lost = 0;
  const losing = async (request: Request) => {
    const reply = await fetch(request);
    if (!request.url.endsWith("/refresh") || lost === 3) return reply;
    lost += 1;
    throw new TypeError("the reply was lost");
  };
  const { parlor, storage, times } = await member("dora", { fetch: losing });
  spoil(storage);
  const { refreshToken } = storage.get().session ?? assert.fail();
  await assert.rejects(parlor.api.GET("/v1/accounts/me"), /the reply was lost/);
  assert.equal(storage.get().session?.refreshToken, refreshToken, "nothing is forgotten");
  const me = await parlor.api.GET("/v1/accounts/me");
  assert.equal(me.data?.email, "dora@example.com");
  assert.equal(times(refreshing), 4);
  assert.notEqual(storage.get().session?.refreshToken, refreshToken);
});

test("a renewal that is put off keeps the session, and the call says why", async () => {
  let busy = true;
  const overloaded = (request: Request) => {
    const problem = { title: "", status: 503, code: "busy", detail: "" } satisfies Problem;
    return busy && request.url.endsWith("/refresh")
      ? Promise.resolve(Response.json(problem, { status: 503 }))
      : fetch(request);
  };
  const { parlor, storage } = await member("eve", { fetch: overloaded });
  spoil(storage);
  const calls = await Promise.all([parlor.api.GET("/v1/accounts/me"), parlor.api.GET("/v1/sessions")]);
  assert.deepEqual(calls.map(({ error }) => error?.code), ["busy", "busy"]);
  busy = false;
  assert.equal((await parlor.api.GET("/v1/accounts/me")).data?.email, "eve@example.com");
});

test("a session that was ended elsewhere is forgotten, and a listener is told once", async () => {
  const told: Problem[] = [];
  const { parlor, storage, times } = await member("fay", { onSignedOut: (why) => told.push(why) });
  const { deviceToken } = storage.get();
  const phone = new Parlor(address);
  await signIn(phone, "fay@example.com");
  assert.equal((await phone.api.DELETE("/v1/sessions/others")).response.status, 204);
  const calls = await Promise.all([1, 2, 3].map(() => parlor.api.GET("/v1/accounts/me")));
  assert.deepEqual(calls.map(({ response }) => response.status), [401, 401, 401]);
  assert.deepEqual(told.map(({ code }) => code), ["invalid_refresh_token"]);
  assert.equal(times(refreshing), 1);
  assert.ok(deviceToken);
  assert.deepEqual(storage.get(), { session: null, deviceToken });
});

test("this device stays the same one when it signs in again", async () => {
  const { parlor, storage, email } = await member("gil");
  const { deviceToken } = storage.get();
  await parlor.signOut();
  assert.equal(await parlor.accountId(), null);
  await signIn(parlor, email);
  assert.equal(storage.get().deviceToken, deviceToken);
});

test("signing out ends the session on the server too", async () => {
  const { parlor, storage } = await member("hal");
  const { accessToken } = storage.get().session ?? assert.fail();
  await parlor.signOut();
  const headers = { authorization: `Bearer ${accessToken}` };
  const after = await parlor.api.GET("/v1/accounts/me", { headers });
  assert.equal(after.error?.code, "bad_credential");
});

test("a call of one account is not repeated in the name of another", async () => {
  const other = await member("ida");
  let held = true;
  const { parlor, storage, times } = await member("jon", {
    fetch: async (request) => {
      const reply = await fetch(request);
      if (held && reply.status === 401) {
        held = false;
        await signIn(parlor, other.email);
      }
      return reply;
    },
  });
  spoil(storage);
  const changed = await parlor.api.PATCH("/v1/accounts/me", { body: { first_name: "Jon" } });
  assert.equal(changed.error?.code, "bad_credential");
  assert.equal(times("PATCH /v1/accounts/me"), 1);
  assert.equal((await parlor.api.GET("/v1/accounts/me")).data?.email, other.email);
});

test("after a step-up the session goes on with its new tokens", async () => {
  const { parlor, storage, times } = await member("kim");
  const before = storage.get().session?.refreshToken;
  const { error } = await parlor.stepUp(password);
  assert.equal(error, undefined);
  assert.notEqual(storage.get().session?.refreshToken, before);
  assert.equal((await parlor.api.GET("/v1/accounts/me")).data?.email, "kim@example.com");
  assert.equal(times(refreshing), 0);
});

test("a deleted account is gone, and its session with it", async () => {
  const told: Problem[] = [];
  const { parlor, email } = await member("leo", { onSignedOut: (why) => told.push(why) });
  const gone = await parlor.api.DELETE("/v1/accounts/me", { body: { current_password: password } });
  assert.equal(gone.response.status, 204);
  const after = await parlor.api.GET("/v1/accounts/me");
  assert.equal(after.response.status, 401);
  assert.equal(told.length, 1);
  assert.equal((await parlor.signIn(email, password)).error?.code, "invalid_login");
});
