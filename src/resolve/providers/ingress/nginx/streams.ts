import type { ConfigMap } from '../../../../inventory/kinds.ts';
import { refOf } from '../../../../inventory/read-object.ts';
import type { Reader } from '../../../../inventory/reader.ts';
import { by } from '../../../../lib/order.ts';
import type { DataPlaneListenerSeed, DataPlaneSeed, EntryPointSeed } from '../../../provider.ts';
import type { Controller } from '../controllers.ts';

/** Ports that the controller passes to Services as they are, told by two ConfigMaps that its flags name. */
export type Streams = Pick<DataPlaneSeed, 'listeners' | 'entryPoints'>;

const TRANSPORTS = ['tcp', 'udp'] as const;
type Transport = (typeof TRANSPORTS)[number];

export const STREAM_FLAGS = TRANSPORTS.map(flagOf);

function flagOf(transport: Transport): string {
  return `${transport}-services-configmap`;
}

export function streamsOf(
  { arg }: Pick<Controller, 'arg'>,
  reserved: readonly number[],
  objects: Reader<'ConfigMap'>,
): Streams {
  const found = TRANSPORTS.flatMap((transport): readonly StreamsOf[] => {
    const [namespace, name] = (arg(flagOf(transport)) ?? '').split('/');
    if (namespace === undefined || name === undefined) return [];
    const lookup = objects.get('ConfigMap', namespace, name);
    if (lookup.type !== 'found') return [];
    const streams = streamsIn(lookup.object).filter(
      ({ port }) => transport === 'udp' || !reserved.includes(port),
    );
    return streams.length === 0 ? [] : [{ transport, configMap: lookup.object, streams }];
  });
  return {
    listeners: found.flatMap(listenersOf),
    entryPoints: found.map(entryPointOf),
  };
}

interface StreamsOf {
  readonly transport: Transport;
  readonly configMap: ConfigMap;
  readonly streams: readonly Stream[];
}

interface Stream {
  readonly index: number;
  readonly port: number;
  readonly namespace: string;
  readonly service: string;
  readonly servicePort: number | string;
}

/** `PORT: NAMESPACE/SERVICE:PORT[:PROXY[:PROXY]]` */
function streamsIn({ data }: ConfigMap): readonly Stream[] {
  return Object.entries(data)
    .toSorted(by(([port]) => Number(port)))
    .flatMap(([port, value], index): readonly Stream[] => {
      const parts = /^([^/:]+)\/([^/:]+):([^:]+)/.exec(value);
      if (!/^\d+$/.test(port) || parts === null) return [];
      const [, namespace = '', service = '', servicePort = ''] = parts;
      return [
        {
          index,
          port: Number(port),
          namespace,
          service,
          servicePort: /^\d+$/.test(servicePort) ? Number(servicePort) : servicePort,
        },
      ];
    });
}

const listenersOf = ({
  transport,
  configMap,
  streams,
}: StreamsOf): readonly DataPlaneListenerSeed[] =>
  streams.map((stream): DataPlaneListenerSeed => {
    const { index, port, namespace, service, servicePort } = stream;
    const object = refOf(configMap);
    return {
      port,
      transport,
      servers: [
        {
          entryPoint: object,
          name: String(port),
          tls: 'none',
          sni: [],
          protocol: transport,
          otherHostStatus: 404,
          wildcard: 'one-label',
          otherwise: 404,
          virtualHosts: [
            {
              host: '*',
              entryPoint: object,
              routes: [
                {
                  entryPoint: object,
                  object,
                  rule: { index, path: `data.${port}` },
                  hosts: ['*'],
                  matches: [],
                  action: {
                    type: 'forward',
                    statuses: {},
                    to: [
                      {
                        ref: `${service}:${servicePort}`,
                        path: `data.${port}`,
                        weight: 1,
                        share: 1,
                        target: { type: 'service', namespace, name: service, port: servicePort },
                      },
                    ],
                  },
                },
              ],
            },
          ],
        },
      ],
    };
  });

const entryPointOf = ({ transport, configMap, streams }: StreamsOf): EntryPointSeed => ({
  object: refOf(configMap),
  listeners: streams.map(({ port }) => ({
    path: `data.${port}`,
    port,
    protocol: transport === 'udp' ? 'UDP' : 'TCP',
    hosts: [],
    dataPlanePort: port,
  })),
});
