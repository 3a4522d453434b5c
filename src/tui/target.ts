import type { EntryPoint, Pod, Route } from '../model/exposure.ts';
import type { Finding } from '../model/finding.ts';
import type { Judgement } from '../model/health.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Subject } from '../text/tree/node.ts';
import { causesOfDestination, causesOfRoutes, findingsOn } from './causes.ts';
import { selectedRow } from './list.ts';
import { remember } from './remember.ts';
import { entryRows } from './screens/entry-points/rows.ts';
import { findingRows } from './screens/findings/rows.ts';
import { entryPointOf, pathRows } from './screens/path/rows.ts';
import { podRows } from './screens/pods/rows.ts';
import { routeRows } from './screens/routes/rows.ts';
import { timelineRows } from './screens/timeline/rows.ts';
import { answerRows, answerTo } from './screens/trace/rows.ts';
import { useRows } from './screens/used-by/rows.ts';
import { listOf, type State, viewOf } from './state.ts';

/** What the selected row is about: what can be looked at and copied from there. */
export interface Target {
  readonly object?: ObjectRef;
  /** Those whose logs are meant. */
  readonly pods: readonly Pod[];
  readonly entryPoint?: EntryPoint;
  readonly route?: Route;
  readonly finding?: Finding;
  readonly judgement?: Judgement;
  /** Other objects that may be why it is not well. */
  readonly causes?: readonly ObjectRef[];
  /** Where more is known than the objects alone tell. */
  readonly findings?: readonly Finding[];
}

const NOTHING: Target = { pods: [] };

/** Each hint on the screen asks for it, of one state. */
export const targetOf = remember(targetIn, 2);

function targetIn(state: State): Target {
  const view = viewOf(state);
  const list = listOf(state);
  switch (view.type) {
    case 'entry-points': {
      const row = selectedRow(entryRows(state), list);
      if (row === undefined) return NOTHING;
      const { entryPoint, host, judgement } = row;
      const route = host?.routes[0];
      const { object } = entryPoint;
      return {
        object,
        pods: [],
        entryPoint,
        judgement,
        // Of many thousands of rules, and few ask for them.
        get findings() {
          const { findings = [] } = state.snapshot ?? {};
          return findingsOn(entryPoint, host?.routes ?? entryPoint.routes, findings);
        },
        ...(route !== undefined && { route }),
      };
    }
    case 'path': {
      const node = selectedRow(pathRows(state, view), list)?.node;
      const entryPoint = entryPointOf(state, view.entryPoint);
      if (node === undefined || entryPoint === undefined) return NOTHING;
      const own = ofSubject(node.subject);
      return {
        object: entryPoint.object,
        ...own,
        entryPoint,
        ...(node.judgement !== undefined && { judgement: node.judgement }),
      };
    }
    case 'routes': {
      const row = selectedRow(routeRows(state), list);
      if (row === undefined) return NOTHING;
      const { route, entryPoint } = row;
      return {
        ...ofSubject({ type: 'rule', routes: [route] }),
        entryPoint,
        judgement: route.judgement,
      };
    }
    case 'findings': {
      const row = selectedRow(findingRows(state), list);
      return row?.type === 'finding'
        ? { object: row.finding.object, pods: [], finding: row.finding }
        : NOTHING;
    }
    case 'pods': {
      const pod = selectedRow(podRows(state), list)?.pod;
      return pod === undefined
        ? NOTHING
        : { ...ofSubject({ type: 'pod', pod }), judgement: pod.judgement };
    }
    case 'trace':
      return ofAnswer(state);
    case 'used-by': {
      const row = selectedRow(useRows(state, view), list);
      if (row === undefined) return { object: view.object, pods: [] };
      const { entryPoint, route } = row;
      return {
        object: route?.object ?? entryPoint.object,
        pods: [],
        entryPoint,
        ...(route !== undefined && { route, judgement: route.judgement }),
      };
    }
    case 'timeline': {
      const row = selectedRow(timelineRows(state, view), list);
      return { object: row?.object ?? view.object, pods: [] };
    }
    case 'yaml':
    case 'describe':
    case 'events':
    case 'logs':
    case 'why':
      return { object: view.object, pods: [] };
  }
}

function ofAnswer(state: State): Target {
  const answer = answerTo(state);
  const row = selectedRow(answerRows(state), listOf(state));
  if (answer.type !== 'trace') return NOTHING;
  const { trace } = answer;
  const entryPoint = state.snapshot?.exposure.entryPoints.find((it) => it.id === trace.entryPoint);
  const object = row?.object ?? entryPoint?.object;
  return {
    pods: trace.destinations.flatMap((it) => it.pods),
    judgement: trace.judgement,
    ...(object !== undefined && { object }),
    ...(entryPoint !== undefined && { entryPoint }),
    ...(trace.route !== undefined && { route: trace.route }),
  };
}

function ofSubject(subject: Subject): Target {
  switch (subject.type) {
    case 'entry-point':
      return { object: subject.entryPoint.object, pods: [] };
    case 'hop': {
      const { hop } = subject;
      if (hop.type === 'gateway-pods') {
        const object = hop.workload ?? hop.pods[0]?.object;
        return { pods: hop.pods, ...(object !== undefined && { object }) };
      }
      const service = 'service' in hop ? hop.service : undefined;
      return { pods: [], ...(service !== undefined && { object: service }) };
    }
    case 'listener':
    case 'object':
      return { object: subject.object, pods: [] };
    case 'rule': {
      const [route] = subject.routes;
      if (route === undefined) return NOTHING;
      const { action, object } = route;
      const pods = action.type === 'forward' ? action.destinations.flatMap((it) => it.pods) : [];
      return { object, pods, route, causes: causesOfRoutes(subject.routes) };
    }
    case 'destination': {
      const { destination, route } = subject;
      const { target } = destination;
      const object =
        target.type === 'service' ? target.service : 'object' in target ? target.object : undefined;
      return {
        object: object ?? route.object,
        pods: destination.pods,
        route,
        causes: causesOfDestination(destination),
      };
    }
    case 'pod':
      return { object: subject.pod.object, pods: [subject.pod] };
    case 'fact': {
      const { object } = subject.fact;
      return object === undefined ? NOTHING : { object, pods: [] };
    }
    case 'unrouted-ports': {
      const service = subject.ports[0]?.service;
      return service === undefined ? NOTHING : { object: service, pods: [] };
    }
    case 'otherwise':
      return NOTHING;
  }
}
