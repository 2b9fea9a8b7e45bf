import { remembered } from '../model/remembered'
import type { Finding, ObservableRole } from './alert'

type Context = { readonly category?: string | undefined; readonly techniques: readonly string[] }

const COMMAND_AND_CONTROL = /^T(?:1071|1090|1095|1102|1132|1568|1571|1572|1573|1219|1001|1008|1104)(?:\.|$)/
const PAYLOAD =
  /\.(?:ps1|exe|dll|hta|vbs|vbe|js|jse|wsf|iso|img|lnk|msi|bat|cmd|sh|elf|jar|scr|bin|zip|rar|7z|cab)$/i

/**
 * Evidence entries often carry no role. Then the alert's category and techniques, and what a link ends in, say what a
 * remote value did: that names the kind of abuse and accuses nobody. Mentions in command lines and what a field itself
 * says stay as they are.
 */
export function withDefaultRole(finding: Finding, context: Context): Finding {
  if (finding.role !== 'unknown' || finding.fieldSide !== 'remote' || finding.mention) return finding
  const role = defaultRole(finding, context)
  return role === undefined ? finding : { ...finding, role, isRoleAssumed: true }
}

const bareWord = remembered((category) => category.replace(/[\s_-]/g, '').toLowerCase())

function defaultRole(finding: Finding, { category, techniques }: Context): ObservableRole | undefined {
  const word = category === undefined ? '' : bareWord(category)
  const some = (pattern: RegExp): boolean => techniques.some((technique) => pattern.test(technique))
  if (word === 'commandandcontrol' || some(COMMAND_AND_CONTROL)) return 'c2'
  const isName = finding.type !== 'ip'
  if (isName && (word.includes('phish') || some(/^T1566/))) return 'phish-url'
  if (isName && (some(/^T1105/) || PAYLOAD.test(finding.value.split(/[?#]/, 1)[0] ?? ''))) return 'download'
  const isLogon = /logon|login|signin|bruteforce|passwordspray|credentialaccess/.test(word) || some(/^T1110/)
  return finding.type === 'ip' && isLogon ? 'source' : undefined
}
