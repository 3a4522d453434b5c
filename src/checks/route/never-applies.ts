import { defineCheck } from '../check.ts';
import { refText } from '../words.ts';

export const neverApplies = defineCheck({
  id: 'route/never-applies',
  severity: 'warning',
  summary: 'A rule of a VirtualService can hold at none of its Gateways.',
  explain: `Two things keep a rule from being tried at all. Its conditions on \`port\`, \`gateways\`, \`sourceLabels\` or
\`sourceNamespace\` fit no server of the Gateway: the port is the one that the Gateway writes, and the labels are those of
the gateway's Pods. Or it stands in a section that the servers with its hosts do not use: \`http\` rules are for HTTP and for
HTTPS that ends at the gateway, \`tls\` rules for TLS that is passed through, \`tcp\` rules for the rest.`,
  reads: ['VirtualService'],

  *run({ objects, uses }) {
    for (const { object, entryPoint, because, routes } of uses.idle()(...REASONS)) {
      const found = objects.get('VirtualService', object.namespace ?? '', object.name);
      // The rest may be meant for the sidecars.
      if (found.type !== 'found' || found.object.spec.gateways.includes('mesh')) continue;
      const section = because.replace('-section', '');
      for (const { rule, hosts } of routes)
        yield {
          severity: 'warning',
          object,
          path: rule.path,
          message:
            because === 'no-match-left'
              ? `its conditions on port, gateway or source hold at no server of ${refText(entryPoint.object)}: the rule takes no request`
              : `no server of ${refText(entryPoint.object)} with its hosts uses ${section} rules: the rule takes no request`,
          hint:
            because === 'no-match-left'
              ? 'Compare its port with that of the server, and its labels with those of the gateway Pods.'
              : 'Put the rule into the section that fits the protocol of the server.',
          impact: { hosts, failureShare: 1 },
        };
    }
  },
});

const REASONS = ['no-match-left', 'http-section', 'tls-section', 'tcp-section'] as const;
