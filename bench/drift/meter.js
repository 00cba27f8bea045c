/**
 * Put into every page before its own scripts: a wrong clock for the product, the right one for the
 * meter, and a record of where the playhead is and of what the product writes to the player.
 *
 * `config`: { offset_ms, skew, eager, swap }. `skew` is a share (80 ppm = 0.00008); `eager` clicks
 * into the room as soon as it can be done; `swap` [from, to] plays another file of the same film.
 */
((config) => {
  const SAMPLE_MS = 20;
  const CLOCK_MS = 250;
  const PICTURES_MS = 5000;
  const rightNow = performance.now.bind(performance);
  const rightDate = Date.now;
  const truth = () => performance.timeOrigin + rightNow();

  const skewed = () => config.skew * rightNow();
  performance.now = () => rightNow() + skewed() + config.offset_ms / 7;
  const wrongDate = () => rightDate() + skewed() + config.offset_ms;
  globalThis.Date = class extends Date {
    constructor(...given) {
      super(...(given.length > 0 ? given : [wrongDate()]));
    }
    static now() {
      return wrongDate();
    }
  };

  const meter = { samples: [], events: [], clocks: [], began: truth() };
  const note = (kind, value) => meter.events.push({ at: truth(), kind, value });
  globalThis.meter = meter;

  const setters = {};
  for (const name of ["currentTime", "playbackRate"]) {
    const found = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, name);
    setters[name] = found.set;
    Object.defineProperty(HTMLMediaElement.prototype, name, {
      ...found,
      set(value) {
        if (this.id === "video") note(name, value);
        found.set.call(this, value);
      },
    });
  }

  if (config.swap) {
    const found = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
    Object.defineProperty(WebSocket.prototype, "onmessage", {
      ...found,
      set(hear) {
        found.set.call(this, ({ data }) => hear({ data: data.replaceAll(...config.swap) }));
      },
    });
  }

  for (const kind of ["pointerup", "click", "keydown"]) {
    addEventListener(kind, () => note("hand", kind), { capture: true });
  }

  const sample = () => {
    const video = document.querySelector("video#video");
    if (!video) return;
    const before = truth();
    const position = video.currentTime;
    const moves = !video.paused && !video.seeking && video.readyState >= 3;
    meter.samples.push([(before + truth()) / 2, position, moves ? 1 : 0]);
  };
  setInterval(sample, SAMPLE_MS);
  // From its beginning on: while the film loads the clock is at its worst.
  setInterval(() => {
    const found = globalThis.xiaowo?.clock;
    if (found?.count) meter.clocks.push([truth(), meter.clock()]);
  }, CLOCK_MS);

  const joinSoon = () => {
    const button = document.querySelector("[data-testid=join]");
    if (!button || button.disabled) setTimeout(joinSoon, 10);
    else {
      note("hand", "join");
      button.click();
    }
  };
  if (config.eager) joinSoon();

  /** @returns what was recorded between two true instants */
  meter.take = (from, to) => ({
    samples: meter.samples.filter(([at]) => at >= from && at <= to),
    events: meter.events.filter(({ at }) => at >= from && at <= to),
    clocks: meter.clocks.filter(([at]) => at <= to),
  });
  meter.truth = truth;
  /** Move the playhead behind the product's back, as a starved sound device does. */
  meter.slip = (seconds) => {
    const video = document.querySelector("video#video");
    setters.currentTime.call(video, video.currentTime + seconds);
    return truth();
  };
  /** @returns cloud clock as the page believes it, minus the truth, ms */
  meter.clock = () => {
    const before = truth();
    const { now_ms } = globalThis.xiaowo.clock;
    return now_ms - (before + truth()) / 2;
  };
  /** @returns the next shown pictures, at most 5 s: [playhead, brightness of the counter's cells] */
  meter.pictures = (clip, count) =>
    new Promise((resolve) => {
      const video = document.querySelector("video#video");
      const canvas = document.createElement("canvas");
      canvas.width = clip.width;
      canvas.height = clip.height;
      const pen = canvas.getContext("2d", { willReadFrequently: true });
      const { x, y, cell_width, cell_height, count: cells } = clip.cells;
      const found = [];
      const timer = setTimeout(() => resolve(found), PICTURES_MS);
      const look = () => {
        const position = video.currentTime;
        pen.drawImage(video, 0, 0, clip.width, clip.height);
        const row = pen.getImageData(0, y + cell_height / 2, clip.width, 1).data;
        const at = (i) => 4 * Math.floor(x + (i + 0.5) * cell_width);
        found.push([position, Array.from({ length: cells }, (_, i) => row[at(i)])]);
        if (found.length < count) {
          video.requestVideoFrameCallback(look);
          return;
        }
        clearTimeout(timer);
        resolve(found);
      };
      video.requestVideoFrameCallback(look);
    });
})(CONFIG);
