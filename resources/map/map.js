/* The page's side of the talk with the console: orders come in, what the hand does goes out. */
'use strict';

const Hall = {
  attach(map, tiles) {
    this.map = map;
    this.tiles = tiles;
    this.clouds = new Map();
    this.shapes = new Shapes(map);
    this.shown = { base: true, lines: true };
    for (const [pane, height] of [['low', 440], ['middle', 450], ['high', 460]]) {
      map.createPane(pane).style.zIndex = height;
      map.getPane(pane).style.pointerEvents = 'none';
    }
    this.watch();
    new QWebChannel(qt.webChannelTransport, (channel) => {
      this.console = channel.objects.hall;
      this.console.op.connect((text) => this.obey(JSON.parse(text)));
      this.console.ready();
      this.tell();
    });
  },

  /* Each order is [verb, argument]; an unknown verb is a fault of ours and should be heard. */
  obey(orders) {
    for (const [verb, arg] of orders) this.verbs[verb].call(this, arg);
  },

  verbs: {
    theme(arg) {
      for (const [name, value] of Object.entries(arg.css)) document.documentElement.style.setProperty('--' + name, value);
      for (const name of ['base', 'lines']) {
        const layer = this.tiles[name];
        if (layer.options.style !== arg.style) { layer.options.style = arg.style; layer.redraw(); }
      }
    },
    cloud(arg) {
      const old = this.clouds.get(arg.name);
      if (old) { old.setLook(arg); return; }
      this.clouds.set(arg.name, new CloudLayer(arg.name, arg));
    },
    dirty(name) { const cloud = this.clouds.get(name); if (cloud) cloud.stir(); },
    show(arg) {
      const layer = this.tiles[arg.layer] || this.clouds.get(arg.layer);
      if (!layer) { this.shapes.show(arg.layer, arg.shown); return; }
      if (arg.shown) layer.addTo(this.map); else layer.remove();
    },
    ground() { this.tiles.base.redraw(); this.tiles.lines.redraw(); },
    put(arg) { this.shapes.put(arg.layer, arg.shapes); },
    move(arg) { this.shapes.move(arg.layer, arg.id, arg.lon, arg.lat); },
    rm(arg) { this.shapes.remove(arg.layer, arg.ids); },
    clear(layer) { this.shapes.clear(layer); },
    view(arg) { this.map.setView([arg.lat, arg.lon], arg.zoom, { animate: false }); },
    fly(arg) {
      const far = this.map.getBounds().pad(1).contains([arg.lat, arg.lon]);
      if (far) this.map.setView([arg.lat, arg.lon], arg.zoom, { animate: true, duration: 0.35 });
      else this.map.setView([arg.lat, arg.lon], arg.zoom, { animate: false });
    },
    fit(arg) { this.map.fitBounds([[arg.south, arg.west], [arg.north, arg.east]], { animate: false, padding: [24, 24] }); },
    pan(arg) { this.map.panBy(arg, { duration: 0.18 }); },
    zoom(step) { this.map.setZoom(this.map.getZoom() + step); },
    tool(name) { this.pick(name); },
  },

  watch() {
    const map = this.map;
    map.on('moveend', () => this.tell());
    this.tiles.base.on('load', () => this.console && this.console.painted());
    map.on('click', (event) => this.clicked(event));
    map.on('contextmenu', (event) => this.console.near(event.latlng.lng, event.latlng.lat, event.containerPoint.x, event.containerPoint.y));
    map.on('mousemove', (event) => this.pointed(event));
    map.on('mouseout', () => this.unpoint());
    map.on('movestart', () => this.unpoint());
    document.addEventListener('keydown', (event) => this.pressed(event));
  },

  tell() {
    if (!this.console) return;
    const centre = this.map.getCenter(), edge = this.map.getBounds();
    this.console.moved(centre.lng, centre.lat, this.map.getZoom(), edge.getWest(), edge.getSouth(), edge.getEast(), edge.getNorth());
  },

  /* The topmost thing under a point: panes decide, then the later cloud. */
  under(point) {
    const order = { low: 0, middle: 1, high: 2 };
    const clouds = [...this.clouds.values()].filter((cloud) => cloud._map)
      .sort((a, b) => order[b.look.pane] - order[a.look.pane]);
    for (const cloud of clouds) {
      const item = cloud.hit(point);
      if (item) return { cloud, item };
    }
    return null;
  },

  clicked(event) {
    if (this.tool) return;
    const found = this.under(event.containerPoint);
    if (!found) { this.console.emptied(event.latlng.lng, event.latlng.lat); return; }
    if (found.item[3]) { this.map.setZoomAround(event.latlng, Math.min(this.map.getZoom() + 2, this.map.getMaxZoom())); return; }
    this.console.clicked(found.cloud.name, found.item[2], found.cloud.head[2]);
  },

  pointed(event) {
    this.pointer = event;
    if (this.asked || this.tool) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      const found = this.under(this.pointer.containerPoint);
      const key = found ? found.cloud.name + found.item[2] + '/' + found.item[3] : '';
      this.map.getContainer().classList.toggle('pointing', Boolean(found));
      if (key === this.over) return;
      this.over = key;
      const at = this.pointer.containerPoint;
      if (found && !found.item[3]) this.console.pointed(found.cloud.name, found.item[2], found.cloud.head[2], at.x, at.y);
      else this.console.pointed('', 0, 0, at.x, at.y);
    });
  },

  unpoint() {
    if (!this.over) return;
    this.over = '';
    this.console.pointed('', 0, 0, 0, 0);
  },

  pressed(event) {
    const step = event.shiftKey ? 320 : 120;
    const pans = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const words = { Tab: event.shiftKey ? 'back' : 'next', Enter: 'open', Escape: 'escape' };
    if (pans[event.key]) this.verbs.pan.call(this, pans[event.key]);
    else if (event.key === '+' || event.key === '=') this.verbs.zoom.call(this, 1);
    else if (event.key === '-') this.verbs.zoom.call(this, -1);
    else if (words[event.key]) this.console.key(words[event.key]);
    else return;
    event.preventDefault();
  },

  /* Draw a circle by hand: press in the middle, pull, let go. */
  pick(name) {
    const map = this.map;
    this.tool = name;
    map.getContainer().classList.toggle('picking', Boolean(name));
    if (this.picking) this.picking();
    this.picking = null;
    if (!name) return;
    map.dragging.disable();
    let middle = null, circle = null;
    const down = (event) => {
      if (event.originalEvent.button !== 0) return;
      middle = event.latlng;
      const colour = getComputedStyle(document.documentElement).getPropertyValue('--accent') || '#4aa3ff';
      circle = L.circle(middle, { radius: 1, color: colour.trim(), weight: 2, fillOpacity: 0.12, interactive: false }).addTo(map);
    };
    const move = (event) => { if (circle) circle.setRadius(middle.distanceTo(event.latlng)); };
    const up = (event) => {
      if (!circle) return;
      const radius = middle.distanceTo(event.latlng);
      circle.remove();
      circle = null;
      // The click that ends the pull must not also choose a thing.
      setTimeout(() => this.console.picked(middle.lng, middle.lat, radius), 0);
    };
    map.on({ mousedown: down, mousemove: move, mouseup: up });
    this.picking = () => { map.off({ mousedown: down, mousemove: move, mouseup: up }); map.dragging.enable(); if (circle) circle.remove(); };
  },
};
