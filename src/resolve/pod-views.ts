import type { Node, Pod as KubePod } from '../inventory/kinds.ts';
import { sameData } from '../lib/same.ts';
import type { Pod } from '../model/exposure.ts';
import { Grace } from './grace.ts';
import type { NodeState } from './health/pod.ts';

interface Known {
  readonly seenAs: readonly unknown[];
  readonly view: Pod;
}

/**
 * Pods as they were shown last. A Service's Pods are looked at anew where one of them changes: the others are the same
 * objects again. What time alone will change is not kept.
 */
export class PodViews {
  private readonly known = new WeakMap<KubePod, Known>();
  private readonly nodes = new WeakMap<Node, NodeState>();

  /** `seenAs` is all that the view is made of, beside the Pod itself and the time. */
  view(pod: KubePod, seenAs: readonly unknown[], grace: Grace, make: (grace: Grace) => Pod): Pod {
    const known = this.known.get(pod);
    if (known !== undefined && known.seenAs.every((it, index) => sameData(it, seenAs[index])))
      return known.view;
    let lasts = true;
    const watched = new Grace(grace.now, (time) => {
      lasts = false;
      grace.waitsUntil(time);
    });
    const view = make(watched);
    if (lasts) this.known.set(pod, { seenAs, view });
    return view;
  }

  /** One and the same for all Pods of a Node, so that they are soon compared. */
  node(node: Node, make: (node: Node) => NodeState): NodeState {
    const state = this.nodes.get(node) ?? make(node);
    this.nodes.set(node, state);
    return state;
  }
}
