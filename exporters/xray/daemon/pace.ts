// Linux keeps 208 KiB for a receiver that gets no processor: three full datagrams, of which one is sent at a time. A pause
// earns no more however long it has become: the reader may have been as short of processor time as the sender.
const BURST_BYTES = 66_560;
// Beside its bytes a datagram takes about one more of the kernel's buffer.
const DATAGRAM_OVERHEAD_BYTES = 1_024;

/** A full datagram in three milliseconds, and in two where there is little time. */
const CALM_BYTES_PER_MILLI = 22_200;
const HURRIED_BYTES_PER_MILLI = 33_300;

// The daemon keeps at least 48 buffers, each of which one datagram takes whatever its size, and hands them on in batches,
// which takes some 60 ms.
const WINDOW_DATAGRAMS = 40;
const WINDOW_MILLIS = 65;

/** How fast datagrams may follow each other, so that the kernel and the daemon have room for them. */
export class Pace {
  #credit = BURST_BYTES;
  #credited = 0;
  #bytesPerMilli = CALM_BYTES_PER_MILLI;
  /** When those of the last window were sent. */
  readonly #sent: number[] = [];

  /** Whether so many datagrams with so many bytes can be sent in the time given. Where it is short, hurries. */
  canSend(datagrams: number, bytes: number, now: number, end: number): boolean {
    this.#earn(now);
    const missing = bytes + datagrams * DATAGRAM_OVERHEAD_BYTES - this.#credit;
    const windows = Math.ceil((datagrams - WINDOW_DATAGRAMS + this.#sent.length) / WINDOW_DATAGRAMS) * WINDOW_MILLIS;
    const takes = (bytesPerMilli: number): number => Math.max(0, windows, missing / bytesPerMilli);
    const isCalm = now + takes(CALM_BYTES_PER_MILLI) <= end;
    this.#bytesPerMilli = isCalm ? CALM_BYTES_PER_MILLI : HURRIED_BYTES_PER_MILLI;
    const millis = takes(HURRIED_BYTES_PER_MILLI);
    return isCalm || millis === 0 || now + millis <= end;
  }

  /** In how many milliseconds a datagram of so many bytes may be sent; 0 is now. */
  delayOf(bytes: number, now: number): number {
    this.#earn(now);
    const missing = Math.min(costOf(bytes), BURST_BYTES) - this.#credit;
    const oldest = this.#sent.at(-WINDOW_DATAGRAMS);
    const window = oldest === undefined ? 0 : oldest + WINDOW_MILLIS - now;
    return Math.max(0, Math.ceil(missing / this.#bytesPerMilli), Math.ceil(window));
  }

  /** Takes note of a datagram that is being sent. */
  count(bytes: number, now: number): void {
    this.#credit -= costOf(bytes);
    this.#sent.push(now);
  }

  #earn(now: number): void {
    this.#credit = Math.min(BURST_BYTES, this.#credit + (now - this.#credited) * this.#bytesPerMilli);
    this.#credited = now;
    while ((this.#sent[0] ?? now) + WINDOW_MILLIS <= now) this.#sent.shift();
  }
}

function costOf(bytes: number): number {
  return bytes + DATAGRAM_OVERHEAD_BYTES;
}
