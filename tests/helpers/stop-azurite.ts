import { rmSync } from 'node:fs'

export default function stopAzurite(): void {
  const pid = Number(process.env.TEST_AZURITE_PID)
  if (pid > 0) process.kill(pid)
  const taken = process.env.TEST_TAKEN_ACCOUNTS
  if (taken !== undefined) rmSync(taken, { recursive: true, force: true })
}
