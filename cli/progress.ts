import type { ExplainIo } from './explain'

/** Shows that long work goes on. */
export type Bar = {
  readonly to: (done: number) => void
  /** The line is empty again. */
  readonly stop: () => void
}

/** @param total undefined where nobody knows how much there is; then it only counts */
export type StartBar = (what: string, total?: number) => Promise<Bar>

/** Bars on this stream, which is a terminal; what draws them is loaded by the first. */
export const barsOn =
  (stream: NodeJS.WritableStream): StartBar =>
  async (what, total) => {
    const { Presets, SingleBar } = await import('cli-progress')
    const format = total === undefined ? `${what} {value}` : `${what} {bar} {value} of {total}`
    // A listener of its own would keep Ctrl+C from ending the program.
    const bar = new SingleBar(
      { format, stream, clearOnComplete: true, gracefulExit: false, barsize: 30 },
      Presets.shades_classic,
    )
    bar.start(total ?? 0, 0)
    return { to: (done) => bar.update(done), stop: () => bar.stop() }
  }

type At = { readonly io: ExplainIo; readonly startBar?: StartBar | undefined }

/**
 * Does work under a bar, where somebody looks. What it says meanwhile comes after the bar, so that neither is written over
 * the other; also when the work fails.
 */
export async function underBar<T>(
  { io, startBar }: At,
  what: string,
  total: number | undefined,
  work: (to: Bar['to'], io: ExplainIo) => Promise<T>,
): Promise<T> {
  if (startBar === undefined || total === 0) return work(() => undefined, io)
  const said: (() => void)[] = []
  const later: ExplainIo = {
    ...io,
    out: (line) => void said.push(() => io.out(line)),
    err: (line) => void said.push(() => io.err(line)),
  }
  const bar = await startBar(what, total)
  try {
    return await work(bar.to, later)
  } finally {
    bar.stop()
    for (const say of said) say()
  }
}
