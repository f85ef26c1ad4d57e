/* Search: words in questions and answers are looked for by the server, a moment after the last key. */
import { useEffect, useState } from 'preact/hooks';
import type { Chat } from './chat';

const QUIET_MS = 250;
const LEAST = 2; // letters: one alone is everywhere

export interface Found {
  ids: Set<string>;
  busy: boolean;
}

const NOTHING: Found = { ids: new Set(), busy: false };

export function useTextSearch(chat: Chat, query: string): Found {
  const [found, setFound] = useState<Found>(NOTHING);
  const words = query.trim();
  useEffect(() => {
    if (words.length < LEAST) {
      setFound(NOTHING);
      return;
    }
    let alive = true;
    setFound((before) => ({ ...before, busy: true }));
    const timer = setTimeout(() => {
      chat.api.searchConversations(words).then(
        (ids) => alive && setFound({ ids: new Set(ids), busy: false }),
        () => alive && setFound(NOTHING), // titles are still searched
      );
    }, QUIET_MS);
    return () => {
      alive = false;
      clearTimeout(timer);
    };
  }, [words]);
  return found;
}
