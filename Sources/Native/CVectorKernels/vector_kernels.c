#if defined(__linux__)
#define _GNU_SOURCE
#include <sys/mman.h>
#endif
#include "vector_kernels.h"

void vector_advise_large_pages(void *start, long bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  const long page = 1 << 21;
  if (bytes >= 2 * page && (uintptr_t)start % page == 0) madvise(start, (size_t)(bytes / page * page), MADV_HUGEPAGE);
#else
  (void)start;
  (void)bytes;
#endif
}

#define DECLARE(level)                                                                                             \
  void normal_product_##level(const float *, long, const int32_t *, const float *, long, float, float,             \
                              const float *, float *);                                                             \
  void panel_sum_##level(const float *, long, const int32_t *, const float *, long, float *);                      \
  void panel_sum_short_##level(const uint16_t *, long, const int32_t *, const float *, long, float *);             \
  void block_maxima_##level(const float *, long, long, float *);                                                   \
  long indices_at_least_##level(const float *, long, float, int32_t *);                                            \
  static const VectorLoops level##_loops = {normal_product_##level, panel_sum_##level, panel_sum_short_##level,    \
                                            block_maxima_##level, indices_at_least_##level};

DECLARE(base)
#if defined(__x86_64__)
DECLARE(avx2)
DECLARE(avx512)

static int has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("fma");
}
static int has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

// Each call asks: a test of a word in memory, nothing beside the loop behind it.
static inline const VectorLoops *best(void) {
  if (has_avx512()) return &avx512_loops;
  if (has_avx2()) return &avx2_loops;
  return &base_loops;
}
#else
static inline const VectorLoops *best(void) { return &base_loops; }
#endif

const VectorLoops *vector_loops_of_level(int level) {
#if defined(__x86_64__)
  if (level == 2) return has_avx512() ? &avx512_loops : 0;
  if (level == 1) return has_avx2() ? &avx2_loops : 0;
#endif
  return level == 0 ? &base_loops : 0;
}

void vector_normal_product(const float *rows, long width, const int32_t *index, const float *confidence, long count,
                           float a, float b, const float *p, float *out) {
  best()->normal_product(rows, width, index, confidence, count, a, b, p, out);
}

void vector_panel_sum(const float *rows, long stride, const int32_t *index, const float *weights, long count,
                      float *out) {
  best()->panel_sum(rows, stride, index, weights, count, out);
}

void vector_panel_sum_short(const uint16_t *rows, long stride, const int32_t *index, const float *weights, long count,
                            float *out) {
  best()->panel_sum_short(rows, stride, index, weights, count, out);
}

void vector_block_maxima(const float *scores, long blocks, long width, float *maxima) {
  best()->block_maxima(scores, blocks, width, maxima);
}

long vector_indices_at_least(const float *scores, long count, float threshold, int32_t *indices) {
  return best()->indices_at_least(scores, count, threshold, indices);
}
