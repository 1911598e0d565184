/* A layer of very many points: asks for one window at a time and draws the answer on one canvas. */
'use strict';

const CLOUD_MARGIN = 0.15;   // asked and drawn beyond each edge, so that a short pan shows no gap
const CLOUD_FONT = '600 13px "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
const STIR_MS = 200;
const HEAD = 5;              // clustered, rows, version, total, row width

const CloudLayer = L.Layer.extend({
  initialize(name, look) {
    this.name = name;
    this.rows = new Int32Array(0);
    this.head = [0, 0, 0, 0, 4];
    this.drawn = [];
    this.setLook(look);
  },

  setLook(look) {
    this.look = look;
    this.sprites = look.sprites.map((url) => {
      const image = new Image();
      image.onload = () => this._map && this.draw();
      image.src = url + (window.devicePixelRatio > 1 ? '@2x' : '@1x') + '?v=' + look.version;
      return image;
    });
    if (this._map) this.draw();
  },

  onAdd(map) {
    this.canvas = L.DomUtil.create('canvas', 'hall-cloud leaflet-zoom-animated', map.getPane(this.look.pane));
    this.pull();
    this.draw();
  },

  onRemove() {
    this.canvas.remove();
    this.canvas = null;
  },

  getEvents() {
    return { moveend: this.moved, viewreset: this.moved, resize: this.moved, zoomanim: this.animate, zoom: this.follow };
  },

  /* The drawn picture moves with the map; it is drawn anew at once only where it no longer fits, else with the answer. */
  moved() {
    if (!this.center || this.zoom !== this._map.getZoom() || this.isShort()) this.draw();
    this.pull();
  },

  isShort() {
    const size = this._map.getSize(), corner = this._map.containerPointToLayerPoint(size.multiplyBy(-CLOUD_MARGIN));
    const away = corner.subtract(this.corner);
    return Math.abs(away.x) > size.x * CLOUD_MARGIN || Math.abs(away.y) > size.y * CLOUD_MARGIN
      || this.canvas.clientWidth < size.x;
  },

  /* One request in flight; a later wish is only remembered: the page sets the pace. */
  pull() {
    if (!this._map) return;
    if (this.busy) { this.again = true; return; }
    this.busy = true;
    this.again = false;
    this.pulled = performance.now();
    const bounds = this._map.getBounds().pad(CLOUD_MARGIN);
    const ask = [this._map.getZoom(), bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    fetch('hall://map/view/' + this.name + '/' + ask.join('/'))
      .then((reply) => reply.arrayBuffer())
      .then((data) => this.take(new Int32Array(data)))
      .catch(() => { })
      .finally(() => { this.busy = false; if (this.again) this.pull(); });
  },

  /* News of rows, not of the view: five pictures a second are enough for the eye, and leave the frames to the hand. */
  stir() {
    if (this.stirred) return;
    const wait = Math.max(0, STIR_MS - (performance.now() - (this.pulled || 0)));
    this.stirred = setTimeout(() => { this.stirred = null; this.pull(); }, wait);
  },

  take(numbers) {
    this.head = Array.from(numbers.subarray(0, HEAD));
    this.rows = numbers.subarray(HEAD);
    this.answers = (this.answers || 0) + 1;
    if (this._map) this.draw();
  },

  animate(event) { this.place(event.center, event.zoom); },
  follow() { if (this.center) this.place(this._map.getCenter(), this._map.getZoom()); },

  /* The same arithmetic as Leaflet's own renderers: the old picture is stretched until the new one is drawn. */
  place(center, zoom) {
    const scale = this._map.getZoomScale(zoom, this.zoom);
    const half = this._map.getSize().multiplyBy(0.5 + CLOUD_MARGIN);
    const corner = half.multiplyBy(-scale).add(this._map.project(this.center, zoom))
      .subtract(this._map._getNewPixelOrigin(center, zoom));
    L.DomUtil.setTransform(this.canvas, corner, scale);
  },

  draw() {
    const map = this._map, size = map.getSize(), ratio = window.devicePixelRatio || 1;
    const wide = Math.ceil(size.x * (1 + 2 * CLOUD_MARGIN)), high = Math.ceil(size.y * (1 + 2 * CLOUD_MARGIN));
    this.center = map.getCenter();
    this.zoom = map.getZoom();
    if (this.canvas.width !== wide * ratio || this.canvas.height !== high * ratio) {
      this.canvas.width = wide * ratio;
      this.canvas.height = high * ratio;
      this.canvas.style.width = wide + 'px';
      this.canvas.style.height = high + 'px';
    }
    const corner = map.containerPointToLayerPoint(size.multiplyBy(-CLOUD_MARGIN)).round();
    L.DomUtil.setTransform(this.canvas, corner, 1);
    const brush = this.canvas.getContext('2d');
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    brush.clearRect(0, 0, wide, high);
    const origin = map.getPixelOrigin().add(corner);
    this.drawn = this.head[0] ? this.drawCells(brush, origin, wide, high) : this.drawPoints(brush, origin, wide, high);
    this.corner = corner;
  },

  /* Web Mercator by hand: a thousand calls of latLngToLayerPoint cost more than the drawing. */
  spot(at, origin, side) {
    const sine = Math.sin(this.rows[at + 1] * 1e-7 * Math.PI / 180);
    const x = (this.rows[at] * 1e-7 / 360 + 0.5) * side - origin.x;
    const y = (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * side - origin.y;
    return [x, y];
  },

  drawPoints(brush, origin, wide, high) {
    const found = [], side = 256 * Math.pow(2, this.zoom), width = this.head[4], size = this.look.size;
    for (let at = 0; at + width <= this.rows.length; at += width) {
      const [x, y] = this.spot(at, origin, side);
      if (x < -size || y < -size || x > wide + size || y > high + size) continue;
      this.drawSprite(brush, this.rows[at + 3], x, y, size);
      found.push([x, y, this.rows[at + 2], 0]);
    }
    return found;
  },

  drawSprite(brush, kind, x, y, size) {
    const sprite = this.sprites[kind];
    if (sprite && sprite.complete && sprite.naturalWidth) {
      brush.drawImage(sprite, Math.round(x - size / 2), Math.round(y - size / 2), size, size);
    }
  },

  drawCells(brush, origin, wide, high) {
    const found = [], side = 256 * Math.pow(2, this.zoom), width = this.head[4];
    brush.textAlign = 'center';
    brush.textBaseline = 'middle';
    brush.font = CLOUD_FONT;   // once: setting a font costs more than drawing with it
    for (let at = 0; at + width <= this.rows.length; at += width) {
      const [x, y] = this.spot(at, origin, side);
      if (x < -40 || y < -40 || x > wide + 40 || y > high + 40) continue;
      const count = this.rows[at + 3];
      if (count === 1) {
        // A lonely thing is shown as itself, and a click opens it.
        const kind = this.rows.subarray(at + 4, at + width).indexOf(1), size = this.look.size;
        this.drawSprite(brush, kind, x, y, size);
        found.push([x, y, this.rows[at + 2], 0]);
        continue;
      }
      const radius = Math.min(30, 13 + 3.2 * Math.log10(count) * 1.6);
      this.drawCell(brush, x, y, radius, count, this.rows.subarray(at + 4, at + width));
      found.push([x, y, this.rows[at + 2], count]);
    }
    return found;
  },

  drawCell(brush, x, y, radius, count, parts) {
    const look = this.look;
    if (look.square) { this.drawPlate(brush, x, y, count); return; }
    brush.beginPath();
    brush.arc(x, y, radius + 1.5, 0, 2 * Math.PI);
    brush.fillStyle = look.back;
    brush.fill();
    let from = -Math.PI / 2;
    brush.lineWidth = 4;
    parts.forEach((part, kind) => {
      if (!part) return;
      const to = from + 2 * Math.PI * part / count;
      brush.beginPath();
      brush.arc(x, y, radius - 1.5, from, to);
      brush.strokeStyle = look.colours[kind];
      brush.stroke();
      from = to;
    });
    brush.fillStyle = look.ink;
    brush.fillText(count > 9999 ? Math.round(count / 1000) + 'k' : String(count), x, y + 0.5);
  },

  /* Devices together: their sign and how many, on one plate. */
  drawPlate(brush, x, y, count) {
    const look = this.look, text = String(count), sign = 17;
    const wide = sign + 13 + brush.measureText(text).width;
    brush.beginPath();
    brush.roundRect(x - wide / 2, y - 12, wide, 24, 7);
    brush.fillStyle = look.back;
    brush.fill();
    brush.lineWidth = 1.5;
    brush.strokeStyle = look.colours[0];
    brush.stroke();
    this.drawSprite(brush, 0, x - wide / 2 + 4 + sign / 2, y, sign);
    brush.fillStyle = look.ink;
    brush.textAlign = 'left';
    brush.fillText(text, x - wide / 2 + sign + 7, y + 0.5);
    brush.textAlign = 'center';
  },

  /* What is drawn under a point of the container: [x, y, ref, count] or null; the later drawn lies on top. */
  hit(point) {
    if (!this.corner) return null;
    const at = this._map.containerPointToLayerPoint(point).subtract(this.corner);
    let best = null, least = Infinity;
    for (const item of this.drawn) {
      const reach = item[3] ? 24 : this.look.size / 2 + 3;
      const away = Math.hypot(item[0] - at.x, item[1] - at.y);
      if (away <= reach && away < least) { best = item; least = away; }
    }
    return best;
  },
});
