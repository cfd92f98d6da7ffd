/** The panel beside the graph and the lists on its other side. `go` is called with the node that a button stands for. */

function goButton(text, small, go) {
  const button = element('button', { type: 'button', class: 'go' }, text);
  if (small) button.append(element('small', {}, small));
  button.addEventListener('click', go);
  return button;
}

/** `1 second`, `2 minutes 5 seconds`. */
function duration(seconds) {
  const part = (count, unit) => (count > 0 ? `${count} ${unit}${count === 1 ? '' : 's'}` : '');
  const parts = [part(Math.floor(seconds / 60), 'minute'), part(seconds % 60, 'second')].filter(Boolean);
  return parts.join(' ') || '0 seconds';
}

/** Shows a node of a drawing: what it is, its properties, and what it is connected with. */
function showNode(panel, drawing, index, go) {
  const node = drawing.nodes[index];
  const facts = [node.kind, node.condition && `if ${node.condition}`, node.seconds !== null && duration(node.seconds)];
  panel.replaceChildren(
    element('h3', {}, node.path),
    element('p', { class: 'empty' }, facts.filter(Boolean).join(' · ')),
  );
  if (node.cycle) panel.append(element('p', { class: 'warning' }, 'Part of a cycle: it can never be created.'));
  panel.append(element('h2', {}, 'Properties'), element('pre', { tabindex: '0' }, JSON.stringify(node.properties, null, 2)));
  const list = (title, id, links, end) => {
    const buttons = links.map((link) => {
      const { labels } = drawing.links[link];
      const other = drawing.links[link][end];
      return element('li', {}, goButton(drawing.nodes[other].path, labels, () => go(other)));
    });
    panel.append(element('h2', {}, `${title} (${links.length})`), element('ul', { id }, ...buttons));
  };
  list('Needs', 'needs', drawing.needs[index], 'to');
  list('Needed by', 'users', drawing.users[index], 'from');
}

function showNothing(panel) {
  panel.replaceChildren(element('p', { class: 'empty' }, 'Point at a node, or go to one with the Tab key, for its properties.'));
}

/** Lists the cycles and the critical path; their nodes are resources. */
function listMarks(cycles, critical, resources, go) {
  if (DATA.cycles.length === 0) cycles.append(element('p', { class: 'empty' }, 'None.'));
  for (const steps of DATA.cycles) {
    const items = steps.map(({ path, because, node }) => element('li', {}, goButton(path, `needs the next: ${because}`, () => go(node))));
    cycles.append(element('ol', { class: 'steps' }, ...items));
  }
  const { seconds, nodes } = DATA.critical;
  const left = DATA.cycles.length > 0 ? ', without the edges of cycles' : '';
  critical.append(element('p', { class: 'empty' }, duration(seconds) + left));
  const items = nodes.map((index) => {
    const node = resources.nodes[index];
    return element('li', {}, goButton(node.path, duration(node.seconds), () => go(index)));
  });
  critical.append(element('ol', { class: 'steps' }, ...items));
}

/** A box to tick for each stack; `change` is called with the set of hidden ones. */
function listStacks(list, all, none, change) {
  const boxes = DATA.stacks.map(({ path, template }, stack) => {
    const box = element('input', { type: 'checkbox', id: `stack-${stack}` });
    box.checked = true;
    list.append(element('li', {}, box, element('label', { for: `stack-${stack}`, title: template }, ` ${path}`)));
    return box;
  });
  const report = () => change(new Set(boxes.flatMap((box, stack) => (box.checked ? [] : [stack]))));
  const tick = (isTicked) => {
    for (const box of boxes) box.checked = isTicked;
    report();
  };
  list.addEventListener('change', report);
  all.addEventListener('click', () => tick(true));
  none.addEventListener('click', () => tick(false));
}
