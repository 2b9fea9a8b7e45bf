import PostalMime from 'postal-mime'

/** Everything a message says, in every layer: its bytes, each part decoded, and base64 inside those decoded again. */
export async function everythingIn(raw: Buffer): Promise<string> {
  const email = await PostalMime.parse(raw, { attachmentEncoding: 'utf8' })
  const parts = email.attachments.map(({ content }) => (typeof content === 'string' ? content : ''))
  const layers = [raw.toString(), email.subject ?? '', email.text ?? '', email.html ?? '', ...parts]
  return [...layers, ...layers.flatMap(unfolded), ...layers.flatMap(decodedRuns)].join('\n')
}

const unfolded = (text: string): readonly string[] => [text.replace(/=?\r?\n\s*/g, '')]

/** Runs of base64 long enough to carry something, decoded at every alignment. */
function decodedRuns(text: string): readonly string[] {
  const runs = text.replace(/(?<=[A-Za-z0-9+/]{60,80})\r?\n/g, '').match(/[A-Za-z0-9+/]{12,}={0,2}/g) ?? []
  return runs.flatMap((run) => [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64').toString()))
}
