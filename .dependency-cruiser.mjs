// The floors of the house: imports go down only, never in a circle. Held by `npm run layers`; test/house/layers.test.ts shows that each rule bites.

/** What lies below a part: it may import these folders, itself and packages, nothing else of ours. */
const floors = {
  'src/events': [],
  'src/system': ['src/events'],
  'src/machine': ['src/events'],
  'actors/order': ['src/events', 'src/system', 'src/machine'],
  'actors/market': ['src/events', 'src/system', 'src/machine', 'actors/order'],
  'actors/strategy': ['src/events', 'src/system', 'src/machine', 'actors/order'],
  'actors/portfolio': ['src/events', 'src/system', 'src/machine', 'actors/order'],
  'actors/broker': ['src/events', 'src/system', 'src/machine', 'actors/order'],
  'actors/execution': ['src/events', 'src/system', 'src/machine', 'actors/order'],
  'src/fix': ['src/events', 'src/system', 'src/machine', 'actors/order'],
  'src/data': ['src/events', 'src/system', 'src/machine', 'actors'],
  'src/analysis': ['src/events', 'src/system', 'src/machine', 'actors'],
  'src/backtest': ['src/events', 'src/system', 'src/machine', 'actors', 'src/data', 'src/analysis'],
  'src/cli': ['src/(?!cli)', 'actors'],
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(floors).map(([part, below]) => ({
      name: `floor-${part.replace('/', '-')}`,
      severity: /** @type {const} */ ('error'),
      comment: `${part} imports only ${below.join(', ') || 'packages'}.`,
      from: { path: `^${part}/` },
      to: {
        path: '^(src|actors|test|examples|bench|scripts|bin|templates)/',
        pathNot: `^(${[part, ...below].join('|')})`,
      },
    })),
    {
      name: 'public-list',
      severity: 'error',
      comment: 'The public list offers the library, not the command line.',
      from: { path: '^src/index\\.ts$' },
      to: { path: '^(src/cli|test|examples|bench|scripts|bin)/' },
    },
    {
      name: 'examples-as-users',
      severity: 'error',
      comment: 'An example imports quantdome as its readers will: by the package name.',
      from: { path: '^(examples|templates)/' },
      to: { path: '^(src|actors|test|bench|scripts|bin)/', pathNot: '^src/(index|system/index|machine/index)\\.ts$' },
    },
    {
      name: 'no-circle',
      severity: 'error',
      comment: 'Types of one folder may refer to each other; code that runs may not.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'shipped-dependencies',
      severity: 'error',
      comment: 'What is published may only need what is installed with it.',
      from: { path: '^(src|actors|bin)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
}
