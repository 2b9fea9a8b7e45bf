/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/tests'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', { diagnostics: false }] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.sandbox/'],
  globalSetup: '<rootDir>/tests/helpers/start-azurite.ts',
  globalTeardown: '<rootDir>/tests/helpers/stop-azurite.ts',
  setupFiles: ['<rootDir>/tests/helpers/without-colour.ts'],
  testTimeout: 30_000,
}
