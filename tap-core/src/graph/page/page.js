/** Puts the parts together. */

const byId = (id) => document.getElementById(id);
const [canvas, panel, query] = ['canvas', 'panel', 'query'].map(byId);
const drawings = DATA.drawings.map((drawing) => new Drawing(drawing));
const resources = drawings.find(({ name }) => name === 'resources');
const views = new Map(drawings.map((drawing) => [drawing, new View(canvas, drawing.svg)]));

let shown = drawings[0];
/** The node that stays shown in the panel; -1 if what is pointed at is. */
let kept = -1;
let hidden = new Set();

const view = () => views.get(shown);
const nodeAt = (event) => Number(event.target.closest?.('[data-node]')?.dataset.node ?? -1);

function show(node) {
  shown.highlight(node);
  if (node < 0) showNothing(panel);
  else showNode(panel, shown, node, go);
}

/** Goes to a node of the drawing that is shown, and keeps it. */
function go(node) {
  if (!shown.isShown(node)) byId('all-stacks').click();
  kept = node;
  shown.step(node);
  view().reveal(shown.areas[node]);
  shown.elements[node].focus({ preventScroll: true });
  show(node);
}

function change(drawing) {
  shown = drawing;
  kept = -1;
  for (const other of drawings) other.svg.toggleAttribute('hidden', other !== drawing);
  for (const button of byId('details').children) {
    button.setAttribute('aria-pressed', String(button.dataset.detail === drawing.name));
  }
  view().apply();
  show(-1);
}

function goToResource(node) {
  if (shown !== resources) change(resources);
  go(node);
}

/** Opens a stack: its frame fills the canvas. */
function openStack(stack) {
  change(resources);
  const frame = shown.frames.find((candidate) => Number(candidate.dataset.stack) === stack);
  if (frame) view().fit(areaOf(frame.querySelector('rect')));
  const first = shown.nodes.findIndex((node, index) => node.stack === stack && shown.isShown(index));
  if (first >= 0) {
    shown.step(first);
    shown.elements[first].focus({ preventScroll: true });
  }
}

/** Opens a stack of the drawing of stacks, or keeps a resource shown. */
function activate(node) {
  if (shown.name === 'stacks') {
    openStack(shown.nodes[node].stack);
    return;
  }
  kept = node;
  shown.step(node);
  shown.elements[node].focus({ preventScroll: true });
  show(node);
}

function search() {
  const text = query.value.trim();
  if (text && shown !== resources) change(resources);
  const found = text ? resources.search(text).filter((node) => resources.isShown(node)) : [];
  canvas.classList.toggle('searching', text !== '');
  for (const old of canvas.querySelectorAll('.match')) old.classList.remove('match');
  for (const node of found) resources.elements[node].classList.add('match');
  byId('found').hidden = text === '';
  byId('count').textContent = text ? `${found.length} found` : '';
  const items = found.slice(0, LISTED).map((node) => {
    const { path, kind } = resources.nodes[node];
    return element('li', {}, goButton(path, kind, () => goToResource(node)));
  });
  if (found.length > LISTED) items.push(element('li', { class: 'empty' }, `and ${found.length - LISTED} more`));
  byId('results').replaceChildren(...items);
  return found;
}

function filter(stacks) {
  hidden = stacks;
  for (const drawing of drawings) drawing.filter(hidden);
  if (kept >= 0 && !shown.isShown(kept)) {
    kept = -1;
    show(-1);
  }
  search();
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const arrow = ARROWS[event.key];
  const node = nodeAt(event);
  if (arrow && event.shiftKey) view().pan(-80 * arrow[0], -80 * arrow[1]);
  else if (arrow) {
    const next = shown.nearest(...arrow);
    if (next >= 0) go(next);
  } else if (event.key === '+' || event.key === '=') view().zoom(1.25);
  else if (event.key === '-') view().zoom(0.8);
  else if (event.key === '0') view().fit();
  else if ((event.key === 'Enter' || event.key === ' ') && node >= 0) activate(node);
  else return;
  event.preventDefault();
}

listen(canvas, view);
canvas.addEventListener('keydown', press);
canvas.addEventListener('pointerover', (event) => {
  if (kept < 0 && !canvas.classList.contains('moving')) show(nodeAt(event));
});
canvas.addEventListener('focusin', (event) => {
  const node = nodeAt(event);
  if (node < 0) return;
  shown.step(node);
  if (kept !== node) {
    kept = -1;
    show(node);
  }
});
canvas.addEventListener('click', (event) => {
  const node = nodeAt(event);
  if (node >= 0) activate(node);
  else {
    kept = -1;
    show(-1);
  }
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    kept = -1;
    show(-1);
  } else if (event.key === '/' && event.target !== query) {
    event.preventDefault();
    query.focus();
  }
});
query.addEventListener('input', search);
query.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return;
  const [first] = search();
  if (first !== undefined) goToResource(first);
});
byId('zoom-in').addEventListener('click', () => view().zoom(1.25));
byId('zoom-out').addEventListener('click', () => view().zoom(0.8));
byId('zoom-fit').addEventListener('click', () => view().fit());
byId('details').addEventListener('click', (event) => {
  const drawing = drawings.find(({ name }) => name === event.target.dataset.detail);
  if (drawing) change(drawing);
});
new ResizeObserver(() => {
  for (const one of views.values()) one.resize();
}).observe(canvas);

listStacks(byId('stacks'), byId('all-stacks'), byId('no-stacks'), filter);
listMarks(byId('cycles'), byId('critical'), resources, goToResource);
byId('details').hidden = drawings.length < 2;
for (const drawing of drawings) views.get(drawing).fit();
change(drawings[0]);
