'use strict';

/** What the page is of: written beside it as data, never as markup. */
const DATA = JSON.parse(document.getElementById('data').textContent);

/** How many search results are listed. */
const LISTED = 100;

/** An element with attributes and children; texts stay texts. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** All scalars in a value, at any depth, in lower case. */
function scalars(value) {
  const found = [];
  const left = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (next !== null && typeof next === 'object') left.push(...Object.values(next));
    else found.push(String(next).toLowerCase());
  }
  return found.join('\n');
}

/** One of the drawings: its nodes and links, and their elements. */
class Drawing {
  constructor({ name, nodes, links }) {
    this.name = name;
    this.svg = document.getElementById(`tap-${name}`);
    this.nodes = nodes;
    this.links = links;
    this.needs = nodes.map(() => []);
    this.users = nodes.map(() => []);
    links.forEach((link, index) => {
      this.needs[link.from].push(index);
      this.users[link.to].push(index);
    });
    // Both stand in the order in which they were drawn, and so does the data.
    this.elements = [...this.svg.querySelectorAll('[data-node]')];
    this.paths = [...this.svg.querySelectorAll('.edge')];
    this.frames = [...this.svg.querySelectorAll('.frame')];
    this.areas = this.elements.map((node) => areaOf(node.querySelector('rect')));
    this.current = 0;
    this.elements.forEach((node, index) => {
      node.setAttribute('role', 'button');
      node.setAttribute('aria-label', `${nodes[index].path}, ${nodes[index].kind}`);
      node.setAttribute('tabindex', index === 0 ? '0' : '-1');
    });
  }

  /** The nodes that hold every word of a query in their id, type or property values. */
  search(query) {
    this.texts ??= this.nodes.map((node) => [node.path, node.kind, scalars(node.properties)].join('\n').toLowerCase());
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    return this.texts.flatMap((text, index) => (words.every((word) => text.includes(word)) ? [index] : []));
  }

  isShown(node) {
    return !this.elements[node].hasAttribute('hidden');
  }

  /** Hides what lies in hidden stacks; a frame stays while anything in it does. */
  filter(hidden) {
    const stacks = DATA.stacks.map((_, index) => !hidden.has(index));
    for (let index = stacks.length - 1; index >= 0; index -= 1) {
      const { parent } = DATA.stacks[index];
      if (stacks[index] && parent !== null) stacks[parent] = true;
    }
    this.nodes.forEach((node, index) => {
      const isShown = node.heads ? stacks[node.stack] : !hidden.has(node.stack);
      this.elements[index].toggleAttribute('hidden', !isShown);
    });
    this.links.forEach((link, index) => {
      this.paths[index].toggleAttribute('hidden', !this.isShown(link.from) || !this.isShown(link.to));
    });
    for (const frame of this.frames) frame.toggleAttribute('hidden', !stacks[frame.dataset.stack]);
    if (this.nodes.length > 0 && !this.isShown(this.current)) {
      const first = this.nodes.findIndex((_, index) => this.isShown(index));
      if (first >= 0) this.step(first);
    }
  }

  /** Makes a node the one that the Tab key comes to. */
  step(node) {
    this.elements[this.current].setAttribute('tabindex', '-1');
    this.elements[node].setAttribute('tabindex', '0');
    this.current = node;
  }

  /** The nearest node from the current one in a direction, of which one number is 0. */
  nearest(across, down) {
    const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2];
    const [x, y] = middle(this.areas[this.current]);
    let [best, distance] = [-1, Infinity];
    this.areas.forEach((area, index) => {
      const [otherX, otherY] = middle(area);
      const ahead = (otherX - x) * across + (otherY - y) * down;
      if (index === this.current || ahead <= 0 || !this.isShown(index)) return;
      const aside = Math.abs((otherX - x) * down) + Math.abs((otherY - y) * across);
      if (ahead + 2 * aside < distance) [best, distance] = [index, ahead + 2 * aside];
    });
    return best;
  }

  /** Marks a node, its links and its neighbours; none if it is -1. */
  highlight(node) {
    for (const marked of this.svg.querySelectorAll('.near, .shown')) marked.classList.remove('near', 'shown');
    if (node < 0) return;
    this.elements[node].classList.add('shown');
    for (const index of [...this.needs[node], ...this.users[node]]) {
      this.paths[index].classList.add('near');
      const { from, to } = this.links[index];
      this.elements[from === node ? to : from].classList.add('near');
    }
  }
}

/** The rectangle of a `rect` element, in the drawing's own pixels. */
function areaOf(rect) {
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => Number(rect.getAttribute(name)));
  return { x, y, width, height };
}
