// The Node-API addon: one template unpacks the arguments of every kernel, and the instruction set is chosen when the addon is loaded.
#include <node_api.h>
#include <stdlib.h>
#include <string.h>

#include <cstdint>
#include <tuple>
#include <utility>

#include "flush.h"
#define LOOKBACK_DECLARE_ONLY
#include "signatures.h"

extern "C" int lookback_workers();
extern "C" void lookback_set_threads(int count);

namespace {

float* scratch_memory = nullptr;
int64_t scratch_length = 0;

/// Scratch of at least so many floats, aligned to cache lines; grows and is kept.
float* scratch_of(int64_t length) {
  if (length > scratch_length) {
    free(scratch_memory);
    scratch_memory = static_cast<float*>(aligned_alloc(64, size_t((length * 4 + 63) / 64 * 64)));
    scratch_length = scratch_memory ? length : 0;
  }
  return scratch_memory;
}

template <class T>
struct Unpack;
template <>
struct Unpack<int32_t> {
  static int32_t from(napi_env env, napi_value value) {
    int32_t v = 0;
    napi_get_value_int32(env, value, &v);
    return v;
  }
};
template <>
struct Unpack<uint32_t> {
  static uint32_t from(napi_env env, napi_value value) {
    uint32_t v = 0;
    napi_get_value_uint32(env, value, &v);
    return v;
  }
};
template <>
struct Unpack<double> {
  static double from(napi_env env, napi_value value) {
    double v = 0;
    napi_get_value_double(env, value, &v);
    return v;
  }
};
/// A typed array's memory; null stays null.
template <class T>
struct Unpack<T*> {
  static T* from(napi_env env, napi_value value) {
    void* data = nullptr;
    size_t length;
    napi_typedarray_type type;
    napi_value buffer;
    size_t offset;
    if (napi_get_typedarray_info(env, value, &type, &length, &data, &buffer, &offset) != napi_ok) return nullptr;
    return static_cast<T*>(data);
  }
};

constexpr size_t most_arguments = 40;

template <class... Arguments, size_t... Index>
void call(void (*kernel)(Arguments...), napi_env env, napi_value* given, std::index_sequence<Index...>) {
  kernel(Unpack<Arguments>::from(env, given[Index])...);
}

/// A kernel as a JavaScript function of its arguments in the order of the table.
template <class... Arguments>
napi_value invoke(void (*kernel)(Arguments...), napi_env env, napi_callback_info info) {
  napi_value given[most_arguments];
  size_t count = most_arguments;
  napi_get_cb_info(env, info, &count, given, nullptr, nullptr);
  if (count != sizeof...(Arguments)) {
    napi_throw_error(env, nullptr, "a kernel was called with the wrong number of arguments");
    return nullptr;
  }
  FlushDenormals flush;
  call(kernel, env, given, std::make_index_sequence<sizeof...(Arguments)>());
  return nullptr;
}

template <class... Arguments, size_t... Index>
void call_with_scratch(void (*kernel)(Arguments...), napi_env env, napi_value* given, float* scratch, std::index_sequence<Index...>) {
  kernel(Unpack<std::tuple_element_t<Index, std::tuple<Arguments...>>>::from(env, given[Index])..., scratch);
}

template <class... Sizes, size_t... Index>
int32_t scratch_length_of(int32_t (*size)(Sizes...), napi_env env, napi_value* numbers, std::index_sequence<Index...>) {
  return size(Unpack<Sizes>::from(env, numbers[Index])...);
}

/// The same for a kernel with scratch, which comes last in C and is not seen in JavaScript.
template <class... Sizes, class... Arguments>
napi_value invoke_with_scratch(int32_t (*size)(Sizes...), void (*kernel)(Arguments...), napi_env env, napi_callback_info info) {
  constexpr size_t shown = sizeof...(Arguments) - 1;
  napi_value given[most_arguments];
  size_t count = most_arguments;
  napi_get_cb_info(env, info, &count, given, nullptr, nullptr);
  if (count != shown) {
    napi_throw_error(env, nullptr, "a kernel was called with the wrong number of arguments");
    return nullptr;
  }
  // Arrays come first in the table of a kernel with scratch, numbers after them.
  napi_value* numbers = given + (shown - sizeof...(Sizes));
  float* scratch = scratch_of(scratch_length_of(size, env, numbers, std::make_index_sequence<sizeof...(Sizes)>()));
  if (!scratch) {
    napi_throw_error(env, nullptr, "out of memory for a kernel's scratch");
    return nullptr;
  }
  FlushDenormals flush;
  call_with_scratch(kernel, env, given, scratch, std::make_index_sequence<shown>());
  return nullptr;
}

#if defined(__x86_64__)
enum Level { baseline, avx2, avx512 };
const char* const level_names[] = {"sse2", "avx2", "avx512"};

Level detect() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw"))
    return avx512;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? avx2 : baseline;
}
#define LOOKBACK_CHOOSE(name) \
  (level == avx512 ? lookback_avx512_##name : level == avx2 ? lookback_avx2_##name : lookback_sse2_##name)
#else
enum Level { baseline };
const char* const level_names[] = {"neon"};
Level detect() { return baseline; }
#define LOOKBACK_CHOOSE(name) lookback_neon_##name
#endif

Level level = baseline;

napi_value set_threads(napi_env env, napi_callback_info info) {
  napi_value given[1];
  size_t count = 1;
  napi_get_cb_info(env, info, &count, given, nullptr, nullptr);
  lookback_set_threads(Unpack<int32_t>::from(env, given[0]));
  return nullptr;
}

/// A Float32Array or Int32Array of `length` numbers whose memory starts at a cache line.
napi_value allocate(napi_env env, napi_callback_info info) {
  napi_value given[2], buffer, array;
  size_t count = 2;
  napi_get_cb_info(env, info, &count, given, nullptr, nullptr);
  const size_t length = size_t(Unpack<double>::from(env, given[0]));
  const bool whole = Unpack<int32_t>::from(env, given[1]) != 0;
  const size_t bytes = length * 4 == 0 ? 64 : (length * 4 + 63) / 64 * 64;
  void* memory = aligned_alloc(64, bytes);
  if (!memory) {
    napi_throw_error(env, nullptr, "out of memory");
    return nullptr;
  }
  if (napi_create_external_arraybuffer(env, memory, bytes, [](napi_env, void* data, void*) { free(data); }, nullptr, &buffer) != napi_ok) {
    free(memory);
    napi_throw_error(env, nullptr, "this Node does not allow external memory");
    return nullptr;
  }
  napi_create_typedarray(env, whole ? napi_int32_array : napi_float32_array, length, buffer, 0, &array);
  return array;
}

napi_value peak(napi_env env, napi_callback_info info) {
  napi_value given[1], result;
  size_t count = 1;
  napi_get_cb_info(env, info, &count, given, nullptr, nullptr);
  napi_create_double(env, double(LOOKBACK_CHOOSE(peak)(Unpack<int32_t>::from(env, given[0]))), &result);
  return result;
}

/// setLevel("avx2") takes a lower instruction set than the machine's, for tests; returns the one in use.
napi_value set_level(napi_env env, napi_callback_info info) {
  napi_value given[1], result;
  size_t count = 1, length = 0;
  char wanted[16] = "";
  napi_get_cb_info(env, info, &count, given, nullptr, nullptr);
  if (count == 1) napi_get_value_string_utf8(env, given[0], wanted, sizeof wanted, &length);
  level = detect();
  for (int i = 0; i <= int(level); i++)
    if (strcmp(wanted, level_names[i]) == 0) level = Level(i);
  napi_create_string_utf8(env, level_names[level], NAPI_AUTO_LENGTH, &result);
  return result;
}

void add(napi_env env, napi_value exports, const char* name, napi_callback f) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, f, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

}  // namespace

#define LOOKBACK_BIND(name) \
  static napi_value bound_##name(napi_env env, napi_callback_info info) { return invoke(LOOKBACK_CHOOSE(name), env, info); }
#define LOOKBACK_BIND_SCRATCH(name)                                                       \
  static napi_value bound_##name(napi_env env, napi_callback_info info) {                 \
    return invoke_with_scratch(LOOKBACK_CHOOSE(name##_scratch), LOOKBACK_CHOOSE(name), env, info); \
  }
LOOKBACK_PLAIN_KERNELS(LOOKBACK_BIND)
LOOKBACK_SCRATCH_KERNELS(LOOKBACK_BIND_SCRATCH)

NAPI_MODULE_INIT() {
  level = detect();
  napi_value kernels;
  napi_create_object(env, &kernels);
  napi_set_named_property(env, exports, "kernels", kernels);
#define LOOKBACK_ADD(name) add(env, kernels, #name, bound_##name);
  LOOKBACK_PLAIN_KERNELS(LOOKBACK_ADD)
  LOOKBACK_SCRATCH_KERNELS(LOOKBACK_ADD)
  add(env, exports, "setThreads", set_threads);
  add(env, exports, "setLevel", set_level);
  add(env, exports, "allocate", allocate);
  add(env, exports, "peak", peak);
  return exports;
}
