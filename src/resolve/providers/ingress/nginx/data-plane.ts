import type { Ingress } from '../../../../inventory/kinds.ts';
import { refOf } from '../../../../inventory/read-object.ts';
import type { Reader } from '../../../../inventory/reader.ts';
import { groupBy } from '../../../../lib/group.ts';
import type { Caveat } from '../../../../model/exposure.ts';
import type { Judgement, NotAttached } from '../../../../model/health.ts';
import { type ObjectRef, refKey } from '../../../../model/object-ref.ts';
import type {
  DataPlaneListenerSeed,
  DataPlaneSeed,
  RouteSeed,
  ServerSeed,
  VirtualHostSeed,
} from '../../../provider.ts';
import { refOfBackend, targetOf } from '../backends.ts';
import type { Served } from '../controllers.ts';
import { entryPointOf } from '../entry-points.ts';
import { nginxTarget } from './backend-port.ts';
import { certificatesOf, defaultCertificate } from './certificates.ts';
import { configurationOf } from './configuration.ts';
import type { BackendReader } from './location-routes.ts';
import { readSettings } from './read-settings.ts';
import {
  type Configured,
  type Idle,
  type NginxServer,
  nginxWorld,
  type NginxWorld,
} from './servers.ts';
import type { Settings } from './settings.ts';
import { streamsOf } from './streams.ts';
import { virtualHosts } from './virtual-hosts.ts';

type Reads = 'Service' | 'EndpointSlice' | 'Secret' | 'ConfigMap';

const PREFIX = 'nginx.ingress.kubernetes.io';

/** One ingress-nginx controller, with all its Ingresses. */
export function nginxDataPlane(served: Served, objects: Reader<Reads>): DataPlaneSeed {
  const { controller } = served;
  const prefix = controller.arg('annotations-prefix') ?? PREFIX;
  const http = portOf(controller.arg('http-port'), 80);
  const https = portOf(controller.arg('https-port'), 443);
  const configuration = configurationOf(controller, objects);
  const all = served.ingresses.map((ingress): Configured => ({
    ingress,
    settings: readSettings(ingress, prefix, configuration, objects),
  }));
  const fallback = configuration.fallback;
  const world = nginxWorld(all, fallback !== undefined);
  const hosts = virtualHosts(world.servers, { http, https, fallback }, objects);
  const passed = passesTls(controller)
    ? world.servers.flatMap((it) => passthroughServer(it, objects))
    : [];
  const [first] = all;
  const streams = streamsOf(controller, [http, https], objects);
  const listeners: readonly DataPlaneListenerSeed[] =
    first === undefined
      ? []
      : [
          { port: http, transport: 'tcp', servers: [serverOf(first.ingress, 'none', hosts.http)] },
          {
            port: https,
            transport: 'tcp',
            servers: [
              ...passed,
              serverOf(
                first.ingress,
                'terminate',
                hosts.https,
                configuration.rejectsHandshake ? hosts.https.map((it) => it.host) : ['*'],
              ),
            ],
          },
        ];
  const instead = defaultCertificate(controller, objects);
  const passthrough = new Set(passed.flatMap((it) => it.sni));
  const idle = groupBy(world.idle, (it) => it.path.ingress);
  const tried = triedRules(listeners);
  return {
    id: controller.id,
    name: controller.name,
    proxy: 'nginx',
    servedBy: controller.servedBy,
    listeners: [...listeners, ...streams.listeners],
    entryPoints: [
      ...streams.entryPoints,
      ...all.map((it) =>
        entryPointOf(
          it.ingress,
          {
            ...served.partsOf(it.ingress),
            ...refusal(it.settings),
            http,
            https,
            passthrough,
            secrets: certificatesOf(it, world.servers, instead),
            idleRoutes: idleRoutes(it.ingress, idle.get(it.ingress) ?? [], tried),
            facts: it.settings.facts ?? [],
          },
          objects,
        ),
      ),
    ],
    caveats: [...caveatsOf(served, all), ...configuration.caveats],
  };
}

/** An Ingress that was served before it was changed goes on as it was until the controller starts anew. */
const refusal = ({ refused }: Settings): { readonly judgement?: Judgement } =>
  refused === undefined ? {} : { judgement: { health: 'broken', reason: refused } };

const portOf = (value: string | undefined, fallback: number): number =>
  value !== undefined && /^\d+$/.test(value) ? Number(value) : fallback;

/** Off unless the controller was started with it; where its arguments are unknown it is taken as meant. */
function passesTls({ arg, knowsArgs }: Served['controller']): boolean {
  const value = arg('enable-ssl-passthrough');
  return value === undefined ? !knowsArgs : value !== 'false';
}

function caveatsOf({ controller }: Served, all: readonly Configured[]): readonly Caveat[] {
  const wantsPassthrough = all.some((it) => it.settings.passthrough === true);
  return wantsPassthrough && !controller.knowsArgs
    ? [{ type: 'assumed', what: 'the controller runs with --enable-ssl-passthrough' }]
    : [];
}

/** On both ports it answers for every host, and with its own certificate where a host has none (I9). */
const serverOf = (
  owner: Ingress,
  tls: 'none' | 'terminate',
  hosts: readonly VirtualHostSeed[],
  sni: readonly string[] = [],
): ServerSeed => ({
  entryPoint: refOf(owner),
  tls,
  sni,
  protocol: 'http',
  otherHostStatus: 404,
  wildcard: 'one-label',
  virtualHosts: hosts,
  otherwise: 404,
});

/** `ssl-passthrough`: who asks for the host in the handshake gets to the Pods of its `/`, and to no rule. */
function passthroughServer(server: NginxServer, objects: BackendReader): readonly ServerSeed[] {
  const root = server.locations.find((it) => it.path === '/' && it.upstream !== undefined);
  // The names of a handshake are compared as they are written: a wildcard is none of them.
  if (!server.passthrough || server.host.startsWith('*') || root?.upstream === undefined) return [];
  const object = refOf(root.of.ingress);
  const route: RouteSeed = {
    entryPoint: object,
    object,
    rule: { index: root.rule.index, path: root.rule.field },
    variant: ` passthrough ${server.host}`,
    hosts: [server.host],
    matches: [],
    action: {
      type: 'forward',
      statuses: {},
      to: [
        {
          ref: refOfBackend(root.rule.backend),
          weight: 1,
          share: 1,
          target: nginxTarget(root.rule, objects),
        },
      ],
    },
  };
  return [
    {
      entryPoint: object,
      tls: 'passthrough',
      sni: [server.host],
      protocol: 'tcp',
      otherHostStatus: 404,
      wildcard: 'one-label',
      virtualHosts: [{ host: server.host, entryPoint: object, routes: [route] }],
      otherwise: 404,
    },
  ];
}

const ruleKey = (object: ObjectRef, index: number): string => `${refKey(object)}#${index}`;

/** Which rules have a route, redirects among them. */
const triedRules = (listeners: readonly DataPlaneListenerSeed[]): ReadonlySet<string> =>
  new Set(
    listeners.flatMap(({ servers }) =>
      servers.flatMap(({ virtualHosts: hosts }) =>
        hosts.flatMap(({ routes }) => routes.map((it) => ruleKey(it.object, it.rule.index))),
      ),
    ),
  );

/** Paths that are shown and never tried; a canary that is tried under a rule of its own is not among them. */
function idleRoutes(
  ingress: Ingress,
  idle: NginxWorld['idle'],
  tried: ReadonlySet<string>,
): readonly RouteSeed[] {
  const object = refOf(ingress);
  return idle
    .filter(({ path }) => !tried.has(ruleKey(object, path.index)))
    .map(({ path, because }): RouteSeed => {
      const judgement = judgeIdle(because);
      return {
        entryPoint: object,
        object,
        rule: { index: path.index, path: path.field },
        hosts: [path.host],
        matches:
          path.path === '/' && path.type !== 'Exact'
            ? []
            : [
                {
                  path: {
                    type: path.type === 'Exact' ? 'exact' : 'segment-prefix',
                    value: path.path,
                  },
                },
              ],
        action: {
          type: 'forward',
          statuses: { unresolved: 503, noEndpoint: 503 },
          to: [
            {
              ref: refOfBackend(path.backend),
              path: path.field,
              weight: 100,
              share: 1,
              target: targetOf(path),
            },
          ],
        },
        ...(judgement !== undefined && { judgement }),
      };
    });
}

function judgeIdle(because: Idle): Judgement | undefined {
  switch (because.type) {
    case 'part-of-main':
    case 'no-service':
      return undefined;
    case 'refused':
      return broken('refused-by-controller');
    case 'taken':
      return broken('path-taken', refOf(because.by));
    case 'no-main':
      return broken('canary-without-main');
    case 'second-canary':
      return broken('canary-second');
    case 'service-is-main':
      return broken('canary-of-main-service');
    case 'service-is-canary':
      return broken('canary-service');
  }
}

const broken = (because: NotAttached, by?: ObjectRef): Judgement => ({
  health: 'broken',
  reason: { type: 'not-attached', because, ...(by !== undefined && { by }) },
});
