/* Diff: which lines two texts share. Longest common subsequence; beyond the cap everything between the equal ends counts as changed. */

export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

const CAP = 1000; // lines on a side, after the equal beginning and end

export function diffLines(before: string, after: string): DiffLine[] {
  const a = before.split('\n');
  const b = after.split('\n');
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail++;
  const same = (text: string): DiffLine => ({ kind: 'same', text });
  return [
    ...a.slice(0, head).map(same),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map(same),
  ];
}

function middle(a: string[], b: string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ kind: 'removed', text });
  const added = (text: string): DiffLine => ({ kind: 'added', text });
  if (a.length > CAP || b.length > CAP) return [...a.map(removed), ...b.map(added)];
  const width = b.length + 1;
  const length = new Uint16Array((a.length + 1) * width); // of the common subsequence of the rests
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      length[i * width + j] =
        a[i] === b[j]
          ? length[(i + 1) * width + j + 1]! + 1
          : Math.max(length[(i + 1) * width + j]!, length[i * width + j + 1]!);
  const out: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      out.push({ kind: 'same', text: a[i]! });
      i++;
      j++;
    } else if (length[(i + 1) * width + j]! >= length[i * width + j + 1]!)
      out.push(removed(a[i++]!));
    else out.push(added(b[j++]!));
  }
  return [...out, ...a.slice(i).map(removed), ...b.slice(j).map(added)];
}

/** Long stretches of equal lines become one line that counts them; `around` lines of each stay. */
export function folded(
  lines: DiffLine[],
  around = 2,
): (DiffLine | { kind: 'gap'; count: number })[] {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - around), at + around + 1).some((l) => l.kind !== 'same'),
  );
  const out: (DiffLine | { kind: 'gap'; count: number })[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (near[at]) {
      out.push(lines[at]!);
      continue;
    }
    const last = out.at(-1);
    if (last?.kind === 'gap') last.count++;
    else out.push({ kind: 'gap', count: 1 });
  }
  return out;
}
