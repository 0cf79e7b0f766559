/** How long training may keep the event loop to itself, in milliseconds. */
const interval = 50;

/**
 * A function to call between steps of long work: every 50 ms it lets timers, signals and the user interface have their turn.
 */
export function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < interval) return;
    await macrotask();
    last = performance.now();
  };
}

function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    // Browsers have no setImmediate; in Node it waits less than a timer.
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
