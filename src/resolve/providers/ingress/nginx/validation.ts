import { isIpRange } from '../../../../lib/ip.ts';
import { compilePattern } from '../../../../match/pattern.ts';
import { isFlag, isInteger } from '../annotations.ts';

/** What comes of a value that the controller does not take. */
type Effect =
  /** The whole Ingress is left out. */
  | 'refused'
  /** Its locations answer 503. */
  | 'denied'
  /** As if the annotation were missing. */
  | 'ignored'
  /** As if `auth-url` were missing: whoever calls is let in. */
  | 'open';

interface Rule {
  readonly effect: Effect;
  readonly isValid: (value: string) => boolean;
  /** It is looked at only beside this one, or where that one is missing. */
  readonly beside?: string;
  readonly without?: string;
}

/** The annotations that are left, and what keeps the Ingress or its locations from being served. */
export interface Validated {
  readonly annotations: Readonly<Record<string, string>>;
  /** The whole name of one, and the short one of another. */
  readonly refused?: string;
  readonly denied?: string;
}

/** The controller looks at each value before it reads it, since 1.12 unless told otherwise (internal/ingress/annotations). */
export function validated(all: Readonly<Record<string, string>>, prefix: string): Validated {
  const value = (name: string): string => all[`${prefix}/${name}`] ?? '';
  const invalid = [...RULES].filter(
    ([name, { isValid, beside, without }]) =>
      value(name) !== '' &&
      (beside === undefined || value(beside) !== '') &&
      (without === undefined || value(without) === '') &&
      !isValid(value(name)),
  );
  const first = (effect: Effect): string | undefined =>
    invalid.find(([, rule]) => rule.effect === effect)?.[0];
  const dropped = new Set(
    invalid.flatMap(([name, { effect }]) =>
      effect === 'ignored' ? [name] : effect === 'open' ? ['auth-url'] : [],
    ),
  );
  const [refused, denied] = [first('refused'), first('denied')];
  return {
    annotations: Object.fromEntries(
      Object.entries(all).filter(([name]) => !dropped.has(name.slice(prefix.length + 1))),
    ),
    ...(refused !== undefined && { refused: `${prefix}/${refused}` }),
    ...(denied !== undefined && { denied }),
  };
}

const CHARACTERS = String.raw`\-._~a-zA-Z0-9\/:`;
const only = (more: string): RegExp => new RegExp(`^[${CHARACTERS}${more}]*$`);
const BASIC = only('');
const WITH_SPACE = only(' ');
const URL = only(',:?&=');
const URL_WITH_VARIABLES = only(', :?&=$');
const PATH_WITH_CAPTURES = only('$');
const PATTERN = only(String.raw`^$[\](){}*+?|&=\\`);
const HEADERS = /^[A-Za-z0-9-_, ]*$/;
// The controller's own patterns are for RE2: these say the same so that each sign is looked at once.
const ORIGINS = /^(?:[A-Za-z0-9\-.,]|:\d|(?<=[a-z]):\/\/|\*\.)*$/;
const CIPHERS = /^(?:[A-Za-z0-9!:+\-_]|@STRENGTH|@SECLEVEL=[0-5])*$/;

const isOne =
  (...options: readonly string[]) =>
  (value: string): boolean =>
    options.includes(value.trim());
const isLike =
  (pattern: RegExp) =>
  (value: string): boolean =>
    pattern.test(value);
/** Of some values spaces are taken away first. */
const isLikeWithoutSpaces =
  (pattern: RegExp) =>
  (value: string): boolean =>
    pattern.test(value.replaceAll(' ', ''));
const isServerName = (value: string): boolean => PATTERN.test(value.trim());
const isEach =
  (isValid: (value: string) => boolean) =>
  (value: string): boolean =>
    value.split(',').every(isValid);
const areRanges = isEach((it) => isIpRange(it.trim()));
const isServiceName = (value: string): boolean =>
  /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(value) && value.length <= 63;

const rule =
  (effect: Effect) =>
  (isValid: Rule['isValid'], when: Pick<Rule, 'beside' | 'without'> = {}): Rule => ({
    effect,
    isValid,
    ...when,
  });
const refuse = rule('refused');
const deny = rule('denied');
const ignore = rule('ignored');
const open = rule('open');

const SIGNED = { beside: 'auth-type' };
const ASKED = { beside: 'auth-url' };
const SHOWN = { beside: 'auth-tls-secret' };

/** Booleans and numbers that are none count as missing wherever they are read, so those alone are here that do more. */
const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['server-alias', refuse(isEach(isServerName))],
  ['auth-type', refuse(isLikeWithoutSpaces(/basic|digest/))],
  ['auth-secret-type', refuse(isLikeWithoutSpaces(/auth-file|auth-map/), SIGNED)],
  ['auth-secret', deny(isLikeWithoutSpaces(BASIC), SIGNED)],
  ['auth-realm', refuse(isLike(WITH_SPACE), SIGNED)],
  ['auth-url', refuse(isLikeWithoutSpaces(URL_WITH_VARIABLES))],
  [
    'auth-method',
    deny(isLikeWithoutSpaces(/^(GET|HEAD|POST|PUT|PATCH|DELETE|CONNECT|OPTIONS|TRACE)$/), ASKED),
  ],
  ['auth-response-headers', deny(isLikeWithoutSpaces(HEADERS), ASKED)],
  ['auth-cache-duration', open(isLike(only(', ')), ASKED)],
  ['auth-request-redirect', open(isLikeWithoutSpaces(URL), ASKED)],
  ['auth-always-set-cookie', open(isFlag, ASKED)],
  ['auth-tls-secret', refuse(isLikeWithoutSpaces(BASIC))],
  [
    'auth-tls-error-page',
    refuse(
      isLikeWithoutSpaces(
        /^(@[A-Za-z0-9_-]+|((https?:\/\/)?[A-Za-z0-9\-.]+(:\d+)?)?(\/[A-Za-z0-9\-_.]+)*\/?)$/,
      ),
      SHOWN,
    ),
  ],
  ['auth-tls-pass-certificate-to-upstream', refuse(isFlag, SHOWN)],
  [
    'auth-tls-match-cn',
    refuse((it) => it.startsWith('CN=') && compilePattern(it.slice(3)) !== undefined, SHOWN),
  ],
  ['allowlist-source-range', deny(areRanges)],
  ['whitelist-source-range', deny(areRanges, { without: 'allowlist-source-range' })],
  ['denylist-source-range', deny(areRanges)],
  ['limit-rps', refuse(isInteger)],
  ['limit-rpm', refuse(isInteger)],
  ['limit-connections', refuse(isInteger)],
  ['limit-allowlist', refuse(areRanges)],
  ['limit-whitelist', refuse(areRanges, { without: 'limit-allowlist' })],
  ['connection-proxy-header', refuse(isLikeWithoutSpaces(/^(close|keep-alive)$/))],
  ['custom-http-errors', refuse(isLikeWithoutSpaces(/^(?:[4,5]\d{2},?)*$/))],
  ['default-backend', refuse(isServiceName)],
  ['fastcgi-index', refuse(isLikeWithoutSpaces(/^[A-Za-z0-9.\-_]+$/))],
  ['fastcgi-params-configmap', refuse(isLikeWithoutSpaces(BASIC))],
  ['http2-push-preload', refuse(isFlag)],
  [
    'load-balance',
    refuse(
      isOne('round_robin', 'chash', 'chashsubset', 'sticky_balanced', 'sticky_persistent', 'ewma'),
    ),
  ],
  ['from-to-www-redirect', refuse(isFlag)],
  ['relative-redirects', refuse(isFlag)],
  ['temporal-redirect', refuse(isLike(URL))],
  ['temporal-redirect-code', refuse(isInteger, { beside: 'temporal-redirect' })],
  ['permanent-redirect', refuse(isLike(URL), { without: 'temporal-redirect' })],
  ['permanent-redirect-code', refuse(isInteger, { without: 'temporal-redirect' })],
  ['proxy-ssl-secret', refuse(isLikeWithoutSpaces(BASIC))],
  ['ssl-ciphers', refuse(isLikeWithoutSpaces(CIPHERS))],
  ['ssl-passthrough', refuse(isFlag)],
  ['upstream-hash-by', refuse(isLikeWithoutSpaces(/^[A-Za-z0-9\-_${}]*$/))],
  ['upstream-hash-by-subset', refuse(isFlag)],
  ['upstream-hash-by-subset-size', refuse(isInteger)],
  ['upstream-vhost', refuse(isServerName)],
  ['x-forwarded-prefix', refuse(isLikeWithoutSpaces(PATH_WITH_CAPTURES))],
  ['rewrite-target', ignore(isLike(PATH_WITH_CAPTURES))],
  ['app-root', ignore(isLike(PATH_WITH_CAPTURES))],
  ['canary-by-header', ignore(isLikeWithoutSpaces(BASIC))],
  ['canary-by-header-value', ignore(isLikeWithoutSpaces(BASIC))],
  ['canary-by-header-pattern', ignore(isLike(PATTERN))],
  ['canary-by-cookie', ignore(isLikeWithoutSpaces(BASIC))],
  ['cors-allow-origin', ignore((it) => isLikeWithoutSpaces(ORIGINS)(it) || it.trim() === '*')],
  ['mirror-target', ignore(isServerName)],
  ['satisfy', ignore(isOne('any', 'all'))],
  ['affinity', ignore(isOne('cookie'))],
]);
