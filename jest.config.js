/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/tests'],
  testMatch: ['**/*.test.ts'],
  // Transpiled for `require`, because Jest runs a native `import()` only behind an experimental flag of Node.js.
  transform: {
    '\\.txt$': '<rootDir>/tests/helpers/text-module.js',
    '^.+\\.ts$': [
      'ts-jest',
      {
        diagnostics: false,
        tsconfig: { target: 'es2023', module: 'commonjs', esModuleInterop: true, isolatedModules: true },
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.sandbox/'],
  globalSetup: '<rootDir>/tests/helpers/start-azurite.ts',
  globalTeardown: '<rootDir>/tests/helpers/stop-azurite.ts',
  setupFiles: ['<rootDir>/tests/helpers/without-colour.ts'],
  testTimeout: 30_000,
}
