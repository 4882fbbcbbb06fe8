// The loops themselves; a level file defines NAME(x) and the instruction set, and includes this.
#include <string.h>

typedef float lanes __attribute__((ext_vector_type(16), aligned(4)));
typedef float half_lanes __attribute__((ext_vector_type(8)));
typedef float quarter_lanes __attribute__((ext_vector_type(4)));
typedef uint16_t short_lanes __attribute__((ext_vector_type(16), aligned(2)));
typedef uint32_t word_lanes __attribute__((ext_vector_type(16)));
typedef _Bool lane_flags __attribute__((ext_vector_type(16)));

#define LOAD(p) (*(const lanes *)(p))
#define STORE(p) (*(lanes *)(p))
#define INLINE static inline __attribute__((always_inline))

// The sum over lanes, always in the same tree.
INLINE float NAME(sum)(const lanes *lanes_of) {
  lanes x = *lanes_of;
  half_lanes h = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7) +
                 __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
  quarter_lanes q = __builtin_shufflevector(h, h, 0, 1, 2, 3) + __builtin_shufflevector(h, h, 4, 5, 6, 7);
  return (q[0] + q[2]) + (q[1] + q[3]);
}

// Sixteen numbers of which only the upper halves are kept.
INLINE void NAME(widen)(const uint16_t *p, lanes *x) {
  word_lanes words = __builtin_convertvector(*(const short_lanes *)p, word_lanes) << 16;
  memcpy(x, &words, sizeof *x);
}

void NAME(normal_product)(const float *rows, long width, const int32_t *index, const float *confidence, long count,
                          float a, float b, const float *p, float *out) {
  long k = 0;
  for (; k + 4 <= count; k += 4) {
    const float *r0 = rows + (long)index[k] * width, *r1 = rows + (long)index[k + 1] * width;
    const float *r2 = rows + (long)index[k + 2] * width, *r3 = rows + (long)index[k + 3] * width;
    lanes s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
    for (long j = 0; j < width; j += 16) {
      lanes x = LOAD(p + j);
      s0 += LOAD(r0 + j) * x;
      s1 += LOAD(r1 + j) * x;
      s2 += LOAD(r2 + j) * x;
      s3 += LOAD(r3 + j) * x;
    }
    float c0 = a + b * NAME(sum)(&s0), c1 = a + b * NAME(sum)(&s1);
    float c2 = a + b * NAME(sum)(&s2), c3 = a + b * NAME(sum)(&s3);
    if (confidence) {
      c0 *= confidence[k];
      c1 *= confidence[k + 1];
      c2 *= confidence[k + 2];
      c3 *= confidence[k + 3];
    }
    for (long j = 0; j < width; j += 16) {
      lanes t = LOAD(out + j);
      t += c0 * LOAD(r0 + j);
      t += c1 * LOAD(r1 + j);
      t += c2 * LOAD(r2 + j);
      t += c3 * LOAD(r3 + j);
      STORE(out + j) = t;
    }
  }
  for (; k < count; k++) {
    const float *r = rows + (long)index[k] * width;
    lanes s = {0};
    for (long j = 0; j < width; j += 16) s += LOAD(r + j) * LOAD(p + j);
    float c = a + b * NAME(sum)(&s);
    if (confidence) c *= confidence[k];
    for (long j = 0; j < width; j += 16) STORE(out + j) += c * LOAD(r + j);
  }
}

void NAME(panel_sum)(const float *rows, long stride, const int32_t *index, const float *weights, long count,
                     float *out) {
  lanes s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
  if (weights) {
    for (long k = 0; k < count; k++) {
      const float *r = rows + (long)index[k] * stride;
      float w = weights[k];
      s0 += w * LOAD(r);
      s1 += w * LOAD(r + 16);
      s2 += w * LOAD(r + 32);
      s3 += w * LOAD(r + 48);
    }
  } else {
    for (long k = 0; k < count; k++) {
      const float *r = rows + (long)index[k] * stride;
      s0 += LOAD(r);
      s1 += LOAD(r + 16);
      s2 += LOAD(r + 32);
      s3 += LOAD(r + 48);
    }
  }
  STORE(out) = s0;
  STORE(out + 16) = s1;
  STORE(out + 32) = s2;
  STORE(out + 48) = s3;
}

void NAME(panel_sum_short)(const uint16_t *rows, long stride, const int32_t *index, const float *weights, long count,
                           float *out) {
  lanes s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
  for (long k = 0; k < count; k++) {
    const uint16_t *r = rows + (long)index[k] * stride;
    float w = weights[k];
    lanes x0, x1, x2, x3;
    NAME(widen)(r, &x0);
    NAME(widen)(r + 16, &x1);
    NAME(widen)(r + 32, &x2);
    NAME(widen)(r + 48, &x3);
    s0 += w * x0;
    s1 += w * x1;
    s2 += w * x2;
    s3 += w * x3;
  }
  STORE(out) = s0;
  STORE(out + 16) = s1;
  STORE(out + 32) = s2;
  STORE(out + 48) = s3;
}

void NAME(block_maxima)(const float *scores, long blocks, long width, float *maxima) {
  for (long block = 0; block < blocks; block++, scores += width) {
    lanes best = LOAD(scores);
    best = best == best ? best : (lanes){0} - __builtin_inff();
    for (long j = 16; j < width; j += 16) {
      lanes x = LOAD(scores + j);
      best = x > best ? x : best;
    }
    half_lanes a = __builtin_shufflevector(best, best, 0, 1, 2, 3, 4, 5, 6, 7);
    half_lanes b = __builtin_shufflevector(best, best, 8, 9, 10, 11, 12, 13, 14, 15);
    half_lanes h = a > b ? a : b;
    quarter_lanes c = __builtin_shufflevector(h, h, 0, 1, 2, 3), d = __builtin_shufflevector(h, h, 4, 5, 6, 7);
    quarter_lanes q = c > d ? c : d;
    float x = q[0] > q[1] ? q[0] : q[1], y = q[2] > q[3] ? q[2] : q[3];
    maxima[block] = x > y ? x : y;
  }
}

long NAME(indices_at_least)(const float *scores, long count, float threshold, int32_t *indices) {
  long found = 0;
  lanes t = (lanes){0} + threshold;
  for (long j = 0; j < count; j += 16) {
    lane_flags flags = __builtin_convertvector(LOAD(scores + j) >= t, lane_flags);
    uint16_t bits;
    memcpy(&bits, &flags, sizeof bits);
    for (; bits; bits &= bits - 1) indices[found++] = (int32_t)(j + __builtin_ctz(bits));
  }
  return found;
}
