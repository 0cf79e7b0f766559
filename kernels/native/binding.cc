// The Node-API addon: one template unpacks the arguments of every kernel, and the instruction set is chosen when the
// addon is loaded.
#include <node_api.h>
#include <string.h>

#include <cstdint>
#include <new>
#include <tuple>
#include <utility>

#include "arguments.h"
#include "context.h"
#include "flush.h"
#define LOOKBACK_DECLARE_ONLY
#include "signatures.h"

namespace {

#if defined(__x86_64__) && defined(LOOKBACK_ONLY_AVX2)
const char* const level_names[] = {"avx2"};
int best_level() { return 0; }
#define LOOKBACK_VARIANTS(name) {lookback_avx2_##name}
#elif defined(__x86_64__)
const char* const level_names[] = {"sse2", "avx2", "avx512"};
int best_level() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw"))
    return 2;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? 1 : 0;
}
#define LOOKBACK_VARIANTS(name) {lookback_sse2_##name, lookback_avx2_##name, lookback_avx512_##name}
#else
const char* const level_names[] = {"neon"};
int best_level() { return 0; }
#define LOOKBACK_VARIANTS(name) {lookback_neon_##name}
#endif
#if defined(__x86_64__)
#define LOOKBACK_ANY(name) lookback_avx2_##name
#else
#define LOOKBACK_ANY(name) lookback_neon_##name
#endif

template <class... Types, size_t... Index>
bool unpack(Call& call, std::tuple<Types...>* to, std::index_sequence<Index...>) {
  return (call.take(Index, &std::get<Index>(*to)) && ...);
}

/// A kernel as a JavaScript function of its arguments in the order of the table. `kernels`: one for each instruction
/// set.
template <class... Arguments>
napi_value invoke(void (*const* kernels)(Arguments...), const char* const* table, napi_env env,
                  napi_callback_info info) {
  Call call(env, info, table, sizeof...(Arguments));
  std::tuple<Arguments...> arguments;
  if (!call.ready || !unpack(call, &arguments, std::index_sequence_for<Arguments...>())) return nullptr;
  FlushDenormals flush;
  use_threads(call.context->threads);
  std::apply(kernels[call.context->level], arguments);
  return nullptr;
}

/// Arrays come first in the table of a kernel with scratch, sizes after them: the length of its scratch follows from
/// the sizes.
template <class... Sizes, class Given, size_t... Index>
double scratch_bytes(int64_t (*length)(Sizes...), const Given& arguments, std::index_sequence<Index...>) {
  constexpr size_t first = std::tuple_size_v<Given> - 1 - sizeof...(Sizes);
  return 4 * double(length(std::get<first + Index>(arguments)...));
}

/// The same for a kernel with scratch, which comes last in C and is not seen in JavaScript.
template <class... Sizes, class... Arguments>
napi_value invoke_with_scratch(int64_t (*const* lengths)(Sizes...), void (*const* kernels)(Arguments...),
                               const char* const* table, napi_env env, napi_callback_info info) {
  constexpr size_t shown = sizeof...(Arguments) - 1;
  Call call(env, info, table, shown);
  std::tuple<Arguments...> arguments;
  if (!call.ready || !unpack(call, &arguments, std::make_index_sequence<shown>())) return nullptr;
  Context& context = *call.context;
  use_threads(context.threads);
  const double bytes = scratch_bytes(lengths[context.level], arguments, std::index_sequence_for<Sizes...>());
  float* scratch = context.scratch.take(bytes);
  if (!scratch) {
    call.refuse(napi_throw_range_error,
                "%s needs %.0f bytes of scratch memory, more than there are; help: smaller batches", table[0], bytes);
    return nullptr;
  }
  std::get<shown>(arguments) = scratch;
  {
    FlushDenormals flush;
    std::apply(kernels[context.level], arguments);
  }
  context.scratch.end();
  return nullptr;
}

napi_value integer_value(Call& call, int value) {
  napi_value result = nullptr;
  return call.is_ok(napi_create_int32(call.env, value, &result)) ? result : nullptr;
}

/// setThreads(count) → how many threads kernels use from now on: fewer where the system refuses.
napi_value set_threads(napi_env env, napi_callback_info info) {
  static const char* const table[] = {"setThreads", "size count"};
  Call call(env, info, table, 1);
  int32_t count;
  if (!call.ready || !call.take(0, &count)) return nullptr;
  if (count < 1 || count > most_threads) {
    call.refuse(napi_throw_range_error, "setThreads: count must be from 1 to %d, got %d", most_threads, count);
    return nullptr;
  }
  call.context->threads = grow_pool(count);
  return integer_value(call, call.context->threads);
}

/// allocate(length) → a Float32Array whose memory starts at a cache line.
napi_value allocate(napi_env env, napi_callback_info info) {
  static const char* const table[] = {"allocate", "number length"};
  Call call(env, info, table, 1);
  double length;
  if (!call.ready || !call.take(0, &length)) return nullptr;
  // Where JavaScript may no longer run, as while a worker thread is ended, nothing is made: of an array that fails half
  // way one cannot tell who frees it.
  bool able;
  napi_value global, buffer = nullptr, array = nullptr;
  if (!call.is_ok(napi_get_global(env, &global)) || !call.is_ok(napi_has_named_property(env, global, "Array", &able)))
    return nullptr;
  if (!(length >= 0 && length < 1e15) || length != double(int64_t(length))) {
    call.refuse(napi_throw_range_error, "out of memory: a tensor cannot have %.17g elements", length);
    return nullptr;
  }
  const int64_t size = 4 * int64_t(length);
  const double bytes = double(exact_memory && size > 0 ? size : size == 0 ? 64 : (size + 63) / 64 * 64);
  void* memory = aligned_memory(bytes);
  if (!memory) {
    call.refuse(napi_throw_range_error,
                "out of memory: no %.0f bytes for a tensor; help: smaller batches, or tensors made in scope(…)", bytes);
    return nullptr;
  }
  const napi_status status = napi_create_external_arraybuffer(
      env, memory, size_t(bytes), [](napi_env, void* data, void*) { free(data); }, nullptr, &buffer);
  // On any other failure a buffer may own the memory already.
  if (status == napi_no_external_buffers_allowed) free(memory);
  if (!call.is_ok(status) ||
      !call.is_ok(napi_create_typedarray(env, napi_float32_array, size_t(length), buffer, 0, &array)))
    return nullptr;
  return array;
}

napi_value peak(napi_env env, napi_callback_info info) {
  static const char* const table[] = {"peak", "size rounds"};
  static constexpr decltype(&LOOKBACK_ANY(peak)) kernels[] = LOOKBACK_VARIANTS(peak);
  Call call(env, info, table, 1);
  int32_t rounds;
  if (!call.ready || !call.take(0, &rounds)) return nullptr;
  napi_value result = nullptr;
  const float sum = kernels[call.context->level](rounds);
  return call.is_ok(napi_create_double(env, double(sum), &result)) ? result : nullptr;
}

/// setLevel("avx2") chooses one of the instruction sets that levels names.
napi_value set_level(napi_env env, napi_callback_info info) {
  static const char* const table[] = {"setLevel", "text level"};
  Call call(env, info, table, 1);
  char level[16];
  if (!call.ready || !call.take(0, &level)) return nullptr;
  for (int i = 0; i <= best_level(); i++)
    if (strcmp(level, level_names[i]) == 0) {
      call.context->level = i;
      return nullptr;
    }
  call.refuse(napi_throw_range_error, "setLevel: this machine has no %s", level);
  return nullptr;
}

/// The object that `require` returns, while its properties are set. Every name is set unless something failed, and then
/// nothing more is done.
struct Exports {
  napi_env env;
  Context* context;
  bool ok;

  void add(napi_value object, const char* name, napi_callback f) {
    napi_value function;
    ok = ok && napi_create_function(env, name, NAPI_AUTO_LENGTH, f, context, &function) == napi_ok;
    ok = ok && napi_set_named_property(env, object, name, function) == napi_ok;
  }

  napi_value add_object(napi_value object, const char* name, bool list) {
    napi_value created = nullptr;
    ok = ok && (list ? napi_create_array(env, &created) : napi_create_object(env, &created)) == napi_ok;
    ok = ok && napi_set_named_property(env, object, name, created) == napi_ok;
    return created;
  }

  void add_text(napi_value list, uint32_t index, const char* text) {
    napi_value created;
    ok = ok && napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &created) == napi_ok &&
         napi_set_element(env, list, index, created) == napi_ok;
  }

  void add_flag(napi_value object, const char* name, bool value) {
    napi_value created;
    ok = ok && napi_get_boolean(env, value, &created) == napi_ok &&
         napi_set_named_property(env, object, name, created) == napi_ok;
  }
};

} // namespace

#define LOOKBACK_BIND(name)                                                             \
  static napi_value bound_##name(napi_env env, napi_callback_info info) {               \
    static constexpr decltype(&LOOKBACK_ANY(name)) kernels[] = LOOKBACK_VARIANTS(name); \
    return invoke(kernels, lookback_table_##name, env, info);                           \
  }
#define LOOKBACK_BIND_SCRATCH(name)                                                                         \
  static napi_value bound_##name(napi_env env, napi_callback_info info) {                                   \
    static constexpr decltype(&LOOKBACK_ANY(name##_scratch)) lengths[] = LOOKBACK_VARIANTS(name##_scratch); \
    static constexpr decltype(&LOOKBACK_ANY(name)) kernels[] = LOOKBACK_VARIANTS(name);                     \
    return invoke_with_scratch(lengths, kernels, lookback_table_##name, env, info);                         \
  }
LOOKBACK_PLAIN_KERNELS(LOOKBACK_BIND)
LOOKBACK_SCRATCH_KERNELS(LOOKBACK_BIND_SCRATCH)

NAPI_MODULE_INIT() {
  auto* context = new (std::nothrow) Context(best_level());
  if (!context) return nullptr;
  if (napi_set_instance_data(
          env, context, [](napi_env, void* data, void*) { delete static_cast<Context*>(data); }, nullptr) != napi_ok) {
    delete context;
    return nullptr;
  }
  Exports to = {env, context, true};
  const napi_value kernels = to.add_object(exports, "kernels", false);
#define LOOKBACK_ADD(name) to.add(kernels, #name, bound_##name);
  LOOKBACK_PLAIN_KERNELS(LOOKBACK_ADD)
  LOOKBACK_SCRATCH_KERNELS(LOOKBACK_ADD)
  const napi_value levels = to.add_object(exports, "levels", true);
  for (int i = 0; i <= best_level(); i++) to.add_text(levels, uint32_t(i), level_names[i]);
  to.add_flag(exports, "exactMemory", exact_memory);
  to.add(exports, "setThreads", set_threads);
  to.add(exports, "setLevel", set_level);
  to.add(exports, "allocate", allocate);
  to.add(exports, "peak", peak);
  return to.ok ? exports : nullptr;
}
