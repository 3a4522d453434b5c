/** Lets so many in at once, in order of rank, then of coming. */
export class Gate {
  private free: number;
  private readonly waiting: { readonly rank: number; readonly enter: () => void }[] = [];

  constructor(width: number) {
    this.free = width;
  }

  async pass<T>(rank: number, work: () => Promise<T>): Promise<T> {
    await this.enter(rank);
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free += 1;
      else next.enter();
    }
  }

  private enter(rank: number): Promise<void> {
    if (this.free > 0) {
      this.free -= 1;
      return Promise.resolve();
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const place = this.waiting.findIndex((it) => it.rank > rank);
    this.waiting.splice(place < 0 ? this.waiting.length : place, 0, { rank, enter: resolve });
    return promise;
  }
}
