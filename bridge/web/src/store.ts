/* Store: a thing with a state that components look at. */
import { useEffect, useReducer } from 'preact/hooks';

export class Observable {
  private readonly watchers = new Set<() => void>();
  watch(run: () => void): () => void {
    this.watchers.add(run);
    return () => {
      this.watchers.delete(run);
    };
  }
  protected changed(): void {
    for (const run of this.watchers) run();
  }
}

/** Draw again whenever the thing says that it changed. */
export function useWatched<T extends Observable>(thing: T): T {
  const [, again] = useReducer<number, void>((n) => n + 1, 0);
  useEffect(() => thing.watch(() => again()), [thing]);
  return thing;
}
