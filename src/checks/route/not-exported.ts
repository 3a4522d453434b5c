import { defineCheck } from '../check.ts';
import { kubectlPatch } from '../kubectl.ts';
import { refText } from '../words.ts';

export const notExported = defineCheck({
  id: 'route/not-exported',
  severity: 'warning',
  summary: "A VirtualService is not exported to the namespace of the gateway's Pods.",
  explain: `\`exportTo\` lists the namespaces whose proxies see a VirtualService: \`.\` its own, \`*\` all, or names. It names a
Gateway, yet the proxy behind that Gateway runs in another namespace and does not see it, so its rules take no request. The
namespace of the Gateway object does not matter.

    spec: {exportTo: [".", istio-system], gateways: [public]}`,
  reads: ['VirtualService'],

  *run({ objects, uses }) {
    for (const { object, entryPoint, routes } of uses.idle()('not-exported')) {
      const found = objects.get('VirtualService', object.namespace ?? '', object.name);
      const pods = entryPoint.wayIn.find((it) => it.type === 'gateway-pods');
      const namespace =
        pods?.type === 'gateway-pods'
          ? (pods.workload?.namespace ?? pods.pods[0]?.object.namespace)
          : undefined;
      if (found.type !== 'found') continue;
      yield {
        severity: 'warning',
        object,
        path: 'spec.exportTo',
        message: `it is not exported to ${namespace ?? 'the namespace'}, where the Pods of ${refText(entryPoint.object)} run: its rules take no request there`,
        hint: 'Export it to that namespace too.',
        impact: { hosts: [...new Set(routes.flatMap((it) => it.hosts))], failureShare: 1 },
        ...(namespace !== undefined && {
          fix: kubectlPatch(object, 'spec.exportTo', [...found.object.spec.exportTo, namespace]),
        }),
      };
    }
  },
});
