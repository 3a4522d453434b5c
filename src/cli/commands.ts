import {
  CHECK_FLAGS,
  DIFF_FLAGS,
  DOCTOR_FLAGS,
  type FlagName,
  LIST_FLAGS,
  SNAPSHOT_FLAGS,
  TEST_FLAGS,
  TRACE_FLAGS,
} from './flags.ts';

/** A command as help, parser and suggestions read it. */
export interface CommandInfo {
  readonly summary: string;
  /** Behind its name: `URL`, `[QUERY]`. */
  readonly args: string;
  readonly least: number;
  readonly most: number;
  readonly flags: readonly FlagName[];
  /** What `-o` takes, the default first. */
  readonly outputs: readonly string[];
  readonly examples: readonly (readonly [command: string, what: string])[];
}

export const COMMANDS = {
  list: {
    summary: 'entry points, one line each, worst first',
    args: '',
    least: 0,
    most: 0,
    flags: LIST_FLAGS,
    outputs: ['table', 'wide', 'name', 'json', 'yaml'],
    examples: [
      ['meshpath list', 'all ways into the cluster of the current context'],
      ['meshpath list -n shop -o wide', 'what touches the namespace shop, with reasons'],
      ['meshpath list -f manifests/ -R -o json', 'the same from a repository, for a script'],
    ],
  },
  tree: {
    summary: 'entry points and everything below them, down to Pods',
    args: '[QUERY]',
    least: 0,
    most: 1,
    flags: LIST_FLAGS,
    outputs: ['tree', 'json', 'yaml'],
    examples: [
      ['meshpath tree', 'everything'],
      ['meshpath tree shop.example.com', 'the entry points that have this in a URL, name or rule'],
      ['kubectl get all,ing,ep -o yaml | meshpath tree -f -', 'what another program read'],
    ],
  },
  trace: {
    summary: 'where one request goes, hop by hop, and why the other rules were not taken',
    args: 'URL',
    least: 1,
    most: 1,
    flags: TRACE_FLAGS,
    outputs: ['text', 'json', 'yaml'],
    examples: [
      ['meshpath trace https://shop.example.com/reviews/7', 'a GET from outside'],
      [
        "meshpath trace https://shop.example.com/ -H 'end-user: jason' -X POST",
        'with a header and another method',
      ],
      [
        "meshpath trace http://203.0.113.7/ -H 'Host: shop.example.com'",
        'dialled by address, asked for by name',
      ],
    ],
  },
  check: {
    summary: 'what is wrong, for how many requests, and what to do; exit code 1 on errors',
    args: '',
    least: 0,
    most: 0,
    flags: CHECK_FLAGS,
    outputs: ['table', 'json', 'yaml', 'sarif', 'junit'],
    examples: [
      ['meshpath check', 'the cluster of the current context'],
      ['meshpath check -f manifests/ -R --complete', 'a repository, as a step of CI'],
      ["meshpath check --fail-on warning --skip 'service/*'", 'stricter, and without some checks'],
      ['meshpath check -f manifests/ -o sarif > meshpath.sarif', 'for code scanning'],
    ],
  },
  explain: {
    summary: 'what a check means, with an example and how to mend it',
    args: '[ID]',
    least: 0,
    most: 1,
    flags: ['output', 'json', 'help'],
    outputs: ['text', 'json', 'yaml'],
    examples: [
      ['meshpath explain destination/service-missing', 'one check'],
      ['meshpath explain', 'all of them, a line each'],
    ],
  },
  snapshot: {
    summary: 'what meshpath read, as YAML that -f reads back; never what a Secret holds',
    args: '[FILE]',
    least: 0,
    most: 1,
    flags: SNAPSHOT_FLAGS,
    outputs: [],
    examples: [
      ['meshpath snapshot before.yaml', 'the cluster as it is now, into a file'],
      ['meshpath trace https://shop.example.com/ -f before.yaml', 'asked later, answered as then'],
      ['meshpath snapshot | gzip > incident.yaml.gz', 'small enough to send'],
    ],
  },
  diff: {
    summary: 'what changed in routes between two states, and which requests are answered otherwise',
    args: 'A B',
    least: 2,
    most: 2,
    flags: DIFF_FLAGS,
    outputs: ['text', 'json', 'yaml'],
    examples: [
      ['meshpath diff before.yaml cluster', 'what changed since a snapshot was taken'],
      ['meshpath diff cluster cluster+manifests/', 'what applying these files would change'],
      ['helm template shop/ | meshpath diff cluster cluster+-', 'the same of what is rendered'],
      [
        'meshpath diff --requests ingresses/ routes/',
        'whether HTTPRoutes answer every request as Ingresses do',
      ],
    ],
  },
  test: {
    summary: 'whether requests are answered as a file says they must be',
    args: 'FILE',
    least: 1,
    most: 1,
    flags: TEST_FLAGS,
    outputs: ['text', 'json', 'junit'],
    examples: [
      ['meshpath test routes.test.yaml', 'against the cluster'],
      ['meshpath test routes.test.yaml -f manifests/ -o junit', 'against a repository, for CI'],
    ],
  },
  doctor: {
    summary: 'what meshpath can see here, and why not more',
    args: '',
    least: 0,
    most: 0,
    flags: DOCTOR_FLAGS,
    outputs: ['text', 'json', 'yaml'],
    examples: [
      ['meshpath doctor', 'kubeconfig, server, resources, rights, controllers, terminal'],
      ['meshpath doctor --context prod --as jane', 'what somebody else would see'],
      ['meshpath doctor --cluster-role | kubectl apply -f -', 'the rights that meshpath can use'],
    ],
  },
  completion: {
    summary: 'a script that completes commands, flags and what a cluster has',
    args: 'bash|zsh|fish|pwsh',
    least: 1,
    most: 1,
    flags: ['help'],
    outputs: [],
    examples: [
      ['source <(meshpath completion bash)', 'in ~/.bashrc; zsh the same in ~/.zshrc'],
      ['meshpath completion fish > ~/.config/fish/completions/meshpath.fish', 'in fish'],
      ['meshpath completion pwsh | Out-String | Invoke-Expression', 'in the profile of PowerShell'],
    ],
  },
  version: {
    summary: 'the version of meshpath',
    args: '',
    least: 0,
    most: 0,
    flags: ['help'],
    outputs: [],
    examples: [['meshpath version', 'prints it']],
  },
  help: {
    summary: 'what there is to know about a command',
    args: '[COMMAND]',
    least: 0,
    most: 1,
    flags: ['help'],
    outputs: [],
    examples: [['meshpath help trace', 'the flags of trace, with examples']],
  },
} as const satisfies Readonly<Record<string, CommandInfo>>;

export type CommandName = keyof typeof COMMANDS;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of COMMANDS are the CommandNames
export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

export const commandInfo = (name: CommandName): CommandInfo => COMMANDS[name];

export const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);

/** Without a command it is the explorer, or `list` where there is no terminal: the flags are those of `list`. */
export const DEFAULT_COMMAND = 'list' satisfies CommandName;
