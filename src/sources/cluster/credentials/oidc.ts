import { Agent } from 'undici';

import { isRaw, type Raw } from '../../../inventory/raise.ts';
import { connectorOf } from '../connection/connector.ts';
import type { ChosenContext } from '../kubeconfig/kubeconfig.ts';
import type { CredentialOptions } from './credential.ts';

/** As the kubeconfig has it: `id-token`, `refresh-token`, `client-id`, `idp-issuer-url` and more. */
type Config = Readonly<Record<string, string>>;

/** An id token is renewed so long before it ends. */
const EARLY = 10_000;

/**
 * The id token of a user of OpenID Connect, renewed at its issuer where it has ended. The client library does not hand
 * the client's secret over, without which most issuers refuse.
 */
export function oidcToken(
  context: ChosenContext,
  config: Config,
  options: CredentialOptions,
): () => Promise<string> {
  let { 'id-token': token = '', 'refresh-token': refreshToken = '' } = config;
  return async () => {
    const ends = expiryOf(token) ?? (token === '' ? 0 : Number.POSITIVE_INFINITY);
    if (ends - EARLY > options.clock.now()) return token;
    if (refreshToken === '') throw new Error('its id-token has ended, and it has no refresh-token');
    const renewed = await renew(context, { ...config, 'refresh-token': refreshToken }, options);
    token = textOf(renewed, 'id_token');
    // An issuer that gives no new one lets the old one live on.
    const { refresh_token: next } = renewed;
    if (typeof next === 'string') refreshToken = next;
    return token;
  };
}

/** The `exp` of a JWT, epoch milliseconds. */
export function expiryOf(token: string): number | undefined {
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'),
    );
    return isRaw(claims) && typeof claims['exp'] === 'number' ? claims['exp'] * 1000 : undefined;
  } catch {
    return undefined;
  }
}

/** OpenID Connect Discovery 1.0, section 4; RFC 6749, section 6. */
async function renew(
  context: ChosenContext,
  config: Config,
  { environment }: CredentialOptions,
): Promise<Raw> {
  const { 'idp-issuer-url': issuer = '', 'client-id': id = '', 'client-secret': secret } = config;
  const agent = new Agent({ connect: connectorOf(atIssuer(context, config), environment)() });
  try {
    const place = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const found = goodAnswer(await send(agent, place), place);
    if (found['issuer'] !== issuer) throw new Error(`${place} is about another issuer`);
    const endpoint = textOf(found, 'token_endpoint');
    const form = {
      grant_type: 'refresh_token',
      refresh_token: config['refresh-token'] ?? '',
      client_id: id,
    };
    if (secret === undefined || secret === '')
      return goodAnswer(await send(agent, endpoint, form), endpoint);
    // Issuers differ in where they want the secret: in the header, as all should take it, or in the form.
    const pair = [id, secret].map(encodeURIComponent).join(':');
    const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    const first = await send(agent, endpoint, form, { authorization });
    if (isGood(first)) return goodAnswer(first, endpoint);
    return goodAnswer(await send(agent, endpoint, { ...form, client_secret: secret }), endpoint);
  } finally {
    await agent.destroy();
  }
}

/** Reached as a cluster is: with an authority of its own, through the proxy that the environment names. */
function atIssuer({ name, from, user, namespace }: ChosenContext, config: Config): ChosenContext {
  const ca = config['idp-certificate-authority'] ?? '';
  const data = config['idp-certificate-authority-data'] ?? '';
  return {
    name,
    from,
    user,
    namespace,
    cluster: {
      server: config['idp-issuer-url'] ?? '',
      extensions: [],
      ...(ca !== '' && { 'certificate-authority': ca }),
      ...(data !== '' && { 'certificate-authority-data': data }),
    },
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function send(
  agent: Agent,
  url: string,
  form?: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const { protocol, origin, pathname, search } = new URL(url);
  // A token goes over TLS and nothing else.
  if (protocol !== 'https:') throw new Error(`${origin} is not https`);
  const { statusCode, body } = await agent.request({
    origin,
    path: `${pathname}${search}`,
    method: form === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    ...(form !== undefined && { body: new URLSearchParams(form).toString() }),
  });
  return { status: statusCode, text: await body.text() };
}

const isGood = ({ status }: Answer): boolean => status >= 200 && status < 300;

function goodAnswer(answer: Answer, url: string): Raw {
  if (!isGood(answer)) throw new Error(`${url} answered ${answer.status}`);
  const found: unknown = JSON.parse(answer.text);
  if (!isRaw(found)) throw new Error(`${url} gave no JSON object`);
  return found;
}

function textOf(answer: Raw, key: string): string {
  const value = answer[key];
  if (typeof value !== 'string') throw new Error(`its issuer gave no ${key}`);
  return value;
}
