import { UserError } from '../../../lib/user-error.ts';
import type { ChosenContext } from '../kubeconfig/kubeconfig.ts';
import { pem, tokenFrom } from '../kubeconfig/secret-files.ts';
import { BackOff } from '../reflector/back-off.ts';
import { authProvider } from './auth-provider.ts';
import type { Credential, CredentialOptions, Identity } from './credential.ts';
import { execCredential } from './exec-plugin.ts';

/** Who one is, to the API server. */
export interface Credentials {
  /** For the next request; what is about to end is renewed first. */
  get(): Promise<Identity>;
  /** After a 401: gets new ones where that may help. False where there are no others. */
  renew(refused: Identity): Promise<boolean>;
}

/** Renewed this long before it ends, since clocks differ and requests take time. */
const EARLY = 10_000;

/**
 * A plugin that fails, or gives what has ended already or is refused, is not asked again for every request: it may
 * open a browser each time.
 */
const PAUSE = 5000;
const LONGEST_PAUSE = 60_000;

/** How often a token file is read again, as client-go does. */
const TOKEN_FILE_LIFE = 60_000;

interface Loaded {
  readonly identity: Identity;
  readonly renewAt: number;
}

export function credentialsOf(context: ChosenContext, options: CredentialOptions): Credentials {
  const { user } = context;
  checkUser(context);
  const fixed = fixedCertificate(context);
  const impersonation = impersonationHeaders(context, options);
  const fetch = renewable(context, options);

  let current: Promise<Loaded> | undefined;
  let againAt = Number.POSITIVE_INFINITY;
  const failed = new BackOff(options.clock, PAUSE, LONGEST_PAUSE);
  let renewableAt = Number.NEGATIVE_INFINITY;
  const renewed = new BackOff(options.clock, PAUSE, LONGEST_PAUSE);
  const load = async (): Promise<Loaded> => {
    const credential = (await fetch?.()) ?? {};
    const authorization = authorizationOf(credential.token ?? user.token, user);
    const certificate = fixed ?? credential.certificate;
    return {
      identity: {
        headers: { ...authorization, ...impersonation },
        ...(certificate !== undefined && { certificate }),
      },
      renewAt: Math.max((credential.expires ?? Infinity) - EARLY, options.clock.now() + PAUSE),
    };
  };
  /** One at a time, whoever asks; a failure is kept for a while. */
  const begin = (): NonNullable<typeof current> => {
    const loading = load();
    current = loading;
    againAt = Number.POSITIVE_INFINITY;
    loading.catch(() => {
      if (current === loading) againAt = options.clock.now() + failed.failed();
    });
    return loading;
  };
  const present = (): NonNullable<typeof current> =>
    current === undefined || againAt <= options.clock.now() ? begin() : current;

  return {
    async get() {
      const used = present();
      const { identity, renewAt } = await used;
      if (renewAt > options.clock.now()) return identity;
      // Whoever comes second waits for the renewal that the first began.
      if (current === used) void begin();
      return (await present()).identity;
    },
    async renew(refused) {
      if (fetch === undefined) return false;
      const used = present();
      if ((await used).identity !== refused) return true;
      if (current === used) {
        if (options.clock.now() < renewableAt) return false;
        renewableAt = options.clock.now() + renewed.failed();
        void begin();
      }
      await present();
      return true;
    },
  };
}

/** Where credentials come from something that can give new ones. */
function renewable(
  context: ChosenContext,
  options: CredentialOptions,
): (() => Promise<Credential>) | undefined {
  const { user } = context;
  const { exec, tokenFile, 'auth-provider': provider } = user;
  if (exec !== undefined) return () => execCredential(context, exec, options);
  if (tokenFile !== undefined && tokenFile !== '')
    return async () => {
      const token = tokenFrom(context, tokenFile, user.token);
      return { token, expires: options.clock.now() + TOKEN_FILE_LIFE + EARLY };
    };
  if (provider !== undefined) return authProvider(context, provider, options);
  return undefined;
}

function authorizationOf(
  token: string | undefined,
  { username = '', password = '' }: ChosenContext['user'],
): Readonly<Record<string, string>> {
  if (token !== undefined && token !== '') return { authorization: `Bearer ${token}` };
  if (username === '' && password === '') return {};
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  return { authorization: `Basic ${pair}` };
}

function impersonationHeaders(
  { user, from }: ChosenContext,
  { as, asGroups = [] }: CredentialOptions,
): Identity['headers'] {
  const name = as ?? user.as ?? '';
  const groups = asGroups.length > 0 ? asGroups : user['as-groups'];
  const uid = user['as-uid'] ?? '';
  const extra = Object.entries(user['as-user-extra']);
  if (name === '' && (groups.length > 0 || uid !== '' || extra.length > 0))
    throw new UserError(
      `Groups are impersonated without a user (${asGroups.length > 0 ? '--as-group' : from}). Add --as.`,
      asGroups.length > 0 ? 2 : 3,
    );
  if (name === '') return {};
  return {
    'impersonate-user': name,
    ...(groups.length > 0 && { 'impersonate-group': groups }),
    ...(uid !== '' && { 'impersonate-uid': uid }),
    ...Object.fromEntries(
      extra.map(([key, values]) => [
        `impersonate-extra-${encodeURIComponent(key).toLowerCase()}`,
        values,
      ]),
    ),
  };
}

function checkUser({ user, from, name }: ChosenContext): void {
  const where = `The user of context ${JSON.stringify(name)} in ${from}`;
  if (user.exec !== undefined && user['auth-provider'] !== undefined)
    throw new UserError(`${where} has both exec and auth-provider. Take one away.`, 3);
  const basic = (user.username ?? '') !== '' || (user.password ?? '') !== '';
  if (basic && ((user.token ?? '') !== '' || (user.tokenFile ?? '') !== ''))
    throw new UserError(`${where} has both a token and a password. Take one away.`, 3);
}

function fixedCertificate(context: ChosenContext): Identity['certificate'] {
  const { user, from, name } = context;
  const cert = pem(
    context,
    'client-certificate',
    user['client-certificate-data'],
    user['client-certificate'],
  );
  const key = pem(context, 'client-key', user['client-key-data'], user['client-key']);
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new UserError(
      `The user of context ${JSON.stringify(name)} in ${from} has a ${cert === undefined ? 'client-key without its client-certificate' : 'client-certificate without its client-key'}. Add it.`,
      3,
    );
  return { cert, key };
}
