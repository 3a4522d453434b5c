import type { EntryPoint, Exposure } from '../model/exposure.ts';
import type { Finding } from '../model/finding.ts';
import { sameRef } from '../model/object-ref.ts';
import type { Probe } from '../model/probe.ts';
import { sentHeaders, type Trace } from '../model/trace.ts';
import { type TraceStep, traceSteps, wayInOf } from '../text/trace-steps.ts';
import {
  describeAlternative,
  describeDependence,
  describeMiss,
  describeNote,
} from '../text/trace-words.ts';
import { API_VERSION, type HopReport, type TraceReport } from './contract.ts';
import { destinationReport } from './destination.ts';
import { hopReport } from './entry-point.ts';
import { findingReport } from './findings.ts';
import { matchReport } from './match.ts';
import { probeReport } from './probe.ts';
import { judged, listed, refReport } from './refs.ts';

export interface TraceInput {
  readonly trace: Trace;
  readonly exposure: Exposure;
  readonly findings: readonly Finding[];
  /** Where its redirects lead, in order. */
  readonly followed: readonly Trace[];
  /** What is really there, beside the trace of the request as it was sent. */
  readonly probed?: { readonly probe: Probe; readonly trace: Trace };
}

export function traceReport(input: TraceInput): TraceReport {
  const { trace, exposure, findings, followed, probed } = input;
  const { request, expectedStatus, connection, redirect, rewrite, requestHeaders } = trace;
  const entryPoint = exposure.entryPoints.find((it) => it.id === trace.entryPoint);
  const part = (it: Trace): TraceReport =>
    traceReport({ trace: it, exposure, findings, followed: [] });
  return {
    apiVersion: API_VERSION,
    kind: 'TraceReport',
    request: {
      url: request.url,
      method: request.method,
      headers: sentHeaders(request).map(({ name, value }) => ({ name, value })),
      ...(request.sni !== undefined && { sni: request.sni }),
    },
    outcome: trace.outcome,
    ...(connection !== undefined && { connection }),
    ...listed(
      'dependsOn',
      trace.dependsOn.map((it) => ({ what: it.type, why: describeDependence(it) })),
    ),
    ...listed('branches', trace.branches.map(part)),
    ...listed('followed', followed.map(part)),
    ...(probed !== undefined && { probe: probeReport(probed.probe, probed.trace, exposure) }),
    ...(expectedStatus !== undefined && { expectedStatus }),
    ...(entryPoint !== undefined && {
      entryPoint: { id: entryPoint.id, object: refReport(entryPoint.object) },
    }),
    hops: hopsOf(trace, exposure, entryPoint),
    ...routeOf(trace),
    destinations: destinationsOf(trace, findings),
    failureShare: trace.failureShare,
    ...(redirect !== undefined && { redirect: { url: redirect.url, status: redirect.status } }),
    ...(rewrite !== undefined && {
      rewrite: {
        ...(rewrite.host !== undefined && { host: rewrite.host }),
        ...(rewrite.path !== undefined && { path: rewrite.path }),
      },
    }),
    ...(requestHeaders !== undefined && {
      requestHeaders: requestHeaders.map(({ name, value }) => ({ name, value })),
    }),
    ...(trace.normalizedPath !== undefined && { normalizedPath: trace.normalizedPath }),
    ...reasonsOf(trace, exposure),
    findings: findingsOf(trace, entryPoint, findings).map((it) => findingReport(it)),
  };
}

function reasonsOf(
  { rejected, alternatives, notes }: Trace,
  exposure: Exposure,
): Pick<TraceReport, 'rejected' | 'alternatives' | 'notes'> {
  return {
    rejected: rejected.map(({ object, rule, reason }) => ({
      object: refReport(object),
      ...(rule !== undefined && { rule: ruleOf(rule) }),
      type: reason.type,
      reason: describeMiss(reason),
    })),
    alternatives: alternatives.map((it) => ({
      entryPoint: it.entryPoint,
      reason: describeAlternative(it.reason),
    })),
    ...listed(
      'notes',
      notes.map((it) => describeNote(it, exposure)),
    ),
  };
}

const ruleOf = ({ index, name }: { readonly index: number; readonly name?: string }) => ({
  index,
  ...(name !== undefined && { name }),
});

function routeOf({ route, match }: Trace): Pick<TraceReport, 'route'> {
  if (route === undefined) return {};
  const taken = match === undefined ? undefined : route.matches[match];
  return {
    route: {
      object: refReport(route.object),
      rule: ruleOf(route.rule),
      ...(taken !== undefined && { match: matchReport(taken) }),
    },
  };
}

const destinationsOf = (
  { route, destinations }: Trace,
  findings: readonly Finding[],
): TraceReport['destinations'] =>
  route === undefined
    ? []
    : destinations.map((it) => ({
        ...destinationReport(route, it, findings),
        ...(it.failureShare >= 1 &&
          it.failureStatus !== undefined && { expectedStatus: it.failureStatus }),
      }));

/** The way in of the address that was dialled, then what decided. */
function hopsOf(
  trace: Trace,
  exposure: Exposure,
  entryPoint: EntryPoint | undefined,
): readonly HopReport[] {
  return [
    ...(entryPoint === undefined ? [] : wayInOf(trace, entryPoint)).map(hopReport),
    ...traceSteps(trace, exposure).flatMap((it) => stepReport(it)),
  ];
}

/** The steps behind the way in, which is told whole above. */
function stepReport({ type, object, name, detail, judgement }: TraceStep): readonly HopReport[] {
  if (type !== 'listener' && type !== 'rule' && type !== 'waypoint' && type !== 'destination')
    return [];
  return [
    {
      type: type === 'waypoint' ? 'policy' : type,
      ...(object !== undefined && { object: refReport(object) }),
      text: [name, detail].filter((it) => it !== '').join('  '),
      ...judged(judgement),
    },
  ];
}

const findingsOf = (
  { route }: Trace,
  entryPoint: EntryPoint | undefined,
  findings: readonly Finding[],
): readonly Finding[] =>
  findings.filter(({ object }) =>
    [route?.object, entryPoint?.object].some((it) => it !== undefined && sameRef(it, object)),
  );
