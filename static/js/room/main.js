/** Reads the page's configuration, builds the parts and starts them; nothing else. */

import { registerWorker } from "../lib/app.js";
import { find } from "../lib/dom.js";
import { createActions } from "./actions.js";
import { Controller } from "./controller.js";
import { mountDebugDoor } from "./debug-door.js";
import { exposeFacts } from "./debug.js";
import { KeepAwake } from "./io/keep-awake.js";
import { createStore } from "./io/store.js";
import { followViewport } from "./io/viewport.js";
import { keepVisits } from "./io/visits.js";
import { initialState } from "./state/initial.js";
import { reduce } from "./state/reducer.js";
import { mountCaptions } from "./ui/captions.js";
import { mountBans } from "./ui/bans.js";
import { mountBell } from "./ui/bell.js";
import { mountChat } from "./ui/chat.js";
import { mountChatCare } from "./ui/chat-care.js";
import { mountChatForm } from "./ui/chat-form.js";
import { mountDanmaku } from "./ui/danmaku.js";
import { mountDanmakuMenu } from "./ui/danmaku-menu.js";
import { mountEmoji } from "./ui/emoji.js";
import { mountLineMenu } from "./ui/line-menu.js";
import { mountMentionList } from "./ui/mention-list.js";
import { mountReactions } from "./ui/reactions.js";
import { mountTyping } from "./ui/typing.js";
import { mountControls } from "./ui/controls.js";
import { mountFilm } from "./ui/film.js";
import { mountFilmName } from "./ui/film-name.js";
import { mountForbidden } from "./ui/forbidden.js";
import { mountMuting } from "./ui/muting.js";
import { mountGoLive } from "./ui/go-live.js";
import { mountIdle } from "./ui/idle.js";
import { mountKeyboard } from "./ui/keyboard.js";
import { mountKnocking } from "./ui/knocking.js";
import { mountLeaving } from "./ui/leaving.js";
import { mountMe } from "./ui/me.js";
import { mountMediaDialog } from "./ui/media-dialog.js";
import { mountMediaSession } from "./ui/media-session.js";
import { mountMemberDialog } from "./ui/member-dialog.js";
import { mountMembers } from "./ui/members.js";
import { mountMenus } from "./ui/menus.js";
import { mountName } from "./ui/name.js";
import { mountNetwork } from "./ui/network.js";
import { mountNotices } from "./ui/notices.js";
import { mountOver } from "./ui/over.js";
import { mountOverlay } from "./ui/overlay.js";
import { mountPanel } from "./ui/panel.js";
import { mountPlayDialogs } from "./ui/play-dialogs.js";
import { mountSeekbar } from "./ui/seekbar.js";
import { mountSeekHints } from "./ui/seek-hints.js";
import { mountSettings } from "./ui/settings.js";
import { mountShare } from "./ui/share.js";
import { mountSignal } from "./ui/signal.js";
import { mountStage } from "./ui/stage.js";
import { mountTabs } from "./ui/tabs.js";
import { mountTouch } from "./ui/touch.js";
import { mountView } from "./ui/view.js";
import { mountTitle } from "./ui/title.js";
import { mountViewer } from "./ui/viewer.js";

/** The film comes first. */
const WORKER_AFTER_MS = 15_000;

const PARTS = [
  mountOverlay,
  mountControls,
  mountSeekbar,
  mountSeekHints,
  mountGoLive,
  mountViewer,
  mountView,
  mountCaptions,
  mountMediaSession,
  mountKeyboard,
  mountMembers,
  mountMemberDialog,
  mountChat,
  mountChatCare,
  mountChatForm,
  mountDanmaku,
  mountDanmakuMenu,
  mountEmoji,
  mountLineMenu,
  mountMentionList,
  mountReactions,
  mountTyping,
  mountShare,
  mountSignal,
  mountNetwork,
  mountNotices,
  mountMediaDialog,
  mountFilm,
  mountFilmName,
  mountPlayDialogs,
  mountMe,
  mountName,
  mountOver,
  mountTabs,
  mountTitle,
  mountPanel,
  mountMenus,
  mountBell,
  mountSettings,
  mountBans,
  mountKnocking,
  mountLeaving,
  mountForbidden,
  mountMuting,
  mountStage,
  mountTouch,
  mountIdle,
];

/** @type {import("./state/types.js").Config} */
const config = JSON.parse(find(document, "#room-config").textContent ?? "");
const video = /** @type {HTMLVideoElement} */ (find(document, "video#video"));
const room = find(document, "#room");
const store = createStore(reduce, initialState());
const controller = new Controller({ config, store, video, stage: room });
const actions = createActions(controller);

for (const mount of PARTS) mount(document.body, store, actions);
if (config.debug) {
  exposeFacts(controller);
  mountDebugDoor(controller);
}
followViewport(document.documentElement);
keepVisits(config);
new KeepAwake(store);
controller.start();
registerWorker(WORKER_AFTER_MS);
