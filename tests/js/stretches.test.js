import assert from "node:assert/strict";
import { test } from "node:test";
import { Stretches } from "../../static/js/room/io/stretches.js";

const film = () => {
  /** @type {number[]} */
  const asked = [];
  const facts = { ms: 0, is_here: true };
  const stretches = new Stretches({
    now: () => facts.ms,
    load: async (from) => {
      asked.push(from);
      return facts.is_here;
    },
  });
  return { stretches, asked, facts };
};

/** Let what was begun end. */
const settle = () => new Promise((done) => setImmediate(done));

test("each stretch of a film is fetched once, when it is needed", async () => {
  const { stretches, asked } = film();

  for (const position of [1, 2, 280, 310]) stretches.need(position);
  await settle();
  stretches.need(3);

  assert.deepEqual(asked, [0, 300]);
});

test("what could not be fetched is fetched later", async () => {
  const { stretches, asked, facts } = film();
  facts.is_here = false;

  stretches.need(1);
  await settle();
  stretches.need(1);
  assert.deepEqual(asked, [0]);
  facts.ms = 15_000;
  stretches.need(1);

  assert.deepEqual(asked, [0, 0]);
});

test("after a cut nothing is taken for complete, nor what comes late from before", async () => {
  const { stretches, asked } = film();

  stretches.need(1);
  stretches.forget();
  stretches.need(1);
  await settle();
  stretches.need(1);

  assert.deepEqual(asked, [0, 0]);
});
