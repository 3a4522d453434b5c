import type { Ingress } from '../../../../inventory/kinds.ts';
import { type Annotations, annotationsOf } from '../annotations.ts';
import { accessSettings } from './access.ts';
import { backendSettings } from './backend-settings.ts';
import { canarySettings } from './canary.ts';
import { redirectSettings } from './redirect.ts';
import { rewriteSettings } from './rewrite.ts';
import type { Settings } from './settings.ts';
import { tlsSettings } from './tls.ts';
import { unknownSettings } from './unknown.ts';

/** One for each group of annotations; what none of them knows is left to the last. */
const READERS: readonly ((annotations: Annotations) => Settings)[] = [
  rewriteSettings,
  redirectSettings,
  tlsSettings,
  canarySettings,
  accessSettings,
  backendSettings,
  unknownSettings,
];

export function readSettings(ingress: Ingress, prefix: string): Settings {
  const annotations = annotationsOf(ingress, prefix);
  const all = READERS.map((read) => read(annotations));
  return {
    ...Object.assign({}, ...all),
    modifiers: Object.assign({}, ...all.map((it) => it.modifiers ?? {})),
    facts: all.flatMap((it) => it.facts ?? []),
    caveats: all.flatMap((it) => it.caveats ?? []),
  };
}
