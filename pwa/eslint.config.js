import js from '@eslint/js'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import typescript from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

const banned = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
  { selector: 'ExportAllDeclaration', message: 'No barrels: name what is exported.' },
]
const impure = [
  { object: 'Date', property: 'now', message: 'Take the time as an argument.' },
  { object: 'Math', property: 'random', message: 'Take randomness as an argument.' },
]

export default typescript.config(
  { ignores: ['dist', 'dev-dist', 'node_modules', 'src/**/*.gen.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['src/**/*.{ts,vue}', 'bench/{page,records}.ts'],
    extends: [
      js.configs.recommended,
      ...typescript.configs.strictTypeChecked,
      ...vue.configs['flat/recommended'],
    ],
    languageOptions: {
      globals: globals.browser,
      parser: vueParser,
      parserOptions: {
        parser: typescript.parser,
        project: ['./tsconfig.json', './tsconfig.sw.json'],
        extraFileExtensions: ['.vue'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 50],
      'max-params': ['error', 4],
      complexity: ['error', 10],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...banned],
      'no-restricted-globals': ['error', 'localStorage', 'sessionStorage'],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Takes the defaults of destructured props for useless ones.
      '@typescript-eslint/no-useless-default-assignment': 'off',
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/require-default-prop': 'off',
      // Prettier owns the layout of templates.
      'vue/html-indent': 'off',
      'vue/html-self-closing': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-closing-bracket-newline': 'off',
    },
  },
  {
    // Only vue-tsc knows what a .vue file exports.
    files: ['src/app/start.ts', 'src/**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: ['src/{rules,sync}/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-properties': ['error', ...impure] },
  },
  {
    // The one place that keeps something beside the database, to notice that one of the two is gone;
    // and the page of the benches, whose harness opens it anew between two scenarios.
    files: ['src/core/markers.ts', 'bench/page.ts'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: ['src/**/*.test.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['*.{js,ts,cjs}', 'bench/vite.config.ts', 'tools/**/*.mjs'],
    extends: [js.configs.recommended, ...typescript.configs.recommended],
    languageOptions: { globals: globals.node },
  },
)
