import type { KubeConfig } from '@kubernetes/client-node';

import { UserError } from '../../../lib/user-error.ts';
import type { UserEntry } from '../kubeconfig/kubeconfig-shape.ts';
import type { ChosenContext } from '../kubeconfig/kubeconfig.ts';
import type { Credential, CredentialOptions } from './credential.ts';
import { expiryOf, oidcToken } from './oidc.ts';

type Provider = NonNullable<UserEntry['auth-provider']>;

/** Providers that are built into clients: OIDC, and what there was before plugins. */
export function authProvider(
  context: ChosenContext,
  provider: Provider,
  options: CredentialOptions,
): () => Promise<Credential> {
  const { name, from, user } = context;
  const where = `The auth-provider ${provider.name ?? ''} of context ${JSON.stringify(name)} (${from})`;
  // One for all renewals: a provider may give a new refresh token with each, which is kept in there.
  const give =
    provider.name === 'oidc'
      ? oidcToken(context, provider.config ?? {}, options)
      : clientToken(context, provider);
  return async () => {
    const token = (await give().catch(noToken(where))) ?? user.token ?? '';
    if (token === '') throw new UserError(`${where} gave no token. Log in again.`, 3);
    const expires = expiryOf(token);
    return { token, ...(expires !== undefined && { expires }) };
  };
}

const noToken =
  (where: string) =>
  (error: unknown): never => {
    if (error instanceof UserError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`${where} gave no token: ${why}. Log in again.`, 3);
  };

/** From those that the client library knows: tools of clouds. */
function clientToken(
  context: ChosenContext,
  provider: Provider,
): () => Promise<string | undefined> {
  let config: KubeConfig | undefined;
  return async () => {
    config ??= await clientConfig(context, provider);
    const options: { headers?: Record<string, string> } = {};
    await config.applyToHTTPSOptions(options);
    return options.headers?.['Authorization']?.replace(/^Bearer /, '');
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
