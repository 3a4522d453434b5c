/** How a value is compared. Regular expressions are RE2 and must match the whole value unless it says otherwise. */
export interface StringMatch {
  readonly type: 'exact' | 'prefix' | 'suffix' | 'regex' | 'present';
  /** Empty for `present`. */
  readonly value: string;
  readonly ignoreCase?: true;
}

/**
 * `prefix` is a plain string prefix (`/foo` takes `/foobar`), `segment-prefix` goes by path elements.
 * `regex` is anchored at both ends, `regex-start` at the start only (nginx, I15).
 */
export interface PathMatch {
  readonly type: 'exact' | 'prefix' | 'segment-prefix' | 'regex' | 'regex-start';
  readonly value: string;
  readonly ignoreCase?: true;
}

/** A condition on a header or query parameter. */
export interface NamedMatch extends StringMatch {
  readonly name: string;
  /** The condition must not hold. */
  readonly not?: true;
  /** With `not`: whether a missing header counts as an empty one (N17) or as no match. */
  readonly missingIsEmpty?: true;
}

/** All parts that are there must hold. */
export interface Match {
  readonly path?: PathMatch;
  readonly method?: StringMatch;
  readonly scheme?: StringMatch;
  /** The Host header as sent, port included. */
  readonly authority?: StringMatch;
  readonly headers?: readonly NamedMatch[];
  readonly query?: readonly NamedMatch[];
  readonly cookies?: readonly NamedMatch[];
  /** gRPC: the path is `/service/method`. */
  readonly grpc?: { readonly service?: StringMatch; readonly method?: StringMatch };
  /** JWT claims: where the request shows no token that can be read, an answer depends on them. */
  readonly claims?: readonly NamedMatch[];
  /** CIDRs of the client, as the proxy sees it. */
  readonly remoteIp?: readonly string[];
  /** Names asked for in the TLS handshake. */
  readonly sni?: readonly string[];
  /** The gateway's port (Istio `match.port`): settled before, shown as written. */
  readonly port?: number;
}
