// node first-run.mjs MAIN [FUNCTION]: loads an app as the worker does and, where a function is named, calls it once.
// Prints milliseconds since the process began, processor time, and which files were loaded.
import { createRequire, Module } from 'node:module'

const [, , main, name] = process.argv
globalThis[Symbol.for('defender-abuse-reporter.fixed-values')] = { isOpenOnLoopback: true }
const callbacks = new Map()
const noop = () => undefined
class Disposable {
  dispose() {}
}
const core = {
  version: '3.13.0',
  hostVersion: '4.1048.200',
  Disposable,
  registerFunction: ({ name }, callback) => {
    callbacks.set(name, callback)
    return new Disposable()
  },
  registerHook: () => new Disposable(),
  setProgrammingModel: noop,
  getProgrammingModel: noop,
  log: noop,
}
const original = Module.prototype.require
Module.prototype.require = function (id) {
  return id === '@azure/functions-core' ? core : original.call(this, id)
}

const require = createRequire(import.meta.url)
const at = () => {
  const { user, system } = process.cpuUsage()
  return { wall: performance.now(), cpu: (user + system) / 1000 }
}

require(main)
const loaded = at()
const loadedFiles = Object.keys(require.cache)

const http = (path, init) => new Request(`http://127.0.0.1:7071/api/${path}`, init)
const isHttp = { receiveAlerts: ['alerts', { method: 'POST', body: '{}' }], reviewReports: ['reports'] }
const input = () => {
  if (name in isHttp) return http(...isHttp[name])
  return /^(?:openCase|quarantineAlert)$/.test(name) ? { id: 'nobody can read this' } : { isPastDue: false }
}
const lines = []
const log = (line) => lines.push(line)
const context = {
  functionName: name,
  triggerMetadata: {},
  log,
  info: log,
  warn: log,
  error: log,
  debug: noop,
}
let error
const call = () =>
  callbacks
    .get(name)(input(), context)
    .catch((fault) => {
      error = String(fault)
    })
if (name !== undefined) await call()
const ran = at()
const files = Object.keys(require.cache)
// What a second call costs is work, and what the first one cost beyond that was loading.
if (name !== undefined) await call()
const ranAgain = at()
const said = { functions: callbacks.size, loaded, loadedFiles, ran, ranAgain, error, lines, files }
process.stdout.write(JSON.stringify(said), () => process.exit(0))
