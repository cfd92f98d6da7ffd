// Reads flowcharts with Mermaid itself, in a browser, and prints what it understood: {file: {nodes, subgraphs, edges}}. The first
// argument is the browser; the last file names are those of the flowcharts.
'use strict';

const { readFileSync } = require('node:fs');
const { delimiter, dirname, join } = require('node:path');
const { chromium } = require('playwright-core');

async function main([browserPath, ...files]) {
  const browser = await chromium.launch({ executablePath: browserPath });
  try {
    const page = await browser.newPage();
    await page.setContent('<!doctype html><body></body>');
    // The package exports nothing but its program.
    const [folder] = process.env.NODE_PATH.split(delimiter);
    await page.addScriptTag({ path: join(folder, '@mermaid-js/tiny/dist/mermaid.tiny.js') });
    await page.evaluate(() => window.mermaid.initialize({ startOnLoad: false, maxEdges: 100000, maxTextSize: 10000000 }));
    const found = {};
    for (const file of files) {
      found[file] = await page.evaluate(read, readFileSync(file, 'utf8'));
    }
    process.stdout.write(JSON.stringify(found));
  } finally {
    await browser.close();
  }
}

async function read(text) {
  const { diagramType } = await window.mermaid.parse(text);
  const { db } = await window.mermaid.mermaidAPI.getDiagramFromText(text);
  const nodes = [...db.getVertices().values()].map(({ id, text: label, classes }) => ({ id, label, classes }));
  const subgraphs = db.getSubGraphs().map(({ id, title, nodes: members }) => ({ id, title, members }));
  const edges = db.getEdges().map(({ start, end, text: label, stroke, style }) => ({ start, end, label, stroke, style }));
  // Only what is not too large to look at is drawn.
  const drawn = edges.length < 100 ? (await window.mermaid.render('drawing', text)).svg : '';
  const texts = [...new DOMParser().parseFromString(drawn, 'text/html').querySelectorAll('.nodeLabel')].map((label) => label.innerHTML);
  return { diagramType, nodes, subgraphs, edges, texts, harmed: 'harmed' in window };
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
