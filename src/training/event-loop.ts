/** How long training may keep the event loop to itself, in milliseconds. */
const interval = 50;

/**
 * A function to await between steps of long work: it yields to the event loop (timers, signals, the user interface)
 * before 50 ms are over, if steps go on taking as long as the last one; a single step that takes longer is not broken
 * up.
 */
export function createYielder(): () => Promise<void> {
  let [rested, called] = [performance.now(), performance.now()];
  return async () => {
    const now = performance.now();
    const step = now - called;
    called = now;
    if (now + step - rested < interval) return;
    await macrotask();
    rested = called = performance.now();
  };
}

function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    // Browsers have no setImmediate; in Node it waits less than a timer.
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
