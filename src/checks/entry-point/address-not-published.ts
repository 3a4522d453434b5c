import { defineCheck } from '../check.ts';

/** How long a controller may take to write it. */
const GRACE = 5 * 60_000;

export const addressNotPublished = defineCheck({
  id: 'entry-point/address-not-published',
  severity: 'warning',
  summary: 'The controller of an Ingress has not written an address into its status.',
  explain: `A controller that has taken an Ingress writes into \`status.loadBalancer\` where it answers. As long as nothing
stands there, \`kubectl get ingress\` shows no ADDRESS, and what reads it (external-dns, monitoring) has nothing to go
on. Requests may be answered all the same. Either the controller has not taken the Ingress, or it may not write, or it is
told not to publish an address (\`--publish-service\`, \`--update-status\`).`,
  reads: ['Ingress'],

  *run({ exposure, objects, now }) {
    for (const { object, wayIn } of exposure.entryPoints) {
      if (object.kind !== 'Ingress') continue;
      const found = objects.get('Ingress', object.namespace ?? '', object.name);
      if (found.type !== 'found') continue;
      const { metadata, status } = found.object;
      const since = metadata.creationTimestamp;
      // The API server counts generations: without one it is a manifest, which no controller has seen.
      if (status.loadBalancer.ingress.length > 0 || metadata.generation === undefined) continue;
      if (since === undefined) continue;
      if (!(now - Date.parse(since) >= GRACE)) continue;
      const isServed = wayIn.some(
        ({ type, judgement }) =>
          (type === 'gateway-pods' && judgement.health !== 'broken') ||
          (type === 'controller' && judgement.reason?.type === 'address-pending'),
      );
      const isPending = wayIn.some((it) => it.type === 'address' && it.pending === true);
      if (!isServed || isPending) continue;
      yield {
        severity: 'warning',
        object,
        path: 'status.loadBalancer',
        message: 'its controller has published no address for it',
        hint: "Look at the controller's log for this Ingress.",
        since,
      };
    }
  },
});
