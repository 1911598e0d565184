/* Named layers of few things: circles, lines, marks with a name. Names go in as text, never as markup. */
'use strict';

class Shapes {
  constructor(map) {
    this.map = map;
    this.layers = new Map();   // layer name → { group, things: Map(id → Leaflet object) }
  }

  layer(name) {
    if (!this.layers.has(name)) {
      this.layers.set(name, { group: L.layerGroup().addTo(this.map), things: new Map() });
    }
    return this.layers.get(name);
  }

  put(name, shapes) {
    const layer = this.layer(name);
    for (const shape of shapes) {
      const old = layer.things.get(shape.id);
      if (old) layer.group.removeLayer(old);
      const made = this.make(shape);
      layer.things.set(shape.id, made);
      layer.group.addLayer(made);
    }
  }

  move(name, id, lon, lat) {
    const thing = this.layer(name).things.get(id);
    if (thing && thing.setLatLng) thing.setLatLng([lat, lon]);
  }

  remove(name, ids) {
    const layer = this.layer(name);
    for (const id of ids) {
      const thing = layer.things.get(id);
      if (thing) layer.group.removeLayer(thing);
      layer.things.delete(id);
    }
  }

  clear(name) {
    const layer = this.layer(name);
    layer.group.clearLayers();
    layer.things.clear();
  }

  show(name, shown) {
    const group = this.layer(name).group;
    if (shown) group.addTo(this.map); else group.remove();
  }

  make(shape) {
    const pen = {
      color: shape.colour, weight: shape.width, opacity: shape.opacity, fill: shape.fill > 0, fillOpacity: shape.fill,
      dashArray: shape.dashed ? '7 6' : null, interactive: false,
    };
    if (shape.form === 'circle') return L.circle([shape.lat, shape.lon], { radius: shape.radius_m, ...pen });
    if (shape.form === 'line') return L.polyline(shape.points.map(([lon, lat]) => [lat, lon]), pen);
    if (shape.form === 'area') return L.polygon(shape.points.map((ring) => ring.map(([lon, lat]) => [lat, lon])), pen);
    return this.mark(shape);
  }

  mark(shape) {
    const box = document.createElement('span');
    box.textContent = shape.label;
    const icon = shape.form === 'ring'
      ? L.divIcon({ className: 'hall-ring', iconSize: [shape.size, shape.size] })
      : L.divIcon({ className: 'hall-label', html: box, iconSize: [0, 0] });
    return L.marker([shape.lat, shape.lon], { icon, interactive: false, keyboard: false });
  }
}
