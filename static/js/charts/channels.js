// The channels of a session: what they are called, in which unit and colour they are shown.
import { clock, number } from "./format.js";
import { say } from "./words.js";

const KILOMETRE_M = 1000, MILE_M = 1609.344, FOOT_M = 0.3048, YARDS_M = 91.44;
const PACED = new Set(["run", "walk", "swim"]);

export const isPaced = (sport) => PACED.has(sport);
export const paceLength = (sport, units) => {
  if (sport === "swim") return units === "imperial" ? YARDS_M : 100;
  return units === "imperial" ? MILE_M : KILOMETRE_M;
};

export function pace(speed, sport, units) {
  return speed > 0.05 ? clock(paceLength(sport, units) / speed) : "–";
}

export function distance(metres, units, digits = 1) {
  const length = units === "imperial" ? MILE_M : KILOMETRE_M;
  return `${number(metres / length, digits)} ${say(units === "imperial" ? "unit_mi" : "unit_km")}`;
}

export function height(metres, units) {
  return `${number(units === "imperial" ? metres / FOOT_M : metres)} ${say(units === "imperial" ? "unit_ft" : "unit_m")}`;
}

function speedChannel(sport, units) {
  if (isPaced(sport)) {
    const imperial = units === "imperial";
    const unit = sport === "swim" ? (imperial ? "unit_min_yd" : "unit_min_100m") : (imperial ? "unit_min_mi" : "unit_min_km");
    return { word: "pace", unit: say(unit), show: (value) => pace(value, sport, units), isPace: true };
  }
  const factor = units === "imperial" ? 3600 / MILE_M : 3.6;
  return { word: "speed", unit: say(units === "imperial" ? "unit_mph" : "unit_kmh"), show: (value) => number(value * factor, 1), factor };
}

export function channelsOf(sport, units) {
  const imperial = units === "imperial";
  const feet = imperial ? 1 / FOOT_M : 1;
  return [
    { key: "power_w", word: "power", unit: say("unit_w"), colour: "chart-power", show: (v) => number(v), fromZero: true },
    { key: "heart_rate_bpm", word: "heart_rate", unit: say("unit_bpm"), colour: "chart-heart", show: (v) => number(v) },
    { key: "speed_mps", colour: "chart-speed", fromZero: !isPaced(sport), ...speedChannel(sport, units) },
    { key: "cadence_rpm", word: "cadence", unit: say(isPaced(sport) && sport !== "swim" ? "unit_spm" : "unit_rpm"), colour: "chart-cadence", show: (v) => number(v) },
    { key: "altitude_m", word: "altitude", unit: say(imperial ? "unit_ft" : "unit_m"), colour: "chart-altitude", show: (v) => number(v * feet), factor: feet, isFilled: true },
    { key: "grade_pct", word: "grade", unit: "%", colour: "chart-altitude", show: (v) => number(v, 1) },
    {
      key: "temperature_c", word: "temperature", unit: imperial ? "°F" : "°C", colour: "chart-temperature",
      show: (v) => number(imperial ? v * 1.8 + 32 : v), isCalm: true,
    },
  ].map((channel) => ({ ...channel, name: say(channel.word) }));
}
