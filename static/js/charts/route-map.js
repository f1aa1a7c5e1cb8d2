// <route-map>: the server draws the trace; here it follows the cursor of the charts, and gets tiles where there are some.
import { make } from "./element.js";
import { say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

class RouteMap extends HTMLElement {
  connectedCallback() {
    document.addEventListener("session-cursor", (event) => this.follow(event.detail));
    if (this.dataset.style) this.offerTiles();
  }

  follow(place) {
    if (this.map) return this.followOnMap(place);
    const drawing = this.querySelector("svg");
    if (!drawing) return;
    this.marker ??= drawing.appendChild(Object.assign(document.createElementNS(SVG, "circle")));
    this.marker.setAttribute("class", "route-marker");
    this.marker.setAttribute("r", drawing.dataset.radius);
    const isThere = place?.lat != null && place?.lng != null;
    this.marker.toggleAttribute("hidden", !isThere);
    if (!isThere) return;
    const { west, north, scale, squeeze, left, top } = drawing.dataset;
    this.marker.setAttribute("cx", Number(left) + (place.lng - west) * squeeze * scale);
    this.marker.setAttribute("cy", Number(top) + (north - place.lat) * scale);
  }

  // Tiles are another's server: they are asked for when the reader wants them.
  offerTiles() {
    const button = make("button", { type: "button", class: "button quiet" }, say("with_map"));
    button.addEventListener("click", () => this.openMap(button));
    this.append(button);
  }

  async openMap(button) {
    button.disabled = true;
    const library = new URL("../../vendor/maplibre/maplibre-gl.mjs", import.meta.url);
    document.head.append(make("link", { rel: "stylesheet", href: new URL("maplibre-gl.css", library).href }));
    const { default: fallback, ...named } = await import(library.href);
    const { Map: TileMap, Marker, LngLatBounds } = named.Map ? named : fallback;
    const points = JSON.parse(this.dataset.points);
    const box = make("div", { class: "route-tiles" });
    this.querySelector("svg").replaceWith(box);
    button.remove();
    const bounds = points.reduce((all, point) => all.extend(point), new LngLatBounds(points[0], points[0]));
    this.map = new TileMap({ container: box, style: this.dataset.style, bounds, fitBoundsOptions: { padding: 24 }, cooperativeGestures: true });
    this.pin = new Marker({ scale: 0.7 });
    this.map.on("load", () => this.trace(points));
  }

  trace(points) {
    this.map.addSource("route", { type: "geojson", data: { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: points } } });
    const colour = getComputedStyle(this.querySelector(".route-tiles")).color;
    this.map.addLayer({ id: "route", type: "line", source: "route", paint: { "line-width": 4, "line-color": colour } });
  }

  followOnMap(place) {
    if (place?.lat == null) return this.pin.remove();
    this.pin.setLngLat([place.lng, place.lat]).addTo(this.map);
  }
}

customElements.define("route-map", RouteMap);
