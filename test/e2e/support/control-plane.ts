import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { createApi } from './api.ts';
import { eventually } from './eventually.ts';

/** etcd, kube-apiserver and, where it is there, kube-controller-manager, on free ports of the loopback address. */
export interface ControlPlane {
  readonly server: string;
  /** In PEM: what the server's certificate is checked with. */
  readonly ca: string;
  /**
   * Contexts: `admin` and `viewer` are whom meshpath runs as, with all rights and with none but those that RBAC
   * grants. What the tests themselves do to the cluster, they do as `tests`.
   */
  readonly kubeconfig: string;
  /** What was asked as `admin` and `viewer`, a JSON line for each request. */
  readonly auditLog: string;
  /** For the tests themselves. */
  readonly testsKubeconfig: string;
  killApiServer(): Promise<void>;
  /** With these flags beside its own. */
  startApiServer(...flags: readonly string[]): Promise<void>;
  /** etcd forgets what was before now. */
  compact(): Promise<void>;
  /** The last lines of each program, for when something does not come up. */
  logs(): Promise<string>;
  stop(): Promise<void>;
}

const TOKENS = [
  ['tests-token', 'tests', 'system:masters'],
  ['admin-token', 'admin', 'system:masters'],
  ['viewer-token', 'viewer', ''],
] as const;
export const TESTS_TOKEN = TOKENS[0][0];

const AUDIT_POLICY = `
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- {level: Metadata, users: [admin, viewer]}
- {level: None}
`;

const CONTROLLERS = [
  'endpoint',
  'endpointslice',
  'deployment',
  'replicaset',
  'namespace',
  'garbagecollector',
  'clusterrole-aggregation',
];

export interface ControlPlaneOptions {
  /** Where etcd keeps its data, if it is to be kept; else they go with the control plane. */
  readonly data?: string;
  /** Without, nothing makes EndpointSlices, ReplicaSets and Pods. */
  readonly controllers?: boolean;
  /** Milliseconds: a server with much data takes its time. */
  readonly patience?: number;
}

/** @param bin a folder with the programs, as KUBEBUILDER_ASSETS names it */
export async function startControlPlane(
  bin: string,
  { data, controllers = true, patience }: ControlPlaneOptions = {},
): Promise<ControlPlane> {
  const folder = await mkdtemp(join(tmpdir(), 'meshpath-e2e-'));
  const [etcdPort, peerPort, apiPort, controllersPort] = await freePorts();
  const etcdUrl = `http://127.0.0.1:${etcdPort}`;
  const peerUrl = `http://127.0.0.1:${peerPort}`;
  const server = `https://127.0.0.1:${apiPort}`;
  const files = {
    auditLog: join(folder, 'audit.jsonl'),
    auditPolicy: join(folder, 'audit-policy.yaml'),
    kubeconfig: join(folder, 'kubeconfig'),
    testsKubeconfig: join(folder, 'tests.kubeconfig'),
    key: join(folder, 'service-account.key'),
    tokens: join(folder, 'tokens.csv'),
  };
  await writeFile(files.auditPolicy, AUDIT_POLICY);
  await writeFile(files.key, serviceAccountKey(), { mode: 0o600 });
  await writeFile(
    files.tokens,
    TOKENS.map(([token, user, groups]) => `${token},${user},${user},${groups}\n`).join(''),
    { mode: 0o600 },
  );

  const running = new Map<string, ChildProcess>();
  const start = (name: string, args: readonly string[]): void => {
    const log = createWriteStream(join(folder, `${name}.log`), { flags: 'a' });
    const child = spawn(join(bin, name), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    running.set(name, child);
  };
  const end = async (name: string, signal: NodeJS.Signals): Promise<void> => {
    const child = running.get(name);
    running.delete(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  const logs = async (): Promise<string> => {
    const names = (await readdir(folder)).filter((it) => it.endsWith('.log'));
    const texts = names.map(async (name) => {
      const lines = (await readFile(join(folder, name), 'utf8')).split('\n');
      return `${name}:\n${lines.slice(-15).join('\n')}`;
    });
    return (await Promise.all(texts)).join('\n\n');
  };
  const stop = async (): Promise<void> => {
    for (const name of ['kube-controller-manager', 'kube-apiserver', 'etcd'])
      await end(name, 'SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };

  start('etcd', [
    `--data-dir=${data ?? join(folder, 'etcd')}`,
    '--unsafe-no-fsync=true',
    '--log-level=error',
    `--listen-client-urls=${etcdUrl}`,
    `--advertise-client-urls=${etcdUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
  ]);

  const startApiServer = async (flags: readonly string[] = []): Promise<string> => {
    start('kube-apiserver', [
      `--etcd-servers=${etcdUrl}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${apiPort}`,
      // It makes its own certificate there.
      `--cert-dir=${folder}`,
      `--service-account-key-file=${files.key}`,
      `--service-account-signing-key-file=${files.key}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      '--service-cluster-ip-range=10.96.0.0/16',
      '--allow-privileged=true',
      '--authorization-mode=RBAC',
      `--token-auth-file=${files.tokens}`,
      // Nothing here makes service accounts, and no node has a kubelet to lift its taints.
      '--disable-admission-plugins=ServiceAccount,DefaultStorageClass,TaintNodesByCondition',
      `--audit-policy-file=${files.auditPolicy}`,
      `--audit-log-path=${files.auditLog}`,
      ...flags,
    ]);
    return eventually(
      async () => {
        const ca = await readFile(join(folder, 'apiserver.crt'), 'utf8');
        const api = createApi(server, TESTS_TOKEN, ca);
        const { status } = await api.get('/readyz').finally(api.close);
        return status === 200 ? ca : undefined;
      },
      'kube-apiserver',
      patience,
    );
  };

  try {
    // With much data it takes longer to start than an API server waits for it.
    await eventually(
      async () => ((await fetch(`${etcdUrl}/health`)).ok ? true : undefined),
      'etcd',
      patience,
    );
    const ca = await startApiServer();
    await writeFile(files.kubeconfig, kubeconfigOf(server, ca, 'admin'), { mode: 0o600 });
    await writeFile(files.testsKubeconfig, kubeconfigOf(server, ca, 'tests'), { mode: 0o600 });
    if (controllers && existsSync(join(bin, 'kube-controller-manager')))
      start('kube-controller-manager', [
        `--kubeconfig=${files.testsKubeconfig}`,
        `--authorization-kubeconfig=${files.testsKubeconfig}`,
        `--service-account-private-key-file=${files.key}`,
        // Nobody asks it anything, so it need not look up whom to trust; a server just started may not know yet.
        '--authentication-skip-lookup=true',
        '--bind-address=127.0.0.1',
        `--secure-port=${controllersPort}`,
        ...(await withoutInsecurePort(join(bin, 'kube-controller-manager'))),
        `--cert-dir=${join(folder, 'controllers')}`,
        '--leader-elect=false',
        `--controllers=${CONTROLLERS.join(',')}`,
      ]);
    return {
      server,
      ca,
      kubeconfig: files.kubeconfig,
      auditLog: files.auditLog,
      testsKubeconfig: files.testsKubeconfig,
      killApiServer: () => end('kube-apiserver', 'SIGKILL'),
      startApiServer: async (...flags) => {
        await startApiServer(flags);
      },
      compact: async () => {
        const { header } = (await etcd(etcdUrl, 'range', { key: 'AA==', limit: 1 })) as {
          header: { revision: string };
        };
        await etcd(etcdUrl, 'compaction', { revision: header.revision, physical: true });
      },
      logs,
      stop,
    };
  } catch (error) {
    const told = await logs();
    await stop();
    throw new Error(told, { cause: error });
  }
}

async function etcd(url: string, call: string, body: object): Promise<unknown> {
  const answer = await fetch(`${url}/v3/kv/${call}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`etcd answers ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** Before 1.24 there is a fixed port without TLS, of which a machine has but one. */
async function withoutInsecurePort(program: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(program, ['--version']);
  const minor = Number(/v1\.(\d+)\./.exec(stdout)?.[1]);
  return minor < 24 ? ['--port=0'] : [];
}

/** All at once, so that none is given twice. */
async function freePorts(): Promise<readonly [number, number, number, number]> {
  const servers = Array.from({ length: 4 }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    ports.push(address.port);
  }
  await Promise.all(servers.map((it) => once(it.close(), 'close')));
  return ports as unknown as readonly [number, number, number, number];
}

const serviceAccountKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();

const kubeconfigOf = (server: string, ca: string, current: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'local',
        cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') },
      },
    ],
    users: TOKENS.map(([token, name]) => ({ name, user: { token } })),
    contexts: TOKENS.map(([, name]) => ({ name, context: { cluster: 'local', user: name } })),
    'current-context': current,
  });
