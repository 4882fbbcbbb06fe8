// The few loops that BLAS does not have and that the baseline instruction set of a portable build would make two to four
// times slower. Each exists for AVX-512, for AVX2 with FMA, and for the baseline, and the processor decides at run time.
// All use the same sixteen lanes in the same order, so AVX-512 and AVX2 give the same bits; the baseline rounds products
// before adding them and may differ in the last one.
#ifndef RECAST_VECTOR_KERNELS_H
#define RECAST_VECTOR_KERNELS_H

#include <stdint.h>

// Columns that vector_panel_sum adds at a time.
#define VECTOR_PANEL_COLUMNS 64

// out += Σ_k c_k·row(index[k]) with c_k = confidence_k·(a + b·⟨row(index[k]), p⟩): the product of one row's normal
// equations with a vector (a = 0, b = 1) or their residual (a = 1, b = −1). `confidence` may be null for ones.
// `width` is a multiple of 16; rows are `width` floats apart.
void vector_normal_product(const float *rows, long width, const int32_t *index, const float *confidence, long count,
                           float a, float b, const float *p, float *out);

// out = Σ_k weight_k·row(index[k]) over 64 columns; rows are `stride` floats apart; `weights` may be null for ones.
void vector_panel_sum(const float *rows, long stride, const int32_t *index, const float *weights, long count,
                      float *out);

// The same of numbers of which only the upper sixteen bits are kept (bfloat16).
void vector_panel_sum_short(const uint16_t *rows, long stride, const int32_t *index, const float *weights, long count,
                            float *out);

// The largest score of each whole block of `width` scores (a multiple of 16); not-a-number counts as nothing.
void vector_block_maxima(const float *scores, long blocks, long width, float *maxima);

// Indices of the scores that are at least `threshold`, ascending; returns how many. `count` is a multiple of 16.
long vector_indices_at_least(const float *scores, long count, float threshold, int32_t *indices);

// The loops of one instruction set.
typedef struct {
  void (*normal_product)(const float *rows, long width, const int32_t *index, const float *confidence, long count,
                         float a, float b, const float *p, float *out);
  void (*panel_sum)(const float *rows, long stride, const int32_t *index, const float *weights, long count, float *out);
  void (*panel_sum_short)(const uint16_t *rows, long stride, const int32_t *index, const float *weights, long count,
                          float *out);
  void (*block_maxima)(const float *scores, long blocks, long width, float *maxima);
  long (*indices_at_least)(const float *scores, long count, float threshold, int32_t *indices);
} VectorLoops;

// Levels of instruction sets, the baseline being 0.
#define VECTOR_LEVELS 3

// The loops of a level: 0 the baseline, 1 AVX2 with FMA, 2 AVX-512; null where this machine does not have it.
const VectorLoops *vector_loops_of_level(int level);

// Asks the system for large pages behind a large array, where it has them; only speed depends on it.
void vector_advise_large_pages(void *start, long bytes);

#endif
