/**
 * Marks that products put at the head of alerts made to try something out: Defender for Cloud's sample and test alerts
 * (`SIMULATED_…`, `[SAMPLE ALERT]`, `… (not a threat)`), Defender for Endpoint's `[Test Alert]`, the EICAR test file.
 */
const SAMPLE_TITLE =
  /^\W*(?:this is an? )?(?:sample|test|simulated) alert\b|^\s*(?:microsoft|azure|defender)\b.*\btest alert\b.*\(not a threat\)|\bEICAR[ _-]test[ _-]file\b/i
const SAMPLE_TYPE = /^simulated[_.-]|[._]eicar$/i

/** Only the head of a title counts: what an attacker writes comes after the product's own words. */
export function isSampleAlert(alert: {
  readonly title?: string | null | undefined
  readonly description?: string | null | undefined
  readonly alertType?: string | null | undefined
}): boolean {
  const { title, description, alertType } = alert
  return (
    SAMPLE_TYPE.test(alertType ?? '') ||
    SAMPLE_TITLE.test((title ?? '').slice(0, 200)) ||
    /^\s*this is an? (?:sample|test) alert\b/i.test(description ?? '')
  )
}
