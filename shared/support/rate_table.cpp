#include "shared/support/rate_table.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace hookloop {
namespace {

std::uint64_t fnv1a(const void* bytes, std::size_t size) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (std::size_t i = 0; i < size; ++i) {
    hash ^= static_cast<const unsigned char*>(bytes)[i];
    hash *= 0x100000001b3;
  }
  return hash;
}

}  // namespace

RateTable::RateTable(double per_second, double burst, std::size_t sets)
    : per_second_(per_second),
      burst_(std::max(burst, 1.0)),
      sets_(per_second > 0 ? std::max<std::size_t>(sets, 1) : 0) {}

double RateTable::tokens_at(const Bucket& bucket, SteadyTime now) const {
  const std::chrono::duration<double> passed = now - bucket.filled_at;
  return std::min(burst_, bucket.tokens + passed.count() * per_second_);
}

bool RateTable::take(std::uint64_t key, SteadyTime now) {
  if (sets_.empty()) return true;
  Set& set = sets_[set_of(key)];
  Bucket* bucket = &set[0];
  for (Bucket& candidate : set) {
    const bool is_it = candidate.key == key && candidate.filled_at != SteadyTime{};
    if (is_it || candidate.filled_at < bucket->filled_at) bucket = &candidate;
    if (is_it) break;
  }
  const bool is_known = bucket->key == key && bucket->filled_at != SteadyTime{};
  const double tokens = is_known ? tokens_at(*bucket, now) : burst_;
  const bool may_come = tokens >= 1;
  *bucket = {key, may_come ? tokens - 1 : tokens, now};
  return may_come;
}

bool RateTable::has(std::uint64_t key, SteadyTime now) const {
  if (sets_.empty()) return true;
  const Set& set = sets_[set_of(key)];
  const auto bucket = std::find_if(set.begin(), set.end(), [&](const Bucket& candidate) {
    return candidate.key == key && candidate.filled_at != SteadyTime{};
  });
  return bucket == set.end() || tokens_at(*bucket, now) >= 1;
}

std::uint64_t rate_key_of_address(std::string_view address) {
  const std::string text(address);
  in6_addr v6{};
  if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return fnv1a(text.data(), text.size());
  // An IPv4 client of a socket for both: ::ffff:a.b.c.d.
  if (IN6_IS_ADDR_V4MAPPED(&v6)) return fnv1a(&v6.s6_addr[12], 4);
  return fnv1a(v6.s6_addr, 8);
}

}  // namespace hookloop
