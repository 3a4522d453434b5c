import { isRaw } from '../../../inventory/raise.ts';
import { UserError } from '../../../lib/user-error.ts';
import { aborted } from '../aborted.ts';
import { sleep } from '../clock.ts';
import { type Api, getJson } from '../connection/api.ts';
import {
  ApiError,
  ConnectionError,
  isExpired,
  isForbidden,
  isNotFound,
} from '../connection/failure.ts';
import { type GetRequest, PROTOBUF_TYPE } from '../connection/transport.ts';
import { wordsOf } from '../connection/trouble.ts';
import type { ObjectStore, Replacement } from '../objects/object-store.ts';
import { BackOff } from './back-off.ts';
import { isOlder, versionOf, type WatchEvent } from './events.ts';
import type { Gate } from './gate.ts';
import type { ListForm } from './list-form.ts';
import { readList } from './list.ts';
import { type Outage, SPREAD } from './outage.ts';
import type { WatchLists } from './watch-lists.ts';
import { readWatch } from './watch.ts';

/** What is known of what one reflector reads. */
export type ReadState =
  | { readonly type: 'loading' }
  | { readonly type: 'live' }
  /** It was read, and may have changed since (epoch milliseconds). */
  | { readonly type: 'stale'; readonly since: number; readonly message: string }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'forbidden'; readonly message: string };

export interface ReflectorParts {
  readonly api: Api;
  readonly gate: Gate;
  readonly outage: Outage;
  readonly watchLists: WatchLists;
  /** Lists, and does not watch: for one answer and no other. */
  readonly readsOnce: boolean;
}

export interface Target {
  /** Where the list is: `/api/v1/namespaces/shop/pods`. */
  readonly path: string;
  readonly listType: string;
  readonly form: ListForm;
  readonly watchType: string;
  /** Absent: all there is. */
  readonly namespace?: string;
  /** Who is read first. */
  readonly rank: number;
  /** Absent: whatever labels they carry. */
  readonly labelSelector?: string;
}

/** So many failures in a row, and what was never read is said to fail. */
const FAILED_AFTER = 3;

/** A server that starts up refuses what it will allow: what was read once is not forbidden at once. */
const FORBIDDEN_AFTER = 4;

/** What a server that was set back has not got yet cannot be watched from, and it does not say so. */
const LIST_ANEW_AFTER = 5;

/** Whoever is told that the past is forgotten lists anew at once, where it was not told so just before. */
const FORGETS_AGAIN = 120_000;

/** A watch that ended sooner without an event is no use. */
const TOO_SHORT = 1000;

const nothing = (): void => {};

/** Keeps one store, or one namespace of it, as the server has it: lists, watches, and begins anew. */
export class Reflector {
  private readonly parts: ReflectorParts;
  private readonly target: Target;
  private readonly store: ObjectStore;
  private readonly onState: () => void;
  private readonly backOff: BackOff;
  private present: ReadState = { type: 'loading' };
  /** To watch from; empty: list first. */
  private version = '';
  private wasRead = false;
  private failures = 0;
  private lastContact = 0;
  private wasAway = false;
  private forgotAt = Number.NEGATIVE_INFINITY;
  /** A server that was away may have come back from a backup. */
  private mayBeSetBack = false;
  /** One may be allowed to list and not to watch. */
  private mayNotWatch = false;

  constructor(parts: ReflectorParts, target: Target, store: ObjectStore, onState: () => void) {
    this.parts = parts;
    this.target = target;
    this.store = store;
    this.onState = onState;
    this.backOff = new BackOff(parts.api.clock);
  }

  get state(): ReadState {
    return this.present;
  }

  /** Goes on until `signal` ends it, or until the server says that there is no such resource or that one may not. */
  async run(signal: AbortSignal): Promise<'aborted' | 'forbidden' | 'not-found'> {
    while (!signal.aborted) {
      try {
        // Each round begins where the one before it ended.
        await this.round(signal);
        this.failures = 0;
      } catch (error) {
        if (signal.aborted) break;
        const end = this.endedBy(error);
        if (end !== undefined) return end;
        await this.recover(error, signal);
      }
    }
    return 'aborted';
  }

  private async round(signal: AbortSignal): Promise<void> {
    const { gate, watchLists, api, readsOnce } = this.parts;
    if (this.mayBeSetBack && this.version !== '') await this.compareVersions(signal);
    this.mayBeSetBack = false;
    if (this.version === '') {
      const isUsable = watchLists.isUsable && !this.mayNotWatch && !readsOnce;
      if (isUsable && (await this.watchList(signal))) return;
      await gate.pass(this.target.rank, () => this.list(signal));
    }
    if (readsOnce) return aborted(signal);
    const begun = api.clock.now();
    let events = 0;
    await this.watch(signal, {}, (event) => {
      events += 1;
      this.apply(event);
    });
    if (events === 0 && api.clock.now() - begun < TOO_SHORT)
      throw new ConnectionError('SHORT', 'a watch ends as soon as it begins');
  }

  /** A watch from a version that the server has not reached yet keeps silent. A list of one object tells. */
  private async compareVersions(signal: AbortSignal): Promise<void> {
    const request = this.request(signal, this.target.listType, { limit: '1' });
    const list = await getJson(this.parts.api, request);
    if (isRaw(list) && isOlder(versionOf(list), this.version)) this.beginAnew();
  }

  private beginAnew(): void {
    this.version = '';
    this.store.distrustVersions();
  }

  private async list(signal: AbortSignal): Promise<void> {
    const replacement = this.store.replace(this.target.namespace);
    const { form } = this.target;
    this.version = await readList(this.parts.api, this.request(signal), form, (objects) => {
      const before = replacement.size;
      for (const it of objects) replacement.add(it);
      return replacement.size - before;
    });
    this.becomeRead(replacement);
  }

  private becomeRead(replacement: Replacement): void {
    replacement.end();
    this.wasRead = true;
    this.becomeLive();
  }

  private becomeLive(): void {
    this.lastContact = this.parts.api.clock.now();
    this.failures = 0;
    this.become({ type: 'live' });
  }

  /** The list comes as the first events of the watch, and a bookmark ends it. False where one may not watch. */
  private async watchList(signal: AbortSignal): Promise<boolean> {
    const { gate, watchLists } = this.parts;
    const replacement = this.store.replace(this.target.namespace);
    try {
      await watchLists.attempt(gate, this.target.rank, (ready) =>
        this.watch(signal, watchLists.query, (event) => {
          if (this.version !== '') this.apply(event);
          else if (event.type === 'changed') replacement.add(event.object);
          else if (event.type === 'deleted') replacement.remove(event.object);
          else if (event.type === 'error') throw event.error;
          else if (event.type === 'bookmark' && event.initialEventsEnd) {
            this.version = event.version;
            this.becomeRead(replacement);
            ready();
          }
        }),
      );
    } catch (error) {
      if (this.version !== '' || !isForbidden(error)) throw error;
      this.mayNotWatch = true;
    }
    return !this.mayNotWatch;
  }

  private async watch(
    signal: AbortSignal,
    query: Readonly<Record<string, string>>,
    onEvent: (event: WatchEvent) => void,
  ): Promise<void> {
    const { form, watchType } = this.target;
    const accept = form.message === undefined ? watchType : PROTOBUF_TYPE;
    const request = this.request(signal, accept, {
      ...(this.version !== '' && { resourceVersion: this.version }),
      ...query,
    });
    const touch = (): void => {
      this.lastContact = this.parts.api.clock.now();
    };
    const isLoaded = (): boolean => this.version !== '';
    let settle = nothing;
    try {
      await readWatch(this.parts.api, request, {
        onOpen: () => {
          // What changed meanwhile comes now; and some watches break off as soon as they are open.
          if (isLoaded()) settle = this.parts.api.clock.after(TOO_SHORT, () => this.becomeLive());
        },
        onEvents: (events) => {
          for (const event of events) onEvent(event);
          if (isLoaded()) this.becomeLive();
        },
        isLoaded,
        form,
      });
      touch();
    } finally {
      settle();
    }
  }

  private apply(event: WatchEvent): void {
    switch (event.type) {
      case 'changed':
        this.advance(event.version);
        this.store.put(event.object);
        return;
      case 'deleted':
        this.advance(event.version);
        this.store.remove(event.object);
        return;
      case 'bookmark':
        this.advance(event.version);
        return;
      case 'error':
        throw event.error;
      case 'other':
    }
  }

  /** Events come in the order of their versions. Where they do not, nothing of them is to be trusted. */
  private advance(version: string): void {
    if (isOlder(version, this.version)) {
      this.beginAnew();
      throw new ConnectionError('ORDER', 'it sends events out of order');
    }
    if (version !== '') this.version = version;
  }

  private endedBy(error: unknown): 'forbidden' | 'not-found' | undefined {
    if (isNotFound(error)) {
      this.version = '';
      this.failures += 1;
      this.say(error);
      return 'not-found';
    }
    if (!isForbidden(error)) return undefined;
    if (this.wasRead && this.failures < FORBIDDEN_AFTER) return undefined;
    // Whoever reads here forgets what it has, so that none of it may pass for what there is.
    this.version = '';
    this.wasRead = false;
    this.become({ type: 'forbidden', message: wordsOf(error) });
    return 'forbidden';
  }

  private async recover(error: unknown, signal: AbortSignal): Promise<void> {
    const { api, outage } = this.parts;
    this.failures += 1;
    if (mustListAnew(error) || this.failures >= LIST_ANEW_AFTER) this.version = '';
    this.say(error);
    const isAway = mayBeAway(error);
    // A server that is back is asked again soon: it may only have to tell what it has forgotten. One that answers
    // with rubbish now and then was never away, and is not asked for all the time.
    if (this.wasAway && !isAway && outage.isJustOver) this.backOff.reset();
    this.wasAway = isAway;
    const wait = this.waitAfter(error);
    if (!isAway) return sleep(api.clock, wait, signal);
    this.mayBeSetBack = true;
    if (await outage.wait(wait, signal)) this.backOff.reset();
  }

  /** Milliseconds. */
  private waitAfter(error: unknown): number {
    const { api, outage } = this.parts;
    const { clock } = api;
    const now = clock.now();
    if (isExpired(error)) {
      const isFirst = now - this.forgotAt > FORGETS_AGAIN;
      this.forgotAt = now;
      if (isFirst) return clock.random() * SPREAD;
    }
    const isTold = error instanceof ApiError && !outage.isJustOver;
    return this.backOff.failed(isTold ? error.retryAfter : 0);
  }

  private say(error: unknown): void {
    const message = error instanceof UserError ? error.message : wordsOf(error);
    if (this.wasRead) this.become({ type: 'stale', since: this.lastContact, message });
    else if (this.failures >= FAILED_AFTER) this.become({ type: 'failed', message });
  }

  private become(state: ReadState): void {
    const before = this.present;
    if (before.type === state.type && before.type === 'live') return;
    this.present = state;
    this.onState();
  }

  private request(
    signal: AbortSignal,
    accept = this.target.listType,
    query: Readonly<Record<string, string>> = {},
  ): GetRequest {
    const { path, labelSelector } = this.target;
    return {
      path,
      accept,
      query: labelSelector === undefined ? query : { ...query, labelSelector },
      signal,
    };
  }
}

/** No server is there, or what stands in its place; unless it says for how long. */
function mayBeAway(error: unknown): boolean {
  if (error instanceof ApiError) return error.status >= 500 && error.retryAfter === undefined;
  return !(error instanceof UserError);
}

function mustListAnew(error: unknown): boolean {
  if (isExpired(error)) return true;
  if (error instanceof ApiError) return error.status < 500 && error.status !== 429;
  // A watch that never begins: what stands between holds answers back, and only lists come through.
  return error instanceof ConnectionError && error.code === 'SILENT';
}
