// Reads graphs with Graphviz itself and prints what it understood, as its own JSON has it: {file: graph}.
'use strict';

const { readFileSync } = require('node:fs');
const { instance } = require('@viz-js/viz');

async function main(files) {
  const viz = await instance();
  const found = {};
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    // The layout of a large graph takes minutes: it is only packed into its clusters, without the courses of its edges.
    const options = text.length < 20000 ? { engine: 'dot' } : { engine: 'osage', graphAttributes: { splines: 'none' } };
    const { status, output, errors } = viz.render(text, { format: 'json', ...options });
    if (status !== 'success' || errors.length > 0) throw new Error(`${file}: ${JSON.stringify(errors)}`);
    found[file] = JSON.parse(output);
  }
  process.stdout.write(JSON.stringify(found));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
