import type { Caveat, Cors } from '../../../../model/exposure.ts';
import { type Annotations, factsOf } from '../annotations.ts';
import type { Settings } from './settings.ts';

/** Who may, and who decides: source ranges, external and basic authentication, client certificates, CORS. */
export function accessSettings(annotations: Annotations): Settings {
  const allow = sources(annotations, ['allowlist-source-range', 'whitelist-source-range']);
  const deny = sources(annotations, ['denylist-source-range']);
  const auth = annotations.text('auth-url');
  const cors = corsOf(annotations);
  const denied = allow.denied ?? deny.denied;
  return {
    ...(denied !== undefined && { denied }),
    modifiers: {
      ...(allow.cidrs.length > 0 && { allowSources: allow.cidrs }),
      ...(deny.cidrs.length > 0 && { denySources: deny.cidrs }),
      ...(auth !== undefined && { externalAuth: auth }),
      ...(cors !== undefined && { cors }),
    },
    facts: factsOf(annotations, SHOWN),
    caveats: DECIDING.filter((it) => annotations.text(it) !== undefined).map((name): Caveat => ({
      type: 'annotation',
      name,
    })),
  };
}

/** They may refuse a request, by what is not known of it here. */
const DECIDING = ['auth-type', 'auth-tls-secret', 'limit-rps', 'limit-rpm', 'limit-connections'];

const SHOWN = [
  ...DECIDING,
  'auth-secret',
  'auth-realm',
  'auth-signin',
  'auth-method',
  'auth-tls-verify-client',
  'limit-whitelist',
  'satisfy',
  'cors-allow-methods',
  'cors-allow-headers',
];

/** A list in which nothing is an address makes the controller answer 503; the rest of a mixed one counts. */
function sources(
  annotations: Annotations,
  names: readonly string[],
): { readonly cidrs: readonly string[]; readonly denied?: string } {
  const name = names.find((it) => annotations.text(it) !== undefined);
  if (name === undefined) return { cidrs: [] };
  const cidrs = annotations.list(name).filter(isCidr);
  return cidrs.length === 0 ? { cidrs, denied: name } : { cidrs: cidrs.toSorted() };
}

const isCidr = (value: string): boolean =>
  /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)(\/\d{1,3})?$/i.test(value);

/** nginx answers a preflight itself, with 204, for the origins it allows; others go on to the backend. */
function corsOf(annotations: Annotations): Cors | undefined {
  if (annotations.flag('enable-cors') !== true) return undefined;
  const origins = annotations.list('cors-allow-origin');
  const all = origins.length === 0 || origins.includes('*');
  return {
    origins: all ? [{ type: 'present', value: '' }] : origins.map(originMatch),
    preflightStatus: 204,
    answersForeign: false,
  };
}

/** `https://*.example.com` stands for one label or more. */
function originMatch(origin: string): Cors['origins'][number] {
  if (!origin.includes('*')) return { type: 'exact', value: origin };
  const escaped = origin.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  return { type: 'regex', value: escaped.replaceAll('*', String.raw`[A-Za-z0-9\-.]+`) };
}
