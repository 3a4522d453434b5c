import { always, anything, dict, flag, list, type Of, record, text } from '../../../lib/shape.ts';

const cluster = record({
  server: text,
  'tls-server-name': text,
  'insecure-skip-tls-verify': flag,
  'certificate-authority': text,
  'certificate-authority-data': text,
  'proxy-url': text,
  'disable-compression': flag,
  extensions: list(record({ name: text, extension: anything })),
});

const exec = record({
  apiVersion: text,
  command: text,
  args: list(text),
  env: list(record({ name: text, value: text })),
  installHint: text,
  provideClusterInfo: flag,
  interactiveMode: text,
});

const user = record({
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  token: text,
  tokenFile: text,
  as: text,
  'as-uid': text,
  'as-groups': list(text),
  'as-user-extra': dict(list(text)),
  username: text,
  password: text,
  'auth-provider': record({ name: text, config: dict(text) }),
  exec,
});

const context = record({ cluster: text, user: text, namespace: text });

/** One kubeconfig file, as far as anything is read of it. */
export const kubeconfigShape = record({
  apiVersion: text,
  kind: text,
  'current-context': text,
  clusters: list(record({ name: text, cluster: always(cluster) })),
  users: list(record({ name: text, user: always(user) })),
  contexts: list(record({ name: text, context: always(context) })),
});

export type ClusterEntry = Of<typeof cluster>;
export type UserEntry = Of<typeof user>;
export type ContextEntry = Of<typeof context>;
export type ExecEntry = Of<typeof exec>;
export type KubeconfigDocument = Of<typeof kubeconfigShape>;
