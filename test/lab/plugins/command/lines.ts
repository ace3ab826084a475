// Stands in for the official command plugin: a command's output, line by line, to the engine's log.

/** Cuts pieces of two streams into lines and sends them on, one after the other, in order. */
export function lineLogger(send: (line: string) => Promise<void>) {
  const rest: Record<string, string> = {};
  let sent: Promise<void> = Promise.resolve();
  const queue = (line: string) => {
    sent = sent.then(() => send(line));
  };
  return {
    write(stream: string, text: string): void {
      const lines = ((rest[stream] ?? "") + text).split("\n");
      rest[stream] = lines.pop()!;
      lines.forEach(queue);
    },
    /** Sends what has no line break, and waits until everything has arrived. */
    async end(): Promise<void> {
      Object.values(rest).filter(Boolean).forEach(queue);
      await sent;
    },
  };
}
