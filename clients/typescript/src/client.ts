// A client of Parlor that stays signed in.
//
//     const parlor = new Parlor("https://accounts.example.com", { onSignedOut: showSignIn });
//     await parlor.signIn("ann@example.com", "a quiet evening");
//     const { data, error } = await parlor.api.GET("/v1/accounts/me");
//
// `parlor.api` has every call of the server's OpenAPI document, with its types: a body, a parameter or an
// answer that the document does not know does not compile. Refusals come back as `error` and are not thrown;
// thrown is only what the network does.

import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./document.js";

type Schemas = components["schemas"];

/** Why a call of the native API was refused (RFC 9457); `code` is the part to compare. */
export type Problem = Schemas["Problem"];

/** A session on this device. */
export interface Session {
  readonly accountId: number;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What is kept from one start of the app to the next. */
export interface Kept {
  /** Null when nobody is signed in. */
  readonly session: Session | null;
  /** Outlives the session: with it, strangers' wrong passwords do not keep this device out. */
  readonly deviceToken: string | null;
}

/** Where it is kept. In a browser, tabs may share one place: a session that one of them renewed is seen by all. */
export interface Storage {
  get(): Kept | Promise<Kept>;
  set(kept: Kept): void | Promise<void>;
}

/** Keeps it as long as the program runs. */
export class Memory implements Storage {
  private kept: Kept = { session: null, deviceToken: null };
  get(): Kept {
    return this.kept;
  }
  set(kept: Kept): void {
    this.kept = kept;
  }
}

export interface Options {
  /** Memory, unless another is given. */
  storage?: Storage;
  /** What sends a request; the platform's `fetch`, unless another is given. */
  fetch?: (request: Request) => Promise<Response>;
  /** Told when the session turned out to be over; not when `signOut` was called. */
  onSignedOut?: (why: Problem) => void;
}

/** How an access token that is not good, or is no longer, is told: by `/v1`, and by the contracts. */
const NOT_GOOD = ["bad_credential", "token_not_valid"];

export class Parlor {
  /** Every call there is. The session's credential is sent, and renewed, without being asked for. */
  readonly api: Client<paths>;
  /** The same without a credential. */
  private readonly bare: Client<paths>;
  private readonly address: string;
  private readonly storage: Storage;
  private readonly fetch: (request: Request) => Promise<Response>;
  private readonly onSignedOut: (why: Problem) => void;
  private renewing: Promise<Response | null> | null = null;

  constructor(address: string, options: Options = {}) {
    this.address = address.replace(/\/+$/, "");
    this.storage = options.storage ?? new Memory();
    this.fetch = options.fetch ?? ((request) => globalThis.fetch(request));
    this.onSignedOut = options.onSignedOut ?? (() => {});
    this.bare = createClient<paths>({ baseUrl: this.address, fetch: this.fetch });
    this.api = createClient<paths>({ baseUrl: this.address, fetch: (request) => this.send(request) });
  }

  /** Whose session this is; null when nobody is signed in. */
  async accountId(): Promise<number | null> {
    return (await this.storage.get()).session?.accountId ?? null;
  }

  /** Signs in, with the email or the username. */
  async signIn(login: string, password: string) {
    const { deviceToken } = await this.storage.get();
    const body = { login, password, device_token: deviceToken };
    const reply = await this.bare.POST("/v1/sessions", { body });
    if (reply.data) {
      const session = sessionOf(reply.data.account_id, reply.data);
      await this.storage.set({ session, deviceToken: reply.data.device_token ?? deviceToken });
    }
    return reply;
  }

  /** Shows the password again, where a call answers `fresh_sign_in_required`. */
  async stepUp(password: string) {
    const reply = await this.api.POST("/v1/sessions/current/step-up", { body: { password } });
    const kept = await this.storage.get();
    const { access_token, refresh_token } = reply.data ?? {};
    if (access_token && refresh_token && kept.session) {
      const session = sessionOf(kept.session.accountId, { access_token, refresh_token });
      await this.storage.set({ ...kept, session });
    }
    return reply;
  }

  /** Signs out; here in any case, on the server if it can be reached. */
  async signOut(): Promise<void> {
    try {
      await this.api.DELETE("/v1/sessions/current");
    } finally {
      await this.forget();
    }
  }

  private async forget(): Promise<void> {
    const { deviceToken } = await this.storage.get();
    await this.storage.set({ session: null, deviceToken });
  }

  /** Sends a request with the session's credential, and once more with the next one where that was not good. */
  private async send(request: Request): Promise<Response> {
    const { session } = await this.storage.get();
    if (!session || request.headers.has("authorization")) return this.fetch(request);
    const again = request.clone(); // A body can be read only once.
    const answer = await this.fetch(bearing(request, session));
    if (!(await isNotGood(answer))) return answer;
    const refusal = await this.renew(session);
    if (refusal) return refusal.clone();
    const next = (await this.storage.get()).session;
    // What one account asked for is not asked in the name of another.
    if (next?.accountId !== session.accountId) return answer;
    return this.fetch(bearing(again, next));
  }

  /** One renewal for all who need it at once. Gives what refused it, or null. */
  private renew(used: Session): Promise<Response | null> {
    this.renewing ??= this.refresh(used).finally(() => (this.renewing = null));
    return this.renewing;
  }

  private async refresh(used: Session): Promise<Response | null> {
    const { session } = await this.storage.get();
    if (session?.accessToken !== used.accessToken) return null; // That was done already, or there is no session.
    const ask = () => this.askForTokens(session.refreshToken);
    // If only the answer was lost, the same token gets the same answer; should this fail too, the next
    // call begins with it again.
    const answer = await ask().catch(ask);
    const kept = await this.storage.get();
    if (kept.session?.refreshToken !== session.refreshToken) return null; // Signed out, or in, meanwhile.
    if (answer.ok) {
      const tokens = (await answer.json()) as Schemas["Tokens"];
      await this.storage.set({ ...kept, session: sessionOf(session.accountId, tokens) });
      return null;
    }
    if (answer.status === 401) {
      await this.forget();
      this.onSignedOut((await answer.clone().json()) as Problem);
    }
    return answer;
  }

  /** The whole answer; an answer that breaks off is no answer. */
  private async askForTokens(refreshToken: string): Promise<Response> {
    const body = JSON.stringify({ refresh_token: refreshToken } satisfies Schemas["Refresh"]);
    const headers = { "content-type": "application/json" };
    const request = new Request(`${this.address}/v1/sessions/refresh`, { method: "POST", headers, body });
    const answer = await this.fetch(request);
    return new Response(await answer.arrayBuffer(), answer);
  }
}

function sessionOf(accountId: number, tokens: Pick<Schemas["Tokens"], "access_token" | "refresh_token">): Session {
  return { accountId, accessToken: tokens.access_token, refreshToken: tokens.refresh_token };
}

function bearing(request: Request, session: Session): Request {
  request.headers.set("authorization", `Bearer ${session.accessToken}`);
  return request;
}

async function isNotGood(answer: Response): Promise<boolean> {
  if (answer.status !== 401) return false;
  const said: unknown = await answer.clone().json().catch(() => null);
  return typeof said === "object" && said !== null && "code" in said && NOT_GOOD.includes(String(said.code));
}
