// Gives the identity of the app what it may read in the tenant, and makes the app registration that people log in to.
// Needs the Azure CLI, logged in as somebody who may: Privileged Role Administrator for the permissions, Application
// Administrator for the registration. It says what it would do; with --yes it does it. What is there stays as it is.
import { parseArgs } from 'node:util'
import { azureCli, azdValues } from './consent/azure-cli.mjs'
import { exchangeCommands, exchangeUndoCommands } from './consent/exchange-commands.mjs'
import { pageSteps } from './consent/page-registration.mjs'
import { permissionSteps, tenantWideMailRights } from './consent/graph-permissions.mjs'

const usage = `Usage: node scripts/consent.mjs [options]

  --identity ID     object id of the managed identity     (else what azd deployed last)
  --page URL        address of the app, for the login of its page (else what azd deployed last; 'none' for no page)
  --mailbox ADDRESS the one mailbox that it sends from and reads; prints the Exchange commands that limit it to that
  --read-only       another server sends: this mailbox is only read
  --write-back      may also comment on alerts            (WRITE_BACK)
  --hunting         may also run hunting queries          (HUNTING)
  --person ID       object id of a user or group that may look and decide on the page; may be given more than once
  --yes             do it
  --undo            take it back; with --yes, too`

const options = {
  identity: { type: 'string' },
  page: { type: 'string' },
  mailbox: { type: 'string' },
  'read-only': { type: 'boolean' },
  'write-back': { type: 'boolean' },
  hunting: { type: 'boolean' },
  person: { type: 'string', multiple: true },
  yes: { type: 'boolean' },
  undo: { type: 'boolean' },
  help: { type: 'boolean' },
}

/** What was asked for, checked: parts of it end up in addresses and in commands that somebody will run. */
function wishes() {
  const { values } = parseArgs({ options })
  const deployed = values.identity === undefined || values.page === undefined ? azdValues() : {}
  const identity = values.identity ?? deployed.AZURE_IDENTITY_PRINCIPAL_ID
  const page = values.page ?? deployed.AZURE_PAGE_URL ?? 'none'
  const fault = faultIn({ ...values, identity, page })
  if (fault !== undefined) throw new Error(`${fault}\n\n${usage}`)
  return { ...values, identity, page: page === 'none' ? undefined : new URL(page).origin }
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const address = /^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/

function faultIn({ identity, page, mailbox, person = [] }) {
  if (identity === undefined) return 'Whose rights are they? Name --identity, or deploy with azd first.'
  if (!guid.test(identity)) return '--identity is the object id of a managed identity.'
  if (page !== 'none' && URL.parse(page)?.protocol !== 'https:') return '--page is an https address, or none.'
  if (mailbox !== undefined && !address.test(mailbox)) return '--mailbox is a mail address.'
  if (person.some((one) => !guid.test(one))) return '--person is the object id of a user or a group.'
  return undefined
}

/** @param steps in the order in which they are done */
function tell(steps, isUndo) {
  const words = isUndo ? ['to take back', 'not there'] : ['to do', 'there']
  for (const { title, isDone } of steps)
    console.log(`  [${(isDone === isUndo ? words[0] : words[1]).padEnd(12)}] ${title}`)
  return steps.filter(({ isDone }) => isDone === isUndo)
}

function carryOut(steps, isUndo) {
  for (const { title, make, takeBack } of isUndo ? steps.toReversed() : steps) {
    if (isUndo) takeBack()
    else make()
    console.log(`  ${isUndo ? 'taken back' : 'done'}: ${title}`)
  }
}

function main() {
  if (process.argv.includes('--help')) return console.log(usage)
  const wanted = wishes()
  const cli = azureCli()
  const identity = cli.get(`servicePrincipals/${wanted.identity}`)
  if (identity === undefined)
    throw new Error(`The tenant ${cli.tenantId} has no identity ${wanted.identity}.`)
  const isUndo = wanted.undo === true
  console.log(`Tenant ${cli.tenantId} (${cli.cloud}), logged in as ${cli.who}`)
  console.log(`Identity ${identity.displayName}, object id ${identity.id}\n`)

  const steps = [...permissionSteps(cli, identity, wanted), ...pageSteps(cli, identity, wanted)]
  const open = tell(steps, isUndo)
  if (open.length === 0) console.log('\nNothing to do: everything is as it should be.')
  else if (wanted.yes === true) {
    console.log('')
    carryOut(open, isUndo)
  } else console.log('\nNothing has been done. With --yes it is.')

  warnOfMailRights(cli, identity)
  tellExchange(identity, wanted, isUndo)
  if (!isUndo) tellPage(cli, identity, wanted)
}

/** Rights add up: one for every mailbox makes the one for a single mailbox mean nothing. */
function warnOfMailRights(cli, identity) {
  const rights = tenantWideMailRights(cli, identity)
  if (rights.length === 0) return
  console.log(`\nWARNING: this identity may use EVERY mailbox of the tenant: ${rights.join(', ')}.`)
  console.log(
    'Withdraw that in Entra ID (Enterprise applications, Permissions), or the limit below means nothing.',
  )
}

function tellExchange(identity, { mailbox, 'read-only': isReadOnly }, isUndo) {
  if (mailbox === undefined) return
  const commands = isUndo ? exchangeUndoCommands : exchangeCommands
  console.log('\nExchange Online is asked by its own PowerShell, as Exchange and Security Administrator:\n')
  console.log(commands({ identity, mailbox, isReadOnly: isReadOnly === true }))
}

function tellPage(cli, identity, { page }) {
  if (page === undefined) return
  const registered = cli.registeredPage(identity)
  if (registered === undefined) return
  console.log('\nThen tell the app about its login, and who may look and who may decide:\n')
  console.log(`  azd env set PAGE_CLIENT_ID ${registered.appId}\n  azd provision`)
  console.log('  Entra ID, Enterprise applications, defender-abuse-reporter page, Users and groups')
}

try {
  main()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
