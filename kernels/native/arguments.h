// What JavaScript passed to a kernel, checked against the table. Whatever does not fit becomes an exception, and the
// kernel is not called.
#pragma once
#include <node_api.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cstdint>
#include <type_traits>

#include "context.h"

constexpr size_t most_arguments = 40;
/// Sizes end a little below 2³¹, so that they may be rounded up to whole vectors.
constexpr double largest_size = 2147483647.0 - 64;

/// One call from JavaScript. When anything is wrong an exception is pending, or the environment is about to close, and
/// `ready` is false.
class Call {
 public:
  napi_env env;
  Context* context = nullptr;
  bool ready;

  /// `table`: the name of the function, then kind and name of each of the `expected` arguments.
  Call(napi_env environment, napi_callback_info info, const char* const* names, size_t expected)
      : env(environment), table(names) {
    size_t count = most_arguments;
    void* data = nullptr;
    ready = is_ok(napi_get_cb_info(env, info, &count, values, nullptr, &data));
    context = static_cast<Context*>(data);
    if (ready && count != expected)
      ready = refuse(napi_throw_type_error, "%s takes %zu arguments, got %zu", table[0], expected, count);
  }

  /// Whether a call of the Node-API went well; where it did not, its reason is thrown, unless something is thrown
  /// already or nothing may be any more.
  bool is_ok(napi_status status) {
    if (status == napi_ok) return true;
    if (status == napi_pending_exception || status == napi_closing) return false;
    const napi_extended_error_info* reason = nullptr;
    const bool known = napi_get_last_error_info(env, &reason) == napi_ok && reason && reason->error_message;
    return refuse(napi_throw_error, "%s: Node-API: %s", table[0], known ? reason->error_message : "failed");
  }

  /// Throws; false, whether that went well or not: an environment that is closing takes no exceptions.
  bool refuse(napi_status (*raise)(napi_env, const char*, const char*), const char* format, ...) {
    char message[300];
    va_list parts;
    va_start(parts, format);
    vsnprintf(message, sizeof message, format, parts);
    va_end(parts);
    raise(env, nullptr, message);
    return false;
  }

  /// Argument `index` as an integer.
  bool take(size_t index, int32_t* to) {
    double value;
    if (!take(index, &value)) return false;
    if (!(value >= -2147483648.0 && value <= largest_size) || value != double(int32_t(value)))
      return refuse(napi_throw_range_error, "%s: %s must be an integer from -2147483648 to %.0f, got %.17g", table[0],
                    name(index), largest_size, value);
    *to = int32_t(value);
    return true;
  }

  /// 32 bits, written as a signed or an unsigned number.
  bool take(size_t index, uint32_t* to) {
    double value;
    if (!take(index, &value)) return false;
    if (!(value >= -2147483648.0 && value <= 4294967295.0) || value != double(int64_t(value)))
      return refuse(napi_throw_range_error, "%s: %s must be a 32-bit integer, got %.17g", table[0], name(index), value);
    *to = uint32_t(int64_t(value));
    return true;
  }

  bool take(size_t index, double* to) {
    const napi_status status = napi_get_value_double(env, values[index], to);
    if (status == napi_number_expected)
      return refuse(napi_throw_type_error, "%s: %s must be a number", table[0], name(index));
    return is_ok(status);
  }

  /// A typed array's memory; null stays null where the table allows it.
  template <class T>
  bool take(size_t index, T** to) {
    constexpr bool integers = std::is_same_v<std::remove_const_t<T>, int32_t>;
    void* memory = nullptr;
    napi_typedarray_type type;
    const napi_status status = napi_get_typedarray_info(env, values[index], &type, nullptr, &memory, nullptr, nullptr);
    if (status == napi_invalid_arg) {
      *to = nullptr;
      return may_be_null(index);
    }
    if (!is_ok(status)) return false;
    if (type != (integers ? napi_int32_array : napi_float32_array))
      return refuse(napi_throw_type_error, "%s: %s must be %s, got a typed array of another type", table[0],
                    name(index), integers ? "an Int32Array" : "a Float32Array");
    if (!memory) return refuse(napi_throw_type_error, "%s: the memory of %s was taken away", table[0], name(index));
    *to = static_cast<T*>(memory);
    return true;
  }

  /// A short text.
  template <size_t Size>
  bool take(size_t index, char (*to)[Size]) {
    size_t length;
    const napi_status status = napi_get_value_string_utf8(env, values[index], *to, Size, &length);
    if (status == napi_string_expected)
      return refuse(napi_throw_type_error, "%s: %s must be a text", table[0], name(index));
    return is_ok(status);
  }

 private:
  const char* const* table;
  napi_value values[most_arguments];

  const char* name(size_t index) const { return strchr(table[index + 1], ' ') + 1; }

  /// Whether an argument that is no typed array is null, and null is allowed.
  bool may_be_null(size_t index) {
    napi_valuetype type;
    if (!is_ok(napi_typeof(env, values[index], &type))) return false;
    const bool allowed = strstr(table[index + 1], "? ") != nullptr;
    if (type != napi_null || !allowed)
      return refuse(napi_throw_type_error, "%s: %s must be a typed array%s", table[0], name(index),
                    allowed ? " or null" : "");
    return true;
  }
};
