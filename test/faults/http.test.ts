import { describe, expect, test } from 'vitest';

import { FAMILIES } from '../support/faults/families.ts';
import { httpStage } from '../support/faults/http-stage.ts';
import { play } from '../support/faults/play.ts';

const overHttp = FAMILIES.filter((it) => it.notOverHttp === undefined);

describe.concurrent.each(overHttp)('over HTTP/1.1 and TLS: $name', (family) => {
  test('seed 1', async () => {
    let stage: Awaited<ReturnType<typeof httpStage>> | undefined;
    try {
      await play(family, 1, async (...given) => {
        stage = await httpStage(...given);
        return stage;
      });
      expect(stage?.sockets()).toBe(0);
    } finally {
      await stage?.close();
    }
  });
});
