export default function stopAzurite(): void {
  const pid = Number(process.env.TEST_AZURITE_PID)
  if (pid > 0) process.kill(pid)
}
