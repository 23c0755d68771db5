/** Seconds that run down on the screen: until a code may be asked for again, until it expires, until a PIN is taken. */

export class Countdown {
  #end = $state(0);
  #now = $state(0);
  #beat: ReturnType<typeof setInterval> | undefined;

  /** Whole seconds left, rounded up; 0 once it is over. */
  readonly left = $derived(Math.max(0, Math.ceil((this.#end - this.#now) / 1000)));

  /** Runs from this many seconds on, whatever it showed before. */
  start(seconds: number): void {
    this.stop();
    this.#now = Date.now();
    this.#end = this.#now + Math.max(0, seconds) * 1000;
    // A telephone that slept catches up: what counts is the clock, not the beats.
    this.#beat = setInterval(() => this.#tick(), 500);
  }

  stop(): void {
    clearInterval(this.#beat);
    this.#end = this.#now;
  }

  #tick(): void {
    this.#now = Date.now();
    if (this.#now >= this.#end) clearInterval(this.#beat);
  }
}
