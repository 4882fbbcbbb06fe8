#include <stdint.h>
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"))), \
                             apply_to = function)
#define NAME(x) x##_avx512
#include "vector_loops.h"
#pragma clang attribute pop
#endif
