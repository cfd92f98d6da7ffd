// What the plan's timeline does, in a browser: node plan.test.js BROWSER SHOP RELEASE REGIONS HOSTILE LARGE NOTHING.
'use strict';

const assert = require('node:assert/strict');
const { isUnharmed, onPage, pages, shieldsItself } = require('./driver.js');

const [shop, release, regions, hostile, large, nothing] = pages;

const row = (page, path) => page.locator(`#rows > li[data-path=${JSON.stringify(path)}]`);
const detail = (page) => page.textContent('#detail');
const focused = (page) => page.evaluate(() => document.activeElement.closest('li')?.dataset.path);
/** The rows that are shown: depth and name. */
const shown = (page) => page.locator('#rows > li').evaluateAll((items) => items.filter((item) => item.offsetParent).map((item) => {
  const name = item.querySelector('.name');
  return ' '.repeat((parseFloat(name.style.paddingLeft) - 8) / 14) + name.textContent;
}));
/** Where a bar begins and ends, in parts of the whole line of time. */
const placed = (page, path, bar = '.bar:not(.slack)') => row(page, path).first().evaluate((item, selector) => {
  const lane = item.querySelector('.lane').getBoundingClientRect();
  const { left, right } = item.querySelector(selector).getBoundingClientRect();
  return [(left - lane.left) / lane.width, (right - lane.left) / lane.width];
}, bar);

async function isAt(page, path, seconds, start, end, bar) {
  const [left, right] = await placed(page, path, bar);
  const near = (part, at) => Math.abs(part - at / seconds) < 0.003;
  assert.ok(near(left, start) && near(right, end), `${path} is at ${left * seconds}–${right * seconds} s, not at ${start}–${end} s`);
}

async function setZoom(page, value) {
  await page.locator('#zoom').fill(String(value));
}

// A stack takes 10 s beside what is in it.
onPage('bars are where the times are, by stack and start', shop, async (page) => {
  assert.equal(await page.title(), 'shop');
  assert.equal(await page.textContent('#total'), '205 s (3 min 25 s)');
  assert.deepEqual(await shown(page), ['Shop', ' Network', '  Vpc', '  Subnet', '  Table', ' Topic', ' Compute', '  Role', '  Function']);
  const times = {
    'Shop': [0, 205],
    'Shop/Network': [0, 110],
    'Shop/Network/Vpc': [0, 40],
    'Shop/Network/Subnet': [40, 100],
    'Shop/Network/Table': [40, 60],
    'Shop/Topic': [0, 30],
    'Shop/Compute': [110, 205],
    'Shop/Compute/Role': [110, 120],
    'Shop/Compute/Function': [120, 195],
  };
  for (const [path, [start, end]] of Object.entries(times)) await isAt(page, path, 205, start, end);
  await isAt(page, 'Shop/Network/Table', 205, 60, 100, '.slack');
  await isAt(page, 'Shop/Topic', 205, 30, 205, '.slack');
  assert.equal(await row(page, 'Shop/Network/Vpc').locator('.slack').count(), 0);
  const ticks = await page.locator('.ticks span').evaluateAll((all) => all.map((tick) => [tick.textContent, Math.round(parseFloat(tick.style.left) * 2.05)]));
  assert.deepEqual(ticks, [0, 30, 60, 90, 120, 150, 180].map((at) => [`${at} s`, at]));
  const [axis, lane] = await Promise.all(['.ticks', '#rows .lane'].map((selector) => page.locator(selector).first().boundingBox()));
  assert.deepEqual([axis.x, axis.width], [lane.x, lane.width], 'the axis is that of the bars');
});

onPage('the critical path is marked, listed and leads to its rows', shop, async (page) => {
  const critical = await page.locator('#rows > li.critical').evaluateAll((items) => items.map((item) => item.dataset.path));
  assert.deepEqual(critical, ['Shop', 'Shop/Network', 'Shop/Network/Vpc', 'Shop/Network/Subnet', 'Shop/Compute', 'Shop/Compute/Role', 'Shop/Compute/Function']);
  const colour = (path) => row(page, path).locator('.bar').first().evaluate((bar) => getComputedStyle(bar).backgroundColor);
  assert.equal(await colour('Shop/Network/Vpc'), 'rgb(194, 65, 12)');
  assert.equal(await colour('Shop/Network/Table'), 'rgb(76, 142, 217)');
  const listed = await page.locator('#critical .go').evaluateAll((all) => all.map((go) => go.firstChild.data.trim()));
  assert.deepEqual(listed, ['40 s Shop/Network/Vpc', '60 s Shop/Network/Subnet', '10 s Shop/Network', '10 s Shop/Compute/Role', '75 s Shop/Compute/Function', '10 s Shop/Compute']);
  await page.locator('#critical .go', { hasText: 'Shop/Compute/Function' }).click();
  assert.equal(await focused(page), 'Shop/Compute/Function');
  assert.equal(await page.textContent('#detail h3'), 'Shop/Compute/Function');
  await page.getByLabel('Critical path only').check();
  assert.deepEqual(await shown(page), ['Shop', ' Network', '  Vpc', '  Subnet', ' Compute', '  Role', '  Function']);
  await page.getByLabel('Critical path only').uncheck();
  assert.equal((await shown(page)).length, 9);
});

onPage('pointing at a bar or going to it shows what is known of it', shop, async (page) => {
  assert.match(await detail(page), /Point at a bar/);
  await row(page, 'Shop/Network/Table').locator('.bar').first().hover();
  assert.equal(await detail(page), 'Shop/Network/Table' + 'TypeAWS::EC2::RouteTable' + 'Actioncreate' + 'Time40–60 s' + 'Takes20 s, measured' + 'Slack40 s' + 'Waits forVpc (until 40 s)');
  assert.equal(await page.locator('li.shown').count(), 1);
  await row(page, 'Shop/Compute').locator('.name').focus();
  assert.match(await detail(page), /^Shop\/ComputeTypeAWS::CloudFormation::StackActioncreateTemplatecomputeTime110–205 sOverhead10 s, nested stack overheadSlack0 sWaits forNetwork \(until 110 s\)$/);
  assert.equal(await page.locator('li.shown').count(), 1);
  await row(page, 'Shop/Topic').hover();
  assert.match(await detail(page), /Waits fornothing in its stack$/);
});

onPage('every row is reached by keys, and one is a stop of the Tab key', shop, async (page) => {
  await page.locator('#zoom').focus();
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Shop');
  const seen = [];
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'End', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'ArrowUp']) {
    await page.keyboard.press(key);
    seen.push(await focused(page));
  }
  assert.deepEqual(seen, [
    'Shop/Network', 'Shop/Network/Vpc', 'Shop/Network/Subnet', 'Shop/Network/Vpc', 'Shop/Compute/Function', 'Shop/Compute/Function',
    'Shop', 'Shop/Compute/Function', 'Shop', 'Shop',
  ]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.closest('aside') !== null), true, 'the next stop is beside the rows');
  await page.keyboard.press('Shift+Tab');
  assert.equal(await focused(page), 'Shop/Network', 'and back to the row that was left');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, 'solid', 'it is seen where one is');

  await row(page, 'Shop/Topic').locator('.name').focus();
  await page.getByLabel('Critical path only').check();
  assert.equal(await page.locator('#rows .name[tabindex="0"]').count(), 1);
  await page.locator('#zoom').focus();
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Shop', 'what is hidden is no stop');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(page), 'Shop/Compute', 'and is passed over');
});

onPage('zoom stretches the line of time around its middle', shop, async (page) => {
  const width = () => row(page, 'Shop').locator('.bar').evaluate((bar) => bar.getBoundingClientRect().width);
  const middle = () => page.locator('#timeline').evaluate((timeline) => {
    const name = timeline.querySelector('.name').getBoundingClientRect().width;
    const lane = timeline.querySelector('.lane').getBoundingClientRect();
    return ((timeline.getBoundingClientRect().left + (name + timeline.clientWidth) / 2 - lane.left) / lane.width) * 205;
  });
  const whole = await width();
  const before = await middle();
  await setZoom(page, 4);
  assert.ok(Math.abs((await width()) / whole - 4) < 0.01);
  assert.ok(Math.abs((await middle()) - before) < 0.5, `${await middle()} s were ${before} s`);
  await isAt(page, 'Shop/Network/Subnet', 205, 40, 100);
  assert.ok((await page.locator('.ticks span').count()) > 20, 'the axis has times in each view');
  // Names stay where they are.
  const name = await row(page, 'Shop/Topic').locator('.name').boundingBox();
  const timeline = await page.locator('#timeline').boundingBox();
  assert.equal(name.x, timeline.x);
  await page.locator('#timeline').evaluate((element) => { element.scrollLeft = 900; });
  const left = await middle();
  await setZoom(page, 8);
  assert.ok(Math.abs((await middle()) - left) < 0.5);
  await setZoom(page, 1);
  assert.ok(Math.abs((await width()) - whole) < 0.5);
  await page.locator('#zoom').focus();
  await page.keyboard.press('ArrowRight');
  assert.ok(Math.abs((await width()) / whole - 2) < 0.01, 'keys zoom as well');
});

onPage('another root is another timeline', shop, async (page) => {
  await row(page, 'Shop/Topic').hover();
  assert.deepEqual(await page.locator('#roots option').allTextContents(), ['create Shop', 'create Depot']);
  await page.getByLabel('Root').selectOption('create Depot');
  assert.equal(await page.textContent('#total'), '60 s (1 min 00 s)');
  assert.deepEqual(await shown(page), ['Depot', ' Queue']);
  assert.match(await detail(page), /Point at a bar/, 'nothing is said of the other root');
  assert.deepEqual(await page.locator('#critical .go').allTextContents(), ['60 s Depot/Queue AWS::SQS::Queue, measured']);
  await isAt(page, 'Depot/Queue', 60, 0, 60);
});

onPage('an update has its monitoring time, then its cleanup', release, async (page) => {
  assert.equal(await page.textContent('#total'), '300 s (5 min 00 s), in place after 100 s (1 min 40 s)');
  assert.deepEqual(await shown(page), ['Shop', ' Jobs', ' Table', ' Table', ' Topic', 'monitoring time']);
  await isAt(page, 'Shop', 300, 0, 300);
  await isAt(page, 'Shop/Jobs', 300, 0, 50);
  await isAt(page, 'Shop/Table', 300, 0, 100);
  await isAt(page, '', 300, 100, 260);
  await isAt(page, 'Shop/Topic', 300, 260, 300);
  assert.equal(await row(page, 'Shop/Table').locator('.bar.cleanup').count(), 1);
  await row(page, 'Shop/Table').last().hover();
  assert.match(await detail(page), /Actiondelete, in the cleanupTime260–285 sTakes25 s, measuredSlack15 s/);
  await row(page, 'Shop/Table').first().hover();
  assert.match(await detail(page), /Actionreplace/);
});

onPage('what a stack set deploys lies under it, by region', regions, async (page) => {
  assert.deepEqual(await shown(page), ['Set', ' Everywhere', '  eu-west-1', '   Queue', '  us-east-1', '   Queue']);
});

onPage('hostile texts are texts', hostile, async (page) => {
  const name = await page.title();
  assert.match(name, /^<\/script>/);
  assert.equal(await page.textContent('h1'), name);
  assert.deepEqual(await shown(page), ['Shop', ` ${name}`, `  ${name}`, ' Plain']);
  for (const button of await page.locator('#rows .name, #critical .go').all()) {
    await button.hover();
    await button.click();
  }
  await page.locator('#rows > li').nth(2).hover();
  assert.equal(await page.textContent('#detail h3'), `Shop/${name}/${name}`);
  assert.match(await detail(page), /Takes42 s, measured/);
  await page.locator('#rows > li').nth(3).hover();
  assert.ok((await detail(page)).includes(`${name} (until 52 s)`));
  await isUnharmed(page);
});

shieldsItself(shop);

onPage('it follows the wish for dark', shop, async (page) => {
  const colours = () => page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]);
  assert.deepEqual(await colours(), ['rgb(13, 17, 23)', 'rgb(230, 237, 243)']);
  const critical = () => row(page, 'Shop/Network/Vpc').locator('.bar').evaluate((bar) => getComputedStyle(bar).backgroundColor);
  assert.equal(await critical(), 'rgb(255, 143, 77)');
  await page.emulateMedia({ colorScheme: 'light' });
  assert.deepEqual(await colours(), ['rgb(255, 255, 255)', 'rgb(27, 31, 36)']);
}, { colorScheme: 'dark' });

onPage('on a narrow screen the detail is below', shop, async (page) => {
  const [timeline, aside] = await Promise.all(['#timeline', 'aside'].map((selector) => page.locator(selector).boundingBox()));
  assert.ok(aside.y >= timeline.y + timeline.height - 1);
  assert.ok(timeline.height > 200 && aside.width <= 500);
  await row(page, 'Shop/Topic').locator('.name').click();
  assert.equal(await page.textContent('#detail h3'), 'Shop/Topic');
}, { viewport: { width: 500, height: 800 } });

onPage('a page without plans says nothing wrong', nothing, async (page) => {
  assert.equal(await page.title(), 'nothing');
  assert.deepEqual(await shown(page), []);
  await setZoom(page, 5);
});

onPage('5,000 resources are opened, walked through and zoomed', large, async (page) => {
  assert.equal(await page.locator('#rows > li').count(), 5001);
  assert.equal(await page.locator('.ticks span').count() <= 11, true);
  await page.locator('#rows .name').first().focus();
  const time = async (what, press) => {
    const start = Date.now();
    for (let number = 0; number < 20; number += 1) {
      await press(number);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    const each = (Date.now() - start) / 20;
    console.log(`# a step of ${what} takes ${Math.round(each)} ms`);
    // Without a graphics card, on a machine that does other things as well.
    assert.ok(each < 1000, `a step of ${what} took ${each} ms`);
  };
  await time('the keys', () => page.keyboard.press('PageDown'));
  await time('the zoom', (number) => setZoom(page, 1 + (number % 20)));
  await time('the filter', () => page.locator('#only-critical').click());
  await page.keyboard.press('Tab');
  await page.locator('#critical .go').last().click();
  const path = await focused(page);
  assert.equal(await page.textContent('#detail h3'), path);
  assert.equal(await row(page, path).locator('.name').evaluate((name) => {
    const { top, bottom } = name.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  }), true, 'it is brought into view');
});
