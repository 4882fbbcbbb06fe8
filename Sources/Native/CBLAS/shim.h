// OpenBLAS with the LAPACK that it holds. Debian's OpenBLAS has no LAPACKE, so the Fortran routines that we call are
// declared here; Fortran passes the length of each character argument behind all others, which C cannot see.
#ifndef RECAST_CBLAS_H
#define RECAST_CBLAS_H

#include <stddef.h>

#include <cblas.h>

// A = L·Lᵀ of a symmetric positive definite matrix; `info` > 0: the leading minor of that order is not positive.
void spotrf_(const char *uplo, const int *n, float *a, const int *lda, int *info, size_t uplo_length);
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t uplo_length);
// Solves A·X = B with the factor of potrf.
void spotrs_(const char *uplo, const int *n, const int *nrhs, const float *a, const int *lda, float *b, const int *ldb,
             int *info, size_t uplo_length);
// The inverse of A from the factor of potrf, in the same triangle.
void spotri_(const char *uplo, const int *n, float *a, const int *lda, int *info, size_t uplo_length);
// The inverse of a triangular matrix.
void strtri_(const char *uplo, const char *diag, const int *n, float *a, const int *lda, int *info, size_t uplo_length,
             size_t diag_length);
// L → Lᵀ·L in place.
void slauum_(const char *uplo, const int *n, float *a, const int *lda, int *info, size_t uplo_length);

#endif
