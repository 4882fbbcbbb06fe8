// One function for each type of argument that curl_easy_setopt and curl_easy_getinfo take: Swift cannot call a function
// with "..." in C.
#ifndef RECAST_CURL_SHIMS_H
#define RECAST_CURL_SHIMS_H

#include <curl/curl.h>

// What libcurl hands received bytes to: data, 1, length, the pointer given with them; returns the bytes taken.
typedef size_t (*curl_shim_receiver)(char *data, size_t size, size_t count, void *context);

CURLcode curl_shim_set_long(CURL *handle, CURLoption option, long value);
CURLcode curl_shim_set_offset(CURL *handle, CURLoption option, curl_off_t value);
CURLcode curl_shim_set_text(CURL *handle, CURLoption option, const char *value);
CURLcode curl_shim_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode curl_shim_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
CURLcode curl_shim_set_receiver(CURL *handle, CURLoption option, curl_shim_receiver value);
CURLcode curl_shim_get_long(CURL *handle, CURLINFO info, long *value);

// Refuses every protocol but http and https; the option for it has changed its name.
CURLcode curl_shim_allow_http_only(CURL *handle);

#endif
