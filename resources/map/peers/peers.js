/* The bench's page side: the same points drawn by Leaflet's own canvas and by markercluster, and a frame counter. */
'use strict';

const Peers = {
  frames: [],

  /* Frames per second and worst frame while `move(step)` is called once a frame for `ms`. */
  measure(ms, move) {
    return new Promise((done) => {
      const start = performance.now(), gaps = [];
      let last = start, step = 0;
      const frame = (now) => {
        gaps.push(now - last);
        last = now;
        if (now - start >= ms) { done({ fps: gaps.length * 1000 / (now - start), worst: Math.max(...gaps) }); return; }
        move(step += 1);
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
  },

  /* As the hand does it: the picture follows every frame, and comes to rest four times a second. */
  pan(ms) {
    const map = Hall.map;
    return this.measure(ms, (step) => {
      map._rawPanBy(L.point(Math.round(9 * Math.cos(step / 20)), Math.round(9 * Math.sin(step / 20))));
      map.fire('move');
      if (step % 15 === 0) map.fire('moveend');
    });
  },

  rest(ms) { return this.measure(ms, () => { }); },

  async points(number) {
    const reply = await fetch('hall://map/bench/points/' + number);
    return new Float64Array(await reply.arrayBuffer());
  },

  async canvas(number) {
    const at = await this.points(number), start = performance.now(), renderer = L.canvas();
    const group = L.layerGroup(), things = [];
    for (let k = 0; k < at.length; k += 2) {
      const thing = L.circleMarker([at[k + 1], at[k]], { renderer, radius: 5, interactive: false });
      things.push(thing);
      group.addLayer(thing);
    }
    group.addTo(Hall.map);
    this.group = group;
    this.things = things;
    return this.painted(start);
  },

  async cluster(number) {
    await this.script('peers/markercluster/leaflet.markercluster.js');
    const at = await this.points(number), start = performance.now();
    const group = L.markerClusterGroup({ animate: false }), things = [];
    for (let k = 0; k < at.length; k += 2) things.push(L.marker([at[k + 1], at[k]]));
    group.addLayers(things);
    group.addTo(Hall.map);
    this.group = group;
    this.things = things;
    return this.painted(start);
  },

  /* A thousand moves a second: a hundred each 100 ms, as the vehicles of a big city report. */
  moves(ms) {
    const things = this.things;
    let next = 0, last = performance.now();
    return this.measure(ms, () => {
      if (performance.now() - last < 100) return;
      last = performance.now();
      for (let k = 0; k < 100; k += 1) {
        const thing = things[next = (next + 7919) % things.length], at = thing.getLatLng();
        thing.setLatLng([at.lat + 0.00002, at.lng]);
      }
    });
  },

  /* Our own layer is moved by Python; here only the frames are counted. */
  watch(ms) { return this.rest(ms); },

  async ours(name) {
    const cloud = Hall.clouds.get(name), before = cloud.answers || 0, start = performance.now();
    cloud.pull();
    while ((cloud.answers || 0) === before) await new Promise((next) => requestAnimationFrame(next));
    return this.painted(start);
  },

  clear() { if (this.group) this.group.remove(); this.group = null; this.things = []; return true; },

  painted(start) {
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start))));
  },

  script(path) {
    return new Promise((done, failed) => {
      const tag = document.createElement('script');
      tag.onload = done;
      tag.onerror = failed;
      tag.src = 'hall://map/page/' + path;
      document.head.appendChild(tag);
    });
  },

  /* Promises do not come back through runJavaScript: the answer is kept until it is asked for. */
  run(name, ...args) {
    this.answer = null;
    this[name](...args).then((value) => { this.answer = { value }; }, (fault) => { this.answer = { fault: String(fault) }; });
  },
};
