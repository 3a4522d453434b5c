/** What is written on one side and read on the other, once. */
export class Feed implements AsyncIterableIterator<Uint8Array> {
  private readonly chunks: Uint8Array[] = [];
  private end: (() => IteratorResult<Uint8Array>) | undefined;
  private wake = (): void => {};
  /** Told when nobody reads any more, or nothing comes any more. */
  onDone = (): void => {};

  push(chunk: Uint8Array | string): void {
    if (this.end !== undefined || chunk.length === 0) return;
    this.chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    this.wake();
  }

  finish(): void {
    this.endWith(() => ({ done: true, value: undefined }));
  }

  fail(error: Error): void {
    this.endWith(() => {
      throw error;
    });
  }

  get isDone(): boolean {
    return this.end !== undefined;
  }

  private endWith(end: () => IteratorResult<Uint8Array>): void {
    if (this.end !== undefined) return;
    this.end = end;
    this.onDone();
    this.wake();
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    for (;;) {
      const chunk = this.chunks.shift();
      if (chunk !== undefined) return { done: false, value: chunk };
      if (this.end !== undefined) return this.end();
      const { promise, resolve } = Promise.withResolvers<void>();
      this.wake = resolve;
      await promise;
    }
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    this.finish();
    this.chunks.length = 0;
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
