// What KubeConfig asks of openid-client: finding out where an issuer renews tokens, and renewing one there.

type Fetch = (url: string, options: RequestInit) => Promise<Response>;

/** The key under which a `fetch` is handed over: one that knows the issuer's own authority. */
export const customFetch = Symbol('fetch');

export interface Configuration {
  readonly clientId: string;
  readonly tokenEndpoint: string;
  readonly fetch: Fetch;
}

/** OpenID Connect Discovery 1.0, section 4. */
export async function discovery(
  issuer: string,
  clientId: string,
  _metadata?: undefined,
  _authentication?: undefined,
  options: { readonly [customFetch]?: Fetch } = {},
): Promise<Configuration> {
  const send = options[customFetch] ?? fetch;
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const found = await answer(send, url, { method: 'GET', headers: { accept: 'application/json' } });
  if (found['issuer'] !== issuer) throw new Error(`${url} is about another issuer`);
  return { clientId, tokenEndpoint: textOf(found, 'token_endpoint', url), fetch: send };
}

export interface Renewed {
  readonly id_token: string;
  readonly refresh_token: string;
  /** In so many seconds. */
  expiresIn(): number | undefined;
}

/** RFC 6749, section 6. An issuer that gives no new refresh token lets the old one live on. */
export async function refreshTokenGrant(
  { clientId, tokenEndpoint, fetch: send }: Configuration,
  refreshToken: string,
): Promise<Renewed> {
  const found = await answer(send, tokenEndpoint, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: clientId,
    }).toString(),
  });
  const { refresh_token: next, expires_in: seconds } = found;
  return {
    id_token: textOf(found, 'id_token', tokenEndpoint),
    refresh_token: typeof next === 'string' ? next : refreshToken,
    expiresIn: () => (typeof seconds === 'number' ? seconds : undefined),
  };
}

async function answer(
  send: Fetch,
  url: string,
  options: RequestInit,
): Promise<Readonly<Record<string, unknown>>> {
  // A token goes over TLS and nothing else.
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:') throw new Error(`${protocol}//${hostname} is not https`);
  const response = await send(url, { ...options, redirect: 'error' });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const found: unknown = await response.json();
  if (typeof found !== 'object' || found === null) throw new Error(`${url} gave no JSON object`);
  return { ...found };
}

function textOf(from: Readonly<Record<string, unknown>>, key: string, url: string): string {
  const value = from[key];
  if (typeof value !== 'string') throw new Error(`${url} gave no ${key}`);
  return value;
}
