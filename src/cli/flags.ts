/** A flag as help, parser and suggestions read it. */
export interface Flag {
  readonly short?: string;
  /** What stands for its value; absent: it has none. */
  readonly value?: string;
  /** The value may be left out; then it must be joined with `=` where there is one. */
  readonly optional?: true;
  readonly repeat?: true;
  /** Its only values. */
  readonly values?: readonly string[];
  readonly summary: string;
}

/** Every flag there is. */
export const FLAGS = {
  kubeconfig: { value: 'PATH', summary: 'this kubeconfig file and no other' },
  context: { value: 'NAME', summary: 'this context of the kubeconfig; else the current one' },
  as: { value: 'USER', summary: 'read as this user' },
  'as-group': { value: 'GROUP', repeat: true, summary: 'read as a member of this group' },
  'request-timeout': { value: '30s', summary: 'how long one request to the cluster may take' },
  filename: {
    short: 'f',
    value: 'PATH',
    repeat: true,
    summary: 'read a file, a folder or - (stdin) instead of a cluster',
  },
  recursive: { short: 'R', summary: 'of files: folders inside folders too' },
  complete: { summary: 'of files: what they do not hold does not exist' },
  demo: {
    value: 'SCENARIO',
    optional: true,
    summary: 'a built-in Bookinfo cluster in which things break and recover',
  },
  namespace: {
    short: 'n',
    value: 'NS',
    repeat: true,
    summary: 'show only what has an object, rule or destination there',
  },
  'all-namespaces': { short: 'A', summary: 'show all namespaces (this is the default)' },
  output: { short: 'o', value: 'FORM', summary: 'how to print the answer' },
  json: { summary: 'short for -o json' },
  watch: { short: 'w', summary: 'print again on every change' },
  'no-color': { summary: 'print without colour' },
  ascii: { summary: 'print without Unicode' },
  'fail-on': {
    value: 'SEVERITY',
    summary: 'exit with 1 from this on: error (the default), warning or info',
  },
  only: { value: 'ID', repeat: true, summary: 'only this check; `route/*` for all of a subject' },
  skip: {
    value: 'ID',
    repeat: true,
    summary: 'without this check; `route/*` for all of a subject',
  },
  'show-ignored': { summary: 'tell too what the annotation meshpath.dev/ignore silences' },
  theme: {
    value: 'THEME',
    values: ['auto', 'dark', 'light'],
    summary: 'dark or light; else as the terminal tells',
  },
  plain: { summary: 'line by line, for screen readers (also INK_SCREEN_READER=true)' },
  'no-mouse': { summary: 'leave the wheel and clicks to the terminal' },
  method: { short: 'X', value: 'METHOD', summary: 'the method of the request; else GET' },
  header: {
    short: 'H',
    value: "'Name: value'",
    repeat: true,
    summary: 'a header of the request; Host: is the name that the rules see',
  },
  sni: { value: 'NAME', summary: 'the name in the TLS handshake; else the host of the URL' },
  via: {
    value: 'NAME',
    summary: 'through this entry point, [KIND/]NAMESPACE/NAME, where several answer',
  },
  address: { value: 'ADDRESS', summary: 'the external address that the name resolves to' },
  probe: {
    summary: 'look what is really there: DNS, the certificate, the answer to one HEAD (or -X)',
  },
  follow: { summary: 'trace on through redirects' },
  'cluster-role': {
    summary: 'print the ClusterRole with all that meshpath reads, for kubectl apply',
  },
  requests: { summary: 'tell and count only what a request can notice' },
  help: { short: 'h', summary: 'what there is to know about a command' },
  version: { summary: 'the version of meshpath' },
} as const satisfies Readonly<Record<string, Flag>>;

export type FlagName = keyof typeof FLAGS;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of FLAGS are the FlagNames
export const FLAG_NAMES = Object.keys(FLAGS) as readonly FlagName[];

export const flagInfo = (name: FlagName): Flag => FLAGS[name];

/** What it means to a command that has these flags: one that does not choose what it shows reads as told. */
export const flagSummary = (name: FlagName, flags: readonly FlagName[]): string =>
  name === 'namespace' && !flags.includes('all-namespaces')
    ? 'read this namespace, where not all of them may be read'
    : flagInfo(name).summary;

export const SOURCE_FLAGS: readonly FlagName[] = [
  'kubeconfig',
  'context',
  'as',
  'as-group',
  'request-timeout',
  'filename',
  'recursive',
  'complete',
  'demo',
];

const PRINT_FLAGS: readonly FlagName[] = ['output', 'json', 'no-color', 'ascii'];
const SCOPE_FLAGS: readonly FlagName[] = ['namespace', 'all-namespaces'];
const COMMON_FLAGS: readonly FlagName[] = ['help'];

/** Of the full screen, which is no command. */
export const EXPLORER_FLAGS: readonly FlagName[] = ['theme', 'no-mouse', 'plain'];

export const LIST_FLAGS: readonly FlagName[] = [
  ...SOURCE_FLAGS,
  ...SCOPE_FLAGS,
  ...PRINT_FLAGS,
  'watch',
  ...COMMON_FLAGS,
];
export const DIFF_FLAGS: readonly FlagName[] = [
  'requests',
  'recursive',
  'complete',
  'kubeconfig',
  'context',
  'as',
  'as-group',
  'request-timeout',
  ...PRINT_FLAGS,
  ...COMMON_FLAGS,
];
export const DOCTOR_FLAGS: readonly FlagName[] = [
  'cluster-role',
  'kubeconfig',
  'context',
  'as',
  'as-group',
  'request-timeout',
  'namespace',
  ...PRINT_FLAGS,
  ...COMMON_FLAGS,
];
export const TEST_FLAGS: readonly FlagName[] = [...SOURCE_FLAGS, ...PRINT_FLAGS, ...COMMON_FLAGS];
export const SNAPSHOT_FLAGS: readonly FlagName[] = ['namespace', ...SOURCE_FLAGS, ...COMMON_FLAGS];
export const CHECK_FLAGS: readonly FlagName[] = [
  'fail-on',
  'only',
  'skip',
  'show-ignored',
  ...SOURCE_FLAGS,
  ...SCOPE_FLAGS,
  ...PRINT_FLAGS,
  'watch',
  ...COMMON_FLAGS,
];
export const TRACE_FLAGS: readonly FlagName[] = [
  'method',
  'header',
  'sni',
  'via',
  'address',
  'follow',
  'probe',
  ...SOURCE_FLAGS,
  ...PRINT_FLAGS,
  'watch',
  ...COMMON_FLAGS,
];
