/**
 * The shapes that travel between server and page. Words and units are those of the contract:
 * seconds for positions and durations, milliseconds of the cloud clock for instants.
 */

/**
 * @typedef {object} Playback
 * @property {string} room_id
 * @property {string} media_url
 * @property {string} [title]
 * @property {"playing" | "paused" | "buffering"} playback_state
 * @property {number} current_time
 * @property {number | null} [duration]
 * @property {number} playback_rate
 * @property {number} version
 * @property {number} server_time
 * @property {number | null} [effective_at]
 * @property {string | null} [updated_by]
 */

/** @typedef {{ control: boolean, chat: boolean, manage: boolean, media: boolean }} Permissions */

/** @typedef {"host" | "admin" | "guest"} Role */

/** @typedef {"perfect" | "gentle" | "catch_up" | "align"} Level */

/**
 * @typedef {object} Member
 * @property {string} session_id
 * @property {string} nickname
 * @property {string} avatar
 * @property {Role} role
 * @property {boolean} [online]
 * @property {boolean} [ready]
 * @property {number | null} [drift_ms]
 * @property {Level | null} [level]
 * @property {boolean} [stalled] the room waits for this member's film just now
 * @property {boolean} [away] looks elsewhere, or the line is lost
 * @property {Partial<Permissions>} [permissions] overrides of what the role may
 * @property {string | null} [muted_until] ISO 8601; gone as soon as that time has come
 */

/**
 * @typedef {object} Message
 * @property {string} message_id
 * @property {string} session_id
 * @property {string} nickname
 * @property {string} [avatar]
 * @property {string} text
 * @property {number} at
 * @property {string} [client_id] the sender's own name for it
 * @property {Quote} [reply_to]
 * @property {readonly string[]} [mentions] session ids of whom it means
 * @property {{ media_url: string, position: number }} [danmaku] where in which film it goes over the
 *   picture, seconds
 */

/** A line that is answered; without text it has been deleted since. @typedef {{ message_id: string, nickname: string, text: string }} Quote */

/**
 * @typedef {object} ReadyStatus
 * @property {number} total_members
 * @property {number} ready_members
 * @property {Record<string, boolean>} member_statuses
 */

/** @typedef {{ session_id: string, role: Role, permissions: Permissions }} You */

/**
 * @typedef {object} Room
 * @property {string} id
 * @property {string} name
 * @property {string} [description]
 * @property {boolean} [is_private]
 * @property {boolean} [is_locked] nobody new comes in
 * @property {number} [max_users]
 * @property {number} [version] of the room's own record; counts edits
 * @property {RoomSettings} [settings]
 */
/**
 * @typedef {object} RoomSettings
 * @property {boolean} [auto_play]
 * @property {boolean} [allow_control]
 * @property {number} [sync_tolerance] seconds
 * @property {string} [away_policy]
 * @property {string} [buffer_policy]
 * @property {boolean} [danmaku] lines may go over the picture
 * @property {number} [slow_mode] seconds between two lines of one person; 0: as they like
 * @property {boolean} [approval] managers say who comes in
 */

/**
 * @typedef {object} Frame
 * @property {string} id
 * @property {string} type
 * @property {string} room_id
 * @property {string} session_id
 * @property {number} timestamp
 * @property {Record<string, any>} data
 */

/**
 * What the server writes into the page for the scripts.
 * @typedef {object} Config
 * @property {string} room_id
 * @property {string} room_name
 * @property {{ id: string, nickname: string, avatar: string }} session
 * @property {string} websocket_path
 * @property {number} opened_ms when this page was made, cloud clock
 * @property {string} api
 * @property {string} csrf_token
 * @property {string} locale
 * @property {boolean} debug
 * @property {readonly { title: string, url: string, fallback?: string, duration?: number | null }[]} demos
 * @property {Record<string, string>} sites of films on pages, host → name
 * @property {string} [proxy_mode] for which links the server fetches films: off, demos, all
 * @property {readonly string[]} faces addresses of avatars to choose from, one's own first
 * @property {readonly string[]} nicknames playful ones, for the dice
 * @property {Record<string, string>} texts
 */

export {};
