// Four threads call kernels at once, as four worker threads of Node do, each with a thread count that it changes from
// call to call, and compare every number with those that one thread computes alone. Built with ThreadSanitizer by
// scripts/sanitize-threads.mjs, which also lets the creation of threads fail: --wrap=pthread_create.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "flush.h"
#include "pool.h"
#include "signatures.h"

extern "C" int lookback_workers();

extern "C" int __real_pthread_create(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
/// How many threads the pool may still make.
static std::atomic<int> threads_left{1 << 20};
extern "C" int __wrap_pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                                     void* argument) {
  if (threads_left.fetch_sub(1) <= 0) return 11; // EAGAIN
  return __real_pthread_create(thread, attributes, start, argument);
}

namespace {

typedef std::vector<float> Numbers;

Numbers numbers(size_t length, uint32_t seed) {
  Numbers made(length);
  for (float& value : made) {
    seed = seed * 1664525u + 1013904223u;
    value = float(seed >> 8) / float(1 << 23) - 1.f;
  }
  return made;
}

float* scratch_of(Numbers& scratch, int64_t length) {
  scratch.assign(size_t(length), 7.f);
  return scratch.data();
}

struct Case {
  const char* name;
  std::function<Numbers()> run;
};

constexpr int batch = 70, steps = 6, features = 9, units = 21, kept = 32, tanh_code = 1, sigmoid_code = 2;

Numbers gru_both() {
  const Numbers x = numbers(batch * steps * features, 1), kernel = numbers(features * 3 * units, 2),
                recurrent = numbers(units * 3 * units, 3), bias = numbers(6 * units, 4),
                gradients = numbers(batch * units, 5);
  Numbers state(batch * units), saved((steps + 1) * batch * kept + steps * batch * 4 * kept), scratch;
  Numbers dx(x.size()), d_kernel(kernel.size()), d_recurrent(recurrent.size()), d_bias(bias.size());
  EXPORT(gru)(
      x.data(), kernel.data(), recurrent.data(), bias.data(), nullptr, nullptr, nullptr, nullptr, nullptr, state.data(),
      saved.data(), batch, steps, features, units, 1, 0, 0, 0, tanh_code, sigmoid_code, 1,
      scratch_of(scratch, EXPORT(gru_scratch)(batch, steps, features, units, 1, 0, 0, 0, tanh_code, sigmoid_code, 1)));
  EXPORT(gruGradient)(x.data(), kernel.data(), recurrent.data(), nullptr, nullptr, nullptr, nullptr, saved.data(),
                      nullptr, gradients.data(), dx.data(), d_kernel.data(), d_recurrent.data(), d_bias.data(), nullptr,
                      batch, steps, features, units, 1, 0, 0, 0, tanh_code, sigmoid_code, 1,
                      scratch_of(scratch, EXPORT(gruGradient_scratch)(batch, steps, features, units, 1, 0, 0, 0,
                                                                      tanh_code, sigmoid_code, 1)));
  for (const Numbers* part : {&dx, &d_kernel, &d_recurrent, &d_bias})
    state.insert(state.end(), part->begin(), part->end());
  return state;
}

Numbers lstm_both() {
  const Numbers x = numbers(batch * steps * features, 1), kernel = numbers(features * 4 * units, 2),
                recurrent = numbers(units * 4 * units, 3), bias = numbers(4 * units, 4),
                gradients = numbers(batch * units, 5);
  Numbers state(batch * units), cell(batch * units), saved(2 * (steps + 1) * batch * kept + steps * batch * 4 * kept),
      scratch;
  Numbers dx(x.size()), d_kernel(kernel.size()), d_recurrent(recurrent.size()), d_bias(bias.size());
  EXPORT(lstm)(
      x.data(), kernel.data(), recurrent.data(), bias.data(), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
      state.data(), cell.data(), saved.data(), batch, steps, features, units, 1, 0, 0, 0, tanh_code, sigmoid_code,
      scratch_of(scratch, EXPORT(lstm_scratch)(batch, steps, features, units, 1, 0, 0, 0, tanh_code, sigmoid_code)));
  EXPORT(lstmGradient)(
      x.data(), kernel.data(), recurrent.data(), nullptr, nullptr, nullptr, nullptr, nullptr, saved.data(), nullptr,
      gradients.data(), nullptr, dx.data(), d_kernel.data(), d_recurrent.data(), d_bias.data(), nullptr, nullptr, batch,
      steps, features, units, 1, 0, 0, 0, tanh_code, sigmoid_code,
      scratch_of(scratch,
                 EXPORT(lstmGradient_scratch)(batch, steps, features, units, 1, 0, 0, 0, tanh_code, sigmoid_code)));
  for (const Numbers* part : {&cell, &dx, &d_kernel, &d_recurrent, &d_bias})
    state.insert(state.end(), part->begin(), part->end());
  return state;
}

Numbers product(int rows, int columns, int inner, int transpose_a, int transpose_b) {
  const Numbers a = numbers(size_t(rows) * inner, 1), b = numbers(size_t(inner) * columns, 2);
  Numbers c(size_t(rows) * columns), scratch;
  EXPORT(matmul)(a.data(), b.data(), nullptr, c.data(), rows, columns, inner, transpose_a, transpose_b,
                 scratch_of(scratch, EXPORT(matmul_scratch)(rows, columns, inner, transpose_a, transpose_b)));
  return c;
}

Numbers attention_both() {
  constexpr int time = 70, heads = 3, depth = 10, size = 2 * time * heads * depth;
  const Numbers q = numbers(size, 1), k = numbers(size, 2), v = numbers(size, 3), gradients = numbers(size, 4);
  Numbers y(size), log_sum(2 * heads * time), dq(size), dk(size), dv(size), scratch;
  EXPORT(attention)(q.data(), k.data(), v.data(), nullptr, y.data(), log_sum.data(), 2, time, time, heads, heads, depth,
                    depth, 0.3, 0, -1, 0, 0.1, 5, 6,
                    scratch_of(scratch, EXPORT(attention_scratch)(2, time, time, heads, heads, depth, depth, 0.3, 0, -1,
                                                                  0, 0.1, 5, 6)));
  EXPORT(attentionGradient)(q.data(), k.data(), v.data(), nullptr, y.data(), log_sum.data(), gradients.data(),
                            dq.data(), dk.data(), dv.data(), 2, time, time, heads, heads, depth, depth, 0.3, 0, -1, 0,
                            0.1, 5, 6,
                            scratch_of(scratch, EXPORT(attentionGradient_scratch)(2, time, time, heads, heads, depth,
                                                                                  depth, 0.3, 0, -1, 0, 0.1, 5, 6)));
  for (const Numbers* part : {&dq, &dk, &dv}) y.insert(y.end(), part->begin(), part->end());
  return y;
}

Numbers reductions() {
  constexpr int rows = 3000, columns = 40;
  const Numbers x = numbers(rows * columns, 1);
  Numbers sums(columns + 1), rates(x.size()), scratch;
  EXPORT(columnSum)(x.data(), sums.data(), rows, columns,
                    scratch_of(scratch, EXPORT(columnSum_scratch)(rows, columns)));
  EXPORT(sumOfSquares)(x.data(), &sums[columns], rows * columns);
  EXPORT(softmax)(x.data(), rates.data(), rows, columns);
  sums.insert(sums.end(), rates.begin(), rates.end());
  return sums;
}

const Case cases[] = {
    {"gru and its gradient", gru_both},
    {"lstm and its gradient", lstm_both},
    {"matmul", [] { return product(300, 50, 600, 0, 0); }},
    {"matmul in parts", [] { return product(100, 30, 9000, 1, 1); }},
    {"attention and its gradient", attention_both},
    {"reductions", reductions},
};
constexpr int case_count = sizeof cases / sizeof *cases;
constexpr int callers = 4, rounds = 4, thread_counts[] = {1, 2, 3, 4, 2, 7};

Numbers expected[case_count];
std::atomic<int> ran{0}, wrong{0};

void compare(int which, const char* how) {
  const Numbers got = cases[which].run();
  ran++;
  if (got.size() == expected[which].size() &&
      memcmp(got.data(), expected[which].data(), got.size() * sizeof(float)) == 0)
    return;
  wrong++;
  fprintf(stderr, "%s: other numbers than one thread computes alone (%s)\n", cases[which].name, how);
}

void* call_kernels(void* argument) {
  const int caller = int(reinterpret_cast<intptr_t>(argument));
  FlushDenormals flush;
  open_pool();
  for (int round = 0; round < rounds; round++)
    for (int i = 0; i < case_count; i++) {
      const int wanted = thread_counts[(caller + round + i) % 6];
      use_threads(grow_pool(wanted));
      compare((caller + i) % case_count, "four callers");
    }
  close_pool();
  return nullptr;
}

/// Fewer threads than were wanted: said by grow_pool, and no number changes.
void compare_with_few_threads() {
  open_pool();
  threads_left = 2;
  const int count = grow_pool(8);
  if (count != 3) {
    wrong++;
    fprintf(stderr, "two threads could be made, so three compute; grow_pool says %d\n", count);
  }
  use_threads(count);
  for (int i = 0; i < case_count; i++) compare(i, "few threads");
  close_pool();
}

} // namespace

int main() {
  {
    FlushDenormals flush;
    use_threads(1);
    for (int i = 0; i < case_count; i++) expected[i] = cases[i].run();
  }
  // Twice: the last caller ends the pool's threads, and the first one makes new ones.
  for (int again = 0; again < 2; again++) {
    pthread_t threads[callers];
    for (int i = 0; i < callers; i++)
      if (__real_pthread_create(&threads[i], nullptr, call_kernels, reinterpret_cast<void*>(intptr_t(i))) != 0)
        return 1;
    for (pthread_t thread : threads) pthread_join(thread, nullptr);
  }
  {
    FlushDenormals flush;
    compare_with_few_threads();
  }
  printf("threads: %d results of %d cases by %d callers, %d wrong\n", ran.load(), case_count, callers, wrong.load());
  return wrong.load() == 0 ? 0 : 1;
}
