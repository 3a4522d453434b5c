import { spawn } from 'node:child_process';

import { always, type Of, record, text } from '../../../lib/shape.ts';
import { UserError } from '../../../lib/user-error.ts';
import type { ExecEntry } from '../kubeconfig/kubeconfig-shape.ts';
import type { ChosenContext } from '../kubeconfig/kubeconfig.ts';
import { pem } from '../kubeconfig/secret-files.ts';
import type { Credential, CredentialOptions } from './credential.ts';

const API = 'client.authentication.k8s.io';
const VERSIONS = [`${API}/v1`, `${API}/v1beta1`];

/** A plugin that hangs without a terminal to ask at is given up. */
const PATIENCE = 60_000;
const MOST_OUTPUT = 1_000_000;

const execCredentialShape = record({
  apiVersion: text,
  kind: text,
  status: always(
    record({
      token: text,
      clientCertificateData: text,
      clientKeyData: text,
      expirationTimestamp: text,
    }),
  ),
});

/** Runs the credential plugin of a user, as kubectl does. */
export async function execCredential(
  context: ChosenContext,
  exec: ExecEntry,
  options: CredentialOptions,
): Promise<Credential> {
  const interactive = mayAsk(context, exec, options);
  const command = exec.command ?? '';
  if (command === '') throw trouble(context, 'has no command', MEND);
  const { lendTerminal = alone } = options;
  const start = (): Promise<string> =>
    run(context, exec, {
      interactive,
      environment: {
        ...options.environment,
        ...Object.fromEntries(exec.env.map(({ name = '', value = '' }) => [name, value])),
        KUBERNETES_EXEC_INFO: JSON.stringify(execInfo(context, exec, interactive)),
      },
      clock: options.clock,
    });
  return credentialOf(context, exec, await (interactive ? lendTerminal(start) : start()));
}

const alone = <T>(during: () => Promise<T>): Promise<T> => during();

function mayAsk(
  context: ChosenContext,
  { apiVersion = '', interactiveMode = '' }: ExecEntry,
  { interactive }: CredentialOptions,
): boolean {
  if (!VERSIONS.includes(apiVersion))
    throw trouble(
      context,
      `has the apiVersion ${JSON.stringify(apiVersion)}; known are ${VERSIONS.join(' and ')}`,
      MEND,
    );
  switch (interactiveMode) {
    case 'Never':
      return false;
    case 'Always':
      if (!interactive())
        throw trouble(
          context,
          'must ask at a terminal, and there is none',
          `Log in with it first, or ${CHOOSE}`,
        );
      return true;
    case '':
      if (apiVersion === VERSIONS[0]) throw trouble(context, 'has no interactiveMode', MEND);
      return interactive();
    case 'IfAvailable':
      return interactive();
    default:
      throw trouble(
        context,
        `has the unknown interactiveMode ${JSON.stringify(interactiveMode)}`,
        MEND,
      );
  }
}

function execInfo(context: ChosenContext, exec: ExecEntry, interactive: boolean): object {
  const { cluster } = context;
  const ca = pem(
    context,
    'certificate-authority',
    cluster['certificate-authority-data'],
    cluster['certificate-authority'],
  );
  const config = cluster.extensions.find((it) => it.name === `${API}/exec`)?.extension;
  return {
    apiVersion: exec.apiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive,
      ...(exec.provideClusterInfo === true && {
        cluster: {
          server: cluster.server,
          ...(cluster['tls-server-name'] !== undefined && {
            'tls-server-name': cluster['tls-server-name'],
          }),
          ...(cluster['insecure-skip-tls-verify'] === true && { 'insecure-skip-tls-verify': true }),
          ...(ca !== undefined && {
            'certificate-authority-data': Buffer.from(ca).toString('base64'),
          }),
          ...(cluster['proxy-url'] !== undefined && { 'proxy-url': cluster['proxy-url'] }),
          ...(cluster['disable-compression'] === true && { 'disable-compression': true }),
          ...(config !== undefined && { config }),
        },
      }),
    },
  };
}

interface Run {
  readonly interactive: boolean;
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: CredentialOptions['clock'];
}

function run(
  context: ChosenContext,
  exec: ExecEntry,
  { interactive, environment, clock }: Run,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(exec.command ?? '', exec.args, {
    env: environment,
    stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let output = '';
  let words = '';
  child.stdout.setEncoding('utf8').on('data', (it: string) => {
    output += it;
    if (output.length > MOST_OUTPUT) child.kill();
  });
  child.stderr.setEncoding('utf8').on('data', (it: string) => {
    words = (words + it).slice(-2000);
    if (interactive) process.stderr.write(it);
  });
  const cancel = interactive
    ? () => {}
    : clock.after(PATIENCE, () => {
        child.kill();
        reject(trouble(context, `gave no credential within ${PATIENCE / 1000} s`));
      });
  child.on('error', (error) => {
    cancel();
    reject(notStarted(context, exec, error));
  });
  child.on('close', (code, signal) => {
    cancel();
    if (code === 0) resolve(output);
    else
      reject(
        trouble(
          context,
          `failed (${code === null ? `signal ${String(signal)}` : `exit code ${code}`})${quoted(words)}`,
        ),
      );
  });
  return promise;
}

function notStarted(context: ChosenContext, exec: ExecEntry, error: Error): UserError {
  const code = 'code' in error ? error.code : undefined;
  const hint = exec.installHint?.trim() ?? '';
  switch (code) {
    case 'ENOENT':
      return trouble(
        context,
        'is not installed',
        hint === '' ? `Install it, or ${CHOOSE}` : `${oneLine(hint)}.`,
      );
    case 'EACCES':
      return trouble(context, 'may not be executed', `Check its permissions, or ${CHOOSE}`);
    default:
      return trouble(context, `cannot be started: ${error.message}`);
  }
}

function credentialOf(context: ChosenContext, exec: ExecEntry, output: string): Credential {
  const { apiVersion, kind, status } = parse(context, output);
  if (kind !== 'ExecCredential')
    throw trouble(context, `printed a ${JSON.stringify(kind ?? '')} and no ExecCredential`);
  if (apiVersion !== exec.apiVersion)
    throw trouble(
      context,
      `answered with apiVersion ${JSON.stringify(apiVersion ?? '')}, where the kubeconfig says ${JSON.stringify(exec.apiVersion ?? '')}`,
      MEND,
    );
  const { token = '', clientCertificateData: cert = '', clientKeyData: key = '' } = status;
  if ((cert === '') !== (key === ''))
    throw trouble(context, 'gave a client certificate or a key, and not both');
  if (token === '' && cert === '') throw trouble(context, 'gave neither a token nor a certificate');
  const expires = Date.parse(status.expirationTimestamp ?? '');
  return {
    ...(token !== '' && { token }),
    ...(cert !== '' && { certificate: { cert, key } }),
    ...(!Number.isNaN(expires) && { expires }),
  };
}

function parse(context: ChosenContext, output: string): Of<typeof execCredentialShape> {
  try {
    const parsed = execCredentialShape.read(JSON.parse(output), {
      notes: [],
      share: (it) => it,
    });
    if (parsed !== undefined) return parsed;
  } catch {
    // What it printed may be a secret all the same, and is not repeated.
  }
  throw trouble(
    context,
    output.trim() === '' ? 'printed nothing' : 'printed something that is no ExecCredential',
  );
}

function trouble({ user, name, from }: ChosenContext, what: string, advice = ADVICE): UserError {
  const command = user.exec?.command ?? '';
  return new UserError(
    `The credential plugin ${command === '' ? '' : `${command} `}of context ${JSON.stringify(name)} (${from}) ${what}. ${advice}`,
    3,
  );
}

const CHOOSE = 'choose another context with --context.';
const ADVICE = `Run it by hand to see why, or ${CHOOSE}`;
const MEND = `Mend exec of the user there, or ${CHOOSE}`;

const oneLine = (words: string): string =>
  words
    .trim()
    .replaceAll(/[\s.;]*\n\s*/g, '; ')
    .replace(/\.$/, '');
const quoted = (words: string): string => (words.trim() === '' ? '' : `: ${oneLine(words)}`);
