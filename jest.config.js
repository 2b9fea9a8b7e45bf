/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/tests'],
  testMatch: ['**/*.test.ts'],
  // Long series of kills, faults and pages; jest.series.config.js runs them.
  testPathIgnorePatterns: ['\\.series\\.test\\.ts$'],
  // Transpiled for `require`, because Jest runs a native `import()` only behind an experimental flag of Node.js.
  transform: {
    '\\.(?:txt|css|svg|client\\.js)$': '<rootDir>/tests/helpers/text-module.js',
    'node_modules/jose/.+\\.js$': '<rootDir>/tests/helpers/esm-module.js',
    '^.+\\.ts$': [
      'ts-jest',
      {
        diagnostics: false,
        tsconfig: { target: 'es2023', module: 'commonjs', esModuleInterop: true, isolatedModules: true },
      },
    ],
  },
  // d3 is written as ES modules; what it ships for `require` stands beside them.
  moduleNameMapper: {
    '^(d3-[a-z-]+|internmap)$': '<rootDir>/node_modules/$1/dist/$1.min.js',
    // Of a module that is loaded late, TypeScript wants the name that it has once it is compiled.
    '^\\./(show-pages)\\.js$': './$1',
  },
  // Published as ES modules alone.
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.sandbox/'],
  globalSetup: '<rootDir>/tests/helpers/start-azurite.ts',
  globalTeardown: '<rootDir>/tests/helpers/stop-azurite.ts',
  setupFiles: ['<rootDir>/tests/helpers/without-colour.ts'],
  testTimeout: 30_000,
  testSequencer: '<rootDir>/tests/helpers/slowest-first.js',
  // Jest leaves one core to itself, which on two is half of them.
  maxWorkers: '100%',
}
