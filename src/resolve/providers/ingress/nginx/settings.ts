import type { Caveat, Fact, Modifiers } from '../../../../model/exposure.ts';
import type { Reason } from '../../../../model/health.ts';

/** What the annotations of one Ingress make of all its locations (I10). */
export interface Settings {
  readonly rewriteTarget?: string;
  readonly useRegex?: true;
  readonly appRoot?: string;
  readonly redirect?: NginxRedirect;
  readonly fromToWww?: true;
  readonly aliases?: readonly string[];
  /** To https, where the host has a certificate; `forceSslRedirect` where it has none as well. */
  readonly sslRedirect?: boolean;
  readonly forceSslRedirect?: boolean;
  readonly keepsTrailingSlash?: boolean;
  readonly redirectStatus?: number;
  /** Beginnings of paths that are not sent to https, and those where nobody is asked who he is. */
  readonly plainPaths?: readonly string[];
  readonly openPaths?: readonly string[];
  /** A client's word on the scheme counts: a balancer before it may have ended TLS. */
  readonly trustsForwarded?: boolean;
  readonly passthrough?: true;
  readonly canary?: Canary;
  /** What the Pods are told in `X-Forwarded-Prefix`, where a path is rewritten. */
  readonly forwardedPrefix?: string;
  /** The name of a Service (I13). */
  readonly defaultBackend?: string;
  /** Why the controller leaves the whole Ingress out. */
  readonly refused?: Extract<Reason, { readonly type: 'left-out' }>;
  /** A Service that is another name for what is outside answers 503. */
  readonly refusesExternalNames?: boolean;
  /** Why the controller answers 503 everywhere: an annotation that it cannot follow. */
  readonly denied?: string;
  /** Why the controller answers 403 for the whole host. */
  readonly closed?: string;
  /** Callers of the whole host are to show one on https. */
  readonly clientCertificate?: true;
  /** A client that shows the session's cookie stays with its Pod, whatever a canary says. */
  readonly sticky?: true;
  /** nginx dials the Service's own address. */
  readonly serviceUpstream?: boolean;
  readonly modifiers?: Omit<Modifiers, 'rewrite'> & { readonly rewriteHost?: string };
  readonly facts?: readonly Fact[];
  readonly caveats?: readonly Caveat[];
}

export interface NginxRedirect {
  readonly status: number;
  /** May hold nginx variables. */
  readonly url: string;
}

/** Who is sent to a canary: by header, then by cookie, then by weight (I10, I14). */
export interface Canary {
  readonly header?: string;
  readonly headerValue?: string;
  readonly headerPattern?: string;
  readonly cookie?: string;
  /** 0 to 1. */
  readonly share: number;
  readonly weight: number;
}
