// All kernels as one translation unit, so that each instruction set's build shares no inline function with another's.
#include "signatures.h"

#include "additive-attention.cc"
#include "additive-scores.cc"
#include "attention-gradient.cc"
#include "attention-step.cc"
#include "attention.cc"
#include "batch-matmul.cc"
#include "batch-normalization.cc"
#include "convolution.cc"
#include "cosine-similarity.cc"
#include "crossentropy.cc"
#include "ctc.cc"
#include "elementwise.cc"
#include "focal.cc"
#include "gather.cc"
#include "gru.cc"
#include "layer-normalization.cc"
#include "losses.cc"
#include "lstm.cc"
#include "masked-softmax.cc"
#include "masks.cc"
#include "matmul.cc"
#include "optimizers.cc"
#include "pooling.cc"
#include "random.cc"
#include "reduce.cc"
#include "rms-normalization.cc"
#include "rotate.cc"
#include "scan.cc"
#include "simple-rnn.cc"
#include "softmax.cc"
#include "strided.cc"
#include "top-k.cc"

/// Measures the peak rate of multiply-adds: `rounds` of 24 independent vectors; returns a sum so that nothing is left
/// out.
extern "C" float EXPORT(peak)(int32_t rounds) {
  constexpr int chains = width == 16 ? 24 : 12;
  floats sum[chains];
  for (int i = 0; i < chains; i++) sum[i] = all(float(i) * 0.1f);
  const floats factor = all(0.9999f), term = all(0.0001f);
  for (int k = 0; k < rounds; k++)
#pragma GCC unroll 24
    for (int i = 0; i < chains; i++) sum[i] = sum[i] * factor + term;
  floats together = {};
  for (int i = 0; i < chains; i++) together += sum[i];
  return float(total(together));
}
