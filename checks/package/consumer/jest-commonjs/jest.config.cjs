module.exports = {
  // Also .mjs, .jsx and .tsx, where your code has them.
  transform: { '\\.[jt]s$': '@swc/jest' },
  // Packages that are ES modules are transformed, too: this one, and the one that it needs.
  transformIgnorePatterns: ['/node_modules/(?!(begin-end|p-defer)/)'],
};
