/*
 * Window: a long conversation is put into the page from its end, a few turns at a time, so that
 * the page answers meanwhile and what is read first is there first.
 */
import { useEffect, useReducer, useRef } from 'preact/hooks';
import type { ConversationView } from './view';

const FIRST = 16; // turns: more than a screen
const MORE = 12; // in each further frame

/** The first turn that is drawn; 0 once all of them are. */
export function useDrawnFrom(open: ConversationView): number {
  const [, again] = useReducer<number, void>((n) => n + 1, 0);
  const at = useRef<{ open: ConversationView; state: string; from: number } | null>(null);
  const known = at.current;
  if (!known || known.open !== open || known.state !== open.state)
    at.current = { open, state: open.state, from: Math.max(0, open.turns.length - FIRST) };
  const from = Math.min(at.current!.from, open.turns.length);
  useEffect(() => {
    if (from === 0) return;
    const frame = requestAnimationFrame(() => {
      at.current!.from = Math.max(0, from - MORE);
      again();
    });
    return () => cancelAnimationFrame(frame);
  }, [from, open]);
  return from;
}
