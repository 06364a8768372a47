/** What somebody has typed or chosen, and the page did not bring along. */

/** Whether it is no longer as the server drew it. */
export function isTouched(input) {
  if (input.type === "file") return input.files.length > 0;
  return input.value !== input.defaultValue || input.checked !== input.defaultChecked;
}
