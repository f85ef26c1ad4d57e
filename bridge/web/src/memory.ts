/*
 * Memory: small texts that outlive a reload. Browsers that block third-party cookies may also deny
 * a framed page its sessionStorage and localStorage; then they are kept in the history entry of
 * this frame, which no other site can read and which a reload keeps.
 */

type Kept = Record<string, string>;

const PREFIX = 'kibridge.';
const SETTLE_MS = 400; // browsers ration changes of the history entry

function storage(kind: 'sessionStorage' | 'localStorage'): Storage | null {
  try {
    return window[kind]; // reading it may already throw
  } catch {
    return null;
  }
}

function state(): { launch?: string; kept?: Kept } {
  const found: unknown = history.state;
  return found && typeof found === 'object' ? found : {};
}

let kept: Kept | null = null; // what waits in the history entry
let timer: ReturnType<typeof setTimeout> | undefined;

function write(): void {
  clearTimeout(timer);
  timer = undefined;
  if (kept) history.replaceState({ ...state(), kept }, '');
}

function entry(): Kept {
  if (!kept) {
    kept = state().kept ?? {};
    window.addEventListener('pagehide', () => {
      if (timer) write();
    });
  }
  return kept;
}

export class Memory {
  private readonly store: Storage | null;

  constructor(private readonly kind: 'sessionStorage' | 'localStorage') {
    this.store = storage(kind);
  }

  get(key: string): string {
    return (this.store ? this.store.getItem(PREFIX + key) : entry()[key]) ?? '';
  }

  /** An empty text forgets. at once: the page may go away right after. */
  set(key: string, value: string, atOnce = false): void {
    if (this.store) {
      try {
        if (value) this.store.setItem(PREFIX + key, value);
        else this.store.removeItem(PREFIX + key);
        return;
      } catch {
        return;
      } // full: then it is not kept
    }
    const all = entry();
    if (value) all[key] = value;
    else delete all[key];
    if (atOnce || this.kind === 'localStorage')
      write(); // a choice is rare, a draft grows with every key
    else timer ??= setTimeout(write, SETTLE_MS);
  }

  keys(start: string): string[] {
    const names = this.store
      ? Object.keys(this.store)
          .filter((k) => k.startsWith(PREFIX))
          .map((k) => k.slice(PREFIX.length))
      : Object.keys(entry());
    return names.filter((k) => k.startsWith(start));
  }
}

/** For this tab and this launch: drafts, the conversation that is open, the session. */
export const tabMemory = new Memory('sessionStorage');
/** Choices of the person on this device: theme, language, what Enter does. */
export const deviceMemory = new Memory('localStorage');
