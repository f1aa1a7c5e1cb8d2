// Charts and maps of the training pages. Each is an element of its own; without script the page shows its summary.
import "./charts/session-charts.js";
import "./charts/fitness-chart.js";
import "./charts/curve-chart.js";
import "./charts/route-map.js";
import "./laps.js";
import "./autosend.js";
