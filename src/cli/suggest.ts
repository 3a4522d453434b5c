import { editDistance } from '../lib/edit-distance.ts';
import { by } from '../lib/order.ts';

/** The name that was probably meant; none where nothing is near. */
export function suggest(text: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, distance: distanceOf(text, name) }))
    .toSorted(
      by(
        (it) => it.distance,
        (it) => it.name,
      ),
    );
  return best !== undefined && best.distance <= Math.ceil(text.length / 3) ? best.name : undefined;
}

/** What only begins the name is near, however much is missing; so is a check's name without its subject. */
const distanceOf = (text: string, name: string): number =>
  text.length > 1 && (name.startsWith(text) || name.endsWith(`/${text}`))
    ? 1
    : editDistance(text, name);

export const didYouMean = (meant: string | undefined): string =>
  meant === undefined ? '' : ` Did you mean ${meant}?`;
