// What the kernels need of a system in WebAssembly: one worker. Copies and fills compile to the bulk-memory
// instructions.
extern "C" int lookback_workers() { return 1; }

extern "C" void lookback_run(int tiles, void (*f)(void*, int, int), void* context) {
  for (int tile = 0; tile < tiles; tile++) f(context, tile, 0);
}
