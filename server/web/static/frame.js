/** What may wait until a letter is seen: a frame that is under way is painted first. */

const AT_THE_LATEST = 100; // milliseconds: a page that is not looked at paints nothing

/** Does the work behind the next paint. @param {() => void} work */
export function behindTheFrame(work) {
  let done = false;
  const once = () => {
    clearTimeout(latest);
    if (!done) work();
    done = true;
  };
  const latest = setTimeout(once, AT_THE_LATEST);
  globalThis.requestAnimationFrame?.(() => setTimeout(once));
}

/** The work as it can be asked for again and again: done once behind the frame for all that asked until then. @param {() => void} work */
export function atLeisure(work) {
  let waits = false;
  return () => {
    if (waits) return;
    waits = true;
    behindTheFrame(() => {
      waits = false;
      work();
    });
  };
}
