import type { Kinds } from '../../../inventory/kinds.ts';
import { refOf } from '../../../inventory/read-object.ts';
import type { Reader } from '../../../inventory/reader.ts';
import type { Caveat } from '../../../model/exposure.ts';
import { type Selected, selecting } from './selecting.ts';

/** EnvoyFilters and WasmPlugins of a gateway may change any answer. */
export const extensionCaveats = (
  gateway: Selected,
  objects: Reader<'EnvoyFilter' | 'WasmPlugin'>,
): readonly Caveat[] =>
  [
    ...selecting('EnvoyFilter', gateway, objects).filter(patchesGateways),
    ...selecting('WasmPlugin', gateway, objects),
  ].map((it) => ({ type: 'object', object: refOf(it) }));

/** One that only patches sidecars leaves gateways alone. */
const patchesGateways = ({ spec }: Kinds['EnvoyFilter']): boolean =>
  spec.configPatches.length === 0 ||
  spec.configPatches.some(({ match }) => {
    const context = match?.context ?? 'ANY';
    return context === 'ANY' || context === 'GATEWAY';
  });
