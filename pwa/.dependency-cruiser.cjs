const ABOVE_CORE = '^src/(app|features|ui|sync)'

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nothing-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:|\\.wasm\\?url$' },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '^src/rules', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^src/rules' },
    },
    {
      name: 'sync-knows-no-ui',
      severity: 'error',
      from: { path: '^src/sync' },
      to: { path: '^src/(app|features|ui)|^node_modules/(vue|vue-router|pinia|@vue)(/|$)' },
    },
    {
      name: 'core-knows-nothing-above-it',
      severity: 'error',
      from: { path: '^src/core' },
      to: { path: ABOVE_CORE },
    },
    {
      name: 'ui-knows-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/ui', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/(?!ui/)' },
    },
    {
      name: 'only-app-knows-app',
      severity: 'error',
      from: { path: '^src/(?!app/|main\\.ts)' },
      to: { path: '^src/app/' },
    },
    {
      name: 'features-are-islands',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/', pathNot: '^src/features/($1)/|/public\\.ts$' },
    },
    {
      name: 'components-do-not-touch-the-database',
      severity: 'error',
      from: { path: '\\.vue$' },
      to: { path: '^src/core/db|^node_modules/idb' },
    },
    {
      name: 'only-ui-knows-the-kit',
      severity: 'error',
      from: { path: '^src/(?!ui/)' },
      to: { path: '^node_modules/(vant|signature_pad|zxing-wasm|qr)(/|$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types'] },
  },
}
