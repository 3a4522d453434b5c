import { refOf } from '../../inventory/read-object.ts';
import { defineCheck } from '../check.ts';
import { conditionOf, conditionText } from '../conditions.ts';
import { impactOfAll } from '../impact.ts';

export const notAccepted = defineCheck({
  id: 'entry-point/not-accepted',
  severity: 'error',
  summary: 'The controller does not accept a Gateway or an Ingress, or cannot make a proxy of it.',
  explain: `What a controller thinks of a Gateway stands in \`status.conditions\`. \`Accepted: False\` means that it does nothing
with it: an address that it cannot give, parameters that are wrong, listeners of which none is valid. \`Programmed: False\`
with \`Invalid\` means that the proxy did not take what was made of it. The message says what to mend.

ingress-nginx leaves an Ingress out, with all of its rules, where it does not take an annotation: since 1.12 it looks at
the values (a redirect may hold no nginx variable, say), and refuses snippets unless its ConfigMap sets
\`annotations-risk-level: Critical\`. Only its log says so, and what it had of the Ingress before stays in force.`,
  reads: ['Gateway.gateway.networking.k8s.io', 'ListenerSet'],

  *run({ exposure, objects, uses }) {
    for (const entryPoint of exposure.entryPoints) {
      const { reason } = entryPoint.judgement;
      if (reason?.type !== 'left-out') continue;
      const isAnnotation = reason.by === 'annotation';
      yield {
        severity: 'error',
        object: entryPoint.object,
        path: isAnnotation ? `metadata.annotations.${reason.name}` : 'spec',
        message: `its controller leaves it out for the ${reason.by} ${reason.name}`,
        hint: isAnnotation
          ? 'Give the annotation a value that the controller takes, or take it out.'
          : 'Start the controller without the flag, or give the Ingress rules alone.',
        impact: impactOfAll([entryPoint]),
      };
    }
    for (const gateway of [
      ...objects.list('Gateway.gateway.networking.k8s.io'),
      ...objects.list('ListenerSet'),
    ]) {
      const { conditions } = gateway.status;
      const programmed = conditionOf(gateway, conditions, 'Programmed', 'False');
      const said =
        conditionOf(gateway, conditions, 'Accepted', 'False') ??
        (programmed?.reason === 'Invalid' ? programmed : undefined);
      // Until a controller comes by, this is what stands there.
      if (said === undefined || said.reason === 'Pending') continue;
      const object = refOf(gateway);
      yield {
        severity: 'error',
        object,
        path: 'spec',
        message: `its controller does not serve it (${conditionText(said)})`,
        hint: 'Mend what the message names.',
        impact: impactOfAll(uses.entryPointsOf(object)),
        ...(said.lastTransitionTime !== undefined && { since: said.lastTransitionTime }),
      };
    }
  },
});
