import type { Ingress } from '../../../../inventory/kinds.ts';
import type { Reader } from '../../../../inventory/reader.ts';
import { namespaceOf } from '../../../way-in/services.ts';
import { type Annotations, annotationsOf } from '../annotations.ts';
import { accessSettings, type NamedObjects } from './access.ts';
import { admitted } from './admission.ts';
import { backendSettings } from './backend-settings.ts';
import { canarySettings } from './canary.ts';
import type { Configuration } from './configuration.ts';
import { redirectSettings } from './redirect.ts';
import { rewriteSettings } from './rewrite.ts';
import type { Settings } from './settings.ts';
import { tlsSettings } from './tls.ts';
import { unknownSettings } from './unknown.ts';

/** One for each group of annotations; what none of them knows is left to the last. */
const READERS: readonly ((annotations: Annotations, named: NamedObjects) => Settings)[] = [
  rewriteSettings,
  redirectSettings,
  tlsSettings,
  canarySettings,
  accessSettings,
  backendSettings,
  unknownSettings,
];

export function readSettings(
  ingress: Ingress,
  prefix: string,
  configuration: Configuration,
  objects: Reader<'Secret' | 'ConfigMap'>,
): Settings {
  const own = admitted(ingress.metadata.annotations, prefix, configuration.admission);
  const annotations = annotationsOf(own.annotations, prefix);
  const { allowedHeaders } = configuration;
  const named = { namespace: namespaceOf(ingress), objects, allowedHeaders };
  const all = READERS.map((read) => read(annotations, named));
  const { settings, globalAuth, blocked } = configuration;
  const asksAll = globalAuth !== undefined && annotations.flag('enable-global-auth') !== false;
  const modifiers: Settings['modifiers'] = Object.assign(
    asksAll ? { externalAuth: globalAuth } : {},
    settings.modifiers,
    ...all.map((it) => it.modifiers ?? {}),
  );
  // nginx inherits such lists only where a location has none at all.
  const hasOwnList = modifiers?.allowSources !== undefined || modifiers?.denySources !== undefined;
  return {
    ...Object.assign({}, settings, ...all),
    ...(own.refused !== undefined && {
      refused: { type: 'left-out', by: 'annotation', name: own.refused },
    }),
    ...(configuration.refusesCatchAll &&
      ingress.spec.defaultBackend !== undefined && {
        refused: { type: 'left-out', by: 'flag', name: '--disable-catch-all' },
      }),
    ...(own.denied !== undefined && {
      denied: `the annotation ${own.denied} holds what the controller does not take`,
    }),
    modifiers: {
      ...modifiers,
      ...(!hasOwnList && blocked.length > 0 && { denySources: blocked }),
    },
    facts: all.flatMap((it) => it.facts ?? []),
    caveats: all.flatMap((it) => it.caveats ?? []),
  };
}
