import { defineCheck } from '../check.ts';

export const noNodeAddress = defineCheck({
  id: 'entry-point/no-node-address',
  severity: 'info',
  summary: 'A node port is open, and no node has an address that the Service can use.',
  explain: `A node port is reached at the addresses of the nodes. None is known here: there is no node, or none has an address
of the Service's IP family, so meshpath cannot say what to dial. Look at \`status.addresses\` of the nodes and at
\`spec.ipFamilies\` of the Service.`,
  reads: [],

  *run({ exposure }) {
    for (const { wayIn } of exposure.entryPoints)
      for (const hop of wayIn)
        if (hop.type === 'node-port' && hop.judgement.reason?.type === 'no-node-address')
          yield {
            severity: 'info',
            object: hop.service,
            path: 'spec.ports',
            message: 'its node ports are open, and no node has an address that fits',
            hint: 'Look at the addresses of the nodes.',
            command: 'kubectl get nodes -o wide',
          };
  },
});
