import { listOf, type Message, message } from './message.ts';

/** k8s.io/apimachinery/pkg/apis/meta/v1 */
const OBJECT_META = message({
  name: [1, 'text'],
  namespace: [3, 'text'],
  resourceVersion: [6, 'text'],
  generation: [7, 'integer'],
  creationTimestamp: [8, 'time'],
  deletionTimestamp: [9, 'time'],
  deletionGracePeriodSeconds: [10, 'said integer'],
  labels: [11, 'labels'],
  annotations: [12, 'labels'],
  ownerReferences: [
    13,
    listOf(
      message({
        kind: [1, 'text'],
        name: [3, 'text'],
        apiVersion: [5, 'text'],
        controller: [6, 'said flag'],
      }),
    ),
  ],
});

export const LIST_META = message({ resourceVersion: [2, 'text'], continue: [3, 'text'] });

/** What an API server answers where it has nothing else to give. */
export const STATUS = message({ message: [3, 'text'], reason: [4, 'text'], code: [6, 'integer'] });

/** One event of a watch; its object stands in an envelope of its own. */
export const WATCH_EVENT = message({
  type: [1, 'text'],
  object: [2, message({ raw: [1, 'bytes'] })],
});

/** k8s.io/api/core/v1 */
const CONTAINER = message({
  name: [1, 'text'],
  ports: [
    6,
    listOf(
      message({
        name: [1, 'text'],
        hostPort: [2, 'integer'],
        containerPort: [3, 'said integer'],
        protocol: [4, 'text'],
      }),
    ),
  ],
  readinessProbe: [11, 'presence'],
  startupProbe: [22, 'presence'],
  restartPolicy: [24, 'text'],
});

const CONTAINER_STATE = message({
  waiting: [1, message({ reason: [1, 'text'], message: [2, 'text'] })],
  running: [2, message({ startedAt: [1, 'time'] })],
  terminated: [
    3,
    message({
      exitCode: [1, 'said integer'],
      signal: [2, 'integer'],
      reason: [3, 'text'],
      message: [4, 'text'],
      startedAt: [5, 'time'],
      finishedAt: [6, 'time'],
    }),
  ],
});

const CONTAINER_STATUS = message({
  name: [1, 'text'],
  state: [2, CONTAINER_STATE],
  lastState: [3, CONTAINER_STATE],
  ready: [4, 'said flag'],
  restartCount: [5, 'said integer'],
  started: [9, 'said flag'],
});

export const POD = message({
  metadata: [1, OBJECT_META],
  spec: [
    2,
    message({
      containers: [2, listOf(CONTAINER)],
      restartPolicy: [3, 'text'],
      serviceAccountName: [8, 'text'],
      nodeName: [10, 'text'],
      hostNetwork: [11, 'flag'],
      initContainers: [20, listOf(CONTAINER)],
      readinessGates: [28, listOf(message({ conditionType: [1, 'text'] }))],
    }),
  ],
  status: [
    3,
    message({
      phase: [1, 'text'],
      conditions: [
        2,
        listOf(
          message({
            type: [1, 'text'],
            status: [2, 'text'],
            lastTransitionTime: [4, 'time'],
            reason: [5, 'text'],
            message: [6, 'text'],
            observedGeneration: [7, 'integer'],
          }),
        ),
      ],
      message: [3, 'text'],
      reason: [4, 'text'],
      hostIP: [5, 'text'],
      podIP: [6, 'text'],
      startTime: [7, 'time'],
      containerStatuses: [8, listOf(CONTAINER_STATUS)],
      initContainerStatuses: [10, listOf(CONTAINER_STATUS)],
      podIPs: [12, listOf(message({ ip: [1, 'text'] }))],
    }),
  ],
});

export const SERVICE = message({
  metadata: [1, OBJECT_META],
  spec: [
    2,
    message({
      ports: [
        1,
        listOf(
          message({
            name: [1, 'text'],
            protocol: [2, 'text'],
            port: [3, 'said integer'],
            targetPort: [4, 'number or text'],
            nodePort: [5, 'integer'],
            appProtocol: [6, 'said text'],
          }),
        ),
      ],
      selector: [2, 'labels'],
      clusterIP: [3, 'text'],
      type: [4, 'text'],
      externalIPs: [5, listOf('text')],
      sessionAffinity: [7, 'text'],
      loadBalancerIP: [8, 'text'],
      loadBalancerSourceRanges: [9, listOf('text')],
      externalName: [10, 'text'],
      externalTrafficPolicy: [11, 'text'],
      healthCheckNodePort: [12, 'integer'],
      publishNotReadyAddresses: [13, 'flag'],
      ipFamilyPolicy: [17, 'said text'],
      clusterIPs: [18, listOf('text')],
      ipFamilies: [19, listOf('text')],
      allocateLoadBalancerNodePorts: [20, 'said flag'],
      loadBalancerClass: [21, 'said text'],
      internalTrafficPolicy: [22, 'said text'],
      trafficDistribution: [23, 'said text'],
    }),
  ],
  status: [
    3,
    message({
      loadBalancer: [
        1,
        message({
          ingress: [
            1,
            listOf(
              message({
                ip: [1, 'text'],
                hostname: [2, 'text'],
                ipMode: [3, 'said text'],
                ports: [
                  4,
                  listOf(
                    message({
                      port: [1, 'said integer'],
                      protocol: [2, 'said text'],
                      error: [3, 'said text'],
                    }),
                  ),
                ],
              }),
            ),
          ],
        }),
      ],
      conditions: [
        2,
        listOf(
          message({
            type: [1, 'said text'],
            status: [2, 'said text'],
            observedGeneration: [3, 'integer'],
            lastTransitionTime: [4, 'time'],
            reason: [5, 'said text'],
            message: [6, 'said text'],
          }),
        ),
      ],
    }),
  ],
});

const HINTS = message({
  forZones: [1, listOf(message({ name: [1, 'text'] }))],
  forNodes: [2, listOf(message({ name: [1, 'text'] }))],
});

/** What both versions have. */
const ENDPOINT = {
  addresses: [1, listOf('text')],
  conditions: [
    2,
    message({
      ready: [1, 'said flag'],
      serving: [2, 'said flag'],
      terminating: [3, 'said flag'],
    }),
  ],
  hostname: [3, 'said text'],
  targetRef: [4, message({ kind: [1, 'text'], namespace: [2, 'text'], name: [3, 'text'] })],
  nodeName: [6, 'said text'],
} as const;

const sliceOf = (endpoint: Message): Message =>
  message({
    metadata: [1, OBJECT_META],
    endpoints: [2, listOf(endpoint)],
    ports: [
      3,
      listOf(
        message({
          name: [1, 'said text'],
          protocol: [2, 'said text'],
          port: [3, 'said integer'],
          appProtocol: [4, 'said text'],
        }),
      ),
    ],
    addressType: [4, 'text'],
  });

/** k8s.io/api/discovery/v1 */
export const ENDPOINT_SLICE = sliceOf(
  message({ ...ENDPOINT, zone: [7, 'said text'], hints: [8, HINTS] }),
);

/** k8s.io/api/discovery/v1beta1 */
export const BETA_ENDPOINT_SLICE = sliceOf(
  message({ ...ENDPOINT, topology: [5, 'labels'], hints: [7, HINTS] }),
);
