/** The part of a drawing that is seen: zoom and pan. Beyond these scales nothing can be read. */
const SCALES = { min: 0.005, max: 6 };
/** Below this scale texts are too small to read, and are not drawn. */
const READABLE = 0.35;
/** A drawing with no more nodes than this has texts at any scale: drawing them takes no time. */
const FEW = 400;

class View {
  constructor(canvas, svg) {
    this.canvas = canvas;
    this.svg = svg;
    this.nodes = svg.querySelectorAll('[data-node]').length;
    const [x, y, width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
    this.whole = { x, y, width, height };
    this.scale = 1;
    this.x = x;
    this.y = y;
    this.measured = null;
  }

  /** The size of the canvas. Measured once until it changes: to measure it after a step is to lay out the drawing again. */
  size() {
    if (!this.measured) {
      const { width, height } = this.canvas.getBoundingClientRect();
      this.measured = [Math.max(width, 1), Math.max(height, 1)];
    }
    return this.measured;
  }

  resize() {
    this.measured = null;
    this.apply();
  }

  apply() {
    const [width, height] = this.size();
    this.svg.setAttribute('viewBox', [this.x, this.y, width / this.scale, height / this.scale].join(' '));
    this.canvas.classList.toggle('far', this.nodes > FEW && this.scale < READABLE);
  }

  /** Zooms by a factor around a point of the canvas, its middle if none is given. */
  zoom(factor, at) {
    const [width, height] = this.size();
    const [x, y] = at ?? [width / 2, height / 2];
    const scale = Math.min(SCALES.max, Math.max(SCALES.min, this.scale * factor));
    this.x += x / this.scale - x / scale;
    this.y += y / this.scale - y / scale;
    this.scale = scale;
    this.apply();
  }

  /** Moves the drawing by pixels of the screen. */
  pan(across, down) {
    this.x -= across / this.scale;
    this.y -= down / this.scale;
    this.apply();
  }

  /** Shows an area whole, the drawing if none is given. */
  fit(area = this.whole) {
    const [width, height] = this.size();
    this.scale = Math.min(SCALES.max, Math.max(SCALES.min, Math.min(width / area.width, height / area.height, 1.5)));
    this.centre(area);
  }

  centre({ x, y, width, height }) {
    const [seenWidth, seenHeight] = this.size();
    this.x = x + width / 2 - seenWidth / this.scale / 2;
    this.y = y + height / 2 - seenHeight / this.scale / 2;
    this.apply();
  }

  /** Brings an area into the middle, large enough to be read. */
  reveal(area) {
    this.scale = Math.max(this.scale, 0.8);
    this.centre(area);
  }
}

/** Wheel, mouse, pen and fingers: one pans, two zoom. `view` gives the view that is moved now. */
function listen(canvas, view) {
  const pointers = new Map();
  let hasMoved = false;
  const place = (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const spread = () => {
    const [[x, y], [otherX, otherY]] = pointers.values();
    return { distance: Math.hypot(x - otherX, y - otherY), middle: [(x + otherX) / 2, (y + otherY) / 2] };
  };
  canvas.addEventListener('wheel', (event) => {
    event.preventDefault();
    // Wheels that report lines or pages instead of pixels.
    const pixels = event.deltaY * [1, 16, 400][event.deltaMode];
    view().zoom(Math.exp(-pixels / 400), place(event));
  }, { passive: false });
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    if (pointers.size === 0) hasMoved = false;
    pointers.set(event.pointerId, place(event));
  });
  canvas.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = place(event);
    const [across, down] = [now[0] - before[0], now[1] - before[1]];
    if (!hasMoved && Math.hypot(across, down) < 4) return;
    // Captured only now: a click must still reach the node it is on.
    if (!hasMoved) canvas.setPointerCapture(event.pointerId);
    hasMoved = true;
    canvas.classList.add('moving');
    if (pointers.size === 2) {
      const old = spread();
      pointers.set(event.pointerId, now);
      const current = spread();
      view().zoom(current.distance / Math.max(old.distance, 1), current.middle);
      view().pan(current.middle[0] - old.middle[0], current.middle[1] - old.middle[1]);
      return;
    }
    pointers.set(event.pointerId, now);
    if (pointers.size === 1) view().pan(across, down);
  });
  for (const end of ['pointerup', 'pointercancel', 'pointerleave']) {
    canvas.addEventListener(end, (event) => {
      if (end === 'pointerleave' && canvas.hasPointerCapture(event.pointerId)) return;
      pointers.delete(event.pointerId);
      if (pointers.size === 0) canvas.classList.remove('moving');
    });
  }
  // The click that ends a movement is none.
  canvas.addEventListener('click', (event) => {
    if (hasMoved) event.stopPropagation();
    hasMoved = false;
  }, { capture: true });
}
