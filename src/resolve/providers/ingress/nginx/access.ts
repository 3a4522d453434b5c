import type { Reader } from '../../../../inventory/reader.ts';
import { isIpRange } from '../../../../lib/ip.ts';
import type { Caveat, Cors } from '../../../../model/exposure.ts';
import { type Annotations, factsOf } from '../annotations.ts';
import type { Settings } from './settings.ts';

/** Where annotations that name another object find it. */
export interface NamedObjects {
  readonly namespace: string;
  readonly objects: Reader<'Secret' | 'ConfigMap'>;
  /** What a ConfigMap of headers may hold. */
  readonly allowedHeaders: readonly string[];
}

/** Who may, and who decides: source ranges, external and basic authentication, client certificates, CORS. */
export function accessSettings(annotations: Annotations, named: NamedObjects): Settings {
  const allow = sources(annotations, ['allowlist-source-range', 'whitelist-source-range']);
  const deny = sources(annotations, ['denylist-source-range']);
  const auth = annotations.text('auth-url');
  const cors = corsOf(annotations);
  const type = annotations.text('auth-type');
  const headers = headersOf(annotations, named);
  const denied =
    allow.denied ??
    deny.denied ??
    urlTrouble(auth) ??
    passwordTrouble(type, annotations, named) ??
    headers.denied;
  return {
    ...(denied !== undefined && { denied }),
    ...clientCertificates(annotations, named),
    modifiers: {
      ...(allow.cidrs.length > 0 && { allowSources: allow.cidrs }),
      ...(deny.cidrs.length > 0 && { denySources: deny.cidrs }),
      ...(auth !== undefined && { externalAuth: auth }),
      ...(type !== undefined && { password: true }),
      ...(annotations.text('satisfy') === 'any' && { satisfiesAny: true }),
      ...(cors !== undefined && { cors }),
    },
    facts: factsOf(annotations, SHOWN),
    caveats: [
      ...DECIDING.filter((it) => annotations.text(it) !== undefined).map(mayDecide),
      ...(headers.unread === true ? [mayDecide(HEADERS)] : []),
    ],
  };
}

const mayDecide = (name: string): Caveat => ({ type: 'annotation', name });

/** They may refuse a request, by what is not known of it here. */
const DECIDING = ['auth-tls-match-cn', 'limit-rps', 'limit-rpm', 'limit-connections'];

const SHOWN = [
  ...DECIDING,
  'auth-type',
  'auth-secret',
  'auth-tls-secret',
  'auth-realm',
  'auth-signin',
  'auth-method',
  'auth-tls-verify-client',
  'limit-whitelist',
  'satisfy',
  'cors-allow-methods',
  'cors-allow-headers',
];

/** A list that holds what is no address makes the controller answer 503, whatever else it holds. */
function sources(
  annotations: Annotations,
  names: readonly string[],
): { readonly cidrs: readonly string[]; readonly denied?: string } {
  const name = names.find((it) => annotations.text(it) !== undefined);
  if (name === undefined) return { cidrs: [] };
  const cidrs = annotations.list(name);
  return cidrs.length > 0 && cidrs.every(isIpRange)
    ? { cidrs: cidrs.toSorted() }
    : { cidrs: [], denied: `the annotation ${name} holds what is no address` };
}

/** The controller answers 503 where it cannot ask. */
const urlTrouble = (url: string | undefined): string | undefined =>
  url === undefined ||
  (/^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(url) && !/^[^/]*\/\/[^/]*\.\./.test(url))
    ? undefined
    : 'the annotation auth-url holds no URL';

/** It answers 503 as well where the passwords are not there to compare with. */
function passwordTrouble(
  type: string | undefined,
  annotations: Annotations,
  named: NamedObjects,
): string | undefined {
  if (type === undefined) return undefined;
  if (type !== 'basic' && type !== 'digest') return `auth-type ${type} is neither basic nor digest`;
  return secretTrouble('auth-secret', annotations, named);
}

function secretTrouble(
  name: string,
  annotations: Annotations,
  { namespace, objects }: NamedObjects,
): string | undefined {
  const [secret = '', owner = namespace] = (annotations.text(name) ?? '').split('/').toReversed();
  if (secret === '') return `the annotation ${name} is missing`;
  if (owner !== namespace) return `the annotation ${name} names a Secret of another namespace`;
  return objects.get('Secret', owner, secret).type === 'absent'
    ? `Secret ${owner}/${secret} does not exist`
    : undefined;
}

const HEADERS = 'custom-headers';

/** The controller answers 503 where the ConfigMap of headers is missing, or holds one that its own does not allow. */
function headersOf(
  annotations: Annotations,
  { objects, allowedHeaders }: NamedObjects,
): { readonly denied?: string; readonly unread?: true } {
  const [namespace = '', name = ''] = (annotations.text(HEADERS) ?? '').split('/');
  if (namespace === '') return {};
  const found = objects.get('ConfigMap', namespace, name);
  switch (found.type) {
    case 'unreadable':
      return { unread: true };
    case 'absent':
      return { denied: `ConfigMap ${namespace}/${name} does not exist` };
    case 'found': {
      const other = Object.keys(found.object.data).find((it) => !allowedHeaders.includes(it));
      return other === undefined
        ? {}
        : { denied: `global-allowed-response-headers does not hold ${other}` };
    }
  }
}

/** Of the whole host: without the authorities' Secret the controller answers 403 everywhere. */
function clientCertificates(annotations: Annotations, named: NamedObjects): Settings {
  if (annotations.text('auth-tls-secret') === undefined) return {};
  const trouble = secretTrouble('auth-tls-secret', annotations, named);
  if (trouble !== undefined) return { closed: trouble };
  const verify = annotations.text('auth-tls-verify-client') ?? 'on';
  return verify === 'off' || verify.startsWith('optional') ? {} : { clientCertificate: true };
}

/** nginx answers OPTIONS itself, with 204, for the origins it allows; others go on to the backend. */
function corsOf(annotations: Annotations): Cors | undefined {
  if (annotations.flag('enable-cors') !== true) return undefined;
  const origins = annotations.list('cors-allow-origin');
  const all = origins.length === 0 || origins.includes('*');
  return {
    origins: all ? [{ type: 'present', value: '' }] : origins.map(originMatch),
    preflightStatus: 204,
    anyOptions: true,
    answersForeign: false,
  };
}

/** The first `*` stands for one label. nginx looks for it at the end of the Origin alone. */
function originMatch(origin: string): Cors['origins'][number] {
  const common = { ignoreCase: true, written: origin } as const;
  if (!origin.includes('*')) return { ...common, type: 'suffix', value: origin };
  const escaped = origin.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const label = escaped.replace(String.raw`\*`, String.raw`[A-Za-z0-9\-]+`);
  return { ...common, type: 'regex', value: String.raw`[\s\S]*${label}` };
}
