// The tests whose storage `npm test` keeps in memory, on Azurite.
process.env.TEST_ON_AZURITE = 'yes'

/** @type {import('jest').Config} */
module.exports = require('./jest.config.js')
