import type { Action, Exposure, Route, RouteId } from '../model/exposure.ts';
import type { Finding } from '../model/finding.ts';
import { describeCaveat } from '../text/trace-words.ts';
import type { RouteReport } from './contract.ts';
import { destinationReport } from './destination.ts';
import { findingsOfRoute } from './findings.ts';
import { matchReport } from './match.ts';
import { redirectReport, routeModifiers } from './modifiers.ts';
import { factReport, judged, listed, refReport } from './refs.ts';

export type Ranks = ReadonlyMap<RouteId, number>;

/** From 1: the first place that a rule has among all rules of a virtual host, of whatever entry point. */
export function ranksOf({ dataPlanes }: Exposure): Ranks {
  const ranks = new Map<RouteId, number>();
  for (const { listeners } of dataPlanes)
    for (const { servers } of listeners)
      for (const { virtualHosts } of servers)
        for (const { routes } of virtualHosts)
          for (const [index, { id }] of routes.entries())
            ranks.set(id, Math.min(index + 1, ranks.get(id) ?? Number.POSITIVE_INFINITY));
  return ranks;
}

export function routeReport(route: Route, ranks: Ranks, findings: readonly Finding[]): RouteReport {
  const { id, object, rule, generated, hosts, matches, action, facts, caveats } = route;
  const rank = ranks.get(id);
  return {
    id,
    ...(rank !== undefined && { rank }),
    object: refReport(object),
    rule: { index: rule.index, ...(rule.name !== undefined && { name: rule.name }) },
    ...(generated !== undefined && { generated }),
    hosts,
    match: matches.map(matchReport),
    ...actionReport(action),
    ...routeModifiers(route.modifiers),
    ...listed('facts', facts.map(factReport)),
    ...listed('caveats', caveats.map(describeCaveat)),
    destinations:
      action.type === 'forward'
        ? action.destinations.map((it) => destinationReport(route, it, findings))
        : [],
    failureShare: route.failureShare,
    ...judged(route.judgement),
    findings: findingsOfRoute(route, findings),
  };
}

type ActionReport = Pick<RouteReport, 'action' | 'invalid' | 'redirect' | 'directResponse'>;

function actionReport(action: Action): ActionReport {
  switch (action.type) {
    case 'forward':
      return { action: 'forward' };
    case 'redirect':
      return { action: 'redirect', redirect: redirectReport(action) };
    case 'direct-response':
      return {
        action: 'direct-response',
        directResponse: {
          status: action.status,
          ...(action.body !== undefined && { body: action.body }),
        },
      };
    case 'invalid':
      // It was to forward, and cannot.
      return {
        action: 'forward',
        invalid: {
          ...(action.status !== undefined && { status: action.status }),
          because: action.because,
        },
      };
  }
}
