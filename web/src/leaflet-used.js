/** What the page uses of Leaflet: no controls, popups or canvas, which a page would only carry. */

import { Map } from "../node_modules/leaflet/src/map/Map.js";
import "../node_modules/leaflet/src/map/handler/Map.BoxZoom.js";
import "../node_modules/leaflet/src/map/handler/Map.DoubleClickZoom.js";
import "../node_modules/leaflet/src/map/handler/Map.Drag.js";
import "../node_modules/leaflet/src/map/handler/Map.Keyboard.js";
import "../node_modules/leaflet/src/map/handler/Map.ScrollWheelZoom.js";
import "../node_modules/leaflet/src/map/handler/Map.TapHold.js";
import "../node_modules/leaflet/src/map/handler/Map.TouchZoom.js";

export { setOptions } from "../node_modules/leaflet/src/core/Util.js";
export * as DomEvent from "../node_modules/leaflet/src/dom/DomEvent.js";
export * as DomUtil from "../node_modules/leaflet/src/dom/DomUtil.js";
export { CRS } from "../node_modules/leaflet/src/geo/crs/index.js";
export { toLatLng as latLng } from "../node_modules/leaflet/src/geo/LatLng.js";
export { toLatLngBounds as latLngBounds } from "../node_modules/leaflet/src/geo/LatLngBounds.js";
export { toBounds as bounds } from "../node_modules/leaflet/src/geometry/Bounds.js";
export * as LineUtil from "../node_modules/leaflet/src/geometry/LineUtil.js";
export { Point, toPoint as point } from "../node_modules/leaflet/src/geometry/Point.js";
export { Layer } from "../node_modules/leaflet/src/layer/Layer.js";
export { layerGroup } from "../node_modules/leaflet/src/layer/LayerGroup.js";
export { divIcon } from "../node_modules/leaflet/src/layer/marker/DivIcon.js";
export { marker } from "../node_modules/leaflet/src/layer/marker/Marker.js";
export { tileLayer } from "../node_modules/leaflet/src/layer/tile/TileLayer.js";
export { Polygon, polygon } from "../node_modules/leaflet/src/layer/vector/Polygon.js";
export { Polyline } from "../node_modules/leaflet/src/layer/vector/Polyline.js";
export { rectangle } from "../node_modules/leaflet/src/layer/vector/Rectangle.js";
export { svg } from "../node_modules/leaflet/src/layer/vector/SVG.js";
export { createMap as map } from "../node_modules/leaflet/src/map/Map.js";

// Leaflet's own may make a canvas; every path of ours has a renderer.
Map.include({
  /** @param {{options: {renderer: any}}} layer */
  getRenderer({ options: { renderer } }) {
    if (!this.hasLayer(renderer)) this.addLayer(renderer);
    return renderer;
  },
});
