import type { Exposure } from '../model/exposure.ts';
import type { Request, Trace } from '../model/trace.ts';
import { type TraceInput, traceReport } from '../report/trace.ts';
import type { Snapshot } from '../session/session.ts';
import { describeRequestProblem } from '../text/outcome.ts';
import { announceProbe, namesToResolve, probeRows } from '../text/probe.ts';
import { parseRequest, type RequestInput } from '../trace/request.ts';
import { type Args, usage } from './args.ts';
import { type Context, outputOf, paintFor } from './context.ts';
import { printDocument } from './documents.ts';
import { EXIT } from './exit-codes.ts';
import { type Journey, journey, lastOf, MOST_REDIRECTS } from './follow.ts';
import { neededNamespaces } from './needed-namespaces.ts';
import { passedProxy } from './passed-proxy.ts';
import { printProbe } from './print/probe.ts';
import { printJourney } from './print/trace.ts';
import { type Answer, answerFrom } from './reading.ts';

/** Where one request goes, and why. */
export function trace(context: Context): Promise<number> {
  const { args } = context;
  const output = outputOf(args, 'trace');
  const input = inputOf(args);
  // Before anything is read: what is no request needs no cluster.
  const { via: _, ...withoutVia } = input;
  requestOf(withoutVia, { entryPoints: [] });
  const probes = args.flags.has('probe');
  if (probes) refuseProbe(args);
  let probed: TraceInput['probed'];
  const look = async ({ exposure }: Snapshot): Promise<void> => {
    const request = requestOf({ ...input, method: input.method ?? 'HEAD' }, exposure);
    const proxy = passedProxy(request, context.io.env);
    context.io.stderr.write(
      `${announceProbe(request)}\n${proxy === undefined ? '' : `--probe goes past the proxy of ${proxy}.\n`}`,
    );
    const probe = await context.wiring.probe(request, namesToResolve(exposure));
    probed = { probe, trace: journey(request, exposure, false).trace };
  };
  const wayOf = ({ exposure }: Snapshot): Journey =>
    journey(requestOf(input, exposure), exposure, args.flags.has('follow'));
  const answer = (snapshot: Snapshot): Answer => {
    const { exposure } = snapshot;
    const way = wayOf(snapshot);
    return {
      text:
        output === 'json' || output === 'yaml'
          ? printDocument(documentOf(way, snapshot, probed), output, args)
          : `${printJourney(way, exposure, paintFor(context))}${probed === undefined ? '' : printProbe(probeRows(probed.probe, probed.trace, exposure), paintFor(context))}`,
      notes: endlessNotes(way),
      exitCode: exitCodeOf(way),
    };
  };
  return answerFrom(context, answer, probes ? look : undefined, (it, known) =>
    neededNamespaces(wayOf(it), it.exposure, known),
  );
}

/** What is sent goes to the real world, once. */
function refuseProbe({ flags }: Args): void {
  if (flags.has('demo')) throw usage('The demo is nowhere, so --probe has nothing to look at.');
  if (flags.has('watch')) throw usage('--probe sends a request once: leave -w out.');
}

function endlessNotes({ endless }: Journey): readonly string[] {
  if (endless === undefined) return [];
  switch (endless) {
    case 'circle':
      return ['The redirects lead in a circle: no client gets an answer.'];
    case 'too-many':
      return [`After ${MOST_REDIRECTS} redirects it still goes on: clients give up.`];
  }
}

function inputOf({ positional, flags }: Args): RequestInput {
  const method = flags.one('method');
  const sni = flags.one('sni');
  const address = flags.one('address');
  const via = flags.one('via');
  return {
    url: positional[0] ?? '',
    headers: flags.all('header'),
    ...(method !== undefined && { method }),
    ...(sni !== undefined && { sni }),
    ...(address !== undefined && { address }),
    ...(via !== undefined && { via }),
  };
}

function requestOf(input: RequestInput, { entryPoints }: Pick<Exposure, 'entryPoints'>): Request {
  const parsed = parseRequest(input, entryPoints);
  if ('problem' in parsed) throw usage(describeRequestProblem(parsed.problem));
  return parsed.value;
}

const documentOf = (
  { trace: first, followed }: Journey,
  { exposure, findings }: Snapshot,
  probed: TraceInput['probed'],
) =>
  traceReport({
    trace: first,
    followed,
    exposure,
    findings,
    ...(probed !== undefined && { probed }),
  });

function exitCodeOf(way: Journey): number {
  if (way.endless !== undefined) return EXIT.negative;
  const end = lastOf(way);
  if (cannotTell(end)) return EXIT.cannotTell;
  switch (end.outcome) {
    case 'backend':
    case 'redirect':
    case 'direct-response':
      return end.failureShare > 0 ? EXIT.negative : EXIT.done;
    case 'depends':
      return EXIT.cannotTell;
    case 'no-entry-point':
    case 'no-listener':
    case 'no-route':
    case 'bad-backend':
    case 'tls-mismatch':
    case 'denied':
    case 'fault':
      return EXIT.negative;
  }
}

/** What decides could not be read. */
const cannotTell = ({ dependsOn, destinations }: Trace): boolean =>
  dependsOn.some((it) => it.type === 'unreadable') ||
  (destinations.length > 0 &&
    destinations.every(
      ({ target }) => target.type === 'unresolved' && target.because === 'unreadable',
    ));
