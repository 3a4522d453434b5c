import type { KubeConfig } from '@kubernetes/client-node';

import { UserError } from '../../../lib/user-error.ts';
import type { UserEntry } from '../kubeconfig/kubeconfig-shape.ts';
import type { ChosenContext } from '../kubeconfig/kubeconfig.ts';
import type { Credential } from './credential.ts';

type Provider = NonNullable<UserEntry['auth-provider']>;

/** Providers that are built into clients: OIDC, and what there was before plugins. The client library knows them. */
export function authProvider(
  context: ChosenContext,
  provider: Provider,
): () => Promise<Credential> {
  // One for all renewals: a provider may give a new refresh token with each, which is kept in there.
  let config: KubeConfig | undefined;
  return async () => {
    config ??= await clientConfig(context, provider);
    return credentialFrom(config, context, provider);
  };
}

async function clientConfig(
  { name, cluster }: ChosenContext,
  provider: Provider,
): Promise<KubeConfig> {
  // Loaded when it is needed: few have one, and it is large.
  const client = await import('@kubernetes/client-node');
  const config = new client.KubeConfig();
  config.loadFromOptions({
    clusters: [{ name, server: cluster.server }],
    users: [{ name, authProvider: { name: provider.name, config: { ...provider.config } } }],
    contexts: [{ name, cluster: name, user: name }],
    currentContext: name,
  });
  return config;
}

async function credentialFrom(
  config: KubeConfig,
  { name, from, user }: ChosenContext,
  provider: Provider,
): Promise<Credential> {
  const where = `The auth-provider ${provider.name ?? ''} of context ${JSON.stringify(name)} (${from})`;
  const options: { headers?: Record<string, string> } = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`${where} gave no token: ${why}. Log in again.`, 3);
  }
  const header = options.headers?.['Authorization'];
  const token = header?.replace(/^Bearer /, '') ?? user.token ?? '';
  if (token === '') throw new UserError(`${where} gave no token. Log in again.`, 3);
  const expires = expiryOf(token);
  return { token, ...(expires !== undefined && { expires }) };
}

/** The `exp` of a JWT, epoch milliseconds. */
function expiryOf(token: string): number | undefined {
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'),
    );
    if (typeof claims !== 'object' || claims === null || !('exp' in claims)) return undefined;
    return typeof claims.exp === 'number' ? claims.exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}
