import type { Destination, EntryPoint, Pod, Route } from '../model/exposure.ts';
import { refKey } from '../model/object-ref.ts';

/** By its name, how many destinations hold a Pod, and at how many of them it is in rotation, as one number. */
type Uses = Map<string, number>;
const HELD = 2 ** 20;

/** A destination without Pods, and how often it is there. */
interface Bare {
  readonly destination: Destination;
  readonly uses: number;
}

/**
 * Counts the Pods behind an entry point's rules, each once, from one state to the next: only rules that differ are
 * looked at, since there may be tens of thousands of Pods.
 */
export class PodTally {
  private routes: ReadonlySet<Route> = new Set();
  private readonly lists = new Map<Destination['pods'], number>();
  private readonly namespaces = new Map<string, Uses>();
  private pods = 0;
  private ready = 0;
  private readonly bare = new Map<string, Bare>();

  /** `11/14`: Pods in rotation; what is no Pod counts as an endpoint. Empty where none is known. */
  count({ routes }: Pick<EntryPoint, 'routes'>): string {
    const now = new Set(routes);
    // What stays in use between the two is not counted anew.
    for (const it of now) if (!this.routes.has(it)) this.change(it, 1);
    for (const it of this.routes) if (!now.has(it)) this.change(it, -1);
    this.routes = now;
    const bare = [...this.bare.values()].map((it) => it.destination);
    const total = bare.reduce((sum, it) => sum + it.endpoints.total, this.pods);
    const ready = bare.reduce((sum, it) => sum + it.endpoints.ready, this.ready);
    const isKnown = total > 0 || bare.some((it) => it.judgement.health !== 'unknown');
    return isKnown ? `${ready}/${total}` : '';
  }

  private change({ action }: Route, by: 1 | -1): void {
    if (action.type !== 'forward') return;
    for (const it of action.destinations) {
      if (it.pods.length === 0) this.changeBare(it, by);
      else this.changeList(it.pods, by);
    }
  }

  /** Rules that lead to one place share its Pods. */
  private changeList(pods: Destination['pods'], by: 1 | -1): void {
    const before = this.lists.get(pods) ?? 0;
    const after = before + by;
    if (after === 0) this.lists.delete(pods);
    else this.lists.set(pods, after);
    if (before === 0 || after === 0) for (const pod of pods) this.changePod(pod, by);
  }

  private changePod({ object: { namespace = '', name }, inRotation }: Pod, by: 1 | -1): void {
    const uses = this.namespaces.get(namespace) ?? new Map<string, number>();
    if (uses.size === 0) this.namespaces.set(namespace, uses);
    const before = uses.get(name) ?? 0;
    const after = before + by * (HELD + (inRotation === 'yes' ? 1 : 0));
    if (after === 0) uses.delete(name);
    else uses.set(name, after);
    if (before === 0 || after === 0) this.pods += by;
    if ((before % HELD === 0) !== (after % HELD === 0)) this.ready += by;
  }

  /** What comes last is how it is now. */
  private changeBare(destination: Destination, by: 1 | -1): void {
    const key = destinationKey(destination);
    const known = this.bare.get(key);
    const uses = (known?.uses ?? 0) + by;
    if (uses === 0) this.bare.delete(key);
    else
      this.bare.set(key, {
        destination: by > 0 ? destination : (known?.destination ?? destination),
        uses,
      });
  }
}

/** The same for the same place, whichever rules lead there. */
export const destinationKey = ({ target, ref }: Destination): string =>
  target.type === 'service'
    ? `${refKey(target.service)} ${target.port} ${target.subset?.name ?? ''}`
    : ref;
