import { isIp } from '../lib/ip.ts';
import { listing } from '../lib/words.ts';
import type { EntryPoint, Exposure } from '../model/exposure.ts';
import type { Reason } from '../model/health.ts';
import type { Handshake, Probe } from '../model/probe.ts';
import { isTls, type Request, type Trace } from '../model/trace.ts';
import { age } from './age.ts';
import { describeRef } from './object-ref.ts';
import { describeOutcome } from './outcome.ts';
import { printable } from './printable.ts';
import { describeReason } from './reasons.ts';
import { traceSteps } from './trace-steps.ts';

/** One thing that was predicted, what is there, and what it means that they differ. */
export interface ProbeRow {
  readonly what: 'dns' | 'connection' | 'certificate' | 'answer';
  readonly predicted: string;
  readonly found: string;
  readonly verdict: 'agrees' | 'differs' | 'unknown';
  readonly meaning?: string;
}

export const PROBE_TITLES: Readonly<Record<ProbeRow['what'], string>> = {
  dns: 'DNS',
  connection: 'connection',
  certificate: 'certificate',
  answer: 'answer',
};

/** What is about to be done, said before it is. */
export function announceProbe({ host, address, port, method, scheme, path, sni }: Request): string {
  const target = address ?? host;
  const steps = [
    ...(isIp(host) ? [] : [`looks ${printable(host)} up here`]),
    ...(scheme === 'udp' ? [] : [`connects to ${printable(target)} on port ${port}`]),
    ...(isTls(scheme)
      ? [`shakes hands with TLS${sni === undefined ? '' : ` for ${printable(sni)}`}`]
      : []),
    ...(isHttp(scheme) ? [`sends one ${printable(method)} ${printable(path)}`] : []),
  ];
  return steps.length === 0
    ? '--probe looks at nothing: of UDP there is nothing to see.'
    : `--probe ${listing(steps)}.`;
}

/** Names of load balancers of which only DNS knows the addresses, few enough to ask for. */
export const namesToResolve = ({ entryPoints }: Exposure): readonly string[] =>
  [...new Set(entryPoints.flatMap((it) => it.addresses.map(({ value }) => value)))]
    .filter((it) => it !== '' && !isIp(it))
    .slice(0, 32);

/** `trace` is that of the request as it was sent. */
export function probeRows(probe: Probe, trace: Trace, exposure: Exposure): readonly ProbeRow[] {
  const entryPoint = exposure.entryPoints.find((it) => it.id === trace.entryPoint);
  return [
    ...dnsRow(probe, entryPoint, exposure),
    ...connectionRow(probe, trace),
    ...certificateRow(probe, trace, exposure),
    ...answerRow(probe, trace),
  ];
}

const isHttp = (scheme: string): boolean => /^(https?|wss?)$/.test(scheme);

function dnsRow(
  { request: { host }, names }: Probe,
  entryPoint: EntryPoint | undefined,
  { entryPoints }: Exposure,
): readonly ProbeRow[] {
  if (isIp(host)) return [];
  const found = names.find((it) => it.name === host);
  const addresses = found?.addresses ?? [];
  const addressesOf = (it: EntryPoint): readonly string[] =>
    it.addresses.flatMap(({ value }) => [
      value,
      ...(names.find(({ name }) => name === value)?.addresses ?? []),
    ]);
  const own = entryPoint === undefined ? [] : addressesOf(entryPoint);
  const written = (entryPoint?.addresses ?? [])
    .filter((it) => it.type !== 'node' && it.value !== '')
    .map((it) => it.value);
  const shown = [...new Set(written.length > 0 ? written : own.filter((it) => it !== ''))];
  const predicted =
    entryPoint === undefined
      ? 'nothing here answers for it'
      : shown.length === 0
        ? 'its address is not known'
        : printable(listing(shown, 'or'));
  const row = (verdict: ProbeRow['verdict'], meaning?: string): readonly ProbeRow[] => [
    {
      what: 'dns',
      predicted,
      found:
        addresses.length === 0
          ? `no address${found?.problem === undefined ? '' : ` (${printable(found.problem)})`}`
          : printable(listing(addresses)),
      verdict,
      ...(meaning !== undefined && { meaning }),
    },
  ];
  if (addresses.length === 0)
    return row(
      'differs',
      shown.length === 0
        ? 'Nobody who asks the same DNS finds the name.'
        : `Nobody who asks the same DNS finds the name: it needs a record that leads to ${printable(listing(shown, 'or'))}. --address tries one without it.`,
    );
  const elsewhere = addresses.filter((it) => !own.includes(it));
  if (elsewhere.length === 0) return row('agrees');
  const owners = entryPoints.filter(
    (it) => it !== entryPoint && elsewhere.some((address) => addressesOf(it).includes(address)),
  );
  const part =
    elsewhere.length < addresses.length
      ? `Some requests go elsewhere (${printable(listing(elsewhere))}): `
      : '';
  if (owners.length > 0)
    return row(
      'differs',
      `${part}DNS leads to ${listing(owners.map(({ object }) => describeRef(object)))}${entryPoint === undefined ? '' : `, not to ${describeRef(entryPoint.object)}: its rules are not asked`}.`,
    );
  if (entryPoint !== undefined && own.filter((it) => it !== '').length === 0)
    return row(
      'unknown',
      'The address of the entry point is not known, so it cannot be told whose that is.',
    );
  return row(
    'differs',
    `${part === '' ? 'No' : `${part}no`} entry point here has that address: an old load balancer's, another cluster's, or a CDN or proxy in front.`,
  );
}

function connectionRow({ connection, request }: Probe, trace: Trace): readonly ProbeRow[] {
  if (connection.type === 'not-tried') return [];
  const predicted =
    trace.connection === 'refused'
      ? 'refused'
      : trace.entryPoint === undefined
        ? 'unknown'
        : 'open';
  const at = `${printable(connection.address.includes(':') ? `[${connection.address}]` : connection.address)}:${request.port}`;
  const isOpen = ['open', 'closed', 'silent'].includes(connection.type);
  const isAsPredicted =
    connection.type === 'closed'
      ? trace.connection === 'closed'
      : connection.type !== 'silent' && (predicted === 'open') === isOpen;
  const verdict = predicted === 'unknown' ? 'unknown' : isAsPredicted ? 'agrees' : 'differs';
  const meaning =
    isOpen && predicted === 'refused'
      ? "Something listens there all the same: another proxy, or an address that is not this entry point's."
      : connection.type === 'open'
        ? undefined
        : connection.type === 'closed'
          ? describeClosed(connection.code)
          : CONNECTIONS[connection.type];
  return [
    {
      what: 'connection',
      predicted,
      found:
        connection.type === 'open'
          ? `open, ${at}`
          : `${connection.type === 'silent' ? 'open, and no answer' : connection.type}, ${at} (${printable(connection.code)})`,
      verdict,
      ...(meaning !== undefined && verdict !== 'agrees' && { meaning }),
    },
  ];
}

const CONNECTIONS = {
  refused:
    'The machine is there, and nothing listens at this port: no ready Pod behind it, a port that no Service exposes, or a node port that is closed.',
  timeout:
    "Nothing comes back: a firewall or security group drops it, or the address is nobody's any more, such as an old load balancer's.",
  unreachable: 'This machine has no way there: a private address without the VPN, or no route.',
  silent:
    'The connection was opened, and no answer came in time: Pods that hang, a NetworkPolicy that drops what the gateway sends, or a server that waits for another protocol.',
} as const;

function describeClosed(code: string): string {
  return code.startsWith('HPE_')
    ? 'What came back is no HTTP: another protocol is spoken at this port, or the answer breaks its rules.'
    : 'The connection was opened, and then cut before an answer: a load balancer without a backend, a proxy that speaks another protocol, or a policy.';
}

const DAY_MS = 24 * 60 * 60 * 1000;
const SOON_DAYS = 14;

function certificateRow(
  { tls, request, at }: Probe,
  trace: Trace,
  exposure: Exposure,
): readonly ProbeRow[] {
  if (tls === undefined) return [];
  const wanted = request.sni ?? request.host;
  const secret = missingSecret(trace, exposure);
  const predicted =
    trace.connection === 'tls-failure'
      ? 'the handshake fails'
      : secret === undefined
        ? `one for ${printable(wanted)}`
        : describeReason(secret);
  if (tls.failed !== undefined)
    return [
      {
        what: 'certificate',
        predicted,
        found: `the handshake failed (${printable(tls.failed)})`,
        verdict: trace.connection === 'tls-failure' ? 'agrees' : 'differs',
        meaning: describeFailure(tls.failed),
      },
    ];
  const { certificate } = tls;
  if (certificate === undefined)
    return [{ what: 'certificate', predicted, found: 'none was shown', verdict: 'unknown' }];
  const meaning = trouble(certificate, wanted, Date.parse(at));
  const { names, issuer, notAfter } = certificate;
  return [
    {
      what: 'certificate',
      predicted,
      found: `${printable(listing(names))}, until ${printable(notAfter.slice(0, 10))}, by ${printable(issuer)}`,
      // Without the Secret it is wrong as predicted.
      verdict:
        trace.connection !== 'tls-failure' && (meaning === undefined) === (secret === undefined)
          ? 'agrees'
          : 'differs',
      ...(meaning !== undefined && { meaning }),
    },
  ];
}

/** Why the controller shows a certificate that it signed itself. */
function missingSecret(trace: Trace, exposure: Exposure): Reason | undefined {
  const listener = traceSteps(trace, exposure).find((it) => it.type === 'listener');
  const reason = listener?.judgement.reason;
  return reason?.type === 'secret-missing' && reason.instead === 'own-certificate'
    ? reason
    : undefined;
}

function describeFailure(code: string): string {
  if (/WRONG_VERSION|PACKET_LENGTH|HTTP_REQUEST/.test(code))
    return 'Plain text is spoken at this port, not TLS.';
  if (code === 'ETIMEDOUT') return 'Nothing came back: whoever is there may not speak TLS.';
  return code.includes('NO_APPLICATION_PROTOCOL')
    ? 'Whoever is there does not speak the HTTP that was offered: gRPC needs HTTP/2.'
    : 'Whoever is there has no certificate for this name, or asks for one of the client.';
}

function trouble(
  {
    fits,
    names,
    notBefore,
    notAfter,
    untrusted,
    issuer,
    chain,
  }: NonNullable<Handshake['certificate']>,
  wanted: string,
  now: number,
): string | undefined {
  const sentences = [
    ...(fits
      ? []
      : [
          /fake certificate/i.test(`${issuer} ${chain.join(' ')}`)
            ? 'It is the fake one of ingress-nginx: it has no usable Secret for this name.'
            : `Clients refuse it: it is for ${printable(listing(names))}, not for ${printable(wanted)}. Another listener's Secret is served, or somebody else answers.`,
        ]),
    ...(Date.parse(notAfter) < now
      ? [`It expired ${age(notAfter, now)} ago: clients refuse it.`]
      : []),
    ...(Date.parse(notBefore) > now ? ['It is not valid yet: clients refuse it.'] : []),
    ...(Date.parse(notAfter) >= now && Date.parse(notAfter) - now < SOON_DAYS * DAY_MS
      ? [`It expires in ${Math.floor((Date.parse(notAfter) - now) / DAY_MS)} days.`]
      : []),
    ...(untrusted === undefined
      ? []
      : [
          /UNABLE_TO_VERIFY_LEAF|UNABLE_TO_GET_ISSUER/.test(untrusted)
            ? `This machine cannot tell who signed it (${printable(untrusted)}): an intermediate certificate may be missing in the Secret.`
            : `This machine does not trust who signed it (${printable(untrusted)}).`,
        ]),
  ];
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

function answerRow({ answer, request }: Probe, trace: Trace): readonly ProbeRow[] {
  if (answer === undefined) return [];
  const { status, location, server } = answer;
  const expected = trace.redirect?.status ?? trace.expectedStatus;
  const predicted =
    trace.outcome === 'backend' && expected === undefined
      ? describeOutcome(trace)
      : String(expected ?? describeOutcome(trace));
  const found = [
    String(status),
    ...(location === undefined ? [] : [`to ${printable(location)}`]),
    ...(server === undefined ? [] : [`from ${printable(server)}`]),
  ].join(' ');
  const { verdict, meaning } = judgeStatus(status, expected, trace, request);
  return [{ what: 'answer', predicted, found, verdict, ...(meaning !== undefined && { meaning }) }];
}

function judgeStatus(
  status: number,
  expected: number | undefined,
  { outcome, failureShare, route }: Trace,
  { method }: Request,
): Pick<ProbeRow, 'verdict' | 'meaning'> {
  if (outcome === 'depends') return { verdict: 'unknown' };
  if (expected !== undefined)
    return status === expected
      ? { verdict: 'agrees' }
      : {
          verdict: 'differs',
          meaning:
            'Somebody else answers (another entry point, a CDN or proxy in front), or the gateway has other rules than these objects: it may not have taken them yet, or refused them.',
        };
  if (outcome !== 'backend')
    return {
      verdict: 'differs',
      meaning: 'Somebody else answers: another entry point, or a CDN or proxy in front.',
    };
  // A Service alone hands connections on: no proxy answers in the Pod's place.
  if (route?.object.kind === 'Service')
    return {
      verdict: 'agrees',
      ...(status >= 400 && { meaning: "It is the Pod's own answer: no proxy stands before it." }),
    };
  if (status === 502 || status === 503 || status === 504)
    return failureShare > 0
      ? { verdict: 'agrees', meaning: 'It is one of those that fail.' }
      : {
          verdict: 'differs',
          meaning: `The gateway gets no answer from the Pods, though they are ready: they do not listen at the target port, ${status === 504 ? 'take too long, ' : ''}a NetworkPolicy drops it, or TLS between them does not fit. It may be a Pod's own answer, too.`,
        };
  if (status === 404)
    return {
      verdict: 'unknown',
      meaning: "It is the Pod's own answer, or that of a gateway without this rule.",
    };
  if (status === 405 && method === 'HEAD')
    return {
      verdict: 'unknown',
      meaning: 'HEAD is not taken there; -X GET asks as a browser would.',
    };
  return {
    verdict: 'agrees',
    ...(status >= 500 && { meaning: 'The Pod answers, with an error of its own.' }),
  };
}
