/* Answer: a text that grows. Kept out of the component tree: a delta draws the answer, not the page. */

export class AnswerText {
  text = '';
  ended = false;
  private readonly watchers = new Set<() => void>();

  constructor(text = '', ended = false) {
    this.text = text;
    this.ended = ended;
  }
  watch(run: () => void): () => void {
    this.watchers.add(run);
    return () => {
      this.watchers.delete(run);
    };
  }
  append(more: string): void {
    this.text += more;
    this.tell();
  }
  replace(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.tell();
  }
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.tell();
  }
  private tell(): void {
    for (const run of this.watchers) run();
  }
  get bytes(): number {
    return new TextEncoder().encode(this.text).length;
  }
  get words(): number {
    return this.text.trim().split(/\s+/).filter(Boolean).length;
  }
}
