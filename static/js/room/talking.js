/** What one says, and what becomes of it: lines, replies, reactions, and the history. */

import { request } from "./io/api.js";
import { newId } from "./io/ids.js";
import { Taste } from "./io/taste.js";
import { mentionsIn } from "./state/mentions.js";
import { FRAME } from "./state/protocol.js";

/** @typedef {import("./controller.js").Controller} Controller */
/** @typedef {import("./state/types.js").Message} Message */

/** @param {Controller} controller */
export function createTalking({ config, store, socket, clock, notify }) {
  const room = `/rooms/${config.room_id}`;
  const state = () => store.getState();

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
      store.dispatch({ type: "said", saying: { id, client_id, text, reply_to: talk.replying } });
    },
    /** @param {Message | null} message the line that is being answered */
    replyTo: (message) => store.dispatch({ type: "replying", message }),
    /** @param {string} message_id */
    deleteLine: async (message_id) => {
      const answer = await request(config, "DELETE", `${room}/messages/${message_id}`);
      if (answer.ok) store.dispatch({ type: "deleted", message_id });
      else notify({ text: answer.message, tone: "warning" });
    },
    /** @returns {Promise<import("./io/api.js").Answer>} nothing said so far is left */
    clearChat: () => request(config, "DELETE", `${room}/messages`),
    /** Fetch what was said before the first line shown. */
    olderMessages: async () => {
      const before = state().messages[0]?.message_id;
      const query = before ? `?before=${encodeURIComponent(before)}` : "";
      const answer = await request(config, "GET", `${room}/messages${query}`);
      if (!answer.ok) return;
      const { results, has_more } = answer.data;
      store.dispatch({ type: "history", messages: results, older: Boolean(has_more) });
    },
    /** How this viewer wants lines over the picture. */
    taste: new Taste(matchMedia("(prefers-reduced-motion: reduce)").matches),
    /** @returns {number} cloud ms */
    cloudNow: () => clock.now(),
  };
}
