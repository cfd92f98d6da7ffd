// Pages in a browser: node SCRIPT BROWSER PAGE ….
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { pathToFileURL } = require('node:url');
const { chromium } = require('playwright-core');

const [executablePath, ...pages] = process.argv.slice(2);
let browser;

before(async () => {
  browser = await chromium.launch({ executablePath });
});
after(() => browser.close());

/** Runs a test on a page that must say nothing on its console, and load nothing. */
function onPage(name, file, run, options = {}) {
  test(name, async () => {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, ...options });
    const said = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('dialog', (dialog) => said.push(dialog.message()));
    const loaded = [];
    page.on('request', (request) => loaded.push(request.url()));
    const address = pathToFileURL(file).href;
    await page.goto(address);
    await run(page);
    assert.deepEqual(said, [], 'nothing is said on the console');
    assert.deepEqual(loaded, [address], 'nothing is loaded');
    await page.close();
  });
}

/** Tests that a page's policy stops what is not its own: scripts and handlers that were not in it, and whatever loads. */
function shieldsItself(file) {
  test('the policy stops what is not the page\'s own', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    const said = [];
    page.on('console', (message) => said.push(message.text()));
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.harmed = 1';
      document.body.append(script);
      document.body.insertAdjacentHTML('beforeend', '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" onerror="window.harmed = 1">');
    });
    await page.waitForTimeout(100);
    assert.equal(await page.evaluate(() => 'harmed' in window), false);
    assert.ok(said.some((line) => line.includes('Content Security Policy')), said.join('\n'));
    await page.close();
  });
}

/** Asserts that texts of a page which try to get out of where they stand have not. */
async function isUnharmed(page) {
  await page.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 100); }));
  assert.equal(await page.evaluate(() => 'harmed' in window), false);
  assert.equal(await page.locator('img').count(), 0);
  assert.equal(await page.locator('script').count(), 2);
}

module.exports = { isUnharmed, onPage, pages, shieldsItself };
