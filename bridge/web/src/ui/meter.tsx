/* Meter: how much of something is used, as a bar; the numbers stand beside it as words. */
import { useEffect, useRef } from 'preact/hooks';

export function Meter({ used, of, label }: { used: number; of: number; label: string }) {
  const bar = useRef<HTMLElement>(null);
  const percent = of > 0 ? Math.min(100, Math.max(0, Math.round((used / of) * 100))) : 100;
  useEffect(() => {
    bar.current!.style.setProperty('--v', `${percent}%`); // by script: the policy allows no style attribute
  }, [percent]);
  return (
    <span
      class={`bar bar--inline${percent >= 100 ? ' bar--out' : percent >= 90 ? ' bar--low' : ''}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <i ref={bar} />
    </span>
  );
}
