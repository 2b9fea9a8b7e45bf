/**
 * Tests that repeat one story many times: killed at each moment, through every fault, on every page in a browser.
 * @type {import('jest').Config}
 */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['**/*.series.test.ts'],
  testPathIgnorePatterns: [],
}
