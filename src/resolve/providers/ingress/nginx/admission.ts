import type { Controller } from '../controllers.ts';
import { validated, type Validated } from './validation.ts';

/** Which Ingresses the controller takes at all, by their annotations. */
export interface Admission {
  readonly validates: boolean;
  /** What an annotation may risk at most; absent where that is not known. */
  readonly risk?: Risk;
  /** Whether snippets are used; absent where that is not known. */
  readonly allowsSnippets?: boolean;
  /** Words that no value may hold. */
  readonly forbidden: readonly string[];
}

type Risk = 'low' | 'medium' | 'high' | 'critical';

/** `data` is absent where the ConfigMap was not read. */
export function admissionOf(
  { arg, workload }: Controller,
  data: Readonly<Record<string, string>> | undefined,
): Admission {
  const isOld = workload !== undefined && isBefore112(workload);
  const told = arg('enable-annotation-validation');
  const known = workload !== undefined && data !== undefined;
  const level = data?.['annotations-risk-level']?.toLowerCase() ?? (isOld ? 'critical' : 'high');
  return {
    validates: told === undefined ? !isOld : told !== 'false',
    ...(known && {
      risk: isRisk(level) ? level : 'low',
      allowsSnippets: data['allow-snippet-annotations'] === 'true',
    }),
    forbidden: (data?.['annotation-value-word-blocklist'] ?? '')
      .split(',')
      .filter((it) => it !== ''),
  };
}

const isRisk = (level: string): level is Risk =>
  ['low', 'medium', 'high', 'critical'].includes(level);

/** The tag stands at the end. */
const MOST_OF_IMAGE = 200;

/** Validation and the lower level came with 1.12. */
const isBefore112 = ({ spec }: NonNullable<Controller['workload']>): boolean =>
  spec.template.spec.containers.some(({ image = '' }) => {
    const [, major, minor] =
      /ingress-nginx[^:]*:v?(\d+)\.(\d+)/.exec(image.slice(-MOST_OF_IMAGE)) ?? [];
    return major !== undefined && (Number(major) < 1 || (major === '1' && Number(minor) < 12));
  });

/** The annotations that count, or why the controller leaves the Ingress out. */
export function admitted(
  all: Readonly<Record<string, string>>,
  prefix: string,
  { validates, risk, allowsSnippets, forbidden }: Admission,
): Validated {
  const own = Object.entries(all).filter(([name]) => name.startsWith(`${prefix}/`));
  const refused = own.find(
    ([name, value]) =>
      forbidden.some((it) => value.includes(it)) ||
      (risk !== undefined && isTooRisky(name.slice(prefix.length + 1), risk)),
  );
  if (refused !== undefined) return { annotations: all, refused: refused[0] };
  const kept =
    allowsSnippets === false
      ? Object.fromEntries(Object.entries(all).filter(([name]) => !name.endsWith('-snippet')))
      : all;
  return validates ? validated(kept, prefix) : { annotations: kept };
}

const isTooRisky = (name: string, risk: Risk): boolean =>
  (risk !== 'critical' && CRITICAL.has(name)) ||
  ((risk === 'medium' || risk === 'low') && HIGH.has(name));

const CRITICAL = new Set([
  'configuration-snippet',
  'server-snippet',
  'stream-snippet',
  'auth-snippet',
  'modsecurity-snippet',
]);

const HIGH = new Set([
  'server-alias',
  'auth-url',
  'auth-signin',
  'auth-tls-error-page',
  'auth-tls-match-cn',
  'mirror-target',
  'mirror-host',
  'modsecurity-transaction-id',
  'proxy-ssl-name',
  'upstream-hash-by',
]);
