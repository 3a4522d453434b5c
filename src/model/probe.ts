import type { Request } from './trace.ts';

/** What is really there for a request: one look from this machine. Nothing here was computed from objects. */
export interface Probe {
  /** As sent: HEAD unless another method was asked for. */
  readonly request: Request;
  /** RFC 3339. */
  readonly at: string;
  /** What names resolve to here: the request's own host, and those of load balancers that have no address. */
  readonly names: readonly Resolved[];
  readonly connection: Connection;
  readonly tls?: Handshake;
  readonly answer?: {
    readonly status: number;
    readonly location?: string;
    readonly server?: string;
  };
}

export interface Resolved {
  readonly name: string;
  readonly addresses: readonly string[];
  /** Why there are none: `ENOTFOUND`. */
  readonly problem?: string;
}

export type Connection =
  | { readonly type: 'open'; readonly address: string }
  /** `code` as the operating system or TLS names it. `closed` and `silent` came after the connection was open. */
  | {
      readonly type: 'refused' | 'timeout' | 'unreachable' | 'closed' | 'silent';
      readonly address: string;
      readonly code: string;
    }
  /** The name has no address, or there is nothing to see of the protocol (UDP). */
  | { readonly type: 'not-tried' };

export interface Handshake {
  /** Why there is no session at all. */
  readonly failed?: string;
  readonly certificate?: {
    /** Those of the subject's alternative names, else its common name. */
    readonly names: readonly string[];
    readonly issuer: string;
    /** RFC 3339. */
    readonly notBefore: string;
    readonly notAfter: string;
    /** From the server's own to the last that is known. */
    readonly chain: readonly string[];
    /** Whether the names fit the one that was asked for. */
    readonly fits: boolean;
    /** Why this machine does not trust it: `SELF_SIGNED_CERT_IN_CHAIN`. */
    readonly untrusted?: string;
  };
}

/** Sends a request, once. `names` are resolved beside, to tell whose addresses are met. Never rejects. */
export type SendProbe = (request: Request, names: readonly string[]) => Promise<Probe>;
