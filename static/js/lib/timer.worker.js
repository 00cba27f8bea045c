/**
 * Timers for pages that are not looked at, whose own come once a second or once a minute.
 * Asked `{ id, delay_ms }` it says `id` when that time has passed; without `delay_ms` it forgets.
 */

/** @type {Map<number, ReturnType<typeof setTimeout>>} */
const under_way = new Map();

onmessage = ({ data: { id, delay_ms } }) => {
  clearTimeout(under_way.get(id));
  under_way.delete(id);
  if (delay_ms === undefined) return;
  const ring = () => {
    under_way.delete(id);
    postMessage(id);
  };
  under_way.set(id, setTimeout(ring, delay_ms));
};
