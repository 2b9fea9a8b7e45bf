/** The one place that reads the environment of the process. Read anew at each call, so nothing is kept that a test set. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env
}
