import { isObject } from '../lib/shape.ts';
import type { Authentication } from '../model/authorization.ts';
import type { Claims } from './claims.ts';
import { cookieValue, headerValue, queryValue, type Seen } from './request.ts';

/** The first token that one of the policies looks for; undefined where none is shown or it cannot be read (N18). */
export function claimsOf(policies: readonly Authentication[], seen: Seen): Claims | undefined {
  const [token] = policies.flatMap(({ locations }) =>
    locations.flatMap((it) => tokenAt(it, seen) ?? []),
  );
  return token === undefined ? undefined : payloadOf(token);
}

export function tokenAt(
  { headers, params, cookies }: Authentication['locations'][number],
  seen: Seen,
): string | undefined {
  const [found] = [
    ...headers.flatMap(({ name, prefix }) => {
      const value = headerValue(seen, name);
      return value?.startsWith(prefix) === true ? [value.slice(prefix.length)] : [];
    }),
    ...params.flatMap((it) => queryValue(seen.query, it) ?? []),
    ...cookies.flatMap((it) => cookieValue(seen, it) ?? []),
  ];
  return found;
}

/** The middle part of a JWT; its signature is for the gateway to check. */
function payloadOf(token: string): Claims | undefined {
  const [, payload = ''] = token.split('.');
  try {
    const bytes = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
    const text = new TextDecoder().decode(Uint8Array.from(bytes, (it) => it.charCodeAt(0)));
    const read: unknown = JSON.parse(text);
    return isObject(read) ? read : undefined;
  } catch {
    return undefined;
  }
}
