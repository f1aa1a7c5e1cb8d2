// A time zone field that nobody has touched starts with the device's own.
export function fillTimeZones(root) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of root.querySelectorAll("[data-time-zone]")) {
    const isUntouched = field.value === "" || field.value === "UTC";
    const isKnown = !field.options || [...field.options].some((option) => option.value === zone);
    if (zone && isUntouched && isKnown) field.value = zone;
  }
}
