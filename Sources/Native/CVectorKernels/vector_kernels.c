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
  void block_maxima_##level(const float *, long, long, float *);                                                   \
  long indices_at_least_##level(const float *, long, float, int32_t *);

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
#define DISPATCH(kernel, ...)                                \
  do {                                                       \
    if (has_avx512()) return kernel##_avx512(__VA_ARGS__);   \
    if (has_avx2()) return kernel##_avx2(__VA_ARGS__);       \
    return kernel##_base(__VA_ARGS__);                       \
  } while (0)
#else
#define DISPATCH(kernel, ...) return kernel##_base(__VA_ARGS__)
#endif

void vector_normal_product(const float *rows, long width, const int32_t *index, const float *confidence, long count,
                           float a, float b, const float *p, float *out) {
  DISPATCH(normal_product, rows, width, index, confidence, count, a, b, p, out);
}

void vector_panel_sum(const float *rows, long stride, const int32_t *index, const float *weights, long count,
                      float *out) {
  DISPATCH(panel_sum, rows, stride, index, weights, count, out);
}

void vector_block_maxima(const float *scores, long blocks, long width, float *maxima) {
  DISPATCH(block_maxima, scores, blocks, width, maxima);
}

long vector_indices_at_least(const float *scores, long count, float threshold, int32_t *indices) {
  DISPATCH(indices_at_least, scores, count, threshold, indices);
}
