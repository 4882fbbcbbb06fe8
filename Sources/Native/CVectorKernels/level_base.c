#include <stdint.h>
#define NAME(x) x##_base
#include "vector_loops.h"
