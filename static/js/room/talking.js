/** What one says, and what becomes of it: lines, replies, reactions, and the history. */

import { request } from "./io/api.js";
import { newId } from "./io/ids.js";
import { Stretches } from "./io/stretches.js";
import { Taste } from "./io/taste.js";
import { Typist } from "./io/typist.js";
import { mentionsIn } from "./state/mentions.js";
import { FRAME } from "./state/protocol.js";

/** @typedef {import("./controller.js").Controller} Controller */
/** @typedef {import("./state/types.js").Message} Message */

/** @param {Controller} controller */
export function createTalking({ config, store, socket, clock, notify }) {
  const room = `/rooms/${config.room_id}`;
  const state = () => store.getState();
  const typist = new Typist({
    now: () => performance.now(),
    tell: (is_typing) => {
      if (state().link.status !== "open") return;
      store.dispatch({ type: "quiet", id: socket.send(FRAME.TYPING, { is_typing }) });
    },
  });

  /**
   * The lines that go over a stretch of the film, seconds.
   * @param {number} from
   * @param {number} to
   * @returns {Promise<boolean>} whether they are here
   */
  const loadDanmaku = async (from, to) => {
    const answer = await request(config, "GET", `${room}/danmaku?from=${from}&to=${to}`);
    if (answer.ok) store.dispatch({ type: "danmaku", lines: answer.data.results });
    return answer.ok;
  };

  return {
    /** @param {string} text @param {boolean} danmaku it goes over the picture, too */
    chat: (text, danmaku) => {
      const { talk, members, you } = state();
      const mentions = mentionsIn(text, members, you?.session_id);
      const client_id = newId();
      const id = socket.send(FRAME.CHAT, {
        text,
        client_id,
        reply_to: talk.replying?.message_id,
        danmaku: danmaku || undefined,
        mentions: mentions.length > 0 ? mentions : undefined,
      });
      typist.sent();
      store.dispatch({ type: "said", saying: { id, client_id, text, reply_to: talk.replying } });
    },
    /** @param {string} text what stands in the field now */
    types: (text) => typist.types(text),
    /** @param {Message | null} message the line that is being answered */
    replyTo: (message) => store.dispatch({ type: "replying", message }),
    /** @param {string} message_id */
    deleteLine: async (message_id) => {
      const answer = await request(config, "DELETE", `${room}/messages/${message_id}`);
      if (answer.ok) store.dispatch({ type: "deleted", message_id });
      else notify({ text: answer.message, tone: "warning" });
    },
    /**
     * @param {string} message_id @param {object} said the reason, and a word about it
     * @returns {Promise<import("./io/api.js").Answer>}
     */
    reportLine: (message_id, said) =>
      request(config, "POST", `${room}/messages/${message_id}/report`, said),
    /** @returns {Promise<import("./io/api.js").Answer>} nothing said so far is left */
    clearChat: () => request(config, "DELETE", `${room}/messages`),
    /** @param {string} emoji flies over everybody's picture */
    react: (emoji) => void socket.send(FRAME.REACTION, { emoji }),
    /** Fetch what was said before the first line shown. */
    olderMessages: async () => {
      const before = state().messages[0]?.message_id;
      const query = before ? `?before=${encodeURIComponent(before)}` : "";
      const answer = await request(config, "GET", `${room}/messages${query}`);
      if (!answer.ok) return;
      const { results, has_more } = answer.data;
      store.dispatch({ type: "history", messages: results, older: Boolean(has_more) });
    },
    stretches: new Stretches({ now: () => performance.now(), load: loadDanmaku }),
    /** How this viewer wants lines over the picture. */
    taste: new Taste(matchMedia("(prefers-reduced-motion: reduce)").matches),
    /** @returns {number} cloud ms */
    cloudNow: () => clock.now(),
  };
}
