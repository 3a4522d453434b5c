import type { ExpectationPart } from '../model/expectation.ts';

/**
 * The JSON that scripts rely on, field by field. It grows only by adding. A field that is not known is left out, never
 * guessed. `schema.json` says the same; the tests hold the one against the other.
 */
export const API_VERSION = 'meshpath.dev/v1';

export interface ObjectRefReport {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Where the objects came from. */
export interface SourceReport {
  readonly type: 'cluster' | 'files' | 'demo';
  readonly context?: string;
  readonly server?: string;
  /** As it would be with these files applied. */
  readonly with?: readonly string[];
}

/** What could not be read. */
export interface UnavailableReport {
  readonly resource: string;
  readonly reason: 'forbidden' | 'absent' | 'failed';
  readonly message: string;
}

/** What is not, or may be no more, as the cluster has it now. */
export interface NotLiveReport {
  readonly resource: string;
  readonly state: 'loading' | 'stale';
  /** From when the objects are. */
  readonly since?: string;
  readonly message?: string;
}

export type HealthReport = 'healthy' | 'idle' | 'degraded' | 'progressing' | 'unknown' | 'broken';

/** Of everything that has a health. */
export interface JudgedReport {
  readonly health: HealthReport;
  readonly since?: string;
  /** It may have begun before: what came earlier is recorded nowhere. */
  readonly sinceAtLeast?: true;
  /** In words, for people. */
  readonly reason?: string;
}

export interface ExposureReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'ExposureReport';
  readonly source: SourceReport;
  readonly unavailable: readonly UnavailableReport[];
  readonly notLive?: readonly NotLiveReport[];
  readonly summary: SummaryReport;
  readonly entryPoints: readonly EntryPointReport[];
  readonly findings: readonly FindingReport[];
  /** Objects of kinds that route and that meshpath does not know. */
  readonly unsupported?: readonly {
    readonly kind: string;
    readonly group: string;
    readonly objects: number;
  }[];
}

/** `routes` and `pods` count each once; the healths are those of the entry points. */
export interface SummaryReport {
  readonly entryPoints: number;
  readonly routes: number;
  readonly pods: number;
  readonly healthy: number;
  readonly idle: number;
  readonly degraded: number;
  readonly progressing: number;
  readonly unknown: number;
  readonly broken: number;
  readonly findings: FindingCounts;
}

export interface FindingCounts {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
}

export interface EntryPointReport extends JudgedReport {
  readonly id: string;
  readonly dataPlane: string;
  readonly provider: string;
  readonly object: ObjectRefReport;
  readonly className?: string;
  readonly title: string;
  readonly urls: readonly string[];
  readonly listeners: readonly ListenerReport[];
  readonly addresses: readonly AddressReport[];
  readonly hosts: readonly HostReport[];
  readonly hops: readonly HopReport[];
  readonly partial?: readonly string[];
  readonly caveats?: readonly string[];
  readonly facts?: readonly FactReport[];
  readonly routes: readonly RouteReport[];
  readonly findings: readonly string[];
}

export interface ListenerReport extends JudgedReport {
  readonly name?: string;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS' | 'TLS' | 'TCP' | 'UDP';
  readonly hosts: readonly string[];
  readonly tls?: {
    readonly mode: 'terminate' | 'passthrough' | 'mutual' | 'mesh';
    readonly secret?: ObjectRefReport;
  };
}

export interface AddressReport extends JudgedReport {
  readonly type: 'loadBalancer' | 'node' | 'external';
  readonly value: string;
  readonly ports: readonly number[];
  readonly pending?: true;
}

export interface HostReport {
  readonly host: string;
  readonly health: HealthReport;
  readonly routes: readonly string[];
}

export interface HopReport extends JudgedReport {
  readonly type:
    | 'address'
    | 'node-port'
    | 'service'
    | 'gateway-pods'
    | 'controller'
    | 'listener'
    | 'rule'
    | 'policy'
    | 'destination'
    | 'pod';
  readonly object?: ObjectRefReport;
  readonly text: string;
  readonly pods?: readonly PodReport[];
}

export interface RouteReport extends JudgedReport {
  readonly id: string;
  /** From 1. Absent for a rule that is never tried. */
  readonly rank?: number;
  readonly object: ObjectRefReport;
  readonly rule: { readonly index: number; readonly name?: string };
  /** Not written by anyone: made by the data plane from a setting. */
  readonly generated?:
    | 'https-redirect'
    | 'default-backend'
    | 'app-root'
    | 'www-redirect'
    | 'slash-redirect';
  readonly hosts: readonly string[];
  readonly match: readonly MatchReport[];
  readonly action: 'forward' | 'redirect' | 'direct-response';
  /** The rule matches, and nothing can be done with it. */
  readonly invalid?: { readonly status?: number; readonly because: string };
  readonly redirect?: RedirectReport;
  readonly directResponse?: { readonly status: number; readonly body?: string };
  readonly rewrite?: RewriteReport;
  readonly headerChanges?: HeaderChangesReport;
  readonly mirrors?: readonly { readonly destination: string; readonly share: number }[];
  readonly timeout?: string;
  readonly retries?: {
    readonly attempts?: number;
    readonly perTryTimeout?: string;
    readonly on?: string;
    /** Nobody wrote it: what the data plane does of itself. */
    readonly default?: true;
  };
  readonly fault?: {
    readonly abort?: { readonly share: number; readonly status: number };
    readonly delay?: { readonly share: number; readonly duration: string };
  };
  readonly allowSources?: readonly string[];
  readonly denySources?: readonly string[];
  readonly externalAuth?: string;
  readonly facts?: readonly FactReport[];
  readonly caveats?: readonly string[];
  readonly destinations: readonly DestinationReport[];
  readonly failureShare: number;
  readonly findings: readonly string[];
}

export interface RedirectReport {
  readonly status: number;
  readonly url?: string;
  readonly scheme?: string;
  readonly host?: string;
  /** `keep`: as it was dialled; `drop`: the scheme's own. */
  readonly port?: number | 'keep' | 'as-sent' | 'drop';
  readonly path?: PathRewriteReport;
  readonly query: 'keep' | 'drop';
}

export interface RewriteReport {
  readonly host?: string;
  readonly path?: PathRewriteReport;
}

export interface PathRewriteReport {
  readonly type: 'replace-full' | 'replace-prefix' | 'replace-segments' | 'regex' | 'extract';
  readonly value?: string;
  readonly pattern?: string;
  readonly substitution?: string;
  readonly ignoreCase?: true;
}

export interface HeaderChangesReport {
  readonly request?: HeaderOperations;
  readonly response?: HeaderOperations;
}

export interface HeaderOperations {
  readonly set: readonly HeaderReport[];
  readonly add: readonly HeaderReport[];
  readonly remove: readonly string[];
}

export interface HeaderReport {
  readonly name: string;
  readonly value: string;
}

export interface FactReport {
  readonly name: string;
  readonly value: string;
  readonly object?: ObjectRefReport;
}

export interface StringMatchReport {
  readonly type: 'exact' | 'prefix' | 'suffix' | 'regex' | 'present';
  readonly value: string;
  readonly ignoreCase?: true;
}

export interface NamedMatchReport extends StringMatchReport {
  readonly name: string;
  readonly not?: true;
}

export interface MatchReport {
  readonly path?: {
    readonly type: 'exact' | 'prefix' | 'segment-prefix' | 'regex' | 'regex-start';
    readonly value: string;
    readonly ignoreCase?: true;
  };
  readonly method?: StringMatchReport;
  readonly scheme?: StringMatchReport;
  readonly authority?: StringMatchReport;
  readonly claims?: readonly NamedMatchReport[];
  readonly remoteIp?: readonly string[];
  readonly headers?: readonly NamedMatchReport[];
  readonly query?: readonly NamedMatchReport[];
  readonly cookies?: readonly NamedMatchReport[];
  readonly grpc?: { readonly service?: StringMatchReport; readonly method?: StringMatchReport };
  readonly port?: number;
  readonly sni?: readonly string[];
}

export interface DestinationReport extends JudgedReport {
  readonly weight: number;
  readonly share: number;
  readonly service?: {
    readonly namespace: string;
    readonly name: string;
    readonly port: number;
    /** A name where Pods differ. */
    readonly targetPort: number | string;
  };
  readonly externalHost?: string;
  readonly unresolved?: { readonly ref: string; readonly because: string };
  readonly subset?: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly destinationRule: ObjectRefReport;
  };
  readonly policy?: {
    readonly loadBalancer?: string;
    readonly connectionPool?: Readonly<Record<string, unknown>>;
    readonly outlierDetection?: Readonly<Record<string, unknown>>;
    readonly tls?: { readonly mode: string; readonly sni?: string };
  };
  readonly rewrite?: RewriteReport;
  readonly headerChanges?: HeaderChangesReport;
  readonly facts?: readonly FactReport[];
  readonly endpoints: { readonly ready: number; readonly total: number };
  readonly pods: readonly PodReport[];
  readonly findings: readonly string[];
}

export interface PodReport extends JudgedReport {
  readonly namespace: string;
  readonly name: string;
  readonly ip?: string;
  readonly node?: string;
  readonly status: string;
  readonly inRotation: 'yes' | 'no' | 'draining' | 'not-listed' | 'unknown';
  readonly readyContainers: number;
  readonly containers: number;
  readonly restarts: number;
  readonly startedAt?: string;
  /** Whether a proxy of Istio stands before it; absent where nobody uses Istio. */
  readonly mesh?: 'sidecar' | 'ambient' | 'none';
  readonly message?: string;
}

export interface FindingReport {
  readonly id: string;
  readonly check: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly object: ObjectRefReport;
  readonly path?: string;
  readonly message: string;
  readonly since?: string;
  readonly sinceAtLeast?: true;
  readonly impact?: { readonly hosts: readonly string[]; readonly failureShare: number };
  readonly hint?: string;
  readonly command: string;
  readonly fix?: string;
  /** The command that explains the check. */
  readonly docs: string;
  /** Where it stands, where the objects came from files; the line from 1. */
  readonly file?: { readonly path: string; readonly line: number };
}

export interface CheckReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'CheckReport';
  readonly source: SourceReport;
  readonly unavailable: readonly UnavailableReport[];
  readonly summary: FindingCounts;
  readonly findings: readonly FindingReport[];
  /** What annotations silence, where that was asked for. */
  readonly ignored?: readonly (FindingReport & { readonly because?: string })[];
}

export interface Explanation {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'Explanation';
  readonly check: string;
  /** The worst that the check finds. */
  readonly severity: FindingReport['severity'];
  readonly summary: string;
  /** Markdown. */
  readonly explain: string;
}

export interface TraceReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'TraceReport';
  readonly request: {
    readonly url: string;
    readonly method: string;
    readonly headers: readonly HeaderReport[];
    readonly sni?: string;
  };
  readonly outcome:
    | 'backend'
    | 'redirect'
    | 'direct-response'
    | 'no-entry-point'
    | 'no-listener'
    | 'no-route'
    | 'bad-backend'
    | 'tls-mismatch'
    | 'denied'
    | 'fault'
    | 'depends';
  readonly connection?: 'refused' | 'closed' | 'tls-failure';
  readonly dependsOn?: readonly { readonly what: string; readonly why: string }[];
  readonly branches?: readonly TraceReport[];
  readonly followed?: readonly TraceReport[];
  readonly probe?: ProbeReport;
  readonly expectedStatus?: number;
  readonly entryPoint?: { readonly id: string; readonly object: ObjectRefReport };
  readonly hops: readonly HopReport[];
  readonly route?: {
    readonly object: ObjectRefReport;
    readonly rule: { readonly index: number; readonly name?: string };
    /** The one that took the request; absent for a rule without conditions. */
    readonly match?: MatchReport;
  };
  readonly destinations: readonly (DestinationReport & { readonly expectedStatus?: number })[];
  readonly failureShare: number;
  readonly redirect?: { readonly url: string; readonly status: number };
  readonly rewrite?: { readonly host?: string; readonly path?: string };
  readonly requestHeaders?: readonly HeaderReport[];
  readonly normalizedPath?: string;
  readonly rejected: readonly RejectionReport[];
  readonly alternatives: readonly { readonly entryPoint: string; readonly reason: string }[];
  readonly notes?: readonly string[];
  readonly findings: readonly FindingReport[];
}

/** What became different between two states. */
export interface DiffReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'DiffReport';
  readonly a: SourceReport;
  readonly b: SourceReport;
  /** In words, for people. */
  readonly changes: readonly {
    readonly type: 'added' | 'removed' | 'changed';
    readonly what: string;
    readonly before?: string;
    readonly after?: string;
  }[];
  /** A request for each change that a request can see: it is answered otherwise. */
  readonly requests: readonly {
    readonly url: string;
    readonly method: string;
    readonly headers: readonly HeaderReport[];
    readonly sni?: string;
    readonly before: TraceReport['outcome'];
    readonly after: TraceReport['outcome'];
    /** In words. */
    readonly answers: { readonly before: string; readonly after: string };
    /** How many of the requests that were tried show the same change, itself among them. */
    readonly alike: number;
  }[];
  /** How many requests were tried on both sides: one of each kind that a rule tells from others. */
  readonly asked: number;
  /** Where not every kind could be tried. */
  readonly gaps: readonly string[];
}

/** Requests, what must become of each, and what does. */
export interface TestReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'TestReport';
  readonly passed: number;
  readonly failed: number;
  readonly results: readonly {
    readonly name: string;
    /** As the file of tests has it. */
    readonly request: {
      readonly request: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly sni?: string;
      readonly via?: string;
      readonly address?: string;
    };
    readonly expect: Readonly<Partial<Record<ExpectationPart, unknown>>>;
    readonly got: TraceReport;
    readonly passed: boolean;
    /** In words: what is otherwise, and what came near. */
    readonly reasons: readonly string[];
  }[];
}

/** What is really there, where `--probe` was asked for. */
export interface ProbeReport {
  readonly request: { readonly method: string; readonly url: string };
  readonly at: string;
  /** What names resolve to on the machine that asked. */
  readonly names: readonly {
    readonly name: string;
    readonly addresses: readonly string[];
    readonly problem?: string;
  }[];
  readonly connection: {
    readonly type:
      | 'open'
      | 'refused'
      | 'timeout'
      | 'unreachable'
      | 'closed'
      | 'silent'
      | 'not-tried';
    readonly address?: string;
    readonly code?: string;
  };
  readonly tls?: {
    readonly failed?: string;
    readonly certificate?: {
      readonly names: readonly string[];
      readonly issuer: string;
      readonly notBefore: string;
      readonly notAfter: string;
      readonly chain: readonly string[];
      readonly fits: boolean;
      readonly untrusted?: string;
    };
  };
  readonly answer?: {
    readonly status: number;
    readonly location?: string;
    readonly server?: string;
  };
  readonly compared: readonly {
    readonly what: 'dns' | 'connection' | 'certificate' | 'answer';
    readonly predicted: string;
    readonly found: string;
    readonly verdict: 'agrees' | 'differs' | 'unknown';
    readonly meaning?: string;
  }[];
}

export interface RejectionReport {
  readonly object: ObjectRefReport;
  readonly rule?: { readonly index: number; readonly name?: string };
  /** What ruled it out: `path`, `host` … */
  readonly type: string;
  /** The same in words. */
  readonly reason: string;
}

/** The way to the cluster, what was read of it, and what would allow more. */
export interface DoctorReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'DoctorReport';
  /** Why nothing could be read. */
  readonly problem?: string;
  readonly kubeconfig: {
    readonly from?: string;
    readonly foundBy?: 'flag' | 'environment' | 'default' | 'in-cluster';
    readonly context?: string;
    readonly cluster?: string;
    readonly user?: string;
    readonly namespace?: string;
    readonly credentials?: string;
  };
  readonly server: {
    readonly url?: string;
    readonly version?: string;
    readonly roundTripMs?: number;
  };
  readonly resources: readonly {
    readonly resource: string;
    readonly version?: string;
    readonly state:
      | 'loading'
      | 'live'
      | 'stale'
      | 'forbidden'
      | 'absent'
      | 'failed'
      | 'not-in-files';
    readonly count?: number;
    readonly since?: string;
    /** Where only some namespaces could be read. */
    readonly namespaces?: readonly string[];
    readonly message?: string;
  }[];
  /** Rules of a ClusterRole that would allow what is forbidden. */
  readonly rbac: readonly PolicyRuleReport[];
  readonly controllers: readonly {
    readonly type: 'mesh' | 'ingress-class' | 'gateway-class' | 'data-plane' | 'api-group';
    readonly name: string;
    readonly controller?: string;
    readonly version?: string;
    readonly recognised: boolean;
  }[];
  /** The explorer's file, where there is one. */
  readonly settings?: {
    readonly file: string;
    /** What of it could not be used, a sentence each. */
    readonly mistakes: readonly string[];
  };
  readonly terminal: {
    readonly stdin: boolean;
    readonly stdout: boolean;
    readonly columns?: number;
    readonly term?: string;
    readonly colour: boolean;
    readonly unicode: boolean;
    readonly fullScreen: boolean;
  };
}

/** As it stands in a ClusterRole. */
export interface PolicyRuleReport {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}
