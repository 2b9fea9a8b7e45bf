const { transformSync } = require('esbuild')

/** Gives Jest a package that is published as ES modules alone, in the form that it can `require`. */
module.exports = {
  process: (source) => ({ code: transformSync(source, { format: 'cjs', target: 'node22' }).code }),
}
