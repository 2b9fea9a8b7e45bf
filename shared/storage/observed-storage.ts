import type { Storage } from './storage'

/** Storage that tells of every operation before it is begun. A list counts as one, however many pages it has. */
export function observedStorage(storage: Storage, onOperation: () => void): Storage {
  return {
    table: (name) => observed(storage.table(name), onOperation),
    queue: (name) => observed(storage.queue(name), onOperation),
    blobs: (name) => observed(storage.blobs(name), onOperation),
  }
}

/** Each part of storage is a bundle of operations and nothing else. */
function observed<Part extends object>(part: Part, onOperation: () => void): Part {
  return new Proxy(part, {
    get: (target, name, self) => {
      const operation: unknown = Reflect.get(target, name, self)
      if (typeof operation !== 'function') return operation
      return (...given: unknown[]): unknown => {
        onOperation()
        return Reflect.apply(operation, target, given)
      }
    },
  })
}
