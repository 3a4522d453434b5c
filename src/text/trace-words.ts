import { listing } from '../lib/words.ts';
import type { Caveat, Exposure } from '../model/exposure.ts';
import type { PathMatch, StringMatch } from '../model/match.ts';
import type { Alternative, Dependence, Miss, TraceNote } from '../model/trace.ts';
import { describePath, describeString } from './match.ts';
import { describeRef, refName } from './object-ref.ts';
import { printable } from './printable.ts';
import { describeReason, describeUnreadable } from './reasons.ts';

/** Why something does not take the request, behind its name. */
export function describeMiss(miss: Miss): string {
  switch (miss.type) {
    case 'host':
      return miss.wanted.length === 0
        ? 'it has no host'
        : `host is ${oneOf(miss.wanted)}, not ${printable(miss.got)}`;
    case 'less-specific-host':
      return `host ${printable(miss.host)}: the narrower ${printable(miss.winner)} takes the request alone`;
    case 'path':
      return `path is not ${listing(miss.wanted.map(barePath), 'or')}`;
    case 'method':
      return unlike('method', miss.wanted, miss.got);
    case 'scheme':
      return unlike('scheme', miss.wanted, miss.got);
    case 'authority':
      return unlike('Host header', miss.wanted, miss.got);
    case 'header':
      return namedMiss('header', miss);
    case 'query':
      return namedMiss('query parameter', miss);
    case 'cookie':
      return namedMiss('cookie', { ...miss, not: false });
    case 'grpc':
      return unlike(`gRPC ${miss.part}`, miss.wanted, miss.got);
    case 'claim':
      return namedMiss("the token's claim", miss);
    case 'remote-ip':
      return `the client is not in ${oneOf(miss.wanted)}`;
    case 'sni':
      return `SNI is ${oneOf(miss.wanted)}, not ${miss.got === undefined ? 'absent' : printable(miss.got)}`;
    case 'later-rule':
      return 'it matches too, but an earlier rule takes the request';
    case 'invalid-pattern':
      return `its regular expression is not valid: ${printable(miss.pattern)}`;
    case 'port':
      return `port is ${oneOf(miss.wanted.map(String))}, not ${miss.got}`;
    case 'address':
      return `address is ${oneOf(miss.wanted)}, not ${printable(miss.got)}`;
    case 'tls':
      return miss.wanted === 'plain' ? 'it takes no TLS' : 'it takes TLS only';
    case 'listener':
      return miss.because === undefined
        ? `nothing of it listens on port ${miss.port} for such a connection`
        : `port ${miss.port}: ${describeReason(miss.because)}`;
    case 'not-attached':
      return describeReason(miss);
    case 'denies':
      return 'it denies the request';
    case 'allows-others':
      return 'it allows other requests alone';
    case 'no-address':
      return 'it has no address to call';
  }
}

/** In a sentence that says "not" an exact path needs no sign. */
const barePath = (path: PathMatch): string => describePath(path).replace(/^= /, '');

const oneOf = (values: readonly string[]): string => printable(listing(values, 'or'));

const unlike = (what: string, wanted: StringMatch, got: string): string =>
  `${what} is ${got === '' ? 'empty' : printable(got)}, not ${wantedText(wanted)}`;

const wantedText = (wanted: StringMatch): string =>
  wanted.type === 'present' ? 'present' : describeString(wanted);

interface NamedMiss {
  readonly name: string;
  readonly wanted: StringMatch;
  readonly not: boolean;
  readonly got?: string;
}

function namedMiss(what: string, { name, wanted, not, got }: NamedMiss): string {
  const subject = `${what} ${printable(name)}`;
  if (not) return `${subject} is ${wantedText(wanted)}, and must not be`;
  if (got === undefined) return `${subject} is missing`;
  return unlike(subject, wanted, got);
}

/** Why another entry point may take the request as well. */
export function describeAlternative(alternative: Alternative): string {
  switch (alternative.type) {
    case 'other-data-plane':
      return `if the name resolves to ${printable(alternative.address)}`;
    case 'other-address':
      return `also at ${printable(alternative.address)}`;
  }
}

/** What an answer depends on. */
export function describeDependence(dependence: Dependence): string {
  switch (dependence.type) {
    case 'claim':
      return `the token's claim ${printable(dependence.name)}`;
    case 'client-address':
      return `whether the client is in ${oneOf(dependence.wanted)}`;
    case 'dns':
      return dependence.addresses.length === 0
        ? `where ${printable(dependence.host)} resolves to`
        : `whether ${printable(dependence.host)} resolves to ${oneOf(dependence.addresses)}`;
    case 'identity':
      return `who calls: ${describeRef(dependence.policy)} decides`;
    case 'token':
      return `whether the token is valid: ${describeRef(dependence.policy)} checks it`;
    case 'external-auth':
      return `what ${printable(dependence.service)} answers when asked for leave`;
    case 'password':
      return 'whether the password that was sent is right';
    case 'client-certificate':
      return 'whether the caller shows a client certificate that the gateway accepts';
    case 'forwarded-proto':
      return 'whether the gateway trusts the X-Forwarded-Proto header';
    case 'unreadable':
      return `${printable(dependence.resource)}, which ${describeUnreadable(dependence.because)}`;
  }
}

/** Why the data plane may do otherwise than what is computed. */
export function describeCaveat(caveat: Caveat): string {
  switch (caveat.type) {
    case 'annotation':
      return `annotation ${printable(caveat.name)} may change the answer`;
    case 'snippet':
      return `${printable(caveat.name)} holds configuration that may change the answer`;
    case 'object':
      return `${describeRef(caveat.object)} may change the answer`;
    case 'unreadable':
      return `${printable(caveat.resource)} ${describeUnreadable(caveat.because)}, and may change the answer`;
    case 'implementation':
      return describeImplementation(caveat.what);
    case 'assumed':
      return `assumed: ${printable(caveat.what)}`;
  }
}

function describeImplementation(
  what: Extract<Caveat, { readonly type: 'implementation' }>['what'],
): string {
  switch (what) {
    case 'isolation':
      return 'whether listeners are kept apart differs between implementations';
    case 'regex-order':
      return 'where regular expressions stand in the order differs between implementations';
    case 'hostname-precedence':
      return 'whether rules of a wider hostname are tried after those of the narrowest differs between implementations';
    case 'shared-proxy':
      return 'several Gateways share one proxy, and how their rules mix is up to the implementation';
    case 'implementation-specific-path':
      return 'pathType ImplementationSpecific: how the path is compared is up to the controller';
    case 'pcre':
      return 'the controller reads this pattern as PCRE, which may differ from RE2';
    case 'unknown-controller':
      return 'the controller is not known, so rules are read as the API describes them';
  }
}

/** Why the answer may differ, in words. */
export function describeNote(note: TraceNote, { entryPoints }: Exposure): string {
  switch (note.type) {
    case 'caveat':
      return describeCaveat(note.caveat);
    case 'port-ignored-in-host':
      return 'the port in the Host header does not count';
    case 'nearest': {
      const nearest = entryPoints.find((it) => it.id === note.entryPoint);
      const name = nearest === undefined ? note.entryPoint : refName(nearest.object);
      return `the nearest is ${name}: ${describeMiss(note.miss)}`;
    }
  }
}
