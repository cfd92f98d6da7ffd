// What the graph's page does, in a browser: node graph.test.js BROWSER SHOP CYCLIC HOSTILE LARGE.
'use strict';

const assert = require('node:assert/strict');
const { isUnharmed, onPage, pages, shieldsItself } = require('./driver.js');

const [shop, cyclic, hostile, large] = pages;

const drawing = '#tap-resources';
const openResources = (page) => page.click('[data-detail=resources]');
/** The node of that path in the drawing of resources. */
const node = (page, path) => page.locator(`${drawing} .node[aria-label^=${JSON.stringify(`${path}, `)}]`);
const texts = (page, selector) => page.locator(selector).allTextContents();
const box = async (page) => (await page.locator(`${drawing}`).getAttribute('viewBox')).split(' ').map(Number);
const focused = (page) => page.evaluate(() => document.activeElement.getAttribute('aria-label'));

onPage('the drawing of stacks comes first, and a click opens a stack', shop, async (page) => {
  assert.equal(await page.locator('#tap-stacks').isVisible(), true);
  assert.equal(await page.locator(drawing).isVisible(), false);
  await page.locator('#tap-stacks .node[aria-label^="Shop/Compute"]').hover();
  assert.equal(await page.textContent('#panel h3'), 'Shop/Compute');
  assert.match(await page.textContent('#panel pre'), /"AWS::Lambda::Function": 1/);
  assert.deepEqual(await texts(page, '#needs .go'), ['Registry' + 'Code.ImageUri: ImportValue', 'Shop/Network' + 'VpcConfig.SubnetIds.0: Output\nVpcConfig.SubnetIds.1: Output']);
  await page.locator('#tap-stacks .node[aria-label^="Shop/Compute"]').click();
  assert.equal(await page.locator('#tap-stacks').isVisible(), false);
  assert.equal(await page.locator(drawing).isVisible(), true);
  assert.equal(await focused(page), 'Shop/Compute, AWS::CloudFormation::Stack');
  assert.equal(await page.getAttribute('[data-detail=resources]', 'aria-pressed'), 'true');
});

onPage('search finds ids, types and values, and goes to what it found', shop, async (page) => {
  const found = async (query) => {
    await page.fill('#query', query);
    return (await texts(page, '#results .go')).map((text) => text.replace(/AWS::.*/, ''));
  };
  assert.deepEqual(await found('checkout'), ['Shop/Compute/Role', 'Shop/Compute/Checkout']);
  assert.deepEqual(await found('ec2::subnet'), ['Shop/Network/SubnetA', 'Shop/Network/SubnetB']);
  assert.deepEqual(await found('10.0.2.0/24'), ['Shop/Network/SubnetB']);
  assert.deepEqual(await found('1769 lambda'), ['Shop/Compute/Checkout']);
  assert.deepEqual(await found('alias/ORDERS'), ['Shop/Compute/Queue']);
  assert.equal(await page.textContent('#count'), '1 found');
  assert.equal(await page.locator(`${drawing} .node.match`).count(), 1);
  const opacity = (path) => node(page, path).evaluate((element) => Number(getComputedStyle(element).opacity));
  assert.equal(await opacity('Shop/Compute/Queue'), 1);
  assert.ok((await opacity('Shop/Network/Vpc')) < 0.5, 'what is not found is faint');

  await page.keyboard.press('Enter');
  assert.equal(await focused(page), 'Shop/Compute/Queue, AWS::SQS::Queue');
  assert.match(await page.textContent('#panel pre'), /alias\/orders/);
  await page.fill('#query', 'nothing has this');
  assert.equal(await page.textContent('#count'), '0 found');
  await page.fill('#query', '');
  assert.equal(await page.locator('#found').isVisible(), false);
  assert.equal(await opacity('Shop/Network/Vpc'), 1);
});

onPage('pointing at a node shows its properties and neighbours, a click keeps them', shop, async (page) => {
  await openResources(page);
  await node(page, 'Shop/Network/SubnetA').hover();
  assert.equal(await page.textContent('#panel h3'), 'Shop/Network/SubnetA');
  assert.deepEqual(JSON.parse(await page.textContent('#panel pre')), { CidrBlock: '10.0.1.0/24', VpcId: { Ref: 'Vpc' } });
  assert.deepEqual(await texts(page, '#needs .go'), ['Shop/Network/VpcVpcId: Ref']);
  assert.deepEqual(await texts(page, '#users .go'), [
    'Shop/Network/GatewaySubnetId: Ref', 'Shop/Compute/CheckoutVpcConfig.SubnetIds.0: Output',
  ]);
  assert.equal(await page.locator(`${drawing} .edge.near`).count(), 3);
  assert.equal(await page.locator(`${drawing} .node.near`).count(), 3);
  await node(page, 'Shop/Compute/Queue').hover();
  assert.match(await page.textContent('#panel'), /AWS::SQS::Queue · if HasQueue · 30 seconds/);

  await node(page, 'Shop/Network/SubnetA').click();
  await node(page, 'Shop/Compute/Queue').hover();
  assert.equal(await page.textContent('#panel h3'), 'Shop/Network/SubnetA', 'it is kept');
  await page.locator('#needs .go').click();
  assert.equal(await page.textContent('#panel h3'), 'Shop/Network/Vpc', 'a neighbour is a way');
  await page.keyboard.press('Escape');
  await page.click('#zoom-fit');
  await node(page, 'Shop/Compute/Queue').hover();
  assert.equal(await page.textContent('#panel h3'), 'Shop/Compute/Queue', 'it is let go');
});

onPage('wheel, buttons and keys zoom around a point', shop, async (page) => {
  await openResources(page);
  const whole = await box(page);
  const canvas = await page.locator('#canvas').boundingBox();
  // Events have whole pixels.
  const at = { x: Math.round(canvas.x + 100), y: Math.round(canvas.y + 200) };
  const under = async () => {
    const [x, y, width, height] = await box(page);
    return [x + ((at.x - canvas.x) / canvas.width) * width, y + ((at.y - canvas.y) / canvas.height) * height].map((number) => Math.round(number * 10));
  };
  const before = await under();
  await page.mouse.move(at.x, at.y);
  await page.mouse.wheel(0, -400);
  await page.waitForFunction((width) => Number(document.querySelector('#tap-resources').getAttribute('viewBox').split(' ')[2]) < width, whole[2]);
  assert.deepEqual(await under(), before, 'what is under the pointer stays there');

  const width = async () => (await box(page))[2];
  let last = await width();
  await page.click('#zoom-in');
  assert.ok((await width()) < last);
  last = await width();
  await page.click('#zoom-out');
  assert.ok((await width()) > last);
  await page.click('#zoom-fit');
  assert.deepEqual(await box(page), whole);
  await node(page, 'Shop/Network/Vpc').focus();
  await page.keyboard.press('+');
  assert.ok((await width()) < whole[2]);
  await page.keyboard.press('-');
  await page.keyboard.press('-');
  assert.ok((await width()) > whole[2]);
  await page.keyboard.press('0');
  assert.deepEqual(await box(page), whole);
});

onPage('dragging moves the drawing, and is no click', shop, async (page) => {
  await openResources(page);
  const [x, y, width] = await box(page);
  const area = await node(page, 'Shop/Network/Vpc').boundingBox();
  const canvas = await page.locator('#canvas').boundingBox();
  await page.mouse.move(area.x + 5, area.y + 5);
  await page.mouse.down();
  await page.mouse.move(area.x + 65, area.y + 45, { steps: 4 });
  await page.mouse.up();
  const [movedX, movedY] = await box(page);
  const scale = canvas.width / width;
  assert.ok(Math.abs((x - movedX) * scale - 60) < 1, `${(x - movedX) * scale} pixels to the right`);
  assert.ok(Math.abs((y - movedY) * scale - 40) < 1);
  await page.mouse.move(canvas.x + 5, canvas.y + 5);
  assert.match(await page.textContent('#panel'), /Point at a node/, 'nothing is kept');
  await node(page, 'Shop/Network/Vpc').focus();
  await page.keyboard.press('Shift+ArrowRight');
  assert.ok((await box(page))[0] > movedX, 'keys move it as well');
});

onPage('two fingers zoom', shop, async (page) => {
  await openResources(page);
  const [, , width] = await box(page);
  const { x, y, width: across, height } = await page.locator('#canvas').boundingBox();
  const middle = [x + across / 2, y + height / 2];
  const devtools = await page.context().newCDPSession(page);
  const touch = (type, spread) => devtools.send('Input.dispatchTouchEvent', {
    type,
    touchPoints: spread === null ? [] : [-spread, spread].map((offset, id) => ({ x: middle[0] + offset, y: middle[1] + 150, id })),
  });
  await touch('touchStart', 40);
  for (const spread of [50, 60, 70, 80]) await touch('touchMove', spread);
  await touch('touchEnd', null);
  const factor = width / (await box(page))[2];
  assert.ok(factor > 1.6 && factor < 2.1, `zoomed by ${factor}`);
}, { hasTouch: true });

onPage('stacks are hidden and shown', shop, async (page) => {
  await openResources(page);
  const shown = async (selector) => page.locator(`${drawing} ${selector}`).evaluateAll((all) => all.filter((one) => getComputedStyle(one).display !== 'none').length);
  assert.deepEqual([await shown('.node'), await shown('.edge'), await shown('.frame')], [11, 9, 4]);
  await page.getByLabel('Shop/Network', { exact: true }).uncheck();
  assert.deepEqual([await shown('.node'), await shown('.edge'), await shown('.frame')], [6, 4, 3]);
  assert.equal(await node(page, 'Shop/Network/Vpc').isVisible(), false);
  await page.fill('#query', 'subnet');
  assert.deepEqual(await texts(page, '#results .go'), [], 'what is hidden is not found');
  await page.fill('#query', '');
  await page.click('#no-stacks');
  assert.equal(await shown('.node'), 0);
  await page.getByLabel('Shop/Compute', { exact: true }).check();
  assert.deepEqual([await shown('.node'), await shown('.frame')], [4, 2], 'it is seen in the frame of its parent');
  await page.click('#all-stacks');
  assert.equal(await shown('.node'), 11);
});

onPage('every node is reached by keys', shop, async (page) => {
  await openResources(page);
  await page.locator('nav button').last().focus();
  await page.keyboard.press('Tab');
  assert.equal(await page.textContent('#panel h3'), 'Registry/Images');
  const seen = new Set([await focused(page)]);
  const keys = ['ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowUp', 'ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp', 'ArrowLeft'];
  for (let press = 0; press < 200; press += 1) {
    await page.keyboard.press(keys[(press * 7 + Math.floor(press / 9)) % keys.length]);
    seen.add(await focused(page));
  }
  assert.equal(seen.size, 11, [...seen].join('\n'));
  assert.equal(await page.locator(`${drawing} .node[tabindex="0"]`).count(), 1, 'one is a stop of the Tab key');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.closest('aside')?.id), 'panel', 'and the next one is the panel');
});

onPage('cycles and the critical path are listed, and lead to their resources', cyclic, async (page) => {
  const cycles = await page.locator('#cycles .steps').evaluateAll((lists) => lists.map((list) => [...list.querySelectorAll('.go')].map((button) => button.firstChild.data)));
  assert.deepEqual(cycles, [['Shop/Network', 'Shop/Compute'], ['Shop/Compute/Checkout', 'Shop/Compute/Queue']]);
  assert.match(await page.textContent('#cycles'), /QueueName: GetAtt/);
  await page.locator('#cycles .go').last().click();
  assert.equal(await page.textContent('#panel h3'), 'Shop/Compute/Queue');
  assert.match(await page.textContent('#panel .warning'), /cycle/);
  const colour = (path) => node(page, path).locator('rect').evaluate((rect) => getComputedStyle(rect).stroke);
  assert.equal(await colour('Shop/Compute/Checkout'), 'rgb(196, 35, 44)');
  await page.locator('#critical .go', { hasText: 'Gateway' }).click();
  assert.equal(await page.textContent('#panel h3'), 'Shop/Network/Gateway');
});

onPage('the critical path is what takes longest', shop, async (page) => {
  assert.match(await page.textContent('#critical'), /3 minutes 32 seconds/);
  assert.equal(await page.locator('#critical .go').count(), 9);
  assert.match(await page.textContent('#cycles'), /None\./);
});

onPage('hostile texts are texts', hostile, async (page) => {
  await openResources(page);
  const name = await page.title();
  assert.match(name, /^<\/script>/);
  assert.equal(await page.textContent('h1'), name);
  await page.fill('#query', 'onerror');
  await page.locator('#results .go', { hasText: `Shop/${name}/${name}` }).click();
  assert.equal(await page.textContent('#panel h3'), `Shop/${name}/${name}`);
  const properties = JSON.parse(await page.textContent('#panel pre'));
  assert.deepEqual(properties, { [name]: [name, '\u0000\u2028'], Plain: 'text' });
  for (const button of await page.locator('#results .go').all()) await button.click();
  for (const element of await page.locator(`${drawing} .node`).all()) await element.focus();
  await isUnharmed(page);
});

shieldsItself(shop);

onPage('it follows the wish for dark', shop, async (page) => {
  const colours = () => page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]);
  assert.deepEqual(await colours(), ['rgb(18, 23, 29)', 'rgb(232, 237, 242)']);
  await page.emulateMedia({ colorScheme: 'light' });
  assert.deepEqual(await colours(), ['rgb(255, 255, 255)', 'rgb(27, 37, 48)']);
}, { colorScheme: 'dark' });

onPage('5,000 resources are opened, searched and zoomed', large, async (page) => {
  await openResources(page);
  assert.equal(await page.locator(`${drawing} .node`).count(), 5000);
  await page.fill('#query', 'name-4321');
  assert.deepEqual(await texts(page, '#results .go'), [await page.textContent('#results .go')]);
  await page.keyboard.press('Enter');
  assert.match(await page.textContent('#panel h3'), /Resource4321$/);
  await page.fill('#query', 'lambda');
  assert.match(await page.textContent('#results .empty'), /^and \d+ more$/);
  await page.fill('#query', '');
  const time = await page.evaluate(async () => {
    const start = performance.now();
    for (let step = 0; step < 20; step += 1) {
      document.getElementById(step % 2 ? 'zoom-in' : 'zoom-out').click();
      await new Promise(requestAnimationFrame);
    }
    return (performance.now() - start) / 20;
  });
  console.log(`# a step of the zoom takes ${Math.round(time)} ms`);
  // Without a graphics card, on a machine that does other things as well.
  assert.ok(time < 1000, `a step of the zoom took ${time} ms`);
});
